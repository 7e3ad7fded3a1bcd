"""中文 of this room: tables of figures, and what is wrong with a row of a call list."""

from __future__ import annotations

# --- call lists: heading → field, word → value ------------------------------------------------------------------------

CALL_COLUMNS = {
    "编号": "external",
    "方向": "direction",
    "呼入时间": "offered_at",
    "接听时间": "answered_at",
    "结束时间": "ended_at",
    "接听": "answered",
    "坐席": "agent",
    "评价": "rating",
    "有效": "valid",
    "原因": "cause",
    "工单": "order",
}
MESSAGE_COLUMNS = {
    "编号": "external",
    "方向": "direction",
    "收到时间": "received_at",
    "回复时间": "replied_at",
    "原因": "cause",
    "工单": "order",
}
DIRECTIONS = {"呼入": "in", "呼出": "out", "收到": "in", "发出": "out"}
ANSWERED = {"人工": "by_person", "自动": "by_machine", "未接": "no"}
RATINGS = {"满意": "satisfied", "不满意": "dissatisfied", "未评价": "none"}
YES_NO = {"是": "yes", "否": "no"}
CALL_CAUSES = {"正常": "normal", "突发问题": "sudden", "系统故障": "fault", "话务超量": "surge"}
MESSAGE_CAUSES = {"正常": "normal", "突发问题": "sudden", "系统故障": "fault", "无效信息": "invalid"}

FAULT = "第{line}行，{column}：{what}"
FAULTS = {
    "missing": "没有填；请写{wanted}",
    "not_one_of": "“{value}”不能识别；请写 {wanted} 之一",
    "not_a_time": "“{value}”不是时间；请写成 2026-03-02 09:00:00",
    "before": "“{value}”早于{wanted}；请核对两个时间",
    "unanswered_time": "未接的电话不应有接听时间；请删去，或改“接听”一列",
    "answered_time": "已接听的电话要有接听时间；请补上",
    "no_person": "没有账号“{value}”；请写坐席在本系统的账号，或留空",
    "no_order": "没有工单“{value}”；请写完整的工单编号，或留空",
    "twice": "编号“{value}”在文件里出现过（第{wanted}行）且内容不同；请核对",
    "contradicts": "编号“{value}”已经导入过，内容与这一行不同；话单不能改写，请核对编号",
    "too_many": "这一行有 {value} 格，表头只有 {wanted} 列；请检查逗号和引号",
}
A_TIME = "时间，如 2026-03-02 09:00:00"
A_NUMBER = "话单在话务系统里的编号"
NO_COLUMN = "表头缺少列：{columns}。表头可用的列：{known}"
EMPTY_FILE = "文件是空的"
NOT_A_TABLE = "第{line}行起不能按 CSV 读出；请检查引号"
NOT_TEXT = "文件不是 UTF-8 或 GB18030 的文本"
NO_LINE = "没有热线“{line}”；现有：{known}"
SEVERAL_LINES = "有几条热线都叫“{line}”，请写热线的标识：{known}"
MORE_FAULTS = "……还有 {count} 处"
UNKNOWN_COLUMNS = "不认识的列没有读：{columns}"
IMPORTED = "新导入 {new} 条，已有 {repeated} 条，有误未导入 {bad} 条"
WOULD_IMPORT = "试读：可新导入 {new} 条，已有 {repeated} 条，有误 {bad} 条；没有写入"
NOTHING_IMPORTED = "有 {bad} 行有误，一条也没有导入；改好后重新导入，或加 --skip-bad 只导入无误的行"

# --- figures ----------------------------------------------------------------------------------------------------------

DIMENSIONS = {
    "unit": "承办单位",
    "class": "内容分类",
    "agent": "话务员",
    "day": "日期",
    "channel": "渠道",
    "month": "月份",
    "line": "热线",
    "all": "全部",
}
HEADINGS = {
    "measure": "指标",
    "value": "数值",
    "target": "标准",
    "met": "达标",
    "numerator": "分子",
    "denominator": "分母",
    "left_out": "剔除",
    "order": "工单",
    "day": "日期",
    "what": "事项",
    "unit": "承办单位",
    "side": "计算",
    "why": "剔除原因",
}
LIST = "；"
MET = "是"
NOT_MET = "否"
NO_TARGET = "—"
NO_VALUE = "无数据"
FEW = "（样本不足{minimum}）"
TITLE = "{pack}  {first} 至 {last}"
NO_KEY = "（未定）"
OF_CLOCK = "{kind}：{clock}"
SIDES = {"top": "计入分子", "bottom": "只计入分母", "left_out": "剔除"}
NO_PACK = "没有规则包“{pack}”；现有：{known}"
NO_MEASURE = "规则包“{pack}”没有指标“{measure}”；现有：{known}"
NO_MEASURES = "规则包“{pack}”没有规定指标"
NOTHING = "这段时间没有计入的事项"
MORE = "……还有更多，请用 --measure 缩小范围，或用 --json"
BAD_DAYS = "起止日期不对：{first} 晚于 {last}"
AT_LEAST = "≥ {percent}%"
AT_MOST = "≤ {percent}%"
ABOVE = "＞ {percent}%"
BELOW = "＜ {percent}%"
VERIFIED = "核对 {orders} 张工单（{waiting} 张待计入）、{matters} 条事项、{sums} 个汇总数，{broken} 处不一致"
REBUILT = "重建 {orders} 张工单的 {matters} 条事项，用时 {seconds} 秒"
DIFFERS = {
    "missing": "{ref}：{kind} {part}：事件里有，库里没有",
    "extra": "{ref}：{kind} {part}：库里有，事件里没有",
    "changed": "{ref}：{kind} {part}：与事件不一致：{what}",
    "sum": "汇总 {day} {measure} {dim}={key}：应为 {wanted}，库里是 {found}",
}
