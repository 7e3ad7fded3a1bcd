"""Core values as JSON-able data and back, by their declared types.

Encoding leaves out fields that have their default, so that stored orders stay small and new fields need no migration.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_PLAIN: frozenset[type] = frozenset({str, int, bool, float, NoneType})
_known_writers: dict[type, Callable[[Any], Any]] = {}


def encode(value: Any) -> Any:
    """Data that `json.dumps` takes: dataclasses as objects, enums by value, times as ISO 8601, sets sorted."""
    kind = type(value)
    writer = _known_writers.get(kind)
    if writer is None:
        writer = _known_writers[kind] = _writer_of(kind)
    return writer(value)


def _writer_of(kind: type) -> Callable[[Any], Any]:
    """How values of exactly this type are written: found once, since orders are written thousands of times a minute."""
    if issubclass(kind, Enum):
        return attrgetter("_value_")  # what `value` reads, without going through its descriptor
    if issubclass(kind, tuple(_PLAIN)):
        return lambda value: value
    if issubclass(kind, Decimal):
        return str
    if dataclasses.is_dataclass(kind):
        return _encode_fields
    if issubclass(kind, (datetime, date)):
        return lambda value: value.isoformat()
    if issubclass(kind, (tuple, list)):
        return lambda value: [encode(item) for item in value]
    if issubclass(kind, (frozenset, set)):
        return lambda value: sorted(encode(item) for item in value)
    if issubclass(kind, Mapping):
        return lambda value: {str(k): encode(v) for k, v in value.items()}
    raise TypeError(f"cannot encode {kind.__name__}")


def _encode_fields(value: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, default in _defaults(type(value)):
        item = getattr(value, name)
        if item is default or (default is not _REQUIRED and item == default):
            continue
        out[name] = item if type(item) in _PLAIN else encode(item)
    return out


_REQUIRED = object()


_known_defaults: dict[type, tuple[tuple[str, Any], ...]] = {}
_known_readers: dict[Any, Callable[[Any], Any]] = {}


def _defaults(cls: type) -> tuple[tuple[str, Any], ...]:
    if cls not in _known_defaults:
        _known_defaults[cls] = tuple(_read_defaults(cls))
    return _known_defaults[cls]


def _read_defaults(cls: type) -> list[tuple[str, Any]]:
    found = []
    for f in dataclasses.fields(cls):
        if f.default is not dataclasses.MISSING:
            found.append((f.name, f.default))
        elif f.default_factory is not dataclasses.MISSING:
            found.append((f.name, f.default_factory()))
        else:
            found.append((f.name, _REQUIRED))
    return found


def decode(cls: type[T], data: Any) -> T:
    """The value of type `cls` that `encode` made `data` of. Raises KeyError, TypeError or ValueError if it is none."""
    made: T = _decoder(cls)(data)
    return made


def _same(data: Any) -> Any:
    return data


def _decoder(kind: Any) -> Callable[[Any], Any]:
    """How to read one declared type, worked out once."""
    if kind not in _known_readers:
        _known_readers[kind] = _make_reader(kind)
    return _known_readers[kind]


def _make_reader(kind: Any) -> Callable[[Any], Any]:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _optional(kind)
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if origin is frozenset:
        item = _decoder(get_args(kind)[0])
        return lambda data: frozenset(item(d) for d in data)
    if origin in (dict, Mapping):
        value = _decoder(get_args(kind)[1])
        return lambda data: {key: value(item) for key, item in data.items()}
    if isinstance(kind, type):
        return _class_reader(kind)
    raise TypeError(f"cannot decode {kind}")


def _class_reader(kind: type) -> Callable[[Any], Any]:
    if kind in _PLAIN:
        return _same
    if issubclass(kind, Enum):
        return {member.value: member for member in kind}.__getitem__
    if issubclass(kind, Decimal):
        return Decimal
    if issubclass(kind, datetime):
        return datetime.fromisoformat
    if issubclass(kind, date):
        return date.fromisoformat
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    raise TypeError(f"cannot decode {kind}")


def _optional(kind: Any) -> Callable[[Any], Any]:
    (inner,) = (a for a in get_args(kind) if a is not NoneType)
    read = _decoder(inner)
    return lambda data: None if data is None else read(data)


def _tuple_reader(args: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(args) == 2 and args[1] is Ellipsis:
        item = _decoder(args[0])
        if item is _same:
            return tuple
        return lambda data: tuple([item(d) for d in data])
    readers = [_decoder(a) for a in args]
    return lambda data: tuple(read(d) for read, d in zip(readers, data, strict=True))


def _dataclass_reader(cls: type) -> Callable[[Any], Any]:
    hints = get_type_hints(cls)
    readers = {f.name: _decoder(hints[f.name]) for f in dataclasses.fields(cls)}
    plain = frozenset(n for n, r in readers.items() if r is _same)

    def read(data: Mapping[str, Any]) -> Any:
        return cls(**{k: v if k in plain else readers[k](v) for k, v in data.items()})

    return read
