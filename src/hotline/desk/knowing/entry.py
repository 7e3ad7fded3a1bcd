"""One entry for its page and its preview: the text, for whom, which version; what the reader can do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from hotline.accounts import policies
from hotline.core.knowledge.content import Content, compare
from hotline.core.vocabulary import FeedbackKind, FeedbackOutcome, KnowledgeAct, KnowledgeKind, KnowledgeState
from hotline.desk.context import unit_name
from hotline.desk.knowing import shown
from hotline.desk.times import short_stamp, stamp
from hotline.infra import clock
from hotline.infra.tongues import in_words
from hotline.knowledge import feedback, selectors
from hotline.knowledge.sending import sms_text

REASONED = frozenset({KnowledgeAct.SEND_BACK, KnowledgeAct.WITHDRAW})
MAIN = (
    KnowledgeAct.PASS_UNIT,
    KnowledgeAct.PASS_CENTRE,
    KnowledgeAct.SUBMIT,
    KnowledgeAct.CONFIRM,
    KnowledgeAct.REVISE,
)
"""The first of these that is possible is the button of the page."""
SOON = 30
REVIEWS = frozenset({KnowledgeState.UNIT_REVIEW, KnowledgeState.CENTRE_REVIEW, KnowledgeState.SCHEDULED})


def look(person: Any, number: str, asked: Mapping[str, str]) -> dict[str, Any] | None:
    """Context of an entry; None when there is none for this person. `asked`: `v`, `show`, `as` of the address."""
    found = selectors.page(person, number)
    if found is None:
        return None
    working = found.draft if found.acts else None
    if found.content is None and working is None and found.entry.state != KnowledgeState.WITHDRAWN.value:
        return None  # what nobody has let through yet is for those who work on it
    entry, kept = found.entry, selectors.versions_for(found) if not asked.get("brief") else []
    old = next((v for v in kept if str(v.id) == asked.get("v", "")), None)
    draft = working if working is not None and (asked.get("show") == "draft" or found.content is None) else None
    content = old.content if old else draft or found.content or Content(title=entry.title)
    said = shown.said_of(content)
    return {
        "e": {
            "ref": selectors.reference(entry.number),
            "url": f"/knowledge/{selectors.reference(entry.number)}/",
            "title": content.title,
            "kind": in_words(KnowledgeKind(entry.kind)),
            "state": in_words(KnowledgeState(entry.state)),
            "owner": unit_name(entry.owner),
            "live": entry.live is not None,
            "version": str(old.id) if old else str(entry.live or ""),
            "revision": entry.revision,
            "used": entry.used,
            "renew": shown.ending(entry.renew_on) if entry.live else "",
            "published": stamp(entry.published_at, clock.now()) if entry.published_at else "",
            "appears": stamp(entry.appear_at, clock.now()) if entry.appear_at else "",
            "secrecy": in_words(content.secrecy) if content.secrecy.value != "open" else "",
        },
        "said": said,
        "sections": shown.sections(content, entry.line, shown.TEXT[1:] if content.answer else shown.TEXT[2:]),
        "about": shown.sections(content, entry.line, shown.ABOUT),
        "inner": shown.sections(content, entry.line, shown.INNER),
        "files": content.attachments,
        "citizen": shown.for_citizen(content, entry.line),
        "sms": sms_text(content) if content.secrecy.value == "open" else "",
        "as_citizen": asked.get("as") == "citizen",
        "old": old,
        "old_at": stamp(old.at, clock.now()) if old else "",
        "is_draft": draft is not None and old is None,
        "has_draft": working is not None and found.content is not None,
        "changes": changed(found.content, working, entry.line) if working and found.content else [],
        "reviewing": KnowledgeState(entry.state) in REVIEWS,
        "acts": acts(found.acts, soon(entry)),
        "writes": KnowledgeAct.WRITE in found.acts,
        "related": [shown.entry_row(row) for row in found.related],
        "versions": [version_row(v) for v in kept],
        "history": [done_row(d) for d in selectors.history(entry)[:60]] if not asked.get("brief") else [],
        "feedback": [feedback_row(f) for f in feedback.of_entry(entry, 20)] if not asked.get("brief") else [],
        "kinds": [(k.value, in_words(k)) for k in FeedbackKind],
        "sends": policies.can(person, "register"),
    }


def soon(entry: Any) -> bool:
    """Whether it is to be looked through within a month."""
    return bool(entry.renew_on) and entry.renew_on <= clock.today() + timedelta(days=SOON)


def acts(found: tuple[KnowledgeAct, ...], renewal: bool) -> dict[str, Any]:
    """The main one as the button, the others after it; writing has a page of its own.

    What is shown and not to be renewed soon has no main act: nothing is to be done with it.
    """
    said = shown.words_of("acts")
    usable = [act for act in found if act.value in said]
    calm = (KnowledgeAct.CONFIRM, KnowledgeAct.REVISE)
    main = next((act for act in MAIN if act in usable and (renewal or act not in calm)), None)
    rows = [
        {
            "name": act.value,
            "label": said[act.value],
            "reason": act in REASONED,
            "later": act is KnowledgeAct.PASS_CENTRE,
        }
        for act in usable
    ]
    return {
        "main": next((row for row in rows if main and row["name"] == main.value), None),
        "rest": [row for row in rows if not main or row["name"] != main.value],
    }


def version_row(kept: Any) -> dict[str, Any]:
    """A version for its list."""
    return {
        "id": str(kept.id),
        "number": kept.number,
        "title": kept.content.title,
        "by": kept.by,
        "at": short_stamp(kept.at, clock.now()),
        "passed": [(in_words(done.act), done.name, short_stamp(done.at, clock.now())) for done in kept.passed],
        "live": kept.live,
    }


def done_row(done: Any) -> dict[str, Any]:
    """One act of the history."""
    return {
        "act": in_words(done.act),
        "name": done.name,
        "for_whom": done.for_whom,
        "at": short_stamp(done.at, clock.now()),
        "note": done.note,
    }


def feedback_row(row: Any) -> dict[str, Any]:
    """What somebody said of it, and what became of that."""
    outcome = in_words(FeedbackOutcome(row.outcome)) if row.outcome else ""
    return {
        "id": str(row.pk),
        "kind": in_words(FeedbackKind(row.kind)),
        "text": row.text,
        "outcome": outcome,
        "answer": row.answer,
        "chip": "" if outcome else shown.ending(row.due_on),
        "at": short_stamp(row.at, clock.now()),
    }


def changed(before: Content | None, after: Content | None, line: str) -> list[dict[str, Any]]:
    """Field by field what differs, lines marked that went or came."""
    said = shown.words_of("sections")
    found = []
    for change in compare(before or Content(), after or Content()):
        old, new = shown.labels(line, change.field, change.before), shown.labels(line, change.field, change.after)
        found.append(
            {
                "label": said.get(change.field, change.field),
                "before": [(text, text not in new) for text in old],
                "after": [(text, text not in old) for text in new],
            }
        )
    return found


def pair_of(person: Any, number: str, one: str, other: str) -> tuple[Any, Any] | None:
    """Two versions of the entry that the person may see, by their ids, the earlier one first."""
    found, wanted = selectors.page(person, number), {UUID(x) for x in (one, other) if _is_uuid(x)}
    kept = selectors.versions_for(found) if found else []
    rows = sorted((v for v in kept if v.id in wanted), key=lambda v: v.number)
    return (rows[0], rows[1]) if len(rows) == 2 else None


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
