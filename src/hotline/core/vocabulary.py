"""The closed vocabulary of a hotline: every state, phase, reason and act, with its 中文 and its meaning.

This is the only Python file that holds 中文. Packs map their own words onto these terms; they cannot add states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import Self


class Term(str, Enum):  # noqa: UP042 - StrEnum would take the extra arguments as an encoding
    """A word of the field: its stable identifier, its 中文 for screens, and what it means."""

    zh: str
    meaning: str

    def __new__(cls, value: str, zh: str = "", meaning: str = "") -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.zh = zh
        term.meaning = meaning
        return term

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def family(cls) -> str:
        """What a pack calls this kind of word in `words`: `AssignmentState` is `assignment_state`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


GLOSSARY_TITLE = "词汇表"


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them."""
    return "、".join(words)


def in_days(count: int | str) -> str:
    return f"{count}天"


class Phase(Term):
    """Where an order stands in its one life from intake to archive."""

    REGISTERED = "registered", "已登记", "written down, no outcome yet"
    ANSWERED_DIRECTLY = "answered_directly", "直接答复", "answered at once from a source that is named"
    REFUSED = "refused", "不予受理", "not accepted, with a reason that was told"
    AWAITING_DISPATCH = "awaiting_dispatch", "待转办", "filed, waits for a dispatcher"
    SENT_BACK = "sent_back", "退回坐席", "audit failed, the agent must mend it"
    AWAITING_INSTRUCTION = "awaiting_instruction", "待批示", "submitted to a leader"
    IN_HAND = "in_hand", "办理中", "with the units that answer for it"
    REPLIED = "replied", "已回复待回访", "the units have answered"
    CALLING_BACK = "calling_back", "回访中", "a call-back agent has it"
    REWORK = "rework", "退回重办", "sent back to be done again, not signed for yet"
    CLOSED = "closed", "已办结", "called back or excused from it; waits for the archive"
    ARCHIVED = "archived", "已归档", "sealed"


class AssignmentState(Term):
    """Where one unit's part of an order stands."""

    ASSIGNED = "assigned", "待签收", "sent, not signed for"
    SIGNED = "signed", "已签收", "signed for"
    RETURN_REQUESTED = "return_requested", "申请退件", "the unit says it is not its matter"
    PASSED_DOWN = "passed_down", "已下派", "with units one level below"
    ANSWERING = "answering", "办理中", "being worked on"
    IN_REVIEW = "in_review", "待审核", "answer waits for the leader of this unit"
    SUBMITTED = "submitted", "已回复", "answer handed up"
    RETURNED = "returned", "已退件", "ended: the return was granted"
    RECALLED = "recalled", "已撤回", "ended: the level above took it back"


LIVE_STATES = frozenset(
    {
        AssignmentState.ASSIGNED,
        AssignmentState.SIGNED,
        AssignmentState.RETURN_REQUESTED,
        AssignmentState.PASSED_DOWN,
        AssignmentState.ANSWERING,
        AssignmentState.IN_REVIEW,
    }
)
"""States in which a unit still owes something."""


class Part(Term):
    """What a unit does in an order of several units (DSP-7)."""

    LEAD = "lead", "主办"
    ASSISTING = "assisting", "协办"


class RequestKind(Term):
    """Requests run beside the phase and never freeze it."""

    RETURN = "return", "退件"
    EXTENSION = "extension", "延期"
    SUSPENSION = "suspension", "挂起"
    CO_SIGNATURE = "co_signature", "会签"
    COMMITMENT = "commitment", "承诺"
    OBJECTION = "objection", "异议"
    APPEAL = "appeal", "申诉"


class RequestState(Term):
    ASKED = "asked", "待批"
    ENDORSED = "endorsed", "督办已同意待批", "the supervision desk agrees; still to be granted (S2 批复延期④)"
    GRANTED = "granted", "同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "撤回"


class ClockName(Term):
    """Every limit of the catalogue is a clock."""

    DISPATCH = "dispatch", "转办时限"
    SIGN_FOR = "sign_for", "签收时限"
    RETURN_WINDOW = "return_window", "退件时限"
    FIRST_CONTACT = "first_contact", "先行联系时限"
    REPLY = "reply", "回复时限"
    COMMITMENT = "commitment", "承诺时限"
    CALLBACK = "callback", "回访时限"
    LATE_EXPLANATION = "late_explanation", "超期说明时限"
    SUPERVISION = "supervision", "督办答复时限"
    INSTRUCTION = "instruction", "批示落实时限"
    CO_SIGNATURE = "co_signature", "会签时限"
    SUSPENSION = "suspension", "挂起期限"
    RULING = "ruling", "批复时限", "time in which a request must be granted or refused"
    RELAY = "relay", "转交时限", "time in which a unit hands it on, to a unit below or a person inside"
    ON_SITE = "on_site", "到达现场时限"
    PROCEDURE = "procedure", "程序时限", "a stage of a procedure"


class ClockState(Term):
    RUNNING = "running", "计时中"
    PAUSED = "paused", "暂停"
    UNKNOWN = "unknown", "待人工定时限", "the calendar or the rules cannot say; a person must"
    MET = "met", "按期"
    LATE = "late", "逾期完成"
    CANCELLED = "cancelled", "已取消"


OPEN_CLOCKS = frozenset({ClockState.RUNNING, ClockState.PAUSED, ClockState.UNKNOWN})


