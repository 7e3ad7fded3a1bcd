"""Finds rules that hold for the same facts and do not override one another, before an order meets them.

The facts of `when` are finite: those with a closed vocabulary take each of its words, the others each value that some
rule of the topic names and one that none names. All combinations are tried, on each day from which the set of valid
rules can differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import Enum
from itertools import combinations, product

from hotline.core.policy.rules import Conflict, Facts, Found, Missing, Rule, find
from hotline.core.policy.shapes import ESSENTIAL_CLOCKS, Lists
from hotline.core.vocabulary import Channel, Complexity, GovernedBy, Mode, Part, ReplyWish, Urgency
from hotline.policy.errors import Problems
from hotline.policy.messages import say

WORDS: dict[str, type[Enum]] = {
    "urgency": Urgency,
    "complexity": Complexity,
    "channel": Channel,
    "mode": Mode,
    "part": Part,
    "reply_wish": ReplyWish,
}
"""Facts whose values are words of the vocabulary."""
YES_NO = ("no", "yes")
_OTHER = "…"
"""Stands for any value that no rule names."""
Domain = Mapping[str, tuple[str, ...]]


def domain(lists: Lists) -> dict[str, tuple[str, ...]]:
    """Facts with a closed set of values, and these values."""
    closed = {fact: tuple(str(word.value) for word in words) for fact, words in WORDS.items()}
    return closed | {"nature": tuple(t.id for t in lists.natures), "rework": YES_NO, "secret": YES_NO}


def report(rules: dict[str, tuple[Rule, ...]], closed: Domain, problems: Problems) -> None:
    """Write every pair of rules that collide into `problems`, at the place of the later one."""
    for topic, found in rules.items():
        told: set[frozenset[str]] = set()
        for facts, days in _situations(found, closed):
            hit = find(found, topic, facts, days)
            if not isinstance(hit, Conflict):
                continue
            for first, second in combinations(hit.rules, 2):
                pair = frozenset((first.ref, second.ref))
                if pair not in told:
                    told.add(pair)
                    _tell(first, second, facts, days, problems)


def gaps(rules: dict[str, tuple[Rule, ...]], closed: Domain, on: date) -> list[str]:
    """Essential clocks that some facts leave without a rule on a day, as `clock.reply: nature=…`."""
    found: list[str] = []
    for name in sorted(ESSENTIAL_CLOCKS):
        topic = f"clock.{name}"
        stated = rules.get(topic, ())
        for facts, _ in _situations(stated, closed):
            if isinstance(find(stated, topic, facts, dict.fromkeys(GovernedBy, on)), Missing):
                found.append(f"{topic}: {_describe(facts, stated)}")
    return list(dict.fromkeys(found))


def standing(rules: tuple[Rule, ...], closed: Domain) -> tuple[Rule, ...]:
    """The rules of one topic that some facts on some day really lead to; the others are overridden everywhere."""
    found: set[str] = set()
    for facts, days in _situations(rules, closed):
        hit = find(rules, "", facts, days)
        if isinstance(hit, Found):
            found.add(hit.rule.ref)
    return tuple(rule for rule in rules if rule.ref in found)


def _tell(first: Rule, second: Rule, facts: Facts, days: dict[GovernedBy, date], problems: Problems) -> None:
    file, _, line = second.location.rpartition(":")
    problems.rule = second.id
    described = _describe(facts, (first, second)) + say("ambiguous_on", day=max(days.values()))
    problems.add(file, int(line), "ambiguous", other=first.ref, where=first.location, facts=described)
    problems.rule = ""


def _describe(facts: Facts, rules: tuple[Rule, ...]) -> str:
    fields = sorted({name for rule in rules for name, _ in rule.when})
    return "，".join(f"{n}={getattr(facts, n)}" for n in fields) or say("ambiguous_facts_all")


def _situations(rules: tuple[Rule, ...], closed: Domain) -> Iterator[tuple[Facts, dict[GovernedBy, date]]]:
    named: dict[str, set[str]] = {}
    for rule in rules:
        for name, wanted in rule.when:
            named.setdefault(name, set()).update(wanted)
    values = {name: closed.get(name) or (*sorted(found), _OTHER) for name, found in named.items()}
    governed = sorted({rule.governed_by for rule in rules})
    breaks = [_breaks([r for r in rules if r.governed_by is g]) for g in governed]
    for days in product(*breaks):
        by_date = dict.fromkeys(GovernedBy, max(days, default=date.max)) | dict(zip(governed, days, strict=True))
        for chosen in product(*values.values()):
            yield Facts()._replace(**dict(zip(values, chosen, strict=True))), by_date


def _breaks(rules: list[Rule]) -> list[date]:
    """Days on which the set of valid rules changes."""
    found = {rule.valid_from for rule in rules}
    found |= {rule.valid_until + timedelta(days=1) for rule in rules if rule.valid_until}
    return sorted(found)
