"""The fuzz target: any bytes go through every reader; only our own refusals may come out.

`python -m formats.tests.fuzz CORPUS` runs it for ever with atheris where that is installed; the
test suite runs it over the committed corpus and over what hypothesis makes of it.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from formats import bdt, bmp, gdt, kvdt, ldt
from formats.catalogues import open_catalogue
from formats.convert import Target, convert
from formats.detect import Format, detect
from formats.fhir.check import Shelf, check_bytes
from formats.fhir.samples.write import FAMILIES
from formats.show import show
from formats.xdt import FormatError

NAMES = ("icd10gm2031.txt", "ops2031.txt", "kbv_ebm_2031-01-01.csv", "S_A_V1.00.tsv")
_R4 = Shelf()
CORPUS = Path(__file__).parent / "corpus"


def one_input(data: bytes) -> None:
    """Everything that reads, once. Raises only what is a fault of ours."""
    detect(data, "x.ldt")
    file = ldt.read(io.BytesIO(data))
    _drain(file.reports)
    _drain(ldt.read(io.BytesIO(data)).orders)
    ldt.check(io.BytesIO(data))
    _drain(gdt.read(io.BytesIO(data)).messages)
    _drain(bdt.read(io.BytesIO(data)).records)
    kvdt.check(io.BytesIO(data), "Z01999999900_31.12.2026_12.00.con")
    bmp.read(data)
    for family in FAMILIES.values():
        with contextlib.suppress(FormatError):
            family.write(family.read(data).document)
    check_bytes(data, _R4)
    for name in NAMES:
        try:
            for part in open_catalogue(io.BytesIO(data), name):
                _drain(part.items)
        except FormatError:
            continue
    for kind in Format:
        with contextlib.suppress(FormatError):
            _drain(show(io.BytesIO(data), kind, with_content=True, name=NAMES[0]))
        for target in Target:
            try:
                convert(io.BytesIO(data), kind, target)
            except FormatError:
                continue


def _drain(items: Iterable[object]) -> None:
    for _ in items:
        pass


def main() -> None:
    """Run atheris on the folder named on the command line, the committed corpus by default."""
    atheris = import_module("atheris")
    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *(sys.argv[1:] or [str(CORPUS)])], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
