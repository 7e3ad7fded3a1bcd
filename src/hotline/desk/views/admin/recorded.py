"""An entry of the audit in words: what an act was about, and what was changed by it. No ids where there is a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hotline.accounts import audit, words
from hotline.accounts import selectors as accounts
from hotline.core.vocabulary import Role
from hotline.desk import listing
from hotline.desk import queues as rails
from hotline.desk.kinds import kind_word, pack_title
from hotline.desk.times import stamp
from hotline.desk.views.admin.common import number
from hotline.desk.words import table
from hotline.infra import clock
from hotline.infra.tongues import in_words, listed, said

NAMED = {"assistant_task": "tasks", "came": "audit_came"}
"""Details that are values of a list → its words in `words/assistant.toml`."""
_LISTS = ("roles", "lines", "columns", "areas")
"""Details that are lists by themselves."""
BY_TITLE = frozenset({"id", "about"})
"""Details of a printed paper that its title says already."""
MODELS = frozenset({"model_back", "model_switched"})
"""Acts whose `kind` is that of a model, not of a unit."""


def about(row: audit.Seen, names: Mapping[str, str]) -> str:
    """What the act was about; empty where the act says all. `names`: account → name."""
    own = _ABOUT.get(row.act)
    if own is not None:
        return own(row)
    if row.act.startswith("unit_"):
        return accounts.directory().name(row.subject)
    if row.act.startswith("line_"):
        return _line(row.subject)
    if row.act in audit.PAPER_ACTS or row.subject not in names:
        return row.subject
    return f"{names[row.subject]} {row.subject}"


def subject_of(text: str) -> str:
    """What stands in the table for a word that a person reads there: a list or a unit by its name."""
    names = {title: name for name, title in table("admin")["exports"].items()}
    names |= {rails.label(name): name for name in table("queues")}
    names |= {unit.name: unit.id for unit in accounts.directory().all() if unit.name == text}
    return names.get(text, text)


def detail(row: audit.Seen, reads_reasons: bool) -> str:
    """What changed, in words; a reason that somebody wrote is for those who inspect."""
    labels = table("admin")["details"]
    parts = []
    for name, value in row.detail.items():
        if (name == "reason" and not reads_reasons) or (name in BY_TITLE and "paper" in row.detail):
            continue
        label = labels.get(name, name)
        if row.act in MODELS and name == "kind":
            continue
        if _is_change(name, value):
            parts.append(f"{label}{said(words.COLON)}{_value(name, value[0])} → {_value(name, value[1])}")
        elif value is True:
            parts.append(label)
        elif value not in ("", None, [], False):
            parts.append(f"{label}{said(words.COLON)}{_value(name, value)}")
    return said(words.STOP).join(parts)


def _line(ident: str) -> str:
    found = accounts.lines().get(ident)
    return found.name if found else ident


def _exported(row: audit.Seen) -> str:
    """A list by its name; a list of calls by its title."""
    own: Mapping[str, str] = table("admin")["exports"]
    return own.get(row.subject) or rails.label(row.subject)


def _model(row: audit.Seen) -> str:
    kind = str(row.detail.get("kind", ""))
    return str(table("admin")["models"].get(kind, kind))


_ABOUT: Mapping[str, Callable[[audit.Seen], str]] = {
    "exported": _exported,
    "knowledge_imported": _exported,
    "model_training": lambda row: _line(row.subject),
    "model_back": _model,
    "model_switched": _model,
    "words_changed": lambda row: table("admin")["words"]["version"].format(n=number(row.subject)),
    "reindexed": lambda row: "",
    "job_retried": lambda row: "",
    "job_stopped": lambda row: "",
}
"""Acts whose subject is an id that nobody reads, or the name of a list."""


def _is_change(name: str, value: Any) -> bool:
    """Whether a value is a pair: what was, and what is."""
    if not (isinstance(value, list) and len(value) == 2):
        return False
    return name not in _LISTS or all(isinstance(side, list) for side in value)


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return listed(_value(name, one) for one in value) or words.NOTHING
    if value in ("", None):
        return words.NOTHING
    if isinstance(value, bool):
        return said(words.YES if value else words.NO)
    own = _VALUES.get(name)
    if own is not None:
        return own(str(value))
    if name in NAMED:
        return str(table("assistant")[NAMED[name]].get(value, value))
    return str(value)


def _query(text: str) -> str:
    """The filters of a list, as they were written down: an address."""
    return listed(part["text"] for part in listing.filter_words(_Everybody(), listing.of_query(text))) or text


class _Everybody:
    """Who reads has perhaps not the lines of who took away: the words of all packs in use are looked into."""

    @property
    def lines(self) -> list[str]:
        return list(accounts.lines())


def _moment(text: str) -> str:
    return stamp(datetime.fromisoformat(text), clock.now()) if "T" in text else text


_VALUES: Mapping[str, Callable[[str], str]] = {
    "roles": lambda value: {role.value: in_words(role) for role in Role}.get(value, value),
    "unit": lambda value: accounts.directory().name(value),
    "unit_id": lambda value: accounts.directory().name(value),
    "parent": lambda value: accounts.directory().name(value),
    "lines": _line,
    "kind": kind_word,
    "pack": pack_title,
    "task": lambda value: str(table("admin")["tasks"].get(value, value)),
    "form": lambda value: str(table("admin")["file_forms"].get(value, value)),
    "columns": lambda value: str(listing.words("columns").get(value, value)),
    "query": _query,
    "from": _moment,
    "until": _moment,
}
"""How the value of each detail is said; others as they stand."""
