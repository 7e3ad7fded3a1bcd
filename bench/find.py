"""The search of the knowledge base with 100,000 entries: what one search costs, fifty people who look, fifty at once.

The entries are composed (`knowing`) in a database of their own, and asked over the web as the page asks: whole
questions, and the box while somebody types.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import psutil
import psycopg

from bench import city, knowing, load, pages, place, servers
from bench.figures import Figure, Floor, Section
from bench.load import percentile
from bench.timing import say, timed
from hotline.core.vocabulary import Role

ENTRIES = int(os.environ.get("BENCH_ENTRIES", "100000"))
SINGLE, TYPED = 400, 80
AT_ONCE, PAUSE = 50, 1.0
SEARCH_MOST, TYPING_MOST = 50.0, 30.0
"""Milliseconds, 95th percentile (KNW-2: 100,000 entries, fifty at once)."""
CPU_MOST = 8.0
"""Milliseconds of processor time of one search, Python and PostgreSQL together."""
_BARE = """
SELECT number FROM knowledge_shown, CAST(%s AS tsquery) AS query WHERE line = %s AND tokens @@ query
ORDER BY ts_rank(tokens, query) DESC, number LIMIT 10
"""
_TEXT = (
    "Every word stands in thousands of entries, which is the worst a search can meet; no two questions of a run need "
    "be the same. First one search after another in one process, with the processor time of that process and of its "
    "PostgreSQL; beside it PostgreSQL's own `tsquery` with `ts_rank` for the same words. Then four web processes, "
    "asked by signed-in agents as the page asks: fifty people who each ask again a second after their answer has "
    "come, and fifty connections in a closed loop, where the time of an answer is fifty divided by the rate. "
    "Suggestions: the box after one to six characters, or initials. Settled: what is kept of a search when the typing "
    "has come to rest."
)


def measure() -> list[Section]:
    """In a process of its own: Django knows one database."""
    before = os.environ.get("BENCH_DATABASE")
    os.environ["BENCH_DATABASE"] = place.FIND
    try:
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            return pool.submit(_measured).result()
    finally:
        os.environ.pop("BENCH_DATABASE")
        if before is not None:
            os.environ["BENCH_DATABASE"] = before


def _measured() -> list[Section]:
    if place.KEPT and place.exists(place.DATABASE) and knowing.holds(ENTRIES):
        say("using the entries of the last run")
        place.point_django()
    else:
        say(f"making {ENTRIES:,} entries")
        say(f"made in {knowing.made(ENTRIES):.0f} s")
    say("find")
    found = timed(lambda: [Section("find", "Search of the knowledge base", [*_single(), *_web()], _TEXT)])
    from hotline.infra import database

    database.close_connections()
    return found


# --- one process ------------------------------------------------------------------------------------------------------


def _single() -> list[Figure]:
    asked, typed = knowing.questions(SINGLE, 2), knowing.typed(TYPED, 3)
    for text in knowing.questions(SINGLE // 4, 1):
        _find(text, 8, False)
    search = _figure("search", asked, lambda text: _find(text, 10, True), SEARCH_MOST, _bare(asked))
    typing = _figure("suggestions", typed, lambda text: _find(text, 8, False), TYPING_MOST)
    return [*search, *typing]


def _find(text: str, limit: int, log: bool) -> None:
    from hotline.knowledge.selectors import Asked, find

    # As a search comes in a request: a connection of the pool for each.
    if not find(frozenset({Role.AGENT}), Asked(text, city.LINE, "990121"), limit, log=log).hits and len(text) > 3:
        raise RuntimeError("a search of the bench found nothing")


def _figure(name: str, asked: Sequence[str], ask: Callable[[str], object], most: float, *floors: Floor) -> list[Figure]:
    backend, own = _backend(), time.process_time()
    before = backend.cpu_times()
    ordered = sorted(_times(asked, ask))
    python, after = time.process_time() - own, backend.cpu_times()
    sql = after.user + after.system - before.user - before.system
    each = [seconds * 1000 / len(asked) for seconds in (python, sql)]
    extra: dict[str, Any] = {f"p{n}": round(percentile(ordered, n), 1) for n in (50, 95, 99)}
    return [
        Figure(f"one {name} after another: p95", extra["p95"], " ms", floors, most=most, extra=extra),
        Figure(
            f"one {name}: processor time", sum(each), " ms", most=CPU_MOST,
            note=f"Python {each[0]:.1f} ms, PostgreSQL {each[1]:.1f} ms; {len(asked)} asked",
        ),
    ]  # fmt: skip


def _backend() -> psutil.Process:
    """The process of PostgreSQL that serves this one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return psutil.Process(int(cursor.fetchone()[0]))


