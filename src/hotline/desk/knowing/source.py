"""What an order was answered from, for its page: the entry with the version of that day, or the announcement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hotline.core.events import AnsweredDirectly
from hotline.core.vocabulary import AnswerBasis
from hotline.desk.times import short_stamp
from hotline.infra import clock
from hotline.infra.tongues import in_words
from hotline.knowledge.diagnosis import after
from hotline.knowledge.selectors import cited, entry_of, reference
from hotline.knowledge.sending import of_refs


def source_of(person: Any, records: Iterable[Any]) -> dict[str, str] | None:
    """The last answer's source; None when there is none. A title is told only to who may read the entry."""
    answers = [r.event for r in records if isinstance(r.event, AnsweredDirectly)]
    if not answers:
        return None
    last = answers[-1]
    if run := after.referred(last.source_version):
        url = f"/diagnosis/trail/{run.pk}/" if run.ref else ""
        return {"label": last.source_ref, "url": url, "basis": in_words(last.basis)}
    found = cited(last.source_version) if last.basis is AnswerBasis.KNOWLEDGE and last.source_version else None
    if found is None:
        return {"label": last.source_ref, "url": "", "basis": in_words(last.basis)}
    if entry_of(person, found.ref) is None:
        return {"label": found.ref, "url": "", "basis": in_words(last.basis)}
    url = f"/knowledge/{found.ref}/?v={found.version}"
    return {"label": f"{found.ref} {found.title}", "url": url, "basis": in_words(last.basis), "entry": found.ref}


def messages_of(number: str) -> list[dict[str, str]]:
    """Texts of entries that were sent to the caller, or wait for a channel."""
    now = clock.now()
    return [
        {
            "ref": reference(row.entry.number),
            "text": row.text,
            "sent": short_stamp(row.sent_at, now) if row.sent_at else "",
        }
        for row in of_refs([number])
    ]
