"""What was indexed is found: by any of its words, by a phrase, by pinyin and initials. PostgreSQL judges."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.language.tokens import VERSION, folded, quoted, readings, tokens, vector
from hotline.language.tokens_query import TermKind, marks, parse, snippet

TEXT = "德城区新湖街道湖滨路3号楼2单元电梯故障，工单DZ20261122-00017，物业“不管”，联系A座值班室。"
NAMES = ["德城区新湖街道", "湖滨路", "长江路派出所"]
CHARS = st.text(alphabet="小区路灯坏了很久电梯故障3号楼2单元abcZ9-，。 “”'\\&|!:*()", min_size=1, max_size=40)
QUIET = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def finds(index: str, query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [index, query])
        return bool(cursor.fetchone()[0])


def found(typed: str, every: bool = True) -> bool:
    return finds(vector([(TEXT, "A")], NAMES), parse(typed).to_tsquery(every))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "电梯", "梯", "电梯故障", "新湖街道", "湖街", "3号楼2单元", "DZ20261122-00017", "20261122", "00017", "dz2026",
        "“湖滨路3号楼”", "xhjd", "XinHuJieDao", "hbl", "dcqxhjd", "cjlpcs", "changjianglu", "电梯 物业", "a座",
        "请问新湖街道的电梯故障怎么办", "电梯 -自行车", "\"电梯故障\"",
    ],
)  # fmt: skip
def test_found_by_words_phrases_numbers_and_pinyin(typed: str) -> None:
    assert found(typed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["电故", "梯电", "“3号楼 2单元”", "电梯 -物业", "自行车", "jdxh", "00018", "电梯 自行车"]
)
def test_not_found_by_what_is_not_there(typed: str) -> None:
    assert not found(typed)


@pytest.mark.django_db
def test_any_word_will_do_when_all_find_nothing() -> None:
    assert not found("电梯 自行车")
    assert found("电梯 自行车", every=False)


@pytest.mark.django_db
@QUIET
@given(CHARS, st.data())
def test_any_piece_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    piece = text[start:end].translate({ord(sign): " " for sign in '“”"-'})
    query = parse(piece).to_tsquery()
    whole = _whole_runs(text, start, end)
    if query and whole:
        assert finds(vector([(text, "B")]), query)


def _whole_runs(text: str, start: int, end: int) -> bool:
    """Letters and digits are found from their beginning; a piece that starts within them is another word."""
    inside = start > 0 and _code(text[start - 1]) and _code(text[start])
    cut = end < len(text) and _code(text[end - 1]) and _code(text[end])
    return not inside and not cut and "-" not in text[max(0, start - 1) : end + 1]


def _code(char: str) -> bool:
    return char.isascii() and char.isalnum()


@pytest.mark.django_db
@QUIET
@given(st.text(max_size=60), st.text(max_size=30))
def test_postgresql_reads_whatever_is_made(text: str, typed: str) -> None:
    clean = text.replace("\x00", "")
    index = vector([(clean, "A"), (typed.replace("\x00", ""), "D")], [clean])
    query = parse(typed.replace("\x00", "")).to_tsquery()
    assert finds(index, query or "'nothing'") in {True, False}


@given(st.text(alphabet="新湖街道长江路派出所重庆银行", min_size=2, max_size=8))
def test_initials_of_a_name_are_in_its_index(name: str) -> None:
    told = readings(name)
    assert told
    assert quoted("i:" + told[1]) in vector([], [name])


def test_positions_are_those_of_the_text() -> None:
    for token in tokens(TEXT):
        assert folded(TEXT)[token.start : token.end] == token.lexeme


def test_half_of_a_pair_of_surrogates_is_left_out() -> None:
    assert vector([("电梯\ud87a", "D")]) == "'梯':2 '电梯':1"
    assert parse("请问小区的电梯\ud87a故障怎么办").terms


def test_marks_and_snippet() -> None:
    query = parse("电梯 物业")
    assert [TEXT[a:b] for a, b in marks(TEXT, query)] == ["电梯", "物业"]
    pieces = snippet("开头很长。" * 40 + TEXT, query, 40)
    assert ("电梯", True) in pieces and pieces[0] == ("…", False)
    assert sum(len(words) for words, _ in pieces) <= 42


def test_a_long_question_is_cut_into_words_without_politeness() -> None:
    words = [term.text for term in parse("请问小区的电梯故障怎么办").terms]
    assert "电梯" in "".join(words) and "请问" not in words
    assert parse("xhjd").terms[0].kind is TermKind.LETTERS


def test_the_version_is_part_of_what_is_stored() -> None:
    assert VERSION == 1
    assert vector([("电梯坏", "A"), ("坏", "D")]) == "'坏':3A,6 '梯坏':2A '电梯':1A"
