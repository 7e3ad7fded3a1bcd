"""When a call becomes an order, the trail of its diagnosis goes with it: a note for colleagues, never for citizens."""

from __future__ import annotations

from typing import Any

from hotline.desk.diagnosing.shown import source_word, trail_rows, version_word, words_of
from hotline.desk.forms.read import LONGEST
from hotline.knowledge.diagnosis import after
from hotline.knowledge.diagnosis.models import DiagnosisRun
from hotline.orders import notes
from hotline.orders.results import Refused


def belongs(person: Any, call: str, order_id: Any, number: str) -> None:
    """Runs of the call are the order's from now on; each is written down as a note where notes can be written."""
    for run in after.belongs(person, call, number):
        try:
            notes.add(order_id, person, note_text(run), key=f"diagnosis-{run.pk}")
        except Refused:
            continue  # the order is over already: its page leads to the trail all the same


def note_text(run: DiagnosisRun) -> str:
    """The trail as the text of a note: what was asked, what came, why; personal answers are masked in it."""
    said, causes = words_of("note"), words_of("cause")
    lines = [said["head"].format(title=run.title, version=version_word(run.version))]
    for row in trail_rows(run.trail):
        look = row.get("look")
        if look and look["cause"]:
            told = said["source_down"].format(source=source_word(look["source"]), cause=causes[look["cause"]])
        elif row.get("data"):
            told = "  ".join(f"{label} {value}" for label, value in row["data"])
        else:
            told = row.get("said") or row["how"]
        line = said["step"].format(n=row["n"], text=row.get("text", ""), said=told)
        lines.append(line + (said["because"].format(why=row["why"]) if row.get("why") else ""))
    text = "\n".join(lines)
    return text if len(text) <= LONGEST else text[: LONGEST - len(said["more"]) - 1] + "\n" + said["more"]
