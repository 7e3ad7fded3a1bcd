"""Every worked case of every pack, one test a case."""

import pytest

from hotline.policy import load, names
from hotline.policy.cases import all_stories, play
from hotline.policy.stories import Story

STORIES = [story for pack in names() for story in all_stories(pack)]


@pytest.mark.parametrize("story", STORIES, ids=lambda s: f"{s.pack}: {s.name}")
def test_case(story: Story) -> None:
    run = play(story, load(story.pack))
    assert not run.failures, "\n" + "\n".join(run.failures)


@pytest.mark.parametrize("pack", ["dezhou-12345", "karamay-12345"])
def test_each_hotline_has_enough_cases(pack: str) -> None:
    stories = [s for s in STORIES if s.pack == pack]
    assert len(stories) >= 12
    assert len({s.name for s in stories}) == len(stories)
    assert all(story.covers for story in stories)


def test_every_story_can_be_replayed_from_its_events() -> None:
    from hotline.core.evolve import replay

    for story in STORIES:
        run = play(story, load(story.pack))
        for one in (run, *run.others):
            if one.order is not None:
                assert replay(one.records) == one.order, story.name
