"""Files that are no pictures, damaged or too large get one clear sentence."""

from __future__ import annotations

import struct
import tracemalloc
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from model import pictures
from model.image import FORMATS, MAX_BYTES, ImageError, from_file
from tests.drawing import FOUR, heic, packed, pasted, photographed

pytestmark = pytest.mark.filterwarnings("error")


def refusal(content: bytes) -> str | None:
    """The one sentence with which a file is refused; None if it is read."""
    try:
        image = from_file(content)
    except ImageError as error:
        sentence = str(error)
        assert sentence.endswith(".")
        assert ". " not in sentence
        assert "\n" not in sentence
        return sentence
    assert image.shape == (28, 28)
    assert image.any()
    assert np.isfinite(image).all()
    return None


# --- Files that are refused ---


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def black_png(side: int) -> bytes:
    """A PNG of side x side black pixels, a bit each, made without ever holding them all."""
    packer = zlib.compressobj()
    row = bytes(1 + side // 8)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def claiming(kind: str, side: int) -> bytes:
    """A small picture whose header is changed to claim side x side pixels."""
    whole = bytearray(packed(FOUR, kind, lossless=True))
    at, form = {
        "BMP": (18, "<ii"),
        "GIF": (6, "<HH"),
        "JPEG": (whole.find(b"\xff\xc0") + 5, ">HH"),
    }[kind]
    struct.pack_into(form, whole, at, side, side)
    return bytes(whole)


def frames(kind: str) -> bytes:
    others = [Image.fromarray(FOUR.T), Image.fromarray(255 - FOUR)]
    return packed(FOUR, kind, save_all=True, append_images=others, duration=100)


def blank_photo(seed: int) -> bytes:
    return photographed(np.zeros((280, 280), np.uint8), seed)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M1 1L8 8"/></svg>'
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {  # what makes a file, and words of its refusal
    "empty": (lambda: b"", "is empty"),
    "words": (lambda: b"These are words, not pixels.", "no picture"),
    "SVG": (lambda: SVG, "export it as a PNG"),
    "PDF": (lambda: packed(FOUR, "PDF"), "no picture"),
    "ICO": (lambda: packed(FOUR, "ICO"), "no picture"),
    "signature alone": (lambda: b"\x89PNG\r\n\x1a\n", "no picture"),
    "1 x 1": (lambda: packed(np.zeros((1, 1), np.uint8)), "only 1 x 1 pixels"),
    "7 x 7": (lambda: packed(FOUR[:7, :7]), "only 7 x 7 pixels"),
    "one colour": (lambda: packed(np.full((300, 300, 3), (250, 120, 0), np.uint8)), "looks like a digit"),
    "one colour, JPEG": (lambda: packed(np.full((300, 300, 3), (250, 120, 0), np.uint8), "JPEG"), "looks like a digit"),
    "nothing on nothing": (lambda: packed(np.zeros((99, 99, 4), np.uint8)), "looks like a digit"),
    "photo of blank paper": (lambda: blank_photo(0), "looks like a digit"),
    "animated GIF": (lambda: frames("GIF"), "animated"),
    "animated PNG": (lambda: frames("PNG"), "animated"),
    "animated WebP": (lambda: frames("WEBP"), "animated"),
    "over 25 MB": (lambda: packed(FOUR) + bytes(MAX_BYTES), "at most 25 MB"),
    "17 megapixels": (lambda: black_png(4_128), "more than 16 million pixels"),
    "bomb PNG": (lambda: black_png(12_000), "million pixels"),
    "bomb BMP": (lambda: claiming("BMP", 12_000), "million pixels"),
    "bomb GIF": (lambda: claiming("GIF", 12_000), "million pixels"),
    "bomb JPEG": (lambda: claiming("JPEG", 12_000), "more than 50 million pixels"),
    "larger bomb JPEG": (lambda: claiming("JPEG", 65_500), "million pixels"),
    "larger bomb PNG": (lambda: black_png(14_200), "million pixels"),
    "bomb WebP": (
        lambda: bytes.fromhex("524946461a000000574542505650384c0e0000002fdfeeb70b071011fd0f4444ff03"),
        "million pixels",
    ),
}


@pytest.mark.parametrize(
    ("name", "kind", "size", "expected"),
    [
        ("eight.png", "image/png", MAX_BYTES, None),
        ("photo", "image/jpeg", 1, None),
        ("IMG_1.HEIC", "", 1, None),
        ("eight.png", "image/png", MAX_BYTES + 1, "at most 25 MB"),
        ("notes.txt", "text/plain", 1, "no picture"),
        ("png", "", 1, "no picture"),
    ],
)
def test_a_file_is_judged_by_its_name_kind_and_size(name: str, kind: str, size: int, expected: str | None) -> None:
    if expected is None:
        pictures.check_offer(name, kind, size)
    else:
        with pytest.raises(ImageError, match=expected):
            pictures.check_offer(name, kind, size)


@pytest.mark.parametrize(("make", "words"), REFUSED.values(), ids=REFUSED)
def test_bad_file_is_refused_with_one_sentence_that_says_what_to_do(make: Callable[[], bytes], words: str) -> None:
    said = refusal(make()) or ""
    assert words in said
    assert any(advice in said for advice in ("choose", "save", "draw", "export", "crop"))


def enlarged(kind: str) -> bytes:
    """A small AVIF, HEIC or TIFF whose header is changed to claim 30,000 x 30,000 pixels."""
    whole = bytearray(heic(FOUR) if kind == "HEIF" else packed(FOUR, kind))
    if kind == "TIFF":
        at = struct.unpack_from("<I", whole, 4)[0]
        for entry in range(at + 2, at + 2 + 12 * struct.unpack_from("<H", whole, at)[0], 12):
            if struct.unpack_from("<H", whole, entry)[0] in (256, 257):  # width and height
                struct.pack_into("<HHII", whole, entry, struct.unpack_from("<H", whole, entry)[0], 4, 1, 30_000)
    else:
        struct.pack_into(">II", whole, whole.index(b"ispe") + 8, 30_000, 30_000)
    return bytes(whole)


@pytest.mark.parametrize("kind", ["TIFF", "AVIF", "HEIF"])
def test_header_that_claims_too_much_is_refused_in_little_memory(kind: str) -> None:
    content = enlarged(kind)
    tracemalloc.start()
    sentence = refusal(content) or ""
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "million pixels" in sentence or "damaged" in sentence
    assert peak < 50e6


@pytest.mark.parametrize("size", [(1, 10_000), (10_000, 1), (100, 9_000)])
def test_strip_is_refused(size: tuple[int, int]) -> None:
    assert "strip" in (refusal(packed(Image.new("L", size, 255))) or "")


def test_half_a_heic_is_refused() -> None:
    whole = heic(255 - FOUR)
    assert "cut off" in (refusal(whole[: len(whole) // 2]) or "")
    for length in range(0, len(whole), max(1, len(whole) // 40)):
        refusal(whole[:length])


def test_bomb_is_refused_by_its_header_alone() -> None:
    bomb = black_png(12_000)
    assert len(bomb) < 200_000
    assert refusal(bomb[: bomb.index(b"IDAT") + 4]) == refusal(bomb)


@pytest.mark.parametrize("kind", FORMATS)
def test_half_a_file_is_refused(kind: str) -> None:
    whole = packed(255 - FOUR, kind)
    assert "cut off" in (refusal(whole[: len(whole) // 2]) or "")


# --- Files that are damaged in any way ---

SMALL = pasted(FOUR[::10, ::10], 0.3, 0.5, 0.5)[::4, ::4]  # (70, 70)
WHOLE = {
    **{kind: packed(SMALL, kind) for kind in FORMATS},
    "colour PNG": packed(np.dstack([SMALL] * 3), "PNG"),
    "progressive JPEG": packed(SMALL, "JPEG", progressive=True),
    "lossless WebP": packed(SMALL, "WEBP", lossless=True),
    "animated GIF": frames("GIF")[:3000],
}


@pytest.mark.parametrize("kind", WHOLE)
def test_file_cut_off_anywhere_is_read_or_refused(kind: str) -> None:
    whole = WHOLE[kind]
    for length in range(0, len(whole), max(1, len(whole) // 100)):
        refusal(whole[:length])


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"BM", b"RIFF\0\0\0\0WEBP"]), st.binary()
)
def test_random_bytes_are_read_or_refused(signature: bytes, body: bytes) -> None:
    refusal(signature + body)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_mutated_bytes_are_read_or_refused(kind: str, changes: list[tuple[float, int]]) -> None:
    content = bytearray(WHOLE[kind])
    for place, value in changes:
        content[int(place * len(content))] = value
    refusal(bytes(content))
