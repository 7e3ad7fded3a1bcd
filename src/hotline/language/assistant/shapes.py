"""What the model is asked for, how it is reached, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Task(str, Enum):  # noqa: UP042 - a plain value
    """What it may be asked for; each has its words in `words.toml` and its closed shape in `answers.py`."""

    SUMMARY = "summary"
    DRAFT = "draft"
    COMPARE = "compare"
    FILL = "fill"


class Came(str, Enum):  # noqa: UP042
    """What asking brought; for the audit and for the sentence on the page."""

    ANSWERED = "answered"
    NOTHING = "nothing"
    """A proper answer that has nothing to say: no contradiction, no field."""
    DECLINED = "declined"
    """The model refused to answer."""
    TIMEOUT = "timeout"
    NO_CONNECTION = "no_connection"
    REFUSED = "refused"
    """The server answered with a failure."""
    BROKEN_ANSWER = "broken_answer"
    LEFT_ALONE = "left_alone"
    """It failed so often just now that it is not asked for a while."""
    BUSY = "busy"
    """As many as may ask at one time are asking."""
    NOT_SET_UP = "not_set_up"


WELL = frozenset({Came.ANSWERED, Came.NOTHING, Came.DECLINED})
"""The server works; what it says is another question."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`url`: up to and with `/v1`; `timeout`: seconds for the whole of an answer; `failures` in a row leave it alone
    for `rest` seconds; `at_once`: how many of one process may wait for it; `length`: tokens of an answer at most;
    `json`: whether the server is told that only JSON is wanted (not all servers know that)."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    tasks: frozenset[Task] = frozenset(Task)
    timeout: float = 8.0
    failures: int = 3
    rest: float = 60.0
    at_once: int = 2
    length: int = 900
    json: bool = True


@dataclass(frozen=True, slots=True)
class Material:
    """What an answer is made of. `texts`: part (a name under `[parts]` of `words.toml`) → text, people still in
    it; `choices`: field → code → label, from which alone the model may choose. Printing it shows no text."""

    texts: Mapping[str, str] = field(repr=False)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` in the closed shape of the task, empty unless ANSWERED. `tokens`: of question and answer, as the server
    counts (0: it does not say); `ms`: how long it took."""

    task: Task
    came: Came
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    model: str = ""
    tokens: int = 0
    ms: int = 0
