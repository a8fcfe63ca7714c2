"""Writes xDT lines strictly: what would split, shift or lose a line is refused."""

from __future__ import annotations

import re
from collections.abc import Callable

from formats.xdt.charsets import Charset
from formats.xdt.errors import UnwritableError

LONGEST_TEXT = 990

_FIELD = re.compile(r"[0-9]{4}")
# C0, DEL, C1 and the Unicode line separators: everything some reader may take for a line end.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _unnamed(_: str) -> str:
    """No German name: the writer of the bare lines knows none."""
    return ""


class LineWriter:
    """Makes lines in one character set; `label_of` gives the German names for refusals.

    `line("3101", "Muster")` gives the bytes with length and CRLF. Raises
    `UnwritableError` for a field
    id that is not four digits, for empty content (unless `empty` is allowed), for more than
    990 bytes, for control characters and for characters outside the set.
    """

    def __init__(
        self,
        charset: Charset = Charset.ISO_8859_15,
        label_of: Callable[[str], str] = _unnamed,
    ) -> None:
        if charset is Charset.DIN_66003:
            raise UnwritableError(
                detail="DIN 66003 is read, never written",
                reason="Der Zeichensatz DIN 66003 wird gelesen, aber nicht geschrieben.",
            )
        self.charset = charset
        self._codec = charset.codec
        self._label_of = label_of

    def line(self, field: str, text: str, *, empty: bool = False) -> bytes:
        """One line as bytes, CRLF included; the length counts bytes."""
        if not _FIELD.fullmatch(field):
            raise UnwritableError(
                detail="field id is not four digits",
                reason="Eine Feldkennung besteht aus vier Ziffern.",
            )
        if _FORBIDDEN.search(text):
            raise self._refusal(
                field, "control character", "Steuerzeichen und Zeilenumbrüche dürfen nicht stehen."
            )
        try:
            content = text.encode(self._codec)
        except UnicodeEncodeError:
            reason = f"Der Zeichensatz {self.charset.label} kennt eines der Zeichen nicht."
            raise self._refusal(field, f"not in {self.charset.name}", reason) from None
        if len(content) > LONGEST_TEXT:
            reason = f"Die Zeile fasst {LONGEST_TEXT} Bytes, der Text ist länger."
            raise self._refusal(field, f"{len(content)} bytes", reason)
        if not (content or empty):
            raise self._refusal(field, "0 bytes", "Das Feld ist vorgeschrieben und leer.")
        return b"%03d%s%s\r\n" % (len(content) + 9, field.encode(), content)

    def _refusal(self, field: str, detail: str, reason: str) -> UnwritableError:
        label = self._label_of(field)
        return UnwritableError(
            detail=f"field {field}: {detail}", field=field, label=label, reason=reason
        )
