"""A run is the fold of its inputs: it stops where something is missing, says why it went on, and can go back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.diagnosis.answers import proposed
from hotline.core.diagnosis.conditions import holds
from hotline.core.diagnosis.running import TooDeep, back, run
from hotline.core.diagnosis.shapes import (
    DEEPEST,
    AnswerKind,
    Choice,
    Conclusion,
    Condition,
    Ending,
    LookUp,
    Operator,
    Question,
    Scenario,
)
from hotline.core.diagnosis.trail import BadInput, Found, Input, Wrong
from tests.core.diagnosis.scenarios import ACCOUNT, BOX, LIBRARY, nest, sound


def answer(step: str, value: str) -> Input:
    return Input(step, Found.ANSWERED, value)


def test_it_waits_for_the_first_question() -> None:
    found = run(BOX, (), LIBRARY.__getitem__)
    assert isinstance(found.waits, Question) and found.waits.id == "light" and found.trail == ()


def test_a_scenario_inside_is_told_what_it_needs_and_tells_what_it_found() -> None:
    said = (answer("light", "yes"), answer("number", "8801"))
    found = run(BOX, said, LIBRARY.__getitem__)
    assert isinstance(found.waits, LookUp) and found.asked == {"account": "8801"}
    found = run(BOX, (*said, Input("look", Found.FOUND, data={"balance": "-12.50"})), LIBRARY.__getitem__)
    assert found.conclusion is not None and found.conclusion.id == "pay"
    assert found.trail[-1].said == "余额-12.50元，请缴费。"
    assert [m.why for m in found.trail if m.step == "owes"] == ["余额-12.50元，小于0"]
    assert {m.inside for m in found.trail if m.step == "look"} == {("查账户",)}
    assert found.trail[3].data == {"余额（元）": "-12.50"}


def test_a_conclusion_inside_without_a_way_ends_the_whole_run() -> None:
    said = (answer("light", "yes"), answer("number", "8801"), Input("look", Found.DOWN))
    found = run(BOX, said, LIBRARY.__getitem__)
    assert found.conclusion is not None and found.conclusion.ending is Ending.ORDER
    assert found.conclusion.title == "系统查询不了" and found.trail[-2].found is Found.DOWN


def test_what_is_personal_is_marked() -> None:
    found = run(BOX, (answer("light", "yes"), answer("number", "8801")), LIBRARY.__getitem__)
    assert [m.step for m in found.trail if m.personal] == ["number"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (answer("light", ""), Wrong.EMPTY),
        (answer("light", "perhaps"), Wrong.NO_SUCH_CHOICE),
        (answer("number", "8801"), Wrong.OTHER_STEP),
        (Input("light", Found.SKIPPED), Wrong.NOT_SKIPPED),
        (Input("light", Found.FOUND), Wrong.OTHER_STEP),
    ],
)
def test_an_input_that_does_not_fit_is_refused(given: Input, wrong: Wrong) -> None:
    with pytest.raises(BadInput) as refused:
        run(BOX, (given,), LIBRARY.__getitem__)
    assert refused.value.wrong is wrong


@pytest.mark.parametrize(
    ("kind", "value", "wrong"),
    [
        (AnswerKind.NUMBER, "many", Wrong.NO_NUMBER),
        (AnswerKind.NUMBER, "NaN", Wrong.NO_NUMBER),
        (AnswerKind.DATE, "22.11.", Wrong.NO_DATE),
        (AnswerKind.TEXT, "x" * 501, Wrong.TOO_LONG),
    ],
)
def test_an_answer_has_the_kind_that_is_asked_for(kind: AnswerKind, value: str, wrong: Wrong) -> None:
    asked = Scenario("s", "s", "q", (Question("q", "?", kind, to="end"), *ACCOUNT.steps[-3:-2]))
    with pytest.raises(BadInput) as refused:
        run(asked, (answer("q", value),), LIBRARY.__getitem__)
    assert refused.value.wrong is wrong


def test_going_back_takes_the_last_answer_and_what_followed() -> None:
    said = (answer("light", "yes"), answer("number", "8801"), Input("look", Found.FOUND, data={"balance": "3"}))
    assert back(BOX, said, LIBRARY.__getitem__) == said[:1]
    assert back(BOX, said[:1], LIBRARY.__getitem__) == ()
    assert back(BOX, (), LIBRARY.__getitem__) == ()


def test_a_text_answers_a_question_by_its_words() -> None:
    question = BOX.step("light")
    assert isinstance(question, Question)
    assert proposed(question, "电视看不了，机顶盒灯也不亮", {}) == "no"
    assert proposed(question, "电视看不了", {}) == ""
    assert proposed(question, "原来灯亮着，现在灯不亮", {}) == "", "both were said"
    place = Question("where", "?", AnswerKind.PLACE, to="end", fills="place")
    assert proposed(place, "", {"place": "解放路"}) == "解放路"
    number = Question("much", "?", AnswerKind.NUMBER, to="end", fills="amount")
    assert proposed(number, "", {"amount": "三百"}) == "", "not a number as it stands"


KNOWN = {"n": "10", "d": "2026-11-22", "t": "停电"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("n", Operator.IS, "10.0"), True),
        (Condition("n", Operator.OVER, "9"), True),
        (Condition("n", Operator.OVER, "10"), False),
        (Condition("n", Operator.AT_LEAST, "10"), True),
        (Condition("n", Operator.UNDER, "9"), False),
        (Condition("n", Operator.AT_MOST, "10"), True),
        (Condition("n", Operator.ONE_OF, "1| 10"), True),
        (Condition("d", Operator.OVER, "2026-09-30"), True),
        (Condition("d", Operator.UNDER, "soon"), False),
        (Condition("t", Operator.IS, "停电"), True),
        (Condition("t", Operator.IS_NOT, "停水"), True),
        (Condition("t", Operator.OVER, "3"), False),
        (Condition("x", Operator.IS_NOT, "3"), False),
        (Condition("x", Operator.UNKNOWN), True),
        (Condition("n", Operator.KNOWN), True),
    ],
)
def test_conditions(condition: Condition, expected: bool) -> None:
    assert holds(condition, KNOWN) is expected


@given(sound(), st.data())
def test_a_sound_scenario_ends_whatever_is_said(scenario: Scenario, data: st.DataObject) -> None:
    inputs: list[Input] = []
    for _ in range(len(scenario.steps) + 1):
        found = run(scenario, inputs, LIBRARY.__getitem__)
        if found.waits is None:
            break
        step = found.waits
        if isinstance(step, LookUp):
            came = data.draw(st.sampled_from([Found.FOUND, Found.NOTHING, Found.DOWN]))
            inputs.append(Input(step.id, came, data={"x": "1"} if came is Found.FOUND else {}))
        elif step.may_skip and data.draw(st.booleans()):
            inputs.append(Input(step.id, Found.SKIPPED))
        else:
            inputs.append(answer(step.id, data.draw(st.sampled_from("ab")) if step.choices else "7"))
    found = run(scenario, inputs, LIBRARY.__getitem__)
    assert found.conclusion is not None and found.trail[-1].found is Found.CONCLUDED
    assert run(scenario, inputs, LIBRARY.__getitem__) == found, "the same inputs give the same run"


def test_scenarios_changed_into_a_round_do_not_run_for_ever() -> None:
    library = nest(2)
    library["s2"] = library["s1"]
    ends = run(nest(DEEPEST)["s0"], (), nest(DEEPEST).__getitem__)
    assert ends.conclusion is not None and ends.conclusion.id == "end"
    with pytest.raises(TooDeep):
        run(library["s0"], (), library.__getitem__)


def test_a_question_is_put_with_what_is_known() -> None:
    end = Conclusion("end", "完", "好")
    more = Question("b", "{a}元里有{x}，对吗？", choices=(Choice("y", "{a}元对", "end"),), why="因为{a}", help="{a}")
    asked = Scenario("s", "s", "a", (Question("a", "多少？", AnswerKind.NUMBER, to="b"), more, end))
    found = run(asked, (answer("a", "30"),), LIBRARY.__getitem__).question
    assert found is not None and (found.text, found.why, found.help) == ("30元里有——，对吗？", "因为30", "30")
    assert [c.label for c in found.choices] == ["30元对"]
