"""管理→模型: learning begins once, a model is taken into use and back, and nobody overwrites what another did."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from hotline.accounts.models import AuditEntry, Line, Person
from hotline.language import keeping, model_file
from hotline.language.classify import learn
from hotline.language.models import TrainedModel
from hotline.language.shapes import Kind, State
from tests.rooms.language.letters import letters
from tests.rooms.orders import city
from tests.rooms.together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("CLS-2")]
PAGE = "/admin/models/"
CARD = {"rows": 120, "tested": 30, "accuracy": {"value": 0.91, "low": 0.85, "high": 0.96}}


@pytest.fixture(autouse=True)
def fresh():
    keeping.forget()
    yield
    keeping.forget()


@pytest.fixture(scope="module")
def data() -> bytes:
    texts, labels = letters()
    return model_file.dump(learn(texts, labels))


@pytest.fixture
def three(people: dict[str, Person], data: bytes, moving_clock: Any) -> list[str]:
    """Three models of nature, the first in use."""
    made = []
    for _ in range(3):
        moving_clock.advance(minutes=1)
        made.append(str(keeping.store(Kind.NATURE, city.LINE, data, CARD).pk))
    keeping.switch(made[0])
    return made


def post(client: Client, **form: str) -> Any:
    return client.post(PAGE, {"line": city.LINE, "kind": "nature", **form})


def text_of(response: Any) -> str:
    return str(response.content.decode())


def used() -> str:
    found = TrainedModel.objects.filter(state=State.CURRENT.value).values_list("pk", flat=True)
    return ",".join(map(str, found))


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'insight.learn_line'")
        return int(cursor.fetchone()[0])


def acts() -> list[str]:
    return sorted(AuditEntry.objects.filter(act__startswith="model_").values_list("act", flat=True))


def test_the_page_says_how_each_fares_and_what_can_be_done(at_desk: Any, three: list[str]) -> None:
    page = text_of(at_desk("admin").get(PAGE))
    assert "在没见过的 30 件上对 91%（95% 区间 85%–96%）" in page
    assert page.count('data-testid="switch"') == 2 and page.count('data-testid="back-nature"') == 1
    assert "还没有训练出模型" in page, "the other kinds"


def test_learning_begins_once_however_often_it_is_pressed(at_desk: Any, three: list[str]) -> None:
    admin = at_desk("admin")
    assert "已开始训练" in text_of(admin.post(PAGE, {"line": city.LINE, "then": "train"}, follow=True))
    again = post(admin, then="train")
    assert again.status_code == 409 and "不用再按" in text_of(again)
    assert waiting() == 1 and acts() == ["model_training"]


def test_taken_into_use_and_one_step_back(at_desk: Any, three: list[str]) -> None:
    admin = at_desk("admin")
    done = post(admin, then="switch", model=three[2], seen=three[0])
    assert done.status_code == 302 and "已启用这个模型" in text_of(admin.get(done["Location"]))
    assert used() == three[2]
    assert post(admin, then="back", seen=three[2]).status_code == 302 and used() == three[0]
    assert post(admin, then="back", seen=three[0]).status_code == 302 and used() == ""
    nothing = post(admin, then="back", seen="")
    assert nothing.status_code == 422 and "这个模型用不了" in text_of(nothing)
    assert acts() == ["model_back", "model_back", "model_switched"]


def test_on_a_page_that_is_old_nothing_is_overwritten(at_desk: Any, three: list[str]) -> None:
    admin = at_desk("admin")
    keeping.switch(three[1])
    for form in ({"then": "back"}, {"then": "switch", "model": three[2]}):
        late = post(admin, **form, seen=three[0])
        assert late.status_code == 409 and "在用的模型换过了" in text_of(late)
    assert used() == three[1] and acts() == []


def test_of_two_at_once_one_is_told_to_look_again(at_desk: Any, three: list[str]) -> None:
    clients = at_desk("admin"), at_desk("admin")
    answers = together(
        *(
            lambda c=c, m=m: post(c, then="switch", model=m, seen=three[0]).status_code
            for c, m in zip(clients, three[1:], strict=True)
        )
    )
    assert sorted(answers) == [302, 409] and used() in three[1:] and acts() == ["model_switched"]


@pytest.mark.parametrize(
    "form",
    [
        {"then": "switch", "model": "not-a-model"},
        {"then": "switch", "model": "00000000-0000-0000-0000-000000000000"},
        {"then": "back", "kind": "colour"},
        {"then": "dance"},
        {},
    ],
)
def test_what_there_is_not_is_refused(at_desk: Any, three: list[str], form: dict[str, str]) -> None:
    answer = post(at_desk("admin"), **form, seen=three[0])
    assert answer.status_code == 422 and used() == three[0] and acts() == [] and waiting() == 0


def test_a_model_of_another_hotline_a_foreign_one_and_one_without_bytes_are_refused(
    at_desk: Any, three: list[str], data: bytes
) -> None:
    Line.objects.create(id="other", name="另一条", prefix="QT", pack="dezhou-12345")
    theirs = keeping.store(Kind.NATURE, "other", data, CARD)
    TrainedModel.objects.filter(pk=three[1]).update(signature="1:" + "0" * 64)
    TrainedModel.objects.filter(pk=three[2]).update(data=None)
    admin = at_desk("admin")
    for ident in (str(theirs.pk), three[1], three[2]):
        answer = post(admin, then="switch", model=ident, seen=three[0])
        assert answer.status_code == 422, ident
    assert used() == three[0] and "数据已清理" in text_of(admin.get(PAGE))


@pytest.mark.parametrize("who", ["director", "supervisor", "agent", "lamps_clerk"])
def test_without_the_right_nothing_happens(at_desk: Any, three: list[str], who: str) -> None:
    client = at_desk(who)
    assert client.get(PAGE).status_code == 403
    for form in ({"then": "train"}, {"then": "back"}, {"then": "switch", "model": three[1]}):
        assert post(client, **form, seen=three[0]).status_code == 403
    assert used() == three[0] and waiting() == 0 and acts() == []


def test_the_one_in_use_is_shown_however_old(at_desk: Any, three: list[str], data: bytes, moving_clock: Any) -> None:
    for _ in range(13):
        moving_clock.advance(days=1)
        keeping.store(Kind.NATURE, city.LINE, data, CARD)
    page = text_of(at_desk("admin").get(PAGE))
    assert 'data-testid="back-nature"' in page and f'name="seen" value="{three[0]}"' in page
