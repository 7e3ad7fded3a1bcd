"""The form of a new order: its fields, what may follow from it, and what was typed before.

An empty form is the same for everybody at one place (`Place`): it is cast once. What was typed is drawn each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString

from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import Channel, CommandName, ContactField
from hotline.core.workflow import roles_of
from hotline.desk.assist import asked_of, helped
from hotline.desk.assistant import fills
from hotline.desk.casting import SHAPES, Cast, cast_of, filled, mark
from hotline.desk.context import setting_without_order
from hotline.desk.forms.bind import BoundForm, bind, initial
from hotline.desk.forms.options import Setting
from hotline.desk.forms.read import Prefixed, typed_values
from hotline.desk.forms.shape import FormShape, shape_of
from hotline.desk.phrases import phrases_of
from hotline.desk.views.contact import contact_fields
from hotline.desk.words import say, table
from hotline.infra.ids import uuid7
from hotline.infra.tongues import in_words, kept
from hotline.policy import registry

OUTCOMES = (
    CommandName.SUBMIT_FOR_DISPATCH,
    CommandName.ANSWER_DIRECTLY,
    CommandName.DECLINE_ACCEPTANCE,
    CommandName.SUBMIT_TO_LEADER,
    CommandName.HAND_OVER_EMERGENCY,
)
"""What can follow in the same breath; without one the order waits in “my drafts”."""

ASIDE = ("channel", "source_number", "complexity", "keywords", "accused")
AT_FIRST = 3
"""Fields of the caller that are seen at once; the others are folded."""
SLOTS = ("1", "2", "3")
"""Orders that one person has open at the same time. More would be lost sight of."""
LAST_LINE = "desk-line"
"""Where the session remembers the hotline of the last order."""
MAIN_NUMBER = "12345"


def draft_name(slot: str) -> str:
    """Under which the browser keeps what is typed into this slot."""
    return "new" if slot == "1" else f"new-{slot}"


def slot_of(request: HttpRequest) -> str:
    slot = request.POST.get("slot") or request.GET.get("slot") or "1"
    return slot if slot in SLOTS else "1"


def own_lines(request: HttpRequest) -> list[str]:
    """Ids of the hotlines for which the person takes calls, the one into which the others were merged first (S0 二)."""
    lines = accounts.lines()
    own = [ident for ident in request.user.lines if ident in lines and lines[ident].active]
    return sorted(own, key=lambda ident: MAIN_NUMBER not in f"{ident} {lines[ident].name}")


def line_of(request: HttpRequest) -> str | None:
    """The hotline for which the call is taken: the one that was chosen, or else the last one, or the first.

    None when one was chosen that the person does not serve.
    """
    own = own_lines(request)
    wanted = request.POST.get("line") or request.GET.get("line") or ""
    if not wanted and request.session.get(LAST_LINE) in own:
        return str(request.session[LAST_LINE])
    return wanted if wanted in own else (own[0] if len(own) == 1 or (not wanted and own) else None)


class Place(NamedTuple):
    """Everything an empty form follows from, and nothing of the person but what they may do."""

    line: str
    pack: str
    release: str
    directory: str
    lines: tuple[tuple[str, str], ...]
    outcomes: tuple[CommandName, ...]
    assistant: bool


def place_of(request: HttpRequest) -> Place | None:
    """Where this person would register; None when they take calls for no hotline."""
    own, lines = own_lines(request), accounts.lines()
    line = line_of(request) or next(iter(own), "")
    if line not in lines:
        return None
    policy, roles = registry.load(lines[line].pack), request.user.role_set
    return Place(
        line,
        policy.id,
        policy.release,
        accounts.directory().version,
        tuple((i, lines[i].name) for i in own) if len(own) > 1 else (),
        tuple(name for name in OUTCOMES if roles & roles_of(policy, name)),
        fills(request.user),
    )


def form_context(
    request: HttpRequest, post: Any = None, errors: dict[str, str] | None = None, refusal: str = ""
) -> dict[str, Any]:
    """Everything `desk/new_form.html` needs; `post`: what was typed, when the form comes back."""
    place = place_of(request)
    if place is None:
        return {"no_line": True}
    slot = slot_of(request)
    return {
        **_drawn(place, registry.load(place.pack), post, errors or {}),
        **helped(asked_of(request.user, place.line, post or {})),
        "key": (post.get("key", "")[:64] if post else "") or str(uuid7()),
        "slot": slot,
        "draft": draft_name(slot),
        "refusal": refusal,
        "ticked": post.getlist("link") if post else [],
    }


def empty_form(request: HttpRequest, filed: str = "", then: Iterable[CommandName] = ()) -> SafeString | None:
    """`desk/new_form.html` before anything is typed; `filed`: the number just given, with what followed from it.

    None when the person takes calls for no hotline. Without a text no panel of 帮手 has anything to say.
    """
    place = place_of(request)
    if place is None:
        return None
    slot = slot_of(request)
    values = {"token": get_token(request), "key": uuid7(), "slot": slot, "draft": draft_name(slot), "filed": filed}
    return filled(_cast(place, bool(filed), tuple(then)), values)


@kept(SHAPES)
def _cast(place: Place, filed: bool, then: tuple[CommandName, ...]) -> Cast:
    drawn = _drawn(place, registry.release(place.pack, place.release), None, {})
    places = {name: mark(name) for name in ("key", "slot", "draft")} | {"filed": mark("filed") if filed else ""}
    return cast_of("desk/new_form.html", {**drawn, **places, "filed_then": [in_words(name) for name in then]})


def _drawn(place: Place, policy: Policy, post: Any, errors: dict[str, str]) -> dict[str, Any]:
    """What of the form follows from the place alone, and from what was typed."""
    setting = setting_without_order(policy)
    main = _bound(shape_of(CommandName.REGISTER), setting, post, errors)
    fields = {f.shape.name: f for f in main.fields}
    # A title that is left out is taken from the text.
    fields["title"] = replace(
        fields["title"], shape=replace(fields["title"].shape, required=False, placeholder=say("new.title"), help="")
    )
    fields["content"] = replace(
        fields["content"], shape=replace(fields["content"].shape, help="", placeholder=fields["content"].shape.help)
    )
    typed = {f.value: post.get(f.value, "") for f in ContactField} if post else {}
    contact = contact_fields(typed, errors)
    return {
        "fields": fields,
        "assistant": place.assistant,
        "aside": [fields[name] for name in ASIDE],
        "contact_fields": contact,
        "outcomes": _outcomes(place.outcomes, setting, post, errors),
        "key_of_none": table("agent")["outcome_keys"]["none"],
        "then": post.get("then", "") if post else CommandName.SUBMIT_FOR_DISPATCH.value,
        "line": place.line,
        "lines": place.lines,
        "phrases": phrases_of(policy),
        "aside_open": bool(errors.keys() & set(ASIDE)),
        "contact_open": any(f["value"] or f["error"] for f in contact[AT_FIRST:]),
        "line_error": errors.get("line", ""),
    }


def outcome_keys(person: Any) -> list[dict[str, str]]:
    """The keys of the outcomes with their words, for who registers."""
    if not policies.can(person, "register"):
        return []
    keys = table("agent")["outcome_keys"]
    return [
        *({"key": keys[name.value], "label": in_words(name)} for name in OUTCOMES),
        {"key": keys["none"], "label": say("new.later")},
    ]


def _bound(shape: FormShape, setting: Setting, post: Any, errors: dict[str, str], prefix: str = "") -> BoundForm:
    own = {key.removeprefix(prefix): text for key, text in errors.items() if key.startswith(prefix)}
    typed = typed_values(shape, Prefixed(post, prefix)) if post is not None else None
    if typed is None and shape.name is CommandName.REGISTER:
        typed = {**initial(shape, "", None), "channel": Channel.PHONE.value}
    return bind(shape, "", setting, 0, "", typed, own, prefix)


def _outcomes(
    names: Iterable[CommandName], setting: Setting, post: Any, errors: dict[str, str]
) -> list[dict[str, Any]]:
    """What may follow, each with its fields and its key."""
    found, keys = [], table("agent")["outcome_keys"]
    for name in names:
        form = _bound(shape_of(name), setting, post, errors, f"{name.value}-")
        found.append(
            {
                "name": name.value,
                "label": in_words(name),
                "key": keys[name.value],
                "fields": form.fields,
                "before": form.before,
                "reads_out": name is CommandName.DECLINE_ACCEPTANCE,
            }
        )
    return found
