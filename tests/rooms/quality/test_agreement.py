"""Percent agreement and Cohen's kappa, against figures worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hotline.quality.agreement import Agreement, agreement


@pytest.mark.req("QLT-1")
def test_kappa_of_a_table_worked_out_by_hand() -> None:
    # 20 both yes, 5 and 10 apart, 15 both no: observed 0.70, expected 0.5 × 0.6 + 0.5 × 0.4 = 0.50, kappa 0.40.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert agreement(pairs) == Agreement(50, 35, Decimal("70.00"), Decimal("0.40"))


def test_what_chance_alone_makes_equal_has_no_kappa() -> None:
    assert agreement([("0", "0")] * 3) == Agreement(3, 3, Decimal("100.00"), None)
    assert agreement([]) == Agreement(0, 0, None, None)


def test_worse_than_chance_is_negative() -> None:
    assert agreement([("y", "n"), ("n", "y")]).kappa == Decimal("-1.00")
