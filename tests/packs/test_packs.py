"""The packs say what their sources say: counted and read by hand in the documents, not taken from the packs."""

from datetime import date, time

import pytest

from hotline.core.deadlines import Cutoff, Cutoffs, NaturalDays, NaturalMinutes, SameDay, WorkingDays
from hotline.core.policy import Facts, Found, Policy
from hotline.core.vocabulary import AuditPoint, ContactField, DisputeLevel, ReworkMode, Role, SupervisionReason
from hotline.policy import load, names
from hotline.policy.check import check

DAY = date(2026, 3, 2)


def value(policy: Policy, topic: str, **facts: str):
    found = policy.find(topic, Facts(**facts), DAY, DAY)
    assert isinstance(found, Found), (topic, facts, found)
    return found.rule.value


@pytest.fixture(scope="module")
def dezhou() -> Policy:
    return load("dezhou-12345")


@pytest.fixture(scope="module")
def karamay() -> Policy:
    return load("karamay-12345")


@pytest.mark.parametrize("name", names())
def test_every_rule_names_a_document_and_an_article(name: str) -> None:
    policy = load(name)
    for rules in policy.rules.values():
        for rule in rules:
            assert rule.source.file and rule.source.title and rule.source.article, rule.ref
            assert rule.note or not rule.unstated, f"{rule.ref}: what was chosen, and why"
    for name_of_list in ("natures", "content_classes", "refusal_reasons", "accepted_matters", "measures"):
        assert all(term.source for term in getattr(policy.lists, name_of_list))


@pytest.mark.parametrize("name", names())
def test_no_order_is_left_without_an_essential_limit(name: str) -> None:
    assert next(report for report in check() if report.name == name).gaps == []


def test_what_each_pack_covers() -> None:
    covers = {r.name: r.covers for r in check() if not r.errors}
    assert covers["dezhou-12345"] == "PCK-01"
    assert covers["karamay-12345"] == "PCK-02"
    assert covers["national"] is None
    hotlines = [ident for ident in covers.values() if ident is not None]
    assert len(set(hotlines)) == len(hotlines)


def test_dezhou_lists(dezhou: Policy) -> None:
    assert [t.label for t in dezhou.lists.natures] == ["咨询", "求助", "建议", "投诉"]
    tops = [t for t in dezhou.lists.content_classes if not t.parent]
    labels = "城建环保类 农业经济类 司法民政类 工业交通类 劳动人事类 科教文卫类 财税金融类 服务业类 其他类"
    assert [t.label for t in tops] == labels.split()
    items = [sum(t.parent == top.id for t in dezhou.lists.content_classes) for top in tops]
    assert items == [35, 19, 18, 19, 10, 18, 14, 14, 12]
    assert dezhou.content_class("C1.35").label == "水电十三局"
    own = [spec.id for spec in dezhou.lists.measures if not spec.id.startswith("base.")]
    assert own == [f"kpi.{n}" for n in range(1, 12)]
    assert len(dezhou.lists.accepted_matters) == 5
    assert {form.title for form in dezhou.lists.forms} >= {
        "市民热线电话受理事项工单", "市民热线电话受理事项承办单", "市民热线呈阅件",
    }  # fmt: skip
    assert len(dezhou.lists.phrases) == 9


def test_sample_city_shares_the_content_classes(dezhou: Policy) -> None:
    from pathlib import Path

    import yaml

    import hotline.project as project

    path = Path(project.__file__).parent / "sample" / "data" / "content_classes.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    expected = {c["id"]: c["label"] for c in data["classes"]}
    expected |= {i["id"]: i["label"] for c in data["classes"] for i in c["items"]}
    assert {t.id: t.label for t in dezhou.lists.content_classes} == expected
    assert [t.id for t in dezhou.lists.natures] == [n["id"] for n in data["natures"]]


def test_dezhou_values(dezhou: Policy) -> None:
    dispatch = value(dezhou, "clock.dispatch")
    assert dispatch.length == Cutoffs(
        (Cutoff(time(8, 30), time(17), time(17)), Cutoff(time(17), time(8, 30), time(12))),
    )
    assert value(dezhou, "audit").points == tuple(AuditPoint)
    extension = value(dezhou, "extension")
    assert extension.max_length == NaturalDays(7)
    assert (extension.plain_times, extension.total_times) == (1, 2)
    assert extension.later_needs_signature and extension.later_needs_endorsement
    assert value(dezhou, "clock.callback").length == NaturalDays(3)
    assert value(dezhou, "callback").attempts == 2
    assert value(dezhou, "three_way_call").max_attempts == 2
    assert value(dezhou, "dispute").ladder == (DisputeLevel.DISPATCH_LEAD, DisputeLevel.SUPERVISION)
    assert value(dezhou, "dissatisfaction").judges == (Role.SUPERVISOR,)
    assert value(dezhou, "dissatisfaction").modes == (ReworkMode.SAME_UNIT,)
    assert SupervisionReason.MEDIA in value(dezhou, "supervision").reasons
    assert value(dezhou, "clock.reply").length == WorkingDays(5)
    assert value(dezhou, "clock.reply", complexity="complex").length == WorkingDays(10)
    targets = {n: value(dezhou, f"target.kpi.{n}") for n in range(1, 12)}
    assert {n: t.percent for n, t in targets.items()} == {
        1: 95, 2: 80, 3: 100, 4: 2, 5: 98, 6: 90, 7: 95, 8: 90, 9: 100, 10: 5, 11: 95,
    }  # fmt: skip
    assert {n for n, t in targets.items() if not t.at_least} == {4, 10}


def test_karamay_lists(karamay: Policy) -> None:
    assert [t.label for t in karamay.lists.natures] == ["咨询", "求助", "投诉", "举报", "建议", "表扬", "其他"]
    assert [t.id for t in karamay.lists.refusal_reasons] == [
        "malicious", "repeated", "empty", "unanswerable", "advertising", "congress_court_procuratorate",
        "statutory_route", "identity_missing",
    ]  # fmt: skip
    assert all(term.text for term in karamay.lists.refusal_reasons), "what is told to the caller"


@pytest.mark.parametrize(
    ("nature", "days"),
    [
        ("consultation", 3),
        ("help", 5),
        ("complaint", 5),
        ("report", 10),
        ("suggestion", 5),
        ("praise", 3),
        ("other", 3),
    ],
)
@pytest.mark.parametrize("complexity", ["common", "complex"])
def test_karamay_limit_of_each_nature(karamay: Policy, nature: str, days: int, complexity: str) -> None:
    assert value(karamay, "clock.reply", nature=nature, complexity=complexity).length == WorkingDays(days)


def test_karamay_values(karamay: Policy) -> None:
    assert value(karamay, "clock.return_window").length == SameDay()
    assert not value(karamay, "return").reviewed
    assert value(karamay, "commitment").allowed
    assert not value(karamay, "extension").allowed
    four = {ContactField.NAME, ContactField.PHONE, ContactField.WORKPLACE, ContactField.ADDRESS}
    assert value(karamay, "identity", nature="report").required == four
    assert value(karamay, "identity", nature="help").required == frozenset()
    assert value(karamay, "review").leader_reviews
    assert value(karamay, "secrecy").keep_from_accused
    assert value(karamay, "clock.sign_for").length == NaturalMinutes(24 * 60)