class Role(Term):
    AGENT = "agent", "话务员"
    SHIFT_LEAD = "shift_lead", "班长"
    DISPATCHER = "dispatcher", "转办员"
    DISPATCH_LEAD = "dispatch_lead", "转办负责人"
    UNIT_CLERK = "unit_clerk", "承办员"
    UNIT_LEADER = "unit_leader", "承办单位领导"
    CALLBACK_AGENT = "callback_agent", "回访员"
    SUPERVISOR = "supervisor", "督办员"
    QUALITY_INSPECTOR = "quality_inspector", "质检员"
    KNOWLEDGE_EDITOR = "knowledge_editor", "知识编辑"
    ANALYST = "analyst", "分析员"
    ARCHIVIST = "archivist", "档案员"
    INSPECTION = "inspection", "监察"
    CENTRE_DIRECTOR = "centre_director", "中心主任"
    CITY_LEADER = "city_leader", "市领导"
    ADMINISTRATOR = "administrator", "管理员"
    SYSTEM = "system", "系统", "clocks and consumers; no person signs in with it"


class Channel(Term):
    PHONE = "phone", "电话"
    SMS = "sms", "短信"
    WEB = "web", "网站信箱"
    EMAIL = "email", "电子邮件"
    APP = "app", "微信/APP"
    FAX = "fax", "传真"
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    VOICE_MAIL = "voice_mail", "语音留言"
    TRANSFER = "transfer", "上级或兄弟平台转入"
    STAFF = "staff", "内部人员"
    BROADCAST = "broadcast", "广播节目"
    IMPORT = "import", "表格导入"
    EMERGENCY_LINE = "emergency_line", "110/119/120/122转入", "an emergency line hands a non-emergency to us (INT-9)"


class Urgency(Term):
    NORMAL = "normal", "一般"
    URGENT = "urgent", "紧急"
    EMERGENCY = "emergency", "突发"


class Complexity(Term):
    COMMON = "common", "一般"
    COMPLEX = "complex", "复杂"


class Mode(Term):
    """How an order is dealt with (DSP-1)."""

    DIRECT = "direct", "直办"
    ASSIGNED = "assigned", "交办"
    INSTRUCTED = "instructed", "批办"


class ContactField(Term):
    """What is known of the person; the values themselves never enter the core."""

    NAME = "name", "姓名"
    PHONE = "phone", "电话"
    ADDRESS = "address", "住址"
    WORKPLACE = "workplace", "工作单位"
    IDENTITY_NUMBER = "identity_number", "证件号码"
    EMAIL = "email", "电子邮箱"


class ReplyWish(Term):
    """How the citizen wants to be answered; one of the six audit points (S2 转办(1)①)."""

    PHONE = "phone", "电话回复"
    SMS = "sms", "短信回复"
    WRITTEN = "written", "书面回复"
    ONLINE = "online", "网上回复"
    NONE = "none", "不需回复"


class Disclosure(Term):
    PUBLIC = "public", "网上公开回复"
    PRIVATE = "private", "单独回复"


class AnswerBasis(Term):
    """What a direct answer stands on (S2 直接答复)."""

    KNOWLEDGE = "knowledge", "知识库"
    ANNOUNCEMENT = "announcement", "公告"
    OTHER_SOURCE = "other_source", "其他渠道查询"
    EARLIER_ORDER = "earlier_order", "相同工单已有结果"
    THREE_WAY_CALL = "three_way_call", "三方通话"
    EMERGENCY = "emergency", "已转紧急热线"


class Outcome(Term):
    """What a unit's answer claims."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "解释疏导", "cannot be solved now; explained to the citizen in time (HND-4)"
    ADOPTED = "adopted", "建议采纳或留作参考"
    NOT_OURS = "not_ours", "超出职权范围"


class Finding(Term):
    """A unit's ruling on a complaint (HND-5)."""

    NONE = "none", "不需认定"
    SUBSTANTIATED = "substantiated", "成立"
    UNSUBSTANTIATED = "unsubstantiated", "不成立"


class ContactMethod(Term):
    PHONE = "phone", "电话"
    VISIT = "visit", "上门"
    MEETING = "meeting", "约见"
    ON_SITE = "on_site", "到达现场"
    SMS = "sms", "短信"
    ONLINE = "online", "网上"


class LinkKind(Term):
    REPEAT = "repeat", "重复诉求", "same person, same matter"
    SAME_MATTER = "same_matter", "同一事项"
    FOLLOW_UP = "follow_up", "后续"


class EmergencyService(Term):
    POLICE = "110", "110 报警"
    FIRE = "119", "119 火警"
    AMBULANCE = "120", "120 急救"
    TRAFFIC = "122", "122 交通事故"


class DocumentKind(Term):
    LEADER_SUBMISSION = "leader_submission", "呈阅件"
    SUPERVISION_ORDER = "supervision_order", "督办单"
    CONFERENCE_MINUTES = "conference_minutes", "会商纪要"


class DocumentState(Term):
    OPEN = "open", "待办"
    INSTRUCTED = "instructed", "已批示待落实"
    ANSWERED = "answered", "已答复"
    ENDED = "ended", "已了结"


class PaperFor(Term):
    """What of an order a form of the pack puts on paper (S2 德州 一(一)2)."""

    ORDER = "order", "工单"
    ASSIGNMENT = "assignment", "承办", "one unit's part"
    LEADER_SUBMISSION = "leader_submission", "呈报领导"
    SUPERVISION_ORDER = "supervision_order", "督办"
    CONFERENCE_MINUTES = "conference_minutes", "会商"
    REQUEST = "request", "延期申请", "an extension that was asked for"
    REPLY_LETTER = "reply_letter", "书面答复", "to the citizen; nothing internal stands on it"
    STAGE = "stage", "程序环节", "printed with a step of a procedure"


