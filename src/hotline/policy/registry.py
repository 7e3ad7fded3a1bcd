"""The packs in use, loaded once. Releases that the files no longer hold come from a store, when one is registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock

from hotline.core.policy.pack import Policy
from hotline.policy.documents import pack_names
from hotline.policy.loading import files_on_disk, load_from, packs_root
from hotline.policy.messages import say

Store = Callable[[str, str], Mapping[str, str] | None]
"""(pack, release) → the texts of the files it was published with, or None."""

_on_disk: dict[str, str] = {}
_current: dict[str, Policy] = {}
_released: dict[tuple[str, str, str], Policy] = {}
_texts: dict[tuple[str, str], dict[str, str]] = {}
_stores: list[Store] = []
_lock = Lock()


def load(name: str) -> Policy:
    """The pack as its files say now. Loaded once in a process; raises PackError when anything in it is wrong."""
    found = _current.get(name)
    if found is None:
        with _lock:
            found = _current.get(name)
            if found is None:
                loaded = load_from(_files(), name)
                found = loaded.policy
                _texts[name, found.release] = loaded.files
                _released[name, found.release, ""] = found
                _current[name] = found
    return found


def _files() -> Mapping[str, str]:
    """The texts of all packs, read once."""
    if not _on_disk:
        _on_disk.update(files_on_disk(packs_root()))
    return _on_disk


def in_force(name: str, stamp: str) -> Policy:
    """The rules of release `stamp` with the calendars as they stand now.

    A changed rule never changes an order that is under way, but a newly announced holiday must move its limits.
    `calendars_of` of the result names the release of the calendars where they differ from the stamped ones.
    """
    current = load(name)
    if current.release == stamp:
        return current
    stamped = release(name, stamp)
    return stamped if _same_calendars(stamped, current) else release(name, stamp, current.release)


def release(name: str, stamp: str, calendars: str = "") -> Policy:
    """The pack at the release `stamp` of an order, with the calendars of release `calendars` where that is named.

    Wherever it is kept. Raises LookupError for a release that was never published.
    """
    if not calendars:
        return _release(name, stamp)
    found = _released.get((name, stamp, calendars))
    if found is None:
        stamped, later = _release(name, stamp), _release(name, calendars)
        found = replace(stamped, calendars=stamped.calendars | later.calendars, calendars_of=calendars)
        _released[name, stamp, calendars] = found
    return found


def _same_calendars(stamped: Policy, current: Policy) -> bool:
    return stamped.calendars | current.calendars == stamped.calendars


def _release(name: str, stamp: str) -> Policy:
    found = _released.get((name, stamp, ""))
    if found is not None:
        return found
    if load(name).release == stamp:
        return load(name)
    for store in _stores:
        files = store(name, stamp)
        if files is not None:
            _released[name, stamp, ""] = load_from(files, name).policy
            return _released[name, stamp, ""]
    raise LookupError(say("no_such_release", name=name, release=stamp))


def texts_of(policy: Policy) -> dict[str, str] | None:
    """The file texts a policy of this process was loaded from; None for one that came from a store."""
    return _texts.get((policy.id, policy.release))


def names() -> tuple[str, ...]:
    """Every pack there is, whether it loads or not."""
    return tuple(pack_names(_files()))


def add_store(store: Store) -> None:
    """Register where older releases are kept. The database registers itself when Django starts."""
    if store not in _stores:
        _stores.append(store)


def same_files(files: Mapping[str, str]) -> bool:
    """Whether these are the texts that this process has read."""
    return dict(files) == dict(_files())


def renew() -> None:
    """Read the files again and have every pack that was loaded as they say now: all of them, or none (PackError)."""
    files = files_on_disk(packs_root())
    fresh = {name: load_from(files, name) for name in list(_current)}
    with _lock:
        _on_disk.clear()
        _on_disk.update(files)
        for name, loaded in fresh.items():
            _texts[name, loaded.policy.release] = loaded.files
            _released[name, loaded.policy.release, ""] = loaded.policy
            _current[name] = loaded.policy


def reload() -> None:
    """Forget what was loaded; files are read again at the next call."""
    with _lock:
        _on_disk.clear()
        _current.clear()
        _released.clear()
        _texts.clear()
