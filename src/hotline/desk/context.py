"""Names of units, areas and people for pages and forms, and the order page's context."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hotline.accounts import selectors as accounts
from hotline.core.events import FileAttached
from hotline.core.policy.pack import Policy
from hotline.core.state import Order
from hotline.core.vocabulary import CommandName, Role
from hotline.desk.areas import area_name
from hotline.desk.diagnosing.shown import runs_of
from hotline.desk.forms.options import Setting
from hotline.desk.knowing import of_order
from hotline.desk.knowing.source import messages_of, source_of
from hotline.desk.sheet import sheet
from hotline.desk.words import say
from hotline.handling import selectors as handling
from hotline.knowledge import traces
from hotline.knowledge.diagnosis import after
from hotline.orders import selectors
from hotline.orders.notes import of_centre


def unit_name(ident: str) -> str:
    return accounts.directory().name(ident) if ident else ""


def order_page(person: Any, number: str, queue: str = "", on: str = "") -> tuple[Any, dict[str, Any]]:
    """The order as the room gives it, and made ready for the template. Raises orders' NotFound."""
    page = selectors.order_page(person, number)
    attached = any(isinstance(r.event, FileAttached) for r in page.timeline)
    files = handling.attachments(person, page.row.id) if attached else []
    ready = sheet(page, files, queue, on, unit_name, area_name)
    ready["may_note"] = any(o.command is CommandName.ADD_NOTE and o.refusal is None for o in page.offers)
    left = traces.of_order(page.row.number)
    ready["diagnosis"] = runs_of(after.of_order(page.row.number)) if left.runs else []
    ready["source"] = source_of(person, page.timeline)
    ready["knowledge"] = of_order.offered(person, page.row, page.order, ready["source"])
    ready["messages"] = messages_of(page.row.number) if left.messages else []
    ready["note_centre"] = of_centre(person, page.row)
    return page, ready


def setting_of(page: Any) -> Setting:
    """What a form needs to know around it."""
    numbers = {k.order_id: k.number for k in page.links}
    return Setting(
        order=page.order,
        policy=page.policy,
        directory_version=accounts.directory().version,
        unit_name=unit_name,
        person_name=lambda ident: page.names.get(ident) or accounts.person_name(ident),
        area_name=area_name,
        order_number=lambda ident: numbers.get(ident) or say("timeline.other_order"),
        roles=page.actor.roles,
    )


def setting_for(order: Order, policy: Policy) -> Setting:
    """The same for a form of one order among several: what depends on who looks is not asked there."""
    return replace(setting_without_order(policy), order=order)


def setting_without_order(policy: Policy, roles: frozenset[Role] = frozenset()) -> Setting:
    """The same for a form that belongs to no order, or to several."""
    return Setting(
        order=None,
        policy=policy,
        directory_version=accounts.directory().version,
        unit_name=unit_name,
        person_name=accounts.person_name,
        area_name=area_name,
        order_number=str,
        roles=roles,
    )
