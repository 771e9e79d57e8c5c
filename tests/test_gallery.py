"""The gallery's message to the browser, the atlas of all test images, and the sheet of some."""

from __future__ import annotations

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
from views.parts.gallery import ACROSS, Tile, atlas, message, sheet

WORDS_LIMIT = 80_000  # bytes of the words of the longest diagonal cell
ATLAS_LIMIT = 1_700_000  # bytes of the picture of all test images
DIAGONAL = 1  # the digit with the most test images


def page() -> None:
    """A page with nothing but a gallery."""
    import streamlit as st

    from panels.theme import PALETTES
    from views.parts.gallery import Atlas, gallery

    state = st.session_state
    gallery(
        state["tiles"], Atlas(b"", 10_000), None, palette=PALETTES["dark"], key="tiles shown", on_choice=lambda _: None
    )


def tile(index: int, true: int = 1, given: int | None = 1) -> Tile:
    """A tile with words of the usual length."""
    sure = f"{50 + 0.1 * (index * 7 % 500):.1f} %"
    sentence = f"Test image {index}, a {true} read as {given} with {sure}"
    return Tile(index, f"{true} → {given}", sure, given, sentence)


def sent(tiles: list[Tile], chosen: int | None = None) -> Any:
    """What the browser is sent, as it arrives there."""
    arguments: dict[str, Any] = {"palette": PALETTES["dark"], "key": "key", "nothing": "Nothing.", "height": 420}
    return json.loads(json.dumps(message(tiles, chosen, **arguments)))


@pytest.fixture(scope="module")
def digits() -> tuple[np.ndarray, np.ndarray]:
    """The test images, uint8 (10000, 28, 28), and their labels."""
    with np.load(data.MNIST) as arrays:
        return arrays["x_test"], arrays["y_test"]


@pytest.fixture(scope="module")
def diagonal(digits: tuple[np.ndarray, np.ndarray]) -> list[Tile]:
    """A tile for each image of the most frequent digit."""
    return [tile(int(index)) for index in np.flatnonzero(digits[1] == DIAGONAL)]


def test_gallery_sends_the_words_of_its_tiles_and_where_their_pictures_lie(diagonal: list[Tile]) -> None:
    st.cache_resource.clear()  # a component registered for an earlier run is not known to this one
    at = AppTest.from_function(page)
    at.session_state["tiles"] = diagonal
    at.run()
    assert not at.exception
    shown = json.loads(at.get("bidi_component")[0].proto.json)
    assert len(shown["tiles"]["indexes"]) == 1135
    assert shown["atlas"]["address"].endswith(".png")
    assert shown["atlas"]["across"] == ACROSS


def test_message_of_the_longest_diagonal_cell_is_small(diagonal: list[Tile]) -> None:
    assert len(json.dumps(sent(diagonal))) <= WORDS_LIMIT


def test_words_of_each_tile_come_back_as_they_were() -> None:
    tiles = [tile(7, 4, 9), tile(3, 4, None), tile(12, 4, 9), tile(500, 2, 2)]
    shown = sent(tiles, chosen=12)
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


def test_lists_are_told_apart_by_their_images_and_their_order() -> None:
    tiles = [tile(7), tile(3), tile(12)]
    other_words = [tile(7, 2), tile(3, 2), tile(12, 2)]
    numbers = [sent(tiles_)["list"] for tiles_ in (tiles, other_words, tiles[::-1], tiles[:2], [])]
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 4


def test_empty_list_sends_its_sentence() -> None:
    shown = sent([])
    assert shown["nothing"] == "Nothing."
    assert shown["tiles"]["indexes"] == []


def test_each_place_of_the_atlas_holds_its_test_image_to_the_last_bit(digits: tuple[np.ndarray, np.ndarray]) -> None:
    made = atlas(digits[0])
    assert made.count == len(digits[0])
    with Image.open(io.BytesIO(made.png)) as picture:
        assert picture.format == "PNG"
        assert picture.size == (2800, 2800)
        seen = np.asarray(picture.convert("RGBA"))
    assert not seen[..., :3].any()
    for index, image in enumerate(digits[0]):
        top, left = index // ACROSS * 28, index % ACROSS * 28
        np.testing.assert_array_equal(seen[top : top + 28, left : left + 28, 3], image)


def test_atlas_of_all_test_images_is_small(digits: tuple[np.ndarray, np.ndarray]) -> None:
    assert len(atlas(digits[0]).png) <= ATLAS_LIMIT


def test_last_line_of_an_atlas_may_be_short(digits: tuple[np.ndarray, np.ndarray]) -> None:
    with Image.open(io.BytesIO(atlas(digits[0][: ACROSS + 3]).png)) as picture:
        seen = np.asarray(picture.convert("RGBA"))[..., 3]
    assert seen.shape == (56, 2800)
    np.testing.assert_array_equal(seen[28:, 56:84], digits[0][ACROSS + 2])
    assert not seen[28:, 84:].any()


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
