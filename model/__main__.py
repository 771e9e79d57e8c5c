"""Reads picture files from the command line: names of files go in, a line for each comes out.

    python -m model.read FILE... [--network NAME] [--json] [--all]

A line says the file, the digit, how likely it is, and `unsure` where the network is; `--json` prints one object a line
with the same and the box. A file that cannot be read gets one sentence, and the exit code is 1; the rest is read.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO, TypeVar

import model
from model import Network
from model.advice import advice
from model.image import Found
from model.pictures import MAX_BYTES

T = TypeVar("T")

WIDTH = 30  # signs of the bar
EVERY = 0.2  # seconds from one picture of the bar to the next


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code: 1 if a file could not be read, 2 if the command is wrong."""
    parser = argparse.ArgumentParser(prog="python -m model.read", description="Reads the digit in each picture.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="PNG, JPEG, HEIC, WebP, AVIF, TIFF, …")
    parser.add_argument("--network", default=model.DEFAULT, choices=model.names(), metavar="NAME")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--all", action="store_true", help="every digit of each picture, not the likeliest alone")
    args = parser.parse_args(argv)
    network, failed = model.load(args.network), 0
    for result in progress((_read(network, path, args.all) for path in args.files), len(args.files)):
        failed += "error" in result[0]
        for line in result:
            print(json.dumps(line, ensure_ascii=False) if args.json else _words(line), flush=True)
    return 1 if failed else 0


def _read(network: Network, path: Path, every: bool) -> list[dict[str, Any]]:
    """What is said of one file: of its likeliest digit, of each, or why it cannot be read."""
    try:
        found = model.find_digits(_content(path))
    except (model.ImageError, OSError) as error:
        sentence = f"The file cannot be opened: {error.strerror}." if isinstance(error, OSError) else str(error)
        return [{"file": str(path), "error": sentence}]
    return [_said(network, path, each) for each in found if every or each.likeliest]


def _content(path: Path) -> bytes:
    """The bytes of a file, but of a file that is too large no more than tell so."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _said(network: Network, path: Path, found: Found) -> dict[str, Any]:
    trace = model.read(network, found.image)
    said = {
        "file": str(path),
        "digit": trace.digit,
        "confidence": round(trace.confidence, 4),
        "unsure": trace.unsure,
        "box": [round(share, 4) for share in found.box],
    }
    sentence = advice(found.seen) if trace.unsure else None
    return said | ({"advice": sentence} if sentence else {})


def _words(line: dict[str, Any]) -> str:
    # A name may hold any sign: those that move the cursor or end the line are written out.
    name = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line["file"])
    if "error" in line:
        return f"{name}\t{line['error']}"
    words = [name, str(line["digit"]), f"{line['confidence']:.1%}", *(["unsure"] if line["unsure"] else [])]
    return "\t".join([*words, *([line["advice"]] if "advice" in line else [])])


def progress(results: Iterator[T], count: int, out: TextIO = sys.stderr) -> Iterator[T]:
    """The same results; on a terminal a bar follows them. No library: the app itself needs none."""
    shown, last = out.isatty() and count > 1, 0.0
    for done, result in enumerate(results, start=1):
        if shown:
            print("\r\x1b[K", end="", file=out, flush=True)  # makes room for the line that comes
        yield result
        if shown and (time.monotonic() - last > EVERY or done == count):
            last = time.monotonic()
            print(f"\r[{'#' * (WIDTH * done // count):{WIDTH}}] {done} of {count}", end="", file=out, flush=True)
    if shown:
        print(file=out)


if __name__ == "__main__":
    sys.exit(main())
