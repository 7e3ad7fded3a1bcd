"""The paper forms of a pack: what each prints, and how its boxes are laid out."""

from __future__ import annotations

from typing import NoReturn

from hotline.core.policy.shapes import Form, FormCell
from hotline.core.vocabulary import PaperField, PaperFor
from hotline.policy.building import ABOUT, term
from hotline.policy.errors import Bad, Problems
from hotline.policy.reading import Mapping, Node, each, mapping, sequence, text, texts
from hotline.policy.sources import Registered, read_source

FORM_KEYS = ("id", "title", "fields", "for", "letter", "layout", "source", *ABOUT)
CELL_KEYS = ("label", "from", "width", "lines")
LETTER_KEYS = ("opening", "closing")
MOST_CELLS, MOST_WIDTH, MOST_LINES = 4, 8, 40
"""What fits on A4."""

ABOUT_ONE: dict[PaperFor, frozenset[PaperField]] = {
    PaperFor.LEADER_SUBMISSION: frozenset(
        {
            PaperField.SUBMISSION,
            PaperField.SUBMITTED_AT,
            PaperField.SUBMITTED_TO,
            PaperField.INSTRUCTION,
            PaperField.INSTRUCTION_DUE,
            PaperField.INSTRUCTION_RESULT,
        }
    ),
    PaperFor.SUPERVISION_ORDER: frozenset(
        {
            PaperField.SUPERVISION_TEXT,
            PaperField.SUPERVISION_REASON,
            PaperField.SUPERVISION_DUE,
            PaperField.SUPERVISION_REPLY,
        }
    ),
    PaperFor.CONFERENCE_MINUTES: frozenset({PaperField.DISPUTE, PaperField.RULING}),
    PaperFor.REQUEST: frozenset({PaperField.REQUEST_REASON, PaperField.REQUEST_AMOUNT, PaperField.REQUEST_ANSWER}),
    PaperFor.STAGE: frozenset(
        {
            PaperField.GIVEN,
            PaperField.STEP_TEXT,
            PaperField.STEP_OUTCOME,
            PaperField.STEP_AT,
            PaperField.SUBJECT_UNIT,
        }
    ),
}
"""Fields that only the paper about such a thing can hold."""

NOT_FOR_CITIZENS = frozenset({PaperField.INTERNAL_ANSWER, PaperField.DISPATCH_NOTE, PaperField.CONTACTED})
"""What stays inside (PRA-17)."""


def forms_of(node: Node | None, known: dict[str, Registered], problems: Problems) -> list[Form]:
    """The forms of a `forms:` section; one with a mistake is reported with file and line, and left out."""
    found: list[Form] = []
    for entry in each(node, problems):
        try:
            problems.rule = text(entry.need("id"))
            found.append(_form(entry, known, problems))
        except Bad as bad:
            problems.note(bad)
    problems.rule = ""
    return found


def _form(entry: Mapping, known: dict[str, Registered], problems: Problems) -> Form:
    letter = entry.get("letter")
    entry.only(FORM_KEYS, problems)
    source = str(read_source(entry.get("source") or _no_source(entry), known))
    use = entry.get("for")
    prints = term(PaperFor, use) if use else None
    fields = texts(entry.need("fields"))
    layout = entry.get("layout")
    rows = tuple(_row(row, prints) for row in sequence(layout)) if layout else ()
    _same_fields(layout, fields, rows)
    opening, closing = _letter(mapping(letter), problems) if letter else ("", "")
    return Form(
        text(entry.need("id")),
        text(entry.need("title")),
        fields,
        source,
        prints,
        rows,
        letter is not None,
        opening,
        closing,
    )


def _letter(node: Mapping, problems: Problems) -> tuple[str, str]:
    node.only(LETTER_KEYS, problems)
    opening, closing = (node.get(key) for key in LETTER_KEYS)
    return text(opening) if opening else "", text(closing) if closing else ""


def _row(node: Node, prints: PaperFor | None) -> tuple[FormCell, ...]:
    cells = tuple(
        _cell(mapping(item), prints) for item in (sequence(node) if not isinstance(node, Mapping) else (node,))
    )
    if not 0 < len(cells) <= MOST_CELLS:
        raise node.bad("form_row", most=MOST_CELLS, n=len(cells))
    return cells


def _cell(node: Mapping, prints: PaperFor | None) -> FormCell:
    for key in node.items:
        if key not in CELL_KEYS:
            raise Bad(node.file, node.key_lines[key], "unknown_key", key=key, expected="、".join(CELL_KEYS))
    given = node.get("from")
    holds = term(PaperField, given) if given else PaperField.BLANK
    for use, fields in ABOUT_ONE.items():
        if holds in fields and prints is not use and given is not None:
            raise given.bad("form_field_elsewhere", name=holds.value, use=use.value)
    if prints is PaperFor.REPLY_LETTER and holds in NOT_FOR_CITIZENS and given is not None:
        raise given.bad("form_field_inside", name=holds.value)
    return FormCell(
        text(node.need("label")), holds, _number(node, "width", MOST_WIDTH), _number(node, "lines", MOST_LINES)
    )


def _number(node: Mapping, key: str, most: int) -> int:
    given = node.get(key)
    if given is None:
        return 1
    written = text(given)
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= most):
        raise given.bad("form_number", key=key, most=most)
    return int(written)


def _same_fields(layout: Node | None, fields: tuple[str, ...], rows: tuple[tuple[FormCell, ...], ...]) -> None:
    """The boxes are the fields that the source names, no fewer and no more: what differs is a slip of the pen."""
    if layout is None:
        return
    drawn = [cell.label for row in rows for cell in row]
    for label in fields:
        if label not in drawn:
            raise layout.bad("form_lacks_box", name=label)
    for label in drawn:
        if label not in fields:
            raise layout.bad("form_lacks_field", name=label)


def _no_source(entry: Mapping) -> NoReturn:
    raise entry.bad("missing_source")
