"""Topics: joined as they come, apart when only the place or only the matter is the same."""

from __future__ import annotations

from datetime import date, timedelta

from hotline.language.topics import Message, Setting, Topics, bare_title
from tests.rooms.language.letters import letters

START = date(2024, 3, 1)
PARKING = [
    ("清泉花园开发商捆绑销售车位", "买房必须同时购买车位，不买车位就不签购房合同"),
    ("投诉清泉花园捆绑销售车位", "清泉花园买房强制购买车位，否则不签合同"),
    ("清泉花园强制购买车位", "开发商要求购房的业主同时购买车位，捆绑销售"),
    ("反对清泉花园车位捆绑销售", "清泉花园购房时捆绑车位，十二万一个"),
    ("请查处清泉花园捆绑销售车位", "不买车位取消购房资格，清泉花园太霸道"),
]
FUMES = [
    ("望江苑楼下烧烤店油烟扰民", "望江苑一楼的烧烤店油烟直排，住户不敢开窗"),
    ("望江苑烧烤油烟", "烧烤店每晚油烟直排到望江苑居民家里"),
    ("望江苑小区餐馆油烟直排", "楼下烧烤店油烟直排扰民，望江苑业主无法开窗"),
]


def _messages() -> list[Message]:
    made = [Message(f"p{i}", title, text, START + timedelta(days=2 * i)) for i, (title, text) in enumerate(PARKING)] + [
        Message(f"f{i}", title, text, START + timedelta(days=i)) for i, (title, text) in enumerate(FUMES)
    ]
    texts, _ = letters()
    made += [Message(f"x{i}", title, text, START + timedelta(days=i % 20)) for i, (title, text) in enumerate(texts)]
    return sorted(made, key=lambda message: message.day)


def _followed(messages: list[Message], step: int) -> Topics:
    topics = Topics()
    topics.learn(messages)
    for start in range(0, len(messages), step):
        topics.add(messages[start : start + step])
    return topics


def test_messages_on_one_matter_make_one_topic_however_they_come() -> None:
    for step in (1, 7, 1000):
        topics = _followed(_messages(), step).topics()
        holding = [topic for topic in topics if any(key.startswith("p") for key in topic.keys)]
        assert len(holding) == 1
        assert sorted(key for key in holding[0].keys if key.startswith("p")) == [f"p{i}" for i in range(5)]
        assert not any(key.startswith("f") for key in holding[0].keys)
        assert (holding[0].first, holding[0].last) == (START, START + timedelta(days=8))


def test_every_message_is_in_one_topic() -> None:
    messages = _messages()
    keys = [key for topic in _followed(messages, 10).topics() for key in topic.keys]
    assert sorted(keys) == sorted(message.key for message in messages)


def test_a_topic_has_a_readable_name() -> None:
    topics = _followed(_messages(), 10)
    name = topics.name(next(topic for topic in topics.topics() if "p0" in topic.keys))
    assert "清泉花园" in name and "车位" in name
    assert bare_title("投诉：关于青山路路灯不亮") == "青山路路灯不亮"
    assert bare_title("请问") == "请问"


def test_what_is_long_over_is_not_joined_again() -> None:
    messages = [Message(f"p{i}", *PARKING[i], START) for i in range(3)]
    late = Message("late", *PARKING[3], START + timedelta(days=400))
    topics = Topics()
    topics.learn([*messages, late])
    topics.add(messages)
    topics.add([late])
    assert sorted(topic.size for topic in topics.topics()) == [1, 3]


def test_the_index_stays_small() -> None:
    messages = _messages()
    topics = Topics(Setting(most=20))
    topics.learn(messages)
    for message in messages:
        topics.add([message])
    assert len(topics._topics) <= 20
    assert sum(topic.size for topic in topics.topics()) == len(messages)
