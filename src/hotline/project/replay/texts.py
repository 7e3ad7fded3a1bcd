"""Sentences of replay, kept in `texts.yaml` (no 中文 in code)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """The content of a YAML file of this package."""
    return yaml.safe_load((files("hotline.project.replay") / f"{name}.yaml").read_text("utf-8"))


def say(code: str, /, **params: object) -> str:
    """The text of `code` with its parameters filled in."""
    return str(load("texts")[code]).format(**params)
