"""The default hotline with procedures, hand-on limits and an identity check: what it does not state itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hotline.infra.paths import base_dir
from hotline.policy import registry

PROCEDURES = """\
procedures:
  - id: sheet
    title: 首问责任互动单
    text: 涉嫌推诿的，先由单位自查
    source: {doc: s2-dezhou, article: 一}
    opened_by: [supervisor]
    about_unit: true
    stages:
      - id: notify
        title: 通知自查
        roles: [supervisor]
        documents: [互动单]
        outcomes: [{id: sent, label: 已通知, to: check}]
      - id: check
        title: 自查
        text: 五个工作日内报自查报告
        by: unit
        roles: [unit_leader]
        fields: [{id: post, label: 责任岗位}, {id: remark, label: 备注, required: false}]
        documents: [自查报告]
        late_outcome: silent
        outcomes:
          - {id: admitted, label: 承认, ruling: at_fault, proposes: [全市通报批评]}
          - {id: denied, label: 有异议, to: judge}
          - {id: silent, label: 逾期不报, ruling: at_fault, proposes: [直接通报批评]}
      - id: judge
        title: 裁定
        roles: [supervisor, centre_director]
        outcomes:
          - {id: at_fault, label: 认定有责, ruling: at_fault, proposes: [全市通报批评, 扣绩效]}
          - {id: cleared, label: 认定无责, ruling: not_at_fault}
  - id: conference
    title: 职责会商
    source: {doc: s2-dezhou, article: 二}
    opened_by: [dispatcher]
    stages:
      - id: call
        title: 定会期
        roles: [dispatcher]
        outcomes: [{id: called, label: 已定, to: meet, day_label: 会商日}, {id: dropped, label: 不开}]
      - id: meet
        title: 会商
        roles: [dispatcher]
        documents: [会商纪要]
        outcomes: [{id: settled, label: 明确责任, ruling: granted, effect: catalogue}, {id: failed, label: 没有结果}]
rules:
  - id: sheet.check
    topic: clock.procedure.sheet.check
    value: {length: {working_days: 5}, counting: whole_days, calendar: office, owner: unit_leader, stages: unit}
    source: {doc: s2-dezhou, article: 一}
  - id: conference.meet
    topic: clock.procedure.conference.meet
    value: {length: stated_day, counting: whole_days, calendar: office, owner: dispatcher, ahead: {natural_days: 2}}
    source: {doc: s2-dezhou, article: 二}
  - id: relay
    topic: clock.relay
    value: {length: {natural_minutes: 30}, counting: elapsed, calendar: office, owner: unit_clerk}
    source: {doc: s2-dezhou, article: 三}
  - id: on_site
    topic: clock.on_site
    value: {length: {natural_hours: 2}, counting: elapsed, calendar: office, owner: unit_clerk}
    source: {doc: s2-dezhou, article: 四}
"""
CHECKED = """\
rules:
  - id: identity_check
    topic: identity_check
    value: {fields: [name, phone], at_least: 1}
    source: {doc: s2-dezhou, article: 五}
"""


def switch_on(folder: Path, monkeypatch: pytest.MonkeyPatch, *texts: str) -> None:
    """The packs copied into `folder`, with `texts` added to the default one, in force for this test."""
    packs = folder / "packs"
    if not packs.exists():
        for name in ("national", "dezhou-12345"):
            shutil.copytree(base_dir() / "packs" / name, packs / name)
    own = packs / "dezhou-12345"
    for n, text in enumerate(texts):
        (own / f"added{n}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("HOTLINE_PACKS", str(packs))
    registry.reload()
