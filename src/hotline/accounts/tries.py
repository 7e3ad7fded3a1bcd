"""Guessing passwords is made slow: tries to sign in are counted by account, by address, and by both together.

A try is counted before its password is looked at, so that a hundred at once are a hundred; a right password takes its
counts away. What was typed is kept only as a keyed digest: people type passwords where the account name belongs.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from hotline.infra import clock, privacy

WINDOW = timedelta(minutes=15)
MOST_TOGETHER, MOST_ACCOUNT, MOST_ADDRESS = 8, 40, 200
"""Wrong tries in a window: one account from one address; one account from anywhere; one address (a whole office)."""

_COUNT = """
INSERT INTO accounts_signintry AS t (key, tries, since) SELECT key, 1, %(now)s FROM unnest(%(keys)s::text[]) AS key
ON CONFLICT (key) DO UPDATE SET tries = CASE WHEN t.since <= %(old)s THEN 1 ELSE t.tries + 1 END,
    since = CASE WHEN t.since <= %(old)s THEN excluded.since ELSE t.since END
RETURNING key, tries
"""
_UNWAITED = "WITH unwaited AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))" + _COUNT.replace(
    "AS key\nON", "AS key, unwaited\nON"
)
"""The same without waiting for the disk: four milliseconds of each look while somebody types; a crash costs a count."""
_TAKE_BACK = "UPDATE accounts_signintry SET tries = tries - 1 WHERE key = %s AND tries > 0"
_FORGET = "DELETE FROM accounts_signintry WHERE key = ANY(%s)"
_FORGET_OLD = "DELETE FROM accounts_signintry WHERE since <= %s"


def begin(username: str, address: str) -> bool:
    """Count a try; False when there were too many, and the password is not to be looked at."""
    together, account, place = keys = _keys(username, address)
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"keys": keys, "now": now, "old": now - WINDOW})
        tries = dict(cursor.fetchall())
    return tries[together] <= MOST_TOGETHER and tries[account] <= MOST_ACCOUNT and tries[place] <= MOST_ADDRESS


def succeeded(username: str, address: str) -> None:
    """The password was right: the account's tries are forgotten; the address keeps those for other accounts."""
    together, account, place = _keys(username, address)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, [place])
        cursor.execute(_FORGET, [[together, account]])


def within(purpose: str, address: str, most: int) -> bool:
    """Count one more of what `address` (a person's id, for who has an account) may do; False when it was more than
    `most` in a window."""
    key, now = f"{purpose}:{privacy.blind_index('accounts.sign_in', address)}", clock.now()
    # Within a transaction of the caller's it would be the caller's work that is not waited for.
    count = _COUNT if connection.in_atomic_block else _UNWAITED
    with connection.cursor() as cursor:
        cursor.execute(count, {"keys": [key], "now": now, "old": now - WINDOW})
        return int(cursor.fetchone()[1]) <= most


def forget_old() -> int:
    """Drop what has run out; returns how many rows."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_OLD, [clock.now() - WINDOW])
        return int(cursor.rowcount)


def _keys(username: str, address: str) -> list[str]:
    name = username.casefold()
    parts = (("together", f"{name}\0{address}"), ("account", name), ("address", address))
    return [f"{kind}:{privacy.blind_index('accounts.sign_in', text)}" for kind, text in parts]
