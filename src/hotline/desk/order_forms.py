"""The form of one command on one order, from the order's page: for the act panel and for the benches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hotline.core.vocabulary import CommandName
from hotline.desk.areas import area_name
from hotline.desk.context import setting_of, unit_name
from hotline.desk.forms.bind import BoundForm, bind
from hotline.desk.forms.shape import FormShape
from hotline.desk.forms.stage import before_step, shaped
from hotline.desk.routing import ROUTED, routing
from hotline.desk.verbs import about, label_of
from hotline.infra.ids import uuid7

BY_PACK = frozenset({CommandName.OPEN_PROCEDURE, CommandName.TAKE_STEP})
"""Commands whose forms follow from the pack and from where the order stands."""


def form_of(
    found: Any,
    ready: Mapping[str, Any],
    shape: FormShape,
    target: str,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    key: str = "",
) -> BoundForm:
    """The form for `target`, with what was typed before, else with what the order already says.

    `found` is the page of `orders.selectors`, `ready` the same made ready for the template.
    """
    if shape.name in BY_PACK:
        shape = shaped(shape, found.order, found.policy, found.actor.roles, target)
    form = bind(shape, target, setting_of(found), found.order.version, key or str(uuid7()), typed, errors)
    number = ready["number"]
    form.url = f"/{number}/do/{shape.name.value}/"
    form.page_url = ready["url"]
    form.queue = ready["queue"]
    form.label = label_of(shape.name, found.order, found.policy, target)
    form.about = about(found.order, target, unit_name, found.policy)
    if shape.name is CommandName.TAKE_STEP:
        form.before = before_step(found.order, found.policy, target)
    form.draft = f"{number}:{shape.name.value}:{target}"
    if shape.name in ROUTED:
        form.routing = routing(found.order, found.policy, area_name, found.row.line)
    return form
