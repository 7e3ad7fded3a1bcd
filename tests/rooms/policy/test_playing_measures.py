"""Cases that expect figures: of played orders, calls, messages, surveys, entries and inspections."""

from __future__ import annotations

import pytest

from hotline.policy import registry
from hotline.policy.cases import play
from hotline.policy.errors import Bad, PackError, Problems
from hotline.policy.loading import load_from
from hotline.policy.stories import stories
from tests.rooms.policy.small import files

CAST = """\
units:
  lamps: {name: 路灯所, kind: bureau, level: "2"}
people:
  agent: {unit: lamps, roles: [agent]}
  dispatcher: {unit: lamps, roles: [dispatcher]}
register: {line: "12345", channel: phone, title: 灯, content: 灯不亮, nature: help, reply_wish: phone, contact: [phone]}
"""
MEASURES = """\
measures:
  - id: answered
    label: 接通率
    source: {doc: law, article: 一}
    top: [{of: call, where: {answered: by_person}}]
    bottom: [{of: call}]
    leave_out: [{pick: {of: call, where: {cause: fault}}, reason: 故障}]
    minimum: 9
  - id: dispatched_in_time
    label: 转办及时率
    source: {doc: law, article: 一}
    top: [{of: limit, where: {clock: dispatch, result: met}}]
    bottom: [{of: limit, where: {clock: dispatch, result: [met, late]}}]
  - {id: calm, source: {doc: law, article: 一}, label: 平静, kind: count, digits: 0,
     top: [{of: survey, where: {answer: 是}}]}
  - {id: score, source: {doc: law, article: 一}, label: 均分, kind: mean, digits: 1, of_number: score,
     top: [{of: inspected}]}
  - {id: praised, source: {doc: law, article: 一}, label: 表扬, kind: count, top: [{of: entry, where: {kind: praise}}]}
  - {id: replied, source: {doc: law, article: 一}, label: 短信, kind: count,
     top: [{of: message, where: {replied: same_day}}]}
  - id: both
    label: 两项
    kind: mix
    parts: [{measure: answered, weight: 1}, {measure: dispatched_in_time, weight: 3}]
    source: {doc: law, article: 一}
rules:
  - {id: target, topic: target.answered, value: {percent: 80}, governed_by: period_end, source: {doc: law, article: 一}}
"""
CASE = """\
cases:
  - case: 数
    covers: [KPI-1]
    orders:
      - steps:
          - {at: 2026-03-02 09:00, as: agent, do: register}
          - {at: 2026-03-02 09:00, as: agent, do: submit_for_dispatch}
          - {at: 2026-03-02 10:00, as: dispatcher, do: assign_to_unit, with: {lead: lamps}}
      - steps:
          - {at: 2026-03-02 09:00, as: agent, do: register}
          - {at: 2026-03-02 09:00, as: agent, do: submit_for_dispatch}
    calls:
      - {at: 2026-03-02 09:00, answered: by_person, agent: amy, times: 8}
      - {at: 2026-03-02 10:00, agent: ben, wait: 30, times: 2}
      - {at: 2026-03-02 10:00, cause: fault}
    messages: [{at: 2026-03-02 10:00, replied: same_day}]
    surveys: [{at: 2026-03-03 09:00, campaign: 春, question: 平静吗, answer: 是, unit: lamps}]
    entries: [{at: 2026-03-04 09:00, kind: praise, unit: lamps, document: 来信}]
    inspections:
      - {at: 2026-03-05 09:00, sheet: calls, agent: amy, score: 91}
      - {at: 2026-03-05 09:00, sheet: calls, agent: ben, score: 80.5}
    measures:
      - FIGURE
"""
MARCH = "from: 2026-03-01, to: 2026-03-31"
RIGHT = [
    f"{{id: answered, {MARCH}, value: 80.00, numerator: 8, denominator: 10, left_out: {{故障: 1}}}}",
    f"{{id: answered, {MARCH}, meets: true, ranked: true}}",
    f"{{id: answered, {MARCH}, by: agent, key: ben, value: 0.00, denominator: 2, left_out: {{}}, ranked: false}}",
    "{id: answered, from: 2026-03-03, to: 2026-03-31, value: none, meets: none, left_out: {}}",
    f"{{id: dispatched_in_time, {MARCH}, value: 50.00, numerator: 1, denominator: 2}}",
    f"{{id: both, {MARCH}, value: 57.50}}",
    f"{{id: calm, {MARCH}, by: unit, key: lamps, value: 1}}",
    f"{{id: score, {MARCH}, value: 85.8, denominator: 2}}",
    f"{{id: praised, {MARCH}, by: day, key: 2026-03-04, numerator: 1}}",
    f"{{id: replied, {MARCH}, by: month, key: 2026-03, numerator: 1}}",
]
WRONG = [
    (f"{{id: answered, {MARCH}, value: 90.00}}", "期望value为“90.00”，实际是“80.00”"),
    (f"{{id: answered, {MARCH}, numerator: 7}}", "期望numerator为“7”，实际是“8”"),
    (f"{{id: answered, {MARCH}, left_out: {{故障: 2}}}}", "期望left_out为“故障 2”，实际是“故障 1”"),
    (f"{{id: answered, {MARCH}, left_out: {{}}}}", "期望left_out为“-”，实际是“故障 1”"),
    (f"{{id: answered, {MARCH}, meets: false}}", "期望meets为“false”，实际是“true”"),
    (f"{{id: nothing, {MARCH}, value: 1}}", "规则包没有“nothing”这个指标"),
    (f"{{id: answered, {MARCH}, by: agent, key: eve, value: 1}}", "这段时间没有“eve”的数"),
    ("{id: answered, from: 2026-03-01, value: 1}", "缺少“to”"),
    (f"{{id: answered, {MARCH}, colour: red}}", "不认识的键“colour”"),
]
BAD_MARKS = [
    ("answered: by_person", "answered: by_persn", "“answered”写的“by_persn”不对或缺少"),
    ("cause: fault", "causes: fault", "“causes”写的“”不对或缺少"),
    ("campaign: 春, ", "", "“campaign”写的“”不对或缺少"),
    ("score: 91", "score: many", "“many”不是数"),
]


