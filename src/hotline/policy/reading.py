"""YAML text to nodes that know their file and line. Keys given twice and anchors are refused.

Scalars stay text: what a text means is decided by the shape that wants it (`hotline.policy.building`), so `no` and
`08:30` cannot turn into something else on the way, as they do in YAML 1.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from hotline.policy.errors import Bad, Problem, Problems

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Node:
    file: str
    line: int

    def bad(self, code: str, /, **params: object) -> Bad:
        return Bad(self.file, self.line, code, **params)


@dataclass(frozen=True, slots=True)
class Scalar(Node):
    text: str
    is_null: bool = False


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapping(Node):
    items: dict[str, Node]
    key_lines: dict[str, int]

    def get(self, key: str) -> Node | None:
        node = self.items.get(key)
        return None if isinstance(node, Scalar) and node.is_null else node

    def need(self, key: str) -> Node:
        node = self.get(key)
        if node is None:
            raise self.bad("missing_key", key=key)
        return node

    def only(self, expected: tuple[str, ...], problems: Problems) -> None:
        """Report every key that is not expected."""
        for key in self.items:
            if key not in expected:
                problems.add(self.file, self.key_lines[key], "unknown_key", key=key, expected="、".join(expected))


def read(text: str, file: str, problems: Problems) -> Mapping | None:
    """The mapping a pack file holds, or None after its problems were written down."""
    root, found = _read(text, file)
    problems.found += found
    return root


@lru_cache(maxsize=512)
def _read(text: str, file: str) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """Read once: a base pack is inherited by every other."""
    problems = Problems()
    return _parsed(text, file, problems), tuple(problems.found)


def _parsed(text: str, file: str, problems: Problems) -> Mapping | None:
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error)
        problems.add(file, mark.line + 1 if mark else 0, "syntax", why=why)
        return None
    if root is None:
        problems.add(file, 1, "empty_file")
        return None
    try:
        node = _convert(root, file, problems, set())
    except Bad as bad:
        problems.note(bad)
        return None
    if not isinstance(node, Mapping):
        problems.add(file, node.line, "not_a_mapping")
        return None
    return node


def _convert(raw: Any, file: str, problems: Problems, seen: set[int]) -> Node:
    line = raw.start_mark.line + 1
    if id(raw) in seen:
        raise Bad(file, line, "no_anchor")
    seen.add(id(raw))
    if isinstance(raw, yaml.ScalarNode):
        return Scalar(file, line, raw.value, raw.tag.endswith(":null"))
    if isinstance(raw, yaml.SequenceNode):
        return Sequence(file, line, tuple(_convert(item, file, problems, seen) for item in raw.value))
    items: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key_node, value in raw.value:
        key, key_line = str(key_node.value), key_node.start_mark.line + 1
        converted = _convert(value, file, problems, seen)
        if key in items:
            problems.add(file, key_line, "duplicate_key", key=key, line=lines[key])
            continue
        items[key], lines[key] = converted, key_line
    return Mapping(file, line, items, lines)


def mapping(node: Node) -> Mapping:
    if not isinstance(node, Mapping):
        raise node.bad("not_a_mapping")
    return node


def sequence(node: Node) -> tuple[Node, ...]:
    """The items of a list; a single value stands for a list of one."""
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Scalar):
        return (node,)
    raise node.bad("not_a_list")


def text(node: Node) -> str:
    if not isinstance(node, Scalar):
        raise node.bad("not_text")
    return node.text.strip()


def texts(node: Node) -> tuple[str, ...]:
    return tuple(text(item) for item in sequence(node))


def each(node: Node | None, problems: Problems) -> Iterator[Mapping]:
    """The mappings of a list; anything else in it is reported and left out."""
    if node is None:
        return
    try:
        items = sequence(node)
    except Bad as bad:
        problems.note(bad)
        return
    for item in items:
        if isinstance(item, Mapping):
            yield item
        else:
            problems.rule = ""
            problems.add(item.file, item.line, "not_a_mapping")
