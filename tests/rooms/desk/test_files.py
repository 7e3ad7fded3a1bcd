"""Files on the order's page: pictures and recordings are shown there, in parts where a player asks; others saved."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from hotline.desk.views.files import part_of
from hotline.desk.words import FOLDER
from hotline.handling import services
from hotline.handling.kinds import MOST_BYTES
from hotline.orders.selectors import find_number

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
SOUND = b"ID3\x03\0" + bytes(range(200))


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))


def attached(people: dict[str, Any], number: str, name: str, content: bytes) -> str:
    ident = find_number(people["lamps_clerk"], number)
    return f"/{number}/file/{services.attach(ident, people['lamps_clerk'], name, content, name).id}/"


def test_the_page_shows_pictures_and_plays_recordings(at_desk: Any, people: dict[str, Any], order: str) -> None:
    picture, sound = attached(people, order, "a.png", PNG), attached(people, order, "a.mp3", SOUND)
    doubtful, text = attached(people, order, "b.jpg", PNG), attached(people, order, "a.txt", "路灯".encode())
    page = at_desk("agent").get(f"/{order}/").content.decode()
    assert f'<img src="{picture}show/"' in page and f'src="{sound}show/"' in page and "<audio controls" in page
    assert f"{doubtful}show/" not in page and f"{text}show/" not in page and "后缀与内容不符" in page
    shown = at_desk("agent").get(f"{picture}show/")
    assert shown.content == PNG and shown["Content-Type"] == "image/png" and shown["Content-Disposition"] == "inline"
    for hidden in (doubtful, text):
        assert at_desk("supervisor").get(f"{hidden}show/").status_code == 404
    assert at_desk("streets_clerk").get(f"{picture}show/").status_code == 404


def test_a_player_gets_the_part_it_asks_for(at_desk: Any, people: dict[str, Any], order: str) -> None:
    agent, sound = at_desk("agent"), attached(people, order, "a.mp3", SOUND)
    part = agent.get(f"{sound}show/", HTTP_RANGE="bytes=5-9")
    assert (part.status_code, part.content, part["Content-Length"]) == (206, SOUND[5:10], "5")
    assert part["Content-Range"] == f"bytes 5-9/{len(SOUND)}"
    assert agent.get(f"{sound}show/", HTTP_RANGE=f"bytes={len(SOUND)}-").status_code == 416


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=1-2", None),
    ],
)
def test_parts(asked: str, part: tuple[int, int] | None) -> None:
    assert part_of(asked, 100) == part


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=9-3", "bytes=-0"])
def test_parts_that_are_not_there(asked: str) -> None:
    first, last = part_of(asked, 100) or (0, 0)
    assert first > last


def test_the_form_says_how_big_a_file_may_be() -> None:
    words = tomllib.loads((FOLDER / "commands.toml").read_text(encoding="utf-8"))
    assert f"{MOST_BYTES // (1024 * 1024)} MB" in words["attach_file"]["before"]
