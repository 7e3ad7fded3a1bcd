"""The same matter among the orders: found at the place and by its rare words, within what a person may see."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.accounts.models import Person
from hotline.core import commands as c
from hotline.core.vocabulary import Disclosure, Phase
from hotline.intake.grouping import joining, together
from hotline.orders import alike, search_rows, services
from hotline.orders.alike import Typed, same_matter
from hotline.orders.models import WorkOrder
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "云栖路88号锦绣花园北门的变压器整夜嗡嗡响，吵得睡不着，希望供电部门检修"
AGAIN = "锦绣花园北门那台变压器夜里嗡嗡作响，云栖路88号，请检修变压器"


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    alike.forget()


def filed(people: dict[str, Person], content: str, place: str = "") -> Any:
    made = city.registered(people, title=content[:12], content=content, place=place)
    search_rows.index([made.order.id])
    return made


@pytest.mark.req("CLS-4")
def test_the_same_matter_is_found_and_another_is_not(people: dict[str, Person]) -> None:
    one = filed(people, SAID, "云栖路88号锦绣花园北门")
    filed(people, "公交28路站牌写错了站名，乘客总是下错站，请更换站牌", "站前广场")
    alike.forget()
    found = same_matter(people["agent"], Typed("", AGAIN, "云栖路88号锦绣花园"))
    assert [hit.row.number for hit in found] == [one.number]
    assert found[0].score >= 0.5 and found[0].reasons and not found[0].answer


def test_who_may_not_see_an_order_is_not_told_of_it(people: dict[str, Person]) -> None:
    filed(people, SAID, "云栖路88号锦绣花园北门")
    assert same_matter(people["streets_clerk"], Typed("", AGAIN)) == []
    assert same_matter(people["agent"], Typed("", "13905341234")) == []


@pytest.mark.parametrize("secret", [False, True])
def test_only_a_public_answer_that_is_no_secret_ones_may_be_told(people: dict[str, Person], secret: bool) -> None:
    made = city.in_hand(people, title=SAID[:12], content=SAID, place="云栖路88号锦绣花园北门")
    services.apply(made.order.id, city.CONTACTED, people["lamps_clerk"])
    answer = c.SubmitAnswer(assignment="a1", disclosure=Disclosure.PUBLIC, **city.ANSWER)
    services.apply(made.order.id, answer, people["lamps_clerk"])
    services.apply(made.order.id, c.ApproveAnswer(assignment="a1"), people["lamps_leader"])
    WorkOrder.objects.filter(pk=made.order.id).update(secret=secret)
    search_rows.index([made.order.id])
    alike.forget()
    (hit,) = same_matter(people["agent"], Typed("", AGAIN, "云栖路88号锦绣花园"))
    assert bool(hit.answer) is not secret


def test_several_in_hand_make_a_group_with_the_oldest_as_parent(people: dict[str, Person]) -> None:
    first = filed(people, SAID, "云栖路88号锦绣花园北门")
    filed(people, AGAIN, "云栖路88号锦绣花园北门")
    alike.forget()
    group = together(same_matter(people["agent"], Typed("", AGAIN, "云栖路88号锦绣花园北门")))
    assert (group.count, group.live) == (2, 2)
    assert group.parent is not None and group.parent.number == first.number
    join = joining(people["agent"], first.number)
    assert join is not None and join.parent == first.order.id
    assert joining(people["agent"], "DZ20000101-00001") is None
    assert first.order.phase is Phase.AWAITING_DISPATCH or first.order.phase is Phase.DRAFT
