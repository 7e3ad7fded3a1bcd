"""What people decided becomes a model (CLS-2): learned at night, compared on the last weeks, in use only if better.

A run is of one hotline and one kind: decided texts of the last year, personal data masked; the last weeks are set
aside; what was decided before is learned. Rows that nearly repeat a learned one are not tested on. The model that was
measured is the one that is stored, so its card holds for exactly it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

import structlog

from hotline import policy as packs
from hotline.accounts.selectors import lines
from hotline.core.policy import Policy
from hotline.dispatch import past
from hotline.infra import clock
from hotline.infra.privacy import sm3_hex
from hotline.insight import learning_units
from hotline.language import cold, keeping, offers
from hotline.language.apart import learn_apart
from hotline.language.classify import Model
from hotline.language.comparing import Answers, Tested, compare, tested
from hotline.language.duplicates import near_duplicates
from hotline.language.masking import masked
from hotline.language.matrices import Ints
from hotline.language.shapes import Kind
from hotline.orders.decided import Decided, decided

log = structlog.get_logger(__name__)

SPAN = timedelta(days=365)
LAST_WEEKS = timedelta(days=28)
TESTED_SHARE = 0.2
"""At most this part of the rows is set aside, the latest ones."""
MOST = 10_000
"""Rows that are read, the latest: a night job stays below a minute and 600 MB (docs/evaluation.md)."""
LEAST = 80
"""With fewer decided rows nothing is learned; descriptions do as well."""
LEAST_NEW = 20
"""Rows to compare on that neither model has learned from."""


@dataclass(frozen=True)
class Outcome:
    """What a run did: `done` is `too_few`, `nothing_new`, `kept` (the one in use is as good) or `switched`."""

    line: str
    kind: Kind
    done: str
    rows: int
    model: str = ""


def nightly() -> list[Outcome]:
    """Every hotline and kind: like decisions summed up, models learned. A fault of one does not stop the others."""
    offers.settle()
    keeping.sign_again()
    made: list[Outcome] = []
    for line in lines().values():
        made += one_line(line.id)
    return made


def one_line(line: str) -> list[Outcome]:
    """Every kind of one hotline."""
    made: list[Outcome] = []
    past.recount(line)
    for kind in Kind:
        try:
            made.append(train(line, kind))
        except Exception:
            # A hotline whose texts cannot be learned from must not keep the others from learning.
            log.exception("learning.failed", line=line, kind=kind.value)
    return made


def train(line: str, kind: Kind, switch: bool = True) -> Outcome:
    """One run. `switch` False only stores and compares."""
    policy = packs.load(lines()[line].pack)
    rows = _rows(line, kind)
    outcome = _train(line, kind, policy, rows, switch)
    log.info("learning.done", line=line, kind=kind.value, done=outcome.done, rows=outcome.rows)
    return outcome


def _train(line: str, kind: Kind, policy: Policy, rows: list[Decided], switch: bool) -> Outcome:
    if len(rows) < LEAST or len({_label(row, kind) for row in rows}) < 2:
        return Outcome(line, kind, "too_few", len(rows))
    older, latest = _split(rows)
    current = keeping.load_current(kind, line)
    learned_until = str(current.card.get("until", "")) if current else ""
    fresh = [row for row in latest if row.registered_at.isoformat() > learned_until]
    texts = {row.id: _text(row) for row in [*older, *fresh]}
    groups = _groups([*older, *fresh], texts)
    known = set(groups[: len(older)].tolist())
    kept = [at for at, group in enumerate(groups[len(older) :]) if group not in known]
    new, new_groups = [fresh[at] for at in kept], groups[len(older) :][kept]
    if len(new) < LEAST_NEW:
        return Outcome(line, kind, "nothing_new", len(rows))
    described = cold.described(policy, kind) if kind in cold.DESCRIBED else None
    try:
        learned = learn_apart([texts[row.id] for row in older], [_label(row, kind) for row in older], described)
    except ValueError:
        return Outcome(line, kind, "too_few", len(rows))
    return _judged(line, kind, policy, learned, (older, new, new_groups), texts, switch)


def _judged(
    line: str,
    kind: Kind,
    policy: Policy,
    learned: tuple[Model, bytes],
    parts: tuple[list[Decided], list[Decided], Ints],
    texts: dict[str, tuple[str, str]],
    switch: bool,
) -> Outcome:
    """Measure beside what is in use, store with a card, take into use if better."""
    model, data = learned
    older, new, groups = parts
    current = keeping.load_current(kind, line)
    weights: tuple[float, ...] = ()
    if kind is Kind.UNIT:
        half = len(new) // 2
        judge = learning_units.Judge(line, older, texts)
        weights = judge.fit(model, new[half:])  # the older half; what came last is tested on
        new, groups = new[:half], groups[:half]
        mine = tested(judge.answers(model, weights, new), [row.unit for row in new])
        other = tested(judge.answers_of(current, new), [row.unit for row in new])
    else:
        truth = [_label(row, kind) for row in new]
        mine = tested(_answers(model, new, texts), truth)
        before = current.model if current else cold.starting(policy, kind)
        other = tested(_answers(before, new, texts), truth)
    judged = compare(mine, other, groups)
    card = _card(kind, model, older, mine, groups) | {
        "compared_with": current.id if current else "",
        "compared": judged.as_json(),
        "current": {name: value for name, value in other.figures(groups).items() if name != "per_class"},
    }
    if weights:
        card["weights"] = list(weights)
    row = keeping.store(kind, line, data, card)
    if switch and judged.better:
        keeping.switch(row.id)
    keeping.tidy(kind, line)
    return Outcome(line, kind, "switched" if switch and judged.better else "kept", len(older) + len(new), str(row.id))


def _card(kind: Kind, model: Model, older: list[Decided], mine: Tested, groups: Ints) -> dict[str, object]:
    first, last = older[-1].registered_at, older[0].registered_at
    labelled = "\n".join(f"{row.id} {_label(row, kind)}" for row in older)
    return {
        "rows": len(older),
        "tested": len(mine.truth),
        "since": first.isoformat(),
        "until": last.isoformat(),
        "classes": len(model.classes),
        "threshold": round(model.threshold, 4),
        "trained_at": clock.now().isoformat(),
        "data_digest": sm3_hex(labelled.encode()),
    } | mine.figures(groups)


def _rows(line: str, kind: Kind) -> list[Decided]:
    """Decided rows that have a value, latest first."""
    now = clock.now()
    found = (row for row in decided(line, now - SPAN, now) if _label(row, kind))
    return list(islice(found, MOST))


def _split(rows: list[Decided]) -> tuple[list[Decided], list[Decided]]:
    """What is learned and the last weeks; at most a fifth is set aside, unless that is too few to compare on."""
    weeks = sum(row.registered_at >= rows[0].registered_at - LAST_WEEKS for row in rows)
    aside = max(min(weeks, int(len(rows) * TESTED_SHARE)), 2 * LEAST_NEW)
    return rows[aside:], rows[:aside]


def _label(row: Decided, kind: Kind) -> str:
    match kind:
        case Kind.NATURE:
            return row.nature
        case Kind.CONTENT_CLASS:
            return row.content_class
        case Kind.UNIT:
            return row.unit


def _text(row: Decided) -> tuple[str, str]:
    return masked(row.title, row.registered_at), masked(row.content, row.registered_at)


def _groups(rows: list[Decided], texts: dict[str, tuple[str, str]]) -> Ints:
    return near_duplicates([" ".join(texts[row.id]) for row in rows])


def _answers(model: Model | None, rows: list[Decided], texts: dict[str, tuple[str, str]]) -> Answers:
    def answer(place: int) -> tuple[str, float, bool]:
        if model is None:
            return "", 0.0, False
        told = model.answer(texts[rows[place].id], top=1, reasons=0)
        first = told.suggestions[0]
        return first.label, first.probability, told.preset

    return answer
