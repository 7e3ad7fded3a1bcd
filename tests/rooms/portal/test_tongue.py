"""Citizens' pages in English: chosen on the page, kept by the browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hotline.accounts.models import Person
from hotline.infra.tongues import SOURCE, spoken
from hotline.portal import views

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_citizen_chooses_english_and_goes_back(town: dict[str, Person]) -> None:
    citizen = Client()
    first = citizen.get("/ask/noise/").content.decode()
    assert 'lang="zh-Hans"' in first and ">English</button>" in first
    to_english = citizen.post("/tongue/", {"tongue": "en", "next": "/ask/noise/"}, follow=True)
    page = to_english.content.decode()
    assert 'lang="en"' in page and "Hotline · Self-service" in page and "Nothing is registered" in page
    wrong: Any = citizen.post("/ask/noise/", {"so_far": "made-up", "step": "what", "value": "site"})
    assert "Start again from the beginning" in wrong.content.decode()
    back = citizen.post("/tongue/", {"tongue": SOURCE, "next": "/ask/"}, follow=True).content.decode()
    assert "自助查询" in back


def test_every_sentence_of_the_pages_is_known_in_english() -> None:
    with spoken("en"):
        assert all(views.said(text) != text for text in views._words()["wrong"].values())
