"""The Test set page: cells, images and boxes are chosen with the mouse or the keyboard, and taken away as files."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

import model
from evaluation import metrics, reports
from evaluation.comparison import mcnemar
from model import data
from tests.browser import server as servers
from tests.browser.conftest import visits
from tests.browser.explorer import Explorer
from tests.browser.pages import DrawPage, Visit

ANOTHER = "rnn-256-adam"  # than the network that is shown
AT_ONCE = 120  # images whose pixels a gallery is sent at once, at most
WAY_ACROSS = 10  # moves of the mouse from one corner of a box to the other


@pytest.fixture(scope="module")
def read(network: model.Network, test_digits: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """What the network makes of each test image: (10000, 10) probabilities."""
    return model.predict(network, test_digits[0])


@pytest.fixture(scope="module")
def labels(test_digits: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return test_digits[1]


@pytest.fixture(scope="module")
def opened(browser: Browser, server: servers.Server) -> Iterator[Explorer]:
    with visits(browser, server) as visit:
        yield arrived(visit())


@pytest.fixture
def explorer(opened: Explorer) -> Explorer:
    """The page, one for all tests of this module but those that leave it."""
    opened.page.mouse.move(0, 0)
    return opened


def arrived(page: DrawPage) -> Explorer:
    """Goes from the Draw page to the Test set page."""
    explorer = Explorer(page)
    page.link("Test set").click()
    expect(explorer.heading(re.compile("is most often taken for"))).to_be_visible()
    page.expect_settled()
    return explorer


def images_of(count: int, true: int, given: int) -> str:
    return f"{'1 image' if count == 1 else f'{count:,} images'} of a {true} read as {given}"


def in_cell(read: np.ndarray, labels: np.ndarray, true: int, given: int) -> list[int]:
    """The test images in a cell of the confusion matrix, the surest answer first."""
    found = np.flatnonzero((labels == true) & (read.argmax(axis=1) == given))
    return [int(index) for index in found[np.argsort(-read[found, given], kind="stable")]]


# ---- the confusion matrix and its images -------------------------------------------------------------------


def test_a_click_on_a_cell_opens_its_images(explorer: Explorer, read: np.ndarray, labels: np.ndarray) -> None:
    explorer.open("Confusions")
    for true, given in ((4, 9), (9, 4), (0, 1)):
        expected = in_cell(read, labels, true, given)
        explorer.click_cell(true, given)
        expect(explorer.heading(images_of(len(expected), true, given))).to_be_visible()
        expect(explorer.tiles()).to_have_count(len(expected))
        assert explorer.indexes() == expected
        for name, digit in (("True digit", true), ("Read as", given)):
            expect(explorer.page.get_by_role("combobox", name=name)).to_have_value(str(digit))
    expect(explorer.page.get_by_text("No 0 was read as 1.", exact=True)).to_be_visible()


def test_a_cell_is_chosen_with_the_keyboard_alone(explorer: Explorer, read: np.ndarray, labels: np.ndarray) -> None:
    explorer.open("Confusions")
    explorer.type_in(explorer.page.get_by_role("combobox", name="True digit"), "7")
    expect(explorer.heading(re.compile("of a 7 read as"))).to_be_visible()
    explorer.type_in(explorer.page.get_by_role("combobox", name="Read as"), "2")
    expected = in_cell(read, labels, 7, 2)
    expect(explorer.heading(images_of(len(expected), 7, 2))).to_be_visible()
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
    explorer.click_cell(4, 9)
    index = in_cell(read, labels, 4, 9)[1]
    explorer.click_tile(index)
    explorer.expect_chosen(index)
    expect(explorer.page.get_by_alt_text(f"Test image {index}", exact=True)).to_be_visible()
    expect(explorer.page.get_by_text(f"A 4, read as {read[index].argmax()}.")).to_be_visible()
    expect(explorer.tiles().and_(explorer.page.locator("[aria-selected=true]"))).to_have_attribute(
        "data-index", str(index)
    )
    page.link("Watch it being read").click()
    page.expect_digit(9)
    expect(page.origin).to_have_text(f"Test image {index}, labelled 4")
    page.expect_network_sees(test_digits[0][index])
    expect(page.beneath.locator("img")).to_be_visible()
    page.expect_settled()

    page.link("Test set").click()
    explorer.expect_chosen(index)
    page.link("Compare networks on it").click()
    expect(page.origin).to_have_text(f"Test image {index}, labelled 4")
    expect(page.page.locator(".cards .digit").first).to_have_text("9")
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
    explorer: Explorer, read: np.ndarray, labels: np.ndarray
) -> None:
    explorer.open("Confusions")
    expected = in_cell(read, labels, 1, 1)
    explorer.painted.clear()
    explorer.click_cell(1, 1)
    expect(explorer.heading(images_of(len(expected), 1, 1))).to_be_visible()
    tiles, painted = explorer.tiles(), explorer.page.locator("button[data-painted]")
    expect(tiles.first).to_have_attribute("aria-setsize", str(len(expected)))
    expect(tiles.first.and_(painted)).to_be_visible()
    assert len(expected) > 1000
    assert explorer.painted[0] == expected[:AT_ONCE]

    tiles.first.focus()
    tiles.first.evaluate("tile => { const box = tile.closest('[data-at=box]'); box.scrollTop = box.scrollHeight; }")
    last = tiles.and_(explorer.page.locator(f"[data-index='{expected[-1]}']"))
    expect(last).to_be_in_viewport()
    expect(last.and_(painted)).to_have_count(1)
    assert max(map(len, explorer.painted)) <= AT_ONCE
    assert len(set().union(*explorer.painted)) < len(expected), "what lies between was not passed and is not needed"
    shown = last.locator("canvas").evaluate("c => [...c.getContext('2d').getImageData(0, 0, 28, 28).data]")
    darkness = 255 - np.array(shown, float).reshape(28, 28, 4)[..., 0]
    with np.load(data.MNIST) as arrays:
        assert np.corrcoef(darkness.ravel(), arrays["x_test"][expected[-1]].ravel())[0, 1] > 0.999


# ---- the other sections ------------------------------------------------------------------------------------


def test_errors_are_filtered_and_sorted(explorer: Explorer, read: np.ndarray, labels: np.ndarray) -> None:
    explorer.open("All errors")
    wrong = np.flatnonzero(read.argmax(axis=1) != labels)
    expect(explorer.heading(f"{len(wrong)} of {len(wrong)} errors")).to_be_visible()
    page = explorer.page
    end = page.get_by_role("slider", name="Probability — end")
    explorer.draw.press(end, "PageDown")
    most = int(end.input_value())
    assert most < 100
    kept = wrong[100 * read[wrong].max(axis=1) <= most]
    expect(explorer.heading(f"{len(kept)} of {len(wrong)} errors")).to_be_visible()
    assert len(kept) < len(wrong)
    true = int(np.bincount(labels[kept]).argmax())
    explorer.type_in(page.get_by_role("combobox", name="True digit"), str(true))
    page.keyboard.press("Escape")
    kept = kept[labels[kept] == true]
    expect(explorer.heading(f"{len(kept)} of {len(wrong)} errors")).to_be_visible()
    explorer.type_in(page.get_by_role("combobox", name="Sorted by"), "index")
    expect(explorer.tiles().first).to_have_attribute("data-index", str(kept[0]))
    expect(explorer.tiles()).to_have_count(len(kept))
    assert explorer.indexes() == kept.tolist()


def test_a_cell_of_the_difference_opens_its_images_only(
    explorer: Explorer, read: np.ndarray, labels: np.ndarray
) -> None:
    explorer.open("Two networks")
    explorer.type_in(explorer.page.get_by_role("combobox", name=re.compile("^Compare reader with")), ANOTHER)
    others = np.array(list(reports.load(ANOTHER).answers), np.uint8)
    answers = read.argmax(axis=1)
    test = mcnemar(answers == labels, others == labels)
    for name, count in ((model.DEFAULT, test.only_first), (ANOTHER, test.only_second)):
        images = "1 image" if count == 1 else f"{count:,} images"
        expect(explorer.heading(f"Only {name} reads {images} rightly")).to_be_visible()
    explorer.draw.expect_settled()
    counts = np.where(np.eye(10, dtype=bool), 0, metrics.confusion(labels, others))
    true, given = (int(digit) for digit in np.unravel_index(counts.argmax(), counts.shape))
    explorer.click_cell(true, given)
    only = np.flatnonzero((labels == true) & (answers == true) & (others == given))
    images = "1 image" if len(only) == 1 else f"{len(only):,} images"
    expect(explorer.heading(f"Only {model.DEFAULT} reads {images} rightly in {true} → {given}")).to_be_visible()
    expect(explorer.tiles().first).to_have_attribute("data-index", str(only[0]))
    explorer.click_tile(int(only[0]))
    explorer.expect_chosen(int(only[0]))


def test_a_box_dragged_over_the_chart_moves_the_sliders_and_the_images(explorer: Explorer) -> None:
    explorer.open("Search")
    page = explorer.page
    ends = [
        page.get_by_role("slider", name=f"{name} — {end}") for name in ("Rows", "State") for end in ("start", "end")
    ]
    expect(ends[0]).to_have_value("20")
    expect(ends[1]).to_have_value("24")
    low, high = (float(ends[place].get_attribute(name) or 0) for place, name in ((2, "min"), (3, "max")))
    shared = explorer.heading(re.compile("^[0-9,]+ test images? shares? this activation$"))
    before = shared.inner_text()
    chart = page.locator(".st-key-unit_chart")
    explorer.draw.place_of(chart)
    # Where rows and states are on the screen, as the chart itself has it.
    place = chart.locator(".js-plotly-plot").evaluate("""plot => {
      const {xaxis, yaxis} = plot._fullLayout, box = plot.getBoundingClientRect();
      return [xaxis, yaxis].map((axis, k) => [0, 1].map(v =>
        axis._offset + axis.l2p(v) + [box.left, box.top][k]));
    }""")
    (x0, x1), (y0, y1) = place
    at = lambda row, state: (x0 + row * (x1 - x0), y0 + state * (y1 - y0))  # noqa: E731
    bottom, top = round(low + 0.3 * (high - low), 1), round(low + 0.6 * (high - low), 1)
    page.mouse.move(*at(10, top))
    page.mouse.down()
    page.mouse.move(*at(14, bottom), steps=WAY_ACROSS)
    page.mouse.up()
    for end, expected in zip(ends, (10, 14, bottom, top), strict=True):
        expect(end).to_have_attribute("value", re.compile(rf"^{re.escape(f'{expected:g}')}0*$"))
    expect(explorer.heading(re.compile("in rows 10 to 14: "))).to_be_visible()
    expect(shared).not_to_have_text(before)
    explorer.draw.expect_settled()


def test_the_drawing_is_changed_in_another_way(explorer: Explorer) -> None:
    explorer.open("Robustness")
    pictures = explorer.page.locator(".changed figure img")
    for change in ("Rotation", "Noise"):
        explorer.page.get_by_role("radio", name=change, exact=True).click()
        expect(explorer.heading(re.compile(rf"strengths? of {change.lower()}", re.IGNORECASE))).to_be_visible()
        expect(pictures).to_have_count(6)
    expect(pictures.first).to_have_attribute("alt", "unchanged")
    sources = pictures.evaluate_all("images => images.map(image => image.src)")
    assert len(set(sources)) == 6


# ---- files -------------------------------------------------------------------------------------------------


def test_report_answers_and_images_are_taken_away_as_files(explorer: Explorer, tmp_path: Path) -> None:
    explorer.open("All errors")
    report = reports.load(model.DEFAULT)
    wrong = report.images - sum(report.confusion[digit][digit] for digit in range(10))
    with Image.open(explorer.download("These images, PNG", tmp_path)) as sheet:
        assert sheet.format == "PNG"
        assert sheet.size == (20 * 30 + 2, -(-wrong // 20) * 30 + 2)
    explorer.page.get_by_role("button", name=re.compile("Download$")).click()
    taken = json.loads(explorer.download("Report, JSON", tmp_path).read_bytes())
    assert reports.from_plain(taken) == report
    with explorer.download("Report, CSV", tmp_path).open(newline="") as file:
        values = dict(csv.reader(file))
    assert values["name"] == model.DEFAULT
    assert sum(int(value) for field, value in values.items() if field.startswith("confusion.")) == 10_000
    with explorer.download("All 10,000 answers, CSV", tmp_path).open(newline="") as file:
        assert "".join(line["answer"] for line in csv.DictReader(file)) == report.answers
    explorer.page.keyboard.press("Escape")


def test_a_chart_is_taken_away_as_a_picture_of_the_chosen_kind(explorer: Explorer, tmp_path: Path) -> None:
    explorer.open("Scores")
    with Image.open(explorer.picture_of_chart("risk", tmp_path)) as picture:
        assert picture.format == "PNG"
        assert min(picture.size) > 300
    explorer.page.get_by_role("button", name=re.compile("Download$")).click()
    explorer.page.get_by_role("radio", name="SVG", exact=True).click()
    explorer.draw.expect_settled()
    explorer.page.keyboard.press("Escape")
    drawing = ElementTree.fromstring(explorer.picture_of_chart("risk", tmp_path).read_text("utf-8"))
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    words = {text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")}
    assert len(words) > 5
