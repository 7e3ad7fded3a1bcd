"""Score sheets in words: every point with its matter, its rule and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hotline.accounts.selectors import directory, person_name
from hotline.appraisal import words as room
from hotline.appraisal.computing import result_of
from hotline.appraisal.models import Objection, Ruling, Run, SheetVersion
from hotline.appraisal.selectors import Shown, Trace
from hotline.core.appraisal.results import INSPECTION, MEASURE, Adjustment, ItemResult, Occasion, SheetResult
from hotline.core.policy.scores import ScoreSheet
from hotline.core.vocabulary import CountedKind, Scored
from hotline.desk.kinds import kind_word, pack_title
from hotline.desk.times import day_of, stamp
from hotline.desk.words import table
from hotline.infra import clock
from hotline.infra.tongues import in_words, said

MOST_ROWS = 20


def phrase(key: str, **params: object) -> str:
    section, _, name = key.partition(".")
    text: str = table("scores")[section][name]
    return text.format(**params) if params else text


def points(value: Decimal | None, signed: bool = True) -> str:
    """`+1`, `-0.5`, `0`: exact, without needless zeros."""
    if value is None:
        return ""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"+{text}" if signed and value > 0 else "0" if text in ("-0", "") else text


def day(value: date) -> str:
    return day_of(value, clock.now())


def span(run: Run) -> str:
    return phrase("said.period", first=day(run.start), last=day(run.end))


def group_name(group: str) -> str:
    """What people call a group of like subjects."""
    return kind_word(group) if group else str(table("scores")["groups"]["none"])


def standing_of(run: Run) -> str:
    """Where a run stands, in one sentence."""
    if run.state == "draft":
        return phrase("said.draft", at=stamp(run.as_of, clock.now()))
    if run.state == "issued" and run.issued_on:
        return phrase("said.issued", number=run.number, day=day(run.issued_on))
    if run.state != "published":
        return ""
    if run.object_until is None:
        return phrase("said.until_issue")
    return phrase("said.until" if clock.today() <= run.object_until else "said.over", day=day(run.object_until))


# --- runs -------------------------------------------------------------------------------------------------------------


def run_row(run: Run, title: str) -> dict[str, Any]:
    return {
        "id": str(run.pk),
        "title": title,
        "pack": pack_title(run.pack),
        "of": phrase(f"of.{run.of}"),
        "span": span(run),
        "state": said(room.STATES[run.state]),
        "draft": run.state == "draft",
        "standing": standing_of(run),
    }


def ranking(rows: Iterable[SheetVersion], spec: ScoreSheet, open_: dict[str, int]) -> list[dict[str, Any]]:
    """Groups of like subjects, each in its order. `open_`: subject → objections without a word."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        result = result_of(row)
        groups.setdefault(row.group, []).append(
            {
                "subject": row.subject,
                "name": row.name,
                "total": points(row.total, signed=False),
                "place": row.place or "",
                "ranked": bool(row.place),
                "sections": [(s.id, points(s.points, signed=False)) for s in result.sections],
                "times": sum(item.times for item in result.items if not item.awaiting),
                "awaiting": len(result.awaiting),
                "proposals": len(result.proposals),
                "open": open_.get(row.subject, 0),
                "note": "" if row.place else place_of(result, spec),
            }
        )
    return [{"name": group_name(name)} | _folded(found) for name, found in groups.items()]


