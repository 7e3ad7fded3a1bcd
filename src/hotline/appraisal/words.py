"""中文 of this room: why something is not done, and what to do instead; how a sheet is printed."""

from __future__ import annotations

from hotline.infra.tongues import said

NO_ROLE = "no_role"
NOT_FOUND = "not_found"
STALE = "stale"

SAID: dict[str, str] = {
    NO_ROLE: "您的岗位不能做这件事。",
    NOT_FOUND: "没有这份考核表。",
    STALE: "已经有人先改了，请刷新后再看。",
    "no_sheet": "规则包里没有“{sheet}”这张考核表，可以选：{known}",
    "no_period": "起止日期不对：开始日应早于或等于结束日。",
    "exists": "这段时间的这张考核表已经有了。",
    "counting": "还有 {n} 张工单的最新情况没有计入，请稍后再试。",
    "not_draft": "只有草稿可以这样做。",
    "not_published": "考核表还没有公布，或已经印发。",
    "not_over": "考核期还没有结束，不能公布。",
    "drafted_early": "草稿是考核期结束以前算的，请重新计算后再公布。",
    "nobody": "没有考核对象。",
    "reason_needed": "请写明理由。",
    "no_occasion": "考核表里没有这一项记录。",
    "too_late": "异议期已过（{until}止）。",
    "points_needed": "这一项按指标或质检成绩计分，裁定成立时请写明改为几分。",
    "open_objections": "还有 {n} 项异议没有裁定，不能印发。",
    "still_open": "异议期到{until}止，之后才能印发。",
    "number_needed": "请写明文号。",
    "not_issued": "印发以后才能这样做。",
    "no_proposal": "现在的考核表没有这项建议。",
    "own_unit": "不能裁定本单位或本人的异议。",
    "ruled_before": "这一项已经裁定过；要再改，请由中心主任主动更正。",
}

STATES = {"draft": "草稿", "published": "已公布", "issued": "已印发", "cancelled": "已撤销"}
STEPS = {
    "drafted": "生成草稿",
    "recomputed": "重新计算",
    "published": "公布",
    "ruled": "裁定",
    "issued": "印发",
    "cancelled": "撤销",
}
BECAUSE = {"draft": "草稿", "ruling": "裁定"}

SHEET = "{title}  {start} 至 {end}"
PACK = "规则包 {pack}（版本 {release}）"
SUBJECT = "{name}  得分 {total}{place}"
PLACE = "  第{place}名（同组{of}个）"
UNRANKED = "  样本不足，不参加排名"
ITEM = "{title}：{points}"
AWAITING = "{title}：待评分或无数据"
OCCASION = "{points}  {day}  {what}  [{rule}]  {source}"
RULED = "（原 {was}，裁定更正）"
CUT = "限额调整 {amount}（{at} 以 {limit} 为限）"
SECTION = "{title} {points}/{full}"
LEFT = "剔除 {n}：{reason}"
QUOTA = "{title}：应 {due}，实 {reached}，差 {short}"
PROPOSAL = "建议（待人工确认）{kind}：{text}{amount}  {source}"
AMOUNT = " {amount}元"
NOBODY = "没有考核对象"
BROKEN = "{pack} {sheet}（{start}起）：{what} 与保存时不一致"
VERIFIED = "核对 {runs} 次考核，{broken} 次不一致"


def say(key: str, **params: object) -> str:
    """One sentence for the person."""
    return said(SAID[key]).format(**params)