class PaperField(Term):
    """What a cell of a form is filled with. A form of a pack names these and no others."""

    BLANK = "blank", "留空"
    SIGN = "sign", "签字"
    SEAL = "seal", "盖章"
    NUMBER = "number", "受理编号"
    CENTRE = "centre", "热线名称"
    TODAY = "today", "打印日期"
    PRINTED_BY = "printed_by", "打印人"
    CHANNEL = "channel", "受理渠道"
    REGISTERED_AT = "registered_at", "受理时间"
    REGISTERED_BY = "registered_by", "受理座席"
    DISPATCHED_AT = "dispatched_at", "发出时间"
    DISPATCHED_BY = "dispatched_by", "交办座席"
    DISPATCH_NOTE = "dispatch_note", "转办意见"
    TITLE = "title", "标题"
    CONTENT = "content", "诉求内容"
    NATURE = "nature", "性质分类"
    CONTENT_CLASS = "content_class", "内容分类"
    PLACE = "place", "地点"
    AREA = "area", "区划"
    URGENCY = "urgency", "紧急程度"
    COMPLEXITY = "complexity", "繁简"
    REPLY_WISH = "reply_wish", "希望的回复方式"
    KEYWORDS = "keywords", "主题词"
    PHASE = "phase", "办理状态"
    CONTACT_NAME = "contact_name", "姓名", "masked unless a person gave a reason to see it; so are the next four"
    CONTACT_PHONE = "contact_phone", "电话"
    CONTACT_ADDRESS = "contact_address", "住址"
    CONTACT_WORKPLACE = "contact_workplace", "工作单位"
    CONTACT_PLACE = "contact_place", "单位或住址"
    LEAD_UNIT = "lead_unit", "主办单位"
    ASSISTING_UNITS = "assisting_units", "协办单位"
    UNIT = "unit", "承办单位", "the unit that the paper is about"
    UNIT_LIMIT = "unit_limit", "该单位的时限"
    LIMITS = "limits", "时限"
    CONTACTED = "contacted", "联系经过"
    PUBLIC_ANSWER = "public_answer", "公开答复"
    INTERNAL_ANSWER = "internal_answer", "内部办理情况", "never on a reply letter"
    OUTCOME = "outcome", "办理结果"
    SUBMISSION = "submission", "呈报内容和拟办意见"
    SUBMITTED_AT = "submitted_at", "呈报时间"
    SUBMITTED_TO = "submitted_to", "呈报对象"
    INSTRUCTION = "instruction", "批示"
    INSTRUCTION_DUE = "instruction_due", "落实期限"
    INSTRUCTION_RESULT = "instruction_result", "落实情况"
    SUPERVISION_TEXT = "supervision_text", "督办要求"
    SUPERVISION_REASON = "supervision_reason", "督办事由"
    SUPERVISION_DUE = "supervision_due", "督办期限"
    SUPERVISION_REPLY = "supervision_reply", "督办答复"
    DISPUTE = "dispute", "争议的事项"
    RULING = "ruling", "裁定"
    REQUEST_REASON = "request_reason", "申请理由"
    REQUEST_AMOUNT = "request_amount", "申请期限"
    REQUEST_ANSWER = "request_answer", "批复"
    CALLBACK_RESULT = "callback_result", "回访结果"
    CALLBACK_OPINION = "callback_opinion", "回访意见"
    SUBJECT_UNIT = "subject_unit", "程序所涉单位"
    GIVEN = "given", "环节所填", "what was written down with the step under the label of the cell"
    STEP_TEXT = "step_text", "环节说明"
    STEP_OUTCOME = "step_outcome", "环节结果"
    STEP_AT = "step_at", "环节时间"


class SupervisionReason(Term):
    OVERDUE = "overdue", "逾期未办结"
    LEADER_INSTRUCTED = "leader_instructed", "领导批示"
    MEDIA = "media", "媒体曝光"
    HOT = "hot", "热点难点"
    REDO = "redo", "退回重办"
    REFUSED_BY_SEVERAL = "refused_by_several", "多单位推诿"


class SupervisionForm(Term):
    REMINDER = "reminder", "催办"
    WRITTEN = "written", "书面督办"
    ON_SITE = "on_site", "现场督办"
    JOINT = "joint", "联合督查"
    NOTICE = "notice", "通报"


class DisputeLevel(Term):
    """Who settles which unit answers (S2 转办(3)③; 会商 S1 篇十)."""

    DISPATCH_LEAD = "dispatch_lead", "转办负责人"
    SUPERVISION = "supervision", "督办室"
    CONFERENCE = "conference", "会商"


class CallbackChannel(Term):
    PHONE = "phone", "电话回访"
    SMS_LINK = "sms_link", "短信链接"
    APP = "app", "APP"
    TOLD_IN_CALL = "told_in_call", "来电时已告知"


class CallbackEnd(Term):
    """How the call-back of an order ended."""

    NONE = "none", "未回访"
    SATISFIED = "satisfied", "满意"
    UNREASONABLE = "unreasonable", "不满意但诉求不合理"
    REASONABLE = "reasonable", "不满意且诉求合理"
    UNREACHABLE = "unreachable", "两次联系不上"
    WAIVED = "waived", "免回访"


class WaiverReason(Term):
    RESULT_TOLD = "result_told", "来电时已告知结果"
    SECRET = "secret", "来电人要求保密不便回访"
    NO_CONTACT = "no_contact", "未留联系方式"
    OUTSIDE_SAMPLE = "outside_sample", "未抽中回访"


class ReworkMode(Term):
    SAME_UNIT = "same_unit", "退回原单位重办"
    SUPERIOR = "superior", "二次派单给上级单位"
    DIRECTOR = "director", "报中心主任处理"


