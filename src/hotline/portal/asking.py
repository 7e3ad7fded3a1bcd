"""Scenarios that citizens may run alone, and a run that nobody keeps: its answers travel with the form, sealed."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hotline.accounts import selectors as accounts
from hotline.core.codec import decode, encode
from hotline.core.diagnosis import running as core
from hotline.core.diagnosis.checks import nested
from hotline.core.diagnosis.shapes import AnswerKind, LookUp, Question, Scenario, Within
from hotline.core.diagnosis.texts import filled, names_in
from hotline.core.diagnosis.trail import BadInput, Found, Input, Run, Wrong
from hotline.infra import clock, privacy
from hotline.knowledge.diagnosis import running, scenarios

HOURS = 2
"""After so many hours a form is too old to be gone on with."""


HARMLESS = frozenset({AnswerKind.CHOICE, AnswerKind.PLACE, AnswerKind.DATE})
"""Answers by which a citizen's run may ask a source: they name nobody's account, whatever a scenario calls them."""


class Old(Exception):
    """What the form carried cannot be read any more."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A scenario of a line with all that it may enter."""

    line: str
    scenario: Scenario
    library: Mapping[str, Scenario]


_kept: dict[str, Any] = {}


def offered() -> Mapping[str, Offered]:
    """Every scenario that citizens may run, by its id; of two lines that have it the first.

    Worked out once for the versions that are run now, so that a page of citizens costs one look into the database.
    """
    stands = scenarios.standing()
    if _kept.get("of") != stands:
        _kept.update(of=stands, found=_offered())
    found: Mapping[str, Offered] = _kept["found"]
    return found


def _offered() -> dict[str, Offered]:
    found: dict[str, Offered] = {}
    for ident, line in accounts.lines().items():
        if not line.active:
            continue
        known = scenarios.of_line(ident)
        for name, one in known.items():
            library = scenarios.within(one.scenario, known)
            if name not in found and is_open(*library.values()) and not any(nested(one.scenario, library.get)):
                found[name] = Offered(ident, one.scenario, library)
    return found


def is_open(*together: Scenario) -> bool:
    """Whether all are public and none looks anything up by what somebody types freely: it may be another's number.

    Also not by a detour: handed on to the scenario inside, or come back from it under the name of its step.
    """
    typed = {q.known_as for one in together for q in one.steps if isinstance(q, Question) and q.kind not in HARMLESS}
    used = {name.rpartition(".")[2] for one in together for text in _used(one) for name in names_in(text)}
    return all(one.public for one in together) and not typed & used


def _used(scenario: Scenario) -> Iterator[str]:
    """The texts that reach a source or another scenario."""
    for step in scenario.steps:
        if isinstance(step, LookUp):
            yield from step.arguments.values()
        elif isinstance(step, Within):
            yield from step.given.values()


def unsealed(name: str, sealed: str) -> tuple[Input, ...]:
    """The answers that a form of the scenario `name` carried; none for a form that carried nothing. Raises Old."""
    if not sealed:
        return ()
    try:
        at, rows = json.loads(privacy.decrypt(base64.urlsafe_b64decode(sealed), _context(name)))
        found = tuple(decode(Input, row) for row in rows)
    except (privacy.Unreadable, binascii.Error, ValueError, TypeError, KeyError) as wrong:
        raise Old from wrong
    if clock.now().timestamp() - at > HOURS * 3600:
        raise Old
    return found


def carried(one: Offered, form: str) -> tuple[Input, ...]:
    """The answers that a form carried. Raises Old, also when the scenario has changed and they fit no step any more."""
    inputs = unsealed(one.scenario.id, form)
    try:
        core.run(one.scenario, inputs, one.library.__getitem__)
    except BadInput as changed:
        raise Old from changed
    return inputs


def asks_at_once(one: Offered) -> bool:
    """Whether a source is asked before anybody has answered anything: then looking at the page costs, too."""
    return isinstance(core.run(one.scenario, (), one.library.__getitem__).waits, LookUp)


def sealed(name: str, inputs: tuple[Input, ...]) -> str:
    """The answers for the next form of the scenario. Nobody can read it: a source may say more than a page shows."""
    said = json.dumps([clock.now().timestamp(), [encode(one) for one in inputs]], ensure_ascii=False)
    return base64.urlsafe_b64encode(privacy.encrypt(said, _context(name))).decode()


def _context(name: str) -> str:
    return f"portal.ask:{name}"


def go_on(one: Offered, inputs: tuple[Input, ...]) -> tuple[tuple[Input, ...], Run]:
    """Ask the sources that wait, then where the run stands. Raises BadInput."""
    core.run(one.scenario, inputs, one.library.__getitem__)
    inputs, _ = running.walk(one.library, one.scenario.id, inputs)
    return inputs, core.run(one.scenario, inputs, one.library.__getitem__)


def answered(one: Offered, inputs: tuple[Input, ...], post: Mapping[str, str]) -> tuple[Input, ...]:
    """The inputs after what was posted: an answer, a skip, or one step back. Raises BadInput."""
    step = post.get("step", "")
    if "back" in post:
        return core.back(one.scenario, inputs, one.library.__getitem__)
    if not step:
        return inputs
    given = Input(step, Found.SKIPPED) if "skip" in post else Input(step, Found.ANSWERED, post.get("value", ""))
    run = core.run(one.scenario, inputs, one.library.__getitem__)
    if run.waits is None:
        raise BadInput(Wrong.OTHER_STEP, step)
    return (*inputs, given)


def shown(run: Run) -> dict[str, Any]:
    """What of a run a citizen sees."""
    said = {Found.ANSWERED, Found.FROM_TEXT, Found.SKIPPED}
    end = run.conclusion
    return {
        "answers": [(mark.text, mark.said) for mark in run.trail if mark.found in said],
        "down": any(mark.found is Found.DOWN for mark in run.trail),
        "q": run.question,
        "end": end,
        "answer": filled(end.answer, run.known) if end else "",
        "tell": filled(end.order.title, run.known) if end and end.order else "",
    }
