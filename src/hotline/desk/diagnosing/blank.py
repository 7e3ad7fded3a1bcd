"""What a scenario and a step are before anybody has written anything."""

from __future__ import annotations

from hotline.core.diagnosis.shapes import AnswerKind, Conclusion, Fork, LookUp, Question, Scenario, Step, Within
from hotline.desk.diagnosing.shown import words_of
from hotline.knowledge.diagnosis.texts import KINDS


def new_step(kind: str, ident: str) -> Step:
    """An empty step of a kind. KeyError for a kind that is none."""
    said, made = words_of("blank"), KINDS[kind]
    if made is Conclusion:
        return Conclusion(ident, said["end"], said["answer"])
    if made is Question:
        return Question(ident, said["question"])
    if made is LookUp:
        return LookUp(ident, "", "", "", "", "")
    return Fork(ident, (), "") if made is Fork else Within(ident, "")


def next_id(scenario: Scenario) -> str:
    """A name that no step has yet."""
    have = {step.id for step in scenario.steps}
    return next(name for n in range(1, len(have) + 2) if (name := f"s{n}") not in have)


def empty(name: str, title: str) -> Scenario:
    """A scenario to begin with: one question and one conclusion."""
    said = words_of("blank")
    ask = Question("s1", said["question"], AnswerKind.TEXT, to="s2")
    return Scenario(name, title, "s1", (ask, Conclusion("s2", said["end"], said["answer"])))
