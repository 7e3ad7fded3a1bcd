"""A paper as PDF, set by typst with the fonts of this machine. No CJK font comes with the product."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from hotline.reports import qr, words
from hotline.reports.paper import COLUMNS, LABEL, Paper

FOLDER = Path(__file__).parent / "sheet"
FONTS = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "Noto Serif SC",
    "FangSong",
    "FangSong_GB2312",
    "SimSun",
    "NSimSun",
    "Songti SC",
    "STSong",
    "AR PL UMing CN",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)
"""Fonts with Chinese signs, the most official first."""


class NoFont(Exception):
    """There is no Chinese font on this machine; `text` is the sentence for the person."""

    text = words.NO_FONT


@cache
def _system() -> Any:
    # The library is large; a process that sets no paper does not load it.
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


def fonts() -> list[str]:
    """Those of `FONTS` that this machine has, in that order. Looked for once a process."""
    there = {family.lower() for family in _system().families()}
    return [family for family in FONTS if family.lower() in there]


def pdf(paper: Paper) -> bytes:
    """The paper as PDF. NoFont where Chinese could not be read on it."""
    found = _rendered(paper, "pdf")
    return found if isinstance(found, bytes) else b"".join(found)


def png(paper: Paper, ppi: float = 100) -> list[bytes]:
    """Its pages as pictures."""
    found = _rendered(paper, "png", ppi=ppi)
    return [found] if isinstance(found, bytes) else list(found)


def _rendered(paper: Paper, kind: str, **how: Any) -> Any:
    there = fonts()
    if not there:
        raise NoFont
    import typst

    compiler = typst.Compiler(FOLDER / "paper.typ", root=FOLDER, font_paths=_system())
    return compiler.compile(format=kind, sys_inputs={"paper": data(paper, there)}, **how)


def data(paper: Paper, there: list[str]) -> str:
    """What the typst page reads: texts as JSON, never markup."""
    tree = asdict(paper)
    for row in tree["rows"]:
        for box in row:
            box["kind"] = box["kind"].value
    more = {
        "number": words.NUMBER.format(number=paper.number),
        "page": words.PAGE,
        "seal_date": words.SEAL_DATE,
        "columns": COLUMNS,
        "label": LABEL,
        "fonts": there,
        "qr": qr.svg(paper.address),
    }
    return json.dumps(tree | more, ensure_ascii=False)
