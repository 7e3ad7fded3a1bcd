"""Sheets as Chinese text and as JSON, for the command line: every point with its order or document and its rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from hotline.appraisal import words
from hotline.core.appraisal import Occasion, SheetResult
from hotline.core.appraisal.results import MEASURE, ItemResult
from hotline.core.codec import encode
from hotline.core.policy.pack import Policy
from hotline.core.policy.scores import ScoreSheet
from hotline.core.vocabulary import CountedKind

Numbers = Mapping[str, str]
"""Order id → its number."""


def text(
    policy: Policy, sheet: ScoreSheet, results: Iterable[SheetResult], names: Mapping[str, str], numbers: Numbers
) -> Iterator[str]:
    """A block of lines for each subject."""
    nobody = True
    for result in results:
        if nobody:
            yield words.SHEET.format(title=sheet.title, start=result.period.start, end=result.period.end)
            yield words.PACK.format(pack=policy.title, release=policy.release)
        nobody = False
        yield ""
        yield from _subject(sheet, result, names.get(result.subject.id, result.subject.id), numbers)
    if nobody:
        yield words.NOBODY


def as_json(
    policy: Policy, sheet: ScoreSheet, results: Iterable[SheetResult], names: Mapping[str, str], numbers: Numbers
) -> dict[str, Any]:
    """The same for programs; points are texts, so that they stay exact."""
    return {
        "pack": policy.id,
        "release": policy.release,
        "sheet": sheet.id,
        "subjects": [encode(r) | {"name": names.get(r.subject.id, r.subject.id)} for r in results],
        "numbers": dict(numbers),
    }


def _subject(sheet: ScoreSheet, result: SheetResult, name: str, numbers: Numbers) -> Iterator[str]:
    place = words.PLACE.format(place=result.place, of=result.of) if result.ranked else words.UNRANKED
    yield words.SUBJECT.format(name=name, total=plain(result.total), place=place)
    titles = {item.id: item.title for item in sheet.items}
    for section in sheet.sections:
        made = next(s for s in result.sections if s.id == section.id)
        yield "  " + words.SECTION.format(title=section.title, points=plain(made.points), full=plain(made.full))
        for item in result.items:
            if item.section == section.id:
                yield from _item(item, titles[item.id], numbers)
    for item in result.items:
        if not sheet.sections or not item.section:
            yield from _item(item, titles[item.id], numbers)
    yield from _rest(sheet, result)


def _item(item: ItemResult, title: str, numbers: Numbers) -> Iterator[str]:
    if item.awaiting:
        yield "    " + words.AWAITING.format(title=title)
    elif item.occasions:
        yield "    " + words.ITEM.format(title=title, points=signed(item.points))
    for occasion in item.occasions:
        yield "      " + _occasion(occasion, numbers)


def _occasion(occasion: Occasion, numbers: Numbers) -> str:
    said = words.OCCASION.format(
        points=signed(occasion.points),
        day=occasion.day or "",
        what=what_of(occasion, numbers),
        rule=occasion.rule,
        source=occasion.source,
    )
    return said + (words.RULED.format(was=signed(occasion.was)) if occasion.was is not None else "")


def what_of(occasion: Occasion, numbers: Numbers) -> str:
    """What an occasion is about: the document, the order's number, or the figure."""
    if occasion.value is not None:
        return f"{occasion.ref} {plain(occasion.value)}" if occasion.kind == MEASURE else plain(occasion.value)
    named = " ".join(part for part in (occasion.document, occasion.order) if part)
    return named or f"{CountedKind(occasion.kind).zh} {numbers.get(occasion.ref, occasion.ref)}"


def _rest(sheet: ScoreSheet, result: SheetResult) -> Iterator[str]:
    for cut in result.adjustments:
        yield "    " + words.CUT.format(at=cut.at, limit=plain(cut.limit), amount=signed(cut.amount))
    reasons: dict[str, int] = {}
    for matter in result.left_out:
        reasons[matter.reason] = reasons.get(matter.reason, 0) + 1
    for reason, number in reasons.items():
        yield "    " + words.LEFT.format(n=number, reason=reason)
    titles = {quota.id: quota.title for quota in sheet.quotas}
    for quota in result.quotas:
        yield "    " + words.QUOTA.format(
            title=titles[quota.id], due=plain(quota.due), reached=quota.reached, short=plain(quota.short)
        )
    for proposal in result.proposals:
        amount = "" if proposal.amount is None else words.AMOUNT.format(amount=plain(proposal.amount))
        yield "    " + words.PROPOSAL.format(
            kind=proposal.kind.zh, text=proposal.text, amount=amount, source=proposal.source
        )


def plain(number: Decimal) -> str:
    """A number without needless zeros."""
    return f"{number.normalize() + Decimal(0):f}"


def signed(number: Decimal) -> str:
    """Points as they are written: +1, -5, 0."""
    return f"+{plain(number)}" if number > 0 else plain(number)
