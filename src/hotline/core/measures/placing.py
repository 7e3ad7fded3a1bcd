"""Where one counted matter stands in one measure: above the line, below it, or left out and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, Protocol

from hotline.core.policy.measures import MeasureSpec, Pick
from hotline.core.vocabulary import CountedKind, MeasureKind


class Matter(Protocol):
    """What a pick looks at: a counted matter, or a group of such as are alike."""

    @property
    def kind(self) -> CountedKind: ...
    @property
    def marks(self) -> Mapping[str, str]: ...
    @property
    def numbers(self) -> Mapping[str, float]: ...


Test = Callable[[Matter], bool]
OF_NUMBERS = frozenset({MeasureKind.SUM, MeasureKind.MEAN})


class Placed(NamedTuple):
    """`reason`: the place of the reason in the measure's `leave_out`; -1 = it counts."""

    top: bool
    bottom: bool
    reason: int = -1


class Placer:
    """One measure, its picks made ready."""

    def __init__(self, spec: MeasureSpec) -> None:
        self.spec = spec
        self.number = spec.of_number if spec.kind in OF_NUMBERS else ""
        self._top = _by_kind(spec.top)
        self._bottom = _by_kind(spec.bottom)
        self._out = [(each.pick.of, test_of(each.pick)) for each in spec.leave_out]
        self.kinds = frozenset((*self._top, *self._bottom, *(kind for kind, _ in self._out)))

    def place(self, matter: Matter) -> Placed | None:
        """None: the measure has nothing to do with it. Of several reasons to leave it out the first is named."""
        kind = matter.kind
        for n, (of, test) in enumerate(self._out):
            if of is kind and test(matter):
                return Placed(False, False, n)
        top = any(test(matter) for test in self._top.get(kind, ()))
        bottom = any(test(matter) for test in self._bottom.get(kind, ()))
        return Placed(top, bottom) if top or bottom else None


def _by_kind(picks: Iterable[Pick]) -> dict[CountedKind, list[Test]]:
    found: dict[CountedKind, list[Test]] = {}
    for pick in picks:
        found.setdefault(pick.of, []).append(test_of(pick))
    return found


def test_of(pick: Pick) -> Test:
    """Whether a matter of the pick's kind fits it."""
    tests = [_where(mark, values) for mark, values in pick.where.items()]
    tests += [_number(name, limit, above=False) for name, limit in pick.at_most.items()]
    tests += [_number(name, limit, above=True) for name, limit in pick.at_least.items()]
    if len(tests) == 1:
        return tests[0]
    return lambda matter: all(test(matter) for test in tests)


def _where(mark: str, values: Sequence[str]) -> Test:
    """A mark that is not there is as an empty one."""
    allowed = frozenset(values)
    if mark != "content_class":
        return lambda matter: matter.marks.get(mark, "") in allowed
    below = tuple(f"{value}." for value in values)
    return lambda matter: (found := matter.marks.get(mark, "")) in allowed or found.startswith(below)


def _number(name: str, limit: float, *, above: bool) -> Test:
    """A number that is not there is neither above nor below anything."""
    if above:
        return lambda matter: (found := matter.numbers.get(name)) is not None and found >= limit
    return lambda matter: (found := matter.numbers.get(name)) is not None and found <= limit


@dataclass
class Tally:
    """What a measure has counted. `amount`: of a sum or a mean, whose `top` is how many gave it."""

    top: int = 0
    bottom: int = 0
    amount: Decimal = Decimal(0)
    left_out: dict[str, int] = field(default_factory=dict)

    def add(self, spec: MeasureSpec, placed: Placed, times: int) -> None:
        if placed.reason >= 0:
            reason = spec.leave_out[placed.reason].reason
            self.left_out[reason] = self.left_out.get(reason, 0) + times
            return
        self.top += times * placed.top
        self.bottom += times * placed.bottom

    def add_number(self, amount: Decimal, times: int) -> None:
        self.amount += amount
        self.top += times
