"""What a dispatcher is shown: who should get it and why, what the audit misses, how often units return."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from hotline.accounts.selectors import directory
from hotline.core.draft import Draft
from hotline.core.moves.dispatch import failed_points
from hotline.core.policy import Policy
from hotline.core.policy.shapes import AuditRule
from hotline.core.responsibility import Matter, Reason, Suggestion
from hotline.core.responsibility import suggest as pure_suggest
from hotline.core.state import SYSTEM, Order, Snapshot
from hotline.core.vocabulary import AuditPoint, RequestKind, RequestState
from hotline.dispatch.duties import duties_for
from hotline.dispatch.models import ReturnCount
from hotline.dispatch.words import sentence
from hotline.infra import clock


def suggest(order: Order) -> Suggestion:
    """The units that answer for an order, by the list that holds today, with the reason."""
    returned = frozenset(
        r.unit for r in order.requests if r.kind is RequestKind.RETURN and r.state is RequestState.GRANTED
    )
    matter = Matter(order.content_class, order.area, clock.today(), frozenset(order.accused), returned)
    return pure_suggest(matter, duties_for(order.content_class), directory().lineage, _takes)


def _takes(unit: str) -> bool:
    facts = directory().unit(unit)
    return facts is not None and facts.active


def explain(suggestion: Suggestion, class_label: str = "", area_name: str = "") -> tuple[str, ...]:
    """The reasons as sentences: rule and written basis. Labels are the pack's and the area list's words."""
    return tuple(_sentence(reason, class_label, area_name) for reason in suggestion.why)


def _sentence(reason: Reason, class_label: str, area_name: str) -> str:
    return sentence(
        reason,
        unit=directory().name(reason.unit) if reason.unit else "",
        label=class_label or reason.content_class,
        area=area_name or reason.area,
    )


@dataclass(frozen=True, slots=True)
class AuditTick:
    """One point of the audit; `met`: the form itself shows it."""

    point: AuditPoint
    met: bool


def audit(order: Order, policy: Policy) -> tuple[AuditTick, ...]:
    """The audit points of the pack with what the form shows (S2 德州 二(三)4(1)①). Unmet ones a person may tick."""
    draft = Draft(Snapshot(order, SYSTEM, {}), policy, clock.now())
    rule, _ref = draft.rule("audit", AuditRule())
    failed = failed_points(draft)
    return tuple(AuditTick(point, point not in failed) for point in rule.points)


def returns(month: date, lines: Collection[str]) -> list[ReturnCount]:
    """Returns by unit in the civil month of `month`, most returned first."""
    rows = ReturnCount.objects.filter(month=month.replace(day=1), line__in=list(lines))
    return list(rows.order_by("-returned", "-asked", "unit"))


@dataclass(frozen=True, slots=True)
class Dispute:
    """Who has refused an order so far, in order, and with which words."""

    refusals: tuple[tuple[str, str], ...]
    suggested: tuple[str, ...]
    units_tried: int


def dispute(order: Order) -> Dispute:
    """The history a ruling needs: which units refused and why, and whom they named (S2 德州 二(三)4(3)③)."""
    asked = [r for r in order.requests if r.kind is RequestKind.RETURN]
    return Dispute(
        tuple((r.unit, r.reason) for r in asked),
        tuple(dict.fromkeys(r.about for r in asked if r.about)),
        len({r.unit for r in asked}),
    )
