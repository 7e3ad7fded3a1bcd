"""What differs between two packs, or two releases of one, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from hotline.core.policy.pack import Policy
from hotline.core.policy.rules import Rule
from hotline.policy import ambiguity
from hotline.policy.lists import TERM_LISTS
from hotline.policy.messages import say
from hotline.policy.wording import plain

_ABOUT = ("when", "valid_from", "valid_until", "governed_by", "source", "unstated", "note")


@dataclass(frozen=True)
class Change:
    """`mark`: + only in the second, - only in the first, ~ in both but not the same."""

    mark: str
    what: str
    fields: tuple[tuple[str, str, str], ...] = ()

    def lines(self) -> list[str]:
        code = {"+": "diff_added", "-": "diff_removed", "~": "diff_changed"}[self.mark]
        shown = [say("diff_field", field=name, old=old or "-", new=new or "-") for name, old, new in self.fields]
        return [say(code, rule=self.what), *shown]


def diff(old: Policy, new: Policy) -> list[Change]:
    """Releases of one pack are compared by rule id; two packs by topic and condition, the rules that hold."""
    keyed = _by_ref if old.id == new.id else _by_condition
    return [*_compare(keyed(old), keyed(new)), *_lists(old, new), *_calendars(old, new)]


def _by_ref(policy: Policy) -> dict[str, Rule]:
    return {f"{rule.topic}  {rule.ref}": rule for found in policy.rules.values() for rule in found}


def _by_condition(policy: Policy) -> dict[str, Rule]:
    closed = ambiguity.domain(policy.lists)
    found: dict[str, Rule] = {}
    for topic, rules in policy.rules.items():
        for rule in ambiguity.standing(rules, closed):
            when = " ".join(f"{name}={'|'.join(wanted)}" for name, wanted in rule.when)
            found[f"{topic} {when}".strip()] = rule
    return found


def _compare(old: dict[str, Rule], new: dict[str, Rule]) -> Iterator[Change]:
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if before is None and after is not None:
            yield Change("+", key, (("value", "", plain(after.value)), ("source", "", str(after.source))))
        elif after is None and before is not None:
            yield Change("-", key, (("value", plain(before.value), ""), ("source", str(before.source), "")))
        elif before is not None and after is not None:
            changed = (*_differences("", before.value, after.value), *_about(before, after))
            if changed:
                yield Change("~", key, changed)


def _about(before: Rule, after: Rule) -> Iterator[tuple[str, str, str]]:
    for name in _ABOUT:
        one, two = getattr(before, name), getattr(after, name)
        if one != two:
            yield name, plain(one), plain(two)


def _differences(prefix: str, one: Any, two: Any) -> Iterator[tuple[str, str, str]]:
    """Field by field, so that a changed number is not lost in a long value."""
    if one == two:
        return
    if is_dataclass(one) and not isinstance(one, type) and type(one) is type(two) and fields(one) and not prefix:
        for f in fields(one):
            yield from _differences(f.name, getattr(one, f.name), getattr(two, f.name))
    else:
        yield prefix or "value", plain(one), plain(two)


def _lists(old: Policy, new: Policy) -> Iterator[Change]:
    for name in TERM_LISTS:
        before = {t.id: t.label for t in getattr(old.lists, name)}
        after = {t.id: t.label for t in getattr(new.lists, name)}
        for ident in sorted({*before, *after}):
            one, two = before.get(ident, ""), after.get(ident, "")
            if one != two:
                mark = "+" if not one else "-" if not two else "~"
                yield Change(mark, f"{name} {ident}", (("label", one, two),))


def _calendars(old: Policy, new: Policy) -> Iterator[Change]:
    for ident in sorted({*old.calendars, *new.calendars}):
        one, two = old.calendars.get(ident), new.calendars.get(ident)
        if one is None or two is None:
            yield Change("+" if one is None else "-", f"calendar {ident}")
        elif one != two:
            parts = ("off_days", "make_up_days", "spans", "known_from", "known_until")
            changed = tuple(
                (p, plain(getattr(one, p)), plain(getattr(two, p))) for p in parts if getattr(one, p) != getattr(two, p)
            )
            yield Change("~", f"calendar {ident}", changed)
