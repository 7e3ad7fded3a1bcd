"""中文 this room works with: endings of names, words that carry nothing, digits, and what it prints."""

from __future__ import annotations

import re

NAME_ENDINGS = (
    "小区 社区 花园 公园 家园 公馆 国际 街道 大厦 广场 学院 大学 中学 小学 幼儿园 医院 公司 集团 市场 "
    "工地 项目 楼盘 新城 村 镇 乡 苑 园 城 府 湾 路 街 道 巷 里 郡 轩 庭 居 站 桥 河 湖 山 厂"
).split()
"""How a place or an organisation ends; longest first where one ends another is settled by the matcher."""

STOP_WORDS = frozenset(
    (
        "的 了 是 在 和 有 我 们 我们 他们 你 您 他 她 它 这 那 就 都 也 不 没有 没 请 吗 呢 吧 啊 你好 您好 "
        "尊敬 尊敬的 领导 书记 市长 局长 县长 区长 厅长 主任 希望 谢谢 感谢 问题 关于 反映 投诉 咨询 建议 "
        "求助 举报 什么 时候 为什么 怎么 因为 所以 但是 现在 已经 可以 能 要 会 到 被 对 与 及 等 还 又 请问 "
        "相关 部门 政府 有关 解决 一个 很 上 下 来 去 说 把 给 从 让 自己 进行 情况 而 着 过 之 其 为 于 以 "
        "个 人 年 月 日 如果 多 但 或 并 地 得"
    ).split()
)

EMPTY_SIGNS = "的了是在和有我们您好请吗呢"
"""Characters that end a name: a run of characters holding one of these names nothing."""

TITLE_OPENINGS = (
    "请问 咨询 投诉 举报 反映 关于 建议 请求 恳请 强烈要求 再次 再次反映 再次投诉 求助 请 希望 控告 反馈 反对 坚决反对"
).split()
"""Words before the matter itself in a title; taken off a topic's name."""

AFTER_OPENING = "：:，,、。 的"

FORMAL_DIGITS = dict(
    zip("壹贰叁肆伍陆柒捌玖拾佰仟貳參陸萬億〇兩", "一二三四五六七八九十百千二三六万亿零两", strict=True)
)
DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "幺": 1}
UNITS = {"十": 10, "百": 100, "千": 1000}
LARGE_UNITS = {"万": 10_000, "亿": 100_000_000}

GOVERNMENT_ENDINGS = "人民政府办公室 人民政府 居民委员会 村民委员会 管理委员会 办事处 居委会 村委会 管委会 政府".split()
"""What a government's name adds to that of its area."""

CLASSIFY_TITLE = "分类测评"
ROWS = "训练 {train} 条，检验 {test} 条（近似重复归并后 {groups} 组），{classes} 类"
LEAKED = "检验集中有 {count} 条与训练集近似重复；剔除后宏平均 F1 {value:.4f}"
MACRO_F1 = "宏平均 F1"
ACCURACY = "准确率"
ECE = "校准误差（ECE）"
TOP_THREE = "前三命中率"
COVERAGE = "精度 {precision:.0%} 时可覆盖"
PRESET = "按训练集内所定阈值 {threshold:.3f} 预填：覆盖 {coverage:.1%}，精度 {precision:.1%}"
NO_PRESET = "达不到所要的精度，一律不预填"
SECONDS = "训练 {train:.1f} 秒；单条 中位 {median:.2f} 毫秒，95 分位 {p95:.2f} 毫秒"
ABOVE_PLAIN = "{what}比对照高（配对）"
PLAIN = "对照（词 TF-IDF + 线性支持向量机）"
INTERVAL = "95% 区间"
PER_CLASS = ("类别", "精确率", "召回率", "F1", "条数")

