"""A run in words: its trail, the question that waits, and what its conclusion offers to the form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hotline.accounts import selectors as accounts
from hotline.core.diagnosis.shapes import AnswerKind, Ending, Question
from hotline.core.vocabulary import AnswerBasis, Urgency
from hotline.desk.times import short_stamp
from hotline.desk.words import table
from hotline.infra import clock
from hotline.infra.tongues import in_words, listed
from hotline.knowledge.diagnosis.models import DiagnosisRun
from hotline.knowledge.diagnosis.running import Standing
from hotline.policy import registry

INPUTS = {AnswerKind.NUMBER: "decimal", AnswerKind.PHONE: "tel"}
"""What a phone's keyboard shows for an answer."""


def words_of(name: str) -> Any:
    return table("diagnosis")[name]


def version_word(version: int) -> str:
    """Which text was run: a version of the platform, or the pack's."""
    said = words_of("panel")
    return said["version"].format(number=version) if version else said["pack"]


def source_word(name: str) -> str:
    """What a source is called: its title, or a word of ours while nobody has set it up."""
    text: str = words_of("source").get(name, name)
    return text


def trail_rows(trail: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each step with how it went in words, and how its source was asked."""
    said, causes, panel = words_of("found"), words_of("cause"), words_of("panel")
    rows = []
    for n, row in enumerate(trail, 1):
        look = row.get("look")
        told = {"n": n, "how": said.get(row["found"], ""), "kind": row["found"], "down": "", "asked": ""}
        if look:
            arguments = listed(look["asked"].values())
            source = source_word(look["source"])
            told["asked"] = panel["asked"].format(source=source, arguments=arguments)
            told["at"] = short_stamp(datetime.fromisoformat(look["at"]), clock.now()) if look.get("at") else ""
            told["took"] = panel["took"].format(ms=look["took"])
            if look["cause"]:
                told["down"] = panel["down"].format(source=source, cause=causes[look["cause"]])
        if row.get("why") == row.get("text"):
            told["why"] = ""
        data = row.get("data") or []
        told["data"] = list(data.items()) if isinstance(data, dict) else data  # kept before the order was kept
        rows.append(row | told)
    return rows


def question_of(standing: Standing) -> dict[str, Any] | None:
    """The question that waits: its choices with digits, and what the text has said already."""
    step = standing.question
    if step is None:
        return None
    choices = [
        {"value": c.value, "label": c.label, "digit": n if n < 10 else "", "proposed": c.value == standing.proposed}
        for n, c in enumerate(step.choices, 1)
    ]
    return {
        "id": step.id,
        "text": step.text,
        "help": step.help,
        "why": step.why,
        "choices": choices if step.kind is AnswerKind.CHOICE else [],
        "input": INPUTS.get(step.kind, "text"),
        "date": step.kind is AnswerKind.DATE,
        "personal": step.kind in (AnswerKind.PHONE, AnswerKind.IDENT),
        "proposed": standing.proposed,
        "proposed_label": _label(step, standing.proposed),
        "may_skip": step.may_skip,
    }


def _label(step: Question, value: str) -> str:
    return next((c.label for c in step.choices if c.value == value), value)


def end_of(standing: Standing) -> dict[str, Any] | None:
    """The conclusion: what is read out, and what one key brings into the form."""
    end = standing.run.conclusion
    if end is None:
        return None
    return {
        "title": end.title,
        "answer": standing.answer,
        "inside": standing.inside,
        "basis": end.basis,
        "entry": end.entry,
        "ending": end.ending.value,
        "how": words_of("ending")[end.ending.value],
        "hand_to": end.hand_to,
        "answers": end.ending is not Ending.ORDER,
        "quote_basis": AnswerBasis.KNOWLEDGE.value,
        "ref": words_of("panel")["ref"].format(title=standing.row.title),
        "version": standing.reference,
        "order": order_fields(standing) if standing.order else None,
    }


def order_fields(standing: Standing) -> dict[str, str]:
    """What goes into the form of the order, codes with their labels."""
    policy = registry.load(accounts.lines()[standing.row.line].pack)
    found = dict(standing.order)
    nature, content_class = policy.nature(found.get("nature", "")), policy.content_class(found.get("content_class", ""))
    urgency = next((u for u in Urgency if u.value == found.get("urgency")), None)
    return {
        "title": found.get("title", ""),
        "content": found.get("content", ""),
        "nature": found.get("nature", "") if nature else "",
        "nature_label": nature.label if nature else "",
        "content_class": found.get("content_class", "") if content_class else "",
        "class_label": content_class.label if content_class else "",
        "urgency": urgency.value if urgency else "",
        "urgency_label": in_words(urgency) if urgency else "",
    }


def runner(standing: Standing, wrong: str = "") -> dict[str, Any]:
    """Context of `desk/diagnosis/runner.html`."""
    row = standing.row
    return {
        "run": row,
        "wrong": wrong,
        "version": version_word(row.version),
        "opening": standing.scenario.opening if not standing.trail else "",
        "trail": [mark for mark in trail_rows(standing.trail) if mark["kind"] != "concluded"],
        "q": question_of(standing),
        "end": end_of(standing),
        "began": any(mark["found"] in ("answered", "from_text", "skipped") for mark in standing.trail),
    }


def runs_of(rows: Iterable[DiagnosisRun]) -> list[dict[str, str]]:
    """Runs of an order, for its page."""
    said = words_of("ending")
    return [
        {
            "url": f"/diagnosis/trail/{row.pk}/",
            "title": row.title,
            "how": said.get(row.ending, ""),
            "end": next((mark.get("text", "") for mark in reversed(row.trail)), ""),
        }
        for row in rows
    ]
