"""中文 of this room: why a unit is suggested."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.core.duty_check import DutyFault, Fault
from hotline.core.responsibility import DutyKind, Reason, Why
from hotline.dispatch.faults import RowFault
from hotline.infra.tongues import listed, said

HEADINGS: Mapping[str, str] = {
    "id": "编号",
    "content_class": "分类代码",
    "class_name": "内容分类",
    "area": "区域代码",
    "area_name": "区域",
    "unit": "单位代码",
    "unit_name": "承办单位",
    "duty": "职责",
    "basis": "依据",
    "valid_from": "生效日期",
    "valid_to": "失效日期",
}
"""Columns of the list as a spreadsheet, in their order."""

DUTY_LABELS: Mapping[str, str] = {
    DutyKind.LEAD.value: "主办",
    DutyKind.ASSISTING.value: "协办",
    DutyKind.FALLBACK.value: "兜底",
}
DUTY_WORDS: Mapping[str, str] = {label: value for value, label in DUTY_LABELS.items()}

_SENTENCES: dict[Why, str] = {
    Why.NO_CLASS: "还没有内容分类，先选分类才能推荐承办单位。",
    Why.ITEM_IN_AREA: "职责清单：{label} × {area} → {unit}（{basis}）",
    Why.CLASS_IN_AREA: "职责清单：{label}（按大类）× {area} → {unit}（{basis}）",
    Why.FALLBACK: "清单没有写明，按兜底单位 → {unit}（{basis}）",
    Why.ASSISTS: "协办：{unit}（{basis}）",
    Why.EQUALLY_NEAR: "以上单位的职责同样相近，请您选定主办单位，或上报承办争议。",
    Why.ACCUSED: "{unit}是被反映单位或其下属，不能承办。",
    Why.RETURNED: "{unit}已退回过本单，不再推荐。",
    Why.INACTIVE: "{unit}已停用，不再推荐。",
    Why.NO_DUTY: "职责清单里没有单位承办这类事项，请呈报领导指定。",
}


def sentence(reason: Reason, unit: str, label: str, area: str) -> str:
    """One reason for the dispatcher."""
    place = area or said("全市")
    return said(_SENTENCES[reason.why]).format(unit=unit, label=label, area=place, basis=reason.basis)


_FAULTS = {
    "id": "编号重复或没有填。每一行要有自己的编号。",
    "content_class": "没有这个内容分类。请填分类代码，或照规则包里的名称填写。",
    "unit": "没有这个单位。请填单位代码，或照单位名录里的全称填写。",
    "duty": "职责只能填主办、协办或兜底。",
    "basis": "没有写依据（文件名称和条款）。",
    "valid_from": "生效日期要写成 2026-01-31 这样。",
    "valid_to": "失效日期要写成 2026-12-31 这样，且不早于生效日期；长期有效就留空。",
}


def row_fault(fault: RowFault) -> str:
    """A faulty row for the person who made the list: where it is, what stands there, what to write."""
    pattern = "第{line}行“{column}”“{value}”：{what}" if fault.value else "第{line}行“{column}”{what}"
    return said(pattern).format(
        line=fault.line, column=HEADINGS[fault.column], value=fault.value, what=said(_FAULTS[fault.column])
    )


_LIST_FAULTS = {
    Fault.GAP: "{label}：{areas}没有单位承办，请补主办或兜底单位。",
    Fault.OVERLAP: "{label}：{areas}同时列了{units}为主办，请只留一家或分清区域。",
    Fault.ONLY_FALLBACK: "{label}：{areas}只有兜底单位{units}。",
    Fault.UNKNOWN_CLASS: "分类“{label}”不在规则包里，这一行不会用到。",
    Fault.INACTIVE_UNIT: "{label}：{units}已停用，请改由接管的单位承办。",
}


def list_fault(fault: DutyFault, label: str, areas: str, units: str) -> str:
    """A fault of the whole list; `areas` and `units` as names, empty areas = everywhere."""
    return said(_LIST_FAULTS[fault.fault]).format(label=label, areas=areas or said("全市"), units=units)


SERIOUS = frozenset({Fault.GAP, Fault.OVERLAP, Fault.INACTIVE_UNIT})
"""Faults that leave a dispatcher without an answer."""


def not_a_sheet(missing: tuple[str, ...]) -> str:
    if missing:
        return said("缺少这些列：{columns}。请用导出的表格作样式。").format(columns=listed(missing))
    return said("文件打不开，请用导出的表格作样式，存为 .xlsx 或 UTF-8 的 .csv。")


def imported(added: int, changed: int, ended: int, unchanged: int, dry_run: bool) -> str:
    counts = {"added": added, "changed": changed, "ended": ended, "unchanged": unchanged}
    told = said("新增{added}行，改动{changed}行，终止{ended}行，{unchanged}行没有变化。").format(**counts)
    return said("试算：{told}没有保存。").format(told=told) if dry_run else told
