"""What rulings on objections make of an item: the occasion stays on the sheet with what it was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hotline.core.appraisal.items import numbered
from hotline.core.appraisal.results import ZERO, Occasion, Overruling
from hotline.core.frozen import change
from hotline.core.policy.scores import ScoreItem


def ruled(item: ScoreItem, occasions: Sequence[Occasion], overruled: Mapping[str, Overruling]) -> list[Occasion]:
    """The occasions under exactly these rulings, whatever rulings they had before."""
    result = [_under(_before(o), overruled.get(o.key)) for o in occasions]
    return numbered(item, result) if item.counts else result


def _before(occasion: Occasion) -> Occasion:
    if occasion.was is None:
        return occasion
    return change(occasion, points=occasion.was, was=None, ruling="")


def _under(occasion: Occasion, ruling: Overruling | None) -> Occasion:
    if ruling is None:
        return occasion
    now = ZERO if ruling.points is None else ruling.points
    return change(occasion, points=now, was=occasion.points, ruling=ruling.ruling)
