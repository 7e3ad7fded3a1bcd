"""Runs the evaluation of the search on a line of its own, inside a transaction that is rolled back."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from hotline import policy as packs
from hotline.accounts import services as accounts
from hotline.core.vocabulary import KnowledgeKind
from hotline.knowledge import evaluating, importing, scoring, synonyms
from hotline.knowledge.reading import read

LINE = "evaluation"
UNIT = "evaluation-unit"


class _Back(Exception):
    """Rolls the transaction back."""


def evaluate(entries: Path, questions: Path) -> evaluating.Report:
    """The report of a file of entries and a file of questions."""
    report: list[evaluating.Report] = []
    try:
        with transaction.atomic():
            report.append(_within(entries, questions))
            raise _Back
    except _Back:
        return report[0]
    finally:
        synonyms.forget()


def _within(entries: Path, questions: Path) -> evaluating.Report:
    accounts.save_lines([{"id": LINE, "name": LINE, "prefix": "EVAL", "pack": next(iter(sorted(packs.names())))}])
    accounts.save_units([{"id": UNIT, "name": UNIT, "level": "1", "kind": "government"}])
    given = importing.Given(LINE, KnowledgeKind.PROCEDURE, UNIT)
    plan = read(entries.read_bytes(), entries.name, given)
    importing.carry_out(plan, "evaluation")
    return evaluating.evaluate(plan.rows, scoring.read(questions), LINE)
