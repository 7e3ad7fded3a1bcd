"""Which desks take a matter (INT-14, S1 篇三: the expert desk by specialty), and what was promised for it (S1 篇五)."""

from __future__ import annotations

from datetime import datetime

from hotline.core.calendars import CalendarUnknown
from hotline.core.policy import Policy
from hotline.core.policy.outreach import Desk
from hotline.core.policy.shapes import Term
from hotline.core.responsibility import class_lineage

_ANY = 99


def desks_for(policy: Policy, line: str, content_class: str, nature: str) -> tuple[Desk, ...]:
    """The desks that take calls of `line` (its id in the pack; empty = not known) about the class and nature.

    A desk takes what it names, and what lies below a class it names; a desk that names nothing takes everything. What
    is not chosen yet (empty) suits only desks that do not ask for it. Who names the nearest class comes first.
    """
    classes = _lineage(policy, content_class)
    found = [desk for desk in policy.lists.desks if _takes(desk, line, classes, nature)]
    return tuple(sorted(found, key=lambda desk: _distance(desk, classes)))


def _takes(desk: Desk, line: str, classes: tuple[str, ...], nature: str) -> bool:
    if desk.lines and line and line not in desk.lines:
        return False
    if desk.natures and nature not in desk.natures:
        return False
    return not desk.content_classes or not set(desk.content_classes).isdisjoint(classes)


def _distance(desk: Desk, classes: tuple[str, ...]) -> int:
    """How far above the class the nearest one lies that the desk names; whoever takes everything comes last."""
    named = [n for n, ident in enumerate(classes) if ident in desk.content_classes]
    if named:
        return named[0]
    return _ANY - 1 if desk.natures else _ANY


def staffed(policy: Policy, desk: Desk, now: datetime) -> bool | None:
    """Whether somebody sits there now; None where the calendar does not say."""
    if not desk.calendar:
        return True
    calendar = policy.calendars.get(desk.calendar)
    if calendar is None:
        return None
    try:
        return calendar.is_open_at(now)
    except CalendarUnknown:
        return None


def commitments_for(policy: Policy, content_class: str, nature: str) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """What is promised to citizens: for this class or nature, and otherwise.

    A commitment is about a class (with those below it) or a nature when its id, its parent or a keyword is theirs.
    """
    about = {*_lineage(policy, content_class), nature} - {""}
    promised = policy.lists.service_commitments
    fitting = tuple(term for term in promised if not about.isdisjoint({term.id, term.parent, *term.keywords}))
    return fitting, tuple(term for term in promised if term not in fitting)


def _lineage(policy: Policy, content_class: str) -> tuple[str, ...]:
    """The class and those above it, nearest first: by the pack's parents, else by the dots of its id."""
    term, found = policy.content_class(content_class), []
    while term is not None and term.id not in found:
        found.append(term.id)
        term = policy.content_class(term.parent) if term.parent else None
    return tuple(dict.fromkeys((*found, *class_lineage(content_class))))
