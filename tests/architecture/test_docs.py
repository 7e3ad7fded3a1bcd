"""The documents name files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WALK = ROOT / "docs" / "one-order-walk.md"
PAGES = [ROOT / "README.md", ROOT / "README.en.md", WALK, *sorted((ROOT / "docs" / "adr").glob("*.md"))]


def test_every_file_of_the_walk_exists() -> None:
    named = re.findall(r"`([\w./-]+(?:\.py|\.html|\.yaml|/))`", WALK.read_text(encoding="utf-8"))
    assert len(named) > 30
    missing = [n for n in named if not (ROOT / "src" / "hotline" / n).exists() and not (ROOT / n).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing
