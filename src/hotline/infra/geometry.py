"""Outlines of areas as GeoJSON that a hotline brings itself: read, checked, or refused with a reason."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "areas.geojson"
"""Its name in a pack's folder and in the deployment's own (`HOTLINE_VAR`)."""
MOST_BYTES = 2 * 1024 * 1024
MOST_SHAPES = 400
LONGEST_CODE, LONGEST_NAME = 32, 40

Point = tuple[float, float]
Ring = tuple[Point, ...]


class BadGeometry(ValueError):
    """What is wrong with a file: `code` names the fault (words: `policy/messages.yaml`), `params` fill its text."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Shape:
    """One area: its code, a name where the file gives one, and its rings (outer ones and holes) in degrees."""

    code: str
    name: str
    rings: tuple[Ring, ...]


def read(path: Path) -> tuple[Shape, ...]:
    """The shapes of a file; BadGeometry where it cannot be one, OSError where it cannot be read."""
    with path.open("rb") as file:
        return parse(file.read(MOST_BYTES + 1))


def parse(data: bytes) -> tuple[Shape, ...]:
    """The shapes of a FeatureCollection (RFC 7946): polygons with a `code` each, in the order of the file."""
    if len(data) > MOST_BYTES:
        raise BadGeometry("map_too_big", most=MOST_BYTES // 1024 // 1024)
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadGeometry("map_not_json") from error
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection" or not features:
        raise BadGeometry("map_not_collection")
    if len(features) > MOST_SHAPES:
        raise BadGeometry("map_too_many", most=MOST_SHAPES)
    shapes = tuple(_shape(feature, n) for n, feature in enumerate(features, 1))
    codes = [shape.code for shape in shapes]
    for code in codes:
        if codes.count(code) > 1:
            raise BadGeometry("map_code_twice", code=code)
    return shapes


def _shape(feature: Any, number: int) -> Shape:
    given, geometry = _object(_object(feature).get("properties")), _object(_object(feature).get("geometry"))
    code = given.get("code")
    if not isinstance(code, str) or not code.isascii() or not code.isalnum() or len(code) > LONGEST_CODE:
        raise BadGeometry("map_no_code", number=number)
    name = given.get("name") or ""
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        raise BadGeometry("map_bad_name", code=code)
    rings = tuple(_ring(ring, code) for polygon in _polygons(geometry, code) for ring in polygon)
    if not rings:
        raise BadGeometry("map_not_polygon", code=code)
    return Shape(code, name.strip(), rings)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _polygons(geometry: dict[str, Any], code: str) -> Iterator[list[Any]]:
    kind, inside = geometry.get("type"), geometry.get("coordinates")
    polygons = [inside] if kind == "Polygon" else inside if kind == "MultiPolygon" else None
    if not isinstance(polygons, list) or not all(isinstance(polygon, list) and polygon for polygon in polygons):
        raise BadGeometry("map_not_polygon", code=code)
    yield from polygons


def _ring(ring: Any, code: str) -> Ring:
    if not isinstance(ring, list) or len(ring) < 4:
        raise BadGeometry("map_not_polygon", code=code)
    return tuple(_point(point, code) for point in ring)


def _point(point: Any, code: str) -> Point:
    if not isinstance(point, list) or len(point) < 2 or not all(_number(value) for value in point[:2]):
        raise BadGeometry("map_bad_point", code=code)
    lon, lat = float(point[0]), float(point[1])
    if abs(lon) > 180 or abs(lat) > 85:
        raise BadGeometry("map_bad_point", code=code)
    return lon, lat


def _number(value: Any) -> bool:
    """A finite number; JSON as Python reads it also has NaN, infinities and integers of any length."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= 180 if isinstance(value, int) else math.isfinite(value)
