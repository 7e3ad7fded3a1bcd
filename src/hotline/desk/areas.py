"""Areas by the names of the local governments that serve them."""

from __future__ import annotations

from hotline.accounts import selectors as accounts
from hotline.desk.words import say
from hotline.infra.tongues import kept

GOVERNMENT = "government"
"""Kind of the units that govern an area: each is the name of its area."""


def area_name(code: str) -> str:
    """The name of an area, from the local government that serves exactly it; else the nearest known one above."""
    names = areas(accounts.directory().version)
    return next((names[code[:n]] for n in range(len(code), 0, -1) if code[:n] in names), code)


@kept(8)
def areas(version: str) -> dict[str, str]:
    """Code → name of every area that has a local government, in the order of their codes."""
    directory = accounts.directory()
    found = {
        directory.areas[u.id][0]: directory.name(u.id) if u.parent else say("area.everywhere")
        for u in directory.all()
        if u.kind == GOVERNMENT and len(directory.areas.get(u.id, ())) == 1
    }
    return dict(sorted(found.items()))


def known_area(code: str) -> bool:
    """Whether an area has this code, or holds a smaller one with it; any code where no unit governs an area."""
    known = areas(accounts.directory().version)
    return not known or any(code.startswith(found) for found in known)