class ReworkReason(Term):
    DISSATISFIED = "dissatisfied", "回访不满意且诉求合理"
    POOR_ANSWER = "poor_answer", "答复不合要求"
    FALSIFIED = "falsified", "办理情况不实"


class Binding(Term):
    """On whose word a unit must answer and cannot return."""

    INSTRUCTION = "instruction", "领导批示"
    REWORK = "rework", "重办决定"
    FIRST_RECEIVER = "first_receiver", "首接负责制"
    DISPATCH_LEAD = "dispatch_lead", "转办负责人"
    SUPERVISION = "supervision", "督办室"
    CONFERENCE = "conference", "会商"


class Party(Term):
    """Whose step it is in a procedure; the roles are named beside it."""

    CENTRE = "centre", "热线中心"
    UNIT = "unit", "所涉单位", "the unit the procedure is about"
    ABOVE = "above", "上级单位", "the unit directly above the one it is about"


class ProcedureState(Term):
    OPEN = "open", "进行中"
    ENDED = "ended", "已结束"
    CANCELLED = "cancelled", "已撤销"


class Ruling(Term):
    """What a procedure finds in the end."""

    NONE = "none", "无须认定"
    SUBSTANTIATED = "substantiated", "成立"
    UNSUBSTANTIATED = "unsubstantiated", "不成立"
    AT_FAULT = "at_fault", "有责"
    NOT_AT_FAULT = "not_at_fault", "无责"
    REASONABLE = "reasonable", "合理"
    UNREASONABLE = "unreasonable", "不合理"
    GRANTED = "granted", "准予"
    DENIED = "denied", "不准予"
    AGREED = "agreed", "达成协议"
    NOT_AGREED = "not_agreed", "未达成协议"


class ProcedureEffect(Term):
    """What a step of a procedure does beyond itself."""

    NONE = "none", "无"
    CATALOGUE = "catalogue", "更新派单目录", "the list of duties is to say from now on what was ruled"


class CountedKind(Term):
    """What measures and scores count. Each counted matter is dated once and never changes afterwards."""

    REGISTERED = "registered", "登记"
    ANSWERED_DIRECTLY = "answered_directly", "直接答复"
    REFUSED = "refused", "不予受理"
    DISPATCHED = "dispatched", "转办"
    SIGNED = "signed", "签收"
    LIMIT = "limit", "到期的时限"
    REMINDED = "reminded", "到期前后的提醒", "a moment at which a limit spoke, such as a yellow card"
    EXCUSED = "excused", "逾期后批准延长", "a limit counted as late was moved afterwards"
    CONTACT = "contact", "联系来电人"
    ANSWERED = "answered", "承办单位答复"
    RETURNED = "returned", "退件申请"
    EXTENDED = "extended", "延期申请"
    COMMITTED = "committed", "承诺"
    REWORKED = "reworked", "退回重办"
    SUPERVISED = "supervised", "督办"
    INSTRUCTED = "instructed", "领导批示"
    LATE_EXPLAINED = "late_explained", "超期说明"
    CALLED_BACK = "called_back", "回访通话"
    CONCLUDED = "concluded", "回访结论"
    REPEATED = "repeated", "重复诉求"
    TOLD = "told", "告知办理情况"
    THREE_WAY = "three_way", "三方通话"
    EMERGENCY = "emergency", "转紧急热线"
    PROCEDURE = "procedure", "程序步骤"
    CLOSED = "closed", "办结"
    ARCHIVED = "archived", "归档"
    CALL = "call", "通话"
    MESSAGE = "message", "短信"
    SURVEY = "survey", "调查答卷"
    INSPECTED = "inspected", "质检"
    ENTRY = "entry", "考核记载", "what a person recorded with its document"


class MeasureKind(Term):
    SHARE = "share", "比率", "top over bottom, in percent"
    COUNT = "count", "数量"
    SUM = "sum", "合计"
    MEAN = "mean", "平均值"
    MIX = "mix", "加权", "other measures with weights"


class Rounding(Term):
    HALF_UP = "half_up", "四舍五入"
    HALF_EVEN = "half_even", "四舍六入五成双"
    DOWN = "down", "舍去"
    UP = "up", "进一"


class OfNothing(Term):
    """What a share is when there is nothing to share."""

    NONE = "none", "无数据"
    ZERO = "zero", "按0计"
    FULL = "full", "按100%计"


class Scored(Term):
    """Whom a score sheet is about."""

    UNIT = "unit", "承办单位"
    AGENT = "agent", "话务员"
    RECORDING = "recording", "录音"
    LINE = "line", "热线"


class ScorePeriod(Term):
    MONTH = "month", "月度"
    QUARTER = "quarter", "季度"
    YEAR = "year", "年度"


class ProposalKind(Term):
    """What follows from a score. Only ever proposed; a person confirms it."""

    MONEY = "money", "经济奖惩"
    DISCIPLINE = "discipline", "组织处理"
    NOTICE = "notice", "通报"
    PRAISE = "praise", "表扬"
    COACHING = "coaching", "辅导"
    INELIGIBLE = "ineligible", "不得参评"


class Side(Term):
    """Which side of a deal an entry of the market is on (INT-14)."""

    OFFER = "offer", "供应"
    WANT = "want", "求购"


class EntryState(Term):
    OPEN = "open", "待撮合"
    INTRODUCED = "introduced", "已推荐", "both sides were told of each other"
    DONE = "done", "已成交"
    CLOSED = "closed", "已撤回"


class MatchReason(Term):
    """Why two entries of the market fit."""

    SAME_AREA = "same_area", "同一区域"
    NEAR = "near", "邻近区域"
    FAR = "far", "不同区域"
    ENOUGH = "enough", "数量足够"
    PARTLY = "partly", "数量可满足一部分"
    PRICE_FITS = "price_fits", "价格相合"
    PRICE_OPEN = "price_open", "价格面议"


