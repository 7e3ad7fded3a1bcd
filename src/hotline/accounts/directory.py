"""The unit tree in memory: read from a frozen release, shared by all requests of a process."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from hotline.accounts.models import DirectoryRelease
from hotline.core.state import UnitFacts

_FRESH_SECONDS = 2.0
_latest: list[tuple[float, str]] = []


class NoDirectory(LookupError):
    """A command names a release of the unit tree that is not stored."""


@dataclass(frozen=True)
class Directory:
    """One release of the unit tree. Units that were closed stay known, with `active` False."""

    version: str
    units: dict[str, UnitFacts]
    short_names: dict[str, str] = field(default_factory=dict)
    areas: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _children: dict[str, tuple[UnitFacts, ...]] = field(default_factory=dict)

    def unit(self, ident: str) -> UnitFacts | None:
        return self.units.get(ident)

    def name(self, ident: str) -> str:
        """The short name where there is one; the id itself for a unit that is not known."""
        found = self.units.get(ident)
        return self.short_names.get(ident) or (found.name if found else ident)

    def lineage(self, ident: str) -> tuple[str, ...]:
        """The unit and all units above it, nearest first."""
        found = self.units.get(ident)
        return found.lineage if found else ()

    def children(self, ident: str) -> tuple[UnitFacts, ...]:
        return self._children.get(ident, ())

    def below(self, ident: str) -> tuple[str, ...]:
        """The unit itself and every unit below it."""
        found = [ident]
        for name in found:
            found += [child.id for child in self.children(name)]
        return tuple(found)

    def all(self) -> tuple[UnitFacts, ...]:
        return tuple(self.units.values())

    def facts(self, idents: Iterable[str]) -> dict[str, UnitFacts]:
        """What the core may see: the named units that exist."""
        units = self.units
        return {ident: units[ident] for ident in idents if ident in units}


def directory() -> Directory:
    """The latest release. Another process's change is seen within two seconds."""
    moment = time.monotonic()
    if not _latest or moment - _latest[0][0] > _FRESH_SECONDS:
        newest = DirectoryRelease.objects.order_by("-published_at").values_list("version", flat=True).first()
        _latest[:] = [(moment, newest or "")]
    return directory_of(_latest[0][1])


def directory_of(version: str) -> Directory:
    """The tree under which a past command was decided; `NoDirectory` if that release is not stored."""
    return build("", []) if not version else _load(version)


def forget() -> None:
    """Ask the database again at the next call."""
    _latest.clear()


@lru_cache(maxsize=64)
def _load(version: str) -> Directory:
    release = DirectoryRelease.objects.filter(version=version).first()
    if release is None:
        raise NoDirectory(version)
    return build(version, release.units)


def build(version: str, rows: list[dict[str, Any]]) -> Directory:
    """A directory of the rows that `services.publish_directory` froze."""
    parents = {row["id"]: row["parent"] for row in rows}
    units = {
        row["id"]: UnitFacts(
            id=row["id"],
            name=row["name"],
            level=row["level"],
            kind=row["kind"],
            parent=row["parent"],
            lineage=_lineage(row["id"], parents),
            active=row["active"],
        )
        for row in rows
    }
    children: dict[str, list[UnitFacts]] = {}
    for unit in units.values():
        children.setdefault(unit.parent, []).append(unit)
    return Directory(
        version,
        units,
        {row["id"]: row["short_name"] for row in rows if row["short_name"]},
        {row["id"]: tuple(row["areas"]) for row in rows},
        {parent: tuple(found) for parent, found in children.items()},
    )


def _lineage(ident: str, parents: dict[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    while ident and ident not in found:
        found.append(ident)
        ident = parents.get(ident, "")
    return tuple(found)
