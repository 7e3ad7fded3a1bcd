"""What of an emergency's words is repeated to the person who types."""

from __future__ import annotations

import pytest

from hotline.desk.understanding.danger import _said
from hotline.language.emergency import Flag, Level


def flag(*said: tuple[int, int, str]) -> Flag:
    return Flag("gas", "燃气泄漏", "119", Level.LOOK, said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([(4, 10, "煤气味，头晕"), (8, 10, "头晕")], "煤气味，头晕"),
        ([(0, 14, "三天了，晚上黑得看不见路，老人"), (8, 11, "不见路"), (13, 16, "老人摔")], "不见路、老人摔"),
        (
            [(0, 12, "一句长话从头说到了末尾了"), (20, 32, "另一句长话也说到了末尾呀")],
            "一句长话从头说到了末尾了、另一句长话也说到了末尾呀",
        ),
        ([(5, 7, "着火"), (0, 2, "着火")], "着火"),
        ([(0, 2, "甲乙"), (3, 5, "丙丁"), (6, 8, "戊己"), (9, 11, "庚辛")], "甲乙、丙丁、戊己"),
        ([], ""),
    ],
)
def test_words_are_told_once_and_none_inside_another(said: list[tuple[int, int, str]], told: str) -> None:
    assert _said([flag(*said)]) == told
