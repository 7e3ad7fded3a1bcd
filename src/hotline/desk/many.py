"""One command for several rows of a list: each order is a transaction of its own, and each says what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from django.db import Error as DatabaseError
from django.http import HttpRequest, QueryDict

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.accounts.selectors import directory
from hotline.core.state import Order
from hotline.core.vocabulary import AuditPoint, CommandName
from hotline.core.workflow import roles_of
from hotline.desk.acts import FieldWrong, Giving, give
from hotline.desk.areas import area_name
from hotline.desk.context import setting_for
from hotline.desk.forms.bind import BoundField, bind
from hotline.desk.forms.read import Reading
from hotline.desk.forms.shape import FormShape, shape_of
from hotline.desk.listing import policies_of, words
from hotline.desk.routing import options
from hotline.desk.words import table
from hotline.dispatch import selectors as dispatch
from hotline.infra.tongues import in_words
from hotline.orders import selectors
from hotline.orders.results import NotFound, Refused, Stale
from hotline.policy import registry

C = CommandName
MOST = 100
_RULINGS = (C.GRANT_REQUEST, C.REFUSE_REQUEST)
OF_LIST: Mapping[str, tuple[CommandName, ...]] = {
    "awaiting_dispatch": (C.ASSIGN_TO_UNIT,),
    "return_requests": _RULINGS,
    "extension_requests": _RULINGS,
    "unit_requests": _RULINGS,
    "objections": _RULINGS,
    "endorsements": (C.ENDORSE_REQUEST,),
    "to_sign": (C.SIGN_FOR,),
    "to_call_back": (C.TAKE_CALLBACK,),
    "closed": (C.ARCHIVE,),
    "overdue": (C.URGE,),
    "supervised": (C.URGE,),
    "open": (C.URGE,),
}
"""The commands that the rows of a list share. What differs from order to order is asked on the order's page."""

ASKED = {C.ASSIGN_TO_UNIT: ("lead", "audit", "note")}
"""Fields asked for several orders at once, where not all of them are."""

ROWED = "rowed"
"""Says that each row brought its own unit."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pick:
    """A ticked row: the order, the version that was seen, and the part, request or limit the row is about."""

    order: str
    version: int
    subject: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row. `key` is the row's, so that the page can untick what is done."""

    key: str
    number: str
    title: str
    done: bool
    text: str


@dataclass
class Ticked:
    """The ticked rows that the person may see, with what is known of them."""

    picks: list[Pick] = field(default_factory=list)
    rows: dict[str, Any] = field(default_factory=dict)


def commands_for(person: Person, queue: str) -> tuple[CommandName, ...]:
    """What this person may do with several rows of a list."""
    if not policies.can(person, "act"):
        return ()
    offered = OF_LIST.get(queue, ())
    packs = policies_of(person) if offered else ()
    return tuple(c for c in offered if not packs or any(roles_of(p, c) & person.role_set for p in packs))


def shape_for_many(command: CommandName) -> FormShape:
    """The form of a command as it is asked for several orders: the unit may be left to what is suggested for each."""
    shape = shape_of(command)
    names = ASKED.get(command)
    if names is None:
        return shape
    fields = tuple(f for f in shape.fields if f.name in names)
    renamed = (replace(f, required=False, label=words("many")["lead"]) if f.name == "lead" else f for f in fields)
    return FormShape(shape.command, tuple(renamed))


def picks_of(texts: Iterable[str]) -> list[Pick]:
    """`order:version:subject`, as the rows say it; what is not readable is left out, and so is a row named twice."""
    found = {}
    for text in texts:
        order, _, rest = text.partition(":")
        version, _, subject = rest.partition(":")
        if len(order) == 36 and version.isascii() and version.isdigit() and len(version) < 10:
            found[order, subject] = Pick(order, int(version), subject[:100])
    return list(found.values())


def ticked(person: Person, picks: Sequence[Pick]) -> Ticked:
    """The picks with their orders, as far as the person may see them."""
    rows = selectors.rows({pick.order for pick in picks if _is_id(pick.order)})
    return Ticked(list(picks), {i: row for i, row in rows.items() if policies.can(person, "view", row)})


def _is_id(text: str) -> bool:
    return all(c in "0123456789abcdef-" for c in text) and [len(p) for p in text.split("-")] == [8, 4, 4, 4, 12]


def suggested(order: Order, row: Any) -> str:
    """The unit that answers for the matter, as the bench would have it; empty when nobody can tell."""
    answer = options(order, registry.release(row.pack, row.release), area_name, row.line).answer
    return answer.unit if answer else ""


