"""Messages made up for tests: a few classes, many wordings, by a fixed recipe."""

from __future__ import annotations

from itertools import product

PLACES = ["东湖小区", "青山路", "望江苑", "北门街道", "新桥村", "清泉花园"]
MATTERS = {
    "交通": [
        "公交车半小时不来一趟",
        "红绿灯坏了三天",
        "路口天天堵车没有交警",
        "停车位被锁住停不了车",
        "客车司机拒载还涨价",
    ],
    "环境": [
        "工厂夜里排放废气很刺鼻",
        "河里污水发黑发臭",
        "养猪场臭味熏得睡不着",
        "工地扬尘灰尘满天",
        "烧烤店油烟直排",
    ],
    "教育": [
        "小学入学划片不公平",
        "老师收费补课",
        "幼儿园学费又涨了",
        "学校食堂饭菜变质",
        "高中招生名额不公示",
    ],
    "社保": [
        "养老金三个月没有到账",
        "公司拖欠工资不给",
        "医保报销比例太低",
        "工伤认定没人管",
        "社保断缴怎么补缴",
    ],
}
ENDINGS = ["请领导管一管。", "反映多次没人处理，希望解决。", "什么时候能有答复？"]


def letters() -> tuple[list[tuple[str, str]], list[str]]:
    """Title and content of each message, and its class."""
    texts, labels = [], []
    for label, matters in MATTERS.items():
        for matter, (place, ending) in product(matters, zip(PLACES, ENDINGS * 2, strict=True)):
            texts.append((f"{place}{matter[:6]}", f"我是{place}的居民，{matter}，{ending}"))
            labels.append(label)
    return texts, labels
