"""A knowledge base of composed entries on the bench's server: what stands in them, what is asked, how it is filled.

python -m bench.knowing FIRST COUNT SEED      one process of the filling; `made` starts several
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from bench import city, place

WORKERS = max(1, os.cpu_count() or 1)
CHUNK = 1000
TABLES = ("entry", "version", "history", "shown", "posting", "termcount")
SUBJECTS = (
    "身份证 驾驶证 营业执照 社会保险 医疗保险 住房公积金 不动产 户口 结婚登记 残疾人证 护照 居住证 养老金 失业金 低保 "
    "学籍 教师资格 食品经营 药品经营 建筑施工 取水 排污 采矿 林木采伐 道路运输 出租汽车 船舶 广告 文物 旅行社 烟草 "
    "燃气 供水 供电 供热 公交 路灯 井盖 噪声 油烟"
).split()
ACTS = "办理 补领 换发 注销 变更 延期 查询 申报 备案 审批 年检 缴费 报名 公示 投诉 预约 复核 转移 认定 补贴".split()
WHERE = (
    "城东 城西 城南 城北 开发区 高新区 临江 望澜 澄湖 禾丰 栖云 石埠 月牙 南浦 钟楼 芦荡 柳堤 东仓 学宫 沈家坝".split()
)
WHO = "个人 企业 个体户 学生 老年人 残疾人 退役军人 农民 外来人员 儿童".split()
ASKED = ("{s}怎么{a}", "{w}{p}{a}{s}要什么材料", "我想{a}{s}", "{s}{a}多少钱", "{p}的{s}在哪里{a}")
PINYIN = "sfz jsz yyzz shenfen cdgr gjj zh".split()


def content(rng: random.Random, number: int) -> Any:
    """One entry: a matter, for whom, where; every word stands in thousands of others."""
    from hotline.core.knowledge.content import Content

    s, a, w, p = (rng.choice(each) for each in (SUBJECTS, ACTS, WHERE, WHO))
    other = rng.choice(SUBJECTS)
    return Content(
        title=f"{w}{p}{s}{a}第{number}号指南",
        questions=(f"{p}{s}怎么{a}", f"{w}哪里可以{a}{s}"),
        answer=f"到{w}政务服务中心{number % 40 + 1}号窗口{a}，带{s}和{other}材料，{number % 20 + 1}个工作日办结。",
        text=f"{p}{a}{s}，由{w}服务中心受理，材料齐全当场受理，编号{number}。" * 2,
        areas=(f"9901{number % 90 + 10}",) if number % 3 else (),
    )


def questions(count: int, seed: int) -> list[str]:
    """What callers ask."""
    rng = random.Random(seed)
    pick = {"s": SUBJECTS, "a": ACTS, "w": WHERE, "p": WHO}
    return [rng.choice(ASKED).format(**{name: rng.choice(words) for name, words in pick.items()}) for _ in range(count)]


def typed(count: int, seed: int) -> list[str]:
    """What stands in the box while they are typed: one to six characters, now and then letters."""
    prefixes = [text[:length] for text in questions(count, seed) for length in (1, 2, 3, 4, 6)]
    return [*prefixes, *PINYIN * (count // 20)]


def made(entries: int) -> float:
    """A fresh database with so many entries and the sample city's people; returns seconds. Django is not loaded yet."""
    begun = time.perf_counter()
    place.fresh(place.DATABASE)
    place.point_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    city.settle()
    from hotline.infra import database

    database.close_connections()
    with place.relaxed():
        _workers(entries)
    with psycopg.connect(place.address(), autocommit=True) as link:
        for name in TABLES:
            link.execute(f"VACUUM (FREEZE, ANALYZE) knowledge_{name}".encode())
    place.checkpoint()
    return time.perf_counter() - begun


def holds(entries: int) -> bool:
    """Whether the database of the last run was filled to its end."""
    with psycopg.connect(place.address()) as link:
        try:
            row = link.execute("SELECT rows FROM knowledge_termcount WHERE term = ''").fetchone()
        except psycopg.errors.UndefinedTable:
            return False
        return bool(row and row[0] == entries)


def _workers(entries: int) -> None:
    each = -(-entries // WORKERS)
    started = []
    for worker in range(WORKERS):
        first = worker * each
        command = [sys.executable, "-m", "bench.knowing", str(first), str(min(each, entries - first)), str(7 + worker)]
        started.append(subprocess.Popen(command, cwd=Path(__file__).parent.parent))
    codes = [process.wait() for process in started]
    if any(codes):
        raise SystemExit("bench: a process of the filling failed")


def fill(first: int, count: int, seed: int) -> None:
    """Publish entries as an import does, `CHUNK` in a transaction."""
    from hotline.core.vocabulary import KnowledgeKind
    from hotline.knowledge.entries import New, publish_at_once

    rng, new = random.Random(seed), New(city.LINE, KnowledgeKind.PROCEDURE, _owner())
    for start in range(first, first + count, CHUNK):
        numbers = range(start, min(start + CHUNK, first + count))
        publish_at_once([(new, content(rng, number)) for number in numbers], "bench")


def _owner() -> str:
    from hotline.project.sample import messages

    return str(messages.load("units")["units"][0]["id"])


def main(given: Sequence[str]) -> None:
    """One process of the filling."""
    place.point_django()
    from hotline.infra import database

    fill(*map(int, given))
    database.close_connections()


if __name__ == "__main__":
    main(sys.argv[1:])
