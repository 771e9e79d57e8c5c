"""How long one reading takes in a browser's engine beside the NumPy pass, every state kept: medians of one run.

python -m benchmarks.engine
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import model
from benchmarks.table import Line, table
from model import Network, data
from views import engine

NODE = Path(sys.executable).parent / "node"
SCRIPT = Path(__file__).parent / "engine.js"
NETWORKS = ("reader", "lstm-fair")
READINGS = 60
MOST = 6  # times as long as the NumPy pass


def main() -> None:
    """Prints the table."""
    images = data.scaled(data.load().x_test[:READINGS])
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for name in NETWORKS:
            network = model.load(name)
            numpy, script = in_numpy(network, images), in_script(network, images, Path(folder))
            ratio = script["read"] / numpy
            measured = f"{ratio:.1f} × ({script['read']:.1f} ms against {numpy:.1f})"
            what = f"one reading of {name} in V8 against NumPy"
            lines.append(Line(what, measured, f"≤ {MOST} ×", ratio <= MOST, f"{READINGS} readings"))
    lines.append(Line("a canvas made 28 × 28", f"{script['image']:.1f} ms", "≤ 3 ms", script["image"] <= 3, "as many"))
    print(table(lines))


def in_numpy(network: Network, images: np.ndarray) -> float:
    """Median milliseconds of one reading."""
    times = []
    for image in images:
        began = time.perf_counter()
        model.read(network, image)
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def in_script(network: Network, images: np.ndarray, folder: Path) -> dict[str, float]:
    """Median milliseconds of one reading, and of one canvas made ready for it, in V8."""
    (folder / "weights").write_bytes(engine.packed(network))
    (folder / "images").write_bytes(images.astype("<f4").tobytes())
    found = subprocess.run(
        [NODE, SCRIPT, folder / "weights", folder / "images"], check=True, capture_output=True, text=True
    )
    times: dict[str, float] = json.loads(found.stdout)
    return times


if __name__ == "__main__":
    main()
