"""Figures of the search: their arithmetic, and a whole run that leaves nothing behind."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from hotline.infra.paths import base_dir
from hotline.knowledge import scoring
from hotline.knowledge.models import Entry, TermCount
from hotline.project import finding
from tests.rooms.knowledge.test_importing import GUIDE

QUESTIONS = base_dir() / "tests" / "data" / "find_questions.csv"


def test_ranks_and_figures() -> None:
    assert [scoring.rank(found, {"b"}) for found in (["b"], ["a", "b"], ["a"], [])] == [1, 2, 0, 0]
    told = scoring.figures([1, 2, 6, 0])
    assert (told.recall_1, told.recall_5, told.questions) == (0.25, 0.5, 4)
    assert told.mrr == pytest.approx((1 + 0.5 + 1 / 6) / 4)
    assert told.low <= told.recall_5 <= told.high
    assert scoring.figures([]).questions == 0


def test_the_questions_are_ids_and_words_of_our_own() -> None:
    asked = scoring.read(QUESTIONS)
    assert len(asked) >= 300 and len({q.text for q in asked}) == len(asked)
    assert all(q.answers and all(re.fullmatch(r"[0-9A-Z]{20,}", ident) for ident in q.answers) for q in asked)
    held = sum(q.held for q in asked)
    assert 0.4 < held / len(asked) < 0.6


@pytest.mark.django_db(transaction=True)
def test_a_run_measures_every_way_and_leaves_nothing(tmp_path: Path) -> None:
    head, first = GUIDE.strip().split("\n")
    second = first.replace("T1", "T2").replace("养殖证核发", "公园开放时间查询")
    entries, asked = tmp_path / "items.csv", tmp_path / "questions.csv"
    entries.write_text("\n".join((head, first, second)), encoding="utf-8")
    with asked.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("question", "answers"), ("养鱼的养殖证怎么办", "T1"), ("公园几点开放", "T2")])
    report = finding.evaluate(entries, asked)
    assert report.entries == 2
    assert {"ours", "tsquery", "bm25_words", "bm25_pairs", "tantivy"} == set(report.ways)
    assert report.ways["ours"]["all"].recall_1 == 1.0
    assert not Entry.objects.exists() and not TermCount.objects.exists()
