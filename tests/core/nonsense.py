"""Commands as a broken program or a bad person might send them: any kind, any target, any field."""

import types
import typing
from dataclasses import fields
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from random import Random
from typing import Any

from hotline.core import commands as c
from hotline.core.commands import COMMANDS
from hotline.core.vocabulary import CommandName
from tests.core.builders import LOCAL, UNITS

TEXTS = ("", " ", "words", "a1", "o1", "o9", "5e", "help", "report", "C1", "C1.01", "malicious", "court", *UNITS)
IDS = ("a1", "a2", "a3", "a4", "r1", "r2", "d1", "d2", "p1", "p2", "reply-1", "dispatch-1", "suspension-1", "x")


@cache
def hints(kind: type[c.Command]) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def anything(kind: Any, random: Random, now: datetime) -> Any:
    """Some value of the declared type, sensible or not."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return anything(random.choice(typing.get_args(kind)), random, now)
    if origin in (tuple, frozenset):
        item = typing.get_args(kind)[0]
        return origin(anything(item, random, now) for _ in range(random.randrange(3)))
    if origin is dict:
        return {name: anything(str, random, now) for name in ("post", "remark", "x") if random.random() < 0.5}
    if kind is type(None):
        return None
    if kind is bool:
        return random.random() < 0.5
    if kind is str:
        return random.choice(TEXTS)
    if kind is int:
        return random.choice((-1, 0, 1, 2, 5, 7, 8, 400))
    if kind is datetime:
        return now + timedelta(minutes=random.choice((-10, 0, 60, 3000, 300_000)))
    if kind is date:
        return now.astimezone(LOCAL).date() + timedelta(days=random.choice((-3, 0, 1, 4, 9, 45, 300)))
    assert issubclass(kind, Enum), kind
    return random.choice(list(kind))


def nonsense(name: CommandName, random: Random, now: datetime) -> c.Command:
    kind = COMMANDS[name]
    given = {f.name: anything(hints(kind)[f.name], random, now) for f in fields(kind)}
    if kind.SUBJECT != "order":
        given[kind.SUBJECT] = random.choice(IDS)
    made = kind(**given)
    assert isinstance(made, c.Command)
    return made


def with_a_slip(command: c.Command, random: Random, now: datetime) -> c.Command:
    """The command with one of its fields filled in at random."""
    kind = type(command)
    own = [f.name for f in fields(kind) if f.name != kind.SUBJECT]
    given = {f.name: getattr(command, f.name) for f in fields(kind)}
    if own:
        slip = random.choice(own)
        given[slip] = anything(hints(kind)[slip], random, now)
    made = kind(**given)
    assert isinstance(made, c.Command)
    return made
