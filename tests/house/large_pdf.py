"""Large files for tests and figures, made while they are read: nothing of them is kept anywhere."""

import secrets
from collections.abc import Iterator
from typing import Any, Final

MIB: Final = 1 << 20


class LargePdf:
    """A PDF of scanned pages, each one picture of random bytes; `extra` stands in each page."""

    def __init__(self, pages: int, *, extra: bytes = b"", size: int = MIB) -> None:
        self.pages, self.extra, self.size = pages, extra, size

    def chunks(self) -> Iterator[bytes]:
        """The file in pieces of about one page."""
        at, places = 0, []

        def one(number: int, content: bytes) -> bytes:
            nonlocal at
            places.append((number, at))
            piece = b"%d 0 obj\n%s\nendobj\n" % (number, content)
            at += len(piece)
            return piece

        head = b"%PDF-1.7\n"
        at = len(head)
        yield head
        yield one(1, b"<< /Type /Catalog /Pages 2 0 R >>")
        kids = b" ".join(b"%d 0 R" % (3 + 3 * page) for page in range(self.pages))
        yield one(2, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, self.pages))
        for page in range(self.pages):
            first = 3 + 3 * page
            yield one(first, self._page(first))
            drawn = b"q 595 0 0 842 0 0 cm /Bild Do Q"
            yield one(first + 1, _stream(b"", drawn))
            yield one(first + 2, _stream(_PICTURE, secrets.token_bytes(self.size)))
        yield b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        yield b"".join(b"%010d 00000 n \n" % place for _number, place in sorted(places))
        yield b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
            len(places) + 1,
            at,
        )

    def _page(self, first: int) -> bytes:
        return (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s /Contents %d 0 R "
            b"/Resources << /XObject << /Bild %d 0 R >> >> >>"
        ) % (self.extra, first + 1, first + 2)


_PICTURE: Final = (
    b"/Type /XObject /Subtype /Image /Width 1024 /Height 1024 /BitsPerComponent 8 "
    b"/ColorSpace /DeviceGray "
)


def _stream(head: bytes, content: bytes) -> bytes:
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (head, len(content), content)


class AsFile:
    """Pieces as a file that can be read once, as the test client wants to send it."""

    def __init__(self, pieces: Iterator[bytes], name: str = "scan.pdf") -> None:
        self._pieces, self._left, self.name = pieces, b"", name

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        while size < 0 or len(self._left) < size:
            piece: Any = next(self._pieces, None)
            if piece is None:
                break
            self._left += piece
        found = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(found) :]
        return found
