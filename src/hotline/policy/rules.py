"""Rules of a lineage: read, named, and their `overrides` resolved to full ids."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from hotline.core.policy.rules import Facts, Rule
from hotline.core.policy.shapes import NAMED_TOPICS, STAGE_LIMIT, TARGET, TOPICS, Lists, RolesRule
from hotline.core.vocabulary import CommandName, GovernedBy
from hotline.policy.ambiguity import WORDS, YES_NO
from hotline.policy.building import Names, build, day, term
from hotline.policy.documents import Document
from hotline.policy.errors import Bad, Problems, Reported
from hotline.policy.reading import Mapping, Node, each, mapping, text, texts
from hotline.policy.sources import Registered, source_of

KEYS = (
    "id", "topic", "when", "value", "from", "until", "governed_by", "source", "overrides", "unstated", "note",
)  # fmt: skip
INHERITED = "inherited"


@dataclass
class Context:
    """What rules of one lineage may refer to."""

    names: Names
    sources: dict[str, Registered]
    lists: Lists
    lines: dict[str, str]
    problems: Problems


@dataclass(frozen=True)
class _Draft:
    """A rule whose overrides are still as written, with the place of that line."""

    rule: Rule
    overrides: tuple[str, ...]
    node: Node


def rules(chain: list[Document], context: Context) -> dict[str, tuple[Rule, ...]]:
    """Every rule of the lineage by topic, root first. Problems are collected in the context."""
    drafts: list[_Draft] = []
    for layer, document in enumerate(chain):
        seen: dict[str, Node] = {}
        start, governed = _defaults(document, context.problems)
        for entry in each(document.get("rules"), context.problems):
            draft = _draft(entry, document.name, layer, start, governed, context)
            if draft is None:
                continue
            if draft.rule.id in seen:
                where = f"{seen[draft.rule.id].file}:{seen[draft.rule.id].line}"
                context.problems.add(entry.file, entry.line, "duplicate_rule", name=draft.rule.id, where=where)
                continue
            seen[draft.rule.id] = entry
            drafts.append(draft)
    by_ref = {d.rule.ref: d.rule for d in drafts}
    topics: dict[str, list[Rule]] = {}
    for draft in drafts:
        context.problems.rule = draft.rule.id
        topics.setdefault(draft.rule.topic, []).append(_resolved(draft, by_ref, context.problems))
    context.problems.rule = ""
    return {topic: tuple(found) for topic, found in topics.items()}


def shape_of(topic: str) -> type | None:
    """The shape of a topic's value; a topic that names a command, a stage or a measure is known by its beginning."""
    return TOPICS.get(topic) or next((s for start, s in NAMED_TOPICS.items() if topic.startswith(start)), None)


def _named(topic: str, lists: Lists) -> bool:
    """Whether what a topic names is there."""
    if topic.startswith("role."):
        return topic.removeprefix("role.") in {c.value for c in CommandName}
    if topic.startswith(STAGE_LIMIT):
        return topic.removeprefix(STAGE_LIMIT) in {f"{p.id}.{s.id}" for p in lists.procedures for s in p.stages}
    if topic.startswith(TARGET):
        return topic.removeprefix(TARGET) in {m.id for m in lists.measures}
    return True


def _defaults(document: Document, problems: Problems) -> tuple[date | None, GovernedBy]:
    start, governed = document.get("from"), document.get("governed_by")
    try:
        return (
            day(start) if start else None,
            term(GovernedBy, governed) if governed else GovernedBy.ACCEPTED,
        )
    except Bad as bad:
        problems.note(bad)
        return date.min, GovernedBy.ACCEPTED


def _draft(
    entry: Mapping, pack: str, layer: int, start: date | None, governed: GovernedBy, context: Context
) -> _Draft | None:
    problems = context.problems
    problems.rule = ""
    before = len(problems.found)
    try:
        problems.rule = text(entry.need("id"))
        entry.only(KEYS, problems)
        rule = _rule(entry, pack, layer, start, governed, context)
    except Bad as bad:
        problems.note(bad)
        return None
    except Reported:
        return None
    finally:
        ident, problems.rule = problems.rule, ""
    if len(problems.found) > before:
        return None
    written = entry.get("overrides")
    problems.rule = ident
    try:
        return _Draft(rule, texts(written) if written else (), written or entry)
    except Bad as bad:
        problems.note(bad)
        return None


