"""The rail: a role's queues as words with live counts, and the letter that opens each."""

from __future__ import annotations

from typing import Any, NamedTuple

from hotline.desk.words import table


class Entry(NamedTuple):
    """One queue in the rail. `count` is words: `42`, or `99+` where counting stops; empty for none."""

    name: str
    label: str
    count: str
    key: str
    current: bool
    url: str = ""


def label(name: str) -> str:
    """A queue's name in words; an unknown one keeps its own."""
    return str(table("queues").get(name, {}).get("label", name))


def empty_text(name: str) -> str:
    return str(table("queues").get(name, {}).get("empty", ""))


def rail(found: Any, current: str) -> list[Entry]:
    """Entries for `orders.selectors.queues(person)`; two queues of one person never share a letter."""
    words, taken, entries = table("queues"), set(), []
    for queue in found:
        wanted = words.get(queue.name, {}).get("key", "")
        key = next((k for k in wanted + "123456789" if k not in taken), "")
        taken.add(key)
        count = "" if not queue.count else f"{queue.count}+" if queue.capped else str(queue.count)
        entries.append(Entry(queue.name, label(queue.name), count, key, queue.name == current, f"/q/{queue.name}/"))
    return entries


def candidates(current: str) -> Entry:
    """The list that is no queue of orders: what the system proposes to supervise."""
    return Entry("candidates", label("candidates"), "", "", current == "candidates", "/candidates/")
