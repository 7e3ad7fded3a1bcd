"""Where a hotline has no outlines: each area a square, in the order of the list, always at the same place. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hotline.desk.maps.outlines import EDGE, WIDTH, Outline, Sheet, path
from hotline.infra.geometry import Ring

MOST = 20
"""As many squares as can be read from afar; a level with more is shown only where there is no coarser one."""
GAP = 8.0


def level(names: Mapping[str, str]) -> dict[str, str]:
    """Areas of the finest level (codes of one length) with at most MOST areas, else of the coarsest that has two."""
    levels: dict[int, dict[str, str]] = {}
    for code in sorted(names):
        levels.setdefault(len(code), {})[code] = names[code]
    several = [levels[length] for length in sorted(levels) if len(levels[length]) > 1]
    few = [found for found in several if len(found) <= MOST]
    return few[-1] if few else several[0] if several else dict(names)


def grid(names: Mapping[str, str]) -> Sheet:
    """Squares in rows, a little wider than high as a whole."""
    columns = max(math.ceil(math.sqrt(len(names) * 1.2)), 1)
    size = (WIDTH - 2 * EDGE - GAP * (columns - 1)) / columns
    rows = math.ceil(len(names) / columns)
    tiles = []
    for n, (code, name) in enumerate(names.items()):
        ring = _square(EDGE + (n % columns) * (size + GAP), EDGE + (n // columns) * (size + GAP), size)
        tiles.append(Outline(code, name, path(ring), (ring,)))
    height = rows * size + (rows - 1) * GAP + 2 * EDGE
    return Sheet(int(WIDTH), math.ceil(height), tuple(tiles))


def _square(x: float, y: float, size: float) -> Ring:
    return ((x, y), (x + size, y), (x + size, y + size), (x, y + size))
