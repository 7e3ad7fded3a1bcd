"""A pack with mistakes is not loaded at all; each mistake is told with file, line, rule and what is expected."""

import pytest

from hotline.policy.errors import PackError, Problem
from hotline.policy.loading import load_from
from tests.rooms.policy.small import BASE, RULES, TOWN, files


def problems(**changed: str) -> tuple[Problem, ...]:
    with pytest.raises(PackError) as raised:
        load_from(files(**changed), "town")
    return raised.value.problems


def only(**changed: str) -> Problem:
    (found,) = problems(**changed)
    return found


# (what is replaced in TOWN, by what, line of the mistake, rule, part of the message)
IN_A_RULE = [
    ("working_days: 3", "working_days: three", 10, "reply.help", "“three”不是整数"),
    ("working_days: 3", "working_days: 0", 10, "reply.help", "值不合要求"),
    ("{working_days: 3}", "{weeks: 3}", 10, "reply.help", "natural_days"),
    ("{working_days: 3}", "{working_days: 3, natural_days: 1}", 10, "reply.help", "只写一项"),
    ("counting: plain", "counting: other", 10, "reply.help", "没有名为“other”的计算方法，已有：plain"),
    ("calendar: office", "calendar: moon", 10, "reply.help", "没有“moon”这个日历，已有：office"),
    ("owner: unit_clerk", "owner: clerk", 10, "reply.help", "“clerk”不在词汇之内"),
    ("owner: unit_clerk", "owner: unit_clerk, stages: many", 10, "reply.help", "没有名为“many”的提醒方案，已有：few"),
    ("owner: unit_clerk", "owner: unit_clerk, colour: red", 10, "reply.help", "不认识的键“colour”"),
    (", owner: unit_clerk", "", 10, "reply.help", "缺少“owner”"),
    ("nature: [help]", "nature: [praise]", 9, "reply.help", "性质分类里没有“praise”，已有：help、report"),
    ("nature: [help]", "content_class: [C9]", 9, "reply.help", "内容分类里没有“C9”"),
    ("nature: [help]", "weather: [rain]", 9, "reply.help", "条件里没有“weather”"),
    ("nature: [help]", "complexity: [hard]", 9, "reply.help", "“hard”不在词汇之内，可以写：common、complex"),
    ("nature: [help]", "secret: [maybe]", 9, "reply.help", "no、yes"),
    ("nature: [help]", "line: ['96345']", 9, "reply.help", "没有号码“96345”，已有：12345"),
    ("clock.reply", "role.archive", 9, "reply.help", "不能写 when"),
    ("clock.reply", "role.fly", 8, "reply.help", "没有“role.fly”这个规则项目"),
    ("clock.reply", "clock.tea", 8, "reply.help", "没有“clock.tea”这个规则项目"),
    ("    source: {doc: law, article: 十}\n", "", 7, "reply.help", "缺少来源"),
    ("{doc: law, article: 十}", "{doc: novel, article: 十}", 11, "reply.help", "没有登记“novel”这个来源"),
    ("{doc: law, article: 十}", "{doc: law}", 11, "reply.help", "缺少“article”"),
    ("overrides: inherited", "overrides: [base:tea]", 12, "reply.help", "要取代的规则“base:tea”不存在"),
    ("overrides: inherited", "overrides: [base:dispatch]", 12, "reply.help", "属于“clock.dispatch”"),
    ("overrides: inherited", "overrides: [reply.help]", 12, "reply.help", "不能取代自己"),
    ("overrides: inherited", "from: 2020-02-30", 12, "reply.help", "“2020-02-30”不是日期"),
    ("overrides: inherited", "overrides: inherited\n    until: 2019-12-31", 13, "reply.help", "早于生效日2020-01-01"),
    ("overrides: inherited", "overrides: inherited\n    unstated: maybe", 13, "reply.help", "true 或 false"),
    ("overrides: inherited", "overrides: inherited\n    hue: red", 13, "reply.help", "不认识的键“hue”"),
    ("  - id: reply.help\n    topic", "  - topic", 7, "", "缺少“id”"),
]


