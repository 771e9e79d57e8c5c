"""The sets by which the literature asks what a network takes for a digit, or sets like them: files in, images out.

- letters of handwriting fonts that no training showed, in the place of EMNIST's;
- printed letters, as notMNIST has them: those from A to J that do not pass for a digit;
- the ten kana of KMNIST, as handwriting fonts have them;
- Fashion-MNIST's test images (Xiao, Rasul & Vollgraf 2017), which Debian's package dataset-fashion-mnist brings.

`npm ci --prefix training/fonts` and `npm ci --prefix benchmarks/fonts` bring the fonts.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.data import ROWS
from training import hands, pen

Pixels = NDArray[np.uint8]

HANDS, PRINTS = Path("training/fonts"), Path("benchmarks/fonts")
FASHION = Path("/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz")
PRINTED = "ACEFHJ"  # B, D, G and I pass for 8, 0, 6 and 1
KANA = "おきすつなはまやれを"
JAPANESE = "*-japanese-400-normal.woff2"
SMALLEST, LARGEST = 0.25, 0.9  # share of the canvas that a sign is high or wide
HEADER = 16  # bytes of an IDX file of images
COUNT = 2_000  # of each kind of signs


class SetError(ValueError):
    """A file that is missing or is none of such images; the message says what was found."""


def kinds(
    rng: np.random.Generator, fonts: Path = HANDS, prints: Path = PRINTS, fashion: Path = FASHION
) -> Iterator[tuple[str, Pixels]]:
    """The name of each set and its images, (n, 28, 28), ink is 255.

    Raises:
        HandError, SetError: a folder lacks fonts, a file cannot be read.
    """
    yield "letters of handwriting fonts", signs(rng, hands.held_back(fonts), hands.LETTERS, COUNT)
    yield "printed letters", signs(rng, hands.fonts(prints), PRINTED, COUNT)
    yield "kana of handwriting fonts", signs(rng, sorted(fonts.rglob(JAPANESE)), KANA, COUNT)
    yield "Fashion-MNIST", idx(fashion)


def signs(rng: np.random.Generator, fonts: Sequence[Path], some: Sequence[str], count: int) -> Pixels:
    """Signs of fonts, all in turn, as the network sees them on the canvas: (count, 28, 28); SetError without fonts."""
    if not fonts:
        raise SetError(f"expected fonts with the sign {some[0]}, but found none")
    every = [(font, sign) for font in fonts for sign in some]
    chosen = [every[place % len(every)] for place in range(count)]
    return np.stack([pen.shrunk(on_canvas(rng, font, sign)) for font, sign in chosen])


def on_canvas(rng: np.random.Generator, font: Path, sign: str) -> Pixels:
    """A sign of a font in any place and size, uint8 (280, 280), ink is 255."""
    sign_alone = _large(font, sign)
    scale = rng.uniform(SMALLEST, LARGEST) * pen.CANVAS / max(sign_alone.size)
    width, height = (max(round(scale * side), 1) for side in sign_alone.size)
    left, top = (int(rng.integers(0, pen.CANVAS - side + 1)) for side in (width, height))
    canvas = Image.new("L", (pen.CANVAS, pen.CANVAS))
    canvas.paste(sign_alone.resize((width, height), Image.Resampling.BOX), (left, top))
    return np.asarray(canvas)


@cache
def _large(font: Path, sign: str) -> Image.Image:
    return Image.fromarray(hands.drawn(font, sign, pen.CANVAS))


def idx(path: Path) -> Pixels:
    """The images of a gzipped IDX file, (n, 28, 28), ink is 255."""
    try:
        raw = gzip.decompress(path.read_bytes())
        return np.frombuffer(raw, np.uint8, offset=HEADER).reshape(-1, ROWS, ROWS)
    except (OSError, EOFError, ValueError) as error:
        raise SetError(f"{path.name}: expected a gzipped IDX file of images, but: {error}") from error
