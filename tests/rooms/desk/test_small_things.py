"""Things that once went wrong at the desk: names told that one may not know, pages without a hotline, needless jobs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection

from hotline.accounts import selectors as accounts
from hotline.accounts.models import Line, Person
from hotline.core import commands as c
from hotline.core.vocabulary import Role, SupervisionReason
from hotline.infra import clock
from hotline.infra.paths import var_dir
from hotline.orders import notes, services
from hotline.project import wiring
from hotline.project.sample import city as sample
from hotline.supervision.models import Candidate
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'orders.react' AND status = 'todo'")
        return int(cursor.fetchone()[0])


def test_who_cannot_be_mentioned_is_not_named_unless_one_sees_them_on_the_order(at_desk: Any, people: Any) -> None:
    number = city.in_hand(people).number
    unknown, known = people["streets_clerk"], people["lamps_clerk"]
    form = {"text": "请看", "mentions": [str(unknown.pk), str(known.pk)], "centre_only": "yes"}
    response = at_desk("dispatcher").post(f"/{number}/note/", form, HTTP_HX_REQUEST="true")
    page = response.content.decode()
    assert response.status_code == 422
    assert unknown.name not in page and f"{known.name}看不到这条备注" in page
    response = at_desk("dispatcher").post(
        f"/{number}/note/", {"text": "请看", "mentions": str(unknown.pk)}, HTTP_HX_REQUEST="true"
    )
    page = response.content.decode()
    assert response.status_code == 422 and unknown.name not in page and "其他人看不到这条备注" in page


def test_only_a_note_that_speaks_to_somebody_makes_a_job(people: Any) -> None:
    order = city.in_hand(people)
    assert wiring.WORTH.keys() <= wiring.CONSUMERS.keys()
    before = jobs()
    notes.add(order.id, people["lamps_clerk"], "自己记一笔")
    assert jobs() == before
    notes.add(order.id, people["lamps_clerk"], "请看", [str(people["lamps_leader"].pk)])
    assert jobs() == before + 1


@pytest.mark.parametrize(
    ("who", "queue", "command"),
    [("mayor", "awaiting_instruction", "submit_to_leader"), ("lamps_clerk", "to_sign", "assign_to_unit")],
)
def test_nothing_of_the_list_stands_in_the_texts_of_a_bench(
    at_desk: Any, people: Any, who: str, queue: str, command: str
) -> None:
    """The page as a whole: the list knows its rows by a name that a text once took for how tall it is."""
    order = city.registered(people)
    if command == "assign_to_unit":
        services.apply(order.id, city.ASSIGN, people["dispatcher"])
    else:
        submitted = c.SubmitToLeader(to_role=Role.CITY_LEADER, text="请领导批示")
        services.apply(order.id, submitted, people["dispatcher"])
    page = at_desk(who).get(f"/{order.number}/?q={queue}").content.decode()
    assert "<textarea" in page and 'id="rows"' in page
    assert {int(tall) for tall in re.findall(r'<textarea[^>]* data-rows="([^"]*)"', page)} <= set(range(1, 13))
    assert all("<" not in text for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S))


def test_a_proposed_supervision_order_says_its_matter(at_desk: Any, people: Any) -> None:
    order = city.in_hand(people)
    Candidate.objects.create(
        line=city.LINE, order_id=order.id, number=order.number, assignment="a1", unit="lamps",
        reason=SupervisionReason.OVERDUE.value, since=clock.now(),
    )  # fmt: skip
    assert "路灯不亮" in at_desk("supervisor").get("/candidates/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["/knowledge/", "/knowledge/new/", "/knowledge/health/", "/knowledge/import/", "/announcements/", "/diagnosis/"],
)
def test_without_a_hotline_in_use_the_page_says_so(at_desk: Any, people: dict[str, Person], path: str) -> None:
    Line.objects.update(active=False)
    accounts.forget()
    Person.objects.filter(username="archivist").update(roles=["knowledge_editor"])
    response = at_desk("archivist").get(path)
    assert response.status_code == 409
    assert "现在没有一条热线在用" in response.content.decode()


def test_the_accounts_to_try_say_where_their_password_really_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path / "elsewhere"))
    (tmp_path / "elsewhere").mkdir()
    told = sample.accounts_table()
    assert str(var_dir() / "demo-password") in told and sample.password() in told
    assert "var/demo-password" not in told.replace(str(var_dir() / "demo-password"), "")
