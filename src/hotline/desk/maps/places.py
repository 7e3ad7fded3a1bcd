"""The map of a hotline's areas with counts: its own outlines where it has some, else squares in a grid.

Outlines are data of the hotline: `areas.geojson` in the deployment's folder (`HOTLINE_VAR`) or in the pack's. A file
that is wrong is told of in the log (and by `hotline policy check`) and there are squares instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import structlog

from hotline.accounts import selectors as accounts
from hotline.desk.areas import area_name, areas, known_area
from hotline.desk.maps.drawing import Map, drawn
from hotline.desk.maps.outlines import Sheet, sheet
from hotline.desk.maps.tiles import grid, level
from hotline.infra import geometry
from hotline.infra.paths import var_dir
from hotline.infra.tongues import kept
from hotline.policy.loading import packs_root

log = structlog.get_logger(__name__)


def area_map(lines: Sequence[str], counts: Iterable[tuple[str, int]]) -> Map:
    """Counts by code of the area on the map of these hotlines; only the list where nobody governs an area."""
    version = accounts.directory().version
    for path in _places(lines):
        try:
            stamp = path.stat()
        except OSError:
            continue
        found = _outlined(path, stamp.st_mtime_ns, stamp.st_size, version)
        if found:
            return drawn(found, counts, area_name)
    return drawn(_squares(version), counts, area_name)


def _places(lines: Sequence[str]) -> Iterator[Path]:
    """Where outlines may lie, nearest first: the deployment's own file, then those of the packs."""
    yield var_dir() / geometry.FILE
    known = accounts.lines()
    for pack in dict.fromkeys(known[ident].pack for ident in lines if ident in known):
        yield packs_root() / pack / geometry.FILE


@lru_cache(16)
def _outlined(path: Path, changed: int, size: int, version: str) -> Sheet | None:
    """The outlines of one state of a file, read once a process; those of areas that this centre has."""
    try:
        shapes = geometry.read(path)
    except (OSError, geometry.BadGeometry) as error:
        log.warning("map.refused", folder=path.parent.name, fault=getattr(error, "code", type(error).__name__))
        return None
    known = [shape for shape in shapes if known_area(shape.code)]
    if len(known) < len(shapes):
        strange = sorted({shape.code for shape in shapes} - {shape.code for shape in known})
        log.warning("map.unknown_codes", folder=path.parent.name, codes=strange[:20])
    return sheet(known) if known else None


@kept(8)
def _squares(version: str) -> Sheet:
    """Squares for the areas with a government, without the one over all of them."""
    directory = accounts.directory()
    whole = {code for unit in directory.all() if not unit.parent for code in directory.areas.get(unit.id, ())}
    return grid(level({code: name for code, name in areas(version).items() if code not in whole}))
