"""What is printed: as many pages as it should be, and nothing beyond what a printer prints."""

import re
import subprocess
from pathlib import Path
from typing import Final

import pytest

from house.cast import Cast
from praxis.core import clock
from praxis.core.ids import uuid7
from praxis.forms.attest.fields import Attest
from praxis.forms.attest.layout import printed, withdrawn
from praxis.forms.attest.placeholders import NAMES
from praxis.forms.manifest import Known
from praxis.messages.actions.invites import Sheet
from praxis.messages.sheet import sheet_pdf
from praxis.vault.sheets import new_sheets, sheets_pdf
from screens.looking import SHOTS

LONG: Final = "von Müller-Lüdenscheidt zu Hohenstein-Ernstthal am See"
PRACTICE: Final = "Berufsausübungsgemeinschaft Dr. med. Müller-Lüdenscheidt und Kollegen"
WORD: Final = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">'
)
PAGE: Final = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">')
MARGIN: Final = 28.0  # points: what an ordinary printer leaves white, 10 mm


def _known() -> Known:
    return Known(dict.fromkeys(NAMES, "") | {
        "vorname": "Maximiliane Friederike", "nachname": LONG, "geburtsdatum": "29.02.1936",
        "strasse": "Straße des siebzehnten Juni 1953 Nummer 1234 b", "plz": "01234",
        "ort": "Hohenstein-Ernstthal", "praxis": PRACTICE, "arzt": f"Dr. med. {LONG}",
        "heute": "29.11.2026", "lanr": "123456601", "praxis_ort": "Hohenstein-Ernstthal",
    })  # fmt: skip


def _papers() -> dict[str, tuple[bytes, int]]:
    """Each paper and how many pages it has."""
    invite = Sheet(
        invite=uuid7(),
        url="http://patient.localhost:9/#" + "A" * 180,
        paper_secret="ABCDE-FGHJK-MNPQR-STVWX*",
        code="12345678",
        expires_at=clock.now(),
    )
    _material, words = new_sheets()
    attest = Attest("Bescheinigung für den Sportverein", "Kann schwimmen. " * 60)
    return {
        "invite": (sheet_pdf(invite), 1),
        "recovery": (sheets_pdf(words, practice=PRACTICE, made_on="29.11.2026"), 3),
        "attest": (printed(attest, _known()), 1),
        "withdrawn": (withdrawn(attest, _known(), "Auf Wunsch der Patientin. " * 5), 1),
    }


def _told(pdf: bytes, folder: Path, name: str) -> str:
    path = folder / f"{name}.pdf"
    path.write_bytes(pdf)
    if SHOTS:
        subprocess.run(["pdftoppm", "-png", "-r", "72", path, Path(SHOTS) / name], check=True)
    done = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("name", ["invite", "recovery", "attest", "withdrawn"])
def test_no_word_of_a_paper_leaves_the_part_a_printer_prints(
    cast: Cast, tmp_path: Path, name: str
) -> None:
    pdf, pages = _papers()[name]
    told = _told(pdf, tmp_path, f"paper-{name}")
    sizes = {(float(w), float(h)) for w, h in PAGE.findall(told)}
    assert len(PAGE.findall(told)) == pages
    assert len(sizes) == 1
    width, height = sizes.pop()
    boxes = [tuple(map(float, box)) for box in WORD.findall(told)]
    assert boxes
    outside = [
        box
        for box in boxes
        if box[0] < MARGIN or box[1] < MARGIN or box[2] > width - MARGIN or box[3] > height - MARGIN
    ]
    assert outside == []
