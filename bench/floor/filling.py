"""The floor's own database: its tables, filled with the same orders, and people who are signed in.

python -m bench.floor.filling PEOPLE      prepares the tables of Django; prints one session key a person
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import psycopg

from bench import place

TABLES = """
CREATE TABLE floor_order (
    id bigserial PRIMARY KEY, number text NOT NULL UNIQUE, title text NOT NULL, content text NOT NULL,
    place text NOT NULL, area text NOT NULL, nature text NOT NULL, content_class text NOT NULL, channel text NOT NULL,
    urgency text NOT NULL, secret boolean NOT NULL, phase text NOT NULL, unit text NOT NULL, due_at timestamptz,
    registered_at timestamptz NOT NULL, caller text NOT NULL, phone text NOT NULL);
CREATE TABLE floor_part (
    id bigserial PRIMARY KEY, number text NOT NULL, unit text NOT NULL, part text NOT NULL, state text NOT NULL,
    due_at timestamptz, answer text NOT NULL, internal text NOT NULL);
CREATE TABLE floor_limit (
    id bigserial PRIMARY KEY, number text NOT NULL, name text NOT NULL, unit text NOT NULL, state text NOT NULL,
    due_at timestamptz);
CREATE TABLE floor_event (
    id bigserial PRIMARY KEY, number text NOT NULL, seq int NOT NULL, at timestamptz NOT NULL, who text NOT NULL,
    unit text NOT NULL, text text NOT NULL);
"""
INDEXES = """
CREATE INDEX floor_queue ON floor_order (phase, due_at, id) WHERE phase <> 'archived';
CREATE INDEX floor_unit ON floor_order (unit, phase, due_at, id) WHERE phase <> 'archived';
CREATE INDEX floor_part_order ON floor_part (number);
CREATE INDEX floor_limit_order ON floor_limit (number);
CREATE INDEX floor_event_order ON floor_event (number, seq);
"""
COPIES = {
    "floor_order (number, title, content, place, area, nature, content_class, channel, urgency, secret, phase, unit, "
    "due_at, registered_at, caller, phone)": """
        SELECT number, title, state->>'content', place, area, nature, content_class, channel, urgency, secret, phase,
               lead_unit, next_due_at, registered_at, 'caller', '139****0000' FROM orders_workorder""",
    "floor_part (number, unit, part, state, due_at, answer, internal)": """
        SELECT o.number, a.unit, a.part, a.state, a.due_at, coalesce(s->'answer'->>'public_text', ''),
               coalesce(s->'answer'->>'internal_text', '')
        FROM orders_assignmentrow a JOIN orders_workorder o ON o.id = a.order_id
        CROSS JOIN LATERAL jsonb_array_elements(o.state->'assignments') s WHERE s->>'id' = a.aid""",
    "floor_limit (number, name, unit, state, due_at)": """
        SELECT o.number, c.name, c.unit, c.state, c.due_at
        FROM orders_clockrow c JOIN orders_workorder o ON o.id = c.order_id""",
    "floor_event (number, seq, at, who, unit, text)": """
        SELECT o.number, e.seq, e.at, left(e.actor_id, 4), e.actor_unit,
               e.name || ' ' || translate(left(e.data::text, 60), '{}"<>&', '')
        FROM orders_orderevent e JOIN orders_workorder o ON o.id = e.order_id""",
}


def fill(lists_only: bool = False) -> None:
    """Make the floor's database anew from the seeded orders; for lists their parts and events are not needed."""
    address = place.fresh(place.FLOOR_DATABASE)
    with psycopg.connect(place.address()) as source, psycopg.connect(address, autocommit=True) as target:
        target.execute(TABLES)
        for columns, select in COPIES.items():
            if lists_only and not columns.startswith("floor_order "):
                continue
            reading = source.cursor().copy(f"COPY ({select}) TO STDOUT".encode())
            writing = target.cursor().copy(f"COPY {columns} FROM STDIN".encode())
            with reading as out, writing as into:
                for part in out:
                    into.write(part)
        target.execute(INDEXES)
        target.execute("VACUUM (ANALYZE, FREEZE)")


def sign_in(people: int) -> list[str]:
    """Django's own tables, and one session key for each of so many people."""
    command = [sys.executable, "-m", "bench.floor.filling", str(people)]
    environment = os.environ | {"FLOOR_DATABASE_URL": place.address(place.FLOOR_DATABASE), "FLOOR_SERVER": "wsgi"}
    root = Path(__file__).parent.parent.parent
    text = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=root, env=environment).stdout
    keys: list[str] = json.loads(text)
    return keys


def main(people: int) -> None:
    import_module("bench.floor.app")  # configures Django
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    keys = []
    for number in range(people):
        user, _ = get_user_model().objects.get_or_create(username=f"agent{number}")
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        keys.append(session.session_key)
    print(json.dumps(keys))


if __name__ == "__main__":
    main(int(sys.argv[1]))
