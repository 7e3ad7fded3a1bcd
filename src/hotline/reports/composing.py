"""From a form of the pack and an order to a paper. Pure: the same facts always give the same paper."""

from __future__ import annotations

from hotline.core.policy.shapes import Form, FormCell
from hotline.core.vocabulary import PaperField, PaperFor
from hotline.infra import clock
from hotline.reports import words
from hotline.reports.facts import Facts
from hotline.reports.filling import day, fill, moment
from hotline.reports.paper import Box, BoxKind, Letter, Paper, clean, one_line, spans

KINDS = {PaperField.SIGN: BoxKind.SIGN, PaperField.SEAL: BoxKind.SEAL}
ROOM_TO_WRITE = 4
"""Lines of a box that is filled by hand, where the form is not laid out."""
CONTACT = frozenset(
    {
        PaperField.CONTACT_NAME,
        PaperField.CONTACT_PHONE,
        PaperField.CONTACT_ADDRESS,
        PaperField.CONTACT_WORKPLACE,
        PaperField.CONTACT_PLACE,
    }
)


def compose(form: Form, facts: Facts) -> Paper:
    """The paper of `form` about `facts.about`."""
    rows = rows_of(form)
    personal = any(cell.holds in CONTACT for row in rows for cell in row) and not facts.withheld
    note = (words.SHOWN if facts.shown else words.MASKED) if personal else ""
    return Paper(
        title=one_line(form.title),
        number=facts.order.number,
        centre=one_line(facts.centre),
        day=day(clock.local(facts.now).date()),
        rows=() if form.letter else tuple(_row(row, facts) for row in rows),
        foot=one_line(words.FOOT.format(centre=facts.centre, by=facts.printed_by, at=moment(facts.now))),
        note=note,
        address=facts.address,
        mark=words.CONFIDENTIAL if facts.order.secret and form.prints is not PaperFor.REPLY_LETTER else "",
        letter=_letter(form, facts) if form.letter else None,
    )


def rows_of(form: Form) -> tuple[tuple[FormCell, ...], ...]:
    """The rows as the pack lays them out; else one field a row, filled where its label is a usual one."""
    if form.rows:
        return form.rows
    return tuple((_plain(label, form.prints is not None),) for label in form.fields)


def _plain(label: str, of_order: bool) -> FormCell:
    holds = words.KNOWN_LABELS.get(label, PaperField.GIVEN)
    lines = 1 if holds not in (PaperField.GIVEN, *KINDS) else ROOM_TO_WRITE
    return FormCell(label, holds, lines=lines)


def _row(row: tuple[FormCell, ...], facts: Facts) -> tuple[Box, ...]:
    wide = spans([cell.width for cell in row])
    return tuple(
        Box(one_line(cell.label), clean(_text(cell, facts)), KINDS.get(cell.holds, BoxKind.TEXT), cell.lines, span)
        for cell, span in zip(row, wide, strict=True)
    )


def _text(cell: FormCell, facts: Facts) -> str:
    """What was written down with the step goes before what the order knows."""
    return facts.given(cell.label) or fill(cell.holds, facts)


def _letter(form: Form, facts: Facts) -> Letter:
    cells = [cell for row in rows_of(form) for cell in row]
    to = next((one_line(_text(c, facts)) for c in cells if c.holds is PaperField.CONTACT_NAME), "")
    body = [form.opening]
    for cell in cells:
        if cell.holds is not PaperField.CONTACT_NAME:
            body.append(words.LABELLED.format(label=cell.label, text=_text(cell, facts)))
    body.append(form.closing)
    name = words.NOBODY if facts.withheld or not to else to
    return Letter(words.SALUTATION.format(name=name), tuple(p for text in body for p in clean(text)))
