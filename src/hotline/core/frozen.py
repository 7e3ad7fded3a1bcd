"""Changing a frozen value: a copy with some fields replaced."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


def change(value: T, **fields: Any) -> T:
    """Copy of a frozen dataclass without slots, with `fields` replaced.

    Several times faster than `dataclasses.replace`, which calls `__init__`; the core copies an order once an event.
    """
    new: T = object.__new__(type(value))
    into = new.__dict__
    into.update(value.__dict__)
    into.update(fields)
    return new