class CalleeState(Term):
    """Where one person of an outbound list stands."""

    WAITING = "waiting", "待拨打"
    TAKEN = "taken", "正在拨打"
    ANSWERED = "answered", "已答复"
    UNREACHABLE = "unreachable", "联系不上"
    DECLINED = "declined", "不愿再接到电话"


class StageKind(Term):
    BEFORE = "before", "到期前"
    AT = "at", "到期"
    AFTER = "after", "逾期后"


class AuditPoint(Term):
    """The six points a dispatcher audits before an order leaves (S2 转办(1)①)."""

    CONTACT = "contact", "联系人"
    PHONE = "phone", "联系电话"
    CONTENT_CLASS = "content_class", "内容分类"
    NATURE = "nature", "性质分类"
    REPLY_WISH = "reply_wish", "回复信息"
    DESCRIPTION = "description", "问题描述"


class GovernedBy(Term):
    """The date that decides which dated value of a rule holds for an order."""

    ACCEPTED = "accepted", "受理日"
    DISPATCHED = "dispatched", "交办日"
    PERIOD_END = "period_end", "考核期末"


class KnowledgeKind(Term):
    """What an entry of the knowledge base is (KNW-1)."""

    POLICY = "policy", "政策"
    PROCEDURE = "procedure", "办事指南"
    RESPONSIBILITY = "responsibility", "职责"
    CONTACT = "contact", "联系方式"
    FAQ = "faq", "常见问题"
    UNIFIED_LINE = "unified_line", "统一口径"


class KnowledgeState(Term):
    """Where the text of an entry stands that is being worked on; what is shown may be an earlier version."""

    DRAFT = "draft", "草稿"
    UNIT_REVIEW = "unit_review", "单位审核"
    CENTRE_REVIEW = "centre_review", "中心审核"
    SCHEDULED = "scheduled", "待发布", "passed, shown from a moment on that was set"
    PUBLISHED = "published", "已发布"
    DUE = "due", "待更新", "shown, but its term of renewal is over"
    WITHDRAWN = "withdrawn", "已撤下"


class KnowledgeAct(Term):
    """What can be done with an entry; its history is a row of these."""

    WRITE = "write", "修改"
    SUBMIT = "submit", "提交审核"
    PASS_UNIT = "pass_unit", "单位审核通过"
    PASS_CENTRE = "pass_centre", "中心审核通过"
    SEND_BACK = "send_back", "退回修改"
    APPEAR = "appear", "到时发布", "the moment of a scheduled publication has come"
    FALL_DUE = "fall_due", "到期待更新"
    CONFIRM = "confirm", "确认仍然有效"
    REVISE = "revise", "修订"
    DISCARD = "discard", "放弃修订", "the draft goes, what is shown stays"
    WITHDRAW = "withdraw", "撤下"


class KnowledgeRefusal(Term):
    """Why an act on an entry is refused, as a sentence."""

    WRONG_STATE = "wrong_state", "条目现在的状态不能这样做，请刷新后查看。"
    WRONG_ROLE = "wrong_role", "你的岗位不能做这一步。"
    OTHER_UNIT = "other_unit", "这条知识由别的单位维护。"
    OWN_TEXT = "own_text", "自己写的内容要由别人审核。"
    NOTHING_SHOWN = "nothing_shown", "这条知识没有正在使用的版本。"
    NO_TITLE = "no_title", "请填写标题。"
    NO_ANSWER = "no_answer", "请填写电话答复或文字答复。"
    NO_OWNER = "no_owner", "请选择维护单位。"
    NO_REASON = "no_reason", "请写明理由。"
    NO_ROLES = "no_roles", "涉密条目请写明哪些岗位可以看。"
    ENDS_BEFORE = "ends_before", "失效日期早于生效日期。"
    STALE = "stale", "别人刚改过这条知识，请刷新后重新修改。"
    UNKNOWN = "unknown", "没有这条知识。"
    NO_LINE = "no_line", "请写明统一口径。"
    OVER = "over", "结束时间要晚于开始时间，也要晚于现在。"
    ENDED = "ended", "这一条已经结束。"
    NO_RECEIVER = "no_receiver", "请写明发给哪张工单的来电人，或者哪个号码。"


class KnowledgeSecrecy(Term):
    OPEN = "open", "公开"
    INTERNAL = "internal", "内部", "staff may see it, citizens may not"
    SECRET = "secret", "涉密", "only the roles that it names"


class RenewalStep(Term):
    """Who is told that an entry was not renewed (SUP-1 for knowledge)."""

    OWNER = "owner", "维护单位"
    LEADER = "leader", "维护单位领导"
    CENTRE = "centre", "受理中心"


class FeedbackKind(Term):
    """What an agent says of an entry (KNW-3)."""

    WRONG = "wrong", "内容有误"
    OUTDATED = "outdated", "内容过时"
    MISSING = "missing", "缺少内容"


class FeedbackOutcome(Term):
    CORRECTED = "corrected", "已更正"
    UNCHANGED = "unchanged", "核对无误"
    WITHDRAWN = "withdrawn", "已撤下"
    WRITTEN = "written", "已补充"
    NOT_OURS = "not_ours", "不属知识库内容"


class AnnouncementKind(Term):
    """What an announcement is about (KNW-4)."""

    OUTAGE = "outage", "停水停电停气"
    TRAFFIC = "traffic", "交通管制"
    WEATHER = "weather", "天气预警"
    POLICY = "policy", "政策口径"
    RUMOUR = "rumour", "辟谣"
    OTHER = "other", "其他"


