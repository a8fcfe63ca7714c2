"""Everything a laboratory can do wrong in one night: all of it is listed, and nothing is left."""

import gzip
import os

from house.pages import Pages
from praxis.core.ids import PatientId
from praxis.exchange.lab.tests.conftest import Lab, samples


def test_a_night_of_bad_files_is_listed_whole(lab: Lab, dora: PatientId, page: Pages) -> None:
    good = samples()["02_befund_dora.ldt"]
    lab.drop("earlier.ldt", good)
    lab.passes()
    lab.drop("trunc.ldt", good[: len(good) // 2])
    lab.drop("empty.ldt", b"")
    (lab.folder / os.fsdecode(b"M\xfcller.ldt")).write_bytes(good.replace(b"7.4", b"7.5", 1))
    lab.drop("bomb.ldt", gzip.compress(b"0" * 5_000_000))
    lab.drop("foreign.pdf", b"%PDF-1.4\n1 0 obj")
    lab.drop("utf8.ldt", good.decode("iso8859-15").encode())
    lab.drop("again.ldt", good)
    lab.drop("zeros.ldt", b"\0" * 100_000)
    lab.drop("long.ldt", b"0138000" + b"8220\r\n" * 200_000)
    lab.passes(3)
    assert list(lab.folder.iterdir()) == []
    shown = page.as_(lab.cast.ben).get("lab:history").is_ok()
    shown.shows("trunc.ldt", "empty.ldt", "bomb.ldt", "again.ldt", "long.ldt")
