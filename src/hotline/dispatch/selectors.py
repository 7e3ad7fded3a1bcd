"""What a dispatcher is shown: who should get it and why, what the audit misses, how often units return."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hotline.accounts.selectors import directory
from hotline.core.draft import Draft
from hotline.core.duty_check import DutyFault, faults
from hotline.core.moves.dispatch import failed_points
from hotline.core.policy import Policy
from hotline.core.policy.shapes import AuditRule
from hotline.core.responsibility import Duty, DutyKind, Matter, Reason, Suggestion
from hotline.core.responsibility import suggest as pure_suggest
from hotline.core.state import SYSTEM, Order, Snapshot
from hotline.core.vocabulary import AuditPoint, RequestKind, RequestState
from hotline.dispatch.duties import duties_for
from hotline.dispatch.importing import said
from hotline.dispatch.models import DutyChange, Responsibility, ReturnCount
from hotline.dispatch.words import DUTY_LABELS, sentence
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


# --- the list itself --------------------------------------------------------------------------------------------------


def duty_rows(day: date | None = None, units: Collection[str] = (), content_class: str = "") -> list[Responsibility]:
    """The rows of the list by class and area; of one day, of some units, of one class where these are given."""
    rows = Responsibility.objects.order_by("content_class", "area", "ref")
    if units:
        rows = rows.filter(unit__in=list(units))
    if content_class:
        rows = rows.filter(Q(content_class=content_class) | Q(content_class__startswith=f"{content_class}."))
    if day is not None:
        rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)
    return list(rows)


def as_rows(
    rows: Iterable[Responsibility], class_labels: Mapping[str, str], area_name: Callable[[str], str]
) -> Iterator[dict[str, str]]:
    """Rows of the list as a spreadsheet shows them, with names beside codes."""
    for row in rows:
        yield said(row) | {
            "id": row.ref,
            "class_name": class_labels.get(row.content_class, ""),
            "area_name": area_name(row.area) if row.area else "",
            "unit_name": directory().name(row.unit),
            "duty": DUTY_LABELS[row.duty],
        }


def duty_changes(ref: str = "", most: int = 200) -> list[DutyChange]:
    """What became of one duty, or of all, latest first."""
    rows = DutyChange.objects.order_by("-id")
    return list((rows.filter(ref=ref) if ref else rows)[:most])


def duty_faults(classes: Collection[str], areas: Collection[str], day: date) -> tuple[DutyFault, ...]:
    """Gaps and overlaps of the list on a day."""
    held = [
        Duty(r.ref, r.content_class, r.area, r.unit, DutyKind(r.duty), r.basis, r.valid_from, r.valid_until)
        for r in duty_rows(day)
    ]
    return faults(held, classes, areas, day, directory().lineage, _takes)
