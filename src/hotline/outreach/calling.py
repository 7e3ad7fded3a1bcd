"""Outbound lists: people are listed, taken one at a time, asked, and left alone after so many tries.

S1 篇十二 (donors are asked to come again), S0 第四篇 九(一) (do customers know of the line).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from hotline import policy as packs
from hotline.accounts import audit
from hotline.accounts.models import Person
from hotline.accounts.selectors import directory
from hotline.core.policy import Policy
from hotline.core.policy.outreach import CampaignSpec, Question
from hotline.core.vocabulary import CalleeState
from hotline.infra import clock, privacy
from hotline.infra.ids import uuid7
from hotline.infra.sheets import UnreadableSheet, read_table
from hotline.outreach.faults import Fault, OutreachFault
from hotline.outreach.models import Callee, Campaign, DoNotCall, Reply
from hotline.outreach.sealing import open_field, seal_field
from hotline.outreach.words import CONSENTS, LIST_HEADINGS
from hotline.policy.services import keep

FORGOTTEN_AFTER = timedelta(minutes=30)
"""A person who was taken and not called goes back into the list."""


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One row of a list, at `line` of its file (0: not from a file). Printing it shows nothing of the person."""

    phone: str
    name: str = ""
    unit: str = ""
    consent: bool = False
    line: int = field(default=0, compare=False)

    def __repr__(self) -> str:
        return "ListedPerson()"


@dataclass(frozen=True, slots=True)
class RowFault:
    line: int
    fault: Fault


class BadRows(Exception):
    """Rows that cannot be listed; nothing was stored."""

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__(f"{len(faults)} rows")
        self.faults = faults


def spec_of(campaign: Campaign) -> CampaignSpec:
    """The campaign as the pack said when it was started."""
    found = _spec(packs.release(campaign.pack, campaign.release), campaign.kind)
    if found is None:
        raise OutreachFault(Fault.NO_CAMPAIGN)
    return found


def _spec(policy: Policy, kind: str) -> CampaignSpec | None:
    return next((c for c in policy.lists.campaigns if c.id == kind), None)


def start(kind: str, line: str, policy: Policy, title: str, who: Person) -> Campaign:
    """A new, empty list of a kind that the pack has."""
    spec = _spec(policy, kind)
    if spec is None:
        raise OutreachFault(Fault.NO_CAMPAIGN)
    keep(policy)
    return Campaign.objects.create(
        line=line,
        pack=policy.id,
        release=policy.release,
        kind=kind,
        title=title.strip() or spec.title,
        by=str(who.pk),
        at=clock.now(),
    )


def add_people(campaign: Campaign, rows: Iterable[ListedPerson]) -> int:
    """List people. Raises BadRows with every faulty row; then nobody is listed. Returns how many were listed."""
    if campaign.closed_at is not None:
        raise OutreachFault(Fault.CLOSED)
    spec, listed = spec_of(campaign), list(rows)
    index = Callee._meta.get_field("phone_index")
    stored = [value for row in listed for value in index.possible(row.phone)]
    barred = set(DoNotCall.objects.filter(phone_index__in=stored).values_list("phone_index", flat=True))
    there = Callee.objects.filter(campaign=campaign, phone_index__in=stored)
    seen = set(there.values_list("phone_index", flat=True))
    faults, made = [], []
    for line, row in enumerate(listed, 2):
        possible = set(index.possible(row.phone))
        fault = _fault(row, spec, possible, barred, seen)
        if fault is not None:
            faults.append(RowFault(row.line or line, fault))
            continue
        seen |= possible
        made.append(_callee(campaign, row))
    if faults:
        raise BadRows(faults)
    Callee.objects.bulk_create(made, batch_size=500)
    return len(made)


def _fault(
    row: ListedPerson, spec: CampaignSpec, possible: set[str | None], barred: set[str], seen: set[str | None]
) -> Fault | None:
    if len(privacy.normalise_phone(row.phone)) < 7:
        return Fault.NO_PHONE
    if possible & barred:
        return Fault.DO_NOT_CALL
    if possible & seen:
        return Fault.TWICE
    if spec.consent and not row.consent:
        return Fault.NO_CONSENT
    if row.unit and directory().unit(row.unit) is None:
        return Fault.UNKNOWN_UNIT
    return None


