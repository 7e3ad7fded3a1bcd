"""How each command is given: most go straight to the order; some belong to a room that adds what no person types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest

from hotline.archive import services as archive
from hotline.callback import services as callbacks
from hotline.core.vocabulary import CommandName
from hotline.desk.forms.read import Reading, command_of
from hotline.desk.forms.shape import FormShape
from hotline.desk.forms.stage import GIVEN
from hotline.desk.understanding import learned
from hotline.desk.words import say
from hotline.handling import services as handling
from hotline.handling.words import DOUBTS
from hotline.infra.tongues import said
from hotline.intake import services as intake
from hotline.orders import selectors as orders_read
from hotline.orders import services as orders


@dataclass(frozen=True)
class Giving:
    """One command on its way: who, on which order, from which version of its form."""

    request: HttpRequest
    order_id: str
    shape: FormShape
    reading: Reading
    target: str
    version: int
    key: str | None


@dataclass
class Given:
    """`once` is shown to the person one single time."""

    once: dict[str, str] = field(default_factory=dict)


class FieldWrong(Exception):
    """A room refuses what stands in one field; nothing was written."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name)
        self.name, self.text = name, text


def give(giving: Giving) -> Given:
    """Give the command. Raises Refused, Stale, NotFound, FieldWrong; then nothing was written."""
    return _GIVERS.get(giving.shape.name, _straight)(giving)


def _straight(g: Giving) -> Given:
    command = command_of(g.shape, g.reading, g.target)
    orders.apply(g.order_id, command, g.request.user, key=g.key, expected_version=g.version)
    return Given()


def _assign(g: Giving) -> Given:
    """What was suggested is written down with the unit that was given: by this POST, never by looking."""
    before = orders_read.get(g.order_id)
    given = _straight(g)
    if before.version == g.version:
        learned.assigned(before, str(g.reading.values.get("lead", "")))
    return given


def _attach(g: Giving) -> Given:
    """A file adds to the order and contradicts nobody: it needs no version."""
    upload = g.request.FILES.get("file")
    if upload is None:
        raise FieldWrong("file", say("errors.file_missing"))
    if upload.size > handling.kinds.MOST_BYTES:
        # Refused before it is read into memory.
        raise FieldWrong("file", handling.BadFile(handling.Fault.TOO_BIG).text)
    title = str(g.reading.values.get("title", ""))
    try:
        kept = handling.attach(g.order_id, g.request.user, upload.name or "", upload.read(), title, key=g.key)
    except handling.BadFile as bad:
        raise FieldWrong("file", bad.text) from bad
    if kept.quarantined:
        return Given({"title": say("once.quarantine"), "note": doubt_text(kept.doubt)})
    return Given()


def doubt_text(doubt: str) -> str:
    """Why a file waits to be looked at."""
    return said(DOUBTS[handling.Doubt(doubt)])


def _link(g: Giving) -> Given:
    channel = g.reading.values["channel"]
    token = callbacks.send_link(g.order_id, g.request.user, channel, key=g.key)
    return Given({"title": say("once.token"), "text": token})


def _step(g: Giving) -> Given:
    """What the stage wants written down belongs together."""
    values, given = {}, {}
    for name, value in g.reading.values.items():
        if name.startswith(GIVEN):
            given[name.removeprefix(GIVEN)] = value
        else:
            values[name] = value
    command = command_of(g.shape, Reading(values), g.target, {"given": {k: v for k, v in given.items() if v}})
    orders.apply(g.order_id, command, g.request.user, key=g.key, expected_version=g.version)
    return Given()


def _archive(g: Giving) -> Given:
    archive.seal(g.order_id, g.request.user, expected_version=g.version, key=g.key)
    return Given()


def _join(g: Giving) -> Given:
    number = g.request.POST.get("parent", "")
    intake.join_group(g.order_id, number, g.request.user, key=g.key, expected_version=g.version)
    return Given()


_GIVERS: Mapping[CommandName, Callable[[Giving], Given]] = {
    CommandName.ASSIGN_TO_UNIT: _assign,
    CommandName.ATTACH_FILE: _attach,
    CommandName.ISSUE_CALLBACK_TOKEN: _link,
    CommandName.JOIN_GROUP: _join,
    CommandName.ARCHIVE: _archive,
    CommandName.TAKE_STEP: _step,
}
