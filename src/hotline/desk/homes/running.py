"""Those who keep it running: dispatch lead, shift lead, editor of the knowledge, administrator."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest

from hotline import policy as packs
from hotline.accounts import selectors as accounts
from hotline.accounts.gaps import without_place
from hotline.core.vocabulary import Phase, Role
from hotline.desk.homes.waiting import waiting
from hotline.desk.knowing import working
from hotline.desk.pieces import chip_piece
from hotline.desk.queues import Entry
from hotline.desk.times import chip, short_stamp
from hotline.desk.words import table
from hotline.infra import clock, joblist
from hotline.infra.tongues import listed, said
from hotline.orders import selectors
from hotline.policy import PackError, renewing

DISPATCH = ("return_requests", "extension_requests", "disputes", "limits_to_set", "awaiting_dispatch")
"""What holds a unit up comes before what is new."""
DISPATCH_ROWS = 5
JOBS = 5


def dispatch(request: HttpRequest, rail: list[Entry]) -> dict[str, Any]:
    """Rulings first, then what is to be given to units."""
    return {"waits": waiting(request.user, rail, DISPATCH, DISPATCH_ROWS)}


def shift(request: HttpRequest, rail: list[Entry]) -> dict[str, Any]:
    """The agents of the person's hotlines today: what lies at their desks, what they ended alone, how much they did."""
    lines, now = list(request.user.lines), clock.now()
    since = datetime.combine(clock.local(now).date(), time(), clock.LOCAL)
    agents = {str(one.pk): one.name for one in accounts.people_of_lines(lines, [Role.AGENT])}
    day = selectors.desks(lines, since)
    names = agents | accounts.person_names(one.person for one in day if one.person not in agents)
    ended = selectors.ended_at_desk(lines, since, (Phase.REFUSED, Phase.ANSWERED_DIRECTLY))
    return {
        "sent_back": [_filed(one, names) for one in selectors.at_desks(lines, "sent_back", list(agents))],
        "drafts": [_filed(one, names) for one in selectors.at_desks(lines, "my_drafts", list(agents))],
        "refused": [_filed(one, names) for one in ended if one.phase is Phase.REFUSED],
        "direct": [_filed(one, names) for one in ended if one.phase is Phase.ANSWERED_DIRECTLY],
        "agents": [{"name": names.get(one.person, ""), "day": one} for one in day],
        "idle": [name for ident, name in agents.items() if ident not in {one.person for one in day}],
        "total": sum(one.registered for one in day),
    }


def _filed(one: Any, names: dict[str, str]) -> dict[str, Any]:
    now = clock.now()
    return {
        "url": f"/{one.number}/",
        "number": one.number,
        "title": one.title,
        "unit": names.get(one.registered_by, ""),
        "at": short_stamp(one.registered_at, now),
        "chip": chip_piece(chip(one.due_at, "", now)) if one.due_at else "",
    }


def knowledge(request: HttpRequest, rail: list[Entry]) -> dict[str, Any]:
    """Feedback and renewals by their day, reviews, drafts, what callers ask for and nobody finds."""
    return working.first_page(request.user)


def administration(request: HttpRequest, rail: list[Entry]) -> dict[str, Any]:
    """What failed, who has no place, what the rules need; the last backup. Only what the system knows."""
    failed = joblist.listed(joblist.FAILED, limit=JOBS)
    names, now = table("admin"), clock.now()
    return {
        "jobs": [
            {
                "what": names["tasks"].get(job.task) or names["tasks"]["other"].format(name=job.task),
                "attempts": job.attempts,
                "at": short_stamp(job.last, now) if job.last else "",
            }
            for job in failed
        ],
        "failed": joblist.counts()["failed"] if failed else 0,
        "lost": [
            {"name": one.name, "username": one.username, "url": f"/admin/people/{one.pk}/", "why": _why(one)}
            for one in without_place()
        ],
        "calendars": _calendars(),
        **_renewal(request),
    }


def _calendars() -> str:
    """Which packs' calendars end soon and when: one sentence, however many there are; empty when none does."""
    from hotline.desk.views.admin.lines import calendars_ending

    ends: dict[date, list[str]] = {}
    for pack in _in_use():
        for day in sorted({found.known_until for found in calendars_ending(pack).values()}):
            ends.setdefault(day, []).append(pack.title)
    words = table("homes")["administration"]
    which = [words["calendar"].format(day=day.isoformat(), packs=listed(ends[day])) for day in sorted(ends)]
    return str(words["calendars"].format(which=said("；").join(which))) if which else ""


def _why(person: Any) -> str:
    words = table("homes")["administration"]
    return str(words["no_unit"] if person.role_set & {Role.UNIT_CLERK, Role.UNIT_LEADER} else words["no_line"])


def in_use() -> list[str]:
    """The packs of the hotlines that are open."""
    return sorted({line.pack for line in accounts.lines().values() if line.active})


def _in_use() -> list[Any]:
    found = []
    for name in in_use():
        try:
            found.append(packs.load(name))
        except PackError:
            continue
    return found


def _renewal(request: HttpRequest) -> dict[str, Any]:
    """What the files of the packs say that is not in force yet."""
    try:
        waits = renewing.changed(in_use())
    except PackError as error:
        return {"broken": [str(problem) for problem in error.problems[:20]]}
    return {"changed": [{"title": one.title, "release": one.release} for one in waits], "broken": []}
