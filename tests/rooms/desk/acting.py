"""Giving commands the way a person does: by the form's POST."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client

from hotline.core.state import Order
from hotline.orders import selectors


def order_of(number: str) -> Order:
    from hotline.orders.models import WorkOrder

    return selectors.get(WorkOrder.objects.values_list("pk", flat=True).get(number=number))


def post(client: Client, number: str, command: str, target: str = "", **fields: Any) -> Any:
    """Send the form of a command as it stands after `fields` are typed."""
    version = fields.pop("version", order_of(number).version)
    key = fields.pop("key", str(uuid4()))
    form = {"target": target, "version": version, "key": key, **fields}
    return client.post(f"/{number}/do/{command}/", form, HTTP_HX_REQUEST="true")


def do(client: Client, number: str, command: str, target: str = "", **fields: Any) -> Any:
    """The same, and it must succeed."""
    response = post(client, number, command, target, **fields)
    text = response.content.decode()
    assert response.status_code == 200, f"{command}: {response.status_code} {said(text)}"
    return response


def said(text: str) -> str:
    """What the form says is wrong."""
    import re

    return " / ".join(re.findall(r'(?:class="wrong"[^>]*>|role="alert"[^>]*><p>)([^<]*)', text))
