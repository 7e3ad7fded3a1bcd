"""What an order was answered from, for its page: the entry with the version of that day, or the announcement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hotline.core.events import AnsweredDirectly
from hotline.core.vocabulary import AnswerBasis
from hotline.infra.tongues import in_words
from hotline.knowledge.selectors import cited, entry_of


def source_of(person: Any, records: Iterable[Any]) -> dict[str, str] | None:
    """The last answer's source; None when there is none. A title is told only to who may read the entry."""
    answers = [r.event for r in records if isinstance(r.event, AnsweredDirectly)]
    if not answers:
        return None
    last = answers[-1]
    found = cited(last.source_version) if last.basis is AnswerBasis.KNOWLEDGE and last.source_version else None
    if found is None:
        return {"label": last.source_ref, "url": "", "basis": in_words(last.basis)}
    if entry_of(person, found.ref) is None:
        return {"label": found.ref, "url": "", "basis": in_words(last.basis)}
    url = f"/knowledge/{found.ref}/?v={found.version}"
    return {"label": f"{found.ref} {found.title}", "url": url, "basis": in_words(last.basis)}
