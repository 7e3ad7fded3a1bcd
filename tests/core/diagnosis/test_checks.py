"""What is wrong with a scenario is found before anyone runs it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from hotline.core.diagnosis.checks import FaultKind, faults
from hotline.core.diagnosis.shapes import (
    DEEPEST,
    AnswerKind,
    Choice,
    Conclusion,
    Condition,
    Ending,
    Fork,
    LookUp,
    Operator,
    Question,
    Scenario,
    Step,
    Way,
    Within,
)
from tests.core.diagnosis.scenarios import ACCOUNT, BOX, LIBRARY, nest, sound

END = Conclusion("end", "完", "好了")


def found(*steps: Step, library: dict[str, Scenario] | None = None) -> list[tuple[FaultKind, str, str]]:
    scenario = Scenario("s", "s", steps[0].id if steps else "", steps)
    return [(f.kind, f.step, f.about) for f in faults(scenario, (library or LIBRARY).get, {"billing"})]


@pytest.mark.parametrize("scenario", [ACCOUNT, BOX])
def test_a_sound_scenario_has_no_faults(scenario: Scenario) -> None:
    assert faults(scenario, LIBRARY.get, {"billing"}) == ()


@given(sound())
def test_random_sound_scenarios_have_only_steps_that_are_not_reached(scenario: Scenario) -> None:
    assert {f.kind for f in faults(scenario, LIBRARY.get, {"c"})} <= {FaultKind.NOT_REACHED}


def ask(ident: str, yes: str, no: str) -> Question:
    return Question(ident, "?", choices=(Choice("y", "y", yes), Choice("n", "n", no)))


def test_nothing_at_all() -> None:
    assert found() == [(FaultKind.NO_STEPS, "", "")]


def test_dead_ends_and_steps_that_are_not_there() -> None:
    assert found(ask("a", "end", ""), END) == [(FaultKind.UNKNOWN_STEP, "a", "")]
    assert found(ask("a", "end", "b"), END) == [(FaultKind.UNKNOWN_STEP, "a", "b")]


def test_steps_nobody_comes_to_and_double_names() -> None:
    assert found(END, replace(END, id="other")) == [(FaultKind.NOT_REACHED, "other", "")]
    assert (FaultKind.DOUBLE_ID, "end", "") in found(END, END)


def test_loops_are_refused_and_shown() -> None:
    steps = (ask("a", "b", "end"), ask("b", "a", "end"), END)
    assert found(*steps) == [(FaultKind.LOOP, "a", "a → b → a")]


def test_questions_have_several_different_choices() -> None:
    assert found(Question("a", "?", choices=(Choice("y", "y", "end"),)), END) == [(FaultKind.FEW_CHOICES, "a", "")]
    twice = Question("a", "?", choices=(Choice("y", "y", "end"), Choice("y", "z", "end")))
    assert found(twice, END) == [(FaultKind.SAME_CHOICE, "a", "y")]


def test_conclusions_answer_file_and_hand_over_properly() -> None:
    assert found(replace(END, answer=" ")) == [(FaultKind.NO_ANSWER, "end", "")]
    assert found(replace(END, ending=Ending.ORDER)) == [(FaultKind.NO_ORDER, "end", "")]
    assert found(replace(END, ending=Ending.HANDED_OVER)) == [(FaultKind.NOBODY, "end", "")]


def test_a_needed_source_that_is_down_leads_to_a_person() -> None:
    look = LookUp("a", "?", "billing", "end", "end", "end")
    assert found(look, END) == [(FaultKind.DOWN_GOES_ON, "a", "end")]
    assert found(replace(look, may_lack=True), END) == []
    assert found(replace(look, may_lack=True, connector="x"), END) == [(FaultKind.UNKNOWN_CONNECTOR, "a", "x")]


def test_scenarios_inside_are_there_are_told_enough_and_have_their_conclusions() -> None:
    assert found(Within("a", "nowhere", {"paid": "end"}), END) == [(FaultKind.UNKNOWN_SCENARIO, "a", "nowhere")]
    assert found(Within("a", "account", {"paid": "end"}), END) == [(FaultKind.NOT_TOLD, "a", "number")]
    given = {"number": "1"}
    assert found(Within("a", "account", {"rich": "end"}, given), END) == [(FaultKind.UNKNOWN_CONCLUSION, "a", "rich")]


def test_scenarios_that_run_inside_each_other_are_refused() -> None:
    other = Scenario("other", "o", "in", (Within("in", "s", {"end": "end"}), END))
    scenario = Scenario("s", "s", "in", (Within("in", "other", {"end": "end"}), END))
    kinds = [f.kind for f in faults(scenario, {"other": other, "s": scenario}.get, ())]
    assert kinds == [FaultKind.SCENARIO_LOOP]


def test_names_are_known_on_every_path() -> None:
    says = replace(END, answer="{a.x}元")
    look = LookUp("a", "?", "billing", "end", "end", "end", fields={"x": "x"}, may_lack=True)
    assert found(look, says) == [(FaultKind.UNSET_NAME, "end", "a.x")]
    fork = Fork("f", (Way((Condition("a.x", Operator.KNOWN),), "end"),), "none")
    none = replace(END, id="none")
    assert found(replace(look, to="f", nothing="f", down="f"), fork, says, none) == []
    compare = Fork("f", (Way((Condition("a.x", Operator.OVER, "1"),), "end"),), "none")
    ways = replace(look, to="f", nothing="f", down="none")
    assert found(ways, compare, END, none) == [(FaultKind.UNSET_NAME, "f", "a.x")]


def test_a_loop_is_found_beside_other_faults() -> None:
    """A dry run goes round for ever in it, whatever else is wrong."""
    round_ = Fork("a", (Way((Condition("x", Operator.KNOWN),), "end"),), "b")
    steps = (round_, replace(round_, id="b", otherwise="a"), replace(END, answer=""))
    kinds = {kind for kind, _, _ in found(*steps)}
    assert {FaultKind.NO_ANSWER, FaultKind.LOOP} <= kinds


def test_a_chain_of_any_length_is_followed() -> None:
    long = [Question(f"q{n}", "?", AnswerKind.TEXT, to=f"q{n + 1}") for n in range(2000)]
    assert found(*long, replace(END, id="q2000")) == []
    back = replace(long[-1], to="q0")
    (loop,) = [f for f in found(*long[:-1], back, END) if f[0] is FaultKind.LOOP]
    assert loop[2].startswith("q0 → q1 → ") and loop[2].endswith("→ q1999 → q0")


@pytest.mark.parametrize(("levels", "kinds"), [(DEEPEST, []), (DEEPEST + 1, [FaultKind.TOO_DEEP])])
def test_scenarios_inside_each_other_go_only_so_deep(levels: int, kinds: list[FaultKind]) -> None:
    library = nest(levels)
    assert [f.kind for f in faults(library["s0"], library.get, ())] == kinds


def test_scenarios_that_go_round_among_themselves_are_too_deep() -> None:
    library = nest(2) | {"s2": Scenario("s2", "s", "in", (Within("in", "s1", {"end": "end"}), END))}
    assert [f.kind for f in faults(library["s0"], library.get, ())] == [FaultKind.TOO_DEEP]


def test_names_inside_are_worked_out_once_however_often_it_is_entered() -> None:
    asked: list[str] = []
    library = {f"s{n}": twice(n) for n in range(DEEPEST)} | {f"s{DEEPEST}": Scenario("last", "l", "end", (END,))}

    def get(name: str) -> Scenario | None:
        asked.append(name)
        return library.get(name)

    assert faults(library["s0"], get, ()) == ()
    assert len(asked) < 100


def twice(n: int) -> Scenario:
    """Enters the next one twice."""
    steps = (Within("a", f"s{n + 1}", {"end": "b"}), Within("b", f"s{n + 1}", {"end": "end"}), END)
    return Scenario(f"s{n}", "s", "a", steps)
