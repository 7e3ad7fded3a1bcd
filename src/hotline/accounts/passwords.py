"""Passwords: the rules by name, one's own change, and one-time passwords that an administrator hands over."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from hotline.accounts import audit, services
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import Person

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


def one_time() -> str:
    """A password to be read out or copied once: three groups of four."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def faults(raw: str, person: Person) -> list[str]:
    """The rules that a password breaks, by name: the desk has a sentence for each."""
    found: list[str] = []
    try:
        validate_password(raw, person)
    except ValidationError as wrong:
        found += [str(error.code) for error in wrong.error_list]
    name = person.username.casefold()
    if name and len(name) > 2 and name in raw.casefold():
        found.append("password_has_name")
    if len(set(raw)) < 4:
        found.append("password_too_plain")
    return found


def change_own(person: Person, old: str, new: str, again: str) -> Person:
    """One's own new password; every other session of the person ends. NotPossible names the rule that is broken.

    Returns the person as stored, so that the session at hand can be kept.
    """
    with transaction.atomic():
        stored = Person.objects.select_for_update().get(pk=person.pk)
        if not stored.check_password(old):
            raise NotPossible("old_password")
        if new != again:
            raise NotPossible("not_the_same")
        if new == old:
            raise NotPossible("same_as_before")
        if broken := faults(new, stored):
            raise NotPossible(broken[0])
        stored.must_change_password = False
        stored.save(update_fields=["must_change_password"])
        services.set_password(stored, new)
        audit.note(stored, "password_changed", stored.username)
    return stored
