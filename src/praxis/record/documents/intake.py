"""From the bytes somebody brings to bytes we keep: looked through, rewritten, or refused."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from praxis.record.documents.apart import looked_through
from praxis.record.documents.errors import NoFile, TooLargeToCheck
from praxis.record.documents.images import clean_image
from praxis.record.documents.kinds import HEAD, Media, media_of
from praxis.vault.uploads import SealedUpload, sealed_anew

LARGEST: Final = 256 << 20
LARGEST_PICTURE: Final = 64 << 20
HERE: Final = 4 << 20
"""Up to here a file is looked through in memory; above it in a process of its own."""


class Brought(Protocol):
    """A file somebody brings: an upload, or anything else that comes in pieces."""

    def chunks(self) -> Iterator[bytes]:
        """The content, piece by piece."""


@dataclass(frozen=True, slots=True, repr=False)
class Clean:
    """Content that may be kept, piece by piece and once, and what it is."""

    pieces: Iterable[bytes]
    media: Media


def take_in(file: Brought) -> Clean:
    """Judge by content and make harmless; the memory does not grow with the file.

    The kind is decided from the first piece, so that an archive is refused unread. The pieces of
    a large file are made while they are stored; an error among them means that nothing is kept.
    """
    head = _beginning(file, HEAD)
    if not head:
        raise NoFile
    media = media_of(head[:HEAD])
    content = _beginning(file, HERE + 1)
    if len(content) > HERE:
        kept, pieces = looked_through(_sealed(file, media), media)
        return Clean(pieces, kept)
    if media is Media.PDF:
        # The reader of PDFs takes 8 MB: loaded with the first one.
        from praxis.record.documents.pdfs import clean_pdf

        return Clean([clean_pdf(content)], media)
    picture, kept = clean_image(content, media)
    return Clean([picture], kept)


def _sealed(file: Brought, media: Media) -> SealedUpload:
    largest = LARGEST if media is Media.PDF else LARGEST_PICTURE
    upload = file if isinstance(file, SealedUpload) else sealed_anew(file.chunks(), largest + 1)
    if (upload.size or 0) > largest:
        raise TooLargeToCheck
    return upload


def _beginning(file: Brought, wanted: int) -> bytes:
    found = bytearray()
    for piece in file.chunks():
        found += piece
        if len(found) >= wanted:
            break
    return bytes(found)
