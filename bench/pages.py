"""Create, list and order page through the web at 100,000 orders, each beside the same thing made by a minimal Django.

Both sides run four web processes on this machine and are asked by the same client in turn, product first.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import urlencode

import psycopg

from bench import city, load, place, servers
from bench.figures import Figure, Floor, Section
from bench.floor import filling
from bench.visitor import Visitor, form_of
from hotline.core.vocabulary import Role
from hotline.project.sample import messages

CREATE_AIM, PAGE_AIM = 0.30, 0.33
SESSIONS = 8
PROCESSES, CONNECTIONS = 2, 4
SAMPLE, SIZED = 2000, 40
WEB = ("list", "order", "create")
ROW_MARK, FLOOR_ROW_MARK = 'data-number="', '<li class="row"'


@dataclass(frozen=True)
class Case:
    """One thing to measure: what the product is asked, and what the floor is asked for the same."""

    name: str
    product: load.Job
    floor: load.Job
    aim: float
    rows: int = 30
    pad: int = 0


def some(role: Role, unit: str = "") -> tuple[str, ...]:
    return tuple(city.usernames(role, unit)[:SESSIONS])


def headers_of(visitors: Sequence[Visitor]) -> list[dict[str, str]]:
    return [{"Cookie": visitor.cookie} for visitor in visitors]


@cache
def signed_in(port: int, names: tuple[str, ...]) -> tuple[Visitor, ...]:
    """Sessions of these people, made once: a new password ends the sessions before it."""
    city.let_in(names)
    visitors = tuple(Visitor(port) for _ in names)
    for visitor, name in zip(visitors, names, strict=True):
        visitor.sign_in(name, city.PASSWORD)
    return visitors


# --- what is asked of the product -------------------------------------------------------------------------------------


def _create_case(port: int, keys: Sequence[str]) -> Case:
    """The real new-order form as a browser sends it, sent on for dispatch in the same breath."""
    message = next(iter(messages.iter_messages(3, 1)))
    typed = {
        "content": f"{message.content} @N@",
        "title": message.title,
        "nature": message.nature,
        "content_class": message.content_class,
        "place": message.place,
        "area": message.area,
        "channel": message.channel,
        "urgency": "normal",
        "name": message.caller_name,
        "phone": message.caller_phone,
    }
    visitors = signed_in(port, some(Role.AGENT))
    bodies = []
    for visitor in visitors:
        form = form_of(visitor.get("/new/"), "/new/") | typed | {"then": "submit_for_dispatch", "key": "@N@"}
        bodies.append(urlencode(form, safe="@"))
    product = _post(port, "/new/", visitors, bodies)
    floor = replace(product, paths=["/create/"], headers=keys_of(keys, form=True), bodies=[urlencode(typed, safe="@")])
    return Case("create through the web", product, replace(floor, contains="/o/"), CREATE_AIM)


def _post(port: int, path: str, visitors: Sequence[Visitor], bodies: Sequence[str]) -> load.Job:
    headers = [h | {"Content-Type": "application/x-www-form-urlencoded"} for h in headers_of(visitors)]
    return load.Job(
        host="127.0.0.1",
        port=port,
        method="POST",
        paths=[path],
        headers=headers,
        bodies=list(bodies),
        expect=(302,),
        contains="said=registered",
        connections=CONNECTIONS,
    )


def got(port: int, paths: Sequence[str], headers: Sequence[dict[str, str]], contains: str) -> load.Job:
    return load.Job(
        host="127.0.0.1", port=port, paths=paths, headers=headers, contains=contains, connections=CONNECTIONS
    )


def keys_of(keys: Sequence[str], form: bool = False) -> list[dict[str, str]]:
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    return [{"Cookie": f"sessionid={key}", **kind} for key in keys]


def _list_case(name: str, port: int, usernames: tuple[str, ...], queue: str, floor: str, keys: Sequence[str]) -> Case:
    visitors = signed_in(port, usernames)
    page = visitors[0].get(f"/q/{queue}/")
    rows = page.count(ROW_MARK)
    if rows < 30:
        raise RuntimeError(f"the list {queue} has only {rows} rows")
    product = got(port, [f"/q/{queue}/"], headers_of(visitors), ROW_MARK)
    return Case(name, product, got(port, [floor], keys_of(keys), FLOOR_ROW_MARK), PAGE_AIM, rows, len(page.encode()))


def _order_case(name: str, port: int, usernames: tuple[str, ...], numbers: Sequence[str], keys: Sequence[str]) -> Case:
    visitors = signed_in(port, usernames)
    sizes = [len(visitors[0].get(f"/{number}/").encode()) for number in numbers[:SIZED]]
    product = got(port, [f"/{number}/" for number in numbers], headers_of(visitors), 'data-testid="order"')
    floor = got(port, [f"/o/{number}/" for number in numbers], keys_of(keys), "<article>")
    return Case(name, product, floor, PAGE_AIM, pad=sum(sizes) // len(sizes))


# --- whom and what to look at -----------------------------------------------------------------------------------------


def busiest_unit() -> tuple[str, int]:
    """The unit with the longest list of orders in hand that has a clerk."""
    with psycopg.connect(place.address()) as link:
        found = link.execute(
            "SELECT holder, count(*) FROM orders_queueentry WHERE queue = 'in_hand' GROUP BY 1 ORDER BY 2 DESC"
        ).fetchall()
    return next((unit, count) for unit, count in found if city.usernames(Role.UNIT_CLERK, unit))


def numbers(unit: str = "") -> list[str]:
    """Numbers of orders drawn by chance, from all or from those a unit has in hand."""
    chosen = "phase = 'in_hand' AND %(unit)s = ANY(units)" if unit else "phase <> 'registered'"
    with psycopg.connect(place.address()) as link:
        found = link.execute(
            f"SELECT number FROM orders_workorder WHERE {chosen} ORDER BY number".encode(), {"unit": unit}
        ).fetchall()
    return random.Random(5).sample([row[0] for row in found], min(SAMPLE, len(found)))


# --- measuring --------------------------------------------------------------------------------------------------------


def measure(wanted: Sequence[str] = WEB) -> list[Section]:
    """Sections `list`, `order` and `create`, as far as they are wanted. All servers run, one at a time is asked."""
    filling.fill()
    keys = filling.sign_in(SESSIONS)
    place.checkpoint()
    found: dict[str, list[Figure]] = {name: [] for name in wanted}
    with ExitStack() as stack:
        product = stack.enter_context(servers.serving(servers.hotline()))
        floors = {"uvicorn": stack.enter_context(servers.serving(servers.floor_asgi()))}
        if servers.has_gunicorn():
            floors["gunicorn"] = stack.enter_context(servers.gunicorn())
        for section, case in _cases(product.port, wanted, keys):
            found[section].append(measured(padded(case, floors["uvicorn"].port), {"product": product} | floors))
    return [Section(name, _TITLES[name], found[name], _TEXTS[name]) for name in wanted]


def measured(case: Case, webs: dict[str, servers.Web]) -> Figure:
    """Two rounds of one segment each: product, then every floor, so that a busy minute hits all of them."""
    seen: dict[str, list[load.Result]] = {label: [] for label in webs}
    spent = dict.fromkeys(webs, 0.0)
    before = _count()
    for turn in range(2):
        for label, web in webs.items():
            job = replace(case.product if label == "product" else case.floor, port=web.port, segments=1)
            begun = web.cpu_seconds()
            seen[label].append(asked(replace(job, warm=load.WARM / (1 + 3 * turn), seed=1 + 50 * turn)))
            spent[label] += web.cpu_seconds() - begun
    if case.product.method == "POST" and _count() - before < sum(r.requests for r in seen["product"]):
        raise RuntimeError("fewer orders were stored than answers said")
    kept = asked(replace(case.product, warm=load.WARM / 4, segments=1, keep_alive=True, seed=200))
    return _figure(case, {label: load.joined(results) for label, results in seen.items()}, spent, kept)


def _count() -> int:
    with psycopg.connect(place.address()) as link:
        row = link.execute("SELECT count(*) FROM orders_workorder").fetchone()
        return int(row[0]) if row else 0


_TITLES = {"create": "Create through the web", "list": "List page", "order": "Order page"}
_TEXTS = {
    "create": "An agent's signed-in POST of the new-order form, CSRF token and all: number, sealed contact, "
    "registration and dispatch clock. Floor: session, user and one ORM insert; no CSRF, no permission, no rule.",
    "list": "The whole page with the rail and its counts. Floor: as many rows, the same columns, equally long pages.",
    "order": "The page of orders drawn by chance: content, units, clocks with reasons, timeline, every command the "
    "person may give. Floor: the order, its parts, clocks and events by four ORM queries, pages of equal length.",
}


def _cases(port: int, wanted: Sequence[str], keys: Sequence[str]) -> list[tuple[str, Case]]:
    unit, in_hand = busiest_unit()
    clerks = some(Role.UNIT_CLERK, unit)
    found: list[tuple[str, Case]] = []
    if "list" in wanted:
        queue, desk = "awaiting_dispatch", some(Role.DISPATCHER)
        found.append(("list", _list_case("list: dispatcher", port, desk, queue, f"/q/{queue}/", keys)))
        name = f"list: clerk of a unit with {in_hand} in hand"
        found.append(("list", _list_case(name, port, clerks, "in_hand", f"/q/in_hand/{unit}/", keys)))
    if "order" in wanted:
        found.append(("order", _order_case("order page: agent, any order", port, some(Role.AGENT), numbers(), keys)))
        found.append(("order", _order_case("order page: clerk, in hand", port, clerks, numbers(unit), keys)))
    if "create" in wanted:
        found.append(("create", _create_case(port, keys)))
    return found


def padded(case: Case, port: int) -> Case:
    """The case with the floor's pages as long as the product's: still text is added to what it lacks without."""
    if not case.pad:
        return case
    visitor = Visitor(port, {"sessionid": case.floor.headers[0]["Cookie"].partition("=")[2]})
    plain = [f"{path}?rows={case.rows}" for path in case.floor.paths]
    sizes = [len(visitor.get(path).encode()) for path in plain[:SIZED]]
    more = max(0, case.pad - sum(sizes) // len(sizes))
    return replace(case, floor=replace(case.floor, paths=[f"{path}&pad={more}" for path in plain]))


def asked(job: load.Job) -> load.Result:
    result = load.run(job, PROCESSES)
    if result.bad:
        raise RuntimeError(f"{result.bad} bad answers of {result.requests}: {result.first_bad[:500]}")
    return result


def _figure(case: Case, results: dict[str, load.Result], spent: dict[str, float], kept: load.Result) -> Figure:
    extras = {label: _extra(found, spent[label]) for label, found in results.items()}
    floors = tuple(
        Floor(f"minimal Django under {label}", found.rate, "/s", found.rates, extras[label])
        for label, found in results.items()
        if label != "product"
    )
    mine = results["product"]
    cpu = ", ".join(f"{label} {extra['cpu_ms']}" for label, extra in extras.items())
    note = f"{kept.rate:.0f}/s with connections kept alive; processor time of the web processes, ms a request: {cpu}"
    return Figure(
        case.name, mine.rate, "/s", floors, aim_share=case.aim, note=note, spread=mine.rates, extra=extras["product"]
    )


def _extra(result: load.Result, spent: float) -> dict[str, float]:
    """Times in milliseconds, size, and processor time a request: the last does not depend on who else is at work."""
    return {
        "p50": round(result.p50, 1),
        "p95": round(result.p95, 1),
        "p99": round(result.p99, 1),
        "page": result.page,
        "requests": result.requests,
        "bad": result.bad,
        "cpu_ms": round(spent * 1000 / max(1, result.asked), 2),
    }
