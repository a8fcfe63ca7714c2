"""Prints an Attest as PDF/A; the renderer reaches neither the network nor a file (E-17)."""

from typing import Any, Final, NoReturn

from django.template.loader import render_to_string

from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.forms.attest.fields import Attest
from praxis.forms.attest.placeholders import filled
from praxis.forms.manifest import Known

_LOOK: Final = """
@page { size: A4; margin: 20mm 20mm 25mm 25mm;
  @bottom-center { content: "Seite " counter(page) " von " counter(pages); font-size: 8pt } }
html { font: 11pt/1.5 "DejaVu Sans", sans-serif }
header { border-bottom: .5pt solid #333; font-size: 9pt; margin-bottom: 22mm; padding-bottom: 3mm }
header strong { font-size: 13pt; display: block }
h1 { font-size: 16pt; margin: 0 0 8mm } .who { margin-bottom: 8mm }
.text { white-space: pre-wrap; overflow-wrap: anywhere }
.sign { margin-top: 28mm; border-top: .5pt solid #333; width: 75mm; font-size: 9pt }
"""
_OF_PRACTICE: Final = ("praxis_strasse", "praxis_plz", "praxis_ort", "praxis_telefon", "bsnr")


class NothingFetched(PraxisError):
    """The text tried to make the renderer open something."""

    message = marked("Im Attest steckt ein Verweis auf eine Datei. Bitte schreiben Sie nur Text.")


def _refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise NothingFetched


def shown(attest: Attest, known: Known, reason: str = "") -> dict[str, object]:
    """What preview and print show: plain words, escaped by the template."""
    return {
        "title": filled(attest.title, known.values),
        "text": filled(attest.text, known.values),
        "known": known.values,
        "letterhead": _letterhead(known),
        "reason": reason,
    }


def _letterhead(known: Known) -> list[str]:
    """What is known of the practice's address, for one line."""
    of = {name: known.values.get(name, "") for name in _OF_PRACTICE}
    town = f"{of['praxis_plz']} {of['praxis_ort']}".strip()
    phone = of["praxis_telefon"] and f"Telefon {of['praxis_telefon']}"
    number = of["bsnr"] and f"BSNR {of['bsnr']}"
    return [part for part in (of["praxis_strasse"], town, phone, number) if part]


def printed(attest: Attest, known: Known) -> bytes:
    """The certificate."""
    return _pdf(shown(attest, known))


def withdrawn(attest: Attest, known: Known, reason: str) -> bytes:
    """The counter-document."""
    return _pdf(shown(attest, known, reason))


def _pdf(told: dict[str, object]) -> bytes:
    # Loaded with the first print: half a second and 20 MB that most processes never need.
    from weasyprint import CSS, HTML

    page = HTML(string=render_to_string("attest/print.html", told), url_fetcher=_refuse)
    pdf: bytes = page.write_pdf(
        stylesheets=[CSS(string=_LOOK, url_fetcher=_refuse)],
        pdf_variant="pdf/a-3b",
        pdf_tags=True,
    )
    return pdf