class AnnouncementState(Term):
    COMING = "coming", "未开始"
    CURRENT = "current", "生效中"
    OVER = "over", "已结束"
    TAKEN_BACK = "taken_back", "已撤回"


class WhyFound(Term):
    """Why a search shows an entry where it does."""

    TITLE = "title", "标题相符"
    QUESTION = "question", "问法相符"
    TEXT = "text", "内容相符"
    PINYIN = "pinyin", "拼音相符"
    SYNONYM = "synonym", "同义词相符"
    AREA = "area", "本地适用"
    CONTENT_CLASS = "content_class", "分类相符"
    OFTEN_USED = "often_used", "常被采用"


class RefusalCode(Term):
    """Why a command was refused. 中文 is a template: it says what happened and what to do."""

    NO_SUCH_ORDER = "no_such_order", "没有这张工单，请核对单号。"
    ALREADY_EXISTS = "already_exists", "这张工单已经登记过，请直接打开它。"
    SEALED = "sealed", "这张工单已归档封存，不能再改动。如需补充，请新建工单并与它关联。"
    WRONG_PHASE = "wrong_phase", "工单现在是“{phase}”，不能{command}。"
    WRONG_STATE = "wrong_state", "{unit}的办理状态现在是“{state}”，不能{command}。"
    WRONG_ROLE = "wrong_role", "{command}需由{roles}来做，您当前没有这个岗位。"
    NOT_YOUR_UNIT = "not_your_unit", "这一部分由{unit}承办，只有该单位的人员可以{command}。"
    NOT_ABOVE_UNIT = "not_above_unit", "只有派出这一部分的上一级可以{command}。"
    NO_SUCH_PART = "no_such_part", "工单里没有这个承办部分，请刷新后重试。"
    NO_SUCH_REQUEST = "no_such_request", "工单里没有这项申请，请刷新后重试。"
    NO_SUCH_DOCUMENT = "no_such_document", "工单里没有这份文件，请刷新后重试。"
    NO_SUCH_CLOCK = "no_such_clock", "工单里没有这个时限，请刷新后重试。"
    REQUEST_SETTLED = "request_settled", "这项申请已经{state}，不用再处理。"
    REQUEST_PENDING = "request_pending", "已有一项{kind}申请在等批复，请先等结果或撤回它。"
    UNKNOWN_UNIT = "unknown_unit", "没有“{unit}”这个单位或它已停用，请重新选择承办单位。"
    UNIT_TWICE = "unit_twice", "“{unit}”选了不止一次，主办和协办请选不同单位。"
    UNIT_BUSY = "unit_busy", "“{unit}”已经在办这张工单，不用再派。"
    NOT_BELOW = "not_below", "“{unit}”不是本单位的下级，只能下派给下级单位。"
    ACCUSED_UNIT = "accused_unit", "工单反映的是“{unit}”或其下属，不能转给被反映的单位，请转其上级或呈报领导。"
    IDENTITY_MISSING = (
        "identity_missing",
        "“{nature}”须提供{fields}，缺少时不予受理。请补全，或告知来电人后按不予受理登记。",
    )
    FIELD_MISSING = "field_missing", "请填写{field}。"
    FIELD_INVALID = "field_invalid", "{field}不对：{why}"
    UNKNOWN_NATURE = "unknown_nature", "没有“{value}”这个性质分类，请从列表中选。"
    UNKNOWN_CLASS = "unknown_class", "没有“{value}”这个内容分类，请从列表中选。"
    UNKNOWN_REASON = "unknown_reason", "不予受理的理由“{value}”不在本热线规定之内，请从列表中选。"
    NOT_TOLD = "not_told", "不予受理须先把理由告知来电人，请告知后勾选。"
    SOURCE_MISSING = "source_missing", "直接答复要写明依据（知识条目、公告、工单或查询渠道）。"
    CONSENT_MISSING = "consent_missing", "来电人没有同意三方通话，请改为记录工单。"
    ATTEMPTS_USED = "attempts_used", "三方通话已试{count}次未通，不要让来电人久等，请记录工单。"
    AUDIT_FAILED = "audit_failed", "审核没有通过：{points}。请退回坐席补正，或核实后勾选。"
    RETURN_TOO_LATE = "return_too_late", "退件须在{due}前提出，现在已过时限，请继续办理；确有争议可报转办负责人。"
    BOUND_BY_RULING = "bound_by_ruling", "承办单位已由{by}确定，不能退件。"
    NOT_TOP_LEVEL = "not_top_level", "下派的部分不能直接向中心申请{kind}，请由上一级单位提出。"
    ALREADY_DUE = "already_due", "{kind}须在到期前提出，本单已于{due}到期。"
    TOO_LONG = "too_long", "申请{kind}最长{max}，您填的是{asked}。"
    TOO_MANY_TIMES = "too_many_times", "本热线规定{kind}最多{max}次，已经用完。"
    NEEDS_SIGNATURE = "needs_signature", "第二次延期须由承办单位分管领导签字并加盖公章，请上传签章后的申请单并勾选。"
    NEEDS_ENDORSEMENT = "needs_endorsement", "第二次延期要先经督办室同意，才能批准。"
    NOT_OFFERED = "not_offered", "本热线的规则没有{kind}这一项。"
    NO_RUNNING_CLOCK = "no_running_clock", "没有正在计时的{clock}。"
    BAD_DATE = "bad_date", "日期要晚于今天。"
    TOO_FAR = "too_far", "日期太远了，请填十年以内的日期。"
    PARTS_OPEN = "parts_open", "还有协办单位没有回复：{units}。请等它们回复，或写明不等的理由。"
    CHILDREN_OPEN = "children_open", "下派的单位还没有都回复：{units}。"
    CONTACT_FIRST = "contact_first", "本热线要求先联系来电人再回复，请先记录一次联系。"
    GROUNDS_MISSING = "grounds_missing", "认定{finding}要写明依据。"
    ANSWER_TOO_SHORT = "answer_too_short", "答复至少{min}个字，请写清办理情况和结果。"
    SECRET_IS_PRIVATE = "secret_is_private", "来电人要求保密或内容不宜公开，只能单独回复。"
    OWN_ORDER = "own_order", "您办理过这张工单，回访须由别人来做。"
    TOKEN_USED = "token_used", "这个回访链接已经用过或不属于这张工单。"
    SAME_OCCASION = "same_occasion", "两次联系要在不同时段，请在{after}以后再试。"
    NOT_DISSATISFIED = "not_dissatisfied", "来电人没有表示不满意，不用判定。"
    NOT_JUDGED = "not_judged", "请先判定来电人的不满意是否合理。"
    WAIVER_WITHOUT_GROUND = "waiver_without_ground", "不符合免回访的条件“{reason}”。"
    NO_SUPERIOR = "no_superior", "“{unit}”没有上级单位，请选择其他重办方式。"
    NOT_REACHED = "not_reached", "还没到{at}，不能触发。"
    ALREADY_FIRED = "already_fired", "这个时限提醒已经处理过。"
    NOTHING_TO_DO = "nothing_to_do", "没有需要改动的内容。"
    SELF_LINK = "self_link", "不能与自己关联。"
    ALREADY_LINKED = "already_linked", "已经关联过这张工单。"
    NOT_IN_GROUP = "not_in_group", "这张工单没有并入其他工单。"
    GROUPED = "grouped", "这张工单已并入{parent}，由它统一办理和答复。"
    TOP_OF_LADDER = "top_of_ladder", "争议已到会商，请作出裁定。"
    NO_DISPUTE = "no_dispute", "没有承办争议需要裁定。"
    WRONG_LEVEL = "wrong_level", "争议现由{level}处理。"
    DUE_KNOWN = "due_known", "这个时限由规则确定，不能手工改。"
    RULES_CONFLICT = "rules_conflict", "有两条规则同时适用（{rules}），请联系管理员修正规则包。"
    UNKNOWN_PROCEDURE = "unknown_procedure", "本热线没有“{value}”这项程序，请从列表中选。"
    NO_SUCH_PROCEDURE = "no_such_procedure", "工单里没有这项程序，请刷新后重试。"
    PROCEDURE_ENDED = "procedure_ended", "“{procedure}”已经{state}，不用再处理。"
    PROCEDURE_RUNNING = "procedure_running", "“{procedure}”已在进行，请先等它结束。"
    PROCEDURE_NOT_FOR_THIS = "procedure_not_for_this", "“{procedure}”不适用于这类工单。"
    NOT_YOUR_STEP = "not_your_step", "“{procedure}”现在是“{stage}”，应由{party}的{roles}办理。"
    STEP_TOO_LATE = "step_too_late", "“{stage}”已于{due}到期，按“{outcome}”处理，不能再办。"
    DAY_TOO_NEAR = "day_too_near", "{day}太近：“{stage}”须在{due}前办完，请另定日期。"
    UNKNOWN_OUTCOME = "unknown_outcome", "“{stage}”的结果只能是{outcomes}。"
    IDENTITY_UNCHECKED = "identity_unchecked", "告知结果前须核对身份：{fields}，至少核对{count}项。核对不符时不得告知。"
    DOCUMENTS_OPEN = "documents_open", "还有未了结的{documents}，了结后才能归档。"
    LEAD_IS_THERE = "lead_is_there", "已有主办单位“{unit}”在办，请先撤回或办理退件。"
    STALE = "stale", "这张单已被{who}在{when}更新。您写的内容已保留，请核对后再提交。"


