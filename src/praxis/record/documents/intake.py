"""From the bytes somebody brings to bytes we keep: looked through, rewritten, or refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from praxis.record.documents.errors import NoFile, TooLargeToCheck
from praxis.record.documents.images import clean_image
from praxis.record.documents.kinds import HEAD, Media, media_of
from praxis.record.documents.pdfs import clean_pdf

LARGEST: Final = 64 << 20


class Brought(Protocol):
    """A file somebody brings: an upload, or anything else that comes in pieces."""

    def chunks(self) -> Iterator[bytes]:
        """The content, piece by piece."""


@dataclass(frozen=True, slots=True, repr=False)
class Clean:
    """Content that may be kept, and what it is."""

    content: bytes
    media: Media


def take_in(file: Brought) -> Clean:
    """Judge by content and make harmless; never more than LARGEST in memory at once.

    The kind is decided from the first piece, so that an archive is refused unread.
    """
    found = bytearray()
    media: Media | None = None
    for piece in file.chunks():
        found += piece
        if media is None and len(found) >= HEAD:
            media = media_of(bytes(found[:HEAD]))
        if len(found) > LARGEST:
            raise TooLargeToCheck
    if not found:
        raise NoFile
    media = media or media_of(bytes(found[:HEAD]))
    content = bytes(found)
    del found
    if media is Media.PDF:
        return Clean(clean_pdf(content), media)
    return Clean(*clean_image(content, media))
