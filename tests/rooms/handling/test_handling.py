"""Files are told by their content, kept by their digest, given out only safely; drafts are kept until handed in."""

from __future__ import annotations

import io
import wave
import zipfile

import openpyxl
import pytest

from hotline.core import commands as c
from hotline.core.vocabulary import CommandName
from hotline.handling import holding, selectors, services
from hotline.handling.kinds import MOST_BYTES, BadFile, Doubt, Fault, inspect
from hotline.handling.models import Attachment, Draft
from hotline.infra import privacy, vault
from hotline.orders import services as orders
from hotline.orders.selectors import NotFound, get, records
from hotline.orders.services import Refused
from tests.rooms.orders import city

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))


def workbook(macros: bool = False) -> bytes:
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    if macros:
        with zipfile.ZipFile(made, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"x")
    return made.getvalue()


def recording() -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\x10" * 800)
    return made.getvalue()


def document() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    return made.getvalue()


# --- kinds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("现场.PNG", PNG, "png"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 40, "jpeg"),
        ("a.pdf", PDF, "pdf"),
        ("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 30, "heic"),
        ("录音.mp3", b"ID3\x03\0" + b"\0" * 40, "mp3"),
        ("录音.wav", recording(), "wav"),
        ("a.webp", b"RIFF\x20\0\0\0WEBPVP8 " + b"\0" * 40, "webp"),
        ("录音.m4a", b"\0\0\0\x20ftypM4A " + b"\0" * 30, "m4a"),
        ("录音.amr", b"#!AMR\n" + b"\x3c" * 32, "amr"),
        ("a.mp4", b"\0\0\0\x20ftypisom" + b"\0" * 30, "mp4"),
        ("说明.txt", "路灯已修好".encode(), "text"),
        ("说明.txt", "路灯已修好".encode("gbk"), "text"),
        ("表.xlsx", workbook(), "xlsx"),
        ("函.docx", document(), "docx"),
    ],
)
def test_a_kind_is_told_by_its_content(name, content, kind):
    found, doubt = inspect(name, content)
    assert (found.id, doubt) == (kind, None)


@pytest.mark.parametrize(
    ("name", "content", "doubt"),
    [
        ("现场.jpg", PNG, Doubt.NAME_DIFFERS),
        ("a.exe", PDF, Doubt.NAME_DIFFERS),
        ("表.xlsm", workbook(macros=True), Doubt.MACROS),
        ("a.pdf", PDF + b"/OpenAction << /S /JavaScript /JS (x) >>", Doubt.SCRIPT),
        ("旧.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, Doubt.OLD_FORMAT),
    ],
)
def test_what_is_doubtful_is_said(name, content, doubt):
    assert inspect(name, content)[1] is doubt


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.png", b"", Fault.EMPTY),
        ("a.png", PNG + b"\0" * MOST_BYTES, Fault.TOO_BIG),
        ("a.png", b"MZ" + b"\0" * 200, Fault.NOT_ALLOWED),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n", Fault.NOT_ALLOWED),
        ("a.txt", b"<html><script>alert(1)</script>", Fault.NOT_ALLOWED),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", Fault.NOT_ALLOWED),
        ("a.zip", b"PK\x03\x04" + b"\0" * 40, Fault.NOT_ALLOWED),
        ("a.avi", b"RIFF\x20\0\0\0AVI LIST" + b"\0" * 40, Fault.NOT_ALLOWED),
        ("a.bin", b"\x7fELF" + b"\0" * 80, Fault.NOT_ALLOWED),
    ],
)
def test_what_is_not_taken(name, content, fault):
    with pytest.raises(BadFile) as bad:
        inspect(name, content)
    assert bad.value.fault is fault and bad.value.text


# --- attachments ----------------------------------------------------------------------------------------------------


