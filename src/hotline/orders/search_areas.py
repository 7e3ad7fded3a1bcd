"""The areas of a hotline by name: those that its local governments serve, as the list of areas at the desk has them."""

from __future__ import annotations

from hotline.accounts.directory import Directory
from hotline.language.words import GOVERNMENT_ENDINGS

GOVERNMENT = "government"
"""Kind of the units that govern an area: each is the name of its area."""
_known: dict[str, dict[str, str]] = {}
_MOST_KNOWN = 8


def bare(name: str) -> str:
    """A government's name without what makes it a government: the name of its area."""
    return next((name.removesuffix(ending) for ending in GOVERNMENT_ENDINGS if name.endswith(ending)), name) or name


def names(tree: Directory) -> dict[str, str]:
    """Code → name of every area that one local government serves; the hotline's whole city is none."""
    if tree.version not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[tree.version] = {
            tree.areas[unit.id][0]: bare(unit.name)
            for unit in tree.all()
            if unit.kind == GOVERNMENT and unit.parent and len(tree.areas.get(unit.id, ())) == 1
        }
    return _known[tree.version]


def around(code: str, tree: Directory) -> list[str]:
    """Names of the area with this code and of those it lies in, the smallest first."""
    known = names(tree)
    return [known[code[:size]] for size in range(len(code), 0, -1) if code[:size] in known]
