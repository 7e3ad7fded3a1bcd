"""Shapes in degrees become outlines in a picture: projected, thinned, with a place for their name. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from hotline.infra.geometry import Point, Ring, Shape

WIDTH, MOST_HEIGHT = 1000.0, 900.0
"""Units of the picture: it is as wide as WIDTH and as high as the country is, or narrower when that is too high."""
TOLERANCE = 1.0
"""How far a thinned border may run beside the real one, in units of the picture."""
MOST_POINTS = 1000
"""Points of one ring that are looked at: more than a picture of this size can show."""
EDGE = 4.0
ROWS, STRETCHES = 24, 8
_LEAST_SPAN = 1e-9


@dataclass(frozen=True)
class Room:
    """The widest place for a label: its middle, and how wide it may be there."""

    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Outline:
    """One area in the picture: the data of an SVG path and the rings it was made from."""

    code: str
    name: str
    path: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class Sheet:
    """A picture of areas, in its own units."""

    width: int
    height: int
    outlines: tuple[Outline, ...]


def sheet(shapes: Sequence[Shape]) -> Sheet:
    """All shapes in one picture: equirectangular around their middle latitude, north above."""
    points = [point for shape in shapes for ring in shape.rings for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, _LEAST_SPAN), max(north - south, _LEAST_SPAN)
    scale = min((WIDTH - 2 * EDGE) / wide, (MOST_HEIGHT - 2 * EDGE) / high)

    def place(point: Point) -> Point:
        return EDGE + (point[0] - west) * squeeze * scale, EDGE + (north - point[1]) * scale

    outlines = tuple(_outline(shape, [[place(p) for p in ring] for ring in shape.rings]) for shape in shapes)
    return Sheet(math.ceil(wide * scale + 2 * EDGE), math.ceil(high * scale + 2 * EDGE), outlines)


def _outline(shape: Shape, rings: list[list[Point]]) -> Outline:
    thin = [thinned(ring) for ring in rings]
    kept = tuple(ring for ring in thin if len(ring) >= 3) or (thin[0],)
    return Outline(shape.code, shape.name, "".join(path(ring) for ring in kept), kept)


def path(ring: Ring) -> str:
    """The data of an SVG path around one ring."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z"


def thinned(ring: Sequence[Point], tolerance: float = TOLERANCE) -> Ring:
    """The ring, open, with no more points than its form needs (Douglas and Peucker, from its two farthest ends)."""
    points = list(ring[:-1]) if ring[0] == ring[-1] else list(ring)
    points = [p for n, p in enumerate(points) if n == 0 or math.dist(p, points[n - 1]) > 0]
    # A border that swings to and fro would cost the square of its points: it is drawn from some of them.
    points = points[:: -(-len(points) // MOST_POINTS) or 1]
    if len(points) < 4:
        return tuple(points)
    far = max(range(len(points)), key=lambda n: math.dist(points[0], points[n]))
    there, back = _line(points[: far + 1], tolerance), _line([*points[far:], points[0]], tolerance)
    return (*there[:-1], *back[:-1])


def _line(points: list[Point], tolerance: float) -> list[Point]:
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        off, worst = max((_distance(points[n], points[first], points[last]), n) for n in range(first + 1, last))
        if off > tolerance:
            keep.add(worst)
            spans += [(first, worst), (worst, last)]
    return [points[n] for n in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length if length else 0.0
    along = min(max(along, 0.0), 1.0)
    return math.dist(point, (start[0] + along * dx, start[1] + along * dy))


@lru_cache(4096)
def room(rings: tuple[Ring, ...], height: float) -> Room | None:
    """Where a label of this height has most width inside the rings; None where nothing so high lies inside."""
    top = min(y for ring in rings for _, y in ring)
    bottom = max(y for ring in rings for _, y in ring)
    best: Room | None = None
    steps = [top + (bottom - top) * (n + 0.5) / ROWS for n in range(ROWS)]
    middle = (top + bottom) / 2
    for y in sorted(steps, key=lambda y: abs(y - middle)):
        inside = _inside(rings, y)
        for beside in (y - height / 2, y - height / 4, y + height / 4, y + height / 2):
            inside = _both(inside, _inside(rings, beside))
        for left, right in inside:
            # A place nearer the middle wins unless another is clearly wider.
            if best is None or right - left > best.width * 1.08:
                best = Room((left + right) / 2, y, right - left)
    return best


def _inside(rings: Sequence[Ring], y: float) -> list[tuple[float, float]]:
    """The widest stretches of the level `y` that lie inside, by the even-odd rule."""
    crossings = sorted(
        x0 + (y - y0) * (x1 - x0) / (y1 - y0)
        for ring in rings
        for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True)
        if (y0 <= y) != (y1 <= y)
    )
    found = zip(crossings[::2], crossings[1::2], strict=True)
    return sorted(found, key=lambda s: s[0] - s[1])[:STRETCHES]


def _both(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> list[tuple[float, float]]:
    met = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return [(left, right) for left, right in met if left < right]