def test_a_file_goes_into_the_order_by_its_digest(town):
    order = city.in_hand(town)
    kept = services.attach(order.id, town["lamps_clerk"], "..\\..\\现场/照片.png", PNG, "夜间照片")
    assert kept.digest == privacy.sm3_hex(PNG) and kept.name == "照片.png" and not kept.quarantined
    event = records(order.id)[-1].event
    assert (event.file, event.digest, event.size, event.title) == (str(kept.id), kept.digest, len(PNG), "夜间照片")
    assert vault.intact(kept.digest)
    assert [a.id for a in selectors.attachments(town["agent"], order.id)] == [kept.id]


def test_a_download_cannot_be_run_by_a_browser(town):
    order = city.in_hand(town)
    kept = services.attach(order.id, town["lamps_clerk"], '照"片\r\n.png', PNG)
    found = selectors.download(town["agent"], kept.id)
    assert found.path.read_bytes() == PNG
    assert found.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E7%85%A7")
    assert (
        found.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in found.headers["Content-Security-Policy"]
    )
    assert not any("\n" in value or '"' in value for value in found.headers.values())
    assert not found.path.stat().st_mode & 0o111


def test_the_same_content_is_stored_once(town):
    order = city.in_hand(town)
    first = services.attach(order.id, town["lamps_clerk"], "a.png", PNG)
    second = services.attach(order.id, town["lamps_clerk"], "b.png", PNG)
    assert first.digest == second.digest and first.id != second.id
    assert len([p for p in vault.folder().rglob("*") if p.is_file()]) == 1


def test_a_double_click_attaches_once(town):
    order = city.in_hand(town)
    first = services.attach(order.id, town["lamps_clerk"], "a.png", PNG, key="form 1")
    again = services.attach(order.id, town["lamps_clerk"], "a.png", PNG, key="form 1")
    assert first.id == again.id and Attachment.objects.count() == 1


def test_a_refused_upload_leaves_no_row(town):
    order = city.archived(town)
    with pytest.raises(Refused):
        services.attach(order.id, town["lamps_clerk"], "a.png", PNG)
    with pytest.raises(NotFound):
        services.attach(order.id, town["streets_clerk"], "a.png", PNG)
    assert not Attachment.objects.exists()


def test_other_units_see_no_files(town):
    order = city.in_hand(town)
    kept = services.attach(order.id, town["lamps_clerk"], "a.png", PNG)
    for ask in (lambda: selectors.download(town["streets_clerk"], kept.id),
                lambda: selectors.attachments(town["streets_clerk"], order.id)):  # fmt: skip
        with pytest.raises(NotFound):
            ask()


def test_a_doubtful_file_waits_until_it_is_let_out(town):
    order = city.in_hand(town)
    kept = services.attach(order.id, town["lamps_clerk"], "a.jpg", PNG)
    assert kept.quarantined and Doubt(kept.doubt) is Doubt.NAME_DIFFERS
    with pytest.raises(NotFound):
        selectors.download(town["agent"], kept.id)
    with pytest.raises(NotFound):
        services.let_out(kept.id, town["lamps_clerk"])
    # Who decides about it can look at it first.
    assert selectors.download(town["supervisor"], kept.id).path.is_file()
    assert not services.let_out(kept.id, town["supervisor"]).quarantined
    assert selectors.download(town["agent"], kept.id).path.is_file()


def held_by_its_name(content, name, kind):
    """A check for the tests: some names are held, one makes it fail."""
    if name == "broken.png":
        raise RuntimeError("the scanner is away")
    return "held" if name == "bad.png" else ""


@pytest.mark.parametrize(("name", "held"), [("good.png", False), ("bad.png", True), ("broken.png", True)])
def test_a_check_of_ones_own_can_hold_a_file(town, settings, name, held):
    settings.FILE_CHECK = f"{__name__}:held_by_its_name"
    holding.check_named.cache_clear()
    order = city.in_hand(town)
    kept = services.attach(order.id, town["lamps_clerk"], name, PNG)
    assert kept.quarantined is held and kept.doubt == (Doubt.HELD.value if held else "")
    if held:
        with pytest.raises(NotFound):
            selectors.download(town["agent"], kept.id)
        assert not services.let_out(kept.id, town["supervisor"]).quarantined


