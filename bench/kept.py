"""The six pages that people keep open, asked by fifty at once: how many a second beside a page of the same size that a
minimal Django makes, how long an answer takes, and how long when each of the fifty looks again after a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

from bench import pages, place, servers
from bench.figures import Figure, Section
from bench.floor import filling
from hotline.core.vocabulary import Role

AT_ONCE = 50
MOST = 100.0
"""Milliseconds, 95th percentile (issue of the desk: six pages, fifty at once)."""
PAUSE = 1.0
_TEXT = (
    "Fifty connections in a closed loop: each asks again as soon as it has its answer, so the time of an answer is "
    "fifty divided by the rate. Below, fifty people who each look again a second after their page has come. "
    "Floor: a list of the minimal Django of the same length in bytes."
)


def measure() -> Section:
    """All six pages, on the seeded orders."""
    filling.fill(lists_only=True)
    keys = filling.sign_in(pages.SESSIONS)
    place.checkpoint()
    figures: list[Figure] = []
    with ExitStack() as stack:
        product = stack.enter_context(servers.serving(servers.hotline()))
        floors = {"uvicorn": stack.enter_context(servers.serving(servers.floor_asgi()))}
        if servers.has_gunicorn():
            floors["gunicorn"] = stack.enter_context(servers.gunicorn())
        webs = {"product": product} | floors
        for case in cases(product.port, keys):
            figures += measured(pages.padded(case, floors["uvicorn"].port), webs)
    return Section("kept", "Pages that people keep open, fifty at once", figures, _TEXT)


def measured(case: pages.Case, webs: Mapping[str, servers.Web]) -> list[Figure]:
    """The rate beside the floor's, the time of fifty at once, the time of fifty people."""
    product = replace(case.product, connections=AT_ONCE // pages.PROCESSES)
    floor = replace(case.floor, connections=AT_ONCE // pages.PROCESSES)
    figure = pages.measured(replace(case, product=product, floor=floor), dict(webs))
    people = pages.asked(replace(product, port=webs["product"].port, pause=PAUSE, segments=1, seed=300))
    p95 = f"p50 {people.p50:.1f}, p95 {people.p95:.1f}, p99 {people.p99:.1f} ms at {people.rate:.0f}/s"
    return [
        figure,
        Figure(f"{case.name}: p95, closed loop", figure.extra["p95"], " ms", most=MOST),
        Figure(f"{case.name}: p95, fifty people", people.p95, " ms", most=MOST, note=p95),
    ]


def cases(port: int, keys: Sequence[str]) -> list[pages.Case]:
    """The six pages, each with who opens it."""
    unit, _ = pages.busiest_unit()
    some = pages.some
    numbers = [f"/{number}/" for number in pages.numbers()]
    asked = {
        "list of a dispatcher": (some(Role.DISPATCHER), ["/q/awaiting_dispatch/"]),
        "list of a unit's clerk": (some(Role.UNIT_CLERK, unit), ["/q/in_hand/"]),
        "order page": (some(Role.AGENT), numbers),
        "agent page": (some(Role.AGENT), ["/new/"]),
        "first page of supervision": (some(Role.SUPERVISOR), ["/start/supervision/"]),
        "big screen": (some(Role.CENTRE_DIRECTOR), ["/screen/"]),
    }
    return [_case(name, port, who, paths, keys) for name, (who, paths) in asked.items()]


def _case(name: str, port: int, who: tuple[str, ...], paths: Sequence[str], keys: Sequence[str]) -> pages.Case:
    visitors = pages.signed_in(port, who)
    sizes = [len(visitors[0].get(path).encode()) for path in paths[: pages.SIZED]]
    size = sum(sizes) // len(sizes)
    product = pages.got(port, paths, pages.headers_of(visitors), "</html>")
    # A list of the floor as long as the page: as many rows as fit, the rest is still text.
    rows = max(1, min(30, size // 1500))
    floor = pages.got(port, ["/q/awaiting_dispatch/"], pages.keys_of(keys), pages.FLOOR_ROW_MARK)
    return pages.Case(name, product, floor, pages.PAGE_AIM, rows, size)
