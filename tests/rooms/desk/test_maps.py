"""Counts on a map: pure geometry and steps, then the pages that show it."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from hotline.accounts import services as accounts
from hotline.desk.maps.drawing import STEPS, drawn, labels, steps
from hotline.desk.maps.outlines import MOST_HEIGHT, MOST_POINTS, WIDTH, Outline, room, sheet, thinned
from hotline.desk.maps.tiles import MOST, grid, level
from hotline.infra.geometry import Shape
from hotline.insight import engines, following, screen
from hotline.insight.models import Topic
from hotline.policy.check import outline_faults
from hotline.project.sample.messages import DATA, load
from tests.rooms.infra.test_geometry import data, feature
from tests.rooms.orders import city


def square(west: float, south: float, size: float = 1.0, code: str = "1") -> Shape:
    east, north = west + size, south + size
    return Shape(code, "", (((west, south), (east, south), (east, north), (west, north), (west, south)),))


def test_north_is_above_and_a_degree_of_longitude_is_as_short_as_it_is_there() -> None:
    found = sheet([square(110, 59.5, code="S"), square(110, 60.5, code="N"), square(111, 59.5, code="E")])
    south, north, east = (outline.rings[0] for outline in found.outlines)
    assert min(y for _, y in north) < min(y for _, y in south)
    assert min(x for x, _ in east) > min(x for x, _ in south)
    wide = max(x for x, _ in south) - min(x for x, _ in south)
    high = max(y for _, y in south) - min(y for _, y in south)
    assert wide / high == pytest.approx(math.cos(math.radians(60.5)), rel=0.001)
    assert found.width <= WIDTH + 1 and found.height <= MOST_HEIGHT + 1


def test_a_map_of_one_point_or_a_thin_strip_is_still_a_picture() -> None:
    for shape in (square(110, 30, 0.0), Shape("1", "", (((1.0, 2.0), (2.0, 2.0), (3.0, 2.0), (1.0, 2.0)),))):
        made = drawn(sheet([shape]), [("1", 3)], str)
        assert made.rows[0].count == 3 and "nan" not in made.areas[0].path


def test_thinning_keeps_corners_and_drops_what_nobody_sees() -> None:
    ring = [(float(n), 0.2 * (n % 2)) for n in range(101)] + [(100.0, 100.0), (0.0, 100.0), (0.0, 0.0)]
    assert set(thinned(ring)) == {(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)}


def test_a_border_that_swings_to_and_fro_is_drawn_from_some_of_its_points() -> None:
    ring = [(n * 1e-2, 30.0 * (n % 7)) for n in range(MOST_POINTS * 3)]
    assert 3 <= len(thinned([*ring, ring[0]])) <= MOST_POINTS


def test_a_label_stands_inside_also_of_a_horseshoe() -> None:
    horseshoe = (((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (70.0, 100.0), (70.0, 30.0), (0.0, 30.0)),)
    found = room(horseshoe, 20)
    assert found is not None and found.y < 30 and found.width == 100
    assert room(horseshoe, 200) is None


def test_a_name_that_does_not_fit_is_left_to_the_list() -> None:
    def shown(size: float) -> list[str]:
        ring = ((0.0, 0.0), (size, 0.0), (size, size), (0.0, size))
        return [label.text for label in labels(Outline("1", "", "", (ring,)), "钟楼桥街道", 12)]

    assert shown(300) == ["钟楼桥街道", "12"] and shown(150) == ["钟楼桥", "街道", "12"]
    assert shown(80) == ["12"] and shown(20) == []


def test_steps_are_quarters_and_the_most_are_always_the_strongest() -> None:
    assert steps({"a": 1, "b": 2, "c": 3, "d": 400, "e": 0}) == {"a": 1, "b": 2, "c": 3, "d": 4}
    assert steps({"a": 5}) == {"a": STEPS} and steps({"a": 2, "b": 2}) == {"a": STEPS, "b": STEPS}
    assert steps({}) == {}


def test_squares_stand_in_the_order_of_the_list_and_do_not_touch() -> None:
    names = {f"{n:02}": f"第{n}街道" for n in range(17)}
    found = grid(names)
    corners = [outline.rings[0][0] for outline in found.outlines]
    assert [outline.code for outline in found.outlines] == list(names) and len(set(corners)) == 17
    assert corners == sorted(corners, key=lambda c: (c[1], c[0]))


def test_the_finest_level_that_can_be_read_is_shown() -> None:
    districts, streets = ({f"{n:0{long}}": "名" for n in range(count)} for long, count in ((4, 5), (6, MOST)))
    assert level(districts | streets) == streets
    assert level(districts | {f"{n:06}": "名" for n in range(MOST + 1)}) == districts
    assert level({"01": "名"}) == {"01": "名"} and level({}) == {}


def test_each_count_is_told_once_on_the_map_or_beside_it() -> None:
    made = drawn(grid({"0101": "东街", "0102": "西街"}), [("0101", 2), ("010199", 3), ("01", 4), ("0102", 0)], str)
    assert [(area.name, area.count, area.step) for area in made.areas] == [("东街", 5, 4), ("西街", 0, 0)]
    assert [(row.name, row.count, row.share) for row in made.rows] == [("东街", 5, 100), ("01", 4, 80)]
    assert [(key.low, key.high) for key in made.keys] == [(5, 5)]


def test_the_sample_city_is_drawn_whole_with_its_own_names() -> None:
    features = json.loads((DATA / "areas.geojson").read_text(encoding="utf-8"))["features"]
    streets = {a["code"]: a["name"] for a in load("areas")["areas"] if len(a["code"]) == 9}
    assert {f["properties"]["code"]: f["properties"]["name"] for f in features} == streets


def test_faults_of_a_file_are_told(tmp_path: Path) -> None:
    assert outline_faults(tmp_path) == []
    (tmp_path / "areas.geojson").write_bytes(data(feature(), feature()))
    assert outline_faults(tmp_path) == ["areas.geojson: 编码 01 写了两次"]


@pytest.fixture
def own(people: Any, moving_clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The deployment's own file, not yet there; a district of the city is governed."""
    monkeypatch.setattr("hotline.desk.maps.places.var_dir", lambda: tmp_path)
    east = {"id": "east", "name": "东区", "level": "2", "kind": "government", "parent": "city", "areas": ["990102"]}
    moving_clock.advance(minutes=1)
    accounts.save_units([east])
    screen.forget()
    return tmp_path / "areas.geojson"


