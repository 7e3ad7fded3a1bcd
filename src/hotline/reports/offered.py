"""Which papers an order has now: the forms of its pack, each for the things in the order that it prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hotline.core.events import StepTaken
from hotline.core.policy.pack import Policy
from hotline.core.policy.shapes import Form
from hotline.core.state import Order
from hotline.core.vocabulary import DocumentKind, PaperFor, ProcedureState
from hotline.reports import words
from hotline.reports.facts import ORDER, About, Record
from hotline.reports.filling import ASKED_FOR, GONE

DOCUMENTS = {
    PaperFor.LEADER_SUBMISSION: DocumentKind.LEADER_SUBMISSION,
    PaperFor.SUPERVISION_ORDER: DocumentKind.SUPERVISION_ORDER,
    PaperFor.CONFERENCE_MINUTES: DocumentKind.CONFERENCE_MINUTES,
}


@dataclass(frozen=True, slots=True)
class Offered:
    """One paper that can be printed; `title` says which, where there are several of a kind."""

    form: Form
    about: About
    title: str

    @property
    def key(self) -> tuple[str, str]:
        return self.form.id, self.about.key


def offered(
    order: Order, policy: Policy, records: tuple[Record, ...], unit: Callable[[str], str]
) -> tuple[Offered, ...]:
    """Every paper that makes sense for the order as it stands, in the order of the pack's forms."""
    found = [Offered(form, about, form.title) for form in policy.lists.forms for about in _abouts(form, order)]
    for about, form in _stages(order, policy, records):
        if all(o.key != (form.id, about.key) for o in found):
            found.append(Offered(form, about, form.title))
    return tuple(_named(o, found, unit) for o in found)


def _named(paper: Offered, every: list[Offered], unit: Callable[[str], str]) -> Offered:
    alike = [o for o in every if o.form.id == paper.form.id]
    about = paper.about
    part = about.assignment or about.document or about.request
    name = unit(part.unit) if part is not None and part.unit else ""
    name = name or (about.stage.title if about.stage else "") or (about.key if len(alike) > 1 else "")
    if not name or (len(alike) == 1 and about.assignment is None):
        return paper
    return Offered(paper.form, about, words.ABOUT.format(title=paper.form.title, about=name))


def _abouts(form: Form, order: Order) -> Iterator[About]:
    if form.prints is PaperFor.ORDER or (form.prints is PaperFor.REPLY_LETTER and order.public_answer):
        yield ORDER
    elif form.prints is PaperFor.ASSIGNMENT:
        yield from (About(a.id, assignment=a) for a in order.assignments if a.state not in GONE)
    elif form.prints is PaperFor.REQUEST:
        yield from (About(r.id, request=r) for r in order.requests if r.kind in ASKED_FOR)
    elif form.prints in DOCUMENTS:
        yield from (About(d.id, document=d) for d in order.documents if d.kind is DOCUMENTS[form.prints])


def _stages(order: Order, policy: Policy, records: tuple[Record, ...]) -> Iterator[tuple[About, Form]]:
    """Papers of the steps that were taken, and those that the present stage will make."""
    for record in records:
        event = record.event
        if isinstance(event, StepTaken) and event.documents:
            procedure = order.procedure(event.procedure)
            spec = policy.procedure(procedure.kind) if procedure else None
            stage = spec.stage(event.stage) if spec else None
            about = About(f"s{record.seq}", procedure=procedure, stage=stage, step=record)
            yield from ((about, form) for name in event.documents if (form := form_named(policy, name)))
    for procedure in order.procedures:
        spec = policy.procedure(procedure.kind)
        stage = spec.stage(procedure.stage) if spec and procedure.state is ProcedureState.OPEN else None
        if stage is not None:
            about = About(procedure.id, procedure=procedure, stage=stage)
            yield from ((about, form) for name in stage.documents if (form := form_named(policy, name)))


def form_named(policy: Policy, name: str) -> Form | None:
    """A form by its id or its title."""
    forms = policy.lists.forms
    return next((f for f in forms if f.id == name), None) or next((f for f in forms if f.title == name), None)
