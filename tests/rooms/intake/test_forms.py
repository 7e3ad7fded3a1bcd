"""Form data becomes commands; every fault is named by its field."""

from __future__ import annotations

import pytest

from hotline.core import commands as c
from hotline.core.vocabulary import AnswerBasis, Channel, RefusalCode, ReplyWish, Urgency
from hotline.intake import forms
from hotline.orders.services import Refused


def test_texts_become_terms():
    fields = forms.register_fields(
        {"channel": "phone", "line": "dezhou", "title": "题", "content": "文", "nature": "help", "secret": "on",
         "urgency": "urgent", "reply_wish": "sms", "keywords": "路灯，照明、 夜间", "accused": ["lamps"],
         "number": "forged", "order": "forged", "contact": ["name"], "unheard_of": "x", "area": ""}
    )  # fmt: skip
    assert fields == {
        "channel": Channel.PHONE, "line": "dezhou", "title": "题", "content": "文", "nature": "help", "secret": True,
        "urgency": Urgency.URGENT, "reply_wish": ReplyWish.SMS, "keywords": ("路灯", "照明", "夜间"),
        "accused": ("lamps",),
    }  # fmt: skip


def test_a_command_is_built_from_its_form():
    form = {"basis": "knowledge", "source_ref": "K1", "answer": "请带身份证。"}
    built = c.AnswerDirectly(basis=AnswerBasis.KNOWLEDGE, source_ref="K1", answer="请带身份证。")
    assert forms.command_of("answer_directly", form) == built
    days = forms.command_of("request_extension", {"assignment": "a1", "reason": "等配件", "days": "5"})
    assert isinstance(days, c.RequestExtension) and days.days == 5


@pytest.mark.parametrize(
    ("name", "form", "code"),
    [
        ("answer_directly", {"basis": "hearsay", "source_ref": "K", "answer": "a"}, RefusalCode.FIELD_INVALID),
        ("answer_directly", {"basis": "knowledge", "answer": "a"}, RefusalCode.FIELD_MISSING),
        ("request_extension", {"assignment": "a1", "reason": "x", "days": "five"}, RefusalCode.FIELD_INVALID),
        ("abolish", {}, RefusalCode.FIELD_INVALID),
    ],
)
def test_a_fault_is_named(name, form, code):
    with pytest.raises(Refused) as no:
        forms.command_of(name, form)
    assert no.value.refusal.code is code and no.value.refusal.params["field"]


def test_a_contact_is_trimmed_and_never_shown():
    contact = forms.contact_of({"name": " 张三丰 ", "phone": "13900001234", "title": "x"})
    assert contact.name == "张三丰" and "张三丰" not in repr(contact)
