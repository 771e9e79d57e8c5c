"""The panels beneath the first screen: why this digit, inside one unit, what if; their numbers are those of Python."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

import model
from evaluation import statistics, switches
from model import Network, Trace, data
from model.explain import contributions, integrated_gradients
from panels.numbers import percent
from tests.browser.film import picture_of
from tests.browser.pages import DrawPage, Visit
from tests.browser.strokes import DIGITS
from tests.browser.test_pages import choose
from views.parts.picture import FIRST

CLOSE = 0.006  # of numbers that are shown with two decimals


@pytest.fixture(scope="module")
def network() -> Network:
    return model.load(model.DEFAULT)


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return data.scaled(data.load_part("test")[0][FIRST])


@pytest.fixture(scope="module")
def trace(network: Network, image: np.ndarray) -> Trace:
    return model.read(network, image)


@pytest.fixture
def explained(tall_page: DrawPage) -> DrawPage:
    """The page, its film at the last row."""
    tall_page.film.head.press("End")
    tall_page.expect_settled()
    return tall_page


def part(page: DrawPage, name: str) -> Locator:
    """A section, in sight, once it tells of a reading."""
    found = page.page.locator(f"[data-part={name}]")
    found.scroll_into_view_if_needed()
    expect(found.get_by_role("heading", level=2)).not_to_have_text(re.compile("^(Why this digit|Inside one unit)$"))
    return found


def numbers(text: str) -> list[float]:
    return [float(each.replace("−", "-")) for each in re.findall(r"[−+]?\d+\.\d+", text)]


def bars(units: Locator) -> list[float]:
    """How far each of the 160 bars reaches from the line of zero in the middle, up or down: -1 to 1."""
    painted = picture_of(units.locator("canvas").evaluate("canvas => canvas.toDataURL()"))  # (h, w, 4)
    height, width = painted.shape[:2]
    middles = ((np.arange(160) + 0.5) * width / 160).astype(int)
    ink = painted[:, middles, 3] / 255 / (height / 2)  # (h, 160)
    up, down = ink[: height // 2].sum(axis=0), ink[height // 2 :].sum(axis=0)
    return [float(each) for each in np.where(up > 0, up, -down)]


def runner_up(trace: Trace) -> int:
    return int(trace.beliefs[-1].argsort()[-2])


def test_pushes_of_the_ink_add_up_to_what_it_changed(
    explained: DrawPage, network: Network, image: np.ndarray, trace: Trace
) -> None:
    against = runner_up(trace)
    why = part(explained, "why")
    expect(why.get_by_role("heading", level=2)).to_have_text(f"Why {trace.digit} and not {against}")
    told = why.locator("[data-at=why-told]")
    expect(told).to_contain_text("All pixels together")
    together, of_empty, of_image = numbers(told.inner_text())[:3]
    found = integrated_gradients(network, image, trace.digit, against)
    assert together == pytest.approx(of_image - of_empty, abs=0.01 * abs(of_image - of_empty) + 2 * CLOSE)
    assert (of_empty, of_image) == pytest.approx((found.of_empty, found.of_image), abs=CLOSE)
    why.get_by_label("and not").select_option(str((against + 1) % 10))
    expect(why.get_by_role("heading", level=2)).to_have_text(f"Why {trace.digit} and not {(against + 1) % 10}")
    why.get_by_label("and not").select_option(str(trace.digit))
    expect(told).to_have_text("Choose two different digits: a digit has no lead over itself.")


def test_a_moment_of_the_story_takes_the_film_to_its_row(explained: DrawPage) -> None:
    why = part(explained, "why")
    moments = why.get_by_role("group", name="Moments of the reading").get_by_role("button")
    assert moments.count() == explained.film.story.locator("span").count() > 2
    moment = moments.nth(2)
    row = int(re.findall(r"\d+", moment.inner_text())[0])
    moment.click()
    explained.film.expect_row(row)
    expect(moment).to_have_attribute("aria-current", "true")
    expect(why.get_by_role("heading", level=3)).to_have_text(re.compile(f"^Row {row} moved the lead by "))


def test_a_gate_opens_its_sum_to_the_last_term(
    explained: DrawPage, network: Network, image: np.ndarray, trace: Trace
) -> None:
    inside = part(explained, "inside")
    unit = int(inside.get_by_label("Unit", exact=True).input_value())
    inside.get_by_label("Row", exact=True).fill("14")
    explained.film.expect_row(14)
    last = len(trace.layers) - 1
    for gate in contributions(network, trace, last, 14, unit):
        inside.get_by_role("button", name=re.compile(f"^{gate.gate}, ")).click()
        summed = inside.locator("[data-at=sum]")
        expect(summed).to_contain_text(f"{gate.gate} of unit {unit} at row 14")
        total, value, *terms = numbers(summed.inner_text())
        assert (total, value) == pytest.approx((gate.total, gate.value), abs=CLOSE)
        assert sum(terms[:3]) == pytest.approx(gate.total, abs=3 * CLOSE)


def test_all_units_after_the_row_are_those_of_the_reading_and_a_click_chooses_one(
    explained: DrawPage, trace: Trace
) -> None:
    film, inside = explained.film, part(explained, "inside")
    title = inside.get_by_role("heading", level=2)
    for layer, words, row, key in ((1, "second", 28, "End"), (1, "second", 1, "Home"), (0, "first", 2, "ArrowDown")):
        film.view.select_option(str(layer))
        film.head.press(key)
        inside.scroll_into_view_if_needed()
        units = inside.get_by_role("slider", name=f"All 160 units of the {words} layer after row {row}")
        h = trace.layers[layer].h[row - 1]  # (160,)
        assert bars(units) == pytest.approx(h.tolist(), abs=0.03)  # a pixel is 0.02
        for unit in (0, 77, 158):
            box = explained.place_of(units)
            x, y = box["x"] + (unit + 0.5) * box["width"] / 160, box["y"] + 20
            explained.page.mouse.move(x, y)
            told = units.locator("[data-at=units-told]")
            expect(told).to_have_text(re.compile(f"^unit {unit}: "))
            assert numbers(told.inner_text()) == pytest.approx([h[unit]], abs=CLOSE)
            explained.page.mouse.click(x, y)
            expect(title).to_have_text(re.compile(f"^Inside unit {unit} of the {words} layer: after row {row} "))
        units.press("ArrowRight")
        expect(title).to_have_text(re.compile(f"^Inside unit 159 of the {words} layer"))
        expect(units).to_have_attribute("aria-valuetext", re.compile("^unit 159: "))
        expect(film.cell).to_contain_text(f"Unit 159 of the {words} layer")
        expect(explained.page).to_have_url(re.compile("[?&]unit=159"))


@pytest.mark.parametrize("words", ["never forget", "forget everything", "let everything in"])
def test_a_switch_shows_the_broken_reading_and_what_it_costs_and_is_undone(
    explained: DrawPage, network: Network, image: np.ndarray, words: str
) -> None:
    whatif = part(explained, "whatif")
    [switch] = [each for each in switches.switches(network) if each.words == words]
    broken = model.read(network, image, hold=switches.holds(network, switch))
    answer = "no digit" if broken.no_digit else f"{broken.digit}, {percent(broken.confidence)}"
    whatif.get_by_role("button", name=words).click()
    told = whatif.locator("[data-at=broken-told]")
    expect(told).to_contain_text(f"{answer}; as it was: ")
    expect(told).to_contain_text(percent(statistics.load(network.name).accuracy(switch), 1))
    whatif.get_by_role("button", name="As it was").click()
    expect(told).to_contain_text("Nothing is broken yet")
    expect(explained.answer).to_have_text(re.compile("^7"), use_inner_text=True)


def test_a_blanked_row_is_read_as_blank(explained: DrawPage, network: Network, image: np.ndarray) -> None:
    whatif = part(explained, "whatif")
    whatif.get_by_label("Row", exact=True).fill("20")
    whatif.get_by_label("Row", exact=True).press("Enter")
    explained.film.expect_row(20)
    whatif.get_by_role("button", name="Blank this row").click()
    without = image.copy()
    without[19] = 0
    read = model.read(network, without)
    expect(whatif.locator("[data-at=broken-told]")).to_contain_text(
        f"{read.digit}, {percent(read.confidence)}; as it was"
    )


def test_a_row_moves_by_hand_and_by_key_and_comes_back(
    explained: DrawPage, network: Network, image: np.ndarray
) -> None:
    whatif = part(explained, "whatif")
    told, handles = whatif.locator("[data-at=broken-told]"), whatif.get_by_role("slider", name="Row; with Alt")
    edited = whatif.locator("[data-at=edited]")
    expect(edited).to_have_attribute("width", "28")  # it is painted
    before = edited.evaluate("canvas => canvas.toDataURL()")

    def expect_moved(source: int, to: int) -> None:
        moved = np.insert(np.delete(image, source - 1, axis=0), to - 1, image[source - 1], axis=0)
        read = model.read(network, moved)
        answer = "no digit" if read.no_digit else f"{read.digit}, {percent(read.confidence)}"
        expect(told).to_contain_text(f"{answer}; as it was: ")
        explained.film.expect_row(to)

    box = explained.place_of(handles)
    x, y = box["x"] + box["width"] / 2, [box["y"] + (row - 0.5) * box["height"] / 28 for row in range(29)]
    explained.page.mouse.move(x, y[8])
    explained.page.mouse.down()
    explained.page.mouse.move(x, y[25], steps=4)
    expect(whatif.locator("[data-at=row-landing]")).to_be_visible()
    expect(told).to_contain_text("Nothing is broken yet")
    explained.page.mouse.up()
    expect(whatif.locator("[data-at=row-landing]")).to_be_hidden()
    expect_moved(8, 25)
    handles.press("Alt+ArrowUp")
    expect_moved(8, 24)
    handles.press("Shift+ArrowDown")
    expect_moved(8, 25)
    whatif.get_by_role("button", name="As it was").click()
    expect(told).to_contain_text("Nothing is broken yet")
    assert edited.evaluate("canvas => canvas.toDataURL()") == before


def test_an_empty_page_and_a_network_without_rows_say_so(visit: Visit) -> None:
    page = visit()
    page.clear()
    expect(part(page, "why").locator("[data-at=why-told]")).to_have_text(
        "An empty page has no ink that could count: draw a digit."
    )
    choose(page, "mlp-512")
    page.draw(DIGITS[3])
    expect(part(page, "inside").get_by_role("heading", level=2)).to_have_text("Inside one unit: there is none here")
    expect(part(page, "whatif").locator("[data-at=no-gates]")).to_contain_text("neither gates nor a memory")


def test_a_gru_and_a_simple_rnn_are_drawn_as_what_they_are(visit: Visit) -> None:
    page = visit()
    for name, gates in (("gru-fair", ["z", "r", "g"]), ("rnn-fair", ["h"])):
        choose(page, name)
        cell = part(page, "inside").locator("[data-at=cell]").get_by_role("button")
        expect(cell).to_have_count(len(gates))
        assert [re.match(r"\w+", each.get_attribute("aria-label") or "").group() for each in cell.all()] == gates  # type: ignore[union-attr]


def test_what_a_unit_is_about_is_what_all_test_images_say(explained: DrawPage, network: Network) -> None:
    inside = part(explained, "inside")
    unit = int(inside.get_by_label("Unit", exact=True).input_value())
    known = statistics.load(network.name).layers[-1]
    about = inside.locator("[data-at=about]")
    expect(about).to_contain_text(f"Unit {unit} over all test images: {known.names[unit]}")
    moments = zip(known.images[unit].tolist(), known.rows[unit].tolist(), strict=True)
    expect(about.locator("figure")).to_have_count(len(known.images[unit]))
    told = [each.get_attribute("title") for each in about.locator("figure").all()]
    assert told == [f"test image {index}, row {row}" for index, row in moments]
