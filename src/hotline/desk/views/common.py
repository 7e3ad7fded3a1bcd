"""What every page of the desk shares: who may open it, the frame around it, and how it answers the browser."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from hotline.accounts import policies, tries
from hotline.accounts import selectors as accounts
from hotline.accounts.people import Memory
from hotline.core.vocabulary import Role
from hotline.desk import homes
from hotline.desk import queues as rails
from hotline.desk.pieces import rail_piece
from hotline.desk.tools import tools_of
from hotline.desk.words import say
from hotline.infra import clock, sheets
from hotline.infra.tongues import in_words, listed
from hotline.orders import selectors
from hotline.orders.results import NotFound
from hotline.supervision.candidates import DECIDERS
from hotline.supervision.selectors import unread_notices

View = Callable[..., HttpResponse]


class NoLine(Exception):
    """No hotline is in use, or none of the person's own: what belongs to one cannot be shown."""


def page(action: str = "", *, may_wait: bool = False) -> Callable[[View], View]:
    """A view for people who are signed in; `action` names the row of accounts.policies that they must pass.

    Without an action every signed-in person may open it: the selectors then show only what is theirs. Whoever has a
    one-time password is led to the page where it is changed; `may_wait` is for that page alone.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            if request.user.must_change_password and not may_wait:
                return own_password_first(request)
            if action and not policies.can(request.user, action):
                return refuse(request, "errors.not_your_page", 403)
            if any("\0" in value for value in kwargs.values() if isinstance(value, str)):
                raise Http404
            request.GET, request.POST = _storable(request.GET), _storable(request.POST)
            try:
                response = view(request, *args, **kwargs)
            except NotFound as missing:
                raise Http404 from missing
            except NoLine:
                return refuse(request, "errors.no_line", 409)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        guarded.desk_action = action  # type: ignore[attr-defined]  # read by the test that goes through all addresses
        return guarded

    return wrap


def paced(most: int) -> Callable[[View], View]:
    """A piece that the browser asks for by itself while somebody types: one person may have `most` in `tries.WINDOW`.

    More than any pair of hands types. Beyond it the answer is a sentence and no piece: what was typed stays, and it can
    be filed as ever. Stands below `page`, which knows who asks.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not tries.within(view.__name__, str(request.user.pk), most):
                return refuse(request, "errors.too_often", 429)
            return view(request, *args, **kwargs)

        return counted

    return wrap


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """A page goes to the sign-in page; a piece of a page gets a sign-in dialog, so that what was typed stays."""
    if not request.htmx:
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
    response = render(request, "desk/sign_in_again.html", status=401)
    response["HX-Retarget"], response["HX-Reswap"], response["HX-Push-Url"] = "#dialog", "innerHTML", "false"
    return response


def own_password_first(request: HttpRequest) -> HttpResponse:
    """Nothing is shown before a one-time password is changed; a piece of a page is told so."""
    if not request.htmx:
        return redirect("password")
    return HttpResponse("", status=403, headers={"HX-Redirect": "/password/"})


def refuse(request: HttpRequest, key: str, status: int) -> HttpResponse:
    """A refusal as a page or, for a piece of a page, as a sentence in a header."""
    text = say(key)
    if request.htmx:
        return HttpResponse(text, status=status, headers={"X-Desk-Says": quote(text)})
    return render(request, "desk/errors/said.html", {"text": text}, status=status)


def _storable(given: QueryDict) -> QueryDict:
    """What was typed, `plain`: otherwise every field of every form could make a failure page."""
    lists = list(given.lists())
    if not any("\0" in text for _name, texts in lists for text in texts):
        return given
    cleaned = QueryDict(mutable=True)
    for name, texts in lists:
        cleaned.setlist(plain(name), [plain(text) for text in texts])
    return cleaned


def plain(text: str) -> str:
    """Text from outside without the one sign that no database takes."""
    return text.replace("\0", "")


def fragment(request: HttpRequest) -> bool:
    """Whether only a piece of the page is wanted."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def sent_to(request: HttpRequest, url: str) -> HttpResponse:
    """Another page instead of an answer, whether the whole page asked or a piece of it."""
    return HttpResponse(status=204, headers={"HX-Redirect": url}) if fragment(request) else redirect(url)


def sheet_file(content: bytes, name: str, form: str) -> HttpResponse:
    """A table of `sheets.FORMS` to take away; `name` without its ending."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.{form}', safe='')}"}
    return HttpResponse(content, content_type=sheets.FORMS[form], headers=headers)


def triggered(response: HttpResponse, **events: Any) -> HttpResponse:
    """Tell the page what happened. Header values are ASCII, hence the JSON escapes."""
    names = {f"desk:{name.replace('_', '-')}": {"value": value} for name, value in events.items()}
    response.headers["HX-Trigger"] = json.dumps(names)
    return response


def me_of(request: HttpRequest) -> dict[str, Any]:
    """The person at the top of the frame."""
    person = request.user
    directory = accounts.directory()
    unit = directory.unit(person.unit_id) if person.unit_id else None
    lines = accounts.lines()
    own = [lines[i].name for i in person.lines if i in lines]
    return {
        "id": str(person.id),
        "username": person.username,
        "name": person.name,
        "title": person.title,
        "unit": unit.name if unit else "",
        "line": own[0] if len(own) == 1 else "",
        "roles": listed(in_words(role) for role in Role if role in person.role_set),
        "acting": [accounts.person_name(ident) for ident in person.acts_for],
        "lends": policies.can(person, "lend_roles"),
        "views": policies.can(person, "view"),
        "registers": policies.can(person, "register"),
        "notices": unread_of(person),
        "now": clock.now().isoformat(),
        "stamp": f"{clock.local():%Y-%m-%d %H:%M}",
    }


_unread: Memory[str] = Memory()


def unread_of(person: Any) -> str:
    """How many notices are unread, in words; empty for none. Remembered for a few seconds; the bell asks anew."""
    key = str(person.id)
    found = _unread.get(key)
    if found is None:
        unread = unread_notices(person)
        found = f"{unread.count}{'+' if unread.more else ''}" if unread.count else ""
        _unread.put(key, found)
    return found


def forget_unread(person: Any) -> None:
    _unread.drop(str(person.id))


def rail_of(request: HttpRequest, current: str) -> list[rails.Entry]:
    """The person's first pages, and the queues with their counts."""
    found = [*homes.entries(request.user, current), *rails.rail(selectors.queues(request.user), current)]
    return [*found, rails.candidates(current)] if request.user.role_set & DECIDERS else found


def frame(request: HttpRequest, queue: str = "") -> dict[str, Any]:
    """Context of the frame: person, rail, notices. Two small queries."""
    entries = rail_of(request, queue)
    here = next((e for e in entries if e.current), None)
    return {
        "me": me_of(request),
        "rail": rail_piece(entries),
        "entries": entries,
        "count": here.count if here else "",
        "in_rail": here is not None,
        "tools": tools_of(request.user, getattr(request.resolver_match, "url_name", "") or ""),
        "toast": "",
    }


def number_or_404(person: Any, number: str) -> str:
    """The id of the order, or 404 when there is none that this person may see."""
    try:
        return str(selectors.find_number(person, number))
    except NotFound as missing:
        raise Http404 from missing
