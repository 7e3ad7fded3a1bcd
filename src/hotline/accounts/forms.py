"""The form people sign in with."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from hotline.accounts import tries


class SignIn(AuthenticationForm):
    """Account name and password. A wrong pair and an account that was closed give the same message.

    `too_many`: after too many wrong tries even the right password is not looked at, until some minutes have passed.
    """

    too_many = False

    def clean(self) -> dict[str, Any]:
        name, address = self.cleaned_data.get("username", ""), self.request.META.get("REMOTE_ADDR", "")
        if not (name and self.cleaned_data.get("password")):
            return super().clean()
        if not tries.begin(name, address):
            self.too_many = True
            raise ValidationError("too many tries", code="too_many")
        cleaned = super().clean()
        tries.succeeded(name, address)
        return cleaned
