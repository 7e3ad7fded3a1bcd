"""What can be done with an order now: one primary act, a few beside it, the rest in a menu, the others with why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from hotline.core.commands import COMMANDS
from hotline.core.decision import Offer
from hotline.core.policy.pack import Policy
from hotline.core.state import Order
from hotline.core.vocabulary import CommandName, RefusalCode
from hotline.desk.forms.shape import BY_SYSTEM, shape_of
from hotline.desk.forms.stage import stage_of
from hotline.desk.words import say
from hotline.infra.ids import uuid7
from hotline.infra.tongues import beside, in_words
from hotline.orders.results import refusal_text

C = CommandName
MAIN = (
    C.SIGN_FOR, C.RECORD_CALLBACK, C.TAKE_CALLBACK, C.JUDGE_DISSATISFACTION, C.ORDER_REWORK, C.GIVE_INSTRUCTION,
    C.TAKE_STEP, C.APPROVE_ANSWER, C.ADOPT_ANSWER, C.GRANT_REQUEST, C.ENDORSE_REQUEST, C.ANSWER_SUPERVISION,
    C.SUBMIT_ANSWER, C.SUBMIT_FOR_DISPATCH, C.ASSIGN_TO_UNIT, C.RULE_DISPUTE, C.REPORT_INSTRUCTION, C.ARCHIVE,
    C.SET_DUE,
)  # fmt: skip
"""Acts that can be the one primary act of a page, the more pressing first."""

BESIDE = (
    C.REFUSE_REQUEST, C.SEND_BACK_ANSWER, C.SEND_DOWN_AGAIN, C.LOG_CONTACT, C.ANSWER_DIRECTLY, C.DECLINE_ACCEPTANCE,
    C.SEND_BACK_TO_AGENT, C.SUBMIT_TO_LEADER, C.PASS_DOWN, C.REQUEST_EXTENSION, C.REQUEST_RETURN, C.WAIVE_CALLBACK,
    C.URGE, C.PLACE_UNDER_SUPERVISION, C.EXPLAIN_LATENESS, C.TELL_PROGRESS, C.ADD_NOTE,
)  # fmt: skip
"""Acts worth a button of their own when they can be done; at most two are shown."""

MOST_SIGNS = 11
"""How many signs of Chinese the buttons of one line hold."""

ELSEWHERE = frozenset(
    {RefusalCode.WRONG_ROLE, RefusalCode.NOT_YOUR_UNIT, RefusalCode.NOT_ABOVE_UNIT, RefusalCode.NOT_YOUR_STEP}
)
"""Refusals that say: this is somebody else's act."""

NOTHING_THERE = frozenset(
    {
        RefusalCode.NO_SUCH_PART,
        RefusalCode.NO_SUCH_REQUEST,
        RefusalCode.NO_SUCH_DOCUMENT,
        RefusalCode.NO_SUCH_CLOCK,
        RefusalCode.NO_SUCH_PROCEDURE,
    }
)
"""Refusals of a command that has nothing yet to be aimed at."""

FAR = NOTHING_THERE | {RefusalCode.REQUEST_SETTLED, RefusalCode.PROCEDURE_ENDED}
"""Refusals that say nothing about what is pending here."""


@dataclass(frozen=True)
class Verb:
    """One act at one target. `direct`: it has no fields, so its button does it at once."""

    command: CommandName
    target: str
    label: str
    url: str
    about: str = ""
    direct: bool = False
    several: bool = False
    reason: str = ""
    key: str = ""


@dataclass
class Verbs:
    """What the action panel shows."""

    primary: Verb | None = None
    quick: list[Verb] = field(default_factory=list)
    menu: list[Verb] = field(default_factory=list)
    blocked: list[Verb] = field(default_factory=list)
    elsewhere: list[Verb] = field(default_factory=list)
    none: str = ""


