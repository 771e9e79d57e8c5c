"""Uploaded pictures of every kind are read."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

import model
from model import data
from model.image import FORMATS, from_canvas, from_file, stages_from_file
from tests.drawing import CANVASES, FOUR, FOUR_STROKES, Pixels, heic, likeness, lines, packed, pasted, photographed

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
SEEN = from_canvas(FOUR)  # (28, 28)


def assert_same(image: np.ndarray, other: np.ndarray = SEEN, tolerance: float = 0.01) -> None:
    assert np.abs(image - other).mean() < tolerance


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("ink", [FOUR, 255 - FOUR], ids=["light on dark", "dark on light"])
def test_every_format_is_read(kind: str, ink: Pixels) -> None:
    assert_same(from_file(packed(ink, kind)))


@pytest.mark.parametrize("canvas", CANVASES)
def test_file_is_read_as_the_canvas_is(canvas: str) -> None:
    assert_same(from_file(packed(CANVASES[canvas](FOUR))))


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize(("brush", "darkness"), [(8, 0.3), (14, 0.5), (24, 0.8)], ids=["pencil", "pen", "marker"])
def test_drawing_is_recognised_in_a_photo(brush: int, darkness: float) -> None:
    ink = lines(FOUR_STROKES, brush)
    for seed in range(4):
        seen = from_file(photographed(ink, seed, darkness))
        assert likeness(seen, from_canvas(ink)) > 0.95


@pytest.mark.slow
def test_network_reads_photographed_digits() -> None:
    mnist, network = data.load(), model.load(model.names()[0])
    photos = [photographed(pasted(mnist.x_test[k], 0.8, 0.5, 0.5), seed=k) for k in range(20)]
    answers = model.predict(network, np.array([from_file(photo) for photo in photos])).argmax(axis=1)
    assert np.count_nonzero(answers == mnist.y_test[:20]) >= 18


def test_photo_of_a_phone_is_read() -> None:
    assert_same(from_file(heic(255 - FOUR)), from_file(packed(255 - FOUR)))


@pytest.mark.parametrize("kind", FORMATS)
def test_picture_that_is_another_file_too_is_read_as_the_picture(kind: str) -> None:
    script = b"<script>alert(1)</script><svg onload='alert(1)'>PK\x03\x04%PDF-1.7"
    assert_same(from_file(packed(255 - FOUR, kind) + script), from_file(packed(255 - FOUR, kind)), 1e-6)
