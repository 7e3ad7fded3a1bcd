"""The big screen: numbers made ready to be read from ten metres. Nothing here knows an order or a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hotline.desk.board import shown
from hotline.desk.maps.places import area_map
from hotline.desk.times import day_of
from hotline.infra import clock
from hotline.insight.screen import Screen

MOST_BARS = 6
WIDTH, HEIGHT = 1000, 220


@dataclass(frozen=True)
class Bar:
    """A name, a number, and its length in percent of the longest."""

    name: str
    count: int
    width: int


@dataclass(frozen=True)
class Line:
    """Points of a line in a picture of WIDTH × HEIGHT, and its last one."""

    points: str
    x: float
    y: float


def bars(counts: list[tuple[str, int]]) -> list[Bar]:
    """The longest few, as long as they are to each other."""
    most = max([count for _, count in counts], default=0)
    return [Bar(name, count, round(100 * count / most)) for name, count in counts[:MOST_BARS] if count]


def line(values: list[int], most: int) -> Line:
    step = WIDTH / max(len(values) - 1, 1)
    points = [(round(n * step, 1), round(HEIGHT - value / max(most, 1) * HEIGHT, 1)) for n, value in enumerate(values)]
    return Line(" ".join(f"{x},{y}" for x, y in points), *points[-1])


def ready(found: Screen, lines: Sequence[str]) -> dict[str, Any]:
    """The context of the page."""
    load = found.load
    orders, calls = [hour.orders for hour in found.hours], [hour.calls for hour in found.hours]
    most = max([*orders, *calls, 1])
    return {
        "day": day_of(clock.local(found.at).date(), found.at),
        "time": f"{clock.local(found.at):%H:%M}",
        "found": found,
        "load": load,
        "connection": shown(*found.connection) if found.connection and found.connection[1].denominator else None,
        "stages": [
            ("awaiting_dispatch", load.awaiting_dispatch),
            ("in_hand", load.in_hand),
            ("to_call_back", load.to_call_back),
            ("to_judge", load.to_judge),
            ("closed", load.closed),
        ],
        "classes": bars(list(found.classes)),
        "places": area_map(lines, found.areas),
        "most": most,
        "orders": line(orders, most),
        "calls": line(calls, most) if any(calls) else None,
        "hours": [f"{clock.local(hour.start):%H}" for hour in found.hours],
    }
