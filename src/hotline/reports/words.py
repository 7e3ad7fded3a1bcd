"""中文 of this room: what stands on a paper beside the pack's own labels."""

from __future__ import annotations

from hotline.core.vocabulary import PaperField

PAGE = ("第 ", " 页 共 ", " 页")
"""Before, between and after the page's number and the number of pages."""

NUMBER = "受理编号：{number}"
FOOT = "{centre} · {by}打印 · {at}"
MASKED = "个人信息已遮盖"
SHOWN = "含个人信息，请妥善保管"
CONFIDENTIAL = "保密"
WITHHELD = "来电人要求保密"
SEAL_DATE = "年　　月　　日"
SALUTATION = "{name}："
NOBODY = "来电人"
LABELLED = "{label}：{text}"
MOMENT = "{year}年{month}月{day}日 {hour:02}:{minute:02}"
DAY = "{year}年{month}月{day}日"
DAYS = "{n} 日"
UNTIL = "至 {day}"
LIMIT = "{name}：{at}"
UNKNOWN_LIMIT = "待人工确定"
COMMA = "、"
CONTACTED = "{at} {method}（{reached}）{note}"
REACHED = {True: "已联系上", False: "未联系上"}
FOLLOWED = "{at} {text}"
SATISFIED = {True: "满意", False: "不满意", None: "未表态"}
CALLED = "{at} 结果{result}，过程{process}"
NOT_REACHED = "{at} 未联系上"
ABOUT = "{title}（{about}）"
NO_FONT = (
    "这台服务器没有安装中文字体，不能生成 PDF。请用“打印”从浏览器打印或另存为 PDF，"
    "并请管理员安装字体（Debian、Ubuntu：fonts-noto-cjk）。"
)

KNOWN_LABELS: dict[str, PaperField] = {
    "受理编号": PaperField.NUMBER,
    "工单编号": PaperField.NUMBER,
    "投诉编号": PaperField.NUMBER,
    "工单": PaperField.NUMBER,
    "来电人": PaperField.CONTACT_NAME,
    "来电人姓名": PaperField.CONTACT_NAME,
    "反映人": PaperField.CONTACT_NAME,
    "联系电话": PaperField.CONTACT_PHONE,
    "联系方式": PaperField.CONTACT_PHONE,
    "家庭住址": PaperField.CONTACT_ADDRESS,
    "所在地": PaperField.PLACE,
    "地点": PaperField.PLACE,
    "性质": PaperField.NATURE,
    "类别": PaperField.CONTENT_CLASS,
    "反映的情况": PaperField.CONTENT,
    "反映的问题": PaperField.CONTENT,
    "来电内容": PaperField.CONTENT,
    "投诉内容": PaperField.CONTENT,
    "意见内容": PaperField.CONTENT,
    "客户投诉内容": PaperField.CONTENT,
    "咨询的法律事宜": PaperField.CONTENT,
    "症状或问题": PaperField.CONTENT,
    "事件起因": PaperField.CONTENT,
    "诉求": PaperField.CONTENT,
    "承办单位": PaperField.UNIT,
    "办理单位": PaperField.UNIT,
    "运维分队": PaperField.UNIT,
    "单位名称": PaperField.SUBJECT_UNIT,
    "被投诉单位": PaperField.SUBJECT_UNIT,
    "受理座席": PaperField.REGISTERED_BY,
    "受理人": PaperField.REGISTERED_BY,
    "投诉渠道": PaperField.CHANNEL,
    "答复": PaperField.PUBLIC_ANSWER,
    "答复处理情况": PaperField.PUBLIC_ANSWER,
    "接待或咨询的结果": PaperField.PUBLIC_ANSWER,
    "办理状态": PaperField.PHASE,
    "呈报理由": PaperField.SUBMISSION,
    "疑难之处": PaperField.SUBMISSION,
    "批示": PaperField.INSTRUCTION,
    "批示内容": PaperField.INSTRUCTION,
    "领导批示": PaperField.INSTRUCTION,
    "督办事由": PaperField.SUPERVISION_REASON,
    "要求": PaperField.SUPERVISION_TEXT,
    "争议的事项": PaperField.DISPUTE,
    "裁定的主办和协办单位": PaperField.RULING,
    "签字": PaperField.SIGN,
    "分管领导签字": PaperField.SIGN,
    "机构主要负责人签字": PaperField.SIGN,
    "单位（部门）负责人签字": PaperField.SIGN,
    "用户确认": PaperField.SIGN,
    "办案人员签名": PaperField.SIGN,
    "签收": PaperField.SIGN,
    "盖章": PaperField.SEAL,
    "印章": PaperField.SEAL,
    "公章": PaperField.SEAL,
}
"""For forms that are not laid out: what the usual labels mean. Any other box stays blank, to be filled by hand."""
