"""Recovery sheets: a key split over three sheets of paper, any two of which open the vault."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import shamir_mnemonic
from shamir_mnemonic import MnemonicError

from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.vault import openers
from praxis.vault.openers import Material
from seal.keys import SecretKey

SHEETS: Final = 3
NEEDED: Final = 2


class BadSheets(PraxisError):
    """The words of the sheets do not give a key: misread, the same sheet twice, or other sheets."""

    message = marked(
        "Aus diesen Wörtern ergibt sich kein Schlüssel. Bitte prüfen Sie die Schreibweise und ob "
        "zwei verschiedene Blätter desselben Satzes vorliegen."
    )


class BadSheet(PraxisError):
    """These words are no sheet: a wrong word, one missing, or another order."""

    message = marked(
        "Diese Wörter ergeben kein Blatt. Ein Wort ist falsch, fehlt oder steht an anderer "
        "Stelle. Bitte vergleichen Sie Wort für Wort."
    )


def new_sheets() -> tuple[Material, list[str]]:
    """A fresh recovery key as opener material, and the words of its three sheets."""
    key = SecretKey.new()
    groups = shamir_mnemonic.generate_mnemonics(1, [(NEEDED, SHEETS)], key.reveal())
    return openers.recovery_key(key), list(groups[0])


def combine(words: Sequence[str]) -> Material:
    """The opener material from two sheets; BadSheets."""
    cleaned = [" ".join(sheet.lower().split()) for sheet in words]
    try:
        return openers.recovery_key(SecretKey(shamir_mnemonic.combine_mnemonics(cleaned)))
    except (MnemonicError, ValueError):
        raise BadSheets from None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one sheet says about itself: its set and its number; not a word of its secret."""

    set: int
    number: int


def read_sheet(words: str) -> Sheet:
    """One sheet as typed from paper; BadSheet if a word is wrong, missing or in another place."""
    try:
        share = shamir_mnemonic.Share.from_mnemonic(" ".join(words.lower().split()))
    except (MnemonicError, ValueError):
        raise BadSheet from None
    return Sheet(share.identifier, share.index + 1)


_STYLE: Final = """
@page { size: A4; margin: 22mm } body { font: 12pt sans-serif } section { break-after: page }
ol { columns: 3; font: 13pt monospace; line-height: 1.9 } h1 { font-size: 20pt }
p { max-width: 150mm } .where { margin-top: 12mm; border-top: 1px solid; padding-top: 4mm }
"""


def sheets_html(words: Sequence[str], *, practice: str, made_on: str) -> str:
    """The sheets to print, one page each; nothing is loaded from anywhere."""
    pages = "".join(
        f"<section><h1>Wiederherstellungsblatt {number} von {SHEETS}</h1>"
        f"<p><strong>{escape(practice)}</strong>, erstellt am {escape(made_on)}</p>"
        f"<p>Zwei beliebige dieser {SHEETS} Blätter öffnen den Tresor der Praxis. Eines allein "
        "verrät nichts. Bewahren Sie die Blätter an verschiedenen Orten auf und geben Sie die "
        "Wörter nirgends außer am Praxisserver ein.</p><ol>"
        + "".join(f"<li>{escape(word)}</li>" for word in sheet.split())
        + '</ol><p class="where">Aufbewahrt bei / Ort / Datum:</p></section>'
        for number, sheet in enumerate(words, start=1)
    )
    return (
        '<!doctype html><html lang="de"><meta charset="utf-8">'
        f"<title>Wiederherstellungsblätter</title><style>{_STYLE}</style>{pages}</html>"
    )


def sheets_pdf(words: Sequence[str], *, practice: str, made_on: str) -> bytes:
    """The same as PDF, made in memory; the printer gets it, the disk does not."""
    from weasyprint import HTML

    html = sheets_html(words, practice=practice, made_on=made_on)
    pdf: bytes = HTML(string=html, url_fetcher=_fetch_nothing).write_pdf()
    return pdf


def _fetch_nothing(*_: object, **__: object) -> dict[str, object]:
    raise ValueError("sheets load nothing")
