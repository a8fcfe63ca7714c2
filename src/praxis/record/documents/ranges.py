"""Which part of a content a browser asks for (RFC 9110, section 14): one range of bytes or all."""

import re
from typing import Final

_ONE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class OutsideContent(Exception):
    """The range begins behind the end; the answer is 416."""


def asked_part(header: str, length: int) -> tuple[int, int] | None:
    """First byte and the one behind the last; None if the whole is to be sent.

    What is no single range of bytes is not an error: the whole content answers it.
    """
    found = _ONE.fullmatch(header.strip())
    if found is None or found.group(1) == found.group(2) == "":
        return None
    first, last = found.groups()
    if not first:
        wanted = min(int(last), length)
        if not wanted:
            raise OutsideContent
        return length - wanted, length
    if last and int(last) < int(first):
        return None
    if int(first) >= length:
        raise OutsideContent
    return int(first), min(int(last) + 1, length) if last else length
