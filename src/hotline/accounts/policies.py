"""Who may do what: one row an action, in two forms that say the same.

`can` asks about one order, `scope` narrows a queryset of orders. Which *command* a person may give is not here: the
core decides that from role, unit and state. A person who may not `view` an order is told that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from hotline.accounts.directory import directory
from hotline.accounts.models import Person
from hotline.core.policy.shapes import WARNING_OWNERS, WARNING_READERS
from hotline.core.vocabulary import Role


class OrderFacts(Protocol):
    """What a policy looks at; the rows of `orders` have these columns."""

    line: str
    secret: bool
    registered_by: str
    units: list[str]
    accused: list[str]


@dataclass(frozen=True)
class Action:
    """One row: the roles that may do it at all, the orders it reaches, and whether it shows who the citizen is."""

    roles: frozenset[Role]
    on_order: bool = True
    identity: bool = False


CENTRE = frozenset(
    {
        Role.AGENT,
        Role.SHIFT_LEAD,
        Role.DISPATCHER,
        Role.DISPATCH_LEAD,
        Role.CALLBACK_AGENT,
        Role.SUPERVISOR,
        Role.QUALITY_INSPECTOR,
        Role.ANALYST,
        Role.ARCHIVIST,
        Role.INSPECTION,
        Role.CENTRE_DIRECTOR,
        Role.CITY_LEADER,
    }
)
"""Roles that see every order of their lines: an agent, too, answers “what has become of my matter” (INT-7)."""

UNIT = frozenset({Role.UNIT_CLERK, Role.UNIT_LEADER})
"""Roles that see the orders in which their unit, or a unit below it, has a part."""

WATCHERS = frozenset({Role.INSPECTION, Role.ANALYST, Role.QUALITY_INSPECTOR})
"""Roles that see and change nothing."""

SECRET_IDENTITY = frozenset({Role.CALLBACK_AGENT, Role.SUPERVISOR, Role.CENTRE_DIRECTOR})
"""Who, beside the agent that took the call, may know the person behind a secret order (S2 转办: 保密)."""

_REVEAL = CENTRE - WATCHERS - {Role.CITY_LEADER, Role.ARCHIVIST} | UNIT
_CALLERS = frozenset(
    {Role.AGENT, Role.SHIFT_LEAD, Role.DISPATCHER, Role.CALLBACK_AGENT, Role.SUPERVISOR, Role.CENTRE_DIRECTOR}
)

_LEADS = frozenset({Role.SUPERVISOR, Role.CENTRE_DIRECTOR})
_TALKERS = frozenset({Role.AGENT, Role.SHIFT_LEAD, Role.CALLBACK_AGENT})

ACTIONS: dict[str, Action] = {
    "view": Action(CENTRE | UNIT),
    "act": Action((CENTRE | UNIT) - WATCHERS),
    "see_identity": Action(CENTRE | UNIT, identity=True),
    "reveal_contact": Action(_REVEAL, identity=True),
    "change_contact": Action(
        frozenset({Role.AGENT, Role.SHIFT_LEAD, Role.DISPATCHER, Role.CALLBACK_AGENT}), identity=True
    ),
    "by_phone": Action(_CALLERS, identity=True),
    "register": Action(frozenset({Role.AGENT, Role.SHIFT_LEAD, Role.CALLBACK_AGENT}), on_order=False),
    # asking the large model about an order: whoever works on it; people who only watch change nothing by a draft
    "use_assistant": Action((CENTRE | UNIT) - WATCHERS - {Role.CITY_LEADER, Role.ARCHIVIST}),
    "export": Action(frozenset({Role.ANALYST, Role.SUPERVISOR, Role.ARCHIVIST, Role.CENTRE_DIRECTOR})),
    # recordings, the ledger and score sheets (quality, appraisal): about agents and units, not about an order
    "inspect": Action(frozenset({Role.QUALITY_INSPECTOR}), on_order=False),
    "plan_inspections": Action(_LEADS | {Role.QUALITY_INSPECTOR}, on_order=False),
    "see_inspections": Action(
        _LEADS | {Role.QUALITY_INSPECTOR, Role.SHIFT_LEAD, Role.ANALYST, Role.INSPECTION}, on_order=False
    ),
    "appeal_inspection": Action(frozenset({Role.AGENT, Role.SHIFT_LEAD, Role.CALLBACK_AGENT}), on_order=False),
    "rule_inspections": Action(_LEADS, on_order=False),
    "record_entry": Action(_LEADS | {Role.ANALYST, Role.QUALITY_INSPECTOR}, on_order=False),
    "see_entries": Action(_LEADS | {Role.ANALYST, Role.QUALITY_INSPECTOR, Role.INSPECTION}, on_order=False),
    "draft_scores": Action(frozenset({Role.SUPERVISOR, Role.ANALYST}), on_order=False),
    "see_scores": Action(_LEADS | {Role.ANALYST, Role.INSPECTION, Role.CITY_LEADER}, on_order=False),
    "object_score": Action(
        frozenset({Role.UNIT_LEADER, Role.AGENT, Role.SHIFT_LEAD, Role.CALLBACK_AGENT}), on_order=False
    ),
    "rule_scores": Action(frozenset({Role.CENTRE_DIRECTOR}), on_order=False),
    # figures: a unit's staff see those of their unit, the centre's those of its lines
    "see_board": Action(CENTRE | UNIT, on_order=False),
    "see_screen": Action(CENTRE, on_order=False),
    # topics and warnings: read by who leads and watches, handled by their owners
    "see_topics": Action(WARNING_READERS, on_order=False),
    "handle_warnings": Action(WARNING_OWNERS, on_order=False),
    "compare_agents": Action(
        _LEADS | {Role.QUALITY_INSPECTOR, Role.SHIFT_LEAD, Role.ANALYST, Role.INSPECTION}, on_order=False
    ),
    # score sheets: the selectors show who may open the page only what is theirs
    "open_scores": Action(CENTRE | UNIT, on_order=False),
    "open_quality": Action(
        _LEADS
        | {Role.QUALITY_INSPECTOR, Role.ANALYST, Role.INSPECTION}
        | {Role.AGENT, Role.SHIFT_LEAD, Role.CALLBACK_AGENT},
        on_order=False,
    ),
    "read_rules": Action(frozenset(Role) - {Role.SYSTEM}, on_order=False),
    # the list of duties: everybody may see who answers for what; a change is everybody's next suggestion
    "read_duties": Action(frozenset(Role) - {Role.SYSTEM}, on_order=False),
    "administer": Action(frozenset({Role.ADMINISTRATOR}), on_order=False),
    # who saw, changed, took away what: no citizen's data is in it, and the administrator reads no reasons
    "search_audit": Action(frozenset({Role.ADMINISTRATOR, Role.INSPECTION, Role.CENTRE_DIRECTOR}), on_order=False),
    "lend_roles": Action(frozenset(Role) - {Role.SYSTEM, Role.ADMINISTRATOR}, on_order=False),
    "change_duties": Action(frozenset({Role.DISPATCH_LEAD, Role.ADMINISTRATOR, Role.CENTRE_DIRECTOR}), on_order=False),
    # lists of people to call, and offers and wants (outreach)
    "see_campaigns": Action(_TALKERS | _LEADS, on_order=False),
    "call_people": Action(_TALKERS, on_order=False),
    "lead_campaigns": Action(_LEADS, on_order=False),
    "use_market": Action(_TALKERS | _LEADS, on_order=False),
    # the knowledge base: who may take which step of an entry is decided by core.knowledge.life
    "find_knowledge": Action(frozenset(Role) - {Role.SYSTEM, Role.ADMINISTRATOR}, on_order=False),
    "write_knowledge": Action(frozenset({Role.KNOWLEDGE_EDITOR}) | UNIT, on_order=False),
    "review_knowledge": Action(_LEADS | {Role.KNOWLEDGE_EDITOR, Role.UNIT_LEADER}, on_order=False),
    "lead_knowledge": Action(_LEADS | {Role.KNOWLEDGE_EDITOR}, on_order=False),
    "see_messages": Action(
        frozenset({Role.AGENT, Role.SHIFT_LEAD, Role.CALLBACK_AGENT}) | _LEADS | {Role.KNOWLEDGE_EDITOR}, on_order=False
    ),
    "announce": Action(_LEADS | {Role.KNOWLEDGE_EDITOR, Role.SHIFT_LEAD}, on_order=False),
}


def can(person: Person, action: str, order: OrderFacts | None = None) -> bool:
    """Whether `person` may do `action`, on `order` where the action has one. KeyError for an action without a row."""
    row = ACTIONS[action]
    roles = person.role_set & row.roles
    if not (person.is_active and roles):
        return False
    if not row.on_order or order is None:
        return True
    return _reaches(person, roles, order) and (not row.identity or _may_know(person, order))


def scope(person: Person, action: str = "view") -> Q:
    """The orders on which `person` may do `action`, as a condition on the orders' rows."""
    row = ACTIONS[action]
    roles = person.role_set & row.roles
    if not (person.is_active and roles):
        return Q(pk__in=[])
    allowed = Q(pk__in=[])
    if roles & CENTRE:
        allowed |= Q(line__in=person.lines)
    if roles & UNIT and person.unit_id:
        tree = directory()
        accused = Q(secret=True, accused__overlap=list(tree.lineage(person.unit_id) or (person.unit_id,)))
        allowed |= Q(units__overlap=list(tree.below(person.unit_id))) & ~accused
    if row.identity and not person.role_set & SECRET_IDENTITY:
        allowed &= Q(secret=False) | Q(registered_by=str(person.pk))
    return allowed


def _reaches(person: Person, roles: frozenset[Role], order: OrderFacts) -> bool:
    if roles & CENTRE and order.line in person.lines:
        return True
    if not (roles & UNIT and person.unit_id):
        return False
    lineage = directory().lineage(person.unit_id) or (person.unit_id,)
    if order.secret and not set(lineage).isdisjoint(order.accused):
        # Staff of the unit complained about, and of units below it, read no secret order (SEC-3).
        return False
    return any(person.unit_id in directory().lineage(unit) for unit in order.units)


def _may_know(person: Person, order: OrderFacts) -> bool:
    return not order.secret or order.registered_by == str(person.pk) or bool(person.role_set & SECRET_IDENTITY)
