"""What people keep about their lists: named views, columns, the view a list opens with."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from hotline.accounts.models import Person
from hotline.core.vocabulary import Role
from hotline.orders.lists import queue_names
from hotline.orders.models import ListChoice, SavedView
from hotline.orders.raw import cursor
from hotline.orders.results import NotFound
from hotline.orders.wire import clean

SHARES = frozenset({Role.SHIFT_LEAD, Role.DISPATCH_LEAD})
"""Who may give a view to all colleagues of the list."""
MOST_VIEWS, LONGEST_NAME, LONGEST_QUERY = 20, 20, 600


@dataclass(frozen=True, slots=True)
class View:
    """A named view. `own`: made by the person who asks. `shared`: colleagues see it, too."""

    id: str
    name: str
    query: str
    own: bool
    shared: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What one person sees of a list: own views first, then those of colleagues; None: the usual columns."""

    views: tuple[View, ...] = ()
    columns: tuple[str, ...] | None = None
    opens_with: str = ""

    def view(self, ident: str) -> View | None:
        return next((view for view in self.views if view.id == ident), None)


_KEPT = """
SELECT v.id::text, v.name, v.query, v.person = %(person)s, v.lines <> '{}'::text[]
FROM orders_savedview v
WHERE v.queue = %(queue)s AND (v.person = %(person)s OR v.lines && %(lines)s::text[])
UNION ALL
SELECT 'chosen', coalesce(array_to_string(c.columns, ' '), '-'), coalesce(c.view::text, ''), true, false
FROM orders_listchoice c WHERE c.person = %(person)s AND c.queue = %(queue)s
"""


def kept(person: Person, queue: str) -> Kept:
    """The views of a list that this person sees, and how he or she wants it. One query."""
    with cursor() as cur:
        cur.execute(_KEPT, {"person": str(person.pk), "queue": queue, "lines": list(person.lines)})
        found = [View(*values) for values in cur.fetchall()]
    chosen = next((row for row in found if row.id == "chosen"), None)
    views = tuple(sorted((row for row in found if row.id != "chosen"), key=lambda row: (not row.own, row.id)))
    if chosen is None:
        return Kept(views)
    return Kept(views, None if chosen.name == "-" else tuple(chosen.name.split()), chosen.query)


def may_share(person: Person) -> bool:
    return bool(person.role_set & SHARES)


def save_view(person: Person, queue: str, name: str, query: str, *, shared: bool = False, default: bool = False) -> str:
    """Keep the filters `query` under a name; the same name again replaces one's own. Returns the id.

    NotFound for a list that is not the person's. ValueError for a name that is empty, and for too many views.
    """
    if queue not in queue_names(person):
        raise NotFound(queue)
    name, query = " ".join(clean(name).split())[:LONGEST_NAME], clean(query)
    if not name or len(query) > LONGEST_QUERY:
        raise ValueError("name")
    lines = list(person.lines) if shared and may_share(person) else []
    with transaction.atomic():
        mine = SavedView.objects.filter(person=str(person.pk), queue=queue)
        if mine.exclude(name=name).count() >= MOST_VIEWS:
            raise ValueError("many")
        view, _new = SavedView.objects.update_or_create(
            person=str(person.pk), queue=queue, name=name, defaults={"query": query, "lines": lines}
        )
        if default:
            _choose(person, queue, view=view.pk)
    return str(view.pk)


def drop_view(person: Person, ident: UUID) -> None:
    """Forget one's own view. NotFound for any other."""
    if not SavedView.objects.filter(pk=ident, person=str(person.pk)).delete()[0]:
        raise NotFound(str(ident))


def choose_columns(person: Person, queue: str, columns: tuple[str, ...] | None) -> None:
    """Which columns the list shows; None: the usual ones."""
    if queue not in queue_names(person):
        raise NotFound(queue)
    _choose(person, queue, columns=None if columns is None else list(columns))


def open_with(person: Person, queue: str, view: UUID | None) -> None:
    """The view with which the list opens; None: the whole list. NotFound for a view that the person does not see."""
    if queue not in queue_names(person) or (view and kept(person, queue).view(str(view)) is None):
        raise NotFound(str(view))
    _choose(person, queue, view=view)


def _choose(person: Person, queue: str, **chosen: object) -> None:
    ListChoice.objects.update_or_create(person=str(person.pk), queue=queue, defaults=chosen)
