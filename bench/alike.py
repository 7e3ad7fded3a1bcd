"""The same matter among all seeded orders while it is typed, beside the bare SQL that only looks the words up.

What is asked are new matters of the seeded kind (another place, another story), half of them in the very words of an
order that exists: these must be found.
"""

from __future__ import annotations

import random
import time
from typing import Any

from bench import city
from bench.figures import Figure, Floor, Section
from bench.load import percentile
from bench.siblings import place, story
from hotline.core.vocabulary import Role

ASKED = 200
AIM = 50.0
_SAMPLE = "SELECT title, state->>'content', place FROM orders_workorder TABLESAMPLE SYSTEM (0.05) LIMIT %s"
_BARE = """
SELECT order_id::text FROM orders_searchrow WHERE vector @@ %s::tsquery ORDER BY registered_at DESC LIMIT 40
"""
_TEXT = (
    "From a text to the orders of the same matter with their reasons: the rarest pairs, the index, the ranking, what "
    "may be seen, the comparison. Beside it the bare SQL: the forty newest rows that share two of the words. "
    "Figures are the 95th percentile."
)


def measure() -> Section:
    from hotline.accounts.models import Person
    from hotline.orders import alike, raw

    person = Person.objects.get(username=city.usernames(Role.AGENT)[0])
    rng = random.Random(17)
    with raw.cursor() as cur:
        cur.execute(_SAMPLE, (ASKED // 2,))
        known = [alike.Typed("", said, where) for _, said, where in cur.fetchall() if where]
    asked = [*known, *(alike.Typed("", f"{there}{story(rng)}", there) for there in (place(rng) for _ in known))]
    alike.same_matter(person, asked[0])
    mine, bare, found = [], [], 0
    for typed in asked:
        began = time.perf_counter()
        answer = alike.same_matter(person, typed)
        mine.append((time.perf_counter() - began) * 1000)
        found += any(one.row.place == typed.place for one in answer)
    for typed in asked:
        began = time.perf_counter()
        _bare(typed)
        bare.append((time.perf_counter() - began) * 1000)
    ordered = sorted(mine)
    extra: dict[str, Any] = {f"p{n}": round(percentile(ordered, n), 1) for n in (50, 95, 99)}
    note = f"of {len(known)} in the words of a known order {found} found it"
    floor = Floor("bare SQL", percentile(sorted(bare), 95), " ms")
    figure = Figure("the same matter", extra["p95"], " ms", (floor,), most=AIM, note=note, extra=extra)
    return Section("alike", "The same matter", [figure], _TEXT)


def _bare(typed: Any) -> None:
    from hotline.orders import alike, raw

    query = alike.question(typed)
    if query:
        with raw.cursor() as cur:
            cur.execute(_BARE, (query,))
            cur.fetchall()
