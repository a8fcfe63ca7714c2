"""Makes an image harmless: decoded within limits and written anew, without its metadata."""

import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from praxis.record.documents.errors import BrokenImage, SeveralImages, TooManyPixels
from praxis.record.documents.kinds import Media

MOST_PIXELS: Final = 60_000_000
_NAMES: Final = {Media.JPEG: "JPEG", Media.PNG: "PNG", Media.WEBP: "WEBP", Media.TIFF: "TIFF"}


def clean_image(content: bytes, media: Media) -> tuple[bytes, Media]:
    """The picture alone: no EXIF, no place, no second content behind it. TIFF becomes PNG.

    TooManyPixels before anything is decoded; SeveralImages; BrokenImage.
    """
    try:
        with warnings.catch_warnings():
            # Our own limit speaks below, before Pillow decodes anything.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[_NAMES[media]]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise TooManyPixels
                if getattr(image, "n_frames", 1) > 1:
                    raise SeveralImages
                return _written(ImageOps.exif_transpose(image), media)
    except Image.DecompressionBombError:
        raise TooManyPixels from None
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, IndexError, EOFError) as error:
        raise BrokenImage(detail=type(error).__name__) from None


def _written(image: Image.Image, media: Media) -> tuple[bytes, Media]:
    target = Media.PNG if media is Media.TIFF else media
    modes = ("L", "RGB") if target is Media.JPEG else ("1", "L", "RGB", "RGBA")
    pixels = image if image.mode in modes else image.convert(_mode(image, target))
    plain = Image.new(pixels.mode, pixels.size)
    plain.paste(pixels)
    out = BytesIO()
    plain.save(out, _NAMES[target], **({} if target is Media.PNG else {"quality": 92}))
    return out.getvalue(), target


def _mode(image: Image.Image, target: Media) -> str:
    see_through = "A" in image.getbands() or "transparency" in image.info
    return "RGBA" if see_through and target is not Media.JPEG else "RGB"
