"""The repeated parts of the order page and the lists as ready pieces: chips, rows, limits, the timeline, buttons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from hotline.desk.molds import NONE, fill, joined
from hotline.desk.queues import Entry
from hotline.desk.sentences import Line
from hotline.desk.times import Chip
from hotline.desk.verbs import Verb
from hotline.desk.why import Limit

QUOTE_WHOLE, QUOTE_LEAD = 160, 70
"""Characters of what was written: shorter texts stand whole in the story, longer ones unfold from their beginning."""


def chip_piece(chip: Chip, title: str = "", why: str = "") -> SafeString:
    """A limit chip; `why`: where its reason is fetched from on hover or tap."""
    icon = fill("chip_icon", name=chip.icon) if chip.icon else NONE
    link = fill("chip_why", url=why) if why else NONE
    return fill("chip", tone=chip.tone, text=chip.text, icon=icon, title=title, why=link)


def rail_piece(entries: Iterable[Entry]) -> SafeString:
    """The queues with their counts."""
    current = fill("rail_current")
    return joined(
        fill(
            "rail",
            url=e.url,
            name=e.name,
            key=e.key,
            label=e.label,
            count=e.count,
            current=current if e.current else NONE,
        )
        for e in entries
    )


def select_piece(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """One filter over a list."""
    mark = fill("option_chosen")
    found = joined(fill("option", value=v, label=text, chosen=mark if v == chosen else NONE) for v, text in options)
    return fill("select", name=name, label=label, options=found)


def facts_piece(facts: Iterable[tuple[str, str]]) -> SafeString:
    return joined(fill("fact", label=label, value=value) for label, value in facts)


def limits_piece(limits: Iterable[Limit]) -> SafeString:
    """Limits with their reasons folded in."""
    return joined(
        fill(
            "limit",
            name=limit.name,
            unit=fill("limit_unit", unit=limit.unit) if limit.unit else NONE,
            chip=chip_piece(limit.chip),
            due=limit.due,
            reasons=joined(fill("item", text=reason) for reason in limit.reasons),
        )
        for limit in limits
    )


def step_piece(step: Any) -> SafeString:
    """One act of the timeline, or the fold in its middle."""
    if step.folded:
        return fill("step_fold", count=step.folded)
    lines, clocks = joined(map(_line, step.lines)), joined(map(_line, step.clocks))
    if not step.lines and len(step.clocks) == 1:
        lines, clocks = clocks, NONE
    elif step.clocks:
        clocks = fill("step_clocks", count=len(step.clocks), lines=clocks)
    hidden = fill("step_hidden") if step.hidden else NONE
    return fill("step", hidden=hidden, iso=step.iso, stamp=step.stamp, lines=lines, clocks=clocks)


def _line(line: Line) -> SafeString:
    said = fill("step_line", tone=line.tone, text=line.text)
    if not line.quote:
        return said
    if len(line.quote) <= QUOTE_WHOLE:
        return joined((said, fill("step_quote", text=line.quote)))
    return joined((said, fill("step_long", lead=line.quote[:QUOTE_LEAD], text=line.quote)))


def verb_piece(verb: Verb, version: int, queue: str, token: str, main: bool = False) -> SafeString:
    """The button of an act: a link that opens its form, or a form of its own when there is nothing to fill in."""
    label = fill("verb_label", label=verb.label, about=verb.about) if verb.several and verb.about else verb.label
    shared = {
        "url": verb.url,
        "command": verb.command.value,
        "about": verb.about,
        "label": label,
        "main": fill("verb_main") if main else NONE,
        "primary": fill("verb_primary") if main else NONE,
    }
    if not verb.direct:
        return fill("verb_link", **shared)
    return fill("verb_direct", **shared, token=token, target=verb.target, version=version, key=verb.key, queue=queue)


def blocked_piece(verbs: Iterable[Verb]) -> SafeString:
    """Acts that cannot be done now, with the reason."""
    return joined(
        fill(
            "blocked",
            command=v.command.value,
            label=fill("verb_label", label=v.label, about=v.about) if v.about else v.label,
            reason=v.reason,
        )
        for v in verbs
    )