def verbs_of(
    offers: Iterable[Offer],
    order: Order,
    number: str,
    on: str,
    queue: str,
    unit: Callable[[str], str],
    policy: Policy,
) -> Verbs:
    """Sort the offers for one person. `on`: the part or request for which the page was opened."""
    offers = [o for o in offers if o.command not in BY_SYSTEM]
    can = [_verb(o, order, number, queue, unit, policy) for o in offers if o.refusal is None]
    counts: dict[CommandName, int] = {}
    for v in can:
        counts[v.command] = counts.get(v.command, 0) + 1
    can = [replace(v, several=counts[v.command] > 1) for v in can]
    found = Verbs()
    main = sorted(
        (v for v in can if v.command in MAIN), key=lambda v: (v.target != on if on else False, MAIN.index(v.command))
    )
    found.primary = main[0] if main else None
    rest = [v for v in can if v is not found.primary]
    beside = sorted((v for v in rest if v.command in BESIDE), key=lambda v: _beside_rank(v, found.primary, on))
    found.quick = beside[: 2 if found.primary else 3]
    while found.quick and sum(signs(v.label) for v in (found.primary, *found.quick) if v) > MOST_SIGNS:
        found.quick.pop()
    found.menu = sorted(
        (v for v in rest if v not in found.quick), key=lambda v: (v.target != on, list(CommandName).index(v.command))
    )
    found.none = "" if can else say("verbs.nothing")
    _explain(found, offers, order, on, unit, set(counts), policy)
    return found


def _beside_rank(v: Verb, primary: Verb | None, on: str) -> tuple[bool, bool, int]:
    same = primary is not None and v.target == primary.target
    return (v.target != on if on else False, not same, BESIDE.index(v.command))


def _explain(
    found: Verbs,
    offers: list[Offer],
    order: Order,
    on: str,
    unit: Callable[[str], str],
    done: set[CommandName],
    policy: Policy,
) -> None:
    """Acts that cannot be done now, once each, with the reason that is nearest to the person."""
    best: dict[CommandName, Offer] = {}
    for offer in offers:
        if offer.refusal is None or offer.command in done:
            continue
        known = best.get(offer.command)
        if known is None or _distance(offer, on) < _distance(known, on):
            best[offer.command] = offer
    for offer in best.values():
        assert offer.refusal is not None
        reason = refusal_text(offer.refusal)
        if offer.refusal.code in NOTHING_THERE and not offer.target:
            reason = say(f"verbs.no_{COMMANDS[offer.command].SUBJECT}")
        verb = Verb(
            offer.command,
            offer.target,
            in_words(offer.command),
            "",
            about=about(order, offer.target, unit, policy),
            reason=reason,
        )
        (found.elsewhere if offer.refusal.code in ELSEWHERE else found.blocked).append(verb)


def _distance(offer: Offer, on: str) -> tuple[bool, bool, bool]:
    """How far a refusal is from what the person came for."""
    code = offer.refusal.code if offer.refusal else None
    return (code in ELSEWHERE, code in FAR, offer.target != on if on else False)


def _verb(offer: Offer, order: Order, number: str, queue: str, unit: Callable[[str], str], policy: Policy) -> Verb:
    query = {name: value for name, value in (("target", offer.target), ("q", queue)) if value}
    url = f"/{number}/do/{offer.command.value}/" + (f"?{urlencode(query)}" if query else "")
    direct = not shape_of(offer.command).fields and offer.command is not C.ARCHIVE
    return Verb(
        offer.command,
        offer.target,
        label_of(offer.command, order, policy, offer.target),
        url,
        about=about(order, offer.target, unit, policy),
        direct=direct,
        key=str(uuid7()) if direct else "",
    )


def signs(text: str) -> float:
    """How wide a text is, in signs of Chinese: a Latin letter takes half of one."""
    return sum(1 if sign > "\u2e7f" else 0.5 for sign in text)


LONGEST_LABEL = 8
"""Signs of a stage's title that still read as the name of an act."""


def label_of(command: CommandName, order: Order, policy: Policy, target: str) -> str:
    """The verb on the button: a step is called as the stage is called in the pack."""
    found = stage_of(order, policy, target) if command is C.TAKE_STEP else None
    return found[1].title if found and len(found[1].title) <= LONGEST_LABEL else in_words(command)


def about(order: Order, target: str, unit: Callable[[str], str], policy: Policy) -> str:
    """What a target is, in words: a unit's part, a request, a document, a limit, a procedure."""
    procedure = order.procedure(target)
    if procedure:
        spec = policy.procedure(procedure.kind)
        return (spec.title if spec else procedure.kind) + (f"·{unit(procedure.unit)}" if procedure.unit else "")
    part, request = order.assignment(target), order.request(target)
    document, clock = order.document(target), order.clock(target)
    if part:
        return unit(part.unit)
    if request:
        return beside(unit(request.unit), in_words(request.kind))
    if document:
        return in_words(document.kind) + (f"·{unit(document.unit)}" if document.unit else "")
    return beside(unit(clock.unit) if clock.unit else "", in_words(clock.name)) if clock else ""
