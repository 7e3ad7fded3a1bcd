"""What a simulated agent reads out of a message, and what the invented citizen tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.core.vocabulary import ContactField, EmergencyService, Urgency
from hotline.policy import load
from hotline.project.replay.caller import caller_of
from hotline.project.replay.engine import lives_of
from hotline.project.replay.rates import rates
from hotline.project.replay.words import understand
from tests.rooms.replay.stage import PACKS, rows, world


@pytest.mark.parametrize(
    ("title", "content", "nature", "content_class"),
    [
        ("小区门口路灯不亮", "路灯坏了好几天，照明全无", "help", "C1.03"),
        ("咨询公积金提取", "请问公积金怎么提取？", "consultation", "C1.27"),
        ("建议增设公交站台", "建议在小区门口设公交站", "suggestion", "C4.11"),
        ("投诉物业乱收费", "物业乱收费，无人管", "complaint", "C1.26"),
        ("没有线索的一句话", "只有这些字", "help", "C8.01"),
    ],
)
def test_cues(title: str, content: str, nature: str, content_class: str) -> None:
    found = understand(title, content, load("dezhou-12345"))
    assert (found.nature, found.content_class) == (nature, content_class)


@pytest.mark.parametrize("pack", PACKS)
def test_only_words_that_the_pack_has(pack: str) -> None:
    policy = load(pack)
    for row in rows(60):
        found = understand(row.title, row.content + "举报 表扬", policy)
        assert policy.nature(found.nature)
        assert policy.content_class(found.content_class)


def test_danger_and_haste() -> None:
    policy = load("dezhou-12345")
    assert understand("楼道着火", "有人点火", policy).danger is EmergencyService.FIRE
    assert understand("井盖塌陷", "有安全隐患", policy).urgency is Urgency.URGENT


def test_one_citizen_has_one_name_and_number_and_shows_neither() -> None:
    first, second, other = lives_of(world(), [replace(r, citizen=c) for r, c in zip(rows(3), "AAB", strict=True)])
    callers = [caller_of(life, "help", "990102001") for life in (first, second, other)]
    assert (callers[0].name, callers[0].phone) == (callers[1].name, callers[1].phone)
    assert callers[0].phone != callers[2].phone
    assert callers[0].phone.startswith("0000-")
    assert callers[0].phone not in repr(callers[0])


def test_accusers_tell_more_unless_they_will_not() -> None:
    (life,) = lives_of(world(changed=rates().changed(agent__withholds_identity=0, agent__without_contact=0)), rows(1))
    assert caller_of(life, "complaint", "990102001").known >= {ContactField.WORKPLACE, ContactField.ADDRESS}
    assert caller_of(life, "help", "990102001").known == {ContactField.NAME, ContactField.PHONE}
    (shy,) = lives_of(world(changed=rates().changed(agent__withholds_identity=1, agent__without_contact=0)), rows(1))
    assert caller_of(shy, "complaint", "990102001").known == {ContactField.NAME, ContactField.PHONE}
