"""What a browser says is on the canvas: strokes and pixels of ours are taken, everything else is refused unopened."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.browser.strokes import DIGITS
from tests.drawing import packed
from tests.protocol.sheet import value
from views.parts.canvas import sheet
from views.parts.canvas.sheet import MOST_POINTS, MOST_STROKES, PREFIX, SIDE, OddValueError, TooLargeError

HONEST = value(DIGITS[4])["drawing"]
LINE = HONEST["raw"]["objects"][0]


def address(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def postscript() -> bytes:
    return b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 280 280\n%%EndComments\nshowpage\n%%EOF\n"


def bomb() -> bytes:
    """A PNG of 9000 × 9000 in a third of a megabyte."""
    return packed(Image.new("RGBA", (9000, 9000)))


def test_a_drawing_of_ours_is_taken_stroke_by_stroke_and_pixel_by_pixel() -> None:
    found = sheet.told({"drawing": HONEST})
    assert found is not None
    assert [stroke["path"] for stroke in found.strokes] == [each["path"] for each in HONEST["raw"]["objects"]]
    assert [stroke["strokeWidth"] for stroke in found.strokes] == [20.0, 20.0]
    picture = Image.open(io.BytesIO(base64.b64decode(HONEST["data"].removeprefix(PREFIX))))
    np.testing.assert_array_equal(found.pixels, np.asarray(picture))


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        "",
        "words",
        "data:image/png;base64,",
        "data:image/png;base64,%%%",
        address(b"\x89PNG\r\n\x1a\n"),
        address(packed(Image.new("RGBA", (SIDE, SIDE)))[:200]),
        address(packed(Image.new("RGBA", (SIDE, SIDE + 1)))),
        address(packed(Image.new("L", (28, 28)))),
        address(packed(Image.new("RGB", (SIDE, SIDE)), "JPEG")),
        address(packed(Image.new("RGBA", (SIDE, SIDE))), "image/svg+xml"),
        address(postscript()),
    ],
)
def test_pixels_that_are_no_png_of_the_canvas_are_refused(odd: Any) -> None:
    with pytest.raises(OddValueError):
        sheet.pixels(odd)


@pytest.mark.parametrize("make", [bomb, postscript])
def test_what_could_do_harm_when_opened_is_refused_unopened(
    make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make()
    opened = []
    monkeypatch.setattr(Image, "open", lambda *file, **options: opened.append(file))
    with pytest.raises(OddValueError):
        sheet.pixels(address(data))
    assert opened == []


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        {},
        {"objects": None},
        {"objects": "words"},
        {"objects": [None]},
        {"objects": [{"type": "Image", "src": "http://127.0.0.1/", "path": []}]},
        {"objects": [{**LINE, "strokeWidth": "wide"}]},
        {"objects": [{**LINE, "strokeWidth": float("nan")}]},
        {"objects": [{**LINE, "path": [["M", 1, float("inf")]]}]},
        {"objects": [{**LINE, "path": [["M", 1e300, 1]]}]},
        {"objects": [{**LINE, "path": [["M", 1]]}]},
        {"objects": [{**LINE, "path": [["A", 1, 2]]}]},
        {"objects": [{**LINE, "path": [[["M"], 1, 2]]}]},
        {"objects": [{**LINE, "path": ["M 1 2"]}]},
        {"objects": [{**LINE, "path": [[]]}]},
    ],
)
def test_a_drawing_of_anything_but_strokes_is_refused(odd: Any) -> None:
    with pytest.raises(OddValueError):
        sheet.strokes(odd)


def test_nothing_but_what_draws_a_stroke_is_kept_of_it() -> None:
    [stroke] = sheet.strokes({"objects": [{**LINE, "ballast": "x" * 10**6}]})
    assert len(json.dumps(stroke)) < 5000


def test_a_drawing_has_its_bounds_and_they_are_told_in_a_sentence() -> None:
    sheet.strokes({"objects": [LINE] * MOST_STROKES})
    with pytest.raises(TooLargeError, match=f"at most {MOST_STROKES} strokes"):
        sheet.strokes({"objects": [LINE] * (MOST_STROKES + 1)})
    with pytest.raises(TooLargeError):
        sheet.strokes({"objects": [{**LINE, "path": [["L", 1, 2]] * (MOST_POINTS + 1)}]})


@pytest.mark.parametrize("odd", [None, 1, {}, {"drawing": None}, {"drawing": {"raw": HONEST["raw"]}}, {"drawing": [1]}])
def test_a_state_that_tells_nothing_is_no_sheet(odd: Any) -> None:
    assert sheet.told(odd) is None


def test_a_picture_comes_back_from_its_address() -> None:
    ink = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.float32) / 255
    np.testing.assert_array_equal(sheet.picture(sheet.address(ink))[..., 3], np.rint(255 * ink))
