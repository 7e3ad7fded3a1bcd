"""How a service of this room says no. On every refusal nothing was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.accounts.selectors import packs_of
from hotline.appraisal import words
from hotline.appraisal.models import Run, State
from hotline.core.vocabulary import Scored


class Refused(Exception):
    """Not done; `key` says why for programs, `text` for the person."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.text = words.say(key, **params)


def may(person: Person, action: str, pack: str) -> bool:
    """Whether a person of the centre may do `action` for that pack."""
    return policies.can(person, action) and pack in packs_of(person)


def needs(person: Person, action: str, pack: str) -> None:
    """Refuse who may not."""
    if not may(person, action, pack):
        raise Refused(words.NO_ROLE)


def is_subject(person: Person, run: Run, subject: str) -> bool:
    """Whether the sheet is about this person or the person's own unit; those of other units are nobody's business."""
    if run.of == Scored.UNIT.value:
        return bool(subject) and person.unit_id == subject and bool(person.role_set & policies.UNIT)
    return run.of == Scored.AGENT.value and str(person.pk) == subject


def is_bound(person: Person, run: Run, subject: str) -> bool:
    """Whether the person may give no word on this sheet: it is the own one, or of somebody for whom he or she acts."""
    return is_subject(person, run, subject) or subject in person.acts_for


def reason_given(text: str) -> str:
    """The reason without blanks at its ends; refused when there is none."""
    found = text.strip()
    if not found:
        raise Refused("reason_needed")
    return found


@contextmanager
def changing(run: Run, expected_version: int | None, *states: State, refusal: str) -> Iterator[Run]:
    """One transaction that holds the run's row. Refused when it is in none of `states`, or has changed since.

    The row is stored with the next version at the end.
    """
    try:
        with transaction.atomic():
            held = Run.objects.select_for_update().get(pk=run.pk)
            if expected_version is not None and held.version != expected_version:
                raise Refused(words.STALE)
            if held.state not in states:
                raise Refused(refusal)
            yield held
            held.version += 1
            held.save()
    except IntegrityError as error:
        raise Refused(words.STALE) from error
