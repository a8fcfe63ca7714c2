"""The sheet of paper as a PDF, made in memory: link as QR code, tear-off strip, never the code."""

from html import escape
from typing import Final, cast
from urllib.parse import urlsplit

from praxis.config import config
from praxis.core.clock import berlin_day
from praxis.messages.actions.invites import Sheet
from praxis.staff import people

_STYLE: Final = """
@page { size: A4; margin: 20mm }
body { font: 12pt sans-serif; line-height: 1.4 } h1 { font-size: 18pt; margin: 0 0 6mm }
svg { width: 75mm; height: 75mm; display: block; margin: 6mm 0 }
.strip { border-top: 1px dashed #000; margin-top: 12mm; padding-top: 6mm }
.secret { font: bold 16pt monospace; letter-spacing: 1px } small { color: #333 }
"""


def sheet_pdf(sheet: Sheet) -> bytes:
    """The PDF of one invite; it exists in this answer only."""
    from weasyprint import HTML  # large, and only for printing

    return cast("bytes", HTML(string=_html(sheet), url_fetcher=_nothing).write_pdf())


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    """The sheet loads nothing from anywhere."""
    raise ValueError(f"not loaded: {urlsplit(url).scheme}")


def _html(sheet: Sheet) -> str:
    import zxingcpp

    barcode = zxingcpp.create_barcode(sheet.url, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    day = berlin_day(sheet.expires_at).strftime("%d.%m.%Y")
    host, relay = urlsplit(sheet.url).netloc, urlsplit(config().relay).netloc
    practice = escape(people.practice_name())
    return f"""<!doctype html><html lang="de"><meta charset="utf-8"><title>Einladung</title>
<style>{_STYLE}</style><h1>{practice}: Post auf Ihr Telefon</h1>
<p>1. Öffnen Sie mit der Kamera Ihres Telefons diesen Code. Er führt zu <b>{escape(host)}</b>.</p>
{barcode.to_svg(add_quiet_zones=True).partition("?>")[2] or barcode.to_svg()}
<p>2. Geben Sie die acht Ziffern ein, die Ihnen die Praxis <b>sagt</b>. Sie stehen nicht auf
diesem Blatt.</p><p>3. Vergleichen Sie die Sicherheitsnummer auf Ihrem Telefon mit der Praxis.</p>
<p>Gültig bis {day}, für ein Gerät. Geben Sie das Blatt nicht weiter. Führt der Code zu einer
anderen Adresse, brechen Sie ab und rufen Sie uns an. Die Briefe reisen versiegelt über
<b>{escape(relay)}</b>, wo niemand sie lesen kann.</p>
<div class="strip"><p><b>Abreißen und zu Hause aufbewahren.</b> Papierschlüssel, falls Ihr Telefon
keinen Passkey anbietet:</p><p class="secret">{sheet.paper_secret}</p>
<p><small>Die Praxis hat diesen Schlüssel nicht gespeichert. Ging er verloren, bekommen Sie ein
neues Blatt.</small></p></div></html>"""
