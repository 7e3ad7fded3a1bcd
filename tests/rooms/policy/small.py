"""A small pack and the base it inherits from, as texts: tests change a line and see what is said about it."""

BASE = """\
pack: base
title: 基础
from: "2020-01-01"
sources:
  law: {file: L, title: 办法}
lines: {"12345": 热线}
calendars:
  office: {every_day: true, spans: ["08:30-12:00", "13:30-17:30"], source: {doc: law, article: 一}}
countings:
  plain: {roll: none, source: {doc: law, article: 二}}
reminders:
  few:
    stages: [{key: due, at: due, to: [unit_clerk]}]
    source: {doc: law, article: 三}
natures:
  source: {doc: law, article: 四}
  entries: [{id: help, label: 求助}, {id: report, label: 举报}]
content_classes:
  source: {doc: law, article: 五}
  entries:
    - {id: C1, label: 城建, items: [{id: C1.01, label: 路灯}]}
refusal_reasons:
  source: {doc: law, article: 六}
  entries: [{id: far, label: 不归本市, text: 不归本市}]
"""
RULES = """\
rules:
  - id: dispatch
    topic: clock.dispatch
    value: {length: {natural_hours: 2}, counting: plain, calendar: office, owner: dispatcher}
    source: {doc: law, article: 七}
  - id: reply
    topic: clock.reply
    value: {length: {working_days: 5}, counting: plain, calendar: office, owner: unit_clerk, stages: few}
    source: {doc: law, article: 八}
  - id: callback
    topic: clock.callback
    value: {length: {natural_days: 3}, counting: plain, calendar: office, owner: callback_agent}
    source: {doc: law, article: 九}
"""
TOWN = """\
pack: town
title: 小城
inherits: base
covers: PCK-99
from: "2020-01-01"
rules:
  - id: reply.help
    topic: clock.reply
    when: {nature: [help]}
    value: {length: {working_days: 3}, counting: plain, calendar: office, owner: unit_clerk}
    source: {doc: law, article: 十}
    overrides: inherited
"""


def files(**changed: str) -> dict[str, str]:
    """The texts by path; `base`, `rules`, `town` replace one of them."""
    return {
        "base/pack.yaml": changed.get("base", BASE),
        "base/rules.yaml": changed.get("rules", RULES),
        "town/pack.yaml": changed.get("town", TOWN),
    }
