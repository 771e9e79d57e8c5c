"""The Draw page, run by Streamlit's AppTest."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Slider

import model
from model import Network, data
from model.decision import BELIEVED
from tests.apps import film, html, numbers, steps
from views.parts import markup
from views.parts.picture import FIRST
from views.state import STATE

APP = Path(__file__).parent.parent / "app.py"
LIMIT = 12_000  # bytes of the components' messages
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
    """The digit that the server's reading, which the browser is sent, came to."""
    told = film(at)
    return None if told["noDigit"] else int(told["digit"])


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


def choose(at: AppTest, **chosen: int) -> AppTest:
    """Chooses as a click on the film does."""
    for name, value in chosen.items():
        at.session_state[STATE].set(name, value)
    return at.run()


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
    trace = model.read(shipped, x_test[FIRST])
    told = film(page)
    assert answer(page) == trace.digit == 7
    assert origin(page) == f"Test image {FIRST}, labelled 7"
    assert (steps(told["image"]).reshape(28, 28) == np.rint(255 * trace.image)).all()
    assert (numbers(told["beliefs"]).reshape(28, 10) == trace.beliefs).all()
    assert told["opening"]
    assert told["label"] == 7
    assert not page.get("plotly_chart")  # which would make the browser fetch Plotly
    assert not page.error


def test_the_first_picture_changes_its_mind(shipped: Network, x_test: np.ndarray) -> None:
    beliefs = model.read(shipped, x_test[FIRST]).beliefs
    believed = [int(row.argmax()) for row in beliefs if row.max() >= BELIEVED]
    changes = [b for a, b in pairwise(believed) if a != b]
    assert len(changes) >= 2


def test_each_example_button_brings_a_test_image_of_its_digit(
    page: AppTest, shipped: Network, x_test: np.ndarray
) -> None:
    before = film(page)["image"]
    for digit in range(10):
        press(page, str(digit))
        found = re.fullmatch(rf"Test image (\d+), labelled {digit}", origin(page))
        assert found is not None, origin(page)
        trace = model.read(shipped, x_test[int(found[1])])
        assert answer(page) == (None if trace.no_digit else trace.digit)
        assert film(page)["image"] != before
        before = film(page)["image"]


def test_row_and_unit_are_chosen_anew_for_each_drawing_until_the_viewer_chooses(
    page: AppTest,
) -> None:
    for digit in ("3", "4"):
        press(page, digit)
        assert film(page)["chosen"] == {"row": None, "unit": None}  # the browser then takes those of each reading
    choose(page, row=5, unit=77)
    assert film(page)["chosen"] == {"row": 5, "unit": 77}
    press(page, "0")
    assert film(page)["chosen"] == {"row": 5, "unit": 77}


def test_a_drawing_costs_few_bytes(page: AppTest) -> None:
    sent = sum(each.proto.ByteSize() for each in page.get("bidi_component"))
    assert sent <= LIMIT


def test_start_over_sets_everything_back(page: AppTest) -> None:
    before = film(page)
    slider(page, "Brush").set_value(33).run()
    choose(page, row=5)
    press(page, "4")
    press(page, "Start over")
    assert origin(page) == f"Test image {FIRST}, labelled 7"
    assert slider(page, "Brush").value == 20
    assert film(page) == before | {"opening": False, "placings": 2}


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
    assert origin(other) == f"Test image {FIRST}, labelled 7"


def test_what_is_wrong_with_a_picture_is_told_beside_it(page: AppTest) -> None:
    assert film(page)["sentence"] is None
    block = np.full((280, 280), 255, np.uint8)
    block[60:220, 60:220] = 0
    upload(page, "block.png", png(block))
    assert "patch of ink" in film(page)["sentence"]


def test_a_picture_without_a_digit_leaves_what_lies_on_the_canvas(page: AppTest) -> None:
    before = film(page)
    upload(page, "grey.png", png(np.full((280, 280), 120, np.uint8)))
    assert "grey.png: Nothing in the picture looks like a digit" in html(page)
    assert film(page)["image"] == before["image"]


def test_what_is_shown_of_a_name_holds_no_html() -> None:
    assert "<script>" not in markup.origin("<script>alert(1)</script>")