def lead_for(request: HttpRequest, order: Order, row: Any, common: str) -> str:
    """The unit of one row: what was chosen for it, else the one chosen for all, else what is suggested.

    A row whose suggestion was taken out by hand, with none chosen for all, has no unit: nothing is guessed for it.
    """
    mine = suggested(order, row)
    if ROWED not in request.POST:
        return common or mine
    own = request.POST.get(f"lead-{order.id}", "")
    return own if own and own != mine else common or own


def audit_for(request: HttpRequest, order: Order, common: Iterable[AuditPoint]) -> tuple[AuditPoint, ...]:
    """The points ticked for all, and those ticked for this row."""
    ticked = set(request.POST.getlist(f"audit-{order.id}"))
    return tuple(dict.fromkeys((*common, *(point for point in AuditPoint if point.value in ticked))))


@dataclass(frozen=True, slots=True)
class AssignRow:
    """What is asked for one order of several: its unit, as suggested, and the points its form does not show."""

    lead: BoundField
    points: tuple[tuple[str, str], ...]


def assign_row(pick: Pick, row: Any, typed: QueryDict) -> AssignRow:
    """The fields of one ticked order; what was typed before comes back."""
    order = selectors.get(pick.order)
    policy = registry.release(row.pack, row.release)
    shape = shape_of(C.ASSIGN_TO_UNIT)
    unit = typed.get(f"lead-{order.id}", "") if ROWED in typed else suggested(order, row)
    one = FormShape(shape.command, tuple(f for f in shape.fields if f.name == "lead"))
    form = bind(one, order.id, setting_for(order, policy), 0, "", {"lead": unit})
    lead = replace(form.fields[0], name=f"lead-{order.id}")
    failed = (tick.point for tick in dispatch.audit(order, policy) if not tick.met)
    return AssignRow(lead, tuple((point.value, in_words(point)) for point in failed))


def target_of(order: Order, shape: FormShape, subject: str) -> str:
    """What the command is aimed at in this order, for a row about `subject`."""
    kind = shape.command.SUBJECT
    if kind == "request":
        return subject
    if kind != "assignment":
        return ""
    if order.assignment(subject):
        return subject
    limit, document = order.clock(subject), order.document(subject)
    unit = limit.unit if limit else document.unit if document else ""
    parts = [a for a in order.assignments if a.live and a.unit == unit] if unit else []
    lead = order.lead()
    return parts[0].id if parts else lead.id if lead else ""


def give_each(request: HttpRequest, shape: FormShape, found: Ticked, reading: Reading, key: str) -> list[Result]:
    """Give the command to every ticked row, one transaction each. Nothing is left unsaid."""
    several = Counter(pick.order for pick in found.picks)
    seen: dict[str, int] = {}
    results = []
    for pick in found.picks:
        row = found.rows.get(pick.order)
        if row is None:
            results.append(Result(_key(pick), "", "", False, words("many")["no_order"]))
            continue
        one = replace(pick, version=seen.get(pick.order, pick.version))
        done, text = _give_one(request, shape, one, row, reading, key)
        if done and several[pick.order] > 1:
            # A second row of the same order was seen before the first one was done.
            seen[pick.order] = selectors.get(pick.order).version
        results.append(Result(_key(pick), row.number, row.title, done, text))
    return results


def _key(pick: Pick) -> str:
    return f"{pick.order}:{pick.subject}"


def _give_one(
    request: HttpRequest, shape: FormShape, pick: Pick, row: Any, reading: Reading, key: str
) -> tuple[bool, str]:
    done = str(table("commands").get(shape.name.value, {}).get("done", in_words(shape.name)))
    try:
        order = selectors.get(pick.order)
        own = Reading(dict(reading.values))
        if shape.name is C.ASSIGN_TO_UNIT:
            own.values["lead"] = lead_for(request, order, row, own.values.get("lead", ""))
            own.values["audit"] = audit_for(request, order, own.values.get("audit", ()))
            if not own.values["lead"]:
                return False, words("many")["no_unit"]
            done = words("many")["done_to"].format(done=done, unit=directory().name(own.values["lead"]))
        target = target_of(order, shape, pick.subject)
        give(Giving(request, pick.order, shape, own, target, pick.version, f"{key}:{target}" if key else None))
    except (Refused, Stale, FieldWrong) as no:
        return False, no.text
    except NotFound:
        return False, words("many")["no_order"]
    except DatabaseError:
        log.exception("one of several failed", order=pick.order, command=shape.name.value)
        return False, words("many")["failed"]
    return True, done
