"""What a citizen said in a call-back, in words."""

from datetime import UTC, datetime

import pytest

from hotline.core.state import Attempt
from hotline.desk.sentences import answers_said

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (Attempt(NOW, True, satisfied_result=True), "对结果满意"),
        (Attempt(NOW, True, satisfied_result=True, very_satisfied=True), "对结果非常满意"),
        (Attempt(NOW, True, satisfied_result=True, very_satisfied=False), "对结果满意"),
        (Attempt(NOW, True, answered=True, satisfied_result=False), "承办单位已答复，对结果不满意"),
        (Attempt(NOW, False), "来电人没有表态"),
    ],
)
def test_in_words(attempt: Attempt, words: str) -> None:
    assert answers_said(attempt) == words
