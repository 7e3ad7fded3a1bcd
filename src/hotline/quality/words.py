"""中文 of this room: why something is not done, and what to do instead."""

from __future__ import annotations

from hotline.infra.tongues import said

NO_ROLE = "no_role"
NOT_FOUND = "not_found"
STALE = "stale"

SAID: dict[str, str] = {
    NO_ROLE: "您的岗位不能做这件事。",
    NOT_FOUND: "没有这条记录。",
    STALE: "已经有人先做了，请刷新后再看。",
    "no_sheet": "规则包里没有这张评分表，或它不是录音评分表。",
    "no_recording": "这条录音不在抽样名单里。",
    "skipped": "这条录音已注明不能质检，由下一条替补。",
    "own_call": "不能质检自己的录音。",
    "own_inspection": "复评由另一名质检员做，您已经评过这条录音。",
    "not_yours": "只能更正自己评的分。",
    "not_second": "这条录音没有抽中复评。",
    "first_missing": "这条录音还没有初评。",
    "appealed": "已有申诉，更正请在申诉裁定中作出。",
    "apart": "两次评分相差过大，由督办员或中心主任裁定，不能再自行更正。",
    "settled": "这条录音已有裁定，不能再改。",
    "bad_item": "评分表里没有“{item}”这一项，或这一项不由人评分。",
    "points_needed": "“{item}”要写明给几分。",
    "points_fixed": "“{item}”每次的分值由评分表规定，不能另写。",
    "points_range": "“{item}”的分值应在 {low} 至 {high} 之间。",
    "reason_needed": "请写明理由。",
    "document_needed": "请写明文件名称。",
    "whom": "请写明所涉单位或人员，只写一个。",
    "no_unit": "没有“{unit}”这个单位。",
    "no_agent": "没有“{agent}”这个人员。",
    "bad_kind": "规则包里没有“{kind}”这类记载，可以选：{kinds}",
    "too_late": "申诉期已过（{until}止）。",
    "not_visible": "复评还没有完成，成绩尚未公布。",
    "marks_needed": "申诉成立时，请写明更正后的评分。",
    "own_ruling": "评过这条录音的人、申诉人和替他们代办的人，不能作裁定。",
    "nothing_to_settle": "两次评分相差不超过允许的范围，无须裁定。",
    "few_pools": "没有可抽的录音。",
    "future_month": "当月结束以后才能抽样。",
    "bad_plan": "每人每月抽查数应为1以上，复评比例应在0至100之间。",
}


def say(key: str, **params: object) -> str:
    """One sentence for the person."""
    return said(SAID[key]).format(**params)
