"""Names in a text that end in what they are (路, 小区, 村, 局, 公司, 医院 …): where such a name begins."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import rjieba

from hotline.language.extract_lexicon import pattern, raw, source, words
from hotline.language.places import Places

_GROUPS = ("office", "school", "firm", "site", "rural", "road", "water", "weak", "division")
PLACE_GROUPS = frozenset({"site", "rural", "road", "water", "weak", "division", "table", "estate"})
_LONGEST = {"firm": 16, "office": 10, "school": 10, "site": 10}
_LONGEST_ELSE = 6


@dataclass(frozen=True)
class Part:
    """One named part: `group` is what its last word makes it, `codes` what a table of divisions says of it."""

    start: int
    end: int
    group: str
    head: str
    codes: tuple[str, ...] = ()
    sure: bool = True

    @property
    def is_place(self) -> bool:
        """A place rather than an organisation."""
        return self.group in PLACE_GROUPS


@functools.cache
def _heads() -> re.Pattern[str]:
    # By first character, so that at a place only the words that may begin there are tried; the longest of them first.
    rest: dict[str, list[str]] = {}
    for word in sorted(head_groups(), key=lambda w: (-len(w), w)):
        rest.setdefault(word[0], []).append(re.escape(word[1:]))
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(ends)})" for first, ends in rest.items()))


@functools.cache
def head_groups() -> dict[str, str]:
    """Which group a closing word belongs to."""
    return {word: group for group in reversed(_GROUPS) for word in words(f"head_{group}")}


@functools.cache
def _stop_words() -> frozenset[str]:
    return frozenset(words("stop_words"))


@functools.cache
def _generic() -> frozenset[str]:
    return frozenset(words("generic_names"))


@functools.cache
def _stop_tags() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(words("stop_tags")), frozenset(words("stop_verb_tags"))


class Words:
    """The text cut into words, with names of the table and masked divisions kept whole."""

    def __init__(self, text: str, places: Places) -> None:
        self.text = text
        self.fixed = self._fixed(text, places)
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.tags: list[str] = []
        at = 0
        for part in self.fixed:
            self._cut(at, part.start)
            self._add(part.start, part.end, "division")
            at = part.end
        self._cut(at, len(text))
        self.begins = frozenset(self.starts)
        self.finishes = frozenset(self.ends)

    @staticmethod
    def _fixed(text: str, places: Places) -> list[Part]:
        found = [
            Part(h.start, h.end, "table", text[h.start : h.end], h.codes, h.full)
            for h in places.find(text)
            if h.full or not pattern("table_short_not").match(text, h.end)
        ]
        for name in ("highway", "metro"):
            found += [Part(*m.span(), "road", m[0]) for m in pattern(name).finditer(text)]
        found += [Part(*m.span(), "division", m[0]) for m in pattern("masked_division").finditer(text)]
        kept: list[Part] = []
        for part in sorted(found, key=lambda p: (p.start, -p.end)):
            if not kept or part.start >= kept[-1].end:
                kept.append(part)
        return kept

    def _cut(self, start: int, end: int) -> None:
        if end <= start:
            return
        found = rjieba.tag(self.text[start:end])
        edges = list(accumulate([len(word) for word, _ in found], initial=start))
        self.starts += edges[:-1]
        self.ends += edges[1:]
        self.tags += [tag for _, tag in found]

    def _add(self, start: int, end: int, tag: str) -> None:
        self.starts.append(start)
        self.ends.append(end)
        self.tags.append(tag)

    def at(self, position: int) -> int:
        """Index of the word that holds a character; -1 when there is none."""
        index = bisect.bisect_right(self.starts, position) - 1
        return index if index >= 0 and position < self.ends[index] else -1

    def knows(self, index: int) -> bool:
        """Whether the word is in the dictionary, not guessed."""
        return bool(rjieba.has_word(self.text[self.starts[index] : self.ends[index]]))

    def stops(self, index: int, group: str, first: bool) -> bool:
        """Whether a name that closes with a word of `group` cannot reach over this word; `first`: it would begin it."""
        word, tag = self.text[self.starts[index] : self.ends[index]], self.tags[index]
        if not _NAME_CHARS.fullmatch(word):
            return True
        if group in _BODIES and word in words("body_words"):
            return False
        if word in _stop_words():
            return True
        always, verbs = _stop_tags()
        if first and len(word) == 1 and tag in words("char_tags") and not pattern("name_lead_not").fullmatch(word):
            return False
        if tag in always:
            return not (
                (tag == "m" and pattern("numeral_word").fullmatch(word))
                or (tag == "x" and not word.isascii())
                or word == "*"
            )
        if tag in verbs and len(word) > 1:
            return self.knows(index) and tag != "a" and not (first and group == "rural")
        return tag in verbs or (tag == "f" and not pattern("compass").fullmatch(word))


_BODIES = frozenset({"firm", "office", "school", "site"})
_NAME_CHARS = re.compile(r"[\u3400-\u9fffA-Za-z0-9*×·＊]+")


def parts(told: Words) -> list[Part]:
    """The named parts of a text, from left to right, not overlapping."""
    text = told.text
    found: list[Part] = []
    fixed = iter([*told.fixed, Part(len(text) + 1, len(text) + 1, "end", "")])
    coming = next(fixed)
    reached = 0
    # Two expressions: literals alone are searched much faster than together with what looks around.
    matches = [*_heads().finditer(text), *pattern("cue_head").finditer(text)]
    for match in sorted(matches, key=lambda m: (m.start(), -m.end())):
        if match.start() < reached and match.end() <= reached:
            continue
        reached = max(reached, match.end())
        while coming.end <= match.start():
            found.append(coming)
            coming = next(fixed)
        start, end, head = *match.span(), match[0]
        if coming.group != "end" and coming.start < end:
            head = text[coming.end : end]
            if not (coming.start < start and head in head_groups()) and not coming.start == start < coming.end < end:
                continue
            found.append(coming)
            start, coming = coming.end, next(fixed)
            if head not in head_groups():
                continue
        if pattern("numbered_school").fullmatch(text, start, end + 1):
            start, end, head = start + 1, end + 1, text[start + 1 : end + 1]  # 第九中学, not 第九中
        part = _named(told, start, end, head, found)
        if part:
            while found and found[-1].start >= part.start:
                found.pop()
            found.append(part)
    while coming.group != "end":
        found.append(coming)
        coming = next(fixed)
    return found


def _named(told: Words, start: int, end: int, head: str, before: list[Part]) -> Part | None:
    group = head_groups()[head] if head else "estate"
    index = told.at(end - 1)
    if index < 0 or (len(head) == 1 and not _closes(told, index, group, end)):
        return None
    floor = before[-1].end if before else 0
    begin = _begin(told, start, max(floor, start - _LONGEST.get(group, _LONGEST_ELSE)), group)
    lead = pattern("name_lead_not").match(told.text, begin, start)
    if lead and not told.knows(told.at(begin)):
        begin = lead.end()
    name = told.text[begin:start]
    touching = bool(before) and before[-1].end == begin
    if not _is_name(told, name, head, group, touching, before[-1] if touching else None, end):
        return None
    return Part(begin, end, group, head, sure=group not in {"weak", "water"})


def _closes(told: Words, index: int, group: str, end: int) -> bool:
    """A closing word of one character must close its word, and not be part of a common one (道路, 修路, 家乡)."""
    word = told.text[told.starts[index] : told.ends[index]]
    if not told.knows(index) or (group == "rural" and told.tags[index] == "nr"):
        return True
    if group == "road" and told.tags[index] == "m" and told.ends[index] == end:
        return True  # 三八路 is cut 三 八路
    if group == "office" and len(word) > 2 and told.tags[index] in {"j", "n"}:
        return True
    return told.ends[index] == end and (len(word) == 1 or told.tags[index] in words("plain_tags"))


def _begin(told: Words, start: int, floor: int, group: str) -> int:
    """Walk left over words that may belong to a name, not beyond `floor`."""
    at = start
    while at > floor:
        index = told.at(at - 1)
        if index < 0 or (told.ends[index] == at and told.stops(index, group, at == start)):
            break
        at = max(told.starts[index], floor)
    return at


def _is_name(told: Words, name: str, head: str, group: str, touching: bool, before: Part | None, end: int) -> bool:
    if not name:
        return head in words("named_alone") or _bare(head, group, before)
    if group == "estate":
        return _is_estate(told, name, end)
    if group == "road" and (name.isascii() or pattern("numeral").fullmatch(name)):
        return False
    if name in _generic() or (name + head) in _generic():
        return touching and group not in {"division", "weak", "water"} and name not in _stop_words()
    if group == "division":
        index = told.at(end - 1)
        return told.tags[index] == "ns" and told.ends[index] == end and len(name) >= 2
    if group == "rural":
        return len(name) <= 5
    if group == "water":
        index = told.at(end - 1)
        return len(name) >= 1 and told.tags[index] in {"ns", "nz", "nr"} and len(name) <= 4
    if group == "weak":
        cue = pattern("weak_cue").match(told.text, end) is not None
        return (cue and len(name) >= 2) or (touching and len(name) >= 2 and told.ends[told.at(end - 1)] == end)
    if head in words("head_lonely"):
        return (len(name) >= 2 and touching) or len(name) >= 3
    return True


def _is_estate(told: Words, name: str, end: int) -> bool:
    """A name before 二期, 17栋 or 业主 without 小区: what is no common word."""
    if name in _generic() or len(name) < 2 or name[-1] in pattern("not_estate_end").pattern:
        return False
    index = told.at(end - 1)
    return not told.knows(index) or told.tags[index] in words("plain_tags") or len(name) > 3


def _bare(head: str, group: str, before: Part | None) -> bool:
    """A closing word without a name of its own: 县政府, 区法院 after a division, or 市委 by itself."""
    if head in words("named_offices"):
        return True
    if before is None:
        return False
    if group in {"office", "school"}:
        return before.group in {"table", "division", "rural", "office", "site", "school"} or (
            group == "school" and before.group in {"water", "weak", "estate"}
        )
    if group == "firm":
        return before.group in {"firm", "site", "water", "weak", "school"} and len(head) > 1
    if group == "road" and before.group in {"weak", "water"}:
        return True
    return group in {"site", "road"} and before.group in {"site", "road", "weak", "water"} and len(head) > 1


def named_bodies(text: str) -> Iterator[tuple[int, int]]:
    """Organisations known by name: state firms, platforms, 社保局 and its like."""
    for found in _bodies().finditer(text):
        yield found.span()


@functools.cache
def _bodies() -> re.Pattern[str]:
    names = {*words("named_firms"), *words("named_offices")} - set(words("org_generic_not"))
    choice = "|".join(sorted(map(re.escape, names), key=lambda w: (-len(w), w))) + f"|{source('office_short')}"
    begins = {name[0] for name in names} | set(raw("office_begins"))
    return re.compile(f"(?=[{''.join(sorted(begins))}])(?:{choice})")
