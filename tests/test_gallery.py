"""The gallery's message to the browser, and the sheet of images."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from model import data
from panels.theme import PALETTES
from views.parts.gallery import WINDOW, Tile, message, sheet

WORDS_LIMIT = 80_000  # bytes of the words of the longest diagonal cell
PIXEL_LIMIT = 1_100  # bytes of one image on its way to the browser
DIAGONAL = 1  # the digit with the most test images


def page() -> None:
    """A page with nothing but a gallery."""
    import streamlit as st

    from panels.theme import PALETTES
    from views.parts.gallery import gallery

    state = st.session_state
    gallery(
        state["tiles"], state["images"], None, palette=PALETTES["dark"], key="tiles shown", on_choice=lambda _: None
    )


def tile(index: int, true: int = 1, given: int | None = 1) -> Tile:
    """A tile with words of the usual length."""
    sure = f"{50 + 0.1 * (index * 7 % 500):.1f} %"
    sentence = f"Test image {index}, a {true} read as {given} with {sure}"
    return Tile(index, f"{true} → {given}", sure, given, sentence)


def sent(tiles: list[Tile], images: np.ndarray, wanted: list[int], chosen: int | None = None) -> Any:
    """What the browser is sent, as it arrives there."""
    arguments: dict[str, Any] = {"palette": PALETTES["dark"], "key": "key", "nothing": "Nothing.", "height": 420}
    return json.loads(json.dumps(message(tiles, images, chosen, wanted, **arguments)))


def pixels_in(shown: Any) -> np.ndarray:
    """The images in a message, uint8 (n, 28, 28)."""
    return np.frombuffer(base64.b64decode(shown["pixels"]["values"]), np.uint8).reshape(-1, 28, 28)


@pytest.fixture(scope="module")
def digits() -> tuple[np.ndarray, np.ndarray]:
    """The test images, uint8 (10000, 28, 28), and their labels."""
    with np.load(data.MNIST) as arrays:
        return arrays["x_test"], arrays["y_test"]


@pytest.fixture(scope="module")
def diagonal(digits: tuple[np.ndarray, np.ndarray]) -> list[Tile]:
    """A tile for each image of the most frequent digit."""
    return [tile(int(index)) for index in np.flatnonzero(digits[1] == DIAGONAL)]


def test_gallery_opens_with_all_words_and_the_pixels_of_its_first_tiles_alone(
    digits: tuple[np.ndarray, np.ndarray], diagonal: list[Tile]
) -> None:
    st.cache_resource.clear()  # a component registered for an earlier run is not known to this one
    at = AppTest.from_function(page)
    at.session_state["tiles"], at.session_state["images"] = diagonal, digits[0]
    at.run()
    assert not at.exception
    shown = json.loads(at.get("bidi_component")[0].proto.json)
    assert len(shown["tiles"]["indexes"]) == 1135
    assert shown["pixels"]["indexes"] == [tile.index for tile in diagonal[:WINDOW]]


def test_message_of_the_longest_diagonal_cell_is_small(
    digits: tuple[np.ndarray, np.ndarray], diagonal: list[Tile]
) -> None:
    shown = sent(diagonal, digits[0], [tile.index for tile in diagonal[:WINDOW]])
    assert len(json.dumps(shown["tiles"])) <= WORDS_LIMIT
    assert len(json.dumps(shown["pixels"])) <= PIXEL_LIMIT * WINDOW


def test_wanted_pixels_arrive_in_their_order_and_to_the_last_bit(
    digits: tuple[np.ndarray, np.ndarray], diagonal: list[Tile]
) -> None:
    wanted = [diagonal[900].index, diagonal[3].index, diagonal[1134].index]
    shown = sent(diagonal, digits[0], wanted)
    assert shown["pixels"]["indexes"] == wanted
    np.testing.assert_array_equal(pixels_in(shown), digits[0][wanted])


def test_only_images_of_the_list_are_sent_and_no_more_than_may_be_asked_for(
    digits: tuple[np.ndarray, np.ndarray], diagonal: list[Tile]
) -> None:
    few = diagonal[:3]
    outside = [-1, 10_000, diagonal[3].index]
    assert sent(few, digits[0], [*outside, few[2].index])["pixels"]["indexes"] == [few[2].index]
    everything = [tile.index for tile in diagonal]
    assert sent(diagonal, digits[0], everything)["pixels"]["indexes"] == everything[:WINDOW]


def test_words_of_each_tile_come_back_as_they_were(digits: tuple[np.ndarray, np.ndarray]) -> None:
    tiles = [tile(7, 4, 9), tile(3, 4, None), tile(12, 4, 9), tile(500, 2, 2)]
    shown = sent(tiles, digits[0], [], chosen=12)
    words = shown["tiles"]
    spelt = {
        name: [words[name]["different"][which] for which in words[name]["which"]] for name in ("captions", "notes")
    }
    assert spelt["captions"] == [each.caption for each in tiles]
    assert spelt["notes"] == [each.note for each in tiles]
    assert len(words["captions"]["different"]) == 3
    assert words["sentences"] == [each.sentence for each in tiles]
    assert words["given"] == [9, None, 9, 2]
    assert shown["chosen"] == 12


def test_lists_are_told_apart_by_their_images_and_their_order(digits: tuple[np.ndarray, np.ndarray]) -> None:
    tiles = [tile(7), tile(3), tile(12)]
    other_words = [tile(7, 2), tile(3, 2), tile(12, 2)]
    numbers = [sent(tiles_, digits[0], [])["list"] for tiles_ in (tiles, other_words, tiles[::-1], tiles[:2], [])]
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 4


def test_empty_list_sends_its_sentence_and_no_pixels(digits: tuple[np.ndarray, np.ndarray]) -> None:
    shown = sent([], digits[0], [5])
    assert shown["nothing"] == "Nothing."
    assert shown["tiles"]["indexes"] == shown["pixels"]["indexes"] == []
    assert shown["pixels"]["values"] == ""


@pytest.mark.parametrize(("count", "size"), [(1, (32, 32)), (20, (602, 32)), (45, (602, 92))])
def test_sheet_is_a_png_of_lines_of_images(digits: tuple[np.ndarray, np.ndarray], count: int, size: Any) -> None:
    with Image.open(io.BytesIO(sheet(digits[0][:count]))) as picture:
        assert picture.format == "PNG"
        assert picture.size == size


def test_sheet_shows_each_image_black_on_white_in_its_place(digits: tuple[np.ndarray, np.ndarray]) -> None:
    images = digits[0][:5]
    with Image.open(io.BytesIO(sheet(images, columns=3))) as picture:
        paper = np.asarray(picture)
    for place, image in enumerate(images):
        line, column = divmod(place, 3)
        top, left = 2 + 30 * line, 2 + 30 * column
        np.testing.assert_array_equal(paper[top : top + 28, left : left + 28], 255 - image)
    assert (paper[30:32] == 255).all()
    assert (paper[32:, 62:] == 255).all()
