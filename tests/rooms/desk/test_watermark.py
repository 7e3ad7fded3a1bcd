"""The watermark: on every page of a person who is signed in, heard by nobody, and no text is harder to read for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hotline import desk

STATIC = Path(desk.__file__).parent / "static" / "desk"
PAIRS = [
    ("ink", "surface"), ("muted", "surface"), ("muted", "paper"), ("muted", "raised"), ("muted", "line-soft"),
    ("amber", "amber-soft"), ("red", "red-soft"), ("green", "green-soft"), ("blue-strong", "blue-soft"),
    ("blue", "surface"), ("on-blue", "blue"),
]  # fmt: skip
"""Text and what it stands on, wherever the desk sets both."""
ENOUGH = 4.5
"""WCAG 2.2 AA."""


def colours(theme: str) -> dict[str, tuple[float, float, float]]:
    block = (STATIC / "desk.css").read_text("utf-8").split(f'[data-bs-theme="{theme}"] {{', 1)[1].split("}", 1)[0]
    found = {}
    for name, digits in re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", block):
        full = digits if len(digits) == 6 else "".join(d * 2 for d in digits)
        found[name] = tuple(int(full[n : n + 2], 16) / 255 for n in (0, 2, 4))
    return found


def luminance(colour: tuple[float, ...]) -> float:
    lit = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * lit[0] + 0.7152 * lit[1] + 0.0722 * lit[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_on_the_mark_is_still_readable(theme: str) -> None:
    (faint,) = re.findall(r"^\.watermark .*opacity: ([.\d]+);", (STATIC / "lists.css").read_text("utf-8"), re.M)
    found = colours(theme)
    for text, ground in PAIRS:
        under = tuple(g + (i - g) * float(faint) for g, i in zip(found[ground], found["ink"], strict=True))
        over = tuple(t + (i - t) * float(faint) for t, i in zip(found[text], found["ink"], strict=True))
        worst = min(contrast(found[text], under), contrast(over, under), contrast(over, found[ground]))
        assert worst >= min(ENOUGH, contrast(found[text], found[ground])), (theme, text, ground, worst)


@pytest.mark.req("PRA-15")
def test_it_names_the_viewer_and_the_time_and_is_not_read_out(at_desk) -> None:
    for address in ("/q/awaiting_dispatch/", "/notices/", "/rules/dezhou-12345/", "/board/"):
        page = at_desk("dispatcher").get(address).content.decode()
        mark = page.split('<svg class="watermark"', 1)[1].split("</svg>", 1)[0]
        assert "dispatcher的姓名 2026-03-02 09:00" in mark and 'aria-hidden="true"' in mark
    assert "watermark" not in at_desk("dispatcher").get("/keys/").content.decode()


def test_it_is_printed_and_catches_no_click() -> None:
    css = (STATIC / "lists.css").read_text("utf-8")
    assert "pointer-events: none" in css.split(".watermark {", 1)[1].split("}", 1)[0]
    assert ".watermark text { fill: #000" in css.split("@media print", 1)[1]
