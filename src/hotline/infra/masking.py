"""Personal data shortened for the eye: enough to recognise, too little to use."""

from __future__ import annotations

import re

STAR = "*"
_COMPOUND_SURNAMES = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 "
    "公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 百里 呼延 东郭 西门".split()
)
_STREET = re.compile(r"^(.*?(?:路|街|巷|道|镇|乡|村|小区|社区|街道|县|区|市))(.+)$")


def mask_phone(text: str) -> str:
    """13812342041 → 138****2041; a landline keeps its last two digits; too short to hide safely → stars only."""
    digits = re.sub(r"\D", "", text or "")
    if len(digits) >= 11:
        return digits[:3] + STAR * (len(digits) - 7) + digits[-4:]
    if len(digits) >= 7:
        return STAR * (len(digits) - 2) + digits[-2:]
    return STAR * len(text or "")


def mask_name(text: str) -> str:
    """张三丰 → 张**; 欧阳修 → 欧阳*; a foreign name keeps its first letter."""
    name = (text or "").strip()
    if len(name) < 2:
        return STAR * len(name)
    kept = 2 if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES else 1
    return name[:kept] + STAR * (len(name) - kept)


def mask_id_number(text: str) -> str:
    """371402199001011234 → 371402********1234 (the area stays, the birthday goes)."""
    number = (text or "").strip()
    if len(number) < 12:
        return STAR * len(number)
    return number[:6] + STAR * (len(number) - 10) + number[-4:]


def mask_address(text: str) -> str:
    """德城区三八路12号3单元 → 德城区*******: the first place name stays, house and flat go."""
    address = (text or "").strip()
    match = _STREET.match(address)
    if not match:
        return address[:2] + STAR * max(0, len(address) - 2) if len(address) > 4 else STAR * len(address)
    return match.group(1) + STAR * len(match.group(2))
