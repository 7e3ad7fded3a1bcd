"""A pack as a book that people can read: every rule in words, with its article, since when, what it replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from hotline import policy as packs
from hotline.core.deadlines import Counting, Length
from hotline.core.policy.pack import Policy
from hotline.core.policy.rules import Rule
from hotline.core.policy.shapes import (
    STAGE_LIMIT,
    TARGET,
    ClockRule,
    StageRule,
    TargetRule,
    WarningTold,
    WarningWindow,
)
from hotline.core.vocabulary import (
    Channel,
    ClockName,
    CommandName,
    Complexity,
    Mode,
    Part,
    RequestKind,
    StageKind,
    Urgency,
)
from hotline.desk import rulebook_lists, yearbook
from hotline.desk.kinds import kind_word
from hotline.desk.rulebook_lists import Section, say, warning, word
from hotline.desk.words import table
from hotline.infra.tongues import beside, in_words, kept, listed, said
from hotline.policy import ambiguity, wording


@dataclass(frozen=True)
class Row:
    """One rule of the book. `value` are (name, words); `notes` say since when, whose it is and what it replaced."""

    what: str
    when: str
    value: tuple[tuple[str, str], ...]
    source: str
    notes: tuple[str, ...] = ()
    unstated: bool = False
    beaten: bool = False


@kept(64)
def book(policy: Policy) -> tuple[Section, ...]:
    """Every section of a pack that says something, limits first."""
    holding = _holding(policy)
    names = _Names(policy)
    made: list[Section] = [
        _rules(policy, "limits", holding, names, lambda t: t.startswith("clock.") and not t.startswith(STAGE_LIMIT)),
        _rules(policy, "rules", holding, names, lambda t: "." not in t),
        _rules(policy, "targets", holding, names, lambda t: t.startswith(TARGET)),
        _rules(policy, "roles", holding, names, lambda t: t.startswith("role.")),
        *rulebook_lists.sections(policy, _limit_of_stage(policy, names)),
    ]
    return tuple(section for section in made if section.rows)


def _holding(policy: Policy) -> frozenset[str]:
    closed = ambiguity.domain(policy.lists)
    return frozenset(r.ref for rules in policy.rules.values() for r in ambiguity.standing(rules, closed))


def _rules(policy: Policy, name: str, holding: frozenset[str], names: _Names, wanted: Callable[[str], bool]) -> Section:
    """What holds stands first, what another rule has replaced everywhere stands below it."""
    rows = [
        _row(policy, topic, rule, names, rule.ref not in holding)
        for topic in sorted(policy.rules, key=_order_of)
        if wanted(topic)
        for rule in sorted(policy.rules[topic], key=lambda r: (r.ref not in holding, r.when, r.valid_from))
    ]
    return Section(name, table("rules")["sections"][name], tuple(rows))


_CLOCKS = {f"clock.{name.value}": n for n, name in enumerate(ClockName)}


def _order_of(topic: str) -> tuple[int, str]:
    return _CLOCKS.get(topic, len(_CLOCKS)), topic


def _row(policy: Policy, topic: str, rule: Rule, names: _Names, beaten: bool) -> Row:
    return Row(
        what=_topic(topic, names),
        when=_when(rule, names),
        value=tuple(value_words(rule.value, policy)) or (("", say("nothing")),),
        source=str(rule.source),
        notes=tuple(_notes(policy, rule, beaten)),
        unstated=rule.unstated,
        beaten=beaten,
    )


def _topic(topic: str, names: _Names) -> str:
    if topic in _CLOCKS:
        return in_words(ClockName(topic.removeprefix("clock.")))
    if topic.startswith("role."):
        return in_words(CommandName(topic.removeprefix("role.")))
    if topic.startswith(TARGET):
        return names.measures.get(topic.removeprefix(TARGET), topic)
    known: str = table("rules")["topics"].get(topic, topic)
    return known


def _notes(policy: Policy, rule: Rule, beaten: bool) -> Iterator[str]:
    if beaten:
        yield say("beaten")
    if rule.pack != policy.id:
        yield say("inherited", pack=_title(rule.pack))
    if rule.valid_until:
        yield say("since_until", day=rule.valid_from, until=rule.valid_until)
    else:
        yield say("since", day=rule.valid_from)
    for ref in sorted(rule.overrides):
        other = policy.rule(ref)
        if other is not None:
            yield say("beats", rule=_title(other.pack), source=other.source)
    if rule.note:
        yield rule.note


def _title(pack: str) -> str:
    return packs.load(pack).title if pack in packs.names() else pack


class _Names:
    """Labels of what conditions and topics name by id."""

    def __init__(self, policy: Policy) -> None:
        self.natures = {t.id: t.label for t in policy.lists.natures}
        self.classes = {t.id: t.label for t in policy.lists.content_classes}
        self.measures = {m.id: m.label for m in policy.lists.measures}
        self.lines = policy.lines


_FACT_WORDS: dict[str, type[Enum]] = {
    "urgency": Urgency,
    "complexity": Complexity,
    "channel": Channel,
    "mode": Mode,
    "part": Part,
}


def _when(rule: Rule, names: _Names) -> str:
    if not rule.when:
        return say("all")
    facts = table("rules")["facts"]
    return said("；").join(
        f"{facts[name]}{said('：')}{listed(_fact(name, v, names) for v in wanted)}" for name, wanted in rule.when
    )


def _fact(name: str, value: str, names: _Names) -> str:
    if name in _FACT_WORDS:
        return said(getattr(_FACT_WORDS[name](value), "zh", value))
    if name in ("rework", "secret"):
        return say(value)
    if name == "unit_kind":
        return kind_word(value)
    known = {"nature": names.natures, "content_class": names.classes, "line": names.lines}.get(name, {})
    return known.get(value, value)


# --- values -----------------------------------------------------------------------------------------------------------


def value_words(value: Any, policy: Policy) -> Iterator[tuple[str, str]]:
    """A rule's value, field by field; what a rule leaves at its default of nothing is not said."""
    if isinstance(value, TargetRule):
        words = ("above_percent", "below_percent") if value.strict else ("at_least_percent", "at_most_percent")
        key = words[not value.at_least]
        yield "", say(key, percent=f"{value.percent:g}")
        return
    labels = table("rules")["values"]
    for field in fields(value):
        text = "" if _usual(value, field.name) else _text(value, field.name, policy)
        if text:
            yield labels[field.name], text


