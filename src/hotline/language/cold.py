"""Where a hotline without data starts: a classifier from the words of its pack."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from hotline.core.policy.pack import Policy
from hotline.core.policy.shapes import Term
from hotline.language.classify import Model, Prior, untaught
from hotline.language.segment import default_segmenter
from hotline.language.shapes import Kind

DESCRIBED = (Kind.NATURE, Kind.CONTENT_CLASS)
"""What a pack has words for. Units have a list of duties instead (dispatch)."""


def terms(policy: Policy, kind: Kind) -> tuple[Term, ...]:
    """The values that may be suggested: those of the pack's tree that have nothing below them, and the others, too."""
    return policy.lists.natures if kind is Kind.NATURE else policy.lists.content_classes


def described(policy: Policy, kind: Kind) -> dict[str, list[str]]:
    """Value -> words: its label, its text, its keywords. A class that only gathers others is no suggestion."""
    given = terms(policy, kind)
    above = {term.parent for term in given if term.parent}
    return {term.id: _words_of(term, kind) for term in given if term.id not in above}


@lru_cache(maxsize=64)
def starting(policy: Policy, kind: Kind) -> Model | None:
    """The classifier of a pack's descriptions; None where there is nothing to choose between. Presets nothing."""
    words = described(policy, kind)
    return untaught(Prior(words)) if len(words) > 1 else None


def _words_of(term: Term, kind: Kind) -> list[str]:
    said: list[str] = [term.label, *term.keywords]
    if kind is Kind.NATURE:
        said += _natures().get(term.label, ())
    if term.text:
        said += default_segmenter().content_words(term.text)
    return said


@cache
def _natures() -> dict[str, Sequence[str]]:
    return tomllib.loads((files(__package__) / "natures.toml").read_text(encoding="utf-8"))
