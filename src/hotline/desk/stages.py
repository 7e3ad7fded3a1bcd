"""What the stages of procedures, and their limits, are called on a page."""

from __future__ import annotations

from collections.abc import Iterable

from hotline.core.policy.pack import Policy
from hotline.core.state import Clock, Procedure
from hotline.desk.words import say
from hotline.infra.tongues import in_words


def stage_title(policy: Policy, kind: str, stage: str) -> str:
    """A stage by the pack's name for it; its id where the pack does not know it any more."""
    spec = policy.procedure(kind)
    found = spec.stage(stage) if spec else None
    return found.title if found else stage


def clock_title(clock: Clock, procedures: Iterable[Procedure], policy: Policy) -> str:
    """A limit by name; that of a stage by the stage's name."""
    procedure = next((p for p in procedures if p.id == clock.procedure), None)
    if procedure is None or not clock.step:
        return in_words(clock.name)
    return say("procedure.limit", stage=stage_title(policy, procedure.kind, clock.step))


def reason_said(reason: str) -> str:
    """The reason of a cancelling; the machine gives one word."""
    return say("procedure.accused") if reason == "accused" else reason
