"""What cannot be done with people, units and lines, by name: the desk has a sentence for each."""

from __future__ import annotations

from typing import Any


class NotPossible(Exception):
    """Nothing was changed. `code` names the rule, `params` what a sentence about it needs."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params
