"""The large model at the desk: what it is given of an order or a form, who may ask, what is written down of it.

It proposes beside the page. Nothing it says is stored, sent or filled in by itself; it never gets a secret order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from hotline.accounts import audit, policies
from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import Urgency
from hotline.desk.areas import area_name
from hotline.desk.assist import Suggestion
from hotline.desk.context import unit_name
from hotline.desk.sentences import actor_key
from hotline.desk.sheet import teller
from hotline.desk.words import table
from hotline.infra import clock
from hotline.infra.tongues import in_words
from hotline.language.assistant import asking
from hotline.language.assistant.shapes import Answer, Came, Material, Task
from hotline.language.assistant.shield import Shield
from hotline.orders import selectors as orders

ON_ORDER = (Task.SUMMARY, Task.DRAFT, Task.COMPARE)
RIGHT = "use_assistant"
NOTE = "note-said"
"""Tone of side notes in the story: they are for the staff and never part of what a reply is made of."""
MOST_CHOICES = 400
"""Classes that are offered to choose from; a longer list would not be read."""
STANDING = 0.05
"""Below whatever the centre's own classifier suggests: it was measured, this was not."""
CONTACT_KINDS = {
    "name": "name",
    "phone": "phone",
    "address": "address",
    "workplace": "address",
    "identity_number": "identity",
    "email": "mail",
}
"""Field of a contact → kind of its mark."""


def offered(person: Any, order: Any) -> list[dict[str, str]]:
    """The buttons on an order's page: task and label; none where no model is connected or the person may not."""
    tasks = asking.offered()
    if order.secret or not tasks or not policies.can(person, RIGHT, order):
        return []
    labels = table("assistant")["tasks"]
    return [{"task": task.value, "label": labels[task.value]} for task in ON_ORDER if task in tasks]


def fills(person: Any) -> bool:
    """Whether the form of a new order has the button."""
    return Task.FILL in asking.offered() and policies.can(person, RIGHT)


def of_order(task: Task, found: Any, call: str = "") -> Material:
    """What the page `orders.selectors.order_page` shows this person of the order, by part. `call`: what was said."""
    order, policy = found.order, found.policy
    nature, matter = policy.nature(order.nature), policy.content_class(order.content_class)
    answers = [a.answer for a in order.assignments if a.answer]
    return Material(
        {
            "call": call,
            "title": order.title,
            "content": order.content,
            "place": order.place,
            "area": area_name(order.area) if order.area else "",
            "nature": nature.label if nature else "",
            "content_class": matter.label if matter else "",
            "urgency": in_words(order.urgency),
            "units": "\n".join(view.unit_name for view in found.assignments),
            "steps": "\n".join(_said(found, notes=task is Task.SUMMARY)),
            "inner": "\n".join(a.internal_text for a in answers),
            "answer": order.public_answer or "\n".join(a.public_text for a in answers),
        }
    )


def _said(found: Any, notes: bool) -> Iterable[str]:
    """What was written at each step, without who wrote it."""
    told = teller(found, unit_name)
    for act in told.acts((r.event, r.at, actor_key(r)) for r in found.timeline):
        yield from (line.quote for line in act.lines if line.quote and (notes or line.tone != NOTE))


def of_form(policy: Policy, title: str, content: str) -> Material:
    """The words of a new order, and what the pack offers for its fields."""
    classes = {term.id: term.label for term in policy.lists.content_classes}
    choices = {
        "nature": {term.id: term.label for term in policy.lists.natures},
        "content_class": classes if len(classes) <= MOST_CHOICES else {},
        "urgency": {one.value: in_words(one) for one in Urgency},
    }
    return Material({"title": title, "content": content}, {name: found for name, found in choices.items() if found})


def shield_of(order_id: Any) -> Shield:
    """Takes out of the texts what the centre knows of the citizen. `privacy.Unreadable` when that cannot be read."""
    return shield_from(orders.known_of_citizen(order_id))


def shield_from(contact: Mapping[str, str]) -> Shield:
    """The same for what stands in the fields of a form."""
    known: dict[str, list[str]] = {}
    for name, kind in CONTACT_KINDS.items():
        if value := contact.get(name, "").strip():
            known.setdefault(kind, []).append(value)
    return Shield(clock.now(), known)


def ask(person: Any, task: Task, number: str, material: Material, shield: Shield) -> Answer:
    """Ask, and write down who asked what about which order, which model, how long, what came; never a text.

    The connection to the database is given back first: a slow model must not keep it from others.
    """
    if not connection.in_atomic_block:
        connection.close()
    answer = asking.ask(task, material, shield)
    if answer.came is not Came.NOT_SET_UP:
        detail = {"assistant_task": task.value, "model": answer.model, "tokens": answer.tokens, "ms": answer.ms}
        audit.note(person, "assistant_asked", number, detail | {"came": answer.came.value})
    return answer


def suggestions(answer: Answer, policy: Policy) -> list[Suggestion]:
    """Its values for the fields of a form, each with the lowest standing and never filled in by themselves."""
    why = table("assistant")["said"]["why"]
    found = []
    for name, value in answer.data.items():
        if label := _label(name, value, policy):
            found.append(Suggestion(name, value, label, STANDING, why))
    return found


def _label(name: str, value: str, policy: Policy) -> str:
    if name == "urgency":
        return "" if value == Urgency.NORMAL.value else in_words(Urgency(value))
    term = policy.nature(value) if name == "nature" else policy.content_class(value)
    if name in ("nature", "content_class"):
        return term.label if term else ""
    return value
