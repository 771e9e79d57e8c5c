"""Uploaded files: pictures of every kind are read, and everything else gets one clear sentence."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib

import numpy as np
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

import model
from model import data, pictures
from model.image import FORMATS, MAX_BYTES, ImageError, from_canvas, from_file, stages_from_file
from tests.drawing import CANVASES, Pixels, likeness, lines, packed, pasted, photographed

pytestmark = pytest.mark.filterwarnings("error")

ORIENTATION = 0x0112  # the EXIF tag
TURNED_BY = {  # what undoes each orientation, so that the picture shows upright again
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
FOUR = lines([[(90, 40), (60, 160), (210, 160)], [(170, 90), (170, 250)]], 22)  # (280, 280)
SEEN = from_canvas(FOUR)  # (28, 28)


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


def assert_same(image: np.ndarray, other: np.ndarray = SEEN, tolerance: float = 0.01) -> None:
    assert np.abs(image - other).mean() < tolerance


# --- Pictures that are read ---


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("ink", [FOUR, 255 - FOUR], ids=["light on dark", "dark on light"])
def test_every_format_is_read(kind: str, ink: Pixels) -> None:
    assert_same(from_file(packed(ink, kind)))


@pytest.mark.parametrize("canvas", CANVASES)
def test_file_is_read_as_the_canvas_is(canvas: str) -> None:
    assert_same(from_file(packed(CANVASES[canvas](FOUR))))


@pytest.mark.parametrize("dark_on_light", [False, True])
@pytest.mark.parametrize("times", [1, 10, 40])
def test_mnist_digit_as_a_file_keeps_its_grey_levels(times: int, dark_on_light: bool) -> None:
    for digit in data.load().x_test[:10]:
        ink = digit.repeat(times, axis=0).repeat(times, axis=1)
        image = from_file(packed(255 - ink if dark_on_light else ink))
        assert likeness(image, digit) > 0.98
        assert times > 1 or np.abs(image - digit / 255).mean() < 0.01


@pytest.mark.parametrize("orientation", TURNED_BY)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_rotation_is_undone(orientation: int, kind: str) -> None:
    stored = Image.fromarray(255 - FOUR[:, 30:240])
    if (turn := TURNED_BY[orientation]) is not None:
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    assert_same(from_file(packed(stored, kind, exif=exif)))


def test_picture_on_its_side_without_a_note_is_another_picture() -> None:
    assert np.abs(from_file(packed(np.rot90(FOUR))) - SEEN).mean() > 0.1


@pytest.mark.parametrize("ink", [FOUR, 255 - FOUR], ids=["light on dark", "dark on light"])
def test_cmyk_is_read_as_the_plain_file(ink: Pixels) -> None:
    picture = Image.fromarray(ink).convert("RGB").convert("CMYK")
    assert_same(from_file(packed(picture, "JPEG")), from_file(packed(ink, "JPEG")))


@pytest.mark.parametrize("ink", [FOUR, 255 - FOUR], ids=["light on dark", "dark on light"])
def test_16_bits_are_read_as_the_plain_file(ink: Pixels) -> None:
    levels = ink.astype("<u2") * 200 + 9000
    picture = Image.frombytes("I;16", (280, 280), levels.tobytes())
    assert_same(from_file(packed(picture)), from_file(packed(ink)), 1e-3)


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGBA"])
def test_every_mode_is_read(mode: str) -> None:
    picture = Image.fromarray(255 - FOUR).convert("RGB").convert(mode)
    assert_same(from_file(packed(picture)))


@pytest.mark.parametrize("mode", ["1", "P"])
def test_fine_lines_of_a_large_picture_survive(mode: str) -> None:
    picture = Image.new("L", (2800, 2800))
    ImageDraw.Draw(picture).line([(900, 400), (600, 1600), (2100, 1610)], 255, 5)
    assert_same(from_file(packed(picture.convert(mode))), from_file(packed(picture)), 1e-3)


def test_transparent_colour_of_a_palette_is_the_ground() -> None:
    picture = Image.fromarray((FOUR > 127).astype(np.uint8)).convert("P")
    picture.putpalette([0, 0, 0] * 256)  # ink and ground are both black, the ground transparent
    assert_same(from_file(packed(picture, transparency=0)))
    assert_same(from_file(packed(picture, "GIF", transparency=0)))


def test_second_frame_of_a_phones_jpeg_is_no_animation() -> None:
    preview = Image.fromarray(FOUR[::4, ::4])
    assert_same(from_file(packed(FOUR, "MPO", save_all=True, append_images=[preview])))


def test_photo_of_48_megapixels_is_read() -> None:
    large = Image.fromarray(255 - FOUR).resize((8000, 6000))
    stages = stages_from_file(packed(large, "JPEG", quality=30))
    assert stages.drawing.shape == (210, 280)
    assert_same(stages.centred, from_canvas(np.asarray(large.resize((280, 210)))), 0.02)


@pytest.mark.parametrize(("brush", "darkness"), [(8, 0.3), (14, 0.5), (24, 0.8)], ids=["pencil", "pen", "marker"])
def test_drawing_is_recognised_in_a_photo(brush: int, darkness: float) -> None:
    ink = lines([[(90, 40), (60, 160), (210, 160)], [(170, 90), (170, 250)]], brush)
    for seed in range(4):
        seen = from_file(photographed(ink, seed, darkness))
        assert likeness(seen, from_canvas(ink)) > 0.95


def test_network_reads_photographed_digits() -> None:
    mnist, network = data.load(), model.load(model.names()[0])
    photos = [photographed(pasted(mnist.x_test[k], 0.8, 0.5, 0.5), seed=k) for k in range(20)]
    answers = model.predict(network, np.array([from_file(photo) for photo in photos])).argmax(axis=1)
    assert np.count_nonzero(answers == mnist.y_test[:20]) >= 18


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
REFUSED = {
    "empty": (b"", "is empty"),
    "words": (b"These are words, not pixels.", "no picture"),
    "SVG": (SVG, "export it as a PNG"),
    "PDF": (packed(FOUR, "PDF"), "no picture"),
    "ICO": (packed(FOUR, "ICO"), "no picture"),
    "signature alone": (b"\x89PNG\r\n\x1a\n", "no picture"),
    "1 x 1": (packed(np.zeros((1, 1), np.uint8)), "only 1 x 1 pixels"),
    "7 x 7": (packed(FOUR[:7, :7]), "only 7 x 7 pixels"),
    "one colour": (packed(np.full((300, 300, 3), (250, 120, 0), np.uint8)), "looks like a digit"),
    "one colour, JPEG": (packed(np.full((300, 300, 3), (250, 120, 0), np.uint8), "JPEG"), "looks like a digit"),
    "nothing on nothing": (packed(np.zeros((99, 99, 4), np.uint8)), "looks like a digit"),
    "photo of blank paper": (blank_photo(0), "looks like a digit"),
    "animated GIF": (frames("GIF"), "animated"),
    "animated PNG": (frames("PNG"), "animated"),
    "animated WebP": (frames("WEBP"), "animated"),
    "over 25 MB": (packed(FOUR) + bytes(MAX_BYTES), "at most 25 MB"),
    "17 megapixels": (black_png(4_128), "more than 16 million pixels"),
    "bomb PNG": (black_png(12_000), "million pixels"),
    "bomb BMP": (claiming("BMP", 12_000), "million pixels"),
    "bomb GIF": (claiming("GIF", 12_000), "million pixels"),
    "bomb JPEG": (claiming("JPEG", 12_000), "more than 50 million pixels"),
    "larger bomb JPEG": (claiming("JPEG", 65_500), "million pixels"),
    "larger bomb PNG": (black_png(14_200), "million pixels"),
    "bomb WebP": (
        bytes.fromhex("524946461a000000574542505650384c0e0000002fdfeeb70b071011fd0f4444ff03"),
        "million pixels",
    ),
}


def heic(pixels: Pixels) -> bytes:
    """A photo as phones save it."""
    data = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(pixels).convert("RGB")).save(data, quality=90)
    return data.getvalue()


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_bad_file_is_refused_with_one_sentence(content: bytes, words: str) -> None:
    assert words in (refusal(content) or "")


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


@pytest.mark.parametrize("kind", FORMATS)
def test_picture_that_is_another_file_too_is_read_as_the_picture(kind: str) -> None:
    script = b"<script>alert(1)</script><svg onload='alert(1)'>PK\x03\x04%PDF-1.7"
    assert_same(from_file(packed(255 - FOUR, kind) + script), from_file(packed(255 - FOUR, kind)), 1e-6)


def test_every_refusal_says_what_to_do() -> None:
    advice = ("choose", "save", "draw", "export", "crop")
    for content, _ in REFUSED.values():
        assert any(word in (refusal(content) or "") for word in advice)


def test_photo_of_a_phone_is_read() -> None:
    assert_same(from_file(heic(255 - FOUR)), from_file(packed(255 - FOUR)))


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
