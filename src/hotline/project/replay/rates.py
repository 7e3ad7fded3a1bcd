"""The rates of `rates.yaml`, checked when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hotline.project.replay.texts import load

Span = tuple[float, float]


@dataclass(frozen=True)
class Rates:
    """Shares and spans by `group.name`."""

    numbers: Mapping[str, float]
    spans: Mapping[str, Span]

    def share(self, name: str) -> float:
        return self.numbers[name]

    def span(self, name: str) -> Span:
        return self.spans[name]

    def changed(self, **values: float | Span) -> Rates:
        """The same rates with some of them replaced (`unit__late=0`), for tests."""
        numbers, spans = dict(self.numbers), dict(self.spans)
        for key, value in values.items():
            name = key.replace("__", ".")
            if name not in numbers and name not in spans:
                raise KeyError(name)
            if isinstance(value, tuple):
                spans[name] = value
            else:
                numbers[name] = value
        return Rates(numbers, spans)


@cache
def rates() -> Rates:
    """The rates of the file. ValueError for a share below 0 or a span that runs backwards."""
    numbers: dict[str, float] = {}
    spans: dict[str, Span] = {}
    for group, values in load("rates").items():
        for name, value in values.items():
            key = f"{group}.{name}"
            if isinstance(value, list):
                low, high = (float(v) for v in value)
                if not 0 <= low <= high:
                    raise ValueError(f"{key}: a span runs from low to high")
                spans[key] = (low, high)
            else:
                if value < 0:
                    raise ValueError(f"{key}: not below 0")
                numbers[key] = float(value)
    return Rates(numbers, spans)
