"""Units as rows, limits as columns: what is over, what is due today and tomorrow, and the list behind each figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.utils.safestring import SafeString

from hotline.core.vocabulary import ClockName
from hotline.desk.context import unit_name
from hotline.desk.listing import owner_name
from hotline.desk.molds import fill, joined
from hotline.orders.selectors import NO_UNIT, Burning

CENTRE_LAST = (ClockName.DISPATCH, ClockName.RULING, ClockName.CALLBACK)
KINDS = ("over", "today", "tomorrow")


@dataclass
class Cell:
    """Figures of one unit, or of all, and one limit, or all of them."""

    owner: str = ""
    clock: str = ""
    over: int = 0
    today: int = 0
    tomorrow: int = 0
    since: datetime | None = None

    def add(self, found: Burning) -> None:
        self.over += found.over
        self.today += found.today
        self.tomorrow += found.tomorrow
        if found.since is not None:
            self.since = found.since if self.since is None else min(self.since, found.since)

    @property
    def burns(self) -> tuple[int, int, int, float]:
        """What burns more comes first."""
        return -self.over, -self.today, -self.tomorrow, self.since.timestamp() if self.since else 0.0

    @property
    def any(self) -> int:
        return self.over + self.today + self.tomorrow

    def url(self, kind: str) -> str:
        """The list behind one of the figures."""
        narrowed = {"owner": self.owner, "clock": self.clock, "limit": "" if kind == "over" else kind}
        query = urlencode({name: value for name, value in narrowed.items() if value})
        return f"/q/{'overdue' if kind == 'over' else 'open'}/" + (f"?{query}" if query else "?all=1")

    @property
    def piece(self) -> SafeString:
        """The figures that are not nought, each a link to its list."""
        kinds = [(kind, getattr(self, kind)) for kind in KINDS]
        found = joined(fill(f"burn_{kind}", url=self.url(kind), number=number) for kind, number in kinds if number)
        return found or fill("burn_none")


def pieces(cells: Iterable[Cell]) -> SafeString:
    """Cells as the columns of a row: a template's loop over hundreds of them costs more than all the rest."""
    return joined(fill("burn_cell", clock=cell.clock, parts=cell.piece) for cell in cells)


@dataclass
class Row:
    """One unit; `id` is empty for the centre itself, which cannot be urged."""

    id: str
    name: str
    all: Cell
    cells: list[Cell] = field(default_factory=list)

    @property
    def columns(self) -> SafeString:
        return pieces(self.cells)


@dataclass
class Matrix:
    """`columns` are the limits of which there is anything. `more`: units that are not shown."""

    columns: list[ClockName]
    rows: list[Row]
    total: Cell
    totals: list[Cell]
    more: int = 0

    @property
    def foot(self) -> SafeString:
        return pieces(self.totals)


def matrix(found: Iterable[Burning], most: int) -> Matrix:
    """What burns first stands first; at most so many units."""
    total, columns = Cell(), dict[str, Cell]()
    units: dict[str, dict[str, Cell]] = {}
    for one in found:
        owner, name = one.unit or NO_UNIT, one.clock.value
        for cell in (
            total,
            columns.setdefault(name, Cell(clock=name)),
            units.setdefault(owner, {}).setdefault("", Cell(owner)),
            units[owner].setdefault(name, Cell(owner, name)),
        ):
            cell.add(one)
    names = [name for name in _order() if columns.get(name.value, Cell()).any]
    ranked = sorted(units.items(), key=lambda item: (*item[1][""].burns, item[0]))
    rows = [
        Row(
            "" if owner == NO_UNIT else owner,
            owner_name(owner) if owner == NO_UNIT else unit_name(owner),
            cells[""],
            [cells.get(name.value, Cell(owner, name.value)) for name in names],
        )
        for owner, cells in ranked
        if cells[""].any
    ]
    totals = [columns[name.value] for name in names]
    return Matrix(names, rows[:most], total, totals, max(len(rows) - most, 0))


def _order() -> list[ClockName]:
    """The limits of the units in the order of the work, then those of the centre."""
    return [*(name for name in ClockName if name not in CENTRE_LAST), *CENTRE_LAST]
