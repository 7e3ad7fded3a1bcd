"""What a connector is, and what it brings back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Came(str, Enum):  # noqa: UP042 - a plain value
    """What a look-up brought."""

    FOUND = "found"
    NOTHING = "nothing"
    DOWN = "down"


class Cause(str, Enum):  # noqa: UP042
    """Why a source could not be asked; for the trail and for the administrator, never with what was asked."""

    TIMEOUT = "timeout"
    NO_CONNECTION = "no_connection"
    REFUSED = "refused"
    BROKEN_ANSWER = "broken_answer"
    LEFT_ALONE = "left_alone"
    """It failed so often just now that it is not asked for a while."""
    NOT_SET_UP = "not_set_up"


@dataclass(frozen=True, slots=True)
class Answer:
    """`data`: names of the connector's fields and their values as text. `took`: milliseconds of the last try."""

    came: Came
    data: Mapping[str, str] = field(default_factory=dict)
    cause: Cause | None = None
    took: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """`timeout`: seconds for one try; `tries`: how often at most; `failures` in a row leave it alone for `rest` s."""

    timeout: float = 2.0
    tries: int = 2
    failures: int = 5
    rest: float = 30.0


@dataclass(frozen=True, slots=True)
class HttpConnector:
    """GET of `url` with arguments in braces, each escaped. `fields`: name → path in the JSON answer (`data.0.sum`)."""

    name: str
    title: str
    url: str
    fields: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class SqlConnector:
    """One row of `query` on a PostgreSQL, in a transaction that can only read. Arguments stand as `%(name)s`."""

    name: str
    title: str
    dsn: str
    query: str
    limits: Limits = Limits()


Connector = HttpConnector | SqlConnector
