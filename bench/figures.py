"""What a bench section gives back: figures, each with the floors it stands beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Floor:
    """The least that the same machine can do for the same thing, measured in the same run."""

    name: str
    value: float
    unit: str
    spread: tuple[float, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """One measured figure. `aim` in its own unit (`most`: at most so much), or `aim_share` of the best floor.

    `detail`: printed below the table. `spread` holds the timed segments that `value` is the mean of.
    """

    name: str
    value: float
    unit: str
    floors: tuple[Floor, ...] = ()
    aim: float | None = None
    aim_share: float | None = None
    most: float | None = None
    note: str = ""
    detail: bool = False
    spread: tuple[float, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def best_floor(self) -> Floor | None:
        """The floor that is hardest to reach."""
        return max(self.floors, key=lambda floor: floor.value, default=None)

    @property
    def share(self) -> float | None:
        """The figure as a part of its best floor."""
        best = self.best_floor
        return self.value / best.value if best and best.value else None

    @property
    def reached(self) -> bool | None:
        """Whether the aim is reached; None when there is none."""
        if self.aim is not None:
            return self.value >= self.aim
        if self.most is not None:
            return self.value <= self.most
        if self.aim_share is not None and self.share is not None:
            return self.share >= self.aim_share
        return None


@dataclass(frozen=True)
class Section:
    """One part of the bench, by the name that `BENCH_ONLY` knows."""

    name: str
    title: str
    figures: list[Figure]
    text: str = ""
    load: tuple[float, float] = (0.0, 0.0)
    """Load average (1 minute) before and after."""
    seconds: float = 0.0
    at: str = ""
    """Day and commit that were measured."""