def _times(asked: Sequence[str], ask: Callable[[str], object]) -> list[float]:
    found = []
    for text in asked:
        begun = time.perf_counter()
        ask(text)
        found.append((time.perf_counter() - begun) * 1000)
    return found


def _bare(asked: Sequence[str]) -> Floor:
    from django.db import connection

    from hotline.language import tokens_query

    def ask(text: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [tokens_query.parse(text).to_tsquery(False), city.LINE])
            cursor.fetchall()

    return Floor("tsquery", percentile(sorted(_times(asked[: SINGLE // 8], ask)), 95), " ms")


# --- four web processes -----------------------------------------------------------------------------------------------


def _web() -> list[Figure]:
    names = tuple(city.usernames(Role.AGENT))  # many: one person may look only so often
    figures: list[Figure] = []
    with servers.serving(servers.hotline()) as web:
        visitors = pages.signed_in(web.port, names)
        headers = [
            {
                "Cookie": visitor.cookie,
                "X-CSRFToken": visitor.cookies["csrftoken"],
                "HX-Request": "true",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            for visitor in visitors
        ]
        job = load.Job(
            host="127.0.0.1",
            port=web.port,
            method="POST",
            paths=["/knowledge/find/"],
            headers=headers,
            bodies=[f"know=@T@&line={city.LINE}&area=990121"],
            connections=AT_ONCE // pages.PROCESSES,
        )
        asked, typed = _quoted(knowing.questions(4000, 11)), _quoted(knowing.typed(800, 12))
        kinds = {
            "search": (replace(job, texts=asked, contains="know-item"), SEARCH_MOST),
            "suggestions": (replace(job, texts=typed), TYPING_MOST),
            "settled": (replace(job, texts=asked, paths=["/knowledge/find/?settled=1"]), SEARCH_MOST),
        }
        pages.asked(replace(kinds["search"][0], segments=1))  # every process has read the lists that are asked for
        for name, (each, most) in kinds.items():
            figures += _asked(name, each, most, web)
    return figures


def _quoted(texts: Sequence[str]) -> list[str]:
    return [quote(text) for text in texts]


def _asked(name: str, job: load.Job, most: float, web: servers.Web) -> list[Figure]:
    with psycopg.connect(place.address()) as link:
        link.execute("DELETE FROM accounts_signintry")  # so often nobody types: the pace of one person begins anew
    people = pages.asked(replace(job, pause=PAUSE, seed=300))
    begun = web.cpu_seconds()
    closed = pages.asked(replace(job, seed=400))
    spent = (web.cpu_seconds() - begun) * 1000 / closed.asked
    said = [f"p50 {r.p50:.1f}, p95 {r.p95:.1f}, p99 {r.p99:.1f} ms at {r.rate:.0f}/s" for r in (people, closed)]
    return [
        Figure(f"{name}, fifty people: p95", people.p95, " ms", most=most, note=said[0], spread=people.rates),
        Figure(
            f"{name}, fifty in a closed loop", closed.rate, "/s", spread=closed.rates,
            note=f"{said[1]}; {spent:.1f} ms of the web processes' processor time a request, page and all",
        ),
    ]  # fmt: skip
