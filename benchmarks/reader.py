"""How well the reader reads, and whether it says when it cannot: one Markdown table comes out.

    python -m benchmarks.reader [--network [FOLDER/]NAME] [--images N]

All that is measured here is made from MNIST's test images and from drawings that no training has seen; pictures of
clothing are asked about where Debian's `dataset-fashion-mnist` is installed. Six minutes on two cores.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from sklearn.datasets import load_digits

import model
from benchmarks import asked, other_sets
from benchmarks.table import share
from evaluation import reports
from evaluation.reports import Report
from model import Network, data
from model.image import stages_from_canvas
from training import non_digits, pen, strokes, tracing

SEED = 20_000  # far from the seeds of trainings
BRUSHES = (6, 12, 20, 30, 40)  # pixels
THICKEST = 0.2  # share of a redrawn digit's height or width that its line is wide: who takes a wide brush draws large
DRAWN = 200  # digits by template, of each of the ten
NO_DIGITS = 500  # of each kind
COARSE = 16  # pixels a side
ENLARGED = 200  # pixels of the canvas that a digit by another writer fills
ROWS = (7, 14, 21, 28)

Images = NDArray[np.float32]


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_network(parser)
    parser.add_argument("--images", type=int, default=2_000, metavar="N", help="test images redrawn at each brush")
    args = parser.parse_args(argv)
    if not 1 <= args.images <= 10_000:
        parser.error(f"expected 1 to 10,000 images, but got {args.images}")
    try:
        place = asked.place_of(args.network)
        network, report = model.load(*place), reports.load(*place)
    except (KeyError, model.WeightsError) as problem:
        print(f"reader.py: {problem}", file=sys.stderr)
        return 2
    print(f"| what ({network.name}, seed {report.training.seed}) | measured | target |\n|---|---|---|")
    for what, measured, target in lines(network, report, args.images):
        print(f"| {what} | {measured} | {target} |", flush=True)
    print(f"| weights | {(place[1] / f'{network.name}.npz').stat().st_size / 1e6:.2f} MB | 6 MB |")
    return 0


def lines(network: Network, report: Report, images: int) -> Iterator[tuple[str, str, str]]:
    """What is measured, its value and its target, one after the other."""
    digits = data.load()
    x, y = data.scaled(digits.x_test), digits.y_test
    yield "test images", share(round(report.accuracy * report.images), report.images), "99.70 %, least 99.62 %"
    yield from _redrawn(network, x[:images], y[:images])
    right = int((model.predict(network, _coarse(x)).argmax(axis=1) == y).sum())
    yield f"test images as a scan of {COARSE} × {COARSE} pixels, enlarged", share(right, len(x)), "-"
    yield from _by_other_writers(network)
    rng = np.random.default_rng(SEED)
    labels = np.repeat(np.arange(10), DRAWN)
    seen = np.stack([pen.seen(rng, strokes.digit(rng, int(label))) for label in labels])
    right = int((model.predict(network, data.scaled(seen)).argmax(axis=1) == labels).sum())
    yield "digits drawn by template, any brush", share(right, len(labels)), "-"
    if len(report.calibration_by_row) == data.ROWS:
        errors = ", ".join(f"{report.calibration_by_row[row - 1]:.3f}" for row in ROWS)
        yield "calibration error after rows 7, 14, 21, 28", errors, "at most 0.015 each"
        yield "rows until the answer is final, mean", f"{report.rows_to_decide:.1f}", "-"
    yield "test images called unsure", f"{_unsure(network, x):.2%}", "at most 0.9 %"
    for kind, drawings in _no_digits(rng):
        yield f"unsure: {kind}", f"{_unsure(network, drawings):.1%}", "at least 97 %"
    yield "reading one image, every gate kept", f"{_milliseconds(lambda: model.read(network, x[0])):.2f} ms", "2 ms"


def _redrawn(network: Network, x: Images, y: NDArray[np.uint8]) -> Iterator[tuple[str, str, str]]:
    """Test images traced into strokes and drawn again at each brush."""
    direct = int((model.predict(network, x).argmax(axis=1) == y).sum())
    yield f"the first {len(x):,} of them, as they are", share(direct, len(x)), "-"
    traces = [tracing.traced(image) for image in x]
    for brush in BRUSHES:
        rng = np.random.default_rng((SEED, brush))
        drawings = [pen.placed(rng, lines, brush, THICKEST) for lines in traces]
        seen = np.stack([model.from_canvas(pen.drawn(lines, brush)) for lines in drawings])
        right = int((model.predict(network, seen).argmax(axis=1) == y).sum())
        points = f"{100 * (right - direct) / len(x):+.2f} points"
        yield f"the same, redrawn by a brush of {brush} px", f"{share(right, len(x))}, {points}", "-0.70 points"


def _coarse(x: Images) -> Images:
    """Test images shrunk to few pixels and enlarged to the canvas again: (n, 28, 28) to the same."""
    seen = []
    for image in x:
        ink = Image.fromarray(np.asarray(255 * stages_from_canvas(np.asarray(255 * image, np.uint8)).cropped, np.uint8))
        small = ImageOps.pad(ink, (COARSE, COARSE), Image.Resampling.BOX)
        canvas = small.resize((pen.CANVAS, pen.CANVAS), Image.Resampling.BICUBIC)
        seen.append(model.from_canvas(np.pad(np.asarray(canvas), pen.CANVAS // 8)))
    return np.stack(seen)


def _by_other_writers(network: Network) -> Iterator[tuple[str, str, str]]:
    """1,797 digits of 43 Turkish writers, scanned and shrunk to 8 × 8: Alpaydin & Kaynak 1998, "Optical recognition".

    Enlarged to the canvas they are blurred, but they have the styles of other schools than MNIST's.
    """
    digits = load_digits()
    seen = []
    for pixels in digits.images:  # (8, 8), ink is 16
        ink = Image.fromarray(np.asarray(255 * pixels / 16, np.uint8))
        canvas = ink.resize((ENLARGED, ENLARGED), Image.Resampling.BICUBIC)
        seen.append(model.from_canvas(np.pad(np.asarray(canvas), (pen.CANVAS - ENLARGED) // 2)))
    images = np.stack(seen)
    right = int((model.predict(network, images).argmax(axis=1) == digits.target).sum())
    yield "digits of 43 other writers, 8 × 8 pixels, enlarged (scikit-learn)", share(right, len(images)), "-"
    yield "of these, called unsure", f"{_unsure(network, images):.1%}", "-"


def _no_digits(rng: np.random.Generator) -> Iterator[tuple[str, Images]]:
    """Drawings of each kind, (n, 28, 28)."""
    for kind, make in non_digits.KINDS.items():
        yield kind, np.stack([model.from_canvas(make(rng)) for _ in range(NO_DIGITS)])
    if other_sets.FASHION.is_file():
        pixels = other_sets.idx(other_sets.FASHION)[:NO_DIGITS]
        yield "pictures of clothing (Fashion-MNIST)", np.stack([model.from_canvas(each) for each in pixels])


def _unsure(network: Network, images: Iterable[Images]) -> float:
    """The share that is called unsure."""
    return float(np.mean([model.read(network, image).unsure for image in images]))


def _milliseconds(work: Callable[[], object]) -> float:
    """The median of many runs."""
    times = []
    for _ in range(200):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