@pytest.fixture
def small_policy():
    packs = files()
    packs["town/measures.yaml"] = MEASURES
    yield load_from(packs, "town").policy
    registry.reload()


def told(case: str) -> tuple[list[object], Problems]:
    problems = Problems()
    return list(stories({"town/cases/cast.yaml": CAST, "town/cases/one.yaml": case}, "town", problems)), problems


@pytest.mark.parametrize("figure", RIGHT)
def test_what_comes_true_is_no_failure(small_policy, figure: str) -> None:
    (story,), problems = told(CASE.replace("FIGURE", figure))
    assert not problems.found
    assert play(story, small_policy).failures == []


@pytest.mark.parametrize(("figure", "said"), WRONG)
def test_what_does_not_is_said_with_its_line(small_policy, figure: str, said: str) -> None:
    (story,), _problems = told(CASE.replace("FIGURE", figure))
    (failure,) = play(story, small_policy).failures
    assert said in failure
    assert failure.startswith("town/cases/one.yaml:23")


@pytest.mark.parametrize(("right", "wrong", "said"), BAD_MARKS)
def test_a_mark_that_there_is_not(right: str, wrong: str, said: str) -> None:
    with pytest.raises(Bad) as bad:
        told(CASE.replace(right, wrong, 1))
    assert said in bad.value.message
    assert bad.value.file == "town/cases/one.yaml"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("{answered: by_person}", "{anwsered: by_person}", "“call”写的“anwsered”不存在"),
        ("result: met}", "result: done}", "“result”写的“done”不存在"),
        ("of_number: score", "of_number: points", "“of_number”写的“points”不存在"),
        ("where: {answered: by_person}", "at_most: {weight: 3}", "“call”写的“weight”不存在"),
        ("where: {cause: fault}", "where: {cause: rain}", "“cause”写的“rain”不存在"),
    ],
)
def test_a_measure_that_could_never_count_is_not_loaded(right: str, wrong: str, said: str) -> None:
    packs = files()
    packs["town/measures.yaml"] = MEASURES.replace(right, wrong)
    with pytest.raises(PackError) as error:
        load_from(packs, "town")
    assert said in "\n".join(str(problem) for problem in error.value.problems)
