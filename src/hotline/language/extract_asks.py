"""What a citizen asks for: the sentences that request, hope, propose or enquire."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.language.extract_lexicon import pattern, raw
from hotline.language.extract_shapes import Kind, Span

_QUESTION = "?\uff1f"
_LEAST = 4
_LONG_SUBJECT = 8


def sentences(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and closing mark of each sentence, without blanks at its ends."""
    start = 0
    for found in pattern("sentence_end").finditer(text):
        yield (*_stripped(text, start, found.start()), found[0])
        start = found.end()
    yield (*_stripped(text, start, len(text)), "")


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def asks(text: str) -> Iterator[Span]:
    """From the clause that asks to the end of its sentence. An open question asks unless it only complains."""
    for start, end, mark in sentences(text):
        if end - start < _LEAST:
            continue
        found = pattern("ask").search(text, start, end)
        if found:
            begin = _clause(text, start, found.start())
            if found.start() - begin > _LONG_SUBJECT:
                begin = found.start()
            begin, end = _stripped(text, begin, end)
            yield Span(Kind.ASK, begin, end, text[begin:end], 0.85, {"by": found[0]})
            continue
        question = pattern("ask_question").search(text, start, end)
        if question:
            begin = _clause(text, start, question.start())
            asked = mark[:1] in _QUESTION if mark else False
            title = mark == "\n" and start == 0
            if (asked or title) and not pattern("ask_rhetoric").search(text, begin, end):
                yield Span(Kind.ASK, begin, end, text[begin:end], 0.65, {"by": question[0]})


def _clause(text: str, start: int, at: int) -> int:
    return max(start, 1 + max(text.rfind(comma, start, at) for comma in raw("c_commas")))
