"""Commands that need more than their form: an upload, a secret made for the citizen, a manifest."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from hotline.core.vocabulary import CommandName
from hotline.desk import uploads
from hotline.desk.forms.read import Reading
from hotline.desk.forms.shape import FormShape
from hotline.desk.words import say
from hotline.infra import privacy
from hotline.infra.ids import uuid7


@dataclass
class Given:
    """What was added: values for the command; `once` is shown to the person one single time."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    once: dict[str, str] = field(default_factory=dict)


def prepare(shape: FormShape, reading: Reading, order_id: str, request: HttpRequest) -> Given:
    """Fill the fields that no person types."""
    maker = _MAKERS.get(shape.name)
    return maker(reading, order_id, request) if maker else Given()


def _attach(reading: Reading, order_id: str, request: HttpRequest) -> Given:
    try:
        stored = uploads.keep(request.FILES.get("file"))
    except uploads.NotWanted as no:
        return Given(errors={"file": str(no)})
    return Given({"file": str(uuid7()), "digest": stored.digest, "size": stored.size})


_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def _token(reading: Reading, order_id: str, request: HttpRequest) -> Given:
    """A word of eight letters that can be read out; only its digest is kept."""
    token = "".join(secrets.choice(_LETTERS) for _ in range(8))
    digest = privacy.sm3_hex(token.encode())
    return Given({"digest": digest}, once={"title": say("once.token"), "text": token})


_MAKERS: dict[CommandName, Callable[[Reading, str, HttpRequest], Given]] = {
    CommandName.ATTACH_FILE: _attach,
    CommandName.ISSUE_CALLBACK_TOKEN: _token,
}
