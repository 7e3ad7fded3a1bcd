"""A result that is the caller's secret is told only to who has been compared with the order (S1 篇十二)."""

import pytest

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.policy import shapes as s
from hotline.core.vocabulary import ContactField, RefusalCode
from tests.core.builders import AGENT, Life, busy, direct_answer, rule, strict, strict_but, unchanged

pytestmark = pytest.mark.req("SEC-5")
NAME, PHONE, WORK, MAIL = (
    ContactField.NAME,
    ContactField.PHONE,
    ContactField.WORKPLACE,
    ContactField.EMAIL,
)


def told(*checked: ContactField) -> c.TellProgress:
    return c.TellProgress(told="they burn again", checked=frozenset(checked))


def test_so_many_of_the_fields_must_have_been_compared() -> None:
    life = Life(busy())
    for checked in ((), (NAME,), (NAME, ContactField.ADDRESS)):
        with unchanged(life):
            no = life.no(AGENT, told(*checked), RefusalCode.IDENTITY_UNCHECKED)
        assert no.rule == "hand:identity_check" and "2项" in no.text and NAME.zh in no.text
    life.do(AGENT, told(PHONE, NAME))
    assert life.events(e.ProgressTold)[0].checked == (NAME, PHONE), "what was compared is on record"


def test_what_the_order_does_not_hold_cannot_have_been_compared() -> None:
    life = Life(busy(), contact=frozenset({NAME}))
    life.no(AGENT, told(NAME, PHONE, WORK), RefusalCode.IDENTITY_UNCHECKED)
    free = Life(strict(), contact=frozenset({NAME}))
    free.do(AGENT, told(NAME, MAIL))
    assert free.events(e.ProgressTold)[0].checked == (NAME,)


def test_a_direct_answer_tells_as_much() -> None:
    life = Life(busy())
    bare = direct_answer()
    life.no(AGENT, bare, RefusalCode.IDENTITY_UNCHECKED)
    life.do(AGENT, c.AnswerDirectly(**{**_fields(bare), "checked": frozenset({NAME, WORK})}))
    assert life.events(e.AnsweredDirectly)[0].checked == (NAME, WORK)


def _fields(command: c.AnswerDirectly) -> dict[str, object]:
    return {"basis": command.basis, "source_ref": command.source_ref, "answer": command.answer}


def test_only_for_the_matters_that_the_rule_is_for() -> None:
    narrow = strict_but(
        rule("identity_check", s.IdentityCheckRule((NAME, PHONE), 1), when=(("nature", ("consultation",)),))
    )
    Life(narrow).do(AGENT, told())
    Life(narrow, nature="consultation").no(AGENT, told(), RefusalCode.IDENTITY_UNCHECKED)
