"""Texts for people, kept in `messages.yaml` (no 中文 in code)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from hotline.infra.tongues import said


@cache
def _texts() -> dict[str, str]:
    text = Path(__file__).with_name("messages.yaml").read_text(encoding="utf-8")
    return {str(key): str(value) for key, value in yaml.safe_load(text).items()}


def say(code: str, /, **params: object) -> str:
    """The text of `code` with its parameters filled in."""
    pattern: str = said(_texts()[code])
    return pattern.format(**params)
