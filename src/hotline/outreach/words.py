"""中文 of this room: why something cannot be done, and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.infra.tongues import said
from hotline.outreach.faults import Fault

FAULTS: Mapping[Fault, str] = {
    Fault.NO_MARKET: "本热线没有供求撮合。",
    Fault.UNKNOWN_GOODS: "没有这种品类，请从列表中选。",
    Fault.NO_PHONE: "请填写联系电话，否则无法通知对方。",
    Fault.NO_REASON: "请写明查看的理由。",
    Fault.BELOW_ZERO: "数量和价格不能小于0。",
    Fault.TAKEN: "这一条已被别人处理，请刷新后重试。",
    Fault.DOES_NOT_FIT: "两条的品类、单位或价格不相合，不能推荐。",
    Fault.NO_CAMPAIGN: "本热线的规则没有这项外呼。",
    Fault.CLOSED: "这份名单已经结束，不再拨打。",
    Fault.NO_CONSENT: "没有注明本人同意接听，不能列入名单。",
    Fault.TWICE: "这个号码在名单里出现了不止一次。",
    Fault.DO_NOT_CALL: "本人要求过不再来电，不能列入名单。",
    Fault.NOT_YOURS: "这一位由别人在拨打，请领取下一位。",
    Fault.UNKNOWN_QUESTION: "这份名单没有这个问题，请刷新后重试。",
    Fault.UNKNOWN_ANSWER: "答案请从列表中选。",
    Fault.UNKNOWN_UNIT: "没有这个单位，请照单位名录填写。",
}


def row_fault(line: int, fault: Fault) -> str:
    """A faulty row of a list, without what stands in it: that is personal data."""
    return said("第{line}行：{what}").format(line=line, what=said(_ROW_FAULTS.get(fault, FAULTS[fault])))


_ROW_FAULTS: Mapping[Fault, str] = {Fault.NO_PHONE: "电话没有填，或者位数不对。"}
"""What is said otherwise of a row of a list than of a form."""


def fault_text(fault: Fault) -> str:
    """What stands against an act, for the person."""
    return said(FAULTS[fault])


LIST_HEADINGS: Mapping[str, str] = {
    "姓名": "name",
    "电话": "phone",
    "联系电话": "phone",
    "单位代码": "unit",
    "同意接听": "consent",
}
"""Columns of a list of people, as they are headed in a spreadsheet."""
CONSENTS = frozenset({"是", "同意", "yes", "1"})
"""What stands in the column of consent when there is one."""
