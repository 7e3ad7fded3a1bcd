"""How a service of this room says no. On every refusal nothing was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.accounts.selectors import packs_of
from hotline.quality import words


class Refused(Exception):
    """Not done; `key` says why for programs, `text` for the person."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.text = words.say(key, **params)


def needs(person: Person, action: str, pack: str) -> None:
    """Refuse who may not do `action`, or serves no line of that pack."""
    if not policies.can(person, action) or pack not in packs_of(person):
        raise Refused(words.NO_ROLE)


def may(person: Person, action: str, pack: str) -> bool:
    """Whether the person may do `action` for that pack."""
    return policies.can(person, action) and pack in packs_of(person)


def one_with(person: Person) -> frozenset[str]:
    """The person and those for whom he or she acts (A/B 角): a rule about one of them holds for all."""
    return frozenset((str(person.pk), *person.acts_for))


def reason_given(text: str) -> str:
    """The reason without blanks at its ends; refused when there is none."""
    found = text.strip()
    if not found:
        raise Refused("reason_needed")
    return found


@contextmanager
def only_once() -> Iterator[None]:
    """One transaction; who comes second to a thing that can be done once is told so."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(words.STALE) from error
