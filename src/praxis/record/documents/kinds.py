"""What kind of file it is, found from its first bytes and never from its name or its sender."""

from enum import StrEnum
from typing import Final

from praxis.record.documents.errors import NoFile, OfficeOrArchive, WebPage, WrongKind


class Media(StrEnum):
    """The kinds of content we keep; nothing else is ever stored or sent out."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    TIFF = "image/tiff"


ENDINGS: Final = {
    Media.PDF: "pdf",
    Media.JPEG: "jpg",
    Media.PNG: "png",
    Media.WEBP: "webp",
}
HEAD: Final = 1024
_STARTS: Final = (
    (b"%PDF-", Media.PDF),
    (b"\xff\xd8\xff", Media.JPEG),
    (b"\x89PNG\r\n\x1a\n", Media.PNG),
    (b"II*\x00", Media.TIFF),
    (b"MM\x00*", Media.TIFF),
)
_ARCHIVES: Final = (
    b"PK", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"{\\rtf",
)  # fmt: skip
_WEB: Final = (b"<svg", b"<html", b"<!doctype", b"<?xml", b"<script", b"mime-version:", b"<body")


def media_of(head: bytes) -> Media:
    """The kind of a file that begins with `head`; WrongKind with the fix for everything else."""
    if not head:
        raise NoFile
    for start, media in _STARTS:
        if head.startswith(start):
            return media
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Media.WEBP
    if head.startswith(_ARCHIVES):
        raise OfficeOrArchive
    if any(word in head.lower() for word in _WEB):
        raise WebPage
    raise WrongKind
