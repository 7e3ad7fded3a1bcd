"""Who signs in, and who asks: Django's password check, with people remembered for a few seconds."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from hotline.accounts import people
from hotline.accounts.models import Person


class RememberingBackend(ModelBackend):
    """Django's own backend without permissions (policies.py has them) and without a query per request."""

    def get_user(self, user_id: str | UUID) -> Person | None:
        return people.remembered(user_id)

    def has_perm(self, user_obj: Person, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, user_obj: Person, app_label: str) -> bool:
        return False
