"""Short and special questions: letters as pinyin, the beginning of a title, quotes and words by the `tsvector`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import connection

from hotline.language import tokens_query
from hotline.language.tokens import folded

_LETTERS = re.compile(r"[a-z][a-z0-9]*", re.ASCII)
# In the order of their index (text_pattern_ops): thousands begin with the same character.
_BY_INITIALS = """
SELECT number, 3.0 FROM knowledge_shown WHERE line = %s AND initials LIKE %s ORDER BY initials USING ~<~ LIMIT 40
"""
_BY_TITLE = """
SELECT number, 3.0 FROM knowledge_shown WHERE line = %s AND folded LIKE %s ORDER BY folded USING ~<~ LIMIT 40
"""
_BY_VECTOR = """
SELECT number, 1.0 + ts_rank(tokens, query) FROM knowledge_shown, CAST(%s AS tsquery) AS query
WHERE line = %s AND tokens @@ query LIMIT 200
"""


def by_words(text: str, line: str, few: bool) -> dict[int, float]:
    """Number of an entry → score. Nothing of an ordinary question, unless its terms brought `few`; of one or two
    characters that brought enough, only the beginnings of titles.
    """
    said = folded(text)
    letters = _LETTERS.fullmatch(said) is not None
    special = few or letters or any(sign in text for sign in '"“「-')
    if not special and len(said) > 2:
        return {}
    found: dict[int, float] = {}
    if letters:
        found |= _numbers(_BY_INITIALS, [line, _like(said)])
    elif len(said) < 5:
        found |= _numbers(_BY_TITLE, [line, _like(said)])
    if special and len(found) < 10 and len(said) > 1:
        query = tokens_query.parse(text).to_tsquery()
        for number, score in (_numbers(_BY_VECTOR, [query, line]) if query else {}).items():
            found.setdefault(number, score)
    return found


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _numbers(sql: str, values: Sequence[object]) -> dict[int, float]:
    # Not prepared: how a beginning is best looked for depends on what it is.
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {int(number): float(score) for number, score in cursor.fetchall()}
