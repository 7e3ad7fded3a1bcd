"""Papers: every form of every pack, both ways; nothing becomes markup; personal data is masked unless it was shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hotline.core.vocabulary import PaperField, PaperFor, Part
from hotline.policy import names, registry
from hotline.reports import pdf, qr
from hotline.reports.composing import compose
from hotline.reports.facts import About
from hotline.reports.filling import FILL
from hotline.reports.html import html
from hotline.reports.offered import form_named, offered
from hotline.reports.paper import COLUMNS, LABEL, Paper, clean, spans
from tests.rooms.reports import matter

PNG = b"\x89PNG\r\n"


def form_of(pack: str, ident: str):
    form = form_named(registry.load(pack), ident)
    assert form is not None
    return form


def paper_of(ident: str, pack: str = "dezhou-12345", **changed) -> Paper:
    policy, made = registry.load(pack), matter.order(**changed.pop("order", {}))
    form = form_of(pack, ident)
    return compose(form, matter.facts(policy, made, matter.about(form, made, policy), **changed))


def texts(paper: Paper) -> dict[str, str]:
    return {box.label: "\n".join(box.paragraphs) for row in paper.rows for box in row}


def test_every_field_of_the_vocabulary_has_a_filling() -> None:
    assert set(FILL) == set(PaperField)


@pytest.mark.parametrize("pack", names())
def test_every_form_of_every_pack_is_set_both_ways(pack: str) -> None:
    policy, made = registry.load(pack), matter.order()
    assert {PaperFor.ORDER, PaperFor.ASSIGNMENT, PaperFor.LEADER_SUBMISSION, PaperFor.SUPERVISION_ORDER} <= {
        form.prints for form in policy.lists.forms
    }
    for form in policy.lists.forms:
        paper = compose(form, matter.facts(policy, made, matter.about(form, made, policy)))
        shown = html(paper)
        assert form.title in shown and made.number in shown
        for label in form.fields if not form.letter else ():
            assert label in shown, f"{pack}:{form.id} has lost {label}"
        assert pdf.pdf(paper).startswith(b"%PDF-"), f"{pack}:{form.id}"


# --- the two forms of 德州, and its papers ----------------------------------------------------------------------------


@pytest.mark.req("HND-1")
def test_the_handling_sheet_holds_what_the_source_names() -> None:
    found = texts(paper_of("handling"))
    assert found["承办单位"] == "市政处" and found["受理编号"] == "DZ20260302-00001"
    assert found["发出时间"] == "2026年3月2日 09:05"
    assert (found["受理座席"], found["交办座席"]) == ("李敏", "周强")
    assert found["性质分类"] == "求助" and found["交办意见"] == "请尽快到现场"
    assert found["问题描述"] == matter.order().content
    assert found["回复信息"] == "已换灯具三盏。"


def test_the_sheet_of_another_part_is_about_that_unit() -> None:
    policy, made = registry.load("dezhou-12345"), matter.order()
    other = next(a for a in made.assignments if a.part is Part.ASSISTING)
    paper = compose(form_of("dezhou-12345", "handling"), matter.facts(policy, made, About("a2", assignment=other)))
    assert (texts(paper)["承办单位"], texts(paper)["回复信息"]) == ("环卫处", "")


@pytest.mark.req("SUP-3")
def test_the_submission_holds_what_was_proposed_and_instructed() -> None:
    found = texts(paper_of("leader_submission"))
    assert found["拟办意见"] == "拟请市政处牵头"
    assert found["批示意见"] == "立即抢修，周五前办结"
    assert (found["落实期限"], found["落实情况"]) == ("2026年3月6日", "已修好三盏")
    assert found["呈报对象"] == "市领导"


def test_supervision_extension_and_minutes() -> None:
    found = texts(paper_of("supervision_order"))
    assert (found["督办事由"], found["督办要求"], found["督办答复"]) == ("逾期未办结", "请三日内答复", "正在办理")
    assert found["答复期限"] == "待人工确定"
    found = texts(paper_of("extension"))
    assert (found["申请延期的原因"], found["期限"], found["批复"]) == ("等配件到货", "5 日", "同意、同意")
    found = texts(paper_of("minutes"))
    assert (found["争议的事项"], found["裁定"]) == ("两家都说不归自己", "由市政处承办")


def test_the_letter_tells_the_citizen_and_nothing_internal() -> None:
    paper = paper_of("reply_letter")
    assert paper.letter is not None and paper.letter.salutation == "张**："
    shown = html(paper)
    assert "夜间复查照明正常" in shown and "已换灯具三盏" not in shown and "请尽快到现场" not in shown


def test_a_paper_of_a_step_holds_what_was_written_with_it() -> None:
    found = texts(paper_of("coordination", "shenzhen-12345"))
    assert (found["涉及的部门和单位"], found["分工"]) == ("涉及的部门和单位的内容", "分工的内容")
    assert found["诉求"] == matter.order().content


def test_the_interaction_sheet_names_the_unit_and_what_it_is_blamed_for() -> None:
    found = texts(paper_of("interaction", "hubei-mobile-10086"))
    assert found == {"单位名称": "市政处", "违反内容": "说明", "判定依据": ""}


def test_only_papers_that_there_is_something_for_are_offered() -> None:
    policy = registry.load("dezhou-12345")
    everything = offered(matter.order(), policy, matter.records(matter.order()), matter.UNITS.get)
    assert {("handling", "a1"), ("handling", "a2"), ("leader_submission", "d1"), ("extension", "r1")} <= {
        o.key for o in everything
    }
    assert {"市民热线电话受理事项承办单（市政处）", "市民热线电话受理事项承办单（环卫处）"} <= {
        o.title for o in everything
    }
    fresh = matter.order(assignments=(), documents=(), requests=(), procedures=(), public_answer="")
    assert [o.key for o in offered(fresh, policy, (), matter.UNITS.get)] == [("registration", "order")]


# --- hostile texts ----------------------------------------------------------------------------------------------------

HOSTILE = [
    '#import "a.typ"; #read("/etc/hostname") #panic("x")',
    '"), #panic("out") // \\u{41} \\" \' `raw` $ x $ *b* _i_ = h <label> @ref',
    "<script>alert(1)</script><img src=x onerror=alert(1)> & &lt; {{ paper }} {% now %}",
    "]]] ))) }}} [[[ ((( {{{ \\\\ #",
    "a\x00b\x1b[31m\u202egnp.exe\u2066\ud800\ufffe",
]


@pytest.mark.req("SEC-1")
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_a_text(text: str) -> None:
    changed = {"title": text, "content": text, "public_answer": text, "place": text}
    for ident in ("registration", "reply_letter", "leader_submission"):
        paper = paper_of(ident, order=changed, centre=text, printed_by=text, unit=lambda _: text)
        assert pdf.pdf(paper).startswith(b"%PDF-")
        shown = html(paper)
        assert ("<script" not in shown and "<img" not in shown and "{{ paper }}" in shown) or "script" not in text
        assert "\u202e" not in shown and "\x00" not in shown


def test_the_picture_of_markup_is_the_picture_of_the_same_text() -> None:
    """What looks like a command leaves the page as it would be with a harmless text: one page, nothing run."""
    pages = pdf.png(paper_of("registration", order={"content": "#pagebreak() #pagebreak() #set page(width: 1cm)"}), 40)
    plain = pdf.png(paper_of("registration", order={"content": "路灯不亮"}), 40)
    assert len(pages) == len(plain) and all(p.startswith(PNG) for p in pages)
    assert pages[0][16:24] == plain[0][16:24], "the page has another size"


# --- long texts -------------------------------------------------------------------------------------------------------


def test_a_long_text_goes_on_on_the_next_pages() -> None:
    assert len(pdf.png(paper_of("registration", order={"content": "路灯不亮，请维修。" * 600}), 30)) >= 3


def test_an_unbroken_run_may_break() -> None:
    (line,) = clean("http://a.example/" + "x" * 200)
    assert max(len(run) for run in line.split("\u200b")) <= 20
    assert clean("路灯不亮" * 50) == ("路灯不亮" * 50,)
    assert clean("一\r\n\r\n 二\t三 ") == ("一", "二 三")


def test_labels_and_values_fill_the_row() -> None:
    for widths in ([1], [1, 1], [3, 1], [1, 1, 1, 1], [8, 1, 1]):
        assert sum(spans(widths)) + LABEL * len(widths) == COLUMNS


# --- personal data ----------------------------------------------------------------------------------------------------


@pytest.mark.req("SEC-1")
def test_masked_unless_shown() -> None:
    masked = html(paper_of("registration"))
    assert "139****1234" in masked and "个人信息已遮盖" in masked
    shown = html(paper_of("registration", contact=matter.REAL, shown=True))
    assert "13900001234" in shown and "含个人信息" in shown


@pytest.mark.req("SEC-3")
def test_a_secret_order_says_so_and_names_nobody() -> None:
    paper = paper_of("registration", order={"secret": True}, contact={}, withheld=True)
    assert paper.mark == "保密" and texts(paper)["来电人姓名"] == "来电人要求保密" and not paper.note
    letter = paper_of("reply_letter", order={"secret": True}, contact={}, withheld=True)
    assert letter.letter is not None and letter.letter.salutation == "来电人："


def test_the_qr_code_is_made_of_the_address_alone() -> None:
    paper = paper_of("registration", contact=matter.REAL, shown=True)
    assert paper.address == "https://hotline.example/DZ20260302-00001/"
    assert qr.svg(paper.address) in html(paper) and qr.svg(paper.address) in html(replace(paper, rows=()))
    assert not re.search("13900001234|张三丰", paper.address)


# --- fonts ------------------------------------------------------------------------------------------------------------


def test_without_a_chinese_font_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "FONTS", ("No Such Font",))
    with pytest.raises(pdf.NoFont) as said:
        pdf.pdf(paper_of("registration"))
    assert "没有安装中文字体" in said.value.text
