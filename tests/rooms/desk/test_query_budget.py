"""The pages that people keep open ask the database at most twelve times, however many orders there are."""

from __future__ import annotations

import psycopg
import pytest
from django.test import Client

from hotline.accounts.models import Person
from hotline.accounts.people import FRESH_SECONDS
from hotline.knowledge.models import Entry
from hotline.orders import search_rows
from tests.rooms.knowledge import base
from tests.rooms.orders import city

MOST = 12
PAGES = {
    "list of a dispatcher": ("dispatcher", "/q/awaiting_dispatch/"),
    "list of a unit's clerk": ("lamps_clerk", "/q/in_hand/"),
    "an order": ("agent", "/{order}/"),
    "an order, its clerk": ("lamps_clerk", "/{order}/"),
    "the agent's page": ("agent", "/new/"),
    "the first page of supervision": ("supervisor", "/"),
    "the big screen": ("director", "/screen/"),
    "the live board": ("director", "/board/"),
    "an empty search": ("agent", "/search/"),
    "the box of the knowledge": ("agent", "/knowledge/"),
    "an entry of the knowledge": ("lamps_leader", "/knowledge/K{entry}/"),
    "every entry": ("supervisor", "/knowledge/entries/"),
    "entries to review": ("lamps_leader", "/knowledge/review/"),
    "feedback on the knowledge": ("lamps_clerk", "/knowledge/feedback/"),
    "gaps of the knowledge": ("supervisor", "/knowledge/gaps/"),
    "health of the knowledge": ("director", "/knowledge/health/"),
    "announcements": ("agent", "/announcements/"),
}


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that goes to the database, whoever sends it."""
    seen: list[str] = []
    real = psycopg.Cursor.execute

    def execute(self, query, *given, **named):
        seen.append(str(query))
        return real(self, query, *given, **named)

    monkeypatch.setattr(psycopg.Cursor, "execute", execute)
    return seen


@pytest.fixture
def order(people: dict[str, Person]) -> str:
    for _ in range(3):
        city.registered(people)
    made = city.in_hand(people)
    search_rows.fill()
    return made.number


def _opened(people: dict[str, Person], who: str, path: str, statements: list[str]) -> int:
    """How many statements a page takes when its person has looked at something just before."""
    assert FRESH_SECONDS > 0
    client = Client()
    client.force_login(people[who])
    assert client.get(path, follow=True).status_code == 200
    statements.clear()
    assert client.get(path, follow=True).status_code == 200
    return len([one for one in statements if "SAVEPOINT" not in one])


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_asks_the_database_at_most_twelve_times(
    name: str, people: dict[str, Person], order: str, statements: list[str]
) -> None:
    who, path = PAGES[name]
    if "knowledge" in name or "{entry}" in path:
        base.some()
    entry = Entry.objects.order_by("number").values_list("number", flat=True).first()
    assert _opened(people, who, path.format(order=order, entry=entry), statements) <= MOST, "\n".join(statements)


@pytest.mark.django_db
def test_a_search_asks_at_most_twelve_times(people: dict[str, Person], order: str, statements: list[str]) -> None:
    client = Client()
    client.force_login(people["agent"])
    led = client.post("/search/", {"text": "路灯 小区"})["Location"]
    client.get(led)
    statements.clear()
    assert order in client.get(led).content.decode()
    assert len(statements) <= MOST, "\n".join(statements)
