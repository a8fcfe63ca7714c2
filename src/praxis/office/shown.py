"""Small things the office's pages show: QR codes, and answers that are forms with a fault."""

from typing import Any

import zxingcpp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from praxis.core.errors import PraxisError


def qr_code(content: str) -> SafeString:
    """The QR code as inline SVG: one path, no data: address, readable by every app."""
    barcode = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawn: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    image = memoryview(drawn)
    height, width = drawn.shape[:2]
    dark = [(x, y) for y in range(height) for x in range(width) if image[y, x] == 0]
    path = "".join(f"M{x + 2} {y + 2}h1v1h-1z" for x, y in dark)
    # Digits and our own letters only, made three lines above.
    return mark_safe(  # noqa: S308 - only our own code draws it
        f'<svg class="qr" viewBox="0 0 {width + 4} {height + 4}" role="img" '
        f'aria-label="QR-Code" width="200" height="200"><rect width="100%" height="100%" '
        f'fill="#fff"/><path fill="#000" d="{path}"/></svg>'
    )


def form(
    request: HttpRequest, template: str, error: PraxisError | None = None, /, **told: Any
) -> HttpResponse:
    """A page with a form; with an error the same page says why and keeps what was typed."""
    status = 200 if error is None else error.status
    return render(request, template, {**told, "error": error}, status=status)
