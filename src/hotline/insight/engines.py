"""The engine of topics of each hotline, kept in the process that follows it, and brought back after a restart.

Stored are only topics and which orders they have. An engine that does not stand where the stored cursor does (another
worker was here, the process is new, a step failed) is made anew from the latest orders; the stored topics are
recognised by their members.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from hotline.insight.topic_models import TopicOrder
from hotline.language.topics import Message, Setting, Topics
from hotline.language.topics import Topic as Joined
from hotline.orders.texts import NewText, Place, latest_texts

REMEMBERED = timedelta(days=14)
MOST_REMEMBERED = 6000
"""Messages an engine is made anew from, the latest: at most 40 seconds."""
MOST_INDEXED = 15_000
"""Topics and single messages an engine holds: a worker stays near 600 MB. Beyond it the oldest small ones leave."""


@dataclass(eq=False)
class Engine:
    """Topics as they are joined, where in the stream they stand, and which stored topic each order belongs to."""

    place: Place
    topics: Topics = field(default_factory=lambda: Topics(Setting(most=MOST_INDEXED)))
    homes: dict[str, UUID] = field(default_factory=dict)

    def take(self, texts: Sequence[NewText]) -> list[Joined]:
        """Add the next orders; the topics that changed. What has left the index is forgotten."""
        messages = [_message(text) for text in texts]
        mark = self.topics.mark
        self.topics.learn(messages)
        for _, some in groupby(messages, key=lambda message: message.day):
            self.topics.add(list(some))
        self.place = (texts[-1].registered_at, texts[-1].id)
        for gone in self.topics.let_go():
            for key in gone.keys:
                self.homes.pop(key, None)
        return self.topics.since(mark)

    def home_of(self, joined: Joined) -> tuple[UUID | None, set[UUID]]:
        """The stored topic most members belong to, and the others some belong to."""
        votes = Counter(self.homes[key] for key in joined.keys if key in self.homes)
        if not votes:
            return None, set()
        most = max(votes.values())
        chosen = min((ident for ident, count in votes.items() if count == most), key=str)
        return chosen, set(votes) - {chosen}


_engines: dict[str, Engine] = {}


def engine_at(line: str, place: Place) -> Engine:
    """The engine of a hotline, standing where its cursor stands."""
    engine = _engines.get(line)
    if engine is None or engine.place != place:
        engine = _engines[line] = _made_anew(line, place)
    return engine


def seed(line: str, place: Place, homes: dict[str, UUID]) -> None:
    """An engine that knows no message yet, only to which topics orders belonged."""
    _engines[line] = Engine(place, homes=dict(homes))


def forget(line: str | None = None) -> None:
    """Let an engine go (all of them without a line): the next step makes it anew."""
    if line is None:
        _engines.clear()
    else:
        _engines.pop(line, None)


def _made_anew(line: str, place: Place) -> Engine:
    texts = latest_texts(line, place, place[0] - REMEMBERED, MOST_REMEMBERED)
    engine = Engine(place)
    messages = [_message(text) for text in texts]
    engine.topics.learn(messages)
    for _, some in groupby(messages, key=lambda message: message.day):
        engine.topics.add(list(some))
    engine.homes = _homes(text.id for text in texts)
    return engine


def _homes(idents: Iterable[str]) -> dict[str, UUID]:
    rows = TopicOrder.objects.filter(order_id__in=list(idents), topic__isnull=False)
    return {str(order): topic for order, topic in rows.values_list("order_id", "topic") if topic}


def _message(text: NewText) -> Message:
    return Message(text.id, text.title, text.content, text.day)
