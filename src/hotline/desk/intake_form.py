"""The form of a new order: its fields, what may follow from it, and what was typed before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import Channel, CommandName, ContactField
from hotline.core.workflow import roles_of
from hotline.desk.assist import asked_of, helped
from hotline.desk.assistant import fills
from hotline.desk.context import setting_without_order
from hotline.desk.forms.bind import BoundForm, bind, initial
from hotline.desk.forms.options import Setting
from hotline.desk.forms.read import Prefixed, typed_values
from hotline.desk.forms.shape import FormShape, shape_of
from hotline.desk.phrases import phrases_of
from hotline.desk.views.contact import contact_fields
from hotline.desk.words import say, table
from hotline.infra.ids import uuid7
from hotline.infra.tongues import in_words
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


def form_context(
    request: HttpRequest, post: Any = None, errors: dict[str, str] | None = None, refusal: str = ""
) -> dict[str, Any]:
    """Everything `desk/new_form.html` needs; `post`: what was typed, when the form comes back."""
    line = line_of(request) or next(iter(own_lines(request)), "")
    lines = accounts.lines()
    if line not in lines:
        return {"no_line": True}
    policy, errors = registry.load(lines[line].pack), errors or {}
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
    slot, own = slot_of(request), own_lines(request)
    return {
        "fields": fields,
        **helped(asked_of(request.user, line, post or {})),
        "assistant": fills(request.user),
        "aside": [fields[name] for name in ASIDE],
        "contact_fields": contact_fields(typed, errors),
        "outcomes": _outcomes(request, policy, setting, post, errors),
        "key_of_none": table("agent")["outcome_keys"]["none"],
        "then": post.get("then", "") if post else CommandName.SUBMIT_FOR_DISPATCH.value,
        "key": (post.get("key", "")[:64] if post else "") or str(uuid7()),
        "line": line,
        "lines": [(i, lines[i].name) for i in own] if len(own) > 1 else [],
        "slot": slot,
        "draft": draft_name(slot),
        "phrases": phrases_of(policy),
        "refusal": refusal,
        "ticked": post.getlist("link") if post else [],
        "aside_open": bool(errors.keys() & set(ASIDE)),
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
    request: HttpRequest, policy: Policy, setting: Setting, post: Any, errors: dict[str, str]
) -> list[dict[str, Any]]:
    """What may follow for this person, each with its fields and its key."""
    found, keys = [], table("agent")["outcome_keys"]
    for name in OUTCOMES:
        if not request.user.role_set & roles_of(policy, name):
            continue
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
