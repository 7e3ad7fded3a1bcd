"""Chinese in markup is found in whole pieces and said in another language; everything else stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.infra.markup import pieces, translated

ENGLISH = {
    "第 {{ n }} 次重办": "redo no. {{ n }}",
    "新建": "New",
    "工单": "Order",
    "查单号或电话": "Number or phone",
    "{{ a }}：{{ b }}": "{{ a }}: {{ b }}",
}


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>新建</p>", "<p>New</p>"),
        ("<em> 第 {{ n }} 次重办 </em>", "<em> redo no. {{ n }} </em>"),
        ('<input placeholder="查单号或电话" class="x">', '<input placeholder="Number or phone" class="x">'),
        ('<h1>{{ queue.label|default:"工单" }}</h1>', '<h1>{{ queue.label|default:"Order" }}</h1>'),
        ('{% include "a.html" with title="新建" %}', '{% include "a.html" with title="New" %}'),
        ("{# 新建 #}<b>{{ a }}：{{ b }}</b>", "{# 新建 #}<b>{{ a }}: {{ b }}</b>"),
        ("{% if x %}新建{% endif %}<kbd>N</kbd>", "{% if x %}New{% endif %}<kbd>N</kbd>"),
    ],
)
def test_a_piece_is_said_and_the_rest_stays(markup: str, expected: str) -> None:
    assert translated(markup, ENGLISH.__getitem__) == expected


def test_the_pieces_are_the_keys_of_the_catalogue() -> None:
    markup = '<p title="查单号或电话">新建 <b>{{ x|default:"工单" }}</b></p>{% if a < 3 %}第 {{ n }} 次重办{% endif %}'
    assert list(pieces(markup)) == ["查单号或电话", "新建", "工单", "第 {{ n }} 次重办"]


@given(st.text(alphabet='<>"{}%#= 新建工单ab/', max_size=60))
def test_saying_it_in_the_same_language_changes_nothing(markup: str) -> None:
    assert translated(markup, lambda text: text) == markup
