"""Composed sample messages (place × matter × wording) that fill the lists of the invented city.

The texts live in ``data/grammar.yaml``; this module only picks and joins them. The same seed always gives the same
sequence, and asking for more only lengthens it. Nobody's real message, name or telephone is used.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

DATA = files("hotline.project.sample") / "data"
PHONE_PREFIX = "1390000"
CITY_CODE = "990100"
SECRET_SHARE = 0.06
URGENT_SHARE = 0.08
LANDMARK_SHARE = 0.7  # the rest name a community instead of a landmark


@dataclass(frozen=True, slots=True)
class SampleMessage:
    """One composed citizen message; field meanings are those of ``data/messages.yaml``."""

    id: str
    title: str
    content: str
    place: str
    area: str
    channel: str
    nature: str
    content_class: str
    lead_unit: str
    urgency: str
    secrecy: bool
    caller_name: str
    caller_phone: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place a citizen would name, with the code of its area and whether it lies in a town."""

    text: str
    area: str
    urban: bool


@cache
def load(name: str) -> Any:
    """Parsed content of ``data/<name>.yaml``. Raises FileNotFoundError when there is no such file."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``data/<name>.csv`` as dictionaries of text."""
    return tuple(csv.DictReader(io.StringIO((DATA / f"{name}.csv").read_text("utf-8"))))


@cache
def area_parents() -> dict[str, str | None]:
    """Area code -> code of the area that contains it (None for the city)."""
    return {area["code"]: area["parent"] for area in load("areas")["areas"]}


@cache
def lead_index() -> dict[tuple[str, str], str]:
    """(content class, area) -> lead unit, of the rows without an end date."""
    return {
        (row["content_class"], row["area"]): row["unit"]
        for row in rows("responsibility")
        if row["duty"] == "lead" and not row["valid_to"]
    }


@cache
def fallback_index() -> dict[str, str]:
    """Content class (``C1``) -> fall-back unit."""
    return {row["content_class"]: row["unit"] for row in rows("responsibility") if row["duty"] == "fallback"}


def expected_lead(content_class: str, area: str) -> str:
    """Unit that the sample responsibility list names: the narrowest area wins, then the class's fall-back unit.

    Raises KeyError when the class is unknown.
    """
    code: str | None = area
    while code is not None:
        unit = lead_index().get((content_class, code))
        if unit is not None:
            return unit
        code = area_parents()[code]
    return fallback_index()[content_class.partition(".")[0]]


@cache
def spots() -> tuple[Spot, ...]:
    """Every landmark and community with the full name of its street in front."""
    areas = {area["code"]: area for area in load("areas")["areas"]}
    found: list[Spot] = []
    for area in areas.values():
        for landmark in area.get("landmarks", ()):
            found.append(Spot(area["name"] + landmark, area["code"], area["kind"] == "subdistrict"))
        if area["kind"] in ("community", "village"):
            street = areas[area["parent"]]
            found.append(Spot(street["name"] + area["name"], area["code"], street["kind"] == "subdistrict"))
    return tuple(found)


@cache
def spots_for(kind: str, landmark: bool) -> tuple[Spot, ...]:
    """Spots that suit a matter's ``areas`` value; landmarks hang on streets (9 digits), communities have 12."""
    return tuple(
        spot
        for spot in spots()
        if (len(spot.area) == 9) == landmark and (kind == "any" or spot.urban == (kind == "urban"))
    )


def compose(index: int, rng: random.Random) -> SampleMessage:
    """One message drawn from the grammar with ``rng``; ``index`` becomes its id and part of its telephone."""
    grammar = load("grammar")
    matter = rng.choice(grammar["matters"])
    at_home = matter.get("spots") == "community"
    spot = rng.choice(spots_for(matter["areas"], landmark=rng.random() < LANDMARK_SHARE and not at_home))
    wording = rng.randrange(len(matter["texts"]))
    slots = {name: rng.choice(grammar[name]) for name in ("when", "since", "span", "who", "home")}
    slots |= {"place": spot.text, "ask": rng.choice(grammar["ask"][matter["nature"]])}
    channels = grammar["channels"]
    return SampleMessage(
        id=f"G{index:06d}",
        title=matter["titles"][wording].format(**slots),
        content=matter["texts"][wording].format(**slots),
        place=spot.text,
        area=spot.area,
        channel=rng.choices([c["id"] for c in channels], [c["weight"] for c in channels])[0],
        nature=matter["nature"],
        content_class=matter["content_class"],
        lead_unit=expected_lead(matter["content_class"], spot.area),
        urgency="urgent" if rng.random() < URGENT_SHARE else "normal",
        secrecy=rng.random() < SECRET_SHARE,
        caller_name=rng.choice(grammar["surnames"]) + rng.choice(grammar["given"]),
        caller_phone=f"{PHONE_PREFIX}{rng.randrange(10_000):04d}",
    )


def iter_messages(seed: int, count: int) -> Iterator[SampleMessage]:
    """Yield ``count`` composed messages, the same for the same seed; a larger count only adds to the end.

    Raises ValueError when ``count`` is negative.
    """
    if count < 0:
        raise ValueError("count must not be negative")
    rng = random.Random(seed)
    for index in range(1, count + 1):
        yield compose(index, rng)
