"""Every sentence of the line grammar can be heard."""

from __future__ import annotations

import io

import pytest

from formats.xdt import LineWriter, Reader
from formats.xdt.sayings import SAYINGS

_HEARD = {
    "X01": b"",
    "X02": b"%PDF-1.7\n",
    "X03": b"0123101Eva\n",
    "X04": b"0123101" + b"x" * 20_000 + b"\r\n",
    "X05": b"0113101E\x01\r\n",
    "X06": b"0123101Eva\r\n\r\n",
    "X07": b"0993101Eva\r\n",
    "X08": b"Eva\r\n",
    "X09": b"01091064\r\n0153101M\x81ller\r\n",
    "X10": b"0153101M\x81ller\r\n",
    "X11": b"0173101M\xef\xbf\xbdller\r\n",
    "X12": LineWriter().line("3101", "Müller") * 30_000 + b"0153101M\x81ll\x84\x94r\r\n" * 30_000,
}


@pytest.mark.parametrize("code", sorted(SAYINGS))
def test_the_sentence_is_said_where_it_belongs(code: str) -> None:
    reader = Reader(io.BytesIO(_HEARD[code]))
    for _ in reader:
        pass
    assert code in reader.problems.codes()
    (first, *_) = [problem for problem in reader.problems if problem.code == code]
    assert str(first).startswith((f"Fehler [{code}]", f"Warnung [{code}]", f"Hinweis [{code}]"))