@pytest.mark.parametrize(("old", "new", "line", "rule", "said"), IN_A_RULE, ids=lambda v: str(v)[:30])
def test_a_mistake_in_a_rule(old: str, new: str, line: int, rule: str, said: str) -> None:
    assert old in TOWN
    found = only(town=TOWN.replace(old, new, 1))
    assert (found.file, found.line, found.rule) == ("town/pack.yaml", line, rule)
    assert said in found.message


IN_A_SECTION = [
    ('"08:30-12:00"', '"08:30"', 8, "office", "“08:30”不是时段"),
    ('"08:30-12:00"', '"12:00-08:30"', 8, "office", ""),
    ('"08:30-12:00"', '"25:00-26:00"', 8, "office", "“25:00”不是时刻"),
    ("every_day: true", "days: lunar", 8, "office", "没有“lunar”这个日历"),
    ("{roll: none,", "{roll: maybe,", 10, "plain", "“maybe”不在词汇之内"),
    ("{roll: none, source: {doc: law, article: 二}}", "{roll: none}", 10, "plain", "缺少来源"),
    ("to: [unit_clerk]", "to: [everyone]", 13, "few", "“everyone”不在词汇之内"),
    ("{id: report, label: 举报}", "{id: help, label: 举报}", 17, "help", "“help”写了两次"),
    ("{id: report, label: 举报}", "{id: report}", 17, "report", "缺少“label”"),
    ("{id: report, label: 举报}", "report", 17, "", "期望一组“键：值”"),
    ("  source: {doc: law, article: 四}\n", "", 16, "", "缺少“source”"),
    ("file: L, ", "", 5, "", "缺少“file”"),
    ("title: 基础\n", "title: 基础\ncolour: red\n", 3, "", "不认识的键“colour”"),
    ("title: 基础\n", "title: 基础\nwords: {phase.flying: 飞}\n", 3, "", "“phase.flying”不是词汇里的词"),
    ("title: 基础\n", "title: 基础\ntitle: 又一个\n", 3, "", "键“title”写了两次（前一次在第2行）"),
    ("pack: base", "pack: bass", 1, "", "应与文件夹名“base”一致"),
    ('from: "2020-01-01"', "from: yesterday", 3, "", "“yesterday”不是日期"),
]


@pytest.mark.parametrize(("old", "new", "line", "rule", "said"), IN_A_SECTION, ids=lambda v: str(v)[:30])
def test_a_mistake_in_a_section(old: str, new: str, line: int, rule: str, said: str) -> None:
    assert old in BASE
    found = problems(base=BASE.replace(old, new, 1))
    assert any((p.file, p.line, p.rule) == ("base/pack.yaml", line, rule) and said in p.message for p in found), (
        "\n".join(map(str, found))
    )


def test_everything_wrong_is_told_at_once() -> None:
    town = TOWN.replace("working_days: 3", "working_days: x").replace("unit_clerk}", "clerk}")
    rules = RULES.replace("natural_days: 3", "natural_days: y")
    found = problems(town=town, rules=rules)
    assert [(p.file, p.rule) for p in found] == [
        ("base/rules.yaml", "callback"),
        ("town/pack.yaml", "reply.help"),
        ("town/pack.yaml", "reply.help"),
    ]


def test_broken_yaml_tells_the_line() -> None:
    found = only(town=TOWN.replace("when: {nature: [help]}", "when: {nature: [help}"))
    assert found.file == "town/pack.yaml" and found.line == 9 and "YAML" in found.message


@pytest.mark.parametrize(
    ("text", "said"), [("", "文件是空的"), ("- a\n- b\n", "期望一组"), ("a: &x 1\nb: *x\n", "不支持锚点")]
)
def test_files_that_are_no_mapping(text: str, said: str) -> None:
    with pytest.raises(PackError) as raised:
        load_from(files() | {"town/extra.yaml": text}, "town")
    assert any(p.file == "town/extra.yaml" and said in p.message for p in raised.value.problems)