def test_without_a_check_every_file_goes_through():
    assert not holding.held(PNG, "bad.png", "png")


def test_pictures_and_recordings_can_be_shown_and_nothing_else(town):
    order = city.in_hand(town)
    clerk = town["lamps_clerk"]
    for name, content, what in (
        ("a.png", PNG, "picture"), ("a.mp3", b"ID3\x03\0" + b"\0" * 40, "sound"),
        ("a.pdf", PDF, ""), ("a.txt", "路灯".encode(), ""), ("a.jpg", PNG, ""),
    ):  # fmt: skip
        kept = services.attach(order.id, clerk, name, content)
        assert selectors.shown_as(kept) == what
        if what:
            headers = selectors.shown(clerk, kept.id).headers
            assert headers["Content-Disposition"] == "inline" and headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in headers["Content-Security-Policy"]
            with pytest.raises(NotFound):
                selectors.shown(town["streets_clerk"], kept.id)
        else:
            for who in ("lamps_clerk", "supervisor"):
                with pytest.raises(NotFound):
                    selectors.shown(town[who], kept.id)


def test_a_changed_file_is_noticed():
    digest = vault.keep(PNG)
    assert vault.intact(digest)
    vault.path(digest).write_bytes(PNG + b"!")
    assert not vault.intact(digest) and not vault.intact("0" * 64)
    with pytest.raises(ValueError, match="digest"):
        vault.path("../../etc/passwd")


# --- drafts ---------------------------------------------------------------------------------------------------------

SUBMIT = CommandName.SUBMIT_ANSWER


def test_a_draft_is_kept_for_its_person_and_form(town, moving_clock):
    order, clerk = city.in_hand(town), town["lamps_clerk"]
    services.keep_draft(order.id, clerk, SUBMIT, {"public_text": "写了一半"}, target="a1", version=7)
    services.keep_draft(order.id, clerk, SUBMIT, {"public_text": "又写了"}, target="a1", version=8)
    kept = selectors.draft(clerk, order.id, SUBMIT, "a1")
    assert kept and kept.fields == {"public_text": "又写了"} and kept.version == 8
    assert selectors.draft(town["lamps_leader"], order.id, SUBMIT, "a1") is None
    services.drop_draft(order.id, clerk, SUBMIT, "a1")
    assert selectors.draft(clerk, order.id, SUBMIT, "a1") is None
    with pytest.raises(NotFound):
        services.keep_draft(order.id, town["streets_clerk"], SUBMIT, {})


def test_what_was_handed_in_is_no_draft_any_more(town, reacting):
    order, clerk = city.in_hand(town), town["lamps_clerk"]
    services.keep_draft(order.id, clerk, SUBMIT, {"public_text": "草稿"}, target="a1")
    services.keep_draft(order.id, clerk, CommandName.ADD_NOTE, {"text": "备注"})
    orders.apply(order.id, city.CONTACTED, clerk)
    orders.apply(order.id, c.SubmitAnswer(assignment="a1", **city.ANSWER), clerk)
    assert [d.command for d in Draft.objects.all()] == ["add_note"]


def test_a_sealed_order_keeps_no_drafts(town, reacting):
    order = city.replied(town)
    services.keep_draft(order.id, town["agent"], CommandName.ADD_NOTE, {"text": "备注"})
    orders.apply(order.id, c.TakeCallback(), town["caller"])
    orders.apply(order.id, city.SATISFIED, town["caller"])
    orders.apply(order.id, c.Archive(manifest="0" * 64), town["archivist"])
    assert get(order.id).seal and not Draft.objects.exists()


def test_old_drafts_go(town, moving_clock):
    order = city.in_hand(town)
    services.keep_draft(order.id, town["lamps_clerk"], SUBMIT, {})
    moving_clock.advance(days=59)
    assert services.forget_old_drafts() == 0
    moving_clock.advance(days=2)
    assert services.forget_old_drafts() == 1
