"""A photograph goes into the order; a program dressed as one does not."""

import base64
import io
import struct
import wave
import zlib

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.written import events_of, last

pytestmark = pytest.mark.journey


def png() -> bytes:
    """A picture of one grey dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    dot = zlib.compress(b"\x00\x80")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dot) + chunk(b"IEND", b"")


def test_a_photograph_is_kept_and_can_be_saved_again(sit, people, tmp_path):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    clerk = sit("works_clerk")
    steps.sign(clerk, number)
    photo = tmp_path / "现场.png"
    photo.write_bytes(png())
    clerk.do("上传附件", {"名称": "修好后的路灯", "文件": photo})
    clerk.is_told("附件已上传")
    clerk.sees("陈涛上传了附件“修好后的路灯”")
    event = last(number, "file_attached")
    assert (event.title, event.size) == ("修好后的路灯", len(png()))

    with clerk.page.expect_download() as coming:
        clerk.page.get_by_test_id("files").get_by_role("link", name="修好后的路灯", exact=True).click()
    assert coming.value.path().read_bytes() == png()


def wav() -> bytes:
    """Half a second of silence."""
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(8000))
    return made.getvalue()


def test_a_picture_is_seen_and_a_recording_is_played_on_the_page(sit, people, tmp_path):
    agent = sit("agent")
    agent.file_order()
    for name, content in (("现场.png", png()), ("来电录音.wav", wav())):
        (tmp_path / name).write_bytes(content)
        agent.do("上传附件", {"名称": name, "文件": tmp_path / name})
        agent.is_told("附件已上传")
    files = agent.page.get_by_test_id("files")
    picture = files.get_by_role("img", name="现场.png")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 1)
    length = "async (player) => { await player.play(); return player.duration; }"
    assert files.locator("audio").evaluate(length) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("现场.jpg", b"MZ\x90\x00" + b"\x00" * 500),
        ("说明.html", b"<html><script>alert(1)</script></html>"),
        ("空.png", b""),
    ],
)
def test_what_is_not_allowed_is_refused_in_words(sit, people, tmp_path, name, content):
    agent = sit("agent")
    number = agent.file_order()
    file = tmp_path / name
    file.write_bytes(content)
    form = agent.open_form("上传附件", {"名称": "现场照片", "文件": file})
    agent.send("上传附件")
    expect(form.locator("p.wrong")).to_contain_text("没有上传")
    expect(form.get_by_label("名称")).to_have_value("现场照片")
    assert "file_attached" not in events_of(number)

    good = tmp_path / "照片.png"
    good.write_bytes(png())
    agent.fill(form, {"文件": good})
    before = agent.order.get_attribute("data-v")
    agent.send("上传附件")
    agent.moved_on(before)
    agent.sees("李敏上传了附件“现场照片”")
    assert events_of(number).count("file_attached") == 1


def photograph(page, side: int) -> bytes:
    """A picture of noise, which nothing can pack well: about 6 MB at 3,400 pixels."""
    made = page.evaluate(
        """async (side) => {
          const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
          const pen = canvas.getContext("2d"), noise = pen.createImageData(side, side);
          let seed = 7;
          for (let i = 0; i < noise.data.length; i += 1) {
            seed = (seed * 1103515245 + 12345) & 0x7fffffff;
            noise.data[i] = i % 4 === 3 ? 255 : seed >> 16;
          }
          pen.putImageData(noise, 0, 0);
          const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.97));
          const bytes = new Uint8Array(await blob.arrayBuffer());
          let text = "";
          for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
          return btoa(text);
        }""",
        side,
    )
    return base64.b64decode(made)


def test_a_photograph_of_five_megabytes_is_made_smaller_and_seen_before_it_is_sent(sit, people, tmp_path):
    agent = sit("agent")
    number = agent.file_order()
    content = photograph(agent.page, 3400)
    assert len(content) > 5_000_000
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(content)
    form = agent.open_form("上传附件", {"名称": "现场照片", "文件": photo})
    expect(form.locator("[data-told]")).to_contain_text("照片已压缩")
    expect(form.locator(".upload canvas")).to_be_visible()
    before = agent.order.get_attribute("data-v")
    agent.send("上传附件")
    agent.moved_on(before)
    kept = last(number, "file_attached")
    assert kept.title == "现场照片" and 0 < kept.size < len(content)
    picture = agent.page.get_by_test_id("files").get_by_role("img", name="现场照片")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 2048)


def test_a_file_that_is_too_big_is_told_before_it_is_sent(sit, people, tmp_path):
    agent = sit("agent")
    number = agent.file_order()
    film = tmp_path / "现场.mp4"
    film.write_bytes(b"\0" * (21 * 1024 * 1024))
    form = agent.open_form("上传附件", {"名称": "现场录像", "文件": film})
    expect(form.locator("[data-told]")).to_contain_text("超过 20.0 MB，不能上传")
    agent.send("上传附件")
    expect(form.locator("p.wrong")).to_contain_text("没有上传")
    expect(form.get_by_label("名称")).to_have_value("现场录像")
    assert "file_attached" not in events_of(number)