def _folded(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Of a long list those about whom there is nothing to say stand apart."""
    idle = [row for row in rows if not (row["times"] or row["awaiting"] or row["proposals"] or row["open"])]
    if len(rows) <= MOST_ROWS:
        idle = []
    return {"rows": [row for row in rows if row not in idle], "idle": idle}


def place_of(result: SheetResult, spec: ScoreSheet) -> str:
    if result.place:
        return phrase("said.place", place=result.place, of=result.of)
    if spec.minimum and result.sample < spec.minimum:
        return phrase("said.unranked", sample=result.sample, minimum=spec.minimum)
    return phrase("said.not_ranked")


# --- one sheet --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One occasion. `objection`: what was objected to it, and the word on it."""

    occasion: Occasion
    day: str
    what: str
    number: str
    url: str
    points: str
    was: str
    notes: tuple[str, ...]
    objection: dict[str, Any] | None


class SheetPage:
    """A sheet for a page: sections with items, items with their occasions."""

    def __init__(self, shown: Shown, trace: Trace) -> None:
        self.shown, self.spec, self.result = shown, shown.spec, shown.result
        rulings = {ruling.objection_id: ruling for ruling in trace.rulings}
        self._objections = {o.occasion: objection_row(o, rulings.get(o.pk)) for o in trace.objections}
        self.decided = {d.proposal: d for d in trace.decisions if d.sheet_id == shown.row.pk}
        self.decisions = trace.decisions
        self._items = {item.id: item for item in self.spec.items}
        self._sections = {section.id: section for section in self.spec.sections}

    def sections(self) -> list[dict[str, Any]]:
        """Items by section; a sheet without sections is one."""
        found: dict[str, list[dict[str, Any]]] = {s.id: [] for s in self.result.sections}
        for item in self.result.items:
            found.setdefault(item.section, []).append(self._item(item))
        sums = {s.id: s for s in self.result.sections}
        return [
            {
                "title": self._sections[name].title if name in self._sections else "",
                "points": points(sums[name].points, signed=False) if name in sums else "",
                "full": points(sums[name].full, signed=False) if name in sums else "",
                "items": [item for item in items if item["lines"] or item["awaiting"]],
                "idle": [item for item in items if not (item["lines"] or item["awaiting"])],
            }
            for name, items in found.items()
            if items
        ]

    def _item(self, item: ItemResult) -> dict[str, Any]:
        spec = self._items[item.id]
        return {
            "title": spec.title,
            "text": spec.text,
            "source": spec.source,
            "points": "" if item.awaiting else points(item.points),
            "awaiting": item.awaiting,
            "full": "" if spec.full is None else f"{spec.full:g}",
            "times": item.times,
            "lines": [self._line(occasion) for occasion in item.occasions],
        }

    def _line(self, o: Occasion) -> Line:
        notes = []
        if o.value is not None:
            notes.append(phrase("said.value", value=o.value))
        if o.evidence and o.kind == INSPECTION:
            notes.append(phrase("said.evidence", n=len(o.evidence)))
        if o.ruling and o.was is not None:
            notes.append(phrase("said.was", was=points(o.was)))
        number, url = self._ref(o)
        return Line(
            o, day(o.day) if o.day else "", kind_of(o.kind), number, url, points(o.points),
            points(o.was), tuple(notes), self._objections.get(o.key),
        )  # fmt: skip

    def _ref(self, o: Occasion) -> tuple[str, str]:
        """What it happened on, and its page."""
        if o.kind == MEASURE:
            run = self.shown.run
            where = f"pack={run.pack}&m={o.ref}&from={run.start}&to={run.end}"
            extra = f"&by=unit&key={self.shown.row.subject}" if run.of == Scored.UNIT.value else ""
            return "", f"/board/behind/?{where}{extra}"
        if o.kind == CountedKind.ENTRY:
            return o.document, f"/{o.order}/" if o.order else ""
        number = self.shown.numbers.get(o.ref, "")
        return number or o.ref, f"/{number}/" if number else ""

    def cuts(self) -> list[str]:
        return [self._cut(one) for one in self.result.adjustments]

    def _cut(self, one: Adjustment) -> str:
        kind, _, name = one.at.partition(":")
        at = phrase("said.sheet")
        if kind == "item" and name in self._items:
            at = phrase("said.item", title=self._items[name].title)
        elif kind == "section" and name in self._sections:
            at = phrase("said.section", title=self._sections[name].title)
        return phrase("said.cut", at=at, limit=points(one.limit, signed=False), amount=points(one.amount))

    def left_out(self) -> list[str]:
        many: dict[str, int] = {}
        for one in self.result.left_out:
            many[one.reason] = many.get(one.reason, 0) + 1
        return [phrase("said.left", reason=reason, n=n) for reason, n in many.items()]

    def quotas(self) -> list[str]:
        titles = {quota.id: quota.title for quota in self.spec.quotas}
        return [
            phrase("said.quota", title=titles.get(q.id, q.id), due=points(q.due, signed=False), reached=q.reached,
                short=points(q.short, signed=False))
            for q in self.result.quotas
        ]  # fmt: skip

    def proposals(self) -> list[dict[str, Any]]:
        """What follows, to be confirmed or declined by a person."""
        return [
            {
                "id": p.id,
                "kind": in_words(p.kind),
                "text": p.text,
                "amount": "" if p.amount is None else phrase("said.amount", amount=points(p.amount)),
                "to": phrase("said.to", to=p.to) if p.to else "",
                "source": p.source,
                "decision": decision_row(self.decided[p.id]) if p.id in self.decided else None,
            }
            for p in self.result.proposals
        ]

    def objections(self) -> list[dict[str, Any]]:
        """All of them, with what they are about."""
        about = {o.key: (self._items[o.item].title, self._line(o)) for o in self.result.occasions}
        return [
            {
                "row": row,
                "title": about[key][0] if key in about else "",
                "line": about[key][1] if key in about else None,
            }
            for key, row in self._objections.items()
        ]


def kind_of(kind: str) -> str:
    return in_words(CountedKind(kind)) if kind in set(CountedKind) else phrase(f"kinds.{kind}")


def objection_row(objection: Objection, ruling: Ruling | None) -> dict[str, Any]:
    now = clock.now()
    word = phrase("said.waiting")
    if ruling is not None:
        given = points(ruling.points if ruling.points is not None else Decimal(0), signed=False)
        word = phrase("said.upheld", points=given) if ruling.upheld else phrase("said.dismissed")
    return {
        "id": str(objection.pk),
        "reason": objection.reason,
        "by": person_name(objection.by),
        "at": stamp(objection.at, now),
        "own": objection.own_motion,
        "open": ruling is None,
        "word": word,
        "grounds": ruling.grounds if ruling else "",
        "ruled_by": person_name(ruling.by) if ruling else "",
        "ruled_at": stamp(ruling.at, now) if ruling else "",
    }


def decision_row(decision: Any) -> dict[str, str]:
    return {
        "word": phrase("said.decided" if decision.confirmed else "said.declined"),
        "reason": decision.reason,
        "by": person_name(decision.by),
        "at": stamp(decision.at, clock.now()),
    }


def story(trace: Trace) -> list[dict[str, str]]:
    """Everything that happened to a sheet, oldest first."""
    now = clock.now()
    found = [(step.at, said(room.STEPS[step.what]), step.note, step.by) for step in trace.steps]
    found += [
        (
            v.at,
            phrase("said.version", n=v.n, because=said(room.BECAUSE[v.because]), total=points(v.total, signed=False)),
            "",
            v.by,
        )
        for v in trace.versions
    ]
    return [
        {"at": stamp(at, now), "what": what, "note": note, "who": person_name(who)}
        for at, what, note, who in sorted(found, key=lambda row: row[0])
    ]


def unit_name(ident: str) -> str:
    return directory().name(ident)
