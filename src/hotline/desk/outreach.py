"""Lists of people to call and the market as pages show them: which lines have them, and what stands where in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hotline import policy as packs
from hotline.accounts import selectors as accounts
from hotline.accounts.models import Line
from hotline.core.policy.outreach import CampaignSpec
from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import CalleeState, EntryState, MatchReason, Side
from hotline.desk.areas import area_name
from hotline.desk.times import short_stamp
from hotline.desk.words import table
from hotline.infra import clock
from hotline.infra.tongues import in_words, listed
from hotline.outreach import calling, market
from hotline.outreach.models import Campaign, Entry
from hotline.policy import PackError

CAMPAIGNS, GOODS = "campaigns", "goods"


def say(key: str, /, **params: object) -> str:
    text: str = table("outreach")["words"][key]
    return text.format(**params) if params else text


def lines_with(person: Any, what: str) -> dict[str, Line]:
    """The person's lines whose pack has `what`: campaigns or goods."""
    lines = accounts.lines()
    own = {i: lines[i] for i in person.lines if i in lines and lines[i].active}
    return {i: line for i, line in own.items() if _has(line, what)}


def _has(line: Line, what: str) -> bool:
    """Whether the pack of a line has such a list; no where its files are faulty: other pages must stay open then."""
    try:
        return bool(getattr(packs.load(line.pack).lists, what))
    except PackError:
        return False


def policy_of(line: Line) -> Policy:
    return packs.load(line.pack)


# --- lists of people --------------------------------------------------------------------------------------------------


def kinds(lines: Mapping[str, Line]) -> list[tuple[str, str]]:
    """What can be started: `line|kind` and its name; with the line's name where there are several."""
    return [
        (f"{ident}|{spec.id}", f"{line.name} · {spec.title}" if len(lines) > 1 else spec.title)
        for ident, line in lines.items()
        for spec in policy_of(line).lists.campaigns
    ]


def campaign_row(campaign: Campaign) -> dict[str, Any]:
    """One list on the page of lists."""
    counts = calling.progress(campaign)
    total, open_ = sum(counts.values()), counts.get(CalleeState.WAITING, 0) + counts.get(CalleeState.TAKEN, 0)
    return {
        "url": f"/calls/{campaign.pk}/",
        "title": campaign.title,
        "line": accounts.lines()[campaign.line].name if campaign.line in accounts.lines() else "",
        "at": short_stamp(campaign.at, clock.now()),
        "total": total,
        "left": open_,
        "done": total - open_,
        "closed": campaign.closed_at is not None,
    }


def standing(campaign: Campaign) -> list[dict[str, Any]]:
    """How many people of a list stand where, in the order in which they get there."""
    counts = calling.progress(campaign)
    return [{"label": in_words(state), "count": counts.get(state, 0), "name": state.value} for state in CalleeState]


def answered(campaign: Campaign, spec: CampaignSpec) -> list[dict[str, Any]]:
    """Question by question, how many gave which answer; every answer the pack knows, also with none."""
    found = calling.tallies(campaign)
    told = []
    for question in (q for q in spec.questions if q.answers):
        counts = found.get(question.id, {})
        total = sum(counts.values())
        rows = [
            {"answer": a, "count": counts.get(a, 0), "share": f"{counts.get(a, 0) * 100 / total:.1f}%" if total else ""}
            for a in question.answers
        ]
        told.append({"text": question.text, "rows": rows, "total": total})
    return told


def asked(spec: CampaignSpec, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The questions with what has been answered so far."""
    return [
        {
            "name": f"answer-{q.id}",
            "text": q.text,
            "answers": [(n, a, typed.get(q.id) == a) for n, a in enumerate(q.answers, 1)],
            "value": typed.get(q.id, ""),
        }
        for q in spec.questions
    ]


# --- the market -------------------------------------------------------------------------------------------------------


def entry_view(entry: Entry, policy: Policy) -> dict[str, Any]:
    """An entry of the market: what, how much, where, until when; who only masked."""
    name, phone = market.masked_contact(entry)
    return {
        "id": str(entry.pk),
        "url": f"/market/{entry.pk}/",
        "side": in_words(Side(entry.side)),
        "side_name": entry.side,
        "goods": goods_label(policy, entry.goods),
        "amount": f"{entry.quantity:g} {entry.unit}".strip() if entry.quantity else say("amount_open"),
        "price": price(entry),
        "area": area_name(entry.area) if entry.area else say("anywhere"),
        "until": entry.until,
        "note": entry.note,
        "who": f"{name} {phone}".strip(),
        "state": in_words(EntryState(entry.state)),
        "open": entry.state == EntryState.OPEN.value,
        "expired": entry.until < clock.today() and entry.state == EntryState.OPEN.value,
    }


def price(entry: Entry) -> str:
    if entry.price is None:
        return say("price_open")
    amount = f"{entry.price:g}"
    return say("price_per", price=amount, unit=entry.unit) if entry.unit else say("price", price=amount)


def goods_label(policy: Policy, ident: str) -> str:
    return next((term.label for term in policy.lists.goods if term.id == ident), ident)


def fitting(entry: Entry, policy: Policy) -> list[dict[str, Any]]:
    """Entries of the other side that fit, best first, with the reasons."""
    found = market.fitting(entry)
    rows = market.entries_of([match.other.id for match in found])
    return [
        entry_view(rows[match.other.id], policy) | {"reasons": reasons(r.value for r in match.reasons)}
        for match in found
        if match.other.id in rows
    ]


def reasons(values: Iterable[str]) -> str:
    return listed(in_words(MatchReason(value)) for value in values)
