"""Ids in words: kinds of units, which packs know by ids and people by what they are called, and packs themselves."""

from __future__ import annotations

from hotline.accounts import words
from hotline.infra.tongues import said
from hotline.policy import PackError, registry


def kind_word(kind: str) -> str:
    """A kind of units as people call it; a hotline's own kind as it was typed."""
    word = words.UNIT_KINDS.get(kind)
    return said(word) if word else kind


def kind_typed(text: str) -> str:
    """The kind that was typed or chosen: by its word in either language, else as it stands."""
    spoken = {said(word): kind for kind, word in words.UNIT_KINDS.items()}
    return spoken.get(text.strip()) or words.kind_of(text)


def pack_title(ident: str) -> str:
    """What a pack is called; its id when it is no longer there or cannot be read."""
    try:
        return registry.load(ident).title
    except (PackError, LookupError, OSError):
        return ident
