"""Lists of places kept in the process: what has changed is read again, what has not is not; adding up is exact."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import transaction

from hotline.accounts.models import Person
from hotline.core.knowledge import ranking
from hotline.core.vocabulary import KnowledgeAct as Act
from hotline.knowledge import indexing, selectors, services, synonyms
from hotline.knowledge.models import Posting
from hotline.knowledge.search import lists, question, weighing
from hotline.knowledge.search.lists import Kept, Listed
from hotline.knowledge.selectors import Asked
from tests.rooms.knowledge import base
from tests.rooms.orders.city import LINE

pytestmark = pytest.mark.req("KNW-2")


@pytest.fixture
def people(town: dict[str, Person]) -> dict[str, Person]:
    synonyms.forget()
    lists.forget()
    return town | base.editors()


def listed(*numbers: int) -> Listed:
    return Listed(np.array(numbers, np.int32), np.ones(len(numbers), np.float32))


def found(person: Person, text: str) -> set[int]:
    return {hit.number for hit in selectors.find(person, Asked(text, LINE), log=False).hits}


def test_what_was_published_or_withdrawn_a_moment_ago_is_seen_by_who_has_asked_before(
    people: dict[str, Person],
) -> None:
    first = base.published(base.LAMP)
    assert found(people["agent"], "路灯不亮") == {first.number}
    second = base.published(base.LAMP)
    assert found(people["agent"], "路灯不亮") == {first.number, second.number}
    services.act(people["editor"], first.pk, Act.WITHDRAW, reason="职责已移交")
    assert found(people["agent"], "路灯不亮") == {second.number}
    indexing.recount()
    assert found(people["agent"], "路灯不亮") == {second.number}


def test_what_was_taken_back_is_not_remembered(people: dict[str, Person]) -> None:
    first = base.published(base.LAMP)
    with transaction.atomic():
        second = base.published(base.LAMP)
        assert found(people["agent"], "路灯不亮") == {first.number, second.number}
        transaction.set_rollback(True)
    assert found(people["agent"], "路灯不亮") == {first.number}
    third = base.published(base.LAMP)
    assert found(people["agent"], "路灯不亮") == {first.number, third.number}


def test_a_list_is_read_once_while_nothing_changes(people: dict[str, Person]) -> None:
    base.some()
    sought = question.take_apart("路灯不亮", LINE)
    again = question.take_apart("路灯坏了", LINE)
    assert sought.lists["路灯"] is again.lists["路灯"]


def test_the_score_is_the_sum_of_what_the_terms_say(people: dict[str, Person]) -> None:
    base.some()
    sought = question.take_apart("身份证丢了怎么补", LINE)
    weighed = {term: idf * ranking.SYNONYM for term, idf in sought.meant.items()} | sought.characters | sought.said
    exact: dict[int, float] = {}
    for number, term, weight in Posting.objects.filter(term__in=weighed).values_list("number", "term", "weight"):
        exact[number] = exact.get(number, 0.0) + weight * weighed[term]
    scores = weighing.weigh(sought)
    assert scores == pytest.approx(exact, rel=1e-6) and len(scores) > 1
    assert list(scores.values()) == sorted(scores.values(), reverse=True)


def test_common_terms_only_order_what_rare_ones_bring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "READ", 5)
    rare, common = listed(2, 3, 9), listed(1, 2, 3, 4, 5, 6, 7, 8)
    sought = question.Sought({"甲乙": 2.0, "丙丁": 1.0}, lists={"甲乙": rare, "丙丁": common})
    assert weighing.weigh(sought) == {2: 3.0, 3: 3.0, 9: 2.0}


def test_only_the_best_are_weighed_and_of_equals_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "MOST", 3)
    sought = question.Sought({"甲乙": 1.0, "丙丁": 1.0}, lists={"甲乙": listed(*range(1, 9)), "丙丁": listed(7)})
    assert weighing.weigh(sought) == {7: 2.0, 1: 1.0, 2: 1.0}


def test_a_character_that_stands_everywhere_brings_nothing() -> None:
    places = {"证": listed(1, 2)}
    assert weighing.weigh(question.Sought(characters={"证": 0.1}, common=frozenset("证"), lists=places)) == {}
    assert weighing.weigh(question.Sought()) == {}


def test_the_lists_not_asked_for_longest_go_first() -> None:
    kept = Kept(most=5)
    kept.put("base", "a", "1", listed(1, 2))
    kept.put("base", "b", "1", listed(1, 2))
    assert kept.get("base", "a", "1") is not None and kept.get("base", "a", "2") is None
    kept.put("base", "c", "1", listed(1, 2))
    assert kept.get("base", "b", "1") is None and kept.get("base", "a", "1") is not None
    kept.put("base", "a", "2", listed(*range(9)))
    assert kept.get("base", "c", "1") is None and kept.get("base", "a", "2") is not None
    assert kept.get("other", "a", "2") is None
