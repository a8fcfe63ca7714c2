"""The DataMatrix of a page: drawn as PNG or SVG, and read back from a picture byte by byte."""

from __future__ import annotations

import io
import warnings

import zxingcpp
from PIL import Image, UnidentifiedImageError

from formats.xdt import UnwritableError

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
MOST_PIXELS = 40_000_000  # an A4 page at 600 dpi
_ONLY = zxingcpp.barcode_formats_from_str("DataMatrix")
_SMALLEST = 10  # pixels a side: the smallest DataMatrix has as many modules


def png(data: bytes, scale: int = 4) -> bytes:
    """The barcode as a PNG in grey; `scale` is pixels a module.

    Raises `UnwritableError` for no bytes or more than a DataMatrix holds.
    """
    drawn = Image.fromarray(_symbol(data).to_image(scale=scale))
    out = io.BytesIO()
    drawn.convert("L").save(out, "PNG")
    return out.getvalue()


def svg(data: bytes) -> str:
    """The barcode as SVG for printing at any size; raises like `png`."""
    return str(_symbol(data).to_svg())


def decode(picture: bytes) -> tuple[bytes, ...]:
    """The bytes of every DataMatrix in a picture, each once; empty if there is none.

    Pictures that are no picture, are broken or have more than 40 million pixels give nothing.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(picture), formats=_FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    return ()
                grey = opened.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError,
            Image.DecompressionBombError, Image.DecompressionBombWarning):  # fmt: skip
        return ()
    if min(grey.size) < _SMALLEST:
        return ()
    found = zxingcpp.read_barcodes(grey, formats=_ONLY)
    return tuple(dict.fromkeys(bytes(code.bytes) for code in found if code.bytes))


def _symbol(data: bytes) -> zxingcpp.Barcode:
    try:
        return zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.DataMatrix)
    except ValueError:
        raise UnwritableError(detail=f"{len(data)} bytes do not fit a DataMatrix") from None
