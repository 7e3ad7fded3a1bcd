"""A well-answered order as a draft (KNW-3): the matter and the answer, without who asked (personal data removed)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

from hotline.accounts.models import Person
from hotline.core.knowledge.content import Content
from hotline.core.vocabulary import KnowledgeKind
from hotline.infra import clock
from hotline.infra.masking import mask_inside
from hotline.knowledge import words
from hotline.knowledge.entries import New, create
from hotline.knowledge.models import Entry
from hotline.knowledge.selectors import visible
from hotline.language.extract import Kind, extract
from hotline.language.extract_shapes import Span

_HIDDEN = (Kind.PERSON, Kind.PHONE, Kind.IDENTITY)
_HOUSE = re.compile(words.HOUSE_NUMBER)


def without_people(text: str, now: datetime, keep_phones: Sequence[str] = (), known: Iterable[str] = ()) -> str:
    """The text with names, telephones, identity numbers and house numbers replaced.

    `keep_phones`: telephones of offices, which belong into an answer; `known`: what the citizen gave of himself, which
    goes wherever it stands.
    """
    for value in sorted({one.strip() for one in known}, key=len, reverse=True):
        if len(value) > 1:
            text = text.replace(value, words.SOMEBODY)
    spans = [span for span in extract(text, now) if _goes(span, keep_phones)]
    for span in sorted(spans, key=lambda s: -s.start):
        text = text[: span.start] + _instead(span, text) + text[span.end :]
    kept = text
    for number, phone in enumerate(keep_phones):
        kept = kept.replace(phone, f"\ue000{number}\ue001")
    kept = mask_inside(_HOUSE.sub(lambda found: words.SOMEBODY + found[1], kept))
    for number, phone in enumerate(keep_phones):
        kept = kept.replace(f"\ue000{number}\ue001", phone)
    return kept


def _goes(span: Span, keep_phones: Sequence[str]) -> bool:
    if span.kind not in _HIDDEN:
        return False
    digits = re.sub(r"\D", "", span.value)
    return not (span.kind is Kind.PHONE and any(re.sub(r"\D", "", phone) == digits for phone in keep_phones))


def _instead(span: Span, text: str) -> str:
    if span.kind is Kind.PERSON:
        return words.SOMEBODY
    return "*" * (span.end - span.start)


def from_order(
    who: Person,
    line: str,
    owner: str,
    *,
    title: str,
    asked: str,
    answer: str,
    content_class: str = "",
    area: str = "",
    keep_phones: Sequence[str] = (),
    known: Iterable[str] = (),
    external: str = "",
) -> Entry:
    """A draft of the unit's. What the citizen said becomes a question form, the answer its text. Raises Refused.

    `known`: as in `without_people`; `external`: what the draft came from, so that it is found again: pressed twice, the
    second finds the draft of the first.
    """
    now, known = clock.now(), tuple(known)
    question = without_people(asked, now, (), known)[:60]
    text = without_people(answer, now, keep_phones, known)
    content = Content(
        title=without_people(title, now, (), known),
        questions=(question,) if question.strip() else (),
        answer=text if len(text) <= 200 else "",
        text=text,
        classes=(content_class,) if content_class else (),
        areas=(area,) if area else (),
    )
    with transaction.atomic():
        if external:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"knowledge.draft:{external}"])
            if (before := of_source(who, external)) is not None:
                return before
        return create(who, New(line, KnowledgeKind.FAQ, owner, external), content)


def of_source(who: Person, external: str) -> Entry | None:
    """The entry that was drafted from this source and that the person may see."""
    return visible(who).filter(external=external).order_by("number").first()