TOPICS_TITLE = "话题测评"
TOPIC_ROWS = "{messages} 条诉求，{days} 天逐日归并，得 {topics} 个话题（三条以上 {several} 个），{seconds:.1f} 秒"
MEAN_F1 = "平均最佳簇 F1"
PER_TOPIC = ("参考话题", "F1", "精确率", "召回率", "参考条数", "簇条数", "本系统所起名称")
PER_ISSUE = ("参考话题", "条数", "{windows}天内最多", "预警级别", "看几天", "首条后天数", "当时条数")
NOT_WARNED = "未预警"
OTHER_WARNINGS = "按原日期，参考话题以外的预警 {count} 次，每周 {week} 次："
OTHER_WARNING = "  {day} {level}级 {days}天内 {name}"
SEEDED = "植入{within_days}天之内 {tried} 次，预警 {warned} 次（{share:.1%}），平均 {mean_days} 天后；先看出的：{seen}"
QUIET = "日期随机打散，每天 {messages_a_day} 条，{weeks} 周：误报 {false_alarms} 次，每周 {a_week} 次，按时间窗：{seen}"
BY_WINDOW = "{days}天 {value}"
BY_WINDOW_JOIN = "，"

NO_COLUMN = "{file}：没有“{column}”列；有：{columns}"
UNREADABLE = "{file}：不是能读的表格，请给 CSV（UTF-8 或 GB 18030）或 XLSX"
NO_CELLS = "（什么也没有）"
NO_ROWS = "{file}：没有可用的行（文本或类别为空）"
TOO_FEW = "至少要有两个类别，每类至少两条"

NO_WIDTH = "\u200b\u200c\u200d\ufeff"
SENTENCE_SIGNS = "。！？；!?;\n"
CLAUSE_SIGNS = "，,、：:…"
SENTENCE_END = re.compile(f"[{SENTENCE_SIGNS}]")
EMERGENCY_WEAK_BEFORE = re.compile(
    "没有|并没|没发生|未发生|不是|防止|预防|避免|以免|以防|如果|假如|万一|一旦|要是|担心|怕|恐|容易|极易|可能|会不会|"
    "去年|前年|以前|之前|曾经|曾|上次|上个月|上月|上周|多年前|年前|早年|当年|已经处理|关于|咨询|请问|宣传|演练|演习|培训"
)
EMERGENCY_WEAK_AFTER = re.compile(
    "隐患|风险|的危险|怎么办理|事故赔偿|赔偿|鉴定|保险|预案|演练|演习|宣传|培训|险金|后遗症|补助|救助金|怎么申请|已经解决|已经扑灭|"
    "已经送医|已出院|以前|那年|年前|去年|就晚了|了怎么办|谁负责|谁来负责"
)
"""Around a way of saying: denied, feared, long ago, or asked about. The flag becomes weaker, never silent."""
EMERGENCY_PAST = re.compile(
    r"\d{4}年|\d{1,2}月\d{1,2}[日号]|当时|当年|那时|法院|判决|赔偿|伤残|起诉|检察院|年前|去年|前年|多年|历史遗留|后经|经诊断"
)
"""Anywhere in the sentence: a story that is told, not something that happens."""

EMERGENCY_TITLE = "紧急情形测评"
EMERGENCY_ROWS = "{count} 条：紧急 {urgent} 条，其余 {other} 条"
EMERGENCY_MISSED = "漏报"
EMERGENCY_WEAK = "其中只请看一眼的"
EMERGENCY_NAMED = "说对哪一种的"
EMERGENCY_FALSE = "误报（红色）"
EMERGENCY_ANY = "误报（含请看一眼）"
EMERGENCY_KINDS = ("情形", "应有", "漏报", "误报（红色）", "误报（看一眼）")
EMERGENCY_TIME = "单条 中位 {median:.3f} 毫秒，95 分位 {p95:.3f} 毫秒"

ROUTE_TITLE = "承办单位推荐测评"
ROUTE_ROWS = "训练 {train} 条，检验 {test} 条"
ROUTE_TEXT = "只看文字"
