"""What a pack can get wrong in a procedure, and that it is told where."""

import pytest

from hotline.core.vocabulary import Party, Role
from hotline.policy.errors import PackError
from hotline.policy.loading import load_from
from tests.rooms.policy.small import TOWN, files

SHEET = """
procedures:
  - id: sheet
    title: 互动单
    source: {doc: law, article: 十一}
    opened_by: [supervisor]
    about_unit: true
    natures: [help]
    content_classes: [C1]
    stages:
      - id: check
        title: 自查
        by: unit
        roles: [unit_leader]
        fields: [{id: post, label: 岗位}]
        late_outcome: silent
        outcomes:
          - {id: denied, label: 有异议, to: judge}
          - {id: silent, label: 逾期不报, ruling: at_fault}
      - id: judge
        title: 裁定
        roles: [supervisor]
        outcomes: [{id: cleared, label: 无责, ruling: not_at_fault}]
"""


def loaded(sheet: str = SHEET):
    return load_from(files(town=TOWN + sheet), "town").policy


@pytest.mark.req("SUP-4")
def test_a_procedure_is_read() -> None:
    (found,) = loaded().lists.procedures
    assert found.about_unit and found.source == "办法 十一"
    check, judge = found.stages
    assert (check.by, check.roles, judge.by) == (Party.UNIT, (Role.UNIT_LEADER,), Party.CENTRE)
    assert check.outcome("silent") is not None and check.outcome("nothing") is None and found.stage("x") is None


WRONG = [
    ("natures: [help]", "natures: [joy]", "natures", "joy"),
    ("content_classes: [C1]", "content_classes: [C9]", "content_classes", "C9"),
    ("to: judge", "to: nowhere", "to", "nowhere"),
    ("late_outcome: silent", "late_outcome: loud", "late_outcome", "loud"),
    ("roles: [unit_leader]", "roles: [supervisor]", "roles", "supervisor"),
    ("        roles: [supervisor]\n", "        roles: [unit_clerk]\n", "roles", "unit_clerk"),
    ("about_unit: true", "about_unit: false", "about_unit", "false"),
    ("id: judge", "id: check", "id", "check"),
    ("id: denied", "id: silent", "id", "silent"),
    ("fields: [{id: post, label: 岗位}]", "fields: [{id: a, label: 甲}, {id: a, label: 乙}]", "id", "a"),
    ("ruling: at_fault}", "ruling: at_fault, day_label: 听证日}", "late_outcome", "silent"),
    ("outcomes: [{id: cleared, label: 无责, ruling: not_at_fault}]", "outcomes: []", "outcomes", "-"),
    ("ruling: at_fault}", "ruling: maybe}", "maybe", "not_at_fault"),
]


@pytest.mark.parametrize(("old", "new", "what", "name"), WRONG, ids=[w[1].strip() for w in WRONG])
def test_what_does_not_fit_is_told(old: str, new: str, what: str, name: str) -> None:
    assert SHEET.count(old) >= 1
    with pytest.raises(PackError) as found:
        loaded(SHEET.replace(old, new, 1))
    told = str(found.value)
    assert what in told and name in told and "town/" in told


def test_a_stage_that_leads_back_to_itself_only_never_ends() -> None:
    endless = SHEET.replace(
        "{id: silent, label: 逾期不报, ruling: at_fault}", "{id: silent, label: 逾期不报, to: judge}"
    )
    endless = endless.replace("{id: cleared, label: 无责, ruling: not_at_fault}", "{id: again, label: 再查, to: check}")
    with pytest.raises(PackError):
        loaded(endless)
