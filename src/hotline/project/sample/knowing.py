"""What a knowledge base has after some weeks of use: searches, answers counted, gaps, feedback, texts under way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hotline.accounts.models import Person
from hotline.core.commands import AnswerDirectly
from hotline.core.events import AnsweredDirectly
from hotline.core.knowledge import content as contents
from hotline.core.vocabulary import FeedbackKind, KnowledgeAct, KnowledgeKind
from hotline.desk.knowing import used
from hotline.infra.clock import MovableClock
from hotline.knowledge import feedback, gaps, selectors, services
from hotline.knowledge.models import Entry
from hotline.knowledge.services import New
from hotline.orders import selectors as orders
from hotline.project.sample.messages import load

BETWEEN = timedelta(hours=19)
"""From one search to the next."""
_UNIT = "shizheng"


def lived(line: str, hand: MovableClock, now: datetime) -> None:
    """Everything up to `now`, each thing at its own moment; the clock ends where it began."""
    people = {person.username: person for person in Person.objects.all()}
    told = load("knowledge")
    _answered(line, people["agent1"], hand)
    for number, text in enumerate(told["searches"]):
        hand.move_to(now - BETWEEN * (number + 1))
        _searched(line, people["agent1"], text, number)
    hand.move_to(now - timedelta(days=2))
    for row in told["feedback"]:
        entry = Entry.objects.filter(line=line, title=row.get("title", "")).values_list("pk", flat=True).first()
        feedback.report(people["agent1"], FeedbackKind(row["kind"]), row["text"], entry=entry, line=line)
    for row in told["drafts"]:
        _under_way(line, people, row, now)
    hand.move_to(now)


def _answered(line: str, agent: Person, hand: MovableClock) -> None:
    """Orders that were answered on the phone: their entries were of use, answers by hand are gaps."""
    for record in _direct_answers():
        event, row = record.event, orders.row(record.order_id)
        if row is not None and row.line == line and not row.secret:
            hand.move_to(record.at)
            step = AnswerDirectly(
                answer=event.answer,
                basis=event.basis,
                source_ref=event.source_ref,
                source_version=event.source_version,
            )
            used.count(agent, orders.get(row.id), line, row.number, [step])


def _direct_answers() -> list[Any]:
    """The records of direct answers, oldest first."""
    found: list[Any] = []
    last = (datetime(1970, 1, 1, tzinfo=UTC), orders.BEFORE_ALL, 0)
    while records := orders.events_since(last, 2000):
        found += [record for record in records if isinstance(record.event, AnsweredDirectly)]
        last = (records[-1].at, records[-1].order_id, records[-1].seq)
    return found


def _searched(line: str, agent: Person, text: str, number: int) -> None:
    found = selectors.find(agent, selectors.Asked(text, line), limit=4)
    if found.search and found.hits and found.sure:
        (services.answered if number % 3 else services.chosen)(found.search, found.hits[0].number)
    else:
        gaps.gather()


def _under_way(line: str, people: dict[str, Person], row: dict[str, Any], now: datetime) -> None:
    """A text on its way through the reviews, as far as `steps` says; `later`: days from now on which it appears."""
    writer, leader = people[row["by"]], people["leader-shizheng"]
    new = New(line, KnowledgeKind.PROCEDURE, row.get("owner", _UNIT))
    entry = services.create(writer, new, contents.from_row({name: row[name] for name in ("title", "answer")}))
    for step in map(KnowledgeAct, row["steps"]):
        entry = services.act(writer if step is KnowledgeAct.SUBMIT else leader, entry.pk, step)
    if row.get("later"):
        reviewer = people[row["reviewer"]]
        services.act(reviewer, entry.pk, KnowledgeAct.PASS_CENTRE, appear_at=now + timedelta(days=row["later"]))
