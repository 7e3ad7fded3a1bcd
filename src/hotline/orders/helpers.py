"""Entry points of the processes that share a verification. Loads no models: Django is not set up yet."""

from __future__ import annotations

from typing import Any


def begin(address: dict[str, Any]) -> None:
    """Set Django up on the database of the parent process."""
    import django
    from django.conf import settings

    settings.DATABASES["default"].update(address)
    django.setup()


def check_batch(idents: list[str]) -> Any:
    """`batches.check_batch` in a process of its own."""
    from hotline.orders import batches

    return batches.check_batch(idents)
