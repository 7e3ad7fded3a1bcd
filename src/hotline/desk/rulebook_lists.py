"""The lists of a pack in words: classes, procedures, measures, score sheets, desks, phrases, forms, open questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hotline.core.policy.measures import MeasureSpec
from hotline.core.policy.pack import Policy
from hotline.core.policy.procedures import OutcomeSpec, ProcedureSpec, StageSpec
from hotline.core.policy.scores import ScoreItem, ScoreSheet
from hotline.core.policy.shapes import Term, WarningTold, WarningWindow
from hotline.core.vocabulary import Ruling
from hotline.core.vocabulary import Term as Word
from hotline.desk.words import table
from hotline.infra.tongues import in_words, listed, said
from hotline.policy import wording

Limit = Callable[[str, str], str]
TERM_SECTIONS = (
    "accepted_matters",
    "refusal_reasons",
    "natures",
    "content_classes",
    "service_commitments",
    "emergencies",
    "goods",
)


def say(key: str, /, **params: object) -> str:
    text: str = table("rules")["words"][key]
    return text.format(**params) if params else text


def word(policy: Policy, value: Any) -> str:
    """A word of the vocabulary as this hotline says it; anything else as it is."""
    return said(policy.word(value)) if isinstance(value, Word) else str(value)


def warning(policy: Policy, value: WarningWindow | WarningTold) -> str:
    """When what is reported is too much, and who else hears of it."""
    if isinstance(value, WarningTold):
        return say("warning_told", level=value.level, role=word(policy, value.role))
    levels = (
        say("warning_level", level=number, least=one.least, times=f"{one.times:g}")
        for number, one in enumerate(value.levels, 1)
    )
    return say("warning_window", days=value.days, levels=said("，").join(levels))


@dataclass(frozen=True)
class Section:
    """A chapter of the book. `kind` says how its rows are shown."""

    id: str
    title: str
    rows: tuple[Any, ...]
    kind: str = "rules"


def sections(policy: Policy, limit: Limit) -> Iterator[Section]:
    """One section a list, in the order in which an order meets them."""
    titles = table("rules")["sections"]
    lists = policy.lists
    for name in TERM_SECTIONS:
        yield Section(name, titles[name], tuple(_terms(getattr(lists, name))), "terms")
    yield Section(
        "procedures", titles["procedures"], tuple(_procedure(policy, p, limit) for p in lists.procedures), "steps"
    )
    yield Section("measures", titles["measures"], tuple(_measure(m, lists.measures) for m in lists.measures), "entries")
    sheets = tuple(_sheet(s, lists) for s in lists.score_sheets)
    yield Section("score_sheets", titles["score_sheets"], sheets, "steps")
    yield Section("desks", titles["desks"], tuple(_desk(d, policy) for d in lists.desks), "entries")
    yield Section("campaigns", titles["campaigns"], tuple(map(_campaign, lists.campaigns)), "entries")
    yield Section("phrases", titles["phrases"], tuple(map(_phrase, lists.phrases)), "entries")
    yield Section("forms", titles["forms"], tuple(map(_form, lists.forms)), "entries")
    yield Section("unknowns", titles["unknowns"], policy.unknowns, "lines")


def _entry(title: str, lines: Iterator[str], source: str) -> dict[str, Any]:
    return {"title": title, "lines": tuple(line for line in lines if line), "source": source}


def _terms(terms: tuple[Term, ...]) -> Iterator[dict[str, Any]]:
    depth: dict[str, int] = {}
    for term in terms:
        depth[term.id] = depth.get(term.parent, 0) + 1 if term.parent else 0
        yield {"label": term.label, "text": term.text, "source": term.source, "depth": depth[term.id], "id": term.id}


# --- procedures -------------------------------------------------------------------------------------------------------


def _procedure(policy: Policy, spec: ProcedureSpec, limit: Limit) -> dict[str, Any]:
    steps = [
        {"title": stage.title, "lines": tuple(_stage(policy, spec, stage, limit)), "source": stage.source}
        for stage in spec.stages
    ]
    return {"title": spec.title, "text": spec.text, "source": spec.source, "steps": steps}


def _stage(policy: Policy, spec: ProcedureSpec, stage: StageSpec, limit: Limit) -> Iterator[str]:
    yield say("by", party=in_words(stage.by), roles=listed(said(policy.word(r)) for r in stage.roles))
    if found := limit(spec.id, stage.id):
        yield say("limit", limit=found)
    if stage.text:
        yield stage.text
    if stage.fields:
        yield say("written", fields=listed(f.label for f in stage.fields))
    if stage.documents:
        yield say("papers", papers=listed(stage.documents))
    for outcome in stage.outcomes:
        yield _outcome(spec, outcome)
    late = stage.outcome(stage.late_outcome)
    if late is not None:
        yield say("late", outcome=late.label)


def _outcome(spec: ProcedureSpec, outcome: OutcomeSpec) -> str:
    following = spec.stage(outcome.to)
    told = [say("goes_to", stage=following.title) if following else say("ends")]
    if outcome.ruling is not Ruling.NONE:
        told.append(say("ruled", ruling=in_words(outcome.ruling)))
    if outcome.day_label:
        told.append(say("day_named", day=outcome.day_label))
    told += [say("proposes", what=what) for what in outcome.proposes]
    return f"{outcome.label} → {said('，').join(told)}"


# --- measures and sheets ----------------------------------------------------------------------------------------------


def _measure(spec: MeasureSpec, every: tuple[MeasureSpec, ...]) -> dict[str, Any]:
    labels = {m.id: m.label for m in every}

    def lines() -> Iterator[str]:
        yield spec.text
        if spec.parts:
            yield "＋".join(
                say("mixed", measure=labels.get(p.measure, p.measure), weight=f"{p.weight:g}") for p in spec.parts
            )
        for left in spec.leave_out:
            yield say("left_out", reason=left.reason)

    return _entry(spec.label, lines(), spec.source)


def _sheet(sheet: ScoreSheet, lists: Any) -> dict[str, Any]:
    sections = {s.id: s.title for s in sheet.sections}
    steps = [
        {
            "title": f"{sections[item.section]} · {item.title}" if item.section in sections else item.title,
            "lines": tuple(line for line in _item(item, lists) if line),
            "source": item.source,
        }
        for item in sheet.items
    ]
    head = [in_words(sheet.period), in_words(sheet.of)]
    if sheet.starts_at:
        head.append(say("starts_at", points=f"{sheet.starts_at:g}"))
    head += [f"{s.title}{say('full', points=f'{s.full:g}')}" for s in sheet.sections]
    text = said("；").join((*head, sheet.text)) if sheet.text else said("；").join(head)
    steps += [
        {"title": in_words(rule.kind), "lines": (say("proposes", what=rule.text),), "source": rule.source}
        for rule in sheet.proposals
    ]
    return {"title": sheet.title, "text": text, "source": sheet.source, "steps": steps}


def _item(item: ScoreItem, lists: Any) -> Iterator[str]:
    yield item.text
    if item.points:
        key = "each_one" if item.each == 1 else "each"
        yield say(key, each=item.each, points=f"{item.points:+g}")
    if item.full is not None:
        yield say("full", points=f"{item.full:g}")
    if item.by_hand:
        yield say("by_hand")
    if item.measure:
        yield say("through", measure=next((m.label for m in lists.measures if m.id == item.measure), item.measure))
    if item.inspection:
        found = (s.title for s in lists.score_sheets if s.id == item.inspection)
        yield say("inspected", sheet=next(found, item.inspection))
    if item.bands:
        yield said("；").join(_band(b.at_least, b.below, b.points) for b in item.bands)
    if item.most is not None:
        yield say("most", points=f"{item.most:g}")


def _band(low: float | None, high: float | None, points: float) -> str:
    between = f"{'' if low is None else f'{low:g}≤'}x{'' if high is None else f'<{high:g}'}"
    return f"{between}{said('：')}{points:g}"


# --- the rest ---------------------------------------------------------------------------------------------------------


def _desk(desk: Any, policy: Policy) -> dict[str, Any]:
    classes = {t.id: t.label for t in policy.lists.content_classes}

    def lines() -> Iterator[str]:
        yield desk.text
        if desk.expert:
            yield say("expert")
        yield listed(policy.lines.get(line, line) for line in desk.lines)
        yield listed(classes.get(c, c) for c in desk.content_classes)
        if desk.calendar in policy.calendars:
            spans = policy.calendars[desk.calendar].spans
            yield said("，").join(f"{s.start:%H:%M}–{s.end:%H:%M}" for s in spans)

    return _entry(desk.label, lines(), desk.source)


def _campaign(campaign: Any) -> dict[str, Any]:
    def lines() -> Iterator[str]:
        yield campaign.text
        yield campaign.opening
        for question in campaign.questions:
            answers = "／".join(question.answers)
            yield say("answers", question=question.text, answers=answers) if answers else question.text
        yield say("attempts", n=campaign.attempts)
        if campaign.consent:
            yield say("consent")

    return _entry(campaign.title, lines(), campaign.source)


def _phrase(phrase: Any) -> dict[str, Any]:
    return _entry(phrase.situation, iter((phrase.text,)), phrase.source)


def _form(form: Any) -> dict[str, Any]:
    return _entry(form.title, iter((listed(form.fields),)), form.source)


def releases(policy: Policy, kept: list[Any], compare: Callable[[str], int | None]) -> list[dict[str, Any]]:
    """Releases of a pack that orders were decided under, latest first; how many rules differ from today's."""
    rows = []
    for row in kept:
        differing = None if row.release == policy.release else compare(row.release)
        rows.append(
            {
                "release": row.release,
                "now": row.release == policy.release,
                "from": say("release_from", at=wording.moment(row.published_at, policy.first_calendar)),
                "changed": say("changed", n=differing) if differing is not None else "",
            }
        )
    return rows