class CommandName(Term):
    """Every act that can be asked of an order, as the verb on its button."""

    REGISTER = "register", "登记"
    AMEND = "amend", "补正登记"
    CORRECT_CONTACT = "correct_contact", "更正联系方式"
    ANSWER_DIRECTLY = "answer_directly", "直接答复"
    DECLINE_ACCEPTANCE = "decline_acceptance", "不予受理"
    SUBMIT_FOR_DISPATCH = "submit_for_dispatch", "提交转办"
    TELL_PROGRESS = "tell_progress", "告知办理情况"
    RECORD_THREE_WAY_CALL = "record_three_way_call", "三方通话"
    HAND_OVER_EMERGENCY = "hand_over_emergency", "转紧急热线"
    LINK_ORDER = "link_order", "关联工单"
    UNLINK_ORDER = "unlink_order", "解除关联"
    JOIN_GROUP = "join_group", "并入群体工单"
    LEAVE_GROUP = "leave_group", "退出并单"
    ADOPT_GROUP_ANSWER = "adopt_group_answer", "采用并单答复"
    ADD_NOTE = "add_note", "写备注"
    ATTACH_FILE = "attach_file", "上传附件"
    ASSIGN_TO_UNIT = "assign_to_unit", "转办"
    SEND_BACK_TO_AGENT = "send_back_to_agent", "退回坐席"
    SUBMIT_TO_LEADER = "submit_to_leader", "呈报领导"
    GIVE_INSTRUCTION = "give_instruction", "批示"
    REPORT_INSTRUCTION = "report_instruction", "报告批示落实"
    ESCALATE_DISPUTE = "escalate_dispute", "上报承办争议"
    RULE_DISPUTE = "rule_dispute", "裁定承办单位"
    ADD_ASSISTING = "add_assisting", "增加协办"
    RECALL_ASSIGNMENT = "recall_assignment", "撤回派单"
    SIGN_FOR = "sign_for", "签收"
    FORWARD_INSIDE = "forward_inside", "内部转交"
    LOG_CONTACT = "log_contact", "记录联系"
    PASS_DOWN = "pass_down", "下派"
    SUBMIT_ANSWER = "submit_answer", "提交审核"
    APPROVE_ANSWER = "approve_answer", "审核通过"
    SEND_BACK_ANSWER = "send_back_answer", "退回修改"
    ADOPT_ANSWER = "adopt_answer", "采用下级答复"
    SEND_DOWN_AGAIN = "send_down_again", "退回下级重办"
    EXPLAIN_LATENESS = "explain_lateness", "超期说明"
    REQUEST_RETURN = "request_return", "申请退件"
    REQUEST_EXTENSION = "request_extension", "申请延期"
    REQUEST_SUSPENSION = "request_suspension", "申请挂起"
    REQUEST_CO_SIGNATURE = "request_co_signature", "请求会签"
    MAKE_COMMITMENT = "make_commitment", "作出承诺"
    RAISE_OBJECTION = "raise_objection", "提出异议"
    FILE_APPEAL = "file_appeal", "申诉"
    ENDORSE_REQUEST = "endorse_request", "督办室同意"
    GRANT_REQUEST = "grant_request", "批准"
    REFUSE_REQUEST = "refuse_request", "不予批准"
    WITHDRAW_REQUEST = "withdraw_request", "撤回申请"
    RESUME_HANDLING = "resume_handling", "恢复计时"
    URGE = "urge", "催办"
    PLACE_UNDER_SUPERVISION = "place_under_supervision", "督办"
    ANSWER_SUPERVISION = "answer_supervision", "答复督办"
    LIFT_SUPERVISION = "lift_supervision", "解除督办"
    TAKE_CALLBACK = "take_callback", "领取回访"
    ISSUE_CALLBACK_TOKEN = "issue_callback_token", "发送回访链接"
    RECORD_CALLBACK = "record_callback", "登记回访"
    JUDGE_DISSATISFACTION = "judge_dissatisfaction", "判定不满意"
    ORDER_REWORK = "order_rework", "退回重办"
    WAIVE_CALLBACK = "waive_callback", "免回访"
    ARCHIVE = "archive", "归档"
    FIRE_CLOCK = "fire_clock", "时限触发"
    RECOMPUTE_CLOCKS = "recompute_clocks", "重算时限"
    SET_DUE = "set_due", "人工定时限"
    OPEN_PROCEDURE = "open_procedure", "启动程序"
    TAKE_STEP = "take_step", "办理程序"
    CANCEL_PROCEDURE = "cancel_procedure", "撤销程序"


