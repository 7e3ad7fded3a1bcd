"""The search of the knowledge base with 100,000 entries: `python -m bench.find [ENTRIES] [SECONDS]`.

Makes a database of its own beside the product's, fills it with composed entries, measures single searches and
suggestions, then 50 at once, and prints milliseconds. Needs nothing but the product.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence

SUBJECTS = "身份证 驾驶证 营业执照 社会保险 医疗保险 住房公积金 不动产 户口 结婚登记 残疾人证 护照 居住证 养老金 失业金 低保 学籍 教师资格 食品经营 药品经营 建筑施工 取水 排污 采矿 林木采伐 道路运输 出租汽车 船舶 广告 文物 旅行社 烟草 燃气 供水 供电 供热 公交 路灯 井盖 噪声 油烟"  # noqa: E501 - words to compose titles from
ACTS = "办理 补领 换发 注销 变更 延期 查询 申报 备案 审批 年检 缴费 报名 公示 投诉 预约 复核 转移 认定 补贴"
WHERE = "城东 城西 城南 城北 开发区 高新区 临江 望澜 澄湖 禾丰 栖云 石埠 月牙 南浦 钟楼 芦荡 柳堤 东仓 学宫 沈家坝"
WHO = "个人 企业 个体户 学生 老年人 残疾人 退役军人 农民 外来人员 儿童"
ASKED = ("{s}怎么{a}", "{w}{p}{a}{s}要什么材料", "我想{a}{s}", "{s}{a}多少钱", "{p}的{s}在哪里{a}")


def words(text: str) -> list[str]:
    return text.split()


def content(rng: random.Random, number: int) -> object:
    from hotline.core.knowledge.content import Content

    s, a, w, p = (rng.choice(words(each)) for each in (SUBJECTS, ACTS, WHERE, WHO))
    other = rng.choice(words(SUBJECTS))
    return Content(
        title=f"{w}{p}{s}{a}第{number}号指南",
        questions=(f"{p}{s}怎么{a}", f"{w}哪里可以{a}{s}"),
        answer=f"到{w}政务服务中心{number % 40 + 1}号窗口{a}，带{s}和{other}材料，{number % 20 + 1}个工作日办结。",
        text=f"{p}{a}{s}，由{w}服务中心受理，材料齐全当场受理，编号{number}。" * 2,
        areas=(f"9901{number % 90 + 10}",) if number % 3 else (),
    )


def fill(entries: int) -> None:
    from hotline import policy as packs
    from hotline.accounts import services as accounts
    from hotline.core.vocabulary import KnowledgeKind
    from hotline.knowledge.entries import New, publish_at_once

    accounts.save_lines([{"id": "bench", "name": "bench", "prefix": "BB", "pack": sorted(packs.names())[0]}])
    accounts.save_units([{"id": "bench", "name": "bench", "level": "1", "kind": "government"}])
    rng = random.Random(7)
    new = New("bench", KnowledgeKind.PROCEDURE, "bench")
    for start in range(0, entries, 1000):
        publish_at_once([(new, content(rng, n)) for n in range(start, min(start + 1000, entries))], "bench")


def questions(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    pick = {"s": SUBJECTS, "a": ACTS, "w": WHERE, "p": WHO}
    return [rng.choice(ASKED).format(**{k: rng.choice(words(v)) for k, v in pick.items()}) for _ in range(count)]


def timed(act: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    found = []
    for text in asked:
        began = time.perf_counter()
        act(text)
        found.append((time.perf_counter() - began) * 1000)
    return found


def told(name: str, found: Sequence[float]) -> None:
    ordered = sorted(found)
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99)]
    print(f"{name:34}{len(found):6}  p50 {at[0]:7.1f}  p95 {at[1]:7.1f}  p99 {at[2]:7.1f} ms", flush=True)


def at_once(act: Callable[[str], object], people: int, each: int) -> list[float]:
    from django.db import connection

    found: list[float] = []

    def work(seed: int) -> None:
        mine = timed(act, questions(each, seed))
        found.extend(mine)
        connection.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def main() -> None:
    """Fill, measure, print."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.project.settings")
    import django

    django.setup()
    from django.db import connection

    from hotline.core.vocabulary import Role
    from hotline.infra import database
    from hotline.knowledge.finding import Asked, find
    from hotline.knowledge.indexing import entries_shown

    with database.serve():
        began = time.perf_counter()
        have = entries_shown()
        if have < entries:
            fill(entries - have)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            print(f"{entries} entries in {time.perf_counter() - began:.0f} s", flush=True)

        def search(text: str) -> object:
            return find(frozenset({Role.AGENT}), Asked(text, "bench", "990121"), 10)

        def suggest(text: str) -> object:
            return find(frozenset({Role.AGENT}), Asked(text, "bench", "990121"), 8, log=False)

        timed(search, questions(30, 1))
        told("search", timed(search, questions(300, 2)))
        typed = [text[:n] for text in questions(60, 3) for n in (1, 2, 3, 4, 6)]
        told("suggestions (1 to 6 characters)", timed(suggest, typed))
        told("pinyin", timed(suggest, ["sfz", "jsz", "yyzz", "shenfen", "cdgr", "gjj", "z", "zh"] * 10))
        told("search, 50 at once, one process", at_once(search, 50, 6))
        database.close_connections()


if __name__ == "__main__":
    main()