def test_the_same_rule_twice_shows_both() -> None:
    town = TOWN + TOWN[TOWN.index("  - id") :].replace("[help]", "[report]")
    found = only(town=town)
    assert found.line == 13 and "town/pack.yaml:7" in found.message


def test_two_rules_for_the_same_facts_show_both() -> None:
    town = TOWN.replace("    overrides: inherited\n", "")
    found = only(town=town)
    assert (found.file, found.line, found.rule) == ("town/pack.yaml", 7, "reply.help")
    assert "base:reply" in found.message and "base/rules.yaml:6" in found.message and "nature=help" in found.message


def test_two_rules_that_meet_only_from_a_later_day() -> None:
    later = TOWN[TOWN.index("  - id") :].replace("id: reply.help", "id: reply.later\n    from: 2025-06-01")
    found = only(town=TOWN + later)
    assert found.rule == "reply.later" and "2025-06-01" in found.message
    ended = TOWN.replace("overrides: inherited", "overrides: inherited\n    until: 2025-05-31")
    assert load_from(files(town=ended + later), "town")


def test_rules_that_meet_in_a_class_below_the_other() -> None:
    rule = TOWN[TOWN.index("  - id") :]
    town = TOWN.replace("nature: [help]", "content_class: [C1]")
    town += rule.replace("id: reply.help", "id: reply.lamps").replace("nature: [help]", "content_class: [C1.01]")
    found = only(town=town)
    assert "content_class=C1.01" in found.message
    mended = town[::-1].replace("overrides: inherited"[::-1], "overrides: [reply.help, base:reply]"[::-1], 1)[::-1]
    assert load_from(files(town=mended), "town")


def test_rules_that_override_each_other_are_no_way_out() -> None:
    rule = TOWN[TOWN.index("  - id") :]
    town = TOWN.replace("overrides: inherited", "overrides: [base:reply, reply.too]")
    town += rule.replace("id: reply.help", "id: reply.too").replace("inherited", "[base:reply, reply.help]")
    assert any("同时适用" in p.message for p in problems(town=town))


def test_inheritance_that_leads_nowhere_or_in_a_circle() -> None:
    assert (
        "没有“moon”这个规则包，已有：base、town" in only(town=TOWN.replace("inherits: base", "inherits: moon")).message
    )
    assert "town → base → town" in only(base=BASE + "inherits: town\n").message
    with pytest.raises(PackError):
        load_from(files(), "moon")


def test_a_section_in_two_files() -> None:
    with pytest.raises(PackError) as raised:
        load_from(files() | {"town/more.yaml": "title: 又\n"}, "town")
    assert "town/pack.yaml:2" in str(raised.value)


def test_bytes_that_are_no_text() -> None:
    broken = TOWN.encode("gbk").decode("utf-8", errors="surrogateescape")
    assert "UTF-8" in only(town=broken).message


def test_a_list_borrowed_from_nowhere() -> None:
    town = TOWN + "natures: {from: base, unstated: true}\ngoods: {from: moon}\n"
    assert any("moon" in p.file or "moon" in p.message for p in problems(town=town))


def test_a_name_that_leads_nowhere_is_told_where_it_stands() -> None:
    town = TOWN + (
        "procedures:\n"
        "  - id: look\n"
        "    title: 核查\n"
        "    source: {doc: law, article: 十一}\n"
        "    opened_by: [supervisor]\n"
        "    stages:\n"
        "      - {id: one, title: 一, roles: [supervisor], "
        "outcomes: [{id: on, label: 继续, to: two}, {id: off, label: 完}]}"
        "\n"
    )
    found = only(town=town)
    assert (found.file, found.line, found.rule) == ("town/pack.yaml", TOWN.count("\n") + 7, "look.one")
    assert "two" in found.message
