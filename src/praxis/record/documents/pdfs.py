"""Makes a PDF harmless: its pages are written into a new file, and nothing else comes along.

Kept are pages with their content and the drawn appearance of annotations and form fields. Gone
are scripts, actions, links, embedded files, forms, outlines, metadata and whatever stood before,
between or behind the objects. What cannot be read or still holds something active is refused.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from praxis.record.documents.errors import BrokenPdf, LockedPdf
from praxis.record.documents.harmless import active_keys
from praxis.record.documents.rewriting import Rewriting

MOST_PAGES: Final = 2_000
_UNREADABLE: Final = (
    PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError,
    OSError, NotImplementedError, OverflowError, MemoryError, AssertionError,
)  # fmt: skip


def clean_pdf(content: bytes) -> bytes:
    """A new PDF with the same pages and nothing active; LockedPdf, BrokenPdf."""
    return _insist_on_harmless(b"".join(rewritten(BytesIO(content))))


def rewritten(source: BinaryIO) -> Iterator[bytes]:
    """The same piece by piece, object by object: memory grows with the largest object only.

    Raises LockedPdf or BrokenPdf at any piece; what came before is then worth nothing.
    """
    try:
        reader = PdfReader(source, strict=False)
        if reader.is_encrypted:
            raise LockedPdf
        if not 0 < len(reader.pages) <= MOST_PAGES:
            raise BrokenPdf(detail="pages")
        yield from Rewriting(reader).pieces()
    except _UNREADABLE as error:
        raise BrokenPdf(detail=type(error).__name__) from None


def _insist_on_harmless(content: bytes) -> bytes:
    try:
        left = active_keys(content)
    except _UNREADABLE as error:
        raise BrokenPdf(detail=type(error).__name__) from None
    if left:
        raise BrokenPdf(detail=" ".join(sorted(left)))
    return content
