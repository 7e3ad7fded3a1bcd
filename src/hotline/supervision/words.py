"""中文 of this room: the sentences of notices. Say what happened and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hotline.accounts.selectors import person_name
from hotline.core.vocabulary import ClockName, SupervisionForm
from hotline.infra import clock
from hotline.infra.tongues import in_words, said

REMINDER, ENDED, BREACHED, AFTER, URGED, PLACED = "reminder", "ended", "breached", "after", "urged", "placed"
ASKED, LAPSED, MENTIONED = "asked", "lapsed", "mentioned"

_SENTENCES = {
    REMINDER: "{number} 的{clock}将在 {due} 到期，请抓紧办理。",
    ENDED: "{number} 的{clock}已到（{due}）。",
    BREACHED: "{number} 的{clock}已在 {due} 到期未完成，请立即处理。",
    AFTER: "{number} 的{clock}在 {due} 到期后仍未完成，请查明原因。",
    URGED: "{number} 被催办，请查看催办内容并尽快答复。",
    PLACED: "{number} 已下达{form}，请在 {due} 前答复。",
    ASKED: "{number} 的“{title}”等您办理“{step}”{by}。",
    LAPSED: "{number} 的{clock}已在 {due} 到期没有办理，按“{outcome}”处理。",
    MENTIONED: "{by}在 {number} 的备注里提到了您，请打开看看。",
    "knowledge_renewal.owner": "知识“{title}”将在 {due} 到期，请核对内容，仍然有效的点“确认仍然有效”。",
    "knowledge_renewal.leader": "知识“{title}”在 {due} 到期后仍未更新，请督促经办人核对。",
    "knowledge_renewal.centre": "知识“{title}”在 {due} 到期后维护单位仍未更新，请联系该单位或撤下。",
    "knowledge_feedback_late": "对知识“{title}”的反馈应在 {due} 前答复，现已超期，请处理。",
    "warning_raised": "{level}级预警：“{title}”{days} 天内 {count} 件，平时约 {expected} 件，请查看。",
    "score_published": "“{title}”已公布，请查看您的得分；不同意的可以在期限内提出异议。",
    "objection_ruled": "对“{title}”的异议已有裁定，请查看理由和得分。",
    "appeal_ruled": "您对录音评分的申诉已有裁定，请查看理由和得分。",
}
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def sentence(key: str, number: str, params: Mapping[str, str]) -> str:
    """One notice for the person."""
    words = {"number": number, "due": _moment(params.get("due", "")), "clock": "", "form": ""}
    words |= {name: params.get(name, "") for name in ("title", "step", "outcome", "level", "count", "expected", "days")}
    if params.get("step"):
        words["clock"] = said("“{step}”时限").format(step=params["step"])
    elif params.get("clock"):
        words["clock"] = in_words(ClockName(params["clock"]))
    if params.get("form"):
        words["form"] = in_words(SupervisionForm(params["form"]))
    if key == MENTIONED:
        return said(_SENTENCES[key]).format(number=number, by=person_name(params.get("by", "")))
    words["by"] = said("，请在 {due} 前办完").format(due=words["due"]) if params.get("due") else ""
    label = params.get("label", "")
    return (said("【{label}】").format(label=label) if label else "") + said(_SENTENCES[key]).format(**words)


def _moment(text: str) -> str:
    if not text:
        return said("规定时间")
    at = clock.local(datetime.fromisoformat(text))
    return said("{month}月{day}日（{weekday}）{time}").format(
        month=at.month, day=at.day, weekday=said(_WEEKDAYS[at.weekday()]), time=f"{at:%H:%M}"
    )
