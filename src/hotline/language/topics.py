"""What a city talks about: messages joined into topics as they come, by what they say, where, and when.

Two messages are alike by the runs of two and three characters of their title and first sentence, rare runs weighing
most. Topics join by the average likeness of their messages (average linkage), the most alike first:

- at any size, when they are clearly alike (`strict`);
- a topic of several messages also draws what is less alike (`loose`), if both name the same place or thing, rare
  elsewhere, and speak of the same subjects.

Only topics that share a run are ever compared, through an index from runs to messages. A topic nobody has added to for
`forget` days leaves the index; the cost of a message does not grow with the years.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Any

from hotline.language import words
from hotline.language.normalise import compact, normalise
from hotline.language.run_index import NOBODY, RunIndex, Runs
from hotline.language.segment import Segmenter, default_segmenter, subjects_of

MOST_TITLES = 60
"""Titles of a topic, the latest, that its keywords are taken from."""
MOST_COUNTED = 1_000_000
"""Beyond so many different runs those seen once are forgotten."""


@dataclass(frozen=True)
class Setting:
    """One fixed setting for every message set; how it was found is told in docs/evaluation.md."""

    strict: float = 0.14
    loose: float = 0.05
    attracting: int = 4
    """Messages from which on a topic draws what is less alike."""
    start: int = 100
    """Characters of the content that are read after the title."""
    rarity: float = 1.5
    """Power of the inverse document frequency."""
    shared: float = 0.5
    """A run names a topic when this share of its messages has it …"""
    elsewhere: float = 0.004
    """… and at most this share of all messages outside."""
    same_subjects: float = 0.3
    """Likeness of the subjects (cosine) that a loose join needs."""
    forget: int = 120
    """Days."""
    most: int = 60_000
    """Topics in the index, single messages counted; beyond it the oldest small ones leave."""
    kept: int = 160
    """Rarest-weighted runs of a message that are kept."""
    crowd: int = 2000
    """A run that more messages than this hold tells nothing."""


@dataclass(frozen=True)
class Message:
    """One message. `key` is the caller's own name for it."""

    key: str
    title: str
    content: str
    day: date


@dataclass(eq=False, slots=True)
class Topic:
    """Messages on one matter. `runs` are summed weights of its messages' runs; `texts` what was read of each."""

    number: int
    keys: list[str]
    titles: list[str]
    texts: list[str]
    days: Counter[date]
    members: list[int]
    runs: Runs | None
    subjects: Counter[str]

    @property
    def size(self) -> int:
        return len(self.keys)

    @property
    def first(self) -> date:
        return min(self.days)

    @property
    def last(self) -> date:
        return max(self.days)


