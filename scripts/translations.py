"""Every Chinese text of the screens against the catalogues in `src/hotline/locale/`.

    scripts/translations.py          what is missing, empty, no longer used or has lost a placeholder; any of it fails
    scripts/translations.py --write  add what is missing (empty) and take out what is no longer used
    scripts/translations.py --todo   the texts without a translation, one JSON list, to be handed to a translator

Texts are found in templates, in the tables of words beside them, in the core's vocabulary and in the `words.py` of the
rooms whose sentences appear on screens. Papers, packs and the command line speak Chinese.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from hotline.core import glossary, vocabulary
from hotline.infra.markup import CHINESE, HAN, pieces
from hotline.infra.tongues import FOLDER, SOURCE, TONGUES

HOTLINE = FOLDER.parent
DESK = HOTLINE / "desk" / "templates" / "desk"
SILENT = ("language", "policy", "project", "reports", "core")
"""Rooms whose words are read on the command line or on paper only; the core's are taken from its vocabulary."""
_PLACE = re.compile(r"\{\{.*?\}\}|\{\w*\}")


def texts() -> dict[str, str]:
    """Every text → where it was found first."""
    found: dict[str, str] = {}
    for place, text in (*_templates(), *_tables(), *_vocabulary(), *_rooms(), *_rules()):
        if CHINESE.search(text):
            found.setdefault(text, place)
    return found


def _templates() -> Iterator[tuple[str, str]]:
    for path in sorted(HOTLINE.glob("*/templates/**/*.html")):
        if path.relative_to(HOTLINE).parts[0] not in SILENT:
            for piece in pieces(path.read_text(encoding="utf-8")):
                yield str(path.relative_to(HOTLINE)), piece
    for name, markup in tomllib.loads((DESK / "molds.toml").read_text(encoding="utf-8")).items():
        for piece in pieces(markup.strip("\n")):
            yield f"desk/molds.toml {name}", piece


def _tables() -> Iterator[tuple[str, str]]:
    for path in sorted((*(DESK / "words").glob("*.toml"), *HOTLINE.glob("*/templates/*/words.toml"))):
        for text in _leaves(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield "/".join(path.parts[-2:]), text


def _leaves(words: object) -> Iterator[str]:
    if isinstance(words, dict):
        for value in words.values():
            yield from _leaves(value)
    elif isinstance(words, list):
        for value in words:
            yield from _leaves(value)
    elif isinstance(words, str):
        yield words


def _vocabulary() -> Iterator[tuple[str, str]]:
    for kind in glossary.classes():
        for term in kind:
            yield f"vocabulary {kind.__name__}", term.zh
    for label in vocabulary.FIELD_LABELS.values():
        yield "vocabulary fields", label


def _rooms() -> Iterator[tuple[str, str]]:
    for path in sorted(HOTLINE.glob("*/**/*.py")):
        room = path.relative_to(HOTLINE).parts[0]
        if path.name in ("words.py", "sentences.py") and room not in SILENT:
            for text in _strings(ast.parse(path.read_text(encoding="utf-8"))):
                if HAN.search(text):
                    yield str(path.relative_to(HOTLINE)), text


def _rules() -> Iterator[tuple[str, str]]:
    """Lengths and ways of counting, and what is wrong with a pack: the rest is said on the command line."""
    texts = yaml.safe_load((HOTLINE / "policy" / "messages.yaml").read_text(encoding="utf-8"))
    for key, text in texts.items():
        if not key.startswith(("case_", "check_", "explain_")):
            yield "policy/messages.yaml", str(text)


def _strings(tree: ast.AST) -> Iterator[str]:
    """String constants that are no docstrings. An f-string would come in fragments: its sentence is to be a pattern."""
    notes = {
        id(statement.value)
        for node in ast.walk(tree)
        for statement in (getattr(node, "body", None) if isinstance(getattr(node, "body", None), list) else []) or []
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value


def main(arguments: list[str]) -> int:
    """Compare, or write. Returns how many faults there are."""
    found, faults = texts(), 0
    for tongue in TONGUES:
        if tongue == SOURCE:
            continue
        path = FOLDER / f"{tongue}.po"
        known = _read(path, tongue)
        if "--todo" in arguments:
            print(json.dumps([t for t in found if not known.get(t)], ensure_ascii=False, indent=0))
        elif "--write" in arguments:
            _write(path, tongue, found, known)
        else:
            faults += _report(tongue, found, known)
    return faults


def _read(path: Path, tongue: str) -> dict[str, str]:
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=tongue) if m.id}


def _write(path: Path, tongue: str, found: dict[str, str], known: dict[str, str]) -> None:
    catalogue = Catalog(locale=tongue, fuzzy=False)
    for text in sorted(found, key=lambda t: (found[t], t)):
        catalogue.add(text, known.get(text, ""), locations=[(found[text], None)])
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, omit_header=True, sort_by_file=False)


def _report(tongue: str, found: dict[str, str], known: dict[str, str]) -> int:
    faults = [f"{place}: not in {tongue}.po: {text}" for text, place in found.items() if not known.get(text)]
    faults += [f"{tongue}.po: no longer used: {text}" for text in known if text not in found]
    for text in found:
        said = known.get(text)
        if said and sorted(_PLACE.findall(text)) != sorted(_PLACE.findall(said)):
            faults.append(f"{tongue}.po: other placeholders: {text} → {said}")
    for fault in faults[:200]:
        print(fault)
    if faults:
        print(f"{len(faults)} faults in {tongue}.po")
    return len(faults)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
