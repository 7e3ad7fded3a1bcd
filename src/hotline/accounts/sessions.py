"""Sessions in the database (so that they can be ended), remembered for a few seconds (so that they cost nothing)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from hotline.accounts import people
from hotline.accounts.people import Memory

_sessions: Memory[dict[str, Any]] = Memory()


class SessionStore(DatabaseStore):
    """Django's database sessions; a session just read is not read again for `people.FRESH_SECONDS`."""

    @classmethod
    def get_model_class(cls) -> Any:
        from django.contrib.sessions.models import Session

        return Session

    def load(self) -> dict[str, Any]:
        found = _sessions.get(self.session_key)
        if found is None:
            found = super().load()
            # The super class drops the key of a session that is gone.
            if self.session_key:
                _sessions.put(self.session_key, dict(found))
            # A session that is new here may be of a password that is new, too: an older memory of the person would
            # make the two look unequal, and the session would be thrown away.
            if person := found.get(SESSION_KEY):
                people.drop(person)
        return dict(found)

    def save(self, must_create: bool = False) -> None:
        super().save(must_create=must_create)
        _sessions.drop(self.session_key)

    def delete(self, session_key: str | None = None) -> None:
        super().delete(session_key)
        _sessions.drop(session_key or self.session_key)


def forget() -> None:
    """Ask the database again for every session."""
    _sessions.clear()
