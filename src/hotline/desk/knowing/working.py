"""Rows of the work on the knowledge base, and what stands on the first page of its editors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from hotline.core.vocabulary import FeedbackKind, KnowledgeKind, KnowledgeState
from hotline.desk.context import unit_name
from hotline.desk.knowing.shown import ending, entry_row, words_of
from hotline.desk.times import short_stamp
from hotline.infra import clock
from hotline.infra.tongues import in_words
from hotline.knowledge import feedback, gaps, selectors
from hotline.knowledge.health import Health
from hotline.knowledge.models import Feedback

FIRST = 8
SOON = 30
UNCOVERED = 60


def task_row(row: Feedback) -> dict[str, Any]:
    """Feedback that waits for an answer."""
    entry = row.entry
    return {
        "id": str(row.pk),
        "kind": in_words(FeedbackKind(row.kind)),
        "text": row.text,
        "url": f"/knowledge/{selectors.reference(entry.number)}/" if entry else "",
        "number": selectors.reference(entry.number) if entry else "",
        "title": entry.title if entry else "",
        "unit": unit_name(row.owner),
        "chip": ending(row.due_on),
        "at": short_stamp(row.at, clock.now()),
        "missing": entry is None,
    }


def gap_row(row: gaps.Missing) -> dict[str, Any]:
    """What was asked for and is not there."""
    return {
        "id": str(row.id),
        "label": row.label,
        "searches": row.searches,
        "orders": row.orders,
        "refs": list(row.refs),
    }


def first_page(person: Any) -> dict[str, Any]:
    """What is due next and until when: feedback and renewals by their day, reviews, what cannot be found."""
    until = clock.today() + timedelta(days=SOON)
    told = [(row.due_on, _task(row)) for row in feedback.waiting(person, FIRST)]
    due = [(row.renew_on, _renewal(row)) for row in selectors.due(person, until, FIRST)]
    rows = [row for _, row in sorted(told + due, key=lambda pair: pair[0])]
    return {
        "first": rows[: FIRST + 4],
        "review": [_brief(row) for row in selectors.to_review(person, FIRST)],
        "drafts": [_brief(row) for row in selectors.own_drafts(person, FIRST)],
        "missing": [gap_row(row) for row in gaps.listed(person.lines, FIRST)],
    }


def _task(row: Feedback) -> dict[str, Any]:
    found = task_row(row)
    return {
        "url": f"/knowledge/feedback/#f-{row.pk}",
        "title": f"{found['kind']}：{row.text}",
        "number": found["number"],
        "unit": found["unit"],
        "chip": found["chip"],
    }


def _renewal(row: Any) -> dict[str, Any]:
    return _brief(row) | {"step": in_words(KnowledgeState.DUE)}


def _brief(row: Any) -> dict[str, Any]:
    found = entry_row(row)
    return {name: found[name] for name in ("url", "title", "number", "unit", "chip")}


def health(found: Health, classes: Mapping[str, str], leaves: int) -> dict[str, Any]:
    """The figures of the board in words."""
    covered = leaves - len(found.uncovered)
    return {
        "entries": found.entries,
        "late": found.late,
        "never_used": found.never_used,
        "age": found.median_age_days,
        "searches": found.searches,
        "found": _percent(found.found, found.searches),
        "answered": found.answered,
        "gaps": found.gaps,
        "feedback_open": found.feedback_open,
        "feedback_late": found.feedback_late,
        "covered": covered,
        "leaves": leaves,
        "coverage": _percent(covered, leaves),
        "uncovered": [classes.get(name, name) for name in found.uncovered[:UNCOVERED]],
        "more": max(0, len(found.uncovered) - UNCOVERED),
        "kinds": [(in_words(KnowledgeKind(name)), count) for name, count in sorted(found.by_kind.items())],
        "states": [(in_words(KnowledgeState(name)), count) for name, count in sorted(found.by_state.items())],
        "owners": [(unit_name(one.unit), one) for one in found.owners],
    }


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%" if whole else "—"


def pair_row(pair: Any) -> dict[str, Any]:
    """Two entries of one matter, side by side."""
    said = words_of("sections")
    return {
        "one": entry_row(pair.entries[0]),
        "other": entry_row(pair.entries[1]),
        "differ": [(said[name], mine, theirs) for name, mine, theirs in pair.differ],
        "likeness": f"{round(100 * min(pair.likeness, 1))}%",
    }
