"""Words of the simulated people, from `phrases.yaml`."""

from __future__ import annotations

from hotline.project.replay.texts import load


def phrase(name: str) -> str:
    """One sentence."""
    return str(load("phrases")[name])


def phrases(name: str) -> list[str]:
    """Several wordings of the same."""
    return list(load("phrases")[name])