def _callee(campaign: Campaign, row: ListedPerson) -> Callee:
    ident = uuid7()
    return Callee(
        id=ident,
        campaign=campaign,
        name=seal_field(Callee, "name", ident, row.name),
        phone=seal_field(Callee, "phone", ident, row.phone),
        phone_index=Callee._meta.get_field("phone_index").compute(row.phone),
        unit=row.unit,
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """Whom to call now, with the number to dial. Printing it shows nothing of the person."""

    id: UUID
    name: str
    phone: str
    attempts: int
    spec: CampaignSpec
    unit: str = ""

    def __repr__(self) -> str:
        return f"Taken({self.id})"


def take_next(campaign: Campaign, who: Person) -> Taken | None:
    """The next person of the list, for this caller alone; the one taken before, if it was not called yet."""
    with transaction.atomic():
        if campaign.closed_at is not None:
            raise OutreachFault(Fault.CLOSED)
        now = clock.now()
        Callee.objects.filter(
            campaign=campaign, state=CalleeState.TAKEN.value, taken_at__lt=now - FORGOTTEN_AFTER
        ).update(state=CalleeState.WAITING.value, taken_by="", taken_at=None)
        mine = Callee.objects.filter(campaign=campaign, state=CalleeState.TAKEN.value, taken_by=str(who.pk)).first()
        waiting = Callee.objects.select_for_update(skip_locked=True).filter(
            campaign=campaign, state=CalleeState.WAITING.value
        )
        row = mine or waiting.order_by("attempts", "id").first()
        if row is None:
            return None
        row.state, row.taken_by, row.taken_at = CalleeState.TAKEN.value, str(who.pk), now
        row.save(update_fields=["state", "taken_by", "taken_at"])
        if mine is None:
            # Whoever takes somebody sees name and number: kept, though the row forgets who had it (SEC-1).
            audit.note(who, "callee_shown", campaign.title, {"id": str(row.pk)})
    return _shown(row, spec_of(campaign))


def _shown(row: Callee, spec: CampaignSpec) -> Taken:
    name, phone = (open_field(Callee, f, row.pk, getattr(row, f)) for f in ("name", "phone"))
    return Taken(row.pk, name, phone, row.attempts, spec, row.unit)


def in_hand(campaign: Campaign, who: Person) -> Taken | None:
    """The person of the list whom this caller has taken and not called yet."""
    row = Callee.objects.filter(campaign=campaign, state=CalleeState.TAKEN.value, taken_by=str(who.pk)).first()
    return _shown(row, spec_of(campaign)) if row else None


def put_back(campaign: Campaign, who: Person) -> None:
    """Whom this caller has taken waits again, as if never taken."""
    mine = Callee.objects.filter(campaign=campaign, state=CalleeState.TAKEN.value, taken_by=str(who.pk))
    mine.update(state=CalleeState.WAITING.value, taken_by="", taken_at=None)


def record(
    callee: UUID | str, who: Person, *, reached: bool, answers: Mapping[str, str] | None = None, no_more: bool = False
) -> CalleeState:
    """What came of the call. `no_more`: the person wants no more calls, from any list. Returns where it stands now."""
    with transaction.atomic():
        row = Callee.objects.select_for_update().select_related("campaign").get(pk=callee)
        if row.state != CalleeState.TAKEN.value or row.taken_by != str(who.pk):
            raise OutreachFault(Fault.NOT_YOURS)
        spec = spec_of(row.campaign)
        given = _checked(spec, answers or {}) if reached and not no_more else {}
        row.attempts += 1
        state = _state(spec, row.attempts, reached, no_more)
        row.state, row.taken_by, row.taken_at = state.value, "", None
        row.ended_at = clock.now() if state is not CalleeState.WAITING else None
        row.save(update_fields=["attempts", "state", "taken_by", "taken_at", "ended_at"])
        Reply.objects.bulk_create(
            Reply(callee=row, question=q, answer=a, by=str(who.pk), at=clock.now()) for q, a in given.items()
        )
        if no_more:
            _bar(row, who)
    return state


def _state(spec: CampaignSpec, attempts: int, reached: bool, no_more: bool) -> CalleeState:
    if no_more:
        return CalleeState.DECLINED
    if reached:
        return CalleeState.ANSWERED
    return CalleeState.UNREACHABLE if attempts >= spec.attempts else CalleeState.WAITING


def _checked(spec: CampaignSpec, answers: Mapping[str, str]) -> dict[str, str]:
    asked: dict[str, Question] = {q.id: q for q in spec.questions}
    for name, answer in answers.items():
        question = asked.get(name)
        if question is None:
            raise OutreachFault(Fault.UNKNOWN_QUESTION)
        if answer and question.answers and answer not in question.answers:
            raise OutreachFault(Fault.UNKNOWN_ANSWER)
    return {name: answer.strip() for name, answer in answers.items() if answer.strip()}


def _bar(row: Callee, who: Person) -> None:
    phone = open_field(Callee, "phone", row.pk, row.phone)
    index = DoNotCall._meta.get_field("phone_index")
    possible = index.possible(phone)
    if not DoNotCall.objects.filter(phone_index__in=possible).exists():
        DoNotCall.objects.create(phone=phone, at=clock.now(), by=str(who.pk))
    # The same person may wait on other lists, of other lines too: “no more calls” holds for all of them.
    Callee.objects.filter(phone_index__in=possible, state=CalleeState.WAITING.value).update(
        state=CalleeState.DECLINED.value, ended_at=clock.now()
    )


def close(campaign: Campaign) -> None:
    """Nobody of this list is called any more."""
    Campaign.objects.filter(pk=campaign.pk, closed_at=None).update(closed_at=clock.now())


def people_of(content: bytes, name: str) -> list[ListedPerson]:
    """The people of an XLSX or CSV file with the headings of `words.LIST_HEADINGS`. Raises UnreadableSheet."""
    table = read_table(content, name)
    columns = [LIST_HEADINGS.get(heading.strip(), "") for heading in table[0]] if table else []
    if "phone" not in columns:
        raise UnreadableSheet
    rows = (dict(zip(columns, row, strict=False)) for row in table[1:])
    return [
        ListedPerson(
            r.get("phone", ""), r.get("name", ""), r.get("unit", ""), r.get("consent", "").strip() in CONSENTS, line
        )
        for line, r in enumerate(rows, 2)
        if any(text.strip() for text in r.values())
    ]


# --- reading ----------------------------------------------------------------------------------------------------------


def campaigns(lines: Collection[str], most: int = 50) -> list[Campaign]:
    return list(Campaign.objects.filter(line__in=list(lines)).order_by("-at")[:most])


def campaign_of(ident: UUID, lines: Collection[str]) -> Campaign | None:
    """One list of these lines."""
    return Campaign.objects.filter(pk=ident, line__in=list(lines)).first()


def progress(campaign: Campaign) -> dict[CalleeState, int]:
    """How many people of the list stand where."""
    rows = Callee.objects.filter(campaign=campaign).values_list("state").annotate(n=Count("pk"))
    return {CalleeState(state): n for state, n in rows}


def tallies(campaign: Campaign) -> dict[str, dict[str, int]]:
    """Question → answer → how many, for questions with answers to choose from."""
    closed = [q.id for q in spec_of(campaign).questions if q.answers]
    rows = Reply.objects.filter(callee__campaign=campaign, question__in=closed).values_list("question", "answer")
    found: dict[str, dict[str, int]] = {}
    for question, answer, n in rows.annotate(n=Count("pk")):
        found.setdefault(question, {})[answer] = n
    return found


@dataclass(frozen=True, slots=True)
class Surveyed:
    """One answer as measures count it: who answered is not in it, only the row of the list."""

    callee: UUID
    at: datetime
    line: str
    campaign: str
    question: str
    answer: str
    unit: str


def surveyed(pack: str, first: date, last: date) -> Iterator[Surveyed]:
    """Answers to questions with answers to choose from, by local day."""
    start, end = _begins(first), _begins(last + timedelta(days=1))
    rows = Reply.objects.filter(at__gte=start, at__lt=end, callee__campaign__pack=pack).select_related(
        "callee__campaign"
    )
    for row in rows.order_by("id").iterator(2000):
        campaign = row.callee.campaign
        yield Surveyed(row.callee_id, row.at, campaign.line, campaign.kind, row.question, row.answer, row.callee.unit)


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.LOCAL)