class Topics:
    """Follows a stream of messages. `learn` tells it how common runs are; `add` takes the messages of a while."""

    def __init__(self, setting: Setting | None = None, segmenter: Segmenter | None = None) -> None:
        self.setting = setting or Setting()
        self._segmenter = segmenter or default_segmenter()
        self._seen = 0
        self._common: Counter[str] = Counter()
        self._common_fours: Counter[str] = Counter()
        self._topics: dict[int, Topic] = {}
        self._retired: list[Topic] = []
        self._index = RunIndex(self.setting.crowd)
        self._gone = 0
        self._next = 0

    def learn(self, messages: Iterable[Message]) -> None:
        """Count how common runs of characters are; the messages themselves are not kept."""
        for message in messages:
            text = self._text(message)
            self._seen += 1
            self._common.update(set(_runs(text, (2, 3))))
            self._common_fours.update(set(_runs(text, (4,))))
        for counts in (self._common, self._common_fours):
            if len(counts) > MOST_COUNTED:
                for run in [run for run, seen in counts.items() if seen == 1]:
                    del counts[run]

    def add(self, messages: Sequence[Message]) -> None:
        """Take the messages of a while (a minute, a day) and settle which topics they belong to."""
        if not messages:
            return
        self._make_room(min(message.day for message in messages), len(messages))
        before = self._next
        for message in messages:
            self._single(message)
        for loose in (False, True):
            self._join([number for number in self._topics if number >= before], loose=loose)

    def restore(self, groups: Iterable[Sequence[Message]]) -> None:
        """Take messages that are known to belong together, each group as one topic: nothing is compared.

        Runs have been learned before. Messages that stood alone come as groups of one; they are compared again when
        something new is said.
        """
        for group in groups:
            before = self._next
            for message in group:
                self._single(message)
            reduce(self._merge, [self._topics[number] for number in range(before, self._next)])

    def drop(self, key: str, day: date) -> bool:
        """A message is no longer to be known; its day is the caller's. False when it is in no topic of the index."""
        topic = next((one for one in self._topics.values() if key in one.keys), None)
        if topic is None:
            return False
        place = topic.keys.index(key)
        del self._topics[topic.number]
        self._index.give([topic.members[place]], NOBODY)
        if topic.size > 1:
            assert topic.runs is not None  # a retired topic is not in the index
            gone = Counter(subjects_of(self._segmenter.words(topic.texts[place])))
            left = Topic(
                self._next,
                *(_but(row, place) for row in (topic.keys, topic.titles, topic.texts)),
                topic.days - Counter([day]),
                _but(topic.members, place),
                self._index.without(topic.runs, topic.members[place]),
                topic.subjects - gone,
            )
            self._topics[left.number] = left
            self._index.give(left.members, left.number)
            self._next += 1
        return True

    def topic_of(self, key: str) -> Topic | None:
        """The topic in the index that has a message."""
        return next((one for one in self._topics.values() if key in one.keys), None)

    def topics(self, least: int = 1) -> list[Topic]:
        """All topics of `least` messages or more, the largest first."""
        found = [topic for topic in [*self._topics.values(), *self._retired] if topic.size >= least]
        return sorted(found, key=lambda topic: (-topic.size, topic.number))

    @property
    def mark(self) -> int:
        """Topics made or changed from now on have this number or a higher one."""
        return self._next

    def since(self, mark: int, least: int = 1) -> list[Topic]:
        """Topics of `least` messages or more that were made or changed since a mark, in the order of their numbers."""
        found = [topic for topic in self._topics.values() if topic.number >= mark and topic.size >= least]
        return sorted(found, key=lambda topic: topic.number)

    def let_go(self) -> list[Topic]:
        """Give out, and forget, topics that have left the index: who follows for years keeps them elsewhere."""
        retired, self._retired = self._retired, []
        return retired

    def keywords(self, topic: Topic, most: int = 6) -> list[str]:
        """Words that many titles of the topic have and few others: what it is about, the most telling first."""
        counts: Counter[str] = Counter()
        for title in topic.titles[-MOST_TITLES:]:
            counts.update({w for w in self._segmenter.content_words(normalise(bare_title(title))) if len(w) > 1})
        least = max(2, 0.3 * min(topic.size, MOST_TITLES))
        told = {word: count * self._rarity(word) for word, count in counts.items() if count >= least}
        return sorted(told, key=lambda word: (-told[word], word))[:most]

    def _rarity(self, word: str) -> float:
        seen = min(self._common.get(run, 0) for run in _runs(word, (2,))) if _runs(word, (2,)) else self._seen
        return math.log((1 + self._seen) / (1 + seen)) + 0.1

    def name(self, topic: Topic) -> str:
        """A readable name: the title most like all others of the topic, without its opening words."""
        common = self._weights(Counter(run for title in topic.titles for run in set(_runs(compact(title), (2, 3)))))
        best = max(topic.titles, key=lambda title: (_fit(title, common), -len(title)))
        return bare_title(best)

    def _single(self, message: Message) -> None:
        text = self._text(message)
        weights = self._weights(Counter(_runs(text, (2, 3))))
        kept = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[: self.setting.kept]
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        place, runs = self._index.add({run: weight / length for run, weight in kept}, self._next)
        read = normalise(f"{message.title} {message.content[: 2 * self.setting.start]}")
        found = Counter(subjects_of(self._segmenter.words(read)))
        days = Counter([message.day])
        topic = Topic(self._next, [message.key], [message.title], [text], days, [place], runs, found)
        self._topics[topic.number] = topic
        self._next += 1

    def _weights(self, counts: Mapping[str, int]) -> dict[str, float]:
        """Damped counts times rarity; a run seen once in all messages can join nothing and is left out."""
        made = {}
        for run, count in counts.items():
            seen = self._common.get(run, 0)
            if seen > 1:
                rarity = math.log((1 + self._seen) / (1 + seen)) + 1
                made[run] = float((1 + math.log(count)) * rarity**self.setting.rarity)
        return made

    def _text(self, message: Message) -> str:
        return normalise(f"{message.title} {message.content.strip()[: self.setting.start]}")

    def _make_room(self, today: date, coming: int) -> None:
        """Retire what nobody has added to for long; when that is not enough, the oldest small topics."""
        oldest = today - timedelta(days=self.setting.forget)
        leaving = [topic for topic in self._topics.values() if topic.last < oldest]
        crowded = len(self._topics) - len(leaving) + coming - self.setting.most
        if crowded > 0:
            small = [t for t in self._topics.values() if t.size < self.setting.attracting and t.last >= oldest]
            leaving += sorted(small, key=lambda topic: (topic.last, topic.number))[:crowded]
        for topic in leaving:
            del self._topics[topic.number]
            self._index.give(topic.members, NOBODY)
            self._gone += topic.size
            topic.runs, topic.texts = None, []
            self._retired.append(topic)
        if self._gone > len(self._topics):
            self._index.clean()
            self._gone = 0

    def _likeness(self, topic: Topic) -> dict[int, float]:
        """Average likeness of a topic's messages to those of every topic that shares a run that tells something."""
        assert topic.runs is not None  # a retired topic joins nothing
        found = self._index.sums(topic.runs)
        found.pop(topic.number, None)
        return {other: value / (topic.size * self._topics[other].size) for other, value in found.items()}

    def _join(self, numbers: Iterable[int], *, loose: bool) -> None:
        """Join from these topics on, the most alike first, until nothing is alike enough."""
        heap: list[tuple[float, int, int]] = []
        for number in sorted(numbers):
            self._push(heap, self._topics[number], loose)
        while heap:
            _, one, two = heapq.heappop(heap)
            if one in self._topics and two in self._topics:
                self._push(heap, self._merge(self._topics[one], self._topics[two]), loose)

    def _push(self, heap: list[tuple[float, int, int]], topic: Topic, loose: bool) -> None:
        for other, alike in self._likeness(topic).items():
            if alike >= self.setting.strict or (loose and self._drawn(topic, self._topics[other], alike)):
                heapq.heappush(heap, (-alike, min(topic.number, other), max(topic.number, other)))

    def _merge(self, one: Topic, two: Topic) -> Topic:
        assert one.runs is not None and two.runs is not None
        merged = Topic(
            self._next,
            one.keys + two.keys,
            one.titles + two.titles,
            one.texts + two.texts,
            one.days + two.days,
            one.members + two.members,
            one.runs.plus(two.runs),
            one.subjects + two.subjects,
        )
        del self._topics[one.number], self._topics[two.number]
        self._topics[merged.number] = merged
        self._index.give(merged.members, merged.number)
        self._next += 1
        return merged

    def _drawn(self, one: Topic, two: Topic, alike: float) -> bool:
        setting = self.setting
        if alike < setting.loose or max(one.size, two.size) < setting.attracting:
            return False
        return _cosine(one.subjects, two.subjects) >= setting.same_subjects and self._same_name(one, two)

    def _same_name(self, one: Topic, two: Topic) -> bool:
        """Whether both name something, in four characters, that is hardly ever named elsewhere."""
        most = self.setting.elsewhere * self._seen
        ours, theirs = _fours(one), _fours(two)
        return any(
            ours[run] >= self.setting.shared * one.size
            and theirs[run] >= self.setting.shared * two.size
            and self._common_fours.get(run, 0) - ours[run] - theirs[run] <= most
            and not any(sign in words.EMPTY_SIGNS for sign in run)
            for run in ours.keys() & theirs.keys()
        )


