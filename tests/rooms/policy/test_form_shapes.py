"""The forms of a pack: what each prints and how it is laid out; a mistake is told with file and line."""

import pytest

from hotline.core.policy.shapes import FormCell
from hotline.core.vocabulary import PaperField, PaperFor
from hotline.policy.errors import PackError
from hotline.policy.loading import load_from
from tests.rooms.policy.small import TOWN, files

FORM = """\
forms:
  - id: sheet
    title: 承办单
    for: assignment
    fields: [单位, 编号, 内容, 盖章]
    layout:
      - [{label: 单位, from: unit, width: 2}, {label: 编号, from: number}]
      - {label: 内容, from: content, lines: 8}
      - [{label: 盖章, from: seal}]
    source: {doc: law, article: 三}
"""
BEGINS = TOWN.count("\n") + 1
"""The line on which the forms begin."""


def test_a_form_is_read_as_it_is_drawn() -> None:
    (form,) = load_from(files(town=TOWN + FORM), "town").policy.lists.forms
    assert form.prints is PaperFor.ASSIGNMENT and not form.letter
    assert form.rows == (
        (FormCell("单位", PaperField.UNIT, 2), FormCell("编号", PaperField.NUMBER)),
        (FormCell("内容", PaperField.CONTENT, lines=8),),
        (FormCell("盖章", PaperField.SEAL),),
    )


def test_a_form_that_is_not_laid_out_keeps_its_fields() -> None:
    plain = FORM[: FORM.index("    layout")] + "    source: {doc: law, article: 三}\n"
    (form,) = load_from(files(town=TOWN + plain), "town").policy.lists.forms
    assert form.rows == () and form.fields == ("单位", "编号", "内容", "盖章")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("for: assignment", "for: dinner", 3, "“dinner”不在词汇之内，可以写：order、assignment"),
        ("from: number", "from: shoe_size", 6, "“shoe_size”不在词汇之内"),
        ("from: number", "from: instruction", 6, "“instruction”只有 for 为 leader_submission 的表单才能用"),
        ("for: assignment", "for: order\n    colour: red", 4, "不认识的键“colour”"),
        ("from: number", "form: number", 6, "不认识的键“form”，这里可以写：label、from、width、lines"),
        ("width: 2", "width: 99", 6, "“width”应是1至8之间的整数"),
        ("lines: 8", "lines: many", 7, "“lines”应是1至40之间的整数"),
        ("{label: 盖章, from: seal}", "", 8, "表单的一行应有1至4格，这里有0格"),
        ("      - [{label: 盖章, from: seal}]\n", "", 6, "fields 里的“盖章”在 layout 里没有格子"),
        (", 盖章]", "]", 6, "layout 里的“盖章”不在 fields 里"),
        ("    source: {doc: law, article: 三}\n", "", 1, "缺少来源"),
        ("    title: 承办单\n", "", 1, "缺少“title”"),
    ],
)
def test_a_mistake_in_a_form(old: str, new: str, line: int, said: str) -> None:
    assert old in FORM
    with pytest.raises(PackError) as raised:
        load_from(files(town=TOWN + FORM.replace(old, new, 1)), "town")
    (problem,) = raised.value.problems
    assert (problem.file, problem.line, problem.rule) == ("town/pack.yaml", BEGINS + line, "sheet")
    assert said in problem.message


def test_what_stays_inside_cannot_stand_on_a_letter() -> None:
    letter = FORM.replace("for: assignment", "for: reply_letter").replace("from: content", "from: internal_answer")
    with pytest.raises(PackError, match="不能印在给来电人的答复上"):
        load_from(files(town=TOWN + letter), "town")