def _rule(entry: Mapping, pack: str, layer: int, start: date | None, governed: GovernedBy, context: Context) -> Rule:
    given = entry.need("topic")
    topic = text(given)
    shape = shape_of(topic)
    if shape is None or not _named(topic, context.lists):
        expected = [*TOPICS, "role.<command>", f"{STAGE_LIMIT}<procedure>.<stage>", f"{TARGET}<measure>"]
        raise given.bad("unknown_topic", name=topic, expected="、".join(expected))
    condition = entry.get("when")
    if condition is not None and shape is RolesRule:
        raise condition.bad("role_without_when")
    first, last, by = entry.get("from"), entry.get("until"), entry.get("governed_by")
    if first is None and start is None:
        raise entry.bad("missing_key", key="from")
    valid_from = day(first) if first else start
    assert valid_from is not None
    valid_until = day(last) if last else None
    if last is not None and valid_until is not None and valid_until < valid_from:
        raise last.bad("until_before_from", until=valid_until, start=valid_from)
    unstated, note = entry.get("unstated"), entry.get("note")
    return Rule(
        id=text(entry.need("id")),
        pack=pack,
        topic=topic,
        value=build(shape, entry.need("value"), context.names, context.problems),
        source=source_of(entry, context.sources),
        valid_from=valid_from,
        valid_until=valid_until,
        governed_by=term(GovernedBy, by) if by else governed,
        when=_when(condition, context),
        layer=layer,
        unstated=build(bool, unstated, context.names, context.problems) if unstated else False,
        note=text(note) if note else "",
        location=f"{entry.file}:{entry.line}",
    )


def _when(node: Node | None, context: Context) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if node is None:
        return ()
    given = mapping(node)
    conditions = []
    for fact, values in given.items.items():
        if fact not in Facts._fields:
            raise given.bad("unknown_fact", name=fact, expected="、".join(Facts._fields))
        wanted = texts(values)
        for value in wanted:
            _check_fact(fact, value, values, context)
        conditions.append((fact, wanted))
    return tuple(conditions)


def _check_fact(fact: str, value: str, node: Node, context: Context) -> None:
    if not value:
        raise node.bad("empty_text", key=fact)
    if fact == "nature" and value not in (known := [t.id for t in context.lists.natures]):
        raise node.bad("unknown_nature", name=value, expected="、".join(known))
    if fact == "content_class" and value not in {t.id for t in context.lists.content_classes}:
        raise node.bad("unknown_class", name=value)
    if fact == "line" and value not in context.lines:
        raise node.bad("unknown_line", name=value, expected="、".join(context.lines))
    if fact in WORDS and value not in (words := [str(m.value) for m in WORDS[fact]]):
        raise node.bad("bad_term", text=value, expected="、".join(words))
    if fact in ("rework", "secret") and value not in YES_NO:
        raise node.bad("bad_term", text=value, expected="、".join(YES_NO))


def _resolved(draft: _Draft, by_ref: dict[str, Rule], problems: Problems) -> Rule:
    """The rule with the full ids of what it overrides; a word for "everything inherited on this topic" is spelt out."""
    rule, found = draft.rule, set()
    for name in draft.overrides:
        if name == INHERITED:
            inherited = [r.ref for r in by_ref.values() if r.topic == rule.topic and r.layer < rule.layer]
            if not inherited:
                problems.add(draft.node.file, draft.node.line, "overrides_nothing", topic=rule.topic)
            found.update(inherited)
            continue
        ref = name if ":" in name else f"{rule.pack}:{name}"
        other = by_ref.get(ref)
        if other is None:
            problems.add(draft.node.file, draft.node.line, "unknown_rule", name=name)
        elif other.topic != rule.topic:
            problems.add(draft.node.file, draft.node.line, "overrides_other_topic", name=name, topic=other.topic)
        elif ref == rule.ref:
            problems.add(draft.node.file, draft.node.line, "overrides_itself")
        else:
            found.add(ref)
    return replace(rule, overrides=frozenset(found))
