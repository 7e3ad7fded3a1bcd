"""The engine of topics of each hotline, kept in the process that follows it, and brought back after a restart.

Stored are only topics and which orders they have. An engine that does not stand where the stored cursor does (another
worker was here, the process is new, a step failed) is made anew: the stored topics with their latest orders, and the
orders that stand alone, as many as an engine holds. What belongs together is known, so nothing is compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.db import connection

from hotline.infra import clock
from hotline.language.topics import Message, Setting, Topics
from hotline.language.topics import Topic as Joined
from hotline.orders.texts import NewText, Place, texts_of

REMEMBERED = timedelta(days=14)
"""Where a hotline is followed from at first, and how long orders that stand alone are kept."""
MOST_BEGUN = 6000
"""Orders a hotline is followed from at first."""
MOST_OF_TOPIC = 200
"""Orders of a topic, the latest, that an engine made anew knows: enough to tell what is like them."""
MOST_READ = 30_000
"""Orders an engine is made anew from."""
_AT_ONCE = 2000
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

    def drop(self, key: str, day: date) -> None:
        """An order is no longer to be known."""
        self.topics.drop(key, day)
        self.homes.pop(key, None)

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


def engine_here(line: str) -> Engine | None:
    """The engine of a hotline, if this process has one, wherever it stands."""
    return _engines.get(line)


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
    """The stored topics, those spoken of last as the latest, and the orders that stand alone between them."""
    engine = Engine(place)
    homes = _kept(line)
    messages = {message.key: message for message in _messages(list(homes))}
    groups: dict[UUID | str, list[Message]] = {}
    for key, message in sorted(messages.items(), key=lambda item: (item[1].day, item[0])):
        groups.setdefault(homes[key] or key, []).append(message)
    engine.topics.learn(messages.values())
    engine.topics.restore(sorted(groups.values(), key=lambda group: group[-1].day))
    engine.homes = {key: home for key in messages if (home := homes[key])}
    return engine


_KEPT = """
SELECT order_id::text, topic FROM (
    SELECT order_id, topic, day, row_number() OVER (PARTITION BY topic ORDER BY day DESC, order_id DESC) AS place
    FROM insight_topicorder WHERE line = %s AND day >= %s
) AS ranked WHERE topic IS NULL OR place <= %s ORDER BY day DESC, order_id DESC LIMIT %s
"""


def _kept(line: str) -> dict[str, UUID | None]:
    """Orders that were followed with their topics (None: alone), the latest, as far as they fill an engine."""
    since = clock.today() - timedelta(days=Setting().forget)
    found: dict[str, UUID | None] = {}
    held: set[UUID | str] = set()
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [line, since, MOST_OF_TOPIC, MOST_READ])
        for order, topic in cursor.fetchall():
            held.add(topic or order)
            if len(held) > MOST_INDEXED:
                break
            found[order] = topic
    return found


def _messages(idents: Sequence[str]) -> Iterator[Message]:
    for start in range(0, len(idents), _AT_ONCE):
        yield from map(_message, texts_of(idents[start : start + _AT_ONCE]))


def described(idents: Sequence[str]) -> tuple[str, list[str]]:
    """Name and keywords of orders that are one topic, for one that has left the engine; empty for none."""
    topics = Topics()
    messages = list(_messages(idents))
    if not messages:
        return "", []
    topics.learn(messages)
    topics.restore([messages])
    (one,) = topics.topics()
    return topics.name(one), topics.keywords(one)


def _message(text: NewText) -> Message:
    return Message(text.id, text.title, text.content, text.day)