def bare_title(title: str) -> str:
    """A title without `please`, `complaint about` and the like in front."""
    made = title.strip()
    while True:
        opening = max((o for o in words.TITLE_OPENINGS if made.startswith(o)), key=len, default="")
        if not opening or len(made) - len(opening) < 4:
            return made
        made = made[len(opening) :].lstrip(words.AFTER_OPENING)


def _but(row: list[Any], place: int) -> list[Any]:
    return row[:place] + row[place + 1 :]


def _runs(text: str, lengths: Iterable[int]) -> list[str]:
    """Runs of characters inside the parts of a text between its signs."""
    parts = "".join(sign if sign.isalnum() else " " for sign in text).split()
    return [part[i : i + n] for part in parts for n in lengths for i in range(len(part) - n + 1)]


def _fours(topic: Topic) -> Counter[str]:
    """In how many messages each run of four characters stands."""
    return Counter(run for text in topic.texts for run in set(_runs(text, (4,))))


def _fit(title: str, common: Mapping[str, float]) -> float:
    runs = set(_runs(compact(title), (2, 3)))
    return sum(common.get(run, 0.0) for run in runs) / math.sqrt(len(runs) + 8)


def _cosine(one: Mapping[str, int], two: Mapping[str, int]) -> float:
    shared = sum(count * two.get(name, 0) for name, count in one.items())
    length = math.sqrt(sum(c * c for c in one.values()) * sum(c * c for c in two.values()))
    return shared / length if length else 0.0
