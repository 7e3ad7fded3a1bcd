"""How the knowledge base stands: coverage of classes, age, use, searches, gaps, by owner. Bounded statements only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from hotline.infra import clock


@dataclass(frozen=True, slots=True)
class Owner:
    """What a unit answers for. `late`: past its day of renewal; `feedback_late`: feedback not answered in time."""

    unit: str
    entries: int
    due_soon: int
    late: int
    feedback_open: int
    feedback_late: int
    used: int


@dataclass(frozen=True, slots=True)
class Health:
    """One line today. Searches are those of the last thirty days; `answered`: an entry of theirs was the answer."""

    entries: int
    by_state: dict[str, int]
    by_kind: dict[str, int]
    covered: dict[str, int]
    uncovered: tuple[str, ...]
    median_age_days: int
    late: int
    never_used: int
    searches: int
    found: int
    chosen: int
    answered: int
    gaps: int
    feedback_open: int
    feedback_late: int
    owners: tuple[Owner, ...]


_ENTRIES = """
SELECT state, kind, count(*), count(*) FILTER (WHERE live IS NOT NULL),
       count(*) FILTER (WHERE live IS NOT NULL AND renew_on <= %(today)s),
       count(*) FILTER (WHERE live IS NOT NULL AND used = 0)
FROM knowledge_entry WHERE line = %(line)s GROUP BY state, kind
"""
_CLASSES = """
SELECT class, count(*) FROM knowledge_entry, unnest(classes) AS class
WHERE line = %(line)s AND live IS NOT NULL GROUP BY class
"""
_AGE = """
SELECT coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY %(today)s - published_at::date), 0)
FROM knowledge_entry WHERE line = %(line)s AND live IS NOT NULL
"""
_SEARCHES = """
SELECT count(*), count(*) FILTER (WHERE hits > 0), count(chosen), count(*) FILTER (WHERE helped)
FROM knowledge_search WHERE line = %(line)s AND at >= %(since)s
"""
_GAPS = "SELECT count(*) FROM knowledge_gap WHERE line = %(line)s AND closed_at IS NULL"
_OWNERS = """
SELECT e.owner, count(*), count(*) FILTER (WHERE e.renew_on > %(today)s AND e.renew_on <= %(soon)s),
       count(*) FILTER (WHERE e.renew_on <= %(today)s), coalesce(f.open, 0), coalesce(f.late, 0), sum(e.used)
FROM knowledge_entry e LEFT JOIN (
    SELECT owner, count(*) AS open, count(*) FILTER (WHERE due_on < %(today)s) AS late
    FROM knowledge_feedback WHERE answered_at IS NULL AND line = %(line)s GROUP BY owner) f ON f.owner = e.owner
WHERE e.line = %(line)s AND e.live IS NOT NULL GROUP BY e.owner, f.open, f.late
ORDER BY 4 DESC, 2 DESC, 1 LIMIT 200
"""
_FEEDBACK = """
SELECT count(*), count(*) FILTER (WHERE due_on < %(today)s) FROM knowledge_feedback
WHERE answered_at IS NULL AND line = %(line)s
"""


def look(line: str, classes: tuple[str, ...] = ()) -> Health:
    """The figures of a line. `classes`: those of its pack, to say which have no entry at all."""
    today = clock.today()
    asked = {
        "line": line,
        "today": today,
        "soon": today + timedelta(days=30),
        "since": clock.now() - timedelta(days=30),
    }
    rows = _rows(_ENTRIES, asked)
    covered = {str(name): int(count) for name, count in _rows(_CLASSES, asked)}
    searches, found, chosen, answered = _rows(_SEARCHES, asked)[0]
    feedback_open, feedback_late = _rows(_FEEDBACK, asked)[0]
    return Health(
        entries=sum(int(row[3]) for row in rows),
        by_state=_summed(rows, 0, 2),
        by_kind=_summed(rows, 1, 3),
        covered=covered,
        uncovered=tuple(name for name in classes if not _holds(name, covered)),
        median_age_days=int(_rows(_AGE, asked)[0][0]),
        late=sum(int(row[4]) for row in rows),
        never_used=sum(int(row[5]) for row in rows),
        searches=searches,
        found=found,
        chosen=chosen,
        answered=answered,
        gaps=int(_rows(_GAPS, asked)[0][0]),
        feedback_open=feedback_open,
        feedback_late=feedback_late,
        owners=tuple(Owner(str(row[0]), *(int(value) for value in row[1:])) for row in _rows(_OWNERS, asked)),
    )


def _rows(sql: str, values: dict[str, object | date]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[object, ...]] = cursor.fetchall()
        return found


def _summed(rows: list[tuple[object, ...]], name: int, value: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[str(row[name])] = found.get(str(row[name]), 0) + int(str(row[value]))
    return found


def _holds(name: str, covered: dict[str, int]) -> bool:
    return any(one == name or one.startswith(f"{name}.") or name.startswith(f"{one}.") for one in covered)
