"""What kind of file it is, told by its content; and what makes a file suspect. Names alone are never believed."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import puremagic

from hotline.handling.doubts import Doubt, Fault
from hotline.handling.words import FAULTS
from hotline.infra.tongues import said

MOST_BYTES = 20 * 1024 * 1024
_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """One accepted kind. `found`: what the recogniser calls it; `names`: extensions a person gives it."""

    id: str
    mime: str
    found: frozenset[str]
    names: frozenset[str]


def _kind(ident: str, mime: str, *names: str, found: tuple[str, ...] = ()) -> Kind:
    return Kind(ident, mime, frozenset(f".{n}" for n in (*names, *found)), frozenset(f".{n}" for n in names))


PICTURES = frozenset({"jpeg", "png", "gif", "webp", "bmp"})
SOUNDS = frozenset({"mp3", "wav", "m4a"})
"""What a page may show by itself: a browser draws or plays them and never runs them. HTML and SVG are not taken."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: tuple[Kind, ...] = (
    _kind("jpeg", "image/jpeg", "jpg", "jpeg", found=("jfif", "jpe")),
    _kind("png", "image/png", "png"),
    _kind("gif", "image/gif", "gif"),
    _kind("webp", "image/webp", "webp"),
    _kind("heic", "image/heic", "heic", "heif"),
    _kind("bmp", "image/bmp", "bmp"),
    _kind("pdf", "application/pdf", "pdf"),
    _kind("mp3", "audio/mpeg", "mp3", found=("mpga",)),
    _kind("wav", "audio/wav", "wav"),
    _kind("amr", "audio/amr", "amr"),
    _kind("m4a", "audio/mp4", "m4a"),
    _kind("mp4", "video/mp4", "mp4"),
    _kind("mov", "video/quicktime", "mov"),
)
"""Recognised by the first bytes. Office files and plain text are looked into instead (below)."""

_DOCX = _kind("docx", f"{_OFFICE}.wordprocessingml.document", "docx")
_XLSX = _kind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "xlsx")
_OLD_OFFICE = _kind("office", "application/octet-stream", "doc", "xls", "wps", "et")
_TEXT = _kind("text", "text/plain; charset=utf-8", "txt", "csv")

ALL_NAMES: tuple[str, ...] = tuple(
    sorted({name for kind in (*KINDS, _DOCX, _XLSX, _OLD_OFFICE, _TEXT) for name in kind.names})
)
"""For the `accept` of a form."""


class BadFile(Exception):
    """The file is refused; nothing was stored."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault

    @property
    def text(self) -> str:
        """The sentence for the person."""
        return said(FAULTS[self.fault]).format(
            most=MOST_BYTES // (1024 * 1024), kinds=" ".join(name[1:] for name in ALL_NAMES)
        )


def inspect(name: str, content: bytes) -> tuple[Kind, Doubt | None]:
    """The kind of a file and what is doubtful about it. BadFile when it is not taken."""
    if not content:
        raise BadFile(Fault.EMPTY)
    if len(content) > MOST_BYTES:
        raise BadFile(Fault.TOO_BIG)
    kind = _recognised(content)
    if kind is None:
        raise BadFile(Fault.NOT_ALLOWED)
    return kind, _doubt(kind, PurePath(name).suffix.lower(), content)


_RIFF = {b"WAVE": "wav", b"WEBP": "webp"}


def _recognised(content: bytes) -> Kind | None:
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        return _OLD_OFFICE
    if content.startswith(b"RIFF"):
        # One wrapping for sounds, pictures and films: the recogniser answers with all of them at once.
        return next((kind for kind in KINDS if kind.id == _RIFF.get(content[8:12])), None)
    try:
        matches = puremagic.magic_string(content[:_HEAD])
    except puremagic.PureError:
        return _TEXT if _is_text(content) else None
    found = {match.extension for match in matches if match.confidence == matches[0].confidence}
    found |= {match.extension for match in matches if match.mime_type.startswith(("audio/", "image/", "video/"))}
    for kind in KINDS:
        if kind.found & found:
            return kind
    return None


def _office(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError):
        return None
    if "[Content_Types].xml" not in members:
        return None
    if "word/document.xml" in members:
        return _DOCX
    return _XLSX if "xl/workbook.xml" in members else None


def _is_text(content: bytes) -> bool:
    if b"\x00" in content or content[:2] == b"#!" or b"<script" in content.lower():
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _doubt(kind: Kind, suffix: str, content: bytes) -> Doubt | None:
    if kind in (_DOCX, _XLSX):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(member.endswith("vbaProject.bin") for member in archive.namelist()):
                return Doubt.MACROS
    if kind.id == "pdf" and any(mark in content for mark in (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch")):
        return Doubt.SCRIPT
    if suffix not in kind.names:
        return Doubt.NAME_DIFFERS
    return Doubt.OLD_FORMAT if kind is _OLD_OFFICE else None
