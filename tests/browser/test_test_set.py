"""The Test set page: cells of its matrix and their images are chosen with the mouse or the keyboard."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from panels.theme import PALETTES
from tests.browser.explorer import Explorer, arrived, confusions, images_of, in_cell
from tests.browser.pages import Visit

SIDE = 28  # pixels
DARKNESS = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, at) => at % 4 === 0)"


def test_a_click_on_a_cell_opens_its_images(explorer: Explorer, read: np.ndarray, labels: np.ndarray) -> None:
    explorer.open("Confusions")
    _, second, third, *_, never = confusions(read, labels)  # the page opens with the first
    for true, given in (second, third, never):
        expected = in_cell(read, labels, true, given)
        explorer.click_cell(true, given)
        expect(explorer.heading(images_of(len(expected), true, given))).to_be_visible()
        expect(explorer.tiles()).to_have_count(len(expected))
        assert explorer.indexes() == expected
        for name, digit in (("True digit", true), ("Read as", given)):
            expect(explorer.page.get_by_role("combobox", name=name)).to_have_value(str(digit))
    assert expected == [], "what no image is read as"
    expect(explorer.page.get_by_text(f"No {never[0]} was read as {never[1]}.", exact=True)).to_be_visible()


def test_a_cell_is_chosen_with_the_keyboard_alone(explorer: Explorer, read: np.ndarray, labels: np.ndarray) -> None:
    explorer.open("Confusions")
    true, given = confusions(read, labels)[3]  # the other tests click on others
    explorer.type_in(explorer.page.get_by_role("combobox", name="True digit"), str(true))
    expect(explorer.heading(re.compile(f"of a {true} read as"))).to_be_visible()
    explorer.type_in(explorer.page.get_by_role("combobox", name="Read as"), str(given))
    expected = in_cell(read, labels, true, given)
    expect(explorer.heading(images_of(len(expected), true, given))).to_be_visible()
    expect(explorer.tiles().first).to_have_attribute("data-index", str(expected[0]))
    assert explorer.indexes() == expected


def test_a_cell_clicked_with_the_right_answers_left_out_is_the_one_pointed_at(explorer: Explorer) -> None:
    explorer.open("Confusions")
    squares = explorer.page.locator(".st-key-confusion .points path.point")
    expect(squares).to_have_count(100)
    toggle = explorer.page.get_by_text("Right answers", exact=True)
    toggle.click()
    expect(squares).to_have_count(90)
    explorer.draw.expect_settled()
    explorer.click_cell(3, 5, nth=9 * 3 + 4)
    expect(explorer.heading(re.compile("of a 3 read as 5$"))).to_be_visible()
    toggle.click()
    expect(squares).to_have_count(100)


def test_a_chosen_image_lies_on_the_canvas_of_the_draw_page_and_of_the_comparison(
    visit: Visit, read: np.ndarray, labels: np.ndarray, test_digits: tuple[np.ndarray, np.ndarray]
) -> None:
    page = visit()
    explorer = arrived(page)
    true, given = confusions(read, labels)[0]
    explorer.click_cell(true, given)
    index = in_cell(read, labels, true, given)[1]
    explorer.click_tile(index)
    explorer.expect_chosen(index)
    expect(explorer.page.get_by_alt_text(f"Test image {index}", exact=True)).to_be_visible()
    expect(explorer.page.get_by_text(f"A {true}, read as {given}.")).to_be_visible()
    expect(explorer.tiles().and_(explorer.page.locator("[aria-selected=true]"))).to_have_attribute(
        "data-index", str(index)
    )
    page.link("Watch it being read").click()
    page.expect_digit(given)
    expect(page.origin).to_have_text(f"Test image {index}, labelled {true}")
    page.expect_network_sees(test_digits[0][index])
    expect(page.beneath.locator("img")).to_be_visible()
    page.expect_settled()

    page.link("Test set").click()
    explorer.expect_chosen(index)
    page.link("Compare networks on it").click()
    expect(page.origin).to_have_text(f"Test image {index}, labelled {true}")
    expect(page.page.locator(".cards .digit").first).to_have_text(str(given))
    page.expect_settled()


def test_arrow_keys_and_enter_choose_an_image(explorer: Explorer, read: np.ndarray, labels: np.ndarray) -> None:
    explorer.open("Confusions")
    explorer.type_in(explorer.page.get_by_role("combobox", name="True digit"), "8")
    explorer.type_in(explorer.page.get_by_role("combobox", name="Read as"), "8")
    expected = in_cell(read, labels, 8, 8)
    expect(explorer.heading(images_of(len(expected), 8, 8))).to_be_visible()
    tiles, keyboard = explorer.tiles(), explorer.page.keyboard
    expect(tiles.first).to_have_attribute("data-index", str(expected[0]))
    tiles.first.focus()
    columns = tiles.evaluate_all("t => t.filter(tile => tile.offsetTop === t[0].offsetTop).length")
    for keys, place in ((["ArrowRight", "ArrowRight"], 2), (["ArrowDown"], 2 + columns), (["ArrowLeft"], 1 + columns)):
        for key in keys:
            keyboard.press(key)
        expect(tiles.nth(place)).to_be_focused()
        keyboard.press("Enter")
        explorer.expect_chosen(expected[place])
        expect(tiles.nth(place)).to_have_attribute("aria-selected", "true")
    keyboard.press("End")
    last = tiles.and_(explorer.page.locator(f"[aria-posinset='{len(expected)}']"))
    expect(last).to_be_focused()
    keyboard.press("Space")
    explorer.expect_chosen(expected[-1])


def test_the_longest_cell_is_painted_as_far_as_it_is_scrolled(
    explorer: Explorer, read: np.ndarray, labels: np.ndarray, test_digits: tuple[np.ndarray, np.ndarray]
) -> None:
    explorer.open("Confusions")
    expected = in_cell(read, labels, 1, 1)
    explorer.click_cell(1, 1)
    expect(explorer.heading(images_of(len(expected), 1, 1))).to_be_visible()
    tiles = explorer.tiles()
    expect(tiles.first).to_have_attribute("aria-setsize", str(len(expected)))
    assert len(expected) > 1000
    expect(explorer.painted().and_(tiles.first)).to_be_visible()
    tiles.first.focus()
    tiles.first.evaluate("tile => { const box = tile.closest('[data-at=box]'); box.scrollTop = box.scrollHeight; }")
    last = tiles.and_(explorer.page.locator(f"[data-index='{expected[-1]}']"))
    expect(last).to_be_in_viewport()
    expect(explorer.painted().and_(last)).to_have_count(1)
    shown = np.array(last.locator("canvas").evaluate(DARKNESS), float)
    ground, ink = (int(colour[1:3], 16) for colour in (PALETTES["light"].ground, PALETTES["light"].ink))
    image = test_digits[0][expected[-1]].ravel()
    assert np.abs(shown - (ground + (ink - ground) * image)).max() <= 2
    assert len(explorer.atlases) == 1, "one picture serves all galleries of all sections"


def test_tiles_are_painted_in_the_colours_of_the_dark_theme(visit: Visit) -> None:
    explorer = arrived(visit(color_scheme="dark"))
    first = explorer.painted().first.locator("canvas")
    expect(first).to_be_visible()
    shown = np.array(first.evaluate(DARKNESS)).reshape(SIDE, SIDE)
    assert shown[0, 0] == int(PALETTES["dark"].ground[1:3], 16)
    assert shown.max() == int(PALETTES["dark"].ink[1:3], 16)


def test_where_the_pictures_do_not_arrive_tiles_keep_their_words(visit: Visit) -> None:
    page = visit(new=True)
    page.page.route("**/media/*.png", lambda route: route.abort("aborted"))
    explorer = arrived(page)
    expect(explorer.page.get_by_text("The pictures of the test images did not arrive")).to_be_visible()
    expect(explorer.tiles().first.locator("b")).to_have_text(re.compile(r"^\d → \d$"))
    expect(explorer.painted()).to_have_count(0)
    index = explorer.indexes()[0]
    explorer.click_tile(index)
    explorer.expect_chosen(index)
