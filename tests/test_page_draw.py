"""The Draw page, run by Streamlit's AppTest."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Slider

import model
from model import LayerTrace, Network, Trace, data
from tests import drawing
from tests.apps import film, html
from views.parts import markup

APP = Path(__file__).parent.parent / "app.py"
PATIENCE = 60  # seconds; a busy machine may take a while to import everything


@pytest.fixture
def page() -> AppTest:
    """The page as it opens."""
    return opened()


def opened() -> AppTest:
    st.cache_resource.clear()  # components registered for an earlier run are not known to this one
    at = AppTest.from_file(str(APP), default_timeout=PATIENCE).run()
    assert not at.exception
    return at


@pytest.fixture(scope="module")
def shipped() -> Network:
    return model.load(model.DEFAULT)


@pytest.fixture(scope="module")
def x_test() -> np.ndarray:
    """The test images as the networks take them, (10000, 28, 28)."""
    with np.load(data.MNIST) as arrays:
        return data.scaled(arrays["x_test"])


def answer(at: AppTest) -> int | None:
    """The digit in the answer, if there is one."""
    found = re.search(r'<div class="digit">(\d)</div>', html(at))
    return int(found[1]) if found else None


def origin(at: AppTest) -> str:
    [found] = re.findall(r'<p class="origin">(.*?)</p>', html(at))
    return str(found)


def problems(at: AppTest) -> list[str]:
    """What is told of files that cannot be read."""
    return re.findall(r'<p class="problem"[^>]*>(.*?)</p>', html(at))


def slider(at: AppTest, label: str) -> Slider[Any]:
    """A slider by its label: its key changes each time the program sets it."""
    [found] = [slider for slider in at.slider if slider.label == label]
    return found


def press(at: AppTest, label: str) -> AppTest:
    [button] = [button for button in at.button if button.label == label]
    return button.click().run()


def upload(at: AppTest, name: str, content: bytes) -> AppTest:
    chooser: Any = at.get("file_uploader")[0]
    chooser.set_value((name, content, "image/png")).run()
    assert not at.exception
    return at


def png(pixels: np.ndarray) -> bytes:
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, "PNG")
    return packed.getvalue()


def picture(image: np.ndarray) -> np.ndarray:
    """A test image as dark ink on white paper: (28, 28) in [0, 1] to (280, 280) uint8."""
    return 255 - np.kron((255 * image).astype(np.uint8), np.ones((10, 10), np.uint8))


def test_page_opens_with_a_test_digit_already_read(page: AppTest, shipped: Network, x_test: np.ndarray) -> None:
    trace = model.read(shipped, x_test[0])
    assert answer(page) == trace.digit == 7
    assert origin(page) == "Test image 0, labelled 7"
    assert film(page)["lanes"][0]["decidedAfter"] == slider(page, "Row").value
    assert len(page.get("plotly_chart")) == 3
    assert not page.error


def test_each_example_button_brings_a_test_image_of_its_digit(
    page: AppTest, shipped: Network, x_test: np.ndarray
) -> None:
    before = film(page)["panels"][0]["values"]
    for digit in range(10):
        press(page, str(digit))
        found = re.fullmatch(rf"Test image (\d+), labelled {digit}", origin(page))
        assert found is not None, origin(page)
        trace = model.read(shipped, x_test[int(found[1])])
        assert answer(page) == trace.digit
        assert film(page)["panels"][0]["values"] != before
        before = film(page)["panels"][0]["values"]


def test_row_and_unit_are_kept_from_picture_to_picture(page: AppTest) -> None:
    slider(page, "Row").set_value(5)
    page.number_input[0].set_value(77).run()
    assert film(page)["chosen"] == {"row": 5, "unit": 77}
    assert "After row 5, unit 77" in html(page)
    press(page, "3")
    assert film(page)["chosen"] == {"row": 5, "unit": 77}


def test_start_over_sets_everything_back(page: AppTest) -> None:
    before = film(page)
    slider(page, "Brush").set_value(33)
    slider(page, "Row").set_value(5).run()
    press(page, "4")
    press(page, "Start over")
    assert origin(page) == "Test image 0, labelled 7"
    assert slider(page, "Brush").value == 20
    assert film(page) == before


def test_uploaded_picture_is_read(page: AppTest, shipped: Network, x_test: np.ndarray) -> None:
    content = png(picture(x_test[1]))
    upload(page, "two.png", content)
    assert origin(page) == "Your picture two.png"
    assert answer(page) == model.read(shipped, model.from_file(content)).digit == 2
    upload(page, "two.png", content)  # the same file can come again
    assert answer(page) == 2
    assert not page.error


def test_bad_upload_gets_one_sentence_until_a_good_one_comes(page: AppTest, x_test: np.ndarray) -> None:
    press(page, "3")
    shown = film(page)
    for name, content in (("words.png", b"words"), ("one colour.png", png(np.full((99, 99), 200, np.uint8)))):
        upload(page, name, content)
        assert [text.startswith(f"{name}: ") for text in problems(page)] == [True]
        assert film(page) == shown
    upload(page, "two.png", png(picture(x_test[1])))
    assert problems(page) == []


def test_two_sessions_do_not_share_a_picture(page: AppTest) -> None:
    press(page, "4")
    other = opened()
    page.run()
    assert origin(page).endswith("labelled 4")
    assert origin(other) == "Test image 0, labelled 7"


def test_answer_is_called_sure_or_not_sure(shipped: Network, x_test: np.ndarray) -> None:
    best = np.sort(model.predict(shipped, x_test), axis=1)[:, -2:]  # (10000, 2)
    doubtful = int(np.flatnonzero((best[:, 1] < shipped.unsure_below) & (best.sum(axis=1) > 0.9))[0])
    for index, words in ((0, "Sure: "), (doubtful, "Not sure")):
        trace = model.read(shipped, x_test[index])
        assert trace.unsure == (words == "Not sure")
        assert f'<div class="state">{words}' in markup.answer(trace, None)


def test_a_letter_does_not_look_like_a_digit(shipped: Network) -> None:
    canvas = drawing.lines([[(60, 40), (60, 240)], [(220, 40), (220, 240)], [(60, 140), (220, 140)]], 20)  # an H
    trace = model.read(shipped, model.from_canvas(canvas))
    assert trace.unsure
    assert trace.no_digit
    assert "This does not look like a digit." in markup.answer(trace, None)
    assert "state" not in markup.answer(trace, None)


def test_heading_tells_what_became_of_a_wrong_belief() -> None:
    beliefs = np.full((28, 10), 0.1, np.float32)
    trace = Trace(np.ones((28, 28), np.float32), beliefs.copy(), (), 0, 0.1, unsure=True, no_digit=True)
    assert markup.finding(trace) == "It never came to believe in one digit"
    trace.beliefs[:17, 4] = 0.6
    assert markup.finding(trace) == "It took this for a 4 until row 17, then for no digit"
    trace.beliefs[27, 0] = 0.55
    assert markup.finding(trace) == "It leaned to a 0, but found no digit to be sure of"


def test_heading_tells_a_best_guess_from_a_belief() -> None:
    layers = (LayerTrace("SimpleRNN", h=np.zeros((28, 1), np.float32)),)
    trace = Trace(np.ones((28, 28), np.float32), np.full((28, 10), 0.1, np.float32), layers, 7, 0.9, unsure=False)
    trace.beliefs[2:, 7] = 0.2
    assert markup.finding(trace) == "From row 3 on, its answer was 7"
    trace.beliefs[9:, 7] = 0.9
    assert markup.finding(trace) == "From row 3 on its best guess was 7, from row 10 on it believed in 7"
    trace.beliefs[2:9, 7] = 0.6
    assert markup.finding(trace) == "From row 3 on, its answer was 7"


def test_answer_tells_of_a_label_only_where_it_differs(shipped: Network, x_test: np.ndarray) -> None:
    trace: Trace = model.read(shipped, x_test[0])
    assert "label" not in markup.answer(trace, 7)
    assert "The label says 1." in markup.answer(trace, 1)


def test_what_is_shown_of_a_name_holds_no_html() -> None:
    assert "<script>" not in markup.sentence("<script>alert(1)</script>")
