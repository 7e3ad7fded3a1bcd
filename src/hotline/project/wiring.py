"""The one list of who reacts to which event. Rooms do not know each other; they meet here.

A command's events are shown by one job. Each consumer acts on each event in a transaction of its own, together with its
receipt: run again after a crash, it acts exactly once. A consumer that fails does not hold up the others; the job is
tried again for those that have not acted.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.db import connection, transaction

from hotline.callback import consumers as callback
from hotline.core.events import EVENTS
from hotline.dispatch import consumers as dispatch
from hotline.handling import consumers as handling
from hotline.infra import clock
from hotline.insight import consumers as insight
from hotline.intake import consumers as intake
from hotline.orders import reactions
from hotline.orders.reactions import Reaction
from hotline.orders.selectors import Record
from hotline.supervision import consumers as supervision

log = structlog.get_logger(__name__)
Consumer = Callable[[Record], None]

CONSUMERS: dict[str, tuple[Consumer, ...]] = {
    # intake: groups are answered once for all
    "group_joined": (intake.joined,),
    "group_left": (intake.left,),
    "answered_directly": (intake.answered,),
    # an answer is complete: its group, then whether the citizen is in the sample
    "order_replied": (intake.answered, callback.sample),
    # call-back
    "progress_told": (callback.note_told,),
    "rework_ordered": (callback.forget_told,),
    # returns by unit and month
    "request_asked": (dispatch.count_asked, handling.drop_drafts),
    "assignment_returned": (dispatch.count_returned, supervision.settle),
    "assignment_recalled": (supervision.settle,),
    "request_refused": (dispatch.count_refused,),
    # the list of duties
    "catalogue_change_ruled": (dispatch.change_catalogue,),
    # notices, and candidates for a supervision order
    "reminder_sent": (supervision.remind,),
    "clock_breached": (supervision.breached, supervision.late_candidate),
    "urged": (supervision.urged,),
    "note_added": (supervision.mentioned,),
    "supervision_placed": (supervision.placed, supervision.settle),
    "procedure_opened": (supervision.asked,),
    "step_taken": (supervision.asked,),
    # what was suggested, and what was right
    "amended": (intake.amended, insight.hidden),
    "assigned": (dispatch.note_chosen, supervision.redo_candidate, supervision.refused_candidate),
    "answer_approved": (supervision.settle,),
    # an order that is done with
    "order_closed": (supervision.settle, callback.forget_told),
    "archived": (handling.drop_all_drafts,),
    # what was written and handed in
    "answer_submitted": (handling.drop_drafts,),
}
"""Event name → who acts on it, in this order."""

WORTH: dict[str, reactions.Worth] = {"note_added": supervision.mentions_somebody}
"""Events of which only some concern their consumers: most notes speak to nobody, and make no job."""

NOTES: dict[reactions.Note, frozenset[str]] = {insight.touch: insight.COUNTING}
"""Who notes in the command's own transaction that an order has one of these events: it is to be counted again."""

if unknown := set(CONSUMERS).union(*NOTES.values()) - set(EVENTS):
    raise RuntimeError(f"no such events: {sorted(unknown)}")


class ConsumersFailed(RuntimeError):
    """Some consumers did not act; the job is to be tried again."""


def run(reaction: Reaction) -> None:
    """Show the events of one command to their consumers. Raises ConsumersFailed when one of them did not act."""
    failed = []
    for record in reaction.records:
        for consumer in CONSUMERS.get(record.name, ()):
            try:
                act_once(consumer, record)
            except Exception:
                # One consumer's fault must not keep the event from the others; the job is tried again for this one.
                name = name_of(consumer)
                log.exception("consumer.failed", order=record.order_id, seq=record.seq, consumer=name)
                failed.append(name)
    if failed:
        raise ConsumersFailed(", ".join(sorted(set(failed))))


def act_once(consumer: Consumer, record: Record) -> bool:
    """Let a consumer act on an event unless it has; False when it had. Two at once: the second waits and sees."""
    with transaction.atomic():
        if not _receipt(consumer, record):
            return False
        consumer(record)
        return True


_RECEIPT = """
INSERT INTO project_receipt (order_id, seq, consumer, at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def _receipt(consumer: Consumer, record: Record) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_RECEIPT, [record.order_id, record.seq, name_of(consumer), clock.now()])
        return bool(cursor.rowcount)


def name_of(consumer: Consumer) -> str:
    """The name on receipts: room and function, e.g. `intake.answered`."""
    return f"{consumer.__module__.split('.')[1]}.{consumer.__name__}"


reactions.connect(CONSUMERS, run, WORTH)
reactions.connect_notes(NOTES)
