"""What restricts a search: filters and what a person may see, as lexemes of the index and as conditions on orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.accounts.selectors import directory, lines
from hotline.core.vocabulary import Phase
from hotline.infra import clock
from hotline.language import tokens
from hotline.orders import search_rows

NEAR = timedelta(hours=24)


@dataclass(frozen=True)
class Narrowed:
    """Filters as lexemes of the index, as a condition on orders, and as days (Asia/Shanghai)."""

    lexemes: tuple[str, ...] = ()
    condition: Q = field(default_factory=Q)
    sql: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None


def narrow(filters: Mapping[str, str]) -> Narrowed:
    """The filters that say something."""
    lexemes: list[str] = []
    condition, sql, values = Q(), list[str](), dict[str, Any]()
    if unit := filters.get("unit", ""):
        lexemes.append(tokens.quoted(search_rows.UNIT + unit))
        condition &= Q(units__overlap=list(directory().below(unit)))
    if code := filters.get("content_class", ""):
        lexemes.append(tokens.quoted(search_rows.CLASS + code))
        condition &= Q(content_class=code) | Q(content_class__startswith=f"{code}.")
    if area := filters.get("area", ""):
        if len(area) in search_rows.AREA_LENGTHS:
            lexemes.append(tokens.quoted(search_rows.AREA + area))
        condition &= Q(area__startswith=area)
    if line := filters.get("line", ""):
        lexemes.append(tokens.quoted(search_rows.LINE + line))
        condition &= Q(line=line)
    if (phase := filters.get("phase", "")) in set(Phase):
        if phase not in search_rows.ENDED:
            lexemes.append(tokens.quoted(search_rows.OPEN))
        sql.append("o.phase = %(phase)s")
        values["phase"] = phase
        condition &= Q(phase=phase)
    if (limit := filters.get("limit", "")) in ("near", "over"):
        lexemes.append(tokens.quoted(search_rows.OPEN))
        now = clock.now()
        sql.append("o.overdue" if limit == "over" else "NOT o.overdue AND o.next_due_at BETWEEN %(now)s AND %(near)s")
        values |= {} if limit == "over" else {"now": now, "near": now + NEAR}
    first, last = _day(filters.get("from", "")), _day(filters.get("to", ""))
    return Narrowed(tuple(dict.fromkeys(lexemes)), condition, " AND ".join(sql), values, first, last)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1 < found.year < 9999 else None


def _one_of(lexemes: list[str]) -> str:
    return " | ".join(map(tokens.quoted, lexemes))


def scope_lexemes(person: Person) -> str | None:
    """The orders this person may see as lexemes, as far as the index knows: empty for all of them, None for none.

    It only saves work. What may be seen is decided by the policies, on the orders themselves.
    """
    roles = person.role_set & policies.ACTIONS["view"].roles
    wide = tuple(person.lines) if roles & policies.CENTRE else ()
    if wide and set(lines()) <= set(wide):
        return ""
    found = [search_rows.LINE + line for line in wide]
    if roles & policies.UNIT and person.unit_id:
        found.append(search_rows.UNIT + person.unit_id)
    return _one_of(found) if found else None