FIELD_LABELS: dict[str, str] = {
    "title": "标题",
    "content": "诉求内容",
    "nature": "性质分类",
    "content_class": "内容分类",
    "place": "事发地点",
    "area": "所属区域",
    "urgency": "紧急程度",
    "complexity": "复杂程度",
    "secret": "要求保密",
    "reply_wish": "回复方式",
    "contact": "联系信息",
    "channel": "来源渠道",
    "line": "热线号码",
    "source_number": "来源单号",
    "keywords": "主题词",
    "mentions": "请谁看",
    "centre_only": "仅中心可见",
    "accused": "被反映单位",
    "basis": "答复依据",
    "source_ref": "依据来源",
    "source_version": "来源版本",
    "answer": "答复内容",
    "reason": "理由",
    "told": "告知内容",
    "note": "说明",
    "result_told": "已告知结果",
    "unit": "单位",
    "consent": "来电人同意",
    "connected": "已接通",
    "service": "紧急热线",
    "receipt": "对方接警编号或姓名",
    "remains_ours": "仍有事项由热线办理",
    "other": "关联的工单",
    "kind": "关联类型",
    "parent": "并入的工单",
    "text": "内容",
    "file": "文件",
    "digest": "文件校验值",
    "size": "文件大小",
    "lead": "主办单位",
    "assisting": "协办单位",
    "audit": "人工核实的审核项",
    "entry": "知识条目",
    "to_role": "呈报给",
    "due_on": "落实期限",
    "result": "落实情况",
    "assignment": "承办部分",
    "person": "经办人",
    "method": "联系方式",
    "reached": "已联系上",
    "outcome": "办理结果",
    "internal_text": "内部办理情况",
    "public_text": "给来电人的答复",
    "within_power": "属本单位职权",
    "finding": "是否成立",
    "grounds": "依据",
    "disclosure": "回复范围",
    "parts_missing": "不等协办的理由",
    "child": "下级的答复",
    "signed_by": "签字领导",
    "suggested": "建议承办单位",
    "days": "延期天数",
    "signed": "分管领导已签字",
    "stamped": "已加盖公章",
    "until": "截止日期",
    "plan": "办理计划",
    "interim": "给来电人的阶段答复",
    "about": "针对事项",
    "request": "申请",
    "form": "督办方式",
    "document": "文件",
    "answered": "承办单位已答复",
    "solved": "问题已解决",
    "satisfied_result": "对结果满意",
    "satisfied_process": "对办理过程满意",
    "very_satisfied": "非常满意",
    "opinion": "来电人意见",
    "token_digest": "回访凭证",
    "reasonable": "诉求合理",
    "mode": "重办方式",
    "manifest": "档案校验值",
    "clock": "时限",
    "stage": "提醒",
    "due_at": "到期时间",
    "procedure": "程序",
    "on": "确定的日期",
    "given": "程序记载",
    "checked": "已核对的身份信息",
}
"""中文 of every command field: on forms and in refusals."""
