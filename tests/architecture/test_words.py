"""One vocabulary: the glossary is the code's, every term has its 中文, and 中文 stays where it belongs."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.core import glossary
from hotline.core.commands import COMMANDS
from hotline.core.vocabulary import FIELD_LABELS, CommandName

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "hotline"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_the_glossary_page_is_the_vocabulary() -> None:
    assert (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8") == glossary.page(), "run scripts/glossary"


@pytest.mark.parametrize("kind", glossary.classes(), ids=lambda kind: kind.__name__)
def test_every_term_has_its_words(kind: type) -> None:
    values = [term.value for term in kind]
    assert len(values) == len(set(values))
    for term in kind:
        assert term.zh, f"{kind.__name__}.{term.name} has no Chinese"


def test_every_command_is_named_and_every_field_has_a_label() -> None:
    assert list(COMMANDS) == list(CommandName)
    fields = {field.name for command in COMMANDS.values() for field in dataclasses.fields(command)}
    assert fields - {"order", "number"} <= set(FIELD_LABELS)


def _strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """String literals that are not docstrings: comments and docstrings may cite an article."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    notes = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(node, (*documented,)) and body:
            notes |= {id(s.value) for s in body if isinstance(s, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.lineno, node.value


TEXT_FILES = ("vocabulary.py", "words.py", "sentences.py", "dates.py")
"""Tables of text: the core's vocabulary, a room's own words where it speaks by itself, and how tables write a date."""


def test_chinese_stands_only_in_tables_of_text() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {text[:30]!r}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path.name not in TEXT_FILES and "sample" not in path.parts
        for line, text in _strings(ast.parse(path.read_text(encoding="utf-8")))
        if CHINESE.search(text)
    ]
    assert not wrong, "\n".join(wrong)


def test_scripts_and_styles_say_nothing_of_their_own() -> None:
    static = SOURCE / "desk" / "static" / "desk"
    files = [path for path in sorted(static.iterdir()) if path.suffix in (".js", ".css")]
    spoken = [
        f"{path.name}:{number}: {line.strip()[:60]}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if CHINESE.search(line)
    ]
    assert files
    assert not spoken, "\n".join(["words come from data-… of a page, where they are said in two languages", *spoken])


def test_every_room_says_what_it_is_for() -> None:
    rooms = [p for p in SOURCE.iterdir() if p.is_dir() and any(p.glob("*.py"))]
    missing = [room.name for room in rooms if not (room / "README.md").is_file()]
    assert not missing
    long = [room.name for room in rooms if len((room / "README.md").read_text(encoding="utf-8").splitlines()) > 60]
    assert not long, "a room's README is at most a page"
