"""Outlines of areas: what is read, and what is refused with its reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hotline.infra.geometry import MOST_BYTES, MOST_SHAPES, BadGeometry, parse
from hotline.policy.messages import say

SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]


def feature(code: Any = "01", kind: str = "Polygon", where: Any = SQUARE, **given: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code} | given, "geometry": {"type": kind, "coordinates": where}}


def data(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_polygons_are_read_with_their_codes_and_names() -> None:
    one, two = parse(data(feature(name=" 东街 "), feature("02", "MultiPolygon", [SQUARE, SQUARE])))
    assert (one.code, one.name, len(one.rings)) == ("01", "东街", 1)
    assert (two.code, two.name, len(two.rings)) == ("02", "", 2) and two.rings[0][2] == (1.0, 1.0)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (b" " * (MOST_BYTES + 1), "map_too_big"),
        (b"{", "map_not_json"),
        (b"\xff\xfe", "map_not_json"),
        (b"[" * 100_000, "map_not_json"),
        (b"[]", "map_not_collection"),
        (data(), "map_not_collection"),
        (data(*[feature(str(n)) for n in range(MOST_SHAPES + 1)]), "map_too_many"),
        (data(feature(), feature()), "map_code_twice"),
        (data(feature(None)), "map_no_code"),
        (data(feature('0"><')), "map_no_code"),
        (data("feature"), "map_no_code"),
        (data(feature(name=7)), "map_bad_name"),
        (data(feature(name="长" * 41)), "map_bad_name"),
        (data(feature(kind="Point", where=[0, 0])), "map_not_polygon"),
        (data(feature(where=[])), "map_not_polygon"),
        (data(feature(where=[[[0, 0], [1, 1]]])), "map_not_polygon"),
        (data(feature(kind="MultiPolygon", where=[7])), "map_not_polygon"),
        (data(feature(where=[[[0, 0], [1, 0], [float("nan"), 1], [0, 0]]])), "map_bad_point"),
        (data(feature(where=[[[0, 0], [1, 0], [float("inf"), 1], [0, 0]]])), "map_bad_point"),
        (data(feature(where=[[[0, 0], [1, 0], [10**400, 1], [0, 0]]])), "map_bad_point"),
        (data(feature(where=[[[0, 0], [1, 0], ["1", 1], [0, 0]]])), "map_bad_point"),
        (data(feature(where=[[[0, 0], [1, 0], [500000.0, 4000000.0], [0, 0]]])), "map_bad_point"),
        (data(feature(where=[[[0, 0], [1, 0], [True, 1], [0, 0]]])), "map_bad_point"),
    ],
)
def test_what_cannot_be_a_map_is_refused_with_a_reason(given: bytes, fault: str) -> None:
    with pytest.raises(BadGeometry) as refused:
        parse(given)
    assert refused.value.code == fault
    assert "{" not in say(fault, **refused.value.params)
