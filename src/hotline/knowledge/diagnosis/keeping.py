"""Scenarios written in the platform: draft, check, publish, withdraw. Every act is kept with who did it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from django.db import transaction
from django.db.models import Max

from hotline.accounts.models import Person
from hotline.core.diagnosis.checks import Fault, faults
from hotline.core.diagnosis.shapes import LookUp, Scenario
from hotline.infra import clock
from hotline.knowledge.connectors.reading import NotRead, connectors
from hotline.knowledge.diagnosis import models, scenarios, texts
from hotline.policy import scenarios as packs

NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
CREATED, TAKEN_OVER, WRITTEN, PUBLISHED, WITHDRAWN, BROUGHT_BACK = (
    "created",
    "taken_over",
    "written",
    "published",
    "withdrawn",
    "brought_back",
)


class Stale(Exception):
    """Somebody else has written since the form was drawn; `by` is who."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class NotClean(Exception):
    """It has faults and cannot be published."""

    def __init__(self, found: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(found)} faults")
        self.found = found


class BadName(ValueError):
    """The name is taken on the line, or none."""


@transaction.atomic
def create(person: Person, line: str, name: str, scenario: Scenario, *, taken: bool = False) -> models.Scenario:
    """A new scenario of the line as a draft. `taken`: its text comes from a pack. Raises BadName."""
    if not NAME.fullmatch(name) or models.Scenario.objects.filter(line=line, name=name).exists():
        raise BadName(name)
    row = models.Scenario.objects.create(
        line=line,
        name=name,
        title=scenario.title,
        draft=texts.as_row(replace(scenario, id=name)),
        changed_at=clock.now(),
        changed_by=str(person.pk),
    )
    _note(row, person, TAKEN_OVER if taken else CREATED)
    return row


def take_over(person: Person, line: str, pack: str, name: str) -> models.Scenario:
    """A draft with the text that a pack has under this name. Raises LookupError and BadName."""
    found = next((one for one in packs.scenarios(pack) if one.id == name), None)
    if found is None:
        raise LookupError(name)
    return create(person, line, name, found, taken=True)


def draft_of(row: models.Scenario) -> Scenario:
    """The text that is being worked on."""
    return texts.from_row(row.draft)


@transaction.atomic
def write(person: Person, ident: object, revision: int, scenario: Scenario) -> models.Scenario:
    """Keep a changed draft; its name stays. Raises Stale."""
    row = _locked(ident, revision)
    row.draft, row.title = texts.as_row(replace(scenario, id=row.name)), scenario.title
    return _changed(row, person)


@transaction.atomic
def publish(person: Person, ident: object, revision: int, note: str = "") -> int:
    """The draft becomes the next version, which is run from now on. Raises NotClean and Stale; the version's number."""
    row = _locked(ident, revision)
    scenario = draft_of(row)
    if found := check(row.line, scenario):
        raise NotClean(found)
    last = models.ScenarioAct.objects.filter(scenario=row).aggregate(most=Max("number"))["most"] or 0
    row.live, row.withdrawn = last + 1, False
    _changed(row, person, keep_draft=True)
    _note(row, person, PUBLISHED, row.live, texts.keep(scenario), note)
    return row.live


@transaction.atomic
def withdraw(person: Person, ident: object, revision: int, note: str = "") -> None:
    """Nobody runs it any more; a scenario of the same name in the pack is hidden, too."""
    row = _locked(ident, revision)
    row.withdrawn = True
    _changed(row, person, keep_draft=True)
    _note(row, person, WITHDRAWN, note=note)


@transaction.atomic
def bring_back(person: Person, ident: object, revision: int, number: int) -> None:
    """An earlier version becomes the draft again. Raises LookupError and Stale."""
    row = _locked(ident, revision)
    scenario = scenarios.version(row, number)
    row.draft, row.title = texts.as_row(scenario), scenario.title
    _changed(row, person)
    _note(row, person, BROUGHT_BACK, note=str(number))


def check(line: str, scenario: Scenario, known: Collection[str] | None = None) -> tuple[Fault, ...]:
    """What is wrong with a text on its line. A connector that this server lacks is no fault where a pack names it."""
    others = scenarios.of_line(line)

    def library(name: str) -> Scenario | None:
        if name == scenario.id:
            return scenario
        return others[name].scenario if name in others else None

    return faults(scenario, library, connector_names() if known is None else known)


def connector_names() -> set[str]:
    """Connectors that a scenario may name: those of this server and those that scenarios of a pack name."""
    try:
        found = set(connectors())
    except NotRead:
        found = set()
    found |= {s.connector for _, one in packs.everywhere() for s in one.steps if isinstance(s, LookUp)}
    return found


def of_line(line: str) -> list[models.Scenario]:
    """Those written in the platform, by title."""
    return list(models.Scenario.objects.filter(line=line).order_by("title", "name")[:200])


def history(row: models.Scenario) -> list[models.ScenarioAct]:
    """What was done, latest first."""
    return list(models.ScenarioAct.objects.filter(scenario=row).order_by("-id")[:200])


def _locked(ident: object, revision: int) -> models.Scenario:
    row = models.Scenario.objects.select_for_update().get(pk=ident)
    if row.revision != revision:
        raise Stale(row.changed_by)
    return row


def _changed(row: models.Scenario, person: Person, keep_draft: bool = False) -> models.Scenario:
    row.revision += 1
    row.changed_at, row.changed_by = clock.now(), str(person.pk)
    row.save()
    if not keep_draft:
        _note_written(row, person)
    return row


def _note_written(row: models.Scenario, person: Person) -> None:
    """Many small changes by one person one after the other are one line of the history."""
    last = models.ScenarioAct.objects.filter(scenario=row).order_by("-id").first()
    if last is None or last.act != WRITTEN or last.by != str(person.pk):
        _note(row, person, WRITTEN)


def _note(
    row: models.Scenario, person: Person, act: str, number: int = 0, text: str | None = None, note: str = ""
) -> None:
    models.ScenarioAct.objects.create(
        scenario=row, act=act, number=number, text_id=text, note=note[:500], by=str(person.pk), at=clock.now()
    )
