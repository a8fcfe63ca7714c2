"""A photo from a patient: looked at by its bytes, capped, drawn anew, and without its metadata."""

import io
import warnings
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 4_096
QUALITY: Final = 88
_MAGIC: Final = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}


class NotAPicture(Exception):
    """Not one of the three types, broken, or too large; nothing of it is kept."""


def clean_jpeg(data: bytes) -> bytes:
    """The picture as a fresh JPEG: turned upright, no EXIF, no profile, no second image."""
    kind = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), "")
    if not kind:
        raise NotAPicture("magic")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # Only the decoder of the announced type: a polyglot meets no other parser.
            with Image.open(io.BytesIO(data), formats=[kind]) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise NotAPicture("pixels")
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning) as error:
        raise NotAPicture(type(error).__name__) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A new canvas: nothing that hangs on the old image object is written along.
    fresh = Image.new("RGB", upright.size)
    fresh.paste(upright)
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
