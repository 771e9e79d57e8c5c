"""The bytes of a picture file go in, its pixels come out, upright and shrunk; or one sentence on why there are none.

The header is judged before a pixel is decoded, so that no small file can fill the memory.
"""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "AVIF")  # and HEIF, once its decoder is there
KINDS = ("png", "jpg", "jpeg", "jfif", "gif", "bmp", "webp", "tif", "tiff", "avif", "heic", "heif")  # names of files
MAX_MEGABYTES = 25
MAX_BYTES = MAX_MEGABYTES * 2**20
MAX_PIXELS = 16_000_000  # twice a 4K screen; WebP takes 15 bytes to decode each of them
MAX_PIXELS_JPEG = 50_000_000  # phone cameras take up to so many; these are decoded at an eighth of their size
MAX_PIXELS_HEIF = 26_000_000  # phones take 12 or 24 million; five bytes to decode each of them
MIN_SIDE = 8  # a digit can be told in no fewer pixels
NARROWEST = 50  # a picture whose one side is so many times the other holds no digit
WORK_SIDE = 640  # a file is first shrunk to this: noise averages out, and a digit a tenth as large has 64 pixels
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")

NO_PICTURE = "The file is no picture that can be read: choose a PNG, JPEG, HEIC, WebP, AVIF, TIFF, GIF or BMP."
DAMAGED = "The picture is damaged or cut off: save it again, or take a screenshot of it."
SVG = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml.{0,2000}?\?>|<!--.{0,2000}?-->|<!DOCTYPE.{0,2000}?>|\s)*<svg\b", re.S
)
PROBE = 8_192  # bytes in which an SVG shows itself


class ImageError(ValueError):
    """Says in one sentence why no digit can be looked for in these pixels or this file, and what to do."""


def pixels(data: bytes) -> NDArray[np.uint8]:
    """A picture file upright and shrunk: uint8 (h, w) or (h, w, 4), at most 640 a side.

    Raises:
        ImageError: it is no such picture, too large, too small, animated or damaged.
    """
    if not data:
        raise ImageError("The file is empty: save the picture again and choose that file.")
    _check_size(len(data), MAX_MEGABYTES)
    if SVG.match(data[:PROBE]):
        raise ImageError("This is an SVG, which holds no pixels: export it as a PNG, or take a screenshot of it.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's about large and odd files: those that matter are refused
        try:
            _teach_heif(data)
            with Image.open(io.BytesIO(data), formats=_formats()) as image:
                _check_header(image)
                return _shrunk(image)
        except ImageError:
            raise
        except UnidentifiedImageError:
            # An AVIF and a HEIC show what they are in their first bytes, and are decoded at once.
            message = DAMAGED if data[4:8] == b"ftyp" else NO_PICTURE
        except Image.DecompressionBombError:
            message = _too_large(MAX_PIXELS)
        except Exception:  # the decoders raise nearly anything on a damaged file
            message = DAMAGED
    raise ImageError(message)


def check_offer(name: str, kind: str, size: int, most: int = MAX_MEGABYTES) -> None:
    """Judges a file by what a browser says of it, before a byte of it has come.

    Args:
        name: of the file.
        kind: its media type, "" where the browser knows none, as of a HEIC.
        size: in bytes.
        most: megabytes that are taken.

    Raises:
        ImageError: it is no picture, or too large.
    """
    if not kind.startswith("image/") and not name.lower().endswith(tuple(f".{each}" for each in KINDS)):
        raise ImageError(NO_PICTURE)
    _check_size(size, min(most, MAX_MEGABYTES))


def _check_size(size: int, most: int) -> None:
    if size > most * 2**20:
        raise ImageError(f"The file has {size / 2**20:.1f} MB, but at most {most} MB are read: save it smaller.")


def _teach_heif(data: bytes) -> None:
    """Lets Pillow read a phone's HEIC, at the first one that comes: the decoder takes 20 ms to load."""
    if data[4:8] != b"ftyp" or data[8:12] not in HEIF_BRANDS or "HEIF" in Image.OPEN:
        return
    try:
        import pillow_heif
    except ImportError as error:
        raise ImageError(
            "This is a HEIC picture, which needs `pip install pillow-heif`: or save it as a JPEG."
        ) from error
    pillow_heif.register_heif_opener(thumbnails=False)


def _formats() -> tuple[str, ...]:
    return (*FORMATS, "HEIF") if "HEIF" in Image.OPEN else FORMATS


def _too_large(limit: int) -> str:
    return f"The picture has more than {limit // 10**6} million pixels: save it smaller."


def _check_header(image: Image.Image) -> None:
    """Refuses what the header alone gives away, before a pixel is decoded."""
    limit = (
        MAX_PIXELS_JPEG
        if isinstance(image, JpegImageFile)
        else MAX_PIXELS_HEIF
        if image.format == "HEIF"
        else MAX_PIXELS
    )
    size = f"{image.width} x {image.height}"
    if image.width * image.height > limit:
        raise ImageError(_too_large(limit))
    if max(image.size) < MIN_SIDE:
        raise ImageError(
            f"The picture has only {size} pixels: a digit needs a side of at least {MIN_SIDE}, so save it larger."
        )
    if max(image.size) > NARROWEST * min(image.size):
        raise ImageError(f"The picture is a strip of {size} pixels: crop it so that it shows one digit whole.")
    # A phone's JPEG may carry its preview or depth as a second frame (MPO), a TIFF its pages: no animation.
    if getattr(image, "is_animated", False) and image.format not in ("MPO", "TIFF", "HEIF"):
        raise ImageError("The picture is animated: save the one frame that shows the digit.")


def _shrunk(image: Image.Image) -> NDArray[np.uint8]:
    """uint8 (h, w) or (h, w, 4) of an opened picture, shrunk first so that the rest works on little."""
    if image.mode in ("1", "P") or (image.mode in ("L", "RGB") and "transparency" in image.info):
        image = image.convert("RGBA")  # these cannot be averaged as they are
    image.thumbnail((WORK_SIDE, WORK_SIDE), reducing_gap=2.0)
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode.startswith(("I", "F")):  # more than 8 bits a pixel: Pillow's own conversion would clip them at 255
        return _eight_bits(np.asarray(image, np.float32))
    return np.asarray(image.convert("RGBA"))


def _eight_bits(levels: NDArray[Any]) -> NDArray[np.uint8]:
    """Levels of 16 bits, or of any range where they go beyond them, as 0 to 255."""
    finite = np.nan_to_num(levels, posinf=0, neginf=0)
    low, high = min(0.0, float(finite.min())), float(finite.max())
    top = high if high > 65_535 or high <= 1 else 65_535
    return np.asarray((finite - low) / max(top - low, 1e-9) * 255, np.uint8)
