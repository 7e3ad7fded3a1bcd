"""Which scenarios a line has: those of its pack and those written in the platform, which go before."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hotline.accounts import selectors as accounts
from hotline.core.diagnosis.shapes import LookUp, Scenario, Within
from hotline.knowledge.connectors.reading import NotRead, connectors
from hotline.knowledge.diagnosis import models, texts
from hotline.policy import registry
from hotline.policy import scenarios as packs


@dataclass(frozen=True, slots=True)
class Known:
    """A scenario that is run on a line. `version`: its number in the platform, 0 for the pack's."""

    scenario: Scenario
    version: int = 0


def of_line(line: str) -> dict[str, Known]:
    """Every scenario that is run on the line, by its id, those of the pack first."""
    found = {one.id: Known(one) for one in of_pack(line)}
    for row in models.Scenario.objects.filter(line=line).exclude(live=0, withdrawn=False).only(*_READ):
        found.pop(row.name, None)
        if row.live and not row.withdrawn:
            found[row.name] = Known(version(row, row.live), row.live)
    return found


def standing() -> Hashable:
    """What every line runs, in one look: the same as long as nothing is published, withdrawn, or changed in a pack."""
    rows = models.Scenario.objects.exclude(live=0, withdrawn=False).order_by("line", "name")
    of_packs = [(i, one.active, one.pack, registry.load(one.pack).release) for i, one in accounts.lines().items()]
    return tuple(of_packs), tuple(rows.values_list("pk", "line", "name", "live", "withdrawn"))


_READ = ("id", "name", "live", "withdrawn")


def of_pack(line: str) -> tuple[Scenario, ...]:
    """Those that come with the pack of the line."""
    pack = accounts.lines()[line].pack
    return _of_pack(pack, registry.load(pack).release)


@lru_cache(maxsize=64)
def _of_pack(pack: str, release: str) -> tuple[Scenario, ...]:
    return packs.scenarios(pack)


def version(row: models.Scenario, number: int) -> Scenario:
    """A version of a scenario of the platform. LookupError when there is none of that number."""
    return _version(str(row.pk), number)


@lru_cache(maxsize=256)
def _version(ident: str, number: int) -> Scenario:
    """Kept in the process: acts are only added to, and a text is never changed."""
    act = models.ScenarioAct.objects.filter(scenario=ident, number=number).select_related("text").first()
    if act is None or act.text is None:
        raise LookupError(f"scenario {ident} has no version {number}")
    return texts.from_row(act.text.content)


def within(scenario: Scenario, line: Mapping[str, Known]) -> dict[str, Scenario]:
    """The scenario and all that may be run inside it, by id."""
    found = {scenario.id: scenario}
    left = [scenario]
    while left:
        for step in left.pop().steps:
            if isinstance(step, Within) and step.scenario in line and step.scenario not in found:
                inner = line[step.scenario].scenario
                found[inner.id] = inner
                left.append(inner)
    return found


def sources(scenario: Scenario) -> dict[str, bool]:
    """The connectors it asks, and whether each is set up on this server."""
    try:
        here = set(connectors())
    except NotRead:
        here = set()
    return {step.connector: step.connector in here for step in scenario.steps if isinstance(step, LookUp)}
