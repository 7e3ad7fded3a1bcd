"""Plays worked cases through the pure core: decide, then evolve. No database, no clock but the story's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hotline.core.commands import COMMANDS, Command, FireClock
from hotline.core.counting import Counted
from hotline.core.decision import Refusal
from hotline.core.events import Event, StepTaken
from hotline.core.evolve import evolve
from hotline.core.policy.pack import Policy
from hotline.core.state import SYSTEM, Actor, Clock, Order, Snapshot
from hotline.core.vocabulary import CommandName, ProcedureState
from hotline.core.workflow import decide
from hotline.policy.building import Names, build, moment
from hotline.policy.case_matters import matters_until
from hotline.policy.case_measures import wrong_figures
from hotline.policy.case_points import wrong_points
from hotline.policy.case_warnings import wrong_warnings
from hotline.policy.errors import Bad, PackError, Problems, Reported
from hotline.policy.loading import packs_root
from hotline.policy.messages import say
from hotline.policy.reading import Mapping, Node, Scalar, mapping, text, texts
from hotline.policy.stories import Step, Story, stories

WAITING = "let_time_pass"
"""A step that is no command: every stage of a clock that lies before this moment fires at its own time."""
_EXPECT = (
    "events", "includes", "without", "phase", "refused", "rule", "due", "clocks", "parts", "requests", "documents",
    "stages", "end", "mode", "breached", "procedures", "rulings", "proposes",
)  # fmt: skip


@dataclass
class Run:
    """A story being played, and what went otherwise than expected, each with its line."""

    story: Story
    policy: Policy
    order: Order | None = None
    failures: list[str] = field(default_factory=list)
    records: list[tuple[Event, datetime, str]] = field(default_factory=list)
    others: list[Run] = field(default_factory=list)
    """The further orders of the case."""

    def counted(self, day: date) -> list[Counted]:
        """All that the case has counted by the end of `day`."""
        orders = [(f"o{n}", run.records) for n, run in enumerate((self, *self.others), 1)]
        return matters_until(day, orders, self.story.outside, self.policy, self.story.cast.units)

    def fail(self, node: Node, code: str, /, **params: object) -> None:
        self.failures.append(f"{node.file}:{node.line} {say(code, **params)}")


def all_stories(pack: str, root: Path | None = None) -> list[Story]:
    """The cases in `packs/<pack>/cases`. Raises PackError when one is not written properly."""
    base = root or packs_root()
    paths = sorted((base / pack / "cases").glob("*.yaml"))
    files = {p.relative_to(base).as_posix(): p.read_text(encoding="utf-8") for p in paths}
    problems = Problems()
    try:
        found = stories(files, pack, problems)
    except Bad as bad:
        problems.note(bad)
        found = []
    if problems.found:
        raise PackError(problems.found)
    return found


def play(story: Story, policy: Policy) -> Run:
    """Play every step of every order, then look at the figures. What goes wrong is noted and the story goes on."""
    run = Run(story, policy)
    _play(run)
    for other in story.others:
        run.others.append(Run(other, policy))
        _play(run.others[-1])
        run.failures += run.others[-1].failures
    problems = Problems()
    run.failures += wrong_figures(story.entry, policy, run.counted, problems)
    run.failures += wrong_points(story.entry, policy, story.cast.units, run.counted, problems)
    run.failures += wrong_warnings(story.entry, policy, problems)
    run.failures += [str(problem) for problem in problems.found]
    return run


def _play(run: Run) -> None:
    for step in run.story.steps:
        try:
            events, refusal = _take(run, step)
        except Bad as bad:
            run.failures.append(f"{bad.file}:{bad.line} {bad.message}")
            continue
        _compare(run, step, events, refusal)


# --- one step ---------------------------------------------------------------------------------------------------------


def _take(run: Run, step: Step) -> tuple[list[Event], Refusal | None]:
    if step.do == WAITING:
        return list(_fire_until(run, step.at)), None
    return _act(run, step.actor, _command(run, step), step.at)


def _act(run: Run, actor: Actor, command: Command, now: datetime) -> tuple[list[Event], Refusal | None]:
    answer = decide(Snapshot(run.order, actor, run.story.cast.units), command, run.policy, now)
    if isinstance(answer, Refusal):
        return [], answer
    for event in answer.events:
        run.order = evolve(run.order, event, now, actor.id)
        run.records.append((event, now, actor.id))
    return list(answer.events), None


def _fire_until(run: Run, until: datetime) -> Iterator[Event]:
    """Every stage up to `until` fires at its own moment."""
    while run.order is not None:
        waiting = [(stage.at, clock.id, stage.key) for clock in run.order.clocks if (stage := clock.next_stage)]
        at, clock, key = min(waiting, default=(until, "", ""))
        if at > until or not clock:
            return
        events, refusal = _act(run, SYSTEM, FireClock(clock=clock, stage=key), at)
        if refusal is not None:
            run.failures.append(f"{run.story.file}:{run.story.line} {say('case_fired')} {clock} {refusal.text}")
            return
        yield from events


def _command(run: Run, step: Step) -> Command:
    try:
        kind = COMMANDS[CommandName(step.do)]
    except ValueError:
        raise step.node.bad("bad_term", text=step.do, expected="、".join(c.value for c in CommandName)) from None
    given = dict(step.fields.items) if step.fields else {}
    if kind.NAME is CommandName.REGISTER:
        given = run.story.register | given
    for name, value in _understood(run, kind).items():
        given.setdefault(name, Scalar(step.node.file, step.node.line, value))
    lines = dict.fromkeys(given, step.node.line)
    problems = Problems()
    try:
        made = build(kind, Mapping(step.node.file, step.node.line, given, lines), Names(), problems)
    except Reported:
        raise step.node.bad("case_bad_field", why="；".join(p.message for p in problems.found)) from None
    assert isinstance(made, Command)
    return made


def _understood(run: Run, kind: type[Command]) -> dict[str, str]:
    """What a step may leave out: the one part, the latest request, document, or procedure that still runs."""
    if kind.NAME is CommandName.REGISTER:
        return {"order": "o1", "number": "CASE-1"}
    order = run.order
    if order is None:
        return {}
    if kind.SUBJECT == "assignment":
        lead = order.lead()
        return {"assignment": lead.id if lead else "a1"}
    if kind.SUBJECT == "request":
        return {"request": order.requests[-1].id if order.requests else "r1"}
    if kind.SUBJECT == "document":
        return {"document": order.documents[-1].id if order.documents else "d1"}
    if kind.SUBJECT == "procedure":
        return {"procedure": _running_procedure(order)}
    return {}


def _running_procedure(order: Order) -> str:
    running = [p.id for p in order.procedures if p.state is ProcedureState.OPEN]
    return (running or [p.id for p in order.procedures] or ["p1"])[-1]


# --- what was expected ------------------------------------------------------------------------------------------------


def _compare(run: Run, step: Step, events: list[Event], refusal: Refusal | None) -> None:
    expect = step.expect
    if expect is None:
        if refusal is not None:
            run.fail(step.node, "case_refused", code=refusal.code.value, text=refusal.text)
        return
    problems = Problems()
    expect.only(_EXPECT, problems)
    for problem in problems.found:
        run.failures.append(str(problem))
    if not _refusal_as_expected(run, expect, refusal, step):
        return
    names = [event.NAME for event in events]
    _events(run, expect, names)
    _proposals(run, expect, events)
    for key, node in expect.items.items():
        try:
            _state(run, key, node)
        except Bad as bad:
            run.failures.append(f"{bad.file}:{bad.line} {bad.message}")


def _refusal_as_expected(run: Run, expect: Mapping, refusal: Refusal | None, step: Step) -> bool:
    wanted = expect.get("refused")
    if wanted is None:
        if refusal is not None:
            run.fail(step.node, "case_refused", code=refusal.code.value, text=refusal.text)
            return False
        return True
    if refusal is None:
        run.fail(wanted, "case_no_refusal", expected=text(wanted))
        return False
    _same(run, wanted, "refused", refusal.code.value)
    rule = expect.get("rule")
    if rule is not None:
        _same(run, rule, "rule", refusal.rule)
    return True


def _events(run: Run, expect: Mapping, names: list[str]) -> None:
    exact, some, none = expect.get("events"), expect.get("includes"), expect.get("without")
    if exact is not None and list(texts(exact)) != names:
        run.fail(exact, "case_expected", what="events", expected="、".join(texts(exact)), actual="、".join(names))
    for name in texts(some) if some else ():
        if name not in names:
            run.fail(some or expect, "case_missing_event", expected=name, actual="、".join(names))
    for name in texts(none) if none else ():
        if name in names:
            run.fail(none or expect, "case_extra_event", event=name)


def _proposals(run: Run, expect: Mapping, events: list[Event]) -> None:
    """What this step proposed for a person to carry out, in order; `[]` for nothing."""
    wanted = expect.get("proposes")
    if wanted is None:
        return
    proposed = [p for event in events if isinstance(event, StepTaken) for p in event.proposes]
    if list(texts(wanted)) != proposed:
        expected, actual = "、".join(texts(wanted)), "、".join(proposed)
        run.fail(wanted, "case_expected", what="proposes", expected=expected, actual=actual)


def _state(run: Run, key: str, node: Node) -> None:
    order = run.order
    if order is None:
        return
    if key == "phase":
        _same(run, node, key, order.phase.value)
    elif key == "end":
        _same(run, node, key, order.callback.end.value)
    elif key == "mode":
        _same(run, node, key, order.mode.value)
    elif key == "breached":
        actual = sorted(c.id for c in order.clocks if c.breached_at is not None)
        if sorted(texts(node)) != actual:
            run.fail(node, "case_expected", what=key, expected="、".join(texts(node)), actual="、".join(actual))
    elif key in _EACH:
        for ident, value in mapping(node).items.items():
            _EACH[key](run, order, ident, value)


def _due(run: Run, order: Order, ident: str, node: Node) -> None:
    clock = _clock(run, order, ident, node)
    if clock is None:
        return
    if text(node) == "unknown":
        _same(run, node, f"due {ident}", "unknown" if clock.due_at is None else clock.due_at.isoformat())
    elif clock.due_at != moment(node):
        actual = clock.due_at.isoformat(" ") if clock.due_at else "unknown"
        run.fail(node, "case_expected", what=f"due {ident}", expected=text(node), actual=actual)


def _clock_state(run: Run, order: Order, ident: str, node: Node) -> None:
    clock = _clock(run, order, ident, node)
    if clock is not None:
        _same(run, node, ident, clock.state.value)


def _stage(run: Run, order: Order, ident: str, node: Node) -> None:
    """`reply-1/day-before: 2026-03-05 17:30`."""
    name, _, key = ident.partition("/")
    clock = _clock(run, order, name, node)
    stage = next((s for s in clock.stages if s.key == key), None) if clock else None
    actual = stage.at if stage else None
    if actual != moment(node):
        shown = actual.isoformat(" ") if actual else "-"
        run.fail(node, "case_expected", what=ident, expected=text(node), actual=shown)


def _procedure(run: Run, order: Order, ident: str, node: Node) -> None:
    """The stage where it stands while it runs; `ended` or `cancelled` afterwards."""
    found = order.procedure(ident)
    actual = "-" if found is None else found.stage if found.state is ProcedureState.OPEN else found.state.value
    _same(run, node, ident, actual)


def _ruling(run: Run, order: Order, ident: str, node: Node) -> None:
    found = order.procedure(ident)
    _same(run, node, ident, found.ruling.value if found else "-")


def _thing(found: Any, run: Run, ident: str, node: Node) -> None:
    _same(run, node, ident, found.state.value if found else "-")


def _clock(run: Run, order: Order, ident: str, node: Node) -> Clock | None:
    """By id (`reply-1`), or the latest of its name (`reply`)."""
    found = order.clock(ident) or next((c for c in reversed(order.clocks) if c.name.value == ident), None)
    if found is None:
        run.fail(node, "case_no_clock", name=ident)
    return found


_EACH: dict[str, Any] = {
    "due": _due,
    "clocks": _clock_state,
    "stages": _stage,
    "parts": lambda run, order, ident, node: _thing(order.assignment(ident), run, ident, node),
    "requests": lambda run, order, ident, node: _thing(order.request(ident), run, ident, node),
    "documents": lambda run, order, ident, node: _thing(order.document(ident), run, ident, node),
    "procedures": _procedure,
    "rulings": _ruling,
}


def _same(run: Run, node: Node, what: str, actual: str) -> None:
    if text(node) != actual:
        run.fail(node, "case_expected", what=what, expected=text(node), actual=actual)
