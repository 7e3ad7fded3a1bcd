"""Every address of the desk with a picture: who opens it and how one gets there; every other one with a reason.

`scripts/screens.py` photographs the stops; `tests/journeys/test_every_page_*.py` look at them with axe-core and measure
their width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class Step(NamedTuple):
    """One thing done on the way. `css`: the first element that fits is meant."""

    act: str
    """`follow` a link by its address, `click`, `fill`, `choose` the first answer of a list, `upload` a CSV."""
    css: str
    text: str = ""


@dataclass(frozen=True)
class Stop:
    """`address`: the name in `desk/urls.py`. `name`: the picture's, unique. `keeps`: the steps write something."""

    name: str
    address: str
    who: str
    path: str
    steps: tuple[Step, ...] = ()
    dark: bool = False
    keeps: bool = False


def follow(css: str) -> Step:
    return Step("follow", css)


ROW = follow("#rows .qrow a")
MINE = "dezhou-12345"


_SOUGHT = (Step("fill", "#sought", "路灯"), Step("click", "[data-testid=search-go]"))


def _act(who: str, queue: str, verb: str) -> Stop:
    return Stop(
        f"act-{verb}", "act", who, f"/q/{queue}/", (ROW, follow(f"[href*='/do/{verb}/']")), dark=verb == "submit_answer"
    )


def _queue(who: str, queue: str = "") -> Stop:
    path = f"/q/{queue}/" if queue else "/"
    return Stop(f"queue-{who}", "queue", who, path, dark=who in ("dispatcher1", "clerk-shizheng"))


def _order(who: str, queue: str = "", dark: bool = False) -> Stop:
    return Stop(f"order-{who}", "order", who, f"/q/{queue}/" if queue else "/", (ROW,), dark=dark)


def _home(who: str) -> Stop:
    return Stop(f"home-{who}", "home-page", who, "/", dark=who == "supervisor1")


HOMES = tuple(map(_home, "supervisor1 director1 mayor1 inspector1 analyst1 lead1 dispatchlead1 admin".split()))
"""First pages of the roles whose work is more than one list."""

QUEUES = (
    *map(_queue, ("clerk-shizheng", "leader-shizheng", "callback1")),
    _queue("lead1", "open"),
    _queue("dispatchlead1", "return_requests"),
    _queue("director1", "overdue"),
    _queue("inspector1", "supervised"),
)
"""First lists like those in DESK, of the other roles."""

DESK = (
    Stop("sign-in", "sign-in", "", "/sign-in/", dark=True),
    *map(_queue, ("agent1", "dispatcher1")),
    _queue("supervisor1", "overdue"),
    Stop("notices", "notices", "supervisor1", "/notices/"),
    Stop("candidates", "candidates", "supervisor1", "/candidates/"),
    Stop("design", "design", "agent1", "/design/", dark=True),
    Stop("password", "password", "agent1", "/password/"),
    Stop("delegation", "delegation", "dispatcher1", "/delegation/"),
)

ORDERS = (
    Stop("new", "new", "agent1", "/new/", dark=True),
    _order("agent1"),
    _order("dispatcher1", dark=True),
    _order("clerk-shizheng"),
    _order("leader-shizheng"),
    _order("callback1"),
    _order("supervisor1", "overdue"),
    _order("mayor1", "awaiting_instruction"),
    Stop("order-marks", "order", "dispatcher1", "/q/awaiting_dispatch/", (ROW, Step("click", "[data-testid=marks]"))),
    Stop("paper-registration", "paper", "supervisor1", "/q/overdue/", (ROW, follow("[href*='/print/registration/']"))),
    Stop("paper-handling", "paper", "supervisor1", "/q/overdue/", (ROW, follow("[href*='/print/handling/']"))),
)

ACTS = (
    _act("agent1", "my_drafts", "answer_directly"),
    _act("agent1", "my_drafts", "decline_acceptance"),
    _act("dispatcher1", "awaiting_dispatch", "assign_to_unit"),
    _act("clerk-shizheng", "in_hand", "log_contact"),
    _act("clerk-shizheng", "in_hand", "submit_answer"),
    _act("clerk-shizheng", "to_sign", "request_extension"),
    _act("leader-shizheng", "in_review", "approve_answer"),
    _act("callback1", "calling", "record_callback"),
    _act("supervisor1", "overdue", "place_under_supervision"),
    _act("mayor1", "awaiting_instruction", "give_instruction"),
)

