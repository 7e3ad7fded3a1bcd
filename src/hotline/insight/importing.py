"""A list of calls or messages from a file: all of it, or nothing, or all rows without a fault where that is wished."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from hotline.accounts.selectors import lines
from hotline.insight import calls, sheets, words
from hotline.insight.calls import Contradiction, Recorded
from hotline.insight.sheets import BadFile, Fault

CALLS, MESSAGES = "call", "message"


@dataclass(frozen=True)
class Imported:
    """What became of a file. `stored` False: it was only read, or nothing was stored because of its faults."""

    recorded: Recorded
    faults: tuple[Fault, ...]
    unknown: tuple[str, ...]
    stored: bool

    @property
    def bad(self) -> int:
        """Rows with a fault."""
        return len({fault.line for fault in self.faults})


class _OnlyReading(Exception):
    """Takes back what was stored on trial."""


def line_named(name: str) -> str:
    """The stored line of that id, or the only one of that number. BadFile, in Chinese, where there is none."""
    known = lines()
    if name in known:
        return name
    found = [ident for ident, line in known.items() if line.code == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise BadFile(words.SEVERAL_LINES.format(line=name, known="、".join(found)))
    raise BadFile(words.NO_LINE.format(line=name, known="、".join(known)))


def import_file(line: str, kind: str, data: bytes, *, dry_run: bool = False, skip_bad: bool = False) -> Imported:
    """Keep the calls or messages of a CSV file on a stored line. The same file again changes nothing.

    A row with a fault: nothing is stored, unless `skip_bad`. `dry_run`: nothing is stored at all. BadFile.
    """
    sheet = sheets.read_calls(data) if kind == CALLS else sheets.read_messages(data)
    record = calls.record_calls if kind == CALLS else calls.record_messages
    found, faults = dict(sheet.found), list(sheet.faults)
    recorded, stored = Recorded(), False
    try:
        with transaction.atomic():
            wrong = calls.contradictions(line, found.values())
            for number, one in list(found.items()):
                if one.external in wrong:
                    faults.append(_contradicts(number, one.external))
                    del found[number]
            recorded = record(line, found.values())
            stored = not dry_run and (skip_bad or not faults)
            if not stored:
                raise _OnlyReading
    except _OnlyReading:
        pass
    return Imported(recorded, tuple(sorted(faults, key=lambda fault: fault.line)), sheet.unknown, stored)


def _contradicts(line: int, external: str) -> Fault:
    label = next(label for label, name in words.CALL_COLUMNS.items() if name == "external")
    return Fault(line, label, words.FAULTS["contradicts"].format(value=external, wanted=""))


__all__ = ["CALLS", "MESSAGES", "BadFile", "Contradiction", "Imported", "import_file", "line_named"]
