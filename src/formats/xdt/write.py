"""Writes xDT lines strictly: what would split, shift or lose a line is refused."""

from __future__ import annotations

import re

from formats.xdt.charsets import Charset
from formats.xdt.errors import UnwritableError

LONGEST_TEXT = 990

_FIELD = re.compile(r"[0-9]{4}")
# C0, DEL, C1 and the Unicode line separators: everything some reader may take for a line end.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class LineWriter:
    """Makes lines in one character set.

    `line("3101", "Muster")` gives the bytes with length and CRLF. Raises
    `UnwritableError` for a field
    id that is not four digits, for empty content (unless `empty` is allowed), for more than
    990 bytes, for control characters and for characters outside the set.
    """

    def __init__(self, charset: Charset = Charset.ISO_8859_15) -> None:
        if charset is Charset.DIN_66003:
            raise UnwritableError(detail="DIN 66003 is read, never written")
        self.charset = charset
        self._codec = charset.codec

    def line(self, field: str, text: str, *, empty: bool = False) -> bytes:
        """One line as bytes, CRLF included; the length counts bytes."""
        if not _FIELD.fullmatch(field):
            raise UnwritableError(detail="field id is not four digits")
        if _FORBIDDEN.search(text):
            raise UnwritableError(detail=f"field {field}: control character")
        try:
            content = text.encode(self._codec)
        except UnicodeEncodeError:
            raise UnwritableError(detail=f"field {field}: not in {self.charset.name}") from None
        if len(content) > LONGEST_TEXT or not (content or empty):
            raise UnwritableError(detail=f"field {field}: {len(content)} bytes")
        return b"%03d%s%s\r\n" % (len(content) + 9, field.encode(), content)
