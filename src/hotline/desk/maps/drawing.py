"""Counts laid over a sheet of areas: steps of one hue, labels where they fit, a list with the same numbers. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hotline.desk.maps.outlines import Outline, Room, Sheet, room

STEPS = 4
SIZES = ((40, 48), (32, 40))
"""Sizes of a name and of a number, in units of the picture: the large ones, else those for small areas."""
LEADING = 1.15
AIR = 10.0


@dataclass(frozen=True)
class Label:
    """A line of text and its middle; `kind` is name or number, `size` that of its letters."""

    text: str
    size: int
    x: float
    y: float
    kind: str


@dataclass(frozen=True)
class Area:
    """One area as it is drawn; `step` 0 is none, STEPS the most."""

    code: str
    name: str
    count: int
    step: int
    path: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Row:
    """A line of the list beside the map; `share` in percent of the longest; `step` 0: not on the map."""

    name: str
    count: int
    share: int
    step: int


@dataclass(frozen=True)
class Key:
    """What a step means: counts from `low` to `high`."""

    step: int
    low: int
    high: int


@dataclass(frozen=True)
class Map:
    """`rows` tell every count once, most first: those on the map, then among them what no area of it holds."""

    width: int
    height: int
    areas: tuple[Area, ...]
    keys: tuple[Key, ...]
    rows: tuple[Row, ...]


def drawn(sheet: Sheet, counts: Iterable[tuple[str, int]], name_of: Callable[[str], str]) -> Map:
    """A map of counts by code of the area. A code counts for the nearest area of the sheet that holds it."""
    codes = {outline.code for outline in sheet.outlines}
    inside, beside = Counter[str](), Counter[str]()
    for code, count in counts:
        holder = next((code[:n] for n in range(len(code), 0, -1) if code[:n] in codes), "")
        if holder:
            inside[holder] += count
        else:
            beside[name_of(code)] += count
    step = steps(inside)
    areas = tuple(
        _area(outline, inside[outline.code], step.get(outline.code, 0), name_of) for outline in sheet.outlines
    )
    listed = [(area.name, area.count, area.step) for area in areas if area.count]
    listed += [(name, count, 0) for name, count in beside.items() if count]
    return Map(sheet.width, sheet.height, areas, _keys(areas), _rows(listed))


def steps(counts: Mapping[str, int]) -> dict[str, int]:
    """Step of each area that has a count: its quarter of the order, so that the most are always the strongest."""
    values = sorted(count for count in counts.values() if count > 0)
    rank = {value: n for n, value in enumerate(values, 1)}
    return {code: -(-STEPS * rank[count] // len(values)) for code, count in counts.items() if count > 0}


def _area(outline: Outline, count: int, step: int, name_of: Callable[[str], str]) -> Area:
    name = outline.name or name_of(outline.code)
    return Area(outline.code, name, count, step, outline.path, labels(outline, name, count))


def labels(outline: Outline, name: str, count: int) -> tuple[Label, ...]:
    """Name in one line or two with its number below, else the number alone, else nothing: the list has all."""
    half = -(-len(name) // 2)
    broken = [name[:half], name[half:]] if len(name) > 3 else [name]
    number = [str(count)] if count else []
    tries = [(lines, size) for size in SIZES for lines in ([name], broken)] + [([], size) for size in SIZES]
    for lines, (small, large) in tries:
        texts = [*((text, small, "name") for text in lines), *((text, large, "number") for text in number)]
        height = sum(size for _, size, _ in texts) * LEADING
        found = room(outline.rings, height) if texts else None
        if found and max(width(text) * size for text, size, _ in texts) + AIR <= found.width:
            return _placed(found, texts, height)
    return ()


def _placed(found: Room, texts: Sequence[tuple[str, int, str]], height: float) -> tuple[Label, ...]:
    y, made = found.y - height / 2, []
    for text, size, kind in texts:
        # Signs of Chinese stand with their middle a third of their size above the line they are written on.
        made.append(Label(text, size, round(found.x, 1), round(y + size * (LEADING / 2 + 0.35), 1), kind))
        y += size * LEADING
    return tuple(made)


def width(text: str) -> float:
    """Width of a text in sizes of its letters: a Chinese sign is as wide as high."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.62 for sign in text)


def _keys(areas: Sequence[Area]) -> tuple[Key, ...]:
    by_step: dict[int, list[int]] = {}
    for area in areas:
        if area.step:
            by_step.setdefault(area.step, []).append(area.count)
    return tuple(Key(step, min(found), max(found)) for step, found in sorted(by_step.items()))


def _rows(listed: Sequence[tuple[str, int, int]]) -> tuple[Row, ...]:
    most = max((count for _, count, _ in listed), default=1)
    ordered = sorted(listed, key=lambda row: -row[1])
    return tuple(Row(name, count, round(100 * count / most), step) for name, count, step in ordered)
