"""The same matter is found by its keys and told with its reasons; another matter at the same place is not it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.language import evaluating_similar
from hotline.language.extract import extract
from hotline.language.similar import (
    MOST_KEYS,
    ROWS_A_KEY,
    Fingerprint,
    Rarity,
    Reason,
    compare,
    fetch_order,
    fingerprint,
    keys,
)

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MESSAGES = {
    "lift-1": ("金桂苑小区3号楼电梯困人", "金桂苑小区3号楼电梯上周三次困人，物业不维修，请督促更换电梯。"),
    "lift-2": ("金桂苑3号楼电梯又坏了", "我是金桂苑小区业主，3号楼电梯昨晚困人，物业不维修，希望尽快更换。"),
    "noise": ("金桂苑小区旁工地夜间施工", "金桂苑小区北侧工地凌晨浇筑混凝土，噪音大，无法入睡。"),
    "road": ("湖滨路路面塌陷", "湖滨路与解放街交汇处路面塌陷，车辆绕行，请修复。"),
    "heat": ("翠湖花园暖气不热", "翠湖花园5号楼供暖温度只有14度，热力公司一直推诿。"),
    "bus": ("15路公交等候太久", "15路公交早高峰要等四十分钟，建议增加班次。"),
    "school": ("第九中学门口拥堵", "第九中学放学时门口停满车辆，交警不在，学生过街危险。"),
}


def printed(title: str, text: str, class_code: str = "") -> Fingerprint:
    return fingerprint(title, text, extract(f"{title}\n{text}", NOW), class_code)


PRINTS = {name: printed(*message) for name, message in MESSAGES.items()}
RARITY = Rarity.of(PRINTS.values())


def test_the_same_matter_scores_above_another_at_the_same_place() -> None:
    same = compare(PRINTS["lift-1"], PRINTS["lift-2"], RARITY)
    place = compare(PRINTS["lift-1"], PRINTS["noise"], RARITY)
    other = compare(PRINTS["lift-1"], PRINTS["heat"], RARITY)
    assert same.score > place.score > other.score
    assert same.same and not other.same
    assert Reason.SAME_TITLE in same.reasons and Reason.SAME_WORDS in same.reasons
    assert other.reasons == ()


def test_the_same_class_is_a_reason_but_no_part_of_the_score() -> None:
    one, other = printed(*MESSAGES["heat"], "供热"), printed(*MESSAGES["heat"], "供热")
    told = compare(one, other, RARITY)
    assert Reason.SAME_CLASS in told.reasons
    assert told.score == compare(PRINTS["heat"], PRINTS["heat"], RARITY).score


def test_like_messages_share_keys_and_keys_are_few() -> None:
    found = {name: set(keys(print_, RARITY)) for name, print_ in PRINTS.items()}
    assert all(len(own) <= MOST_KEYS for own in found.values())
    assert len(found["lift-1"] & found["lift-2"]) > len(found["lift-1"] & found["road"])


def test_rare_keys_are_asked_for_first_and_common_ones_in_part() -> None:
    assert fetch_order(["a", "b", "c"], {"a": 100_000, "b": 3}) == [("b", 3), ("a", ROWS_A_KEY)]


def test_a_stored_row_is_read_again_and_another_version_is_refused() -> None:
    row = PRINTS["lift-1"].as_row()
    assert Fingerprint.from_row(row) == PRINTS["lift-1"]
    with pytest.raises(ValueError, match="version"):
        Fingerprint.from_row({**row, "v": 0})


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_comparing_is_symmetric_and_never_fails(title: str, one: str, other: str) -> None:
    first, second = fingerprint(title, one), fingerprint("", other)
    there, back = compare(first, second, RARITY), compare(second, first, RARITY)
    assert abs(there.score - back.score) < 1e-9
    assert 0.0 <= there.score <= 1.0
    assert keys(first, RARITY) == keys(first, RARITY)


def test_the_same_address_alone_is_no_same_matter() -> None:
    def printed(title: str, text: str) -> Fingerprint:
        return fingerprint(title, text, extract(f"{title}\n{text}", NOW))

    dry = printed("", "我住在南浦街道听雨苑，昨天晚上开始停水，到现在还没来水，希望尽快恢复供水。")
    grill = printed("南浦街道听雨苑占道经营", "听雨苑北门外每天傍晚有烧烤摊占道经营，油烟大，希望城管来管一管。")
    again = printed("听雨苑停水", "听雨苑小区昨晚起停水，今天上午还没有恢复供水。")
    rarity = Rarity(5000, {term: 20 * n for term, n in Rarity.of([dry, grill, again]).standing.items()})
    assert not compare(dry, grill, rarity).same
    assert compare(dry, again, rarity).same


def test_the_evaluation_reads_any_files_of_its_shape(tmp_path: Path) -> None:
    lines = ["message_id,title,content,created_at"]
    lines += [f"{name},{title},{text},2026-11-0{at + 1}" for at, (name, (title, text)) in enumerate(MESSAGES.items())]
    (tmp_path / "m.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "r.csv").write_text("message_id,topic\nlift-1,T1\nlift-2,T1\nmissing,T1\n", encoding="utf-8")
    told = evaluating_similar.evaluate(tmp_path / "m.csv", tmp_path / "r.csv")
    assert told["by_topic"]["T1"]["recall"]["value"] == 1.0
    assert "T1" in "\n".join(evaluating_similar.as_lines(told))
