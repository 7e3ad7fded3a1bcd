"""A small picture of a measure by day, as coordinates of an SVG. Bars begin at nothing: their heights compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Bar:
    """One bar from the bottom up; `tall` False: no value that day, a dot stands for it. `weak`: no target is missed."""

    x: float
    y: float
    width: float
    height: float
    title: str
    tall: bool
    weak: bool


@dataclass(frozen=True)
class Picture:
    """`target`: the height of its line; None where there is none. `text`: what it shows, for who does not see it."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    target: float | None
    text: str

    @property
    def known(self) -> bool:
        """Whether there is any value at all."""
        return any(bar.tall for bar in self.bars)


@dataclass(frozen=True)
class Point:
    """What one day came to. `meets` None: nothing to keep."""

    title: str
    value: Decimal | None
    meets: bool | None


def picture(
    points: Sequence[Point], target: Decimal | None, text: str, *, width: int = 140, height: int = 28
) -> Picture:
    """The bars of these points, left to right, filling the width."""
    known = [abs(p.value) for p in points if p.value is not None]
    top = max([*known, target or Decimal(0), Decimal(1)])
    step = width / max(len(points), 1)
    gap = 1 if step > 3 else 0
    bars = tuple(_bar(point, n * step, step - gap, height, top) for n, point in enumerate(points))
    line = None if target is None else round(height - float(target / top) * height, 1)
    return Picture(width, height, bars, line, text)


def _bar(point: Point, x: float, width: float, height: int, top: Decimal) -> Bar:
    tall = 0.0 if point.value is None else max(float(abs(point.value) / top) * height, 1.0)
    y = height - tall if tall else height - 1.0
    weak = point.meets is not False
    return Bar(round(x, 2), round(y, 2), round(width, 2), round(tall or 1.0, 2), point.title, bool(tall), weak)
