"""What a loaded pack is: inheritance, overriding, dates, lists, calendars, names of releases."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from hotline.core.deadlines import WorkingDays, due
from hotline.core.policy import Facts, Found, Missing
from hotline.policy import PackError, ambiguity, registry
from hotline.policy.loading import load_from
from tests.rooms.policy.small import BASE, RULES, TOWN, files

DAY = date(2026, 3, 2)
ZONE = ZoneInfo("Asia/Shanghai")


def town(**changed: str):
    return load_from(files(**changed), "town").policy


def test_a_pack_adds_to_what_it_inherits() -> None:
    policy = town()
    assert (policy.id, policy.covers, policy.lineage) == ("town", "PCK-99", ("base", "town"))
    found = policy.find("clock.reply", Facts(nature="help"), DAY, DAY)
    assert isinstance(found, Found)
    assert found.rule.ref == "town:reply.help" and [r.ref for r in found.beaten] == ["base:reply"]
    other = policy.find("clock.reply", Facts(nature="report"), DAY, DAY)
    assert isinstance(other, Found) and other.rule.ref == "base:reply" and other.beaten == ()
    assert isinstance(policy.find("audit", Facts(), DAY, DAY), Missing)
    assert policy.rule("town:reply.help").source.article == "十"
    assert policy.rule("town:reply.help").location == "town/pack.yaml:7"


def test_a_rule_holds_between_its_dates_by_its_own_day() -> None:
    later = TOWN[TOWN.index("  - id") :].replace("reply.help", "reply.new").replace("days: 3", "days: 2")
    later = later.replace("    topic", "    from: 2026-03-03\n    governed_by: dispatched\n    topic", 1)
    later = later.replace("overrides: inherited", "overrides: [base:reply, reply.help]")
    policy = town(town=TOWN + later)

    def length(accepted: date, dispatched: date) -> object:
        found = policy.find("clock.reply", Facts(nature="help"), accepted, dispatched)
        assert isinstance(found, Found)
        return found.rule.value.length

    assert length(DAY, DAY) == WorkingDays(3)
    assert length(DAY, date(2026, 3, 3)) == WorkingDays(2)


def test_lists_are_given_whole_by_the_nearest_pack() -> None:
    assert [t.id for t in town().lists.natures] == ["help", "report"]
    own = TOWN.replace("nature: [help]", "nature: [plea]")
    own += "natures: {source: {doc: law, article: 十一}, entries: [{id: plea, label: 请求}]}\n"
    assert [t.label for t in town(town=own).lists.natures] == ["请求"]
    lamps = town().content_class("C1.01")
    assert (lamps.parent, lamps.source) == ("C1", "办法 五")


def test_a_list_can_be_borrowed_from_a_pack_outside() -> None:
    village = "pack: village\ninherits: base\ncontent_classes: {from: city, unstated: true}\n"
    city = (
        "pack: city\nsources: {rule: {file: R, title: 规定}}\n"
        "content_classes: {source: {doc: rule, article: 一}, entries: [{id: K1, label: 供水}]}\n"
    )
    loaded = load_from(files() | {"village/pack.yaml": village, "city/pack.yaml": city}, "village")
    assert [t.id for t in loaded.policy.lists.content_classes] == ["K1"]
    assert "city/pack.yaml" in loaded.files, "the lender's words are part of the release"


def test_the_release_follows_every_file_that_counts() -> None:
    first = town().release
    assert len(first) == 16 and first == town().release
    assert town(rules=RULES + "# 注\n").release != first
    assert town(town=TOWN + "# 注\n").release != first
    with_cases = files() | {"town/cases/a.yaml": "cases: []\n", "other/pack.yaml": "pack: other\n"}
    assert load_from(with_cases, "town").policy.release == first


@pytest.mark.req("PRA-21")
def test_working_hours_and_holidays_of_a_calendar() -> None:
    year = (
        "calendar: china\nzone: Asia/Shanghai\nweekend: [sat, sun]\n"
        "known_from: 2026-01-01\nknown_until: 2026-12-31\n"
        'hours: {spans: ["09:00-17:00"]}\n'
        'years: [{year: 2026, holidays: ["2026-10-01..2026-10-07"], make_up: ["2026-10-10"]}]\n'
    )
    base = BASE.replace("office: {every_day: true, spans: [", "office: {days: china, spans: [")
    office = load_from(files(base=base) | {"base/year.yaml": year}, "town").policy.calendars["office"]
    assert office.is_working_day(date(2026, 10, 10)) and not office.is_working_day(date(2026, 10, 5))
    counting = town().rule("base:reply").value.counting
    start = datetime(2026, 9, 30, 10, tzinfo=ZONE)
    assert due(WorkingDays(3), counting, start, office).date() == date(2026, 10, 10)


def test_facts_without_an_essential_limit_are_found() -> None:
    rules = RULES.replace("    topic: clock.reply\n", "    topic: clock.reply\n    when: {complexity: [complex]}\n")
    policy = town(rules=rules)
    gaps = ambiguity.gaps(policy.rules, ambiguity.domain(policy.lists), DAY)
    assert gaps == ["clock.reply: complexity=common，nature=report"]


def test_rules_nobody_can_reach_do_not_stand() -> None:
    whole = TOWN.replace("    when: {nature: [help]}\n", "")
    policy = town(town=whole)
    standing = ambiguity.standing(policy.rules["clock.reply"], ambiguity.domain(policy.lists))
    assert [r.ref for r in standing] == ["town:reply.help"]


def test_packs_are_loaded_once_and_never_by_half(tmp_path, monkeypatch) -> None:
    for path, text in files().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.setenv("HOTLINE_PACKS", str(tmp_path))
    registry.reload()
    try:
        assert registry.names() == ("base", "town")
        policy = registry.load("town")
        assert registry.load("town") is policy and registry.release("town", policy.release) is policy
        (tmp_path / "town/pack.yaml").write_text(TOWN.replace("days: 3", "days: x"), encoding="utf-8")
        assert registry.load("town") is policy
        registry.reload()
        with pytest.raises(PackError):
            registry.load("town")
    finally:
        monkeypatch.undo()
        registry.reload()


@pytest.mark.req("PRA-4")
def test_a_class_carries_its_national_code() -> None:
    coded = TOWN + "content_classes: {source: {doc: law, article: 九}, entries: [{id: K1, label: 道路, code: A0101}]}\n"
    assert town(town=coded).content_class("K1").code == "A0101"


MEASURES = """\
measures:
  - {id: m, label: 数, kind: count, source: {doc: law, article: 十一}, until: 2026-05-31, top: [{of: registered}]}
  - {id: m, label: 数, kind: count, source: {doc: law, article: 十二}, since: 2026-06-01, top: [{of: closed}]}
"""


@pytest.mark.req("KPI-10")
def test_a_changed_measure_does_not_change_a_period_that_is_over() -> None:
    policy = town(town=TOWN + MEASURES)
    kinds = {day: [p.of.value for p in policy.measured_on(day).measure("m").top] for day in (DAY, date(2026, 6, 1))}
    assert kinds == {DAY: ["registered"], date(2026, 6, 1): ["closed"]}
    assert policy.measured_on(DAY) is policy.measured_on(DAY)
    assert policy.measure("m").source.endswith("十二")
    assert town().measured_on(DAY).lists.measures == ()


@pytest.mark.parametrize("second", ["since: 2026-05-31", "until: 2027-01-01"])
def test_a_measure_is_stated_twice_only_when_one_follows_the_other(second: str) -> None:
    with pytest.raises(PackError, match="写了两次"):
        town(town=TOWN + MEASURES.replace("since: 2026-06-01", second))
