"""Attachments: judged by their content, not by their name; kept under the digest of their content; never run.

The core stores id, title, digest and size; the bytes lie in the vault. Two equal files are one.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.core.files.uploadedfile import UploadedFile

from hotline.desk.words import say
from hotline.infra import vault

MAX_MB = 20
MEGABYTE = 1024 * 1024
_HEAD = 8192


class Kind(NamedTuple):
    """A type of content that may be kept. `shown`: a browser may show it by itself."""

    mime: str
    suffix: str
    shown: bool = False


class NotWanted(Exception):
    """The file is not taken; the text says why and what to do."""


class Stored(NamedTuple):
    digest: str
    size: int


_MAGIC: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"\xff\xd8\xff", Kind("image/jpeg", ".jpg", True)),
    (0, b"\x89PNG\r\n\x1a\n", Kind("image/png", ".png", True)),
    (0, b"GIF87a", Kind("image/gif", ".gif", True)),
    (0, b"GIF89a", Kind("image/gif", ".gif", True)),
    (8, b"WEBP", Kind("image/webp", ".webp", True)),
    (0, b"%PDF-", Kind("application/pdf", ".pdf")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind("application/x-ole-storage", ".doc")),
    (0, b"ID3", Kind("audio/mpeg", ".mp3")),
    (0, b"\xff\xfb", Kind("audio/mpeg", ".mp3")),
    (0, b"\xff\xf3", Kind("audio/mpeg", ".mp3")),
    (0, b"#!AMR", Kind("audio/amr", ".amr")),
    (0, b"OggS", Kind("audio/ogg", ".ogg")),
    (8, b"WAVE", Kind("audio/wav", ".wav")),
    (4, b"ftyp", Kind("audio/mp4", ".m4a")),
)
_OFFICE = {
    "word/": Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "ppt/": Kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
}
_TEXT = Kind("text/plain; charset=utf-8", ".txt")
_REFUSED = ((b"MZ", "program"), (b"\x7fELF", "program"), (b"#!", "program"), (b"PK", "archive"), (b"Rar!", "archive"))


def keep(upload: UploadedFile | None) -> Stored:
    """Check and store an upload; raises NotWanted."""
    if upload is None:
        raise NotWanted(say("errors.file_missing"))
    size = upload.size or 0
    if size == 0:
        raise NotWanted(say("errors.file_empty"))
    if size > MAX_MB * MEGABYTE:
        raise NotWanted(say("errors.file_large", size=-(-size // MEGABYTE), max=MAX_MB))
    content = b"".join(upload.chunks())
    if kind_of(io.BytesIO(content)) is None:
        raise NotWanted(say("errors.file_kind", found=say(f"file.{_what(content[:_HEAD])}")))
    return Stored(vault.keep(content), size)


def find(digest: str) -> Path | None:
    """Where the content with this digest lies; None when it is not here."""
    try:
        path = vault.path(digest)
    except ValueError:
        return None
    return path if path.is_file() else None


def kind_of(file: BinaryIO) -> Kind | None:
    """What the content is, by its first bytes and, for Office files, by what is inside; None: not to be kept."""
    file.seek(0)
    head = file.read(_HEAD)
    for at, magic, kind in _MAGIC:
        if head[at : at + len(magic)] == magic:
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    return _TEXT if _is_text(head) else None


def _office(file: BinaryIO) -> Kind | None:
    """An Office document without macros; any other archive is refused."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return None
    if "[Content_Types].xml" not in names or any(n.lower().endswith("vbaproject.bin") for n in names):
        return None
    return next((kind for folder, kind in _OFFICE.items() if any(n.startswith(folder) for n in names)), None)


def _is_text(head: bytes) -> bool:
    """Plain words in UTF-8 or GB 18030, no markup that a browser could run."""
    if b"\x00" in head or head.lstrip()[:1] == b"<" or head.startswith(b"#!"):
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _what(head: bytes) -> str:
    """A word for content that is refused."""
    for magic, word in _REFUSED:
        if head.startswith(magic):
            return word
    return "markup" if head.lstrip()[:1] == b"<" else "unknown"
