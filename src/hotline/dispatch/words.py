"""中文 of this room: why a unit is suggested."""

from __future__ import annotations

from hotline.core.responsibility import Reason, Why

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
    place = area or "全市"
    return _SENTENCES[reason.why].format(unit=unit, label=label, area=place, basis=reason.basis)
