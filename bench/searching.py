"""The search over all seeded orders, question by question, beside the bare SQL that a page would ask without it.

Questions are drawn from the words of the seeded texts: common and rare ones, two words, phrases, places, initials.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench import city
from bench.figures import Figure, Floor, Section
from bench.load import percentile
from bench.siblings import place, texts
from hotline.core.vocabulary import Role

EACH = 40
"""Questions of one kind."""
AIM = 50.0
_BARE = """
SELECT order_id::text, registered_at FROM orders_searchrow WHERE vector @@ %s::tsquery
ORDER BY registered_at DESC LIMIT 30
"""


def questions(rng: random.Random) -> dict[str, list[str]]:
    """Kind → what is typed."""
    t, draw = texts(), rng.choice
    common = [word for text in t["asks"] + t["times"] for word in (text[:2], text[:4]) if len(word) > 1]
    return {
        "one word": [draw(t["things"]) for _ in range(EACH)],
        "two words": [f"{draw(t['things'])} {draw(t['faults'])}" for _ in range(EACH)],
        "three words": [f"{draw(t['things'])} {draw(t['faults'])} {draw(t['who'])}" for _ in range(EACH)],
        "a shop and a thing": [f"{draw(t['shops'])} {draw(t['things'])}" for _ in range(EACH)],
        "phrase": [f"“{draw(t['things'])}{draw(t['faults'])}”" for _ in range(EACH)],
        "place": [f"{draw(t['first'])}{draw(t['second'])}" for _ in range(EACH)],
        "one house": [place(rng) for _ in range(EACH)],
        "initials of a place": [initials(f"{draw(t['first'])}{draw(t['second'])}") for _ in range(EACH)],
        "very common": [draw(common) for _ in range(EACH)],
        "in no order": [f"{draw(t['first'])[::-1]}{draw(t['second'])[::-1]}" for _ in range(EACH)],
    }


def initials(name: str) -> str:
    from hotline.language.tokens import readings

    found = readings(name)
    return found[1] if found else name


def measure() -> Section:
    """Each kind of question by somebody of the centre and by a unit's clerk; the bare SQL for the centre."""
    from hotline.accounts.models import Person

    asked = questions(random.Random(11))
    agent = Person.objects.get(username=city.usernames(Role.AGENT)[0])
    clerk = Person.objects.get(username=city.usernames(Role.UNIT_CLERK)[0])
    for text in asked["one word"][:10]:
        _search(agent, text)
    figures, everything = [], dict[str, list[float]](agent=[], clerk=[], bare=[])
    for kind, said in asked.items():
        mine = list(_times(said, lambda text: _search(agent, text)))
        units = list(_times(said, lambda text: _search(clerk, text)))
        bare = list(_times(said, _bare))
        for name, found in (("agent", mine), ("clerk", units), ("bare", bare)):
            everything[name] += found
        figures.append(_figure(f"search: {kind}", mine, bare, f"a unit's clerk: {_said(units)}"))
    whole = _figure("search: all kinds", everything["agent"], everything["bare"], "", AIM)
    unit = _figure("search: all kinds, a unit's clerk", everything["clerk"], everything["bare"], "", AIM)
    return Section("search", "Search over orders", [whole, unit, *figures], _TEXT)


_TEXT = (
    "From what was typed to thirty rows with marked snippets: the question, the index, the ranking, what may be seen, "
    "the rows. Beside it the bare SQL: the thirty newest rows for the same words, unranked, from all orders. "
    "Figures are the 95th percentile."
)


def _times(said: list[str], ask: Callable[[str], Any]) -> Iterator[float]:
    for text in said:
        begun = time.perf_counter()
        ask(text)
        yield (time.perf_counter() - begun) * 1000


def _search(person: Any, text: str) -> Any:
    from hotline.orders import search

    return search.search(person, search.Wanted(text))


def _bare(text: str) -> None:
    from hotline.orders import raw, search_words

    with raw.cursor() as cur:
        cur.execute(_BARE, (search_words.parse(text).to_tsquery(),))
        cur.fetchall()


def _said(times: list[float]) -> str:
    ordered = sorted(times)
    return ", ".join(f"p{n} {percentile(ordered, n):.1f}" for n in (50, 95)) + " ms"


def _figure(name: str, mine: list[float], bare: list[float], note: str, most: float | None = None) -> Figure:
    ordered = sorted(mine)
    extra = {f"p{n}": round(percentile(ordered, n), 1) for n in (50, 95, 99)}
    floor = Floor("bare SQL", percentile(sorted(bare), 95), " ms")
    return Figure(name, extra["p95"], " ms", (floor,), most=most, note=note, extra=extra)
