"""Values for the fields of a new order, out of its text: class and nature, place and area, urgency, who calls."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import Urgency
from hotline.desk.areas import area_name
from hotline.desk.assisting import Asked, Found, Suggestion
from hotline.desk.understanding import reading
from hotline.desk.understanding.danger import alarm
from hotline.desk.words import table
from hotline.infra import clock
from hotline.infra.tongues import in_words, listed
from hotline.language.extract_shapes import Kind as Said
from hotline.language.form import Found as Read
from hotline.language.shapes import Kind
from hotline.language.shapes import Suggestion as Classified
from hotline.language.suggesting import suggest_all

CONTACTS = {Said.PHONE: "phone", Said.PERSON: "name"}
"""What a text may say of the caller. It goes to the form of this browser and nowhere else."""
LEAST = 0.05
"""A class that is less likely than this is not worth a place beside the field."""
OVER_CHANCE = 1.5
"""Nor is one that is hardly likelier than any other: four natures of a quarter each say nothing."""


def suggested(asked: Asked) -> Found:
    """Everything that could be filled in, and the marked text. Nothing before something was said."""
    text = asked.content
    if not text.strip():
        return Found()
    found = asked.read
    classes = suggest_all((asked.title, text), asked.line, asked.policy, clock.today())
    danger = alarm(f"{asked.title}\n{text}", asked.policy)
    values = (
        *(one for kind in classes.values() for one in _classes(kind, asked.policy)),
        *_places(text, found),
        *_contacts(found),
        *_urgency(danger.get("first", "")),
    )
    apart = {"alarm": danger, "marked": reading.marked(text, found), "legend": reading.legend(found)}
    return Found({}, tuple(values), tuple(classes.values()), apart)


def _classes(found: Classified, policy: Policy) -> Iterator[Suggestion]:
    words = table("suggest")["why"]
    terms = policy.lists.natures if found.kind is Kind.NATURE else policy.lists.content_classes
    least = max(LEAST, OVER_CHANCE / max(len(terms), 2))
    for place, one in enumerate(found.top):
        label = _label(found.kind, one.value, policy)
        if label and one.confidence >= least:
            said = listed(one.why)
            why = words["words"].format(words=said) if said else words["alike"]
            yield Suggestion(found.kind.value, one.value, label, one.confidence, why, found.preset and place == 0)


def _label(kind: Kind, value: str, policy: Policy) -> str:
    term = policy.nature(value) if kind is Kind.NATURE else policy.content_class(value)
    return term.label if term else ""


def _places(text: str, found: list[Read]) -> Iterator[Suggestion]:
    words = table("suggest")["why"]
    place, sure = reading.place_of(text, found)
    if place:
        yield Suggestion("place", place, place, sure, words["place"])
    if area := reading.area_in(found):
        yield Suggestion("area", area, area_name(area), sure or 1.0, words["area"])


def _contacts(found: list[Read]) -> Iterator[Suggestion]:
    words = table("suggest")["why"]
    for kind, field in CONTACTS.items():
        if (one := reading.first_of(kind, found)) and "*" not in one.value:
            yield Suggestion(field, one.value, one.value, one.confidence, words[field])


def _urgency(danger: str) -> Iterator[Suggestion]:
    if danger:
        why = table("suggest")["why"]["urgency"].format(what=danger)
        yield Suggestion("urgency", Urgency.EMERGENCY.value, in_words(Urgency.EMERGENCY), 1.0, why)