FIGURES = (
    Stop("board", "board", "director1", f"/board/?pack={MINE}&period=month", dark=True),
    Stop("board-measure", "board-measure", "director1", f"/board/measure/?pack={MINE}&period=month&m=base.received"),
    Stop("board-behind", "board-behind", "director1", f"/board/behind/?pack={MINE}&period=month&m=base.received"),
    Stop("topics", "topics", "analyst1", "/topics/", dark=True),
    Stop("topic", "topic", "analyst1", "/topics/", (follow("[data-testid=topics] a"),)),
    Stop("warnings", "warnings", "director1", "/warnings/"),
    Stop("warning", "warning", "analyst1", "/warnings/", (follow("[data-testid=warnings] .name a"),), dark=True),
    Stop("scores", "scores", "supervisor1", "/scores/"),
    Stop("score-run", "score-run", "director1", "/scores/", (follow("[data-testid=runs] a"),)),
    Stop("score-sheet", "score-sheet", "director1", "/scores/", (follow("#work a[href$='objections']"),)),
    Stop("ledger", "ledger", "supervisor1", "/ledger/"),
    Stop("quality", "quality", "quality1", "/quality/"),
    Stop("quality-agent", "quality", "agent1", "/quality/"),
    Stop("recording", "recording", "quality1", "/quality/", (follow("#work td a[href^='/quality/']"),)),
    Stop("pack", "pack", "agent1", f"/rules/{MINE}/"),
    Stop("calendar", "calendar", "agent1", f"/calendar/?pack={MINE}"),
    Stop("screen", "screen", "director1", "/screen/", dark=True),
)

OFFICE = (
    Stop("duties", "duties", "dispatchlead1", "/duties/"),
    Stop("duties-history", "duties-history", "dispatchlead1", "/duties/history/"),
    Stop("duties-check", "duties-check", "dispatchlead1", "/duties/check/"),
    Stop("duties-import", "duties-import", "dispatchlead1", "/duties/import/"),
    Stop("calls", "calls", "director1", "/calls/"),
    Stop("market", "market", "director1", "/market/"),
    Stop("admin-units", "admin-units", "admin", "/admin/units/", dark=True),
    Stop("admin-unit-new", "admin-unit-new", "admin", "/admin/units/new/"),
    Stop("admin-unit", "admin-unit", "admin", "/admin/units/shizheng/"),
    Stop("admin-people", "admin-people", "admin", "/admin/people/"),
    Stop("admin-person-new", "admin-person-new", "admin", "/admin/people/new/"),
    Stop("admin-person", "admin-person", "admin", "/admin/people/", (follow("tbody a[href^='/admin/people/']"),)),
    Stop("admin-lines", "admin-lines", "admin", "/admin/lines/"),
    Stop("admin-line", "admin-line", "admin", f"/admin/lines/{MINE}/"),
    Stop("admin-words", "admin-words", "admin", "/admin/words/"),
    Stop("admin-models", "admin-models", "admin", "/admin/models/"),
    Stop("admin-jobs", "admin-jobs", "admin", "/admin/jobs/"),
    Stop("admin-import", "admin-import", "admin", "/admin/people/import/"),
    Stop("setup", "setup", "admin", "/setup/"),
    Stop("audit", "audit", "admin", "/audit/"),
    Stop("search", "search", "agent1", "/search/", _SOUGHT, dark=True),
    Stop("search-empty", "search", "agent1", "/search/"),
    Stop("screens", "screens", "admin", "/screens/"),
)

_FILL = [
    Step("click", "label.choice:has([name=side])"),
    Step("choose", "#goods"),
    Step("fill", "#quantity", "10"),
    Step("fill", "#unit", "t"),
    Step("fill", "#phone", "13900001234"),
    Step("click", "[data-testid=submit-market]"),
]
_PEOPLE = "电话,同意接听\n13900001111,是\n13900002222,是\n"
_CAMPAIGN = (
    Step("choose", "#kind"),
    Step("click", "[data-testid=start]"),
    Step("upload", "[data-testid=people-form] [name=file]", _PEOPLE),
    Step("click", "[data-testid=upload]"),
)
_DUTIES = "id,unit,content_class,area,duty,basis,valid_from\nT0001,shizheng,C1.03,,lead,T,2026-01-01\n"

_SCENARIO = follow("[data-testid=scenario-set-top-box]")
_KNOWN = follow("[data-testid=rows] a")

KNOWLEDGE = (
    Stop("knowledge", "knowledge", "agent1", "/knowledge/", (Step("fill", "#know-text", "停水"),), dark=True),
    Stop("knowledge-entry", "knowledge-entry", "knowledge1", "/knowledge/entries/", (_KNOWN,)),
    Stop("knowledge-part", "knowledge-part", "knowledge1", "/knowledge/due/"),
    Stop("knowledge-messages", "knowledge-part", "agent1", "/knowledge/messages/"),
    Stop("knowledge-new", "knowledge-new", "clerk-shizheng", "/knowledge/new/"),
    Stop("knowledge-health", "knowledge-health", "knowledge1", "/knowledge/health/", dark=True),
    Stop("knowledge-import", "knowledge-import", "knowledge1", "/knowledge/import/"),
    Stop("announcements", "announcements", "knowledge1", "/announcements/"),
    Stop("diagnosis", "diagnosis", "knowledge1", "/diagnosis/"),
    Stop("diagnosis-pack", "diagnosis-pack", "knowledge1", f"/diagnosis/pack/noise/?line={MINE}", dark=True),
    Stop("diagnosis-edit", "diagnosis-edit", "knowledge1", "/diagnosis/", (_SCENARIO,), dark=True),
    Stop("diagnosis-try", "diagnosis-try", "knowledge1", "/diagnosis/", (_SCENARIO, follow("[data-testid=try]"))),
    Stop("home-knowledge1", "home-page", "knowledge1", "/"),
)
"""The knowledge base: found, written, kept true; announcements."""