def _usual(value: Any, name: str) -> bool:
    """What goes without saying: only a suspension stops a limit, and it runs from where the unit got the order."""
    if name == "from_registration":
        return not value.from_registration
    return name == "pauses" and value.pauses == frozenset({RequestKind.SUSPENSION})


def _text(owner: Any, name: str, policy: Policy) -> str:
    value = getattr(owner, name)
    if value is None or value == () or value == frozenset() or value == "":
        return ""
    if isinstance(value, bool):
        return say("yes" if value else "no")
    if name == "calendar":
        return yearbook.hours(policy.calendars[value])
    if isinstance(value, Counting):
        return wording.counting(value, owner.length)
    if name == "stages":
        return said("；").join(_reminder(policy, stage) for stage in value)
    if name in ("length", "ahead", "max_length"):
        return wording.length(value)
    if isinstance(value, tuple) and isinstance(value[0], (WarningWindow, WarningTold)):
        return said("；").join(warning(policy, one) for one in value)
    if isinstance(value, (tuple, frozenset, list)):
        words = [word(policy, v) for v in value]
        return listed(sorted(words) if isinstance(value, frozenset) else words)
    return word(policy, value)


def _reminder(policy: Policy, stage: StageRule) -> str:
    who = listed(said(policy.word(r)) for r in stage.audience)
    if stage.label:
        who += said("（{text}）").format(text=stage.label)
    if stage.kind is StageKind.AT or stage.offset is None:
        return say("reminder", when=say("at_due"), who=who)
    key = "before_due" if stage.kind is StageKind.BEFORE else "after_due"
    return say("reminder", when=say(key, length=wording.length(stage.offset)), who=who)


def _limit_of_stage(policy: Policy, names: _Names) -> Callable[[str, str], str]:
    """The limit of a stage of a procedure in words, with its article; empty where it has none."""

    def limit(procedure: str, stage: str) -> str:
        found: Iterable[Rule] = policy.rules.get(f"{STAGE_LIMIT}{procedure}.{stage}", ())
        return said("；").join(_length(rule.value) + said("（{text}）").format(text=rule.source) for rule in found)

    return limit


def _length(rule: ClockRule) -> str:
    length: Length = rule.length
    told = wording.length(length)
    return f"{told}{said('，')}{say('before_due', length=wording.length(rule.ahead))}" if rule.ahead else told


@kept(64)
def limit_labels(policy: Policy) -> dict[str, str]:
    """Every limit by its rule, as a choice shows it: name, when, how long."""
    names = _Names(policy)
    stages = {f"{p.id}.{s.id}": f"{p.title} · {s.title}" for p in policy.lists.procedures for s in p.stages}
    found = {}
    holding = _holding(policy)
    for topic in sorted(policy.rules, key=_order_of):
        if topic.startswith("clock."):
            title = stages.get(topic.removeprefix(STAGE_LIMIT)) or _topic(topic, names)
            for rule in (r for r in policy.rules[topic] if r.ref in holding):
                found[rule.ref] = beside(
                    title + said("（{text}）").format(text=_when(rule, names)), wording.length(rule.value.length)
                )
    return found
