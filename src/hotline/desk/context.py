"""Names of units, areas and people for pages and forms, and the order page's context."""

from __future__ import annotations

from typing import Any

from hotline.accounts import selectors as accounts
from hotline.desk.forms.options import Setting
from hotline.desk.sheet import sheet
from hotline.desk.words import say
from hotline.orders import selectors


def unit_name(ident: str) -> str:
    return accounts.directory().name(ident) if ident else ""


def area_name(code: str) -> str:
    """The name of an area. Areas are known by what people typed or by the codes of the units that serve them."""
    return code


def order_page(person: Any, number: str, queue: str = "", on: str = "") -> tuple[Any, dict[str, Any]]:
    """The order as the room gives it, and made ready for the template. Raises orders' NotFound."""
    page = selectors.order_page(person, number)
    return page, sheet(page, queue, on, unit_name, area_name)


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
    )
