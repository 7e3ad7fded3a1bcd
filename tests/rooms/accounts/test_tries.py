"""Wrong passwords: after too many none is looked at; nothing that was typed is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from hotline.accounts import services, tries
from hotline.accounts.models import Person, SignInTry

PASSWORD = "a-long-enough-word"
HOME, ELSEWHERE = "192.0.2.7", "192.0.2.8"


@pytest.fixture
def clerk(db, moving_clock) -> Person:
    return services.save_people([{"username": "clerk", "name": "赵六", "password": PASSWORD}])[0]


def sign_in(password: str, username: str = "clerk", address: str = HOME) -> tuple[int, str]:
    response = Client(REMOTE_ADDR=address).post("/sign-in/", {"username": username, "password": password})
    return response.status_code, response.content.decode()


def test_after_too_many_wrong_tries_the_right_password_must_wait(clerk, moving_clock):
    for _ in range(tries.MOST_TOGETHER):
        status, page = sign_in("wrong")
        assert status == 422 and "用户名或密码不对" in page
    assert "次数太多" in sign_in(PASSWORD)[1]
    assert sign_in(PASSWORD, address=ELSEWHERE)[0] == 302, "another address is not locked out with it"
    moving_clock.advance(tries.WINDOW)
    assert sign_in(PASSWORD)[0] == 302


def test_a_right_password_takes_the_count_away(clerk):
    for _ in range(3):
        for _ in range(tries.MOST_TOGETHER - 1):
            sign_in("wrong")
        assert sign_in(PASSWORD)[0] == 302


def test_one_account_is_closed_to_many_addresses_and_one_address_to_many_accounts(clerk, monkeypatch):
    monkeypatch.setattr(tries, "MOST_ACCOUNT", 5)
    for n in range(5):
        sign_in("wrong", address=f"198.51.100.{n}")
    assert "次数太多" in sign_in(PASSWORD)[1]
    monkeypatch.setattr(tries, "MOST_ADDRESS", 5)
    for n in range(5):
        sign_in("wrong", username=f"guess{n}", address=ELSEWHERE)
    assert "次数太多" in sign_in("wrong", username="guess9", address=ELSEWHERE)[1]


def test_an_office_that_signs_in_correctly_is_never_closed(clerk, monkeypatch):
    monkeypatch.setattr(tries, "MOST_ADDRESS", 3)
    assert [sign_in(PASSWORD)[0] for _ in range(6)] == [302] * 6


def test_what_was_typed_is_not_kept_and_old_counts_go(clerk, moving_clock):
    sign_in("wrong", username="my-secret-password")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM accounts_signintry t")
        (stored,) = cursor.fetchone()
    assert "my-secret-password" not in stored and HOME not in stored
    assert tries.forget_old() == 0
    moving_clock.advance(tries.WINDOW + timedelta(seconds=1))
    assert tries.forget_old() == 3 and not SignInTry.objects.exists()
