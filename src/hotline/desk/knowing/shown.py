"""Entries in words: what stands in one, for whom; hits; announcements. Inner lines are never in a text that is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from hotline.accounts import selectors as accounts
from hotline.core.knowledge.content import Content, as_lines, public
from hotline.core.knowledge.life import SHOWN
from hotline.core.vocabulary import AnnouncementKind, AnnouncementState, KnowledgeKind, KnowledgeState, Role
from hotline.desk.areas import area_name
from hotline.desk.context import unit_name
from hotline.desk.pieces import chip_piece
from hotline.desk.times import chip, day_of, short_stamp, stamp
from hotline.desk.words import table
from hotline.infra import clock
from hotline.infra.tongues import in_words, listed
from hotline.knowledge.selectors import Hit, reference
from hotline.policy import registry

TEXT = ("answer", "text", "steps", "material", "fees", "places", "hours", "phones", "basis")
ABOUT = ("questions", "groups", "areas", "classes", "since", "until")
INNER = ("internal", "keywords", "roles")
MAIN_NUMBER = "12345"
"""The hotline into which the others were merged stands first (S0 二)."""
WHY = 3
"""Reasons that stand at a hit."""


def lines_for(person: Any) -> dict[str, str]:
    """Hotlines in whose knowledge the person looks: the own ones; a unit's staff serve none and see every one's."""
    found = accounts.lines()
    own = [i for i in person.lines if i in found and found[i].active] or [i for i in found if found[i].active]
    own.sort(key=lambda ident: MAIN_NUMBER not in f"{ident} {found[ident].name}")
    return {ident: found[ident].name for ident in own}


def words_of(name: str) -> Any:
    return table("knowledge")[name]


def labels(line: str, name: str, values: Sequence[str]) -> tuple[str, ...]:
    """Codes of a field in words."""
    if name == "areas":
        return tuple(area_name(code) for code in values)
    if name == "classes":
        policy = registry.load(accounts.lines()[line].pack)
        return tuple(term.label if (term := policy.content_class(code)) else code for code in values)
    if name == "roles":
        return tuple(in_words(Role(code)) for code in values)
    return tuple(values)


def sections(content: Content, line: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """The fields that say something, each with its lines."""
    said = words_of("sections")
    found = []
    for name in names:
        value = getattr(content, name)
        told = labels(line, name, value) if isinstance(value, tuple) else as_lines(value)
        if told:
            found.append({"name": name, "label": said[name], "lines": told, "many": len(told) > 1})
    return found


def for_citizen(content: Content, line: str) -> dict[str, Any] | None:
    """What a citizen sees; None for an entry that is not open."""
    shown = public(content)
    return None if shown is None else {"title": shown.title, "sections": sections(shown, line, (*TEXT, *ABOUT[1:]))}


def said_of(content: Content) -> str:
    """What is said to the caller: the short answer, else the long one; never an inner line."""
    return content.answer or content.text


def hit_row(hit: Hit) -> dict[str, Any]:
    """One hit as `desk/knowledge/hits.html` draws it."""
    return {
        "ref": reference(hit.number),
        "number": hit.number,
        "version": str(hit.version),
        "title": hit.title,
        "snippet": hit.snippet,
        "said": said_of(hit.content),
        "why": [in_words(why) for why in hit.why[:WHY]],
        "due": hit.due,
        "internal": hit.internal,
        "kind": in_words(hit.kind),
    }


def ending(day: date | None) -> str:
    """A chip of what is left until the end of a day; empty for none."""
    now = clock.now()
    if day is None:
        return ""
    due = datetime.combine(day, time(23, 59), clock.LOCAL)
    return chip_piece(chip(due, "", now), day_of(day, now))


def entry_row(row: Any) -> dict[str, Any]:
    """One entry of a list."""
    state = KnowledgeState(row.state)
    return {
        "url": f"/knowledge/{reference(row.number)}/",
        "number": reference(row.number),
        "title": row.title,
        "unit": unit_name(row.owner),
        "kind": in_words(KnowledgeKind(row.kind)),
        "state": in_words(state),
        "plain": state in SHOWN,
        "used": row.used,
        "at": short_stamp(row.changed_at, clock.now()),
        "chip": ending(row.renew_on) if row.live else "",
    }


def touched(found: Any) -> dict[str, Any]:
    """An announcement that speaks to a caller, or to everybody."""
    said, one, now = words_of("panel"), found.announcement, clock.now()
    why = said["in_place"].format(place=found.place) if found.place else said["in_area"] if found.in_area else ""
    return {
        "id": one.id,
        "ref": said["announcement_ref"].format(kind=in_words(one.kind), title=one.title),
        "kind": in_words(one.kind),
        "title": one.title,
        "line": one.line,
        "why": why,
        "sure": found.sure,
        "where": where(one.areas, one.places),
        "until": said["until"].format(
            at=short_stamp(one.until, now) if one.until.date() == now.date() else stamp(one.until, now)
        ),
    }


def where(areas: Sequence[str] | frozenset[str], places: Sequence[str]) -> str:
    """Areas and streets in one line; empty for everywhere."""
    return listed([*(area_name(code) for code in sorted(areas)), *places])


def announcement_row(row: Any, state: AnnouncementState, uses: int) -> dict[str, Any]:
    """One announcement of the page."""
    now = clock.now()
    return {
        "id": str(row.pk),
        "kind": in_words(AnnouncementKind(row.kind)),
        "title": row.title,
        "line": row.text,
        "where": where(row.areas, row.places),
        "since": stamp(row.since, now),
        "until": stamp(row.until, now),
        "until_typed": f"{clock.local(row.until):%Y-%m-%dT%H:%M}",
        "unit": unit_name(row.unit),
        "state": in_words(state),
        "open": state in (AnnouncementState.COMING, AnnouncementState.CURRENT),
        "by": accounts.person_name(row.by),
        "uses": uses,
    }