WRITING = (
    Stop("campaign", "campaign", "director1", "/calls/", _CAMPAIGN, keeps=True),
    Stop(
        "calling",
        "campaign-call",
        "lead1",
        "/calls/",
        (follow("tbody a[href^='/calls/']"), Step("click", "[data-testid=next]")),
        keeps=True,
    ),
    Stop("market-entry", "market-entry", "lead1", "/market/", tuple(_FILL), keeps=True),
    Stop(
        "duties-draft",
        "duties-draft",
        "dispatchlead1",
        "/duties/import/",
        (Step("upload", "input[name=file]", _DUTIES), Step("click", "[data-testid=upload]")),
        keeps=True,
    ),
    Stop(
        "screen-make",
        "screen-make",
        "admin",
        "/screens/",
        (Step("fill", "#screen-name", "A"), Step("click", "[data-testid=screen-make]")),
        keeps=True,
    ),
)

STOPS: tuple[Stop, ...] = (*DESK, *HOMES, *QUEUES, *ORDERS, *ACTS, *FIGURES, *OFFICE, *KNOWLEDGE, *WRITING)

_PIECE = "a piece of a page that is photographed whole"
_WRITES = "only writes: answers with the page it came from"
_FILE = "a file, not a page"
_DATA = "answers a script with data"
_ASKED = "a dialog or a result that only a POST brings"

WITHOUT: dict[str, str] = {
    **dict.fromkeys(
        ("rail", "bell", "why", "marks", "contact", "assist", "assistant", "assistant-fill", "caller", "keys"), _PIECE
    ),
    **dict.fromkeys(("live", "live-order", "since"), _DATA),
    **dict.fromkeys(("pick-units", "pick-classes", "pick-areas", "pick-person", "admin-pick", "note-people"), _DATA),
    **dict.fromkeys(
        ("sign-out", "tongue", "list-columns", "list-opens", "list-views", "note", "view-drop", "notices-read"), _WRITES
    ),
    **dict.fromkeys(
        ("delegation-end", "warning-act", "screen-revoke", "contact-change", "file-let-out", "market-withdraw"), _WRITES
    ),
    **dict.fromkeys(("market-introduce", "market-settle"), _WRITES),
    **dict.fromkeys(("campaign-people", "campaign-close", "campaign-next", "campaign-back"), _WRITES),
    **dict.fromkeys(("many", "contact-edit", "market-contact", "home-urge"), _ASKED),
    "home-reload": _WRITES,
    **dict.fromkeys(("list-export", "board-export", "duties-export", "admin-export", "paper-pdf"), _FILE),
    **dict.fromkeys(("file", "file-show"), _FILE),
    **dict.fromkeys(("knowledge-find", "announcements-bar"), _PIECE),
    **dict.fromkeys(("knowledge-missing", "knowledge-chosen", "knowledge-report", "knowledge-send"), _WRITES),
    **dict.fromkeys(("knowledge-act", "knowledge-settle", "knowledge-gap", "announcement"), _WRITES),
    **dict.fromkeys(("knowledge-message", "order-knowledge"), _WRITES),
    **dict.fromkeys(("knowledge-export", "knowledge-file"), _FILE),
    **dict.fromkeys(("diagnosis-new", "diagnosis-act", "diagnosis-begin"), _WRITES),
    "diagnosis-run": "beside the form of a new order; tests/journeys/test_diagnosis.py walks it",
    "diagnosis-trail": "belongs to an order; tests/journeys/test_diagnosis.py walks it",
    "diagnosis-compare": "needs two versions; tests/rooms/desk/test_scenarios.py compares",
    "knowledge-edit": "the form of knowledge-new, filled in; tests/journeys/test_knowledge.py walks it",
    "knowledge-versions": "needs two versions; tests/journeys/test_knowledge.py walks it",
    "home": "leads to the first page or list",
    "rules": "leads to the first pack",
    "screen-link": "leads to the screen",
    "setup-first": "there only while nobody has an account; tests/journeys/test_first_run.py walks it",
}


def take(page: Any, stop: Stop) -> None:
    """Go to the stop. The page belongs to somebody who is signed in as `stop.who`. LookupError: the way has an end."""
    page.goto(stop.path)
    for step in stop.steps:
        found = page.locator(step.css)
        if not found.count():
            raise LookupError(f"{stop.name}: no {step.css} on {page.url}")
        _do(page, found.first, step)
    page.wait_for_load_state("load")


def _do(page: Any, found: Any, step: Step) -> None:
    if step.act == "follow":
        page.goto(found.get_attribute("href"))
    elif step.act == "click":
        found.click()
        page.wait_for_load_state("load")
    elif step.act == "fill":
        found.fill(step.text)
    elif step.act == "choose":
        value = found.locator("option:not([value=''])").first.get_attribute("value")
        found.select_option(value)
    else:
        found.set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": step.text.encode("utf-8-sig")})
