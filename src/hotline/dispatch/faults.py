"""What is wrong with a row of the list; the sentences are in `words.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowFault:
    """Line of the file (the heading is line 1), column, and the value that is not understood."""

    line: int
    column: str
    value: str
