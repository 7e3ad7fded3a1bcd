"""From the texts of all files to one frozen Policy, or a PackError that lists everything wrong with it."""

from __future__ import annotations

import os
from collections.abc import Mapping as Files
from dataclasses import dataclass
from pathlib import Path

from hotline.core.policy.pack import Policy
from hotline.infra.paths import base_dir
from hotline.infra.privacy import sm3_hex
from hotline.policy import ambiguity
from hotline.policy.calendars import calendars
from hotline.policy.documents import Document, gather, lineage, pack_files
from hotline.policy.errors import Bad, Problems
from hotline.policy.lists import borrowed_from, lists
from hotline.policy.naming import names_of
from hotline.policy.reading import mapping, text, texts
from hotline.policy.references import check_references
from hotline.policy.rules import Context, rules
from hotline.policy.shaped import places_of
from hotline.policy.sources import register

RELEASE_LENGTH = 16
"""Hex digits of the SM3 that make up a release's name."""


def packs_root() -> Path:
    """Where packs lie: environment HOTLINE_PACKS, otherwise `packs` in the checkout."""
    named = os.environ.get("HOTLINE_PACKS")
    return Path(named).resolve() if named else base_dir() / "packs"


def files_on_disk(root: Path) -> dict[str, str]:
    """Texts of every YAML file of every pack, by path below `root`. An undecodable file is kept as bytes escapes."""
    found: dict[str, str] = {}
    for path in sorted(root.glob("*/*.yaml")):
        found[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8", errors="surrogateescape")
    return found


def release_of(files: Files[str, str]) -> str:
    """Name of a state of these files: the beginning of an SM3 over their paths and texts."""
    parts = []
    for path in sorted(files):
        data = files[path].encode("utf-8", errors="surrogateescape")
        parts.append(f"{path}\n{len(data)}\n".encode() + data)
    digest: str = sm3_hex(b"".join(parts))
    return digest[:RELEASE_LENGTH]


@dataclass(frozen=True)
class Loaded:
    """A policy and the texts it was made from, so that a release can be kept."""

    policy: Policy
    files: dict[str, str]


def load_from(files: Files[str, str], name: str) -> Loaded:
    """Pack `name` of these files. Raises PackError with every problem; nothing is half loaded."""
    problems = Problems()
    for path in sorted(files):
        try:
            files[path].encode()
        except UnicodeEncodeError:  # bytes that are no UTF-8 came in as lone surrogates
            problems.add(path, 1, "not_utf8")
    problems.stop_if_any()
    chain = lineage(files, name, problems)
    lenders = {lender for d in chain for lender in borrowed_from(d).values()}
    borrowed = {lender: gather(files, lender, problems) for lender in sorted(lenders)}
    sources = register([*borrowed.values(), *chain], problems)
    lines = _lines(chain, problems)
    known = calendars(chain, problems)
    names = names_of(chain, set(known), sources, problems)
    words = lists(chain, names, problems, borrowed)
    check_references(words, lambda: places_of(chain), f"{name}/pack.yaml", problems)
    found = rules(chain, Context(names, sources, words, lines, problems))
    unknowns = _unknowns(chain, problems)
    if not problems.found:
        ambiguity.report(found, ambiguity.domain(words), problems)
    problems.stop_if_any()
    own = chain[-1]
    involved = sorted({*lenders, *(d.name for d in chain)})
    used = {path: files[path] for pack in involved for path in pack_files(files, pack)}
    policy = Policy(
        id=name,
        title=own.text("title") or name,
        release=release_of(used),
        covers=own.text("covers"),
        lineage=tuple(d.name for d in chain),
        calendars=known,
        rules=found,
        lists=words,
        lines=lines,
        unknowns=unknowns,
    )
    return Loaded(policy, used)


def _lines(chain: list[Document], problems: Problems) -> dict[str, str]:
    found: dict[str, str] = {}
    for document in chain:
        try:
            section = document.get("lines")
            found |= {key: text(node) for key, node in mapping(section).items.items()} if section else {}
        except Bad as bad:
            problems.note(bad)
    return found


def _unknowns(chain: list[Document], problems: Problems) -> tuple[str, ...]:
    """What the sources do not say, nearest pack first."""
    found: list[str] = []
    for document in reversed(chain):
        try:
            section = document.get("unknowns")
            found += texts(section) if section else ()
        except Bad as bad:
            problems.note(bad)
    return tuple(found)
