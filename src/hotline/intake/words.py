"""中文 of this room: hints on a text, and faults of a form."""

from __future__ import annotations

from hotline.core.phrasing import Hint, HintCode
from hotline.infra.tongues import said

_HINTS: dict[HintCode, str] = {
    HintCode.TOO_SHORT: "内容只有 {count} 个字，少于 {min} 个，请补充时间、地点和要求。",
    HintCode.TOO_LONG: "内容有 {count} 个字，超过 {max} 个，请写得简明一些。",
    HintCode.FORBIDDEN_WORD: "“{word}”不宜写进工单，请换一种说法。",
    HintCode.TITLE_LONG: "标题有 {count} 个字，最好不超过 {max} 个。",
    HintCode.TITLE_IS_CONTENT: "标题与内容相同，请把标题写成一句话。",
    HintCode.NO_PLACE: "还没有写地点，承办单位可能找不到现场。",
    HintCode.REPEATED_SIGNS: "有连续重复的字符“{signs}”，请检查。",
    HintCode.LONG_SENTENCE: "有一句话 {count} 个字没有停顿，请断句。",
    HintCode.PERSONAL_DATA: "这里写了电话或证件号码。请移到来电人信息里，承办单位需要时再查看。",
}

BAD_CHOICE = "请从列表中选。"


def sentence(hint: Hint) -> str:
    """One hint for the agent."""
    return said(_HINTS[hint.code]).format(**dict(hint.params))
