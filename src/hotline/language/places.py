"""A table of divisions (province to street or community) given as data, and where its names stand in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotline.language.extract_lexicon import words

_STREET = 9
"""Length of a street's code; shorter codes are districts (6), cities (4), provinces (2); longer ones communities."""


@dataclass(frozen=True)
class Division:
    """One row: national code (2, 4, 6, 9 or 12 digits), full name, code of what it lies in (empty for a province)."""

    code: str
    name: str
    parent: str = ""


@dataclass(frozen=True)
class Hit:
    """`text[start:end]` names one of `codes`; `full` when it is the full name, not a short one."""

    start: int
    end: int
    codes: tuple[str, ...]
    full: bool


class Places:
    """Divisions by name. `home` is the code of the hotline's own area: its names win, its short names are known."""

    def __init__(self, divisions: Iterable[Division] = (), home: str = "") -> None:
        self.home = home
        self._by_code = {division.code: division for division in divisions}
        self._names: dict[str, list[str]] = {}
        self._short: dict[str, list[str]] = {}
        unnamed = set(words("division_without_name"))
        common = set(words("division_common"))
        for code, division in sorted(self._by_code.items()):
            if division.name in unnamed or (len(code) >= _STREET and len(division.name) < 3):
                continue
            if division.name in common and not self._near(code):
                continue  # 城区 is a district of some cities and a word in all others
            self._names.setdefault(division.name, []).append(code)
            short = self._short_of(division)
            if short:
                self._short.setdefault(short, []).append(code)
        self._starts: dict[str, tuple[str, ...]] = {}
        for name in sorted({*self._names, *self._short}, key=lambda n: (-len(n), n)):
            self._starts[name[:2]] = (*self._starts.get(name[:2], ()), name)

    def _short_of(self, division: Division) -> str:
        if len(division.code) > 6 or (len(division.code) == 6 and not self._near(division.code)):
            return ""
        for suffix in words("division_suffix"):
            if division.name.endswith(suffix) and len(division.name) - len(suffix) >= 2:
                short = division.name[: -len(suffix)]
                return "" if short in words("division_short_not") else short
        return ""

    def _near(self, code: str) -> bool:
        return bool(self.home) and code.startswith(self.home[:4])

    def find(self, text: str) -> list[Hit]:
        """Names in the text from left to right, the longest at each place."""
        hits: list[Hit] = []
        if not self._by_code:
            return hits
        at, last = 0, len(text) - 1
        starts = self._starts
        while at < last:
            for name in starts.get(text[at : at + 2], ()):
                if text.startswith(name, at):
                    full = name in self._names
                    codes = self._names[name] if full else self._short[name]
                    hits.append(Hit(at, at + len(name), tuple(codes), full))
                    at += len(name) - 1
                    break
            at += 1
        return hits

    def resolve(self, chain: Sequence[Sequence[str]], context: Iterable[str] = ()) -> list[str]:
        """Codes that the last name of a chain may mean, the likeliest first.

        A code that lies in a division named before it in the chain comes first, then one near a division named
        elsewhere in the message (`context`), then one at home.
        """
        if not chain:
            return []
        before = [code for codes in chain[:-1] for code in codes]
        near = list(context)

        def rank(code: str) -> tuple[int, int, int, str]:
            within = max((len(c) for c in before if code.startswith(c)), default=0)
            told = max((len(c) for c in near if code.startswith(c)), default=0)
            return (-within, -told, -self._at_home(code), code)

        ranked = sorted(set(chain[-1]), key=rank)
        if before and ranked:
            inside = [code for code in ranked if any(code.startswith(c) for c in before)]
            ranked = inside or ranked
        return ranked

    def _at_home(self, code: str) -> int:
        return max((n for n in (2, 4, 6, 9) if len(self.home) >= n and code.startswith(self.home[:n])), default=0)

    def sure(self, ranked: Sequence[str], context: Iterable[str] = ()) -> bool:
        """Whether the first of the ranked codes is meant rather than its namesakes."""
        if len(ranked) == 1:
            return True
        known = [*context, *([self.home[:4]] if self.home else [])]
        fitting = [code for code in ranked if any(code.startswith(c) or c.startswith(code) for c in known)]
        return len(fitting) == 1 and fitting[0] == ranked[0]

    def full_name(self, code: str) -> str:
        """Names from the province down, without those that only repeat (市辖区)."""
        names: list[str] = []
        unnamed = set(words("division_without_name"))
        while code in self._by_code:
            division = self._by_code[code]
            if division.name not in unnamed:
                names.append(division.name)
            code = division.parent
        return "".join(reversed(names))

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __len__(self) -> int:
        return len(self._by_code)
