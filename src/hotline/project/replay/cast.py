"""The people of the sample city as actors, and its units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hotline.core.state import Actor, UnitFacts
from hotline.core.vocabulary import Role
from hotline.project.replay.chance import Chance
from hotline.project.sample import messages as sample

CITY_LEVEL = "2"


@dataclass(frozen=True)
class Cast:
    """Who plays: people by role, and by unit and role; and the tree of units."""

    units: Mapping[str, UnitFacts]
    by_role: Mapping[Role, tuple[Actor, ...]]
    by_unit: Mapping[tuple[str, Role], tuple[Actor, ...]]
    orderly: frozenset[str] = frozenset()
    """Units that take orders."""
    _below: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def one(self, role: Role, chance: Chance, name: str) -> Actor:
        """Somebody of the centre (or a city leader) with this role."""
        return chance.pick(name, self.by_role[role])

    def other_than(self, role: Role, chance: Chance, name: str, not_these: frozenset[str]) -> Actor:
        """Somebody with this role who is none of `not_these`; anybody when there is nobody else."""
        free = [actor for actor in self.by_role[role] if actor.id not in not_these]
        return chance.pick(name, free or self.by_role[role])

    def clerk(self, unit: str) -> Actor:
        return self.by_unit[unit, Role.UNIT_CLERK][0]

    def leader(self, unit: str) -> Actor:
        return self.by_unit[unit, Role.UNIT_LEADER][0]

    def able(self, unit: str) -> bool:
        """Whether the unit takes orders and has somebody to work on them and somebody to review."""
        return unit in self.orderly and all(
            (unit, role) in self.by_unit for role in (Role.UNIT_CLERK, Role.UNIT_LEADER)
        )

    def below(self, unit: str) -> tuple[str, ...]:
        """The units one level below that can take a part."""
        found = self._below.get(unit)
        if found is None:
            found = tuple(u.id for u in self.units.values() if u.parent == unit and self.able(u.id))
            self._below[unit] = found
        return found

    @cached_property
    def bureaus(self) -> tuple[str, ...]:
        """Units of city level that can take a part."""
        return tuple(u.id for u in self.units.values() if u.level == CITY_LEVEL and self.able(u.id))


def unit_rows() -> list[dict[str, Any]]:
    """The sample units as `accounts.services.save_units` takes them."""
    names = ("id", "name", "level", "kind", "parent", "areas", "handles_orders")
    return [
        {name: unit[name] for name in names} | {"short_name": next(iter(unit.get("short_names", ())), "")}
        for unit in sample.load("units")["units"]
    ]


def people_rows() -> list[dict[str, Any]]:
    """The sample people as `accounts.services.save_people` takes them."""
    return [
        {
            "username": row["username"],
            "name": row["name"],
            "unit": row["unit"],
            "title": row["title"],
            "roles": row["roles"].split("|"),
        }
        for row in sample.rows("people")
    ]


def cast(units: Iterable[UnitFacts], ids: Mapping[str, str] | None = None) -> Cast:
    """The cast of the sample people. `ids`: username → id of the stored person; without it the username is the id."""
    tree = {unit.id: unit for unit in units}
    by_role: dict[Role, list[Actor]] = {}
    by_unit: dict[tuple[str, Role], list[Actor]] = {}
    for row in sorted(people_rows(), key=lambda row: row["username"]):
        ident = ids[row["username"]] if ids else row["username"]
        roles = frozenset(Role(role) for role in row["roles"])
        actor = Actor(ident, row["unit"], roles, tree[row["unit"]].lineage)
        for role in roles:
            by_role.setdefault(role, []).append(actor)
            by_unit.setdefault((row["unit"], role), []).append(actor)
    orderly = frozenset(row["id"] for row in unit_rows() if row["handles_orders"])
    return Cast(
        tree,
        {role: tuple(found) for role, found in by_role.items()},
        {key: tuple(found) for key, found in by_unit.items()},
        orderly,
    )


def sample_units() -> tuple[UnitFacts, ...]:
    """The sample units as the core sees them, without a database."""
    rows = {row["id"]: row for row in unit_rows()}

    def lineage(ident: str | None) -> tuple[str, ...]:
        return (ident, *lineage(rows[ident]["parent"])) if ident else ()

    return tuple(
        UnitFacts(
            id=row["id"],
            name=row["name"],
            level=str(row["level"]),
            kind=row["kind"],
            parent=row["parent"] or "",
            lineage=lineage(row["id"]),
        )
        for row in rows.values()
    )