def counted(page: str) -> tuple[dict[str, int], list[int]]:
    """Counts by code on the map, and those of the list."""
    on_map = {code: int(n) for code, n in re.findall(r'data-area="(\w+)" data-count="(\d+)"', page)}
    rows = page.split('data-testid="map-rows"')[1].split("</ol>")[0]
    return on_map, [int(n) for n in re.findall(r"<b>(\d+)</b>", rows)]


def hall(at_desk: Any) -> str:
    screen.forget()
    return str(at_desk("director").get("/screen/").content.decode())


@pytest.mark.django_db
def test_the_hall_shows_outlines_with_the_numbers_of_the_list(
    at_desk: Any, people: Any, moving_clock: Any, own: Path
) -> None:
    own.write_bytes(data(feature("990102", name="<b>东&街</b>"), feature("77", name="不是这里的")))
    city.registered(people)
    city.registered(people)
    moving_clock.advance(hours=1)
    page = hall(at_desk)
    on_map, rows = counted(page)
    assert on_map == {"990102": 2} and sum(rows) == 2
    assert "&lt;b&gt;东&amp;街&lt;/b&gt;" in page and "<b>东" not in page
    assert 'role="img"' in page and "<script>" not in page.split("<main")[1]


@pytest.mark.django_db
@pytest.mark.parametrize("bad", [b"{", data(feature("77")), b""])
def test_a_file_that_is_wrong_breaks_no_page(
    at_desk: Any, people: Any, moving_clock: Any, own: Path, bad: bytes
) -> None:
    own.write_bytes(bad)
    city.registered(people)
    moving_clock.advance(hours=1)
    page = hall(at_desk)
    on_map, rows = counted(page)
    assert on_map == {"990102": 1} and rows == [1] and 'data-testid="map"' in page


@pytest.mark.django_db
def test_a_topic_stands_on_the_map_as_in_its_list(at_desk: Any, people: Any, moving_clock: Any, own: Path) -> None:
    own.write_bytes(data(feature("990102", name="东街")))
    engines.forget()
    for where in ("3栋", "5栋", "东门", "南门", "全小区", "1栋"):
        moving_clock.advance(hours=2)
        title = f"望江苑小区{where}停水"
        city.registered(
            people, title=title, content=f"{title}，请尽快恢复供水。", content_class="C1.01", place="望江苑小区"
        )
    moving_clock.advance(minutes=1)
    following.follow(city.LINE)
    engines.forget()
    page = at_desk("director").get(f"/topics/{Topic.objects.get().pk}/").content.decode()
    assert re.findall(r'data-area="(\w+)" data-count="(\d+)"', page) == [("990102", "6")]
    assert "<span>东街</span><span>6</span>" in page
