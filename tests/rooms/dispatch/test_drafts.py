"""A list between upload and taking over: what was shown is done, by whom it was shown to, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from hotline.dispatch import drafts, importing, selectors
from hotline.dispatch.models import DutyChange, DutyDraft, Responsibility
from hotline.infra import clock
from tests.rooms.dispatch.test_dispatch import ROW

pytestmark = pytest.mark.req("DSP-3")
KNOWN = importing.Known()
CHANGED = [ROW | {"unit": "streets"}, ROW | {"id": "R2", "area": "990101"}]


@pytest.fixture
def kept(town):
    importing.import_list([ROW])
    return drafts.upload(CHANGED, "清单.xlsx", town["director"], KNOWN, whole=False)


def test_what_was_shown_is_done_with_name_and_file(town, kept):
    shown = drafts.foresee(kept, KNOWN)
    assert (shown.added, shown.changed, shown.unchanged) == (("R2",), ("R1",), 0)
    assert Responsibility.objects.get().unit == "lamps", "a look changes nothing"
    assert drafts.take_over(kept.pk, town["director"], KNOWN) == shown
    (change,) = selectors.duty_changes("R1")[:1]
    assert (change.who, change.note, change.before["unit"], change.after["unit"]) == (
        str(town["director"].pk), "清单.xlsx", "lamps", "streets",
    )  # fmt: skip
    with pytest.raises(drafts.NoDraft):
        drafts.take_over(kept.pk, town["director"], KNOWN)
    assert DutyChange.objects.count() == 3


def test_only_who_uploaded_it_may_take_it_over(town, kept):
    for ident, who in ((kept.pk, town["admin"]), (uuid4(), town["director"])):
        with pytest.raises(drafts.NoDraft):
            drafts.take_over(ident, who, KNOWN)
    assert Responsibility.objects.get().unit == "lamps"


def test_a_list_that_moved_in_between_is_shown_again_first(town, kept):
    importing.import_list([ROW | {"unit": "lamps.east"}])
    with pytest.raises(drafts.ListMoved) as moved:
        drafts.take_over(kept.pk, town["director"], KNOWN)
    assert moved.value.now.changes[-1].before["unit"] == "lamps.east"
    assert Responsibility.objects.get().unit == "lamps.east"
    drafts.seen(kept.pk, town["director"], moved.value.now)
    drafts.take_over(kept.pk, town["director"], KNOWN)
    assert Responsibility.objects.get(ref="R1").unit == "streets"


def test_the_latest_upload_counts_and_an_old_one_is_gone(town, kept, moving_clock):
    later = drafts.upload([ROW], "清单2.xlsx", town["director"], KNOWN, whole=True)
    assert [row.pk for row in DutyDraft.objects.all()] == [later.pk]
    with clock.moved_to(clock.now() + drafts.KEPT + timedelta(minutes=1)), pytest.raises(drafts.NoDraft):
        drafts.draft(later.pk, town["director"])
    drafts.discard(later.pk, town["director"])
    assert not DutyDraft.objects.exists()
