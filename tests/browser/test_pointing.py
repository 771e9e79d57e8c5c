"""The film in values: what it paints, what it says under the pointer, and what a click chooses."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import model
from model import DEFAULT, RECIPES, explain
from panels.theme import PALETTES
from tests.browser.film import PANELS, UNIT_PANELS
from tests.browser.pages import DrawPage

PALETTE = PALETTES["light"]
UNITS = [spec.units for spec in RECIPES[DEFAULT].layers if spec.kind == "LSTM"][-1]
TIP = re.compile(r"row (?P<row>\d+), unit (?P<unit>\d+)\n(?P<values>.*)")


def numbers(text: str) -> list[float]:
    """The numbers of a text, in order."""
    return [float(number.replace("−", "-")) for number in re.findall(r"−?\d+(?:\.\d+)?", text)]


def of_tip(tip: str) -> tuple[int, int, dict[str, float]]:
    """Row, unit and the value of each panel that a tip tells."""
    found = TIP.match(tip)
    assert found is not None, tip
    values = dict(re.findall(r"([hcifgo])\s(−?\d+\.\d+)", found["values"]))
    return int(found["row"]), int(found["unit"]), {name: numbers(text)[0] for name, text in values.items()}


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)], float)  # (3,)


def painted(values: np.ndarray, limit: float, low: str, high: str) -> np.ndarray:
    """The colours of values from -limit to limit: (28, units) to (28, units, 3)."""
    share = np.clip(np.abs(values) / limit, 0, 1)[..., None]
    return rgb(PALETTE.ground) + share * (np.where((values < 0)[..., None], rgb(low), rgb(high)) - rgb(PALETTE.ground))


def test_panels_are_painted_with_the_readings_own_values(film_page: DrawPage, first_trace: model.Trace) -> None:
    layer = first_trace.layers[-1]
    assert layer.c is not None
    limits = {"c": max(1, np.ceil(np.abs(layer.c).max()))}
    shown = film_page.film.picture("x")[..., :3]
    assert np.abs(shown - painted(first_trace.image, 1, PALETTE.ink, PALETTE.ink)).max() <= 1
    for name in UNIT_PANELS:
        low, high = (PALETTE.gate, PALETTE.gate) if name in "ifo" else (PALETTE.negative, PALETTE.positive)
        expected = painted(getattr(layer, name), limits.get(name, 1), low, high)
        assert np.abs(film_page.film.picture(name)[..., :3] - expected).max() <= 1, name


def test_hovering_tells_the_exact_values_of_that_row_and_unit(film_page: DrawPage, first_trace: model.Trace) -> None:
    layer = first_trace.layers[-1]
    for name, row, unit in (("h", 1, 0), ("c", 9, 34), ("i", 17, 64), ("f", 20, 90), ("g", 25, 111), ("o", 28, 127)):
        tip = film_page.film.hover(name, row, (unit + 0.5) / UNITS)
        found_row, found_unit, values = of_tip(tip)
        assert found_row == row
        assert abs(found_unit - unit) <= 1  # a unit may be narrower than a pixel
        assert list(values) == list(UNIT_PANELS)
        for panel, value in values.items():
            assert value == pytest.approx(getattr(layer, panel)[row - 1, found_unit], abs=6e-4)
        expect(film_page.film.tip.locator(".here")).to_contain_text(name)

    assert film_page.film.hover("x", 12, 13.5 / 28).split("\n") == [
        "row 12, column 14",
        f"ink {first_trace.image[11, 13]:.2f}",
    ]
    of_row, *told = numbers(film_page.film.hover("belief", 15, 0.5))
    beliefs = first_trace.beliefs[14]  # (10,)
    best = np.argsort(beliefs)[:-4:-1]  # the three likeliest digits
    assert of_row == 15
    assert told[0::2] == best.tolist()
    assert told[1::2] == pytest.approx((100 * beliefs[best]).tolist(), abs=0.06)
    film_page.page.mouse.move(5, 5)
    expect(film_page.film.tip).to_be_hidden()


def test_pointing_marks_the_same_row_and_unit_on_every_panel(film_page: DrawPage) -> None:
    _, unit, _ = of_tip(film_page.film.hover("g", 11, 50.5 / UNITS))
    marks: list[dict[str, Any]] = film_page.film.root.evaluate(
        """film => [...film.querySelectorAll("figure")].map(figure => {
          const box = figure.querySelector(".plate").getBoundingClientRect();
          const [row, unit] = [".row", ".unit"].map(name => figure.querySelector(name).getBoundingClientRect());
          const [shownRow, shownUnit] = [".row", ".unit"].map(name => !figure.querySelector(name).hidden);
          return {panel: figure.dataset.panel, row: shownRow && 28 * (row.top - box.top) / box.height,
                  unit: shownUnit && (unit.left - box.left) / box.width};
        })"""
    )
    assert [mark["panel"] for mark in marks] == list(PANELS)
    for mark in marks:
        assert mark["row"] == pytest.approx(10, abs=0.1), mark
        if mark["panel"] in UNIT_PANELS:
            assert mark["unit"] == pytest.approx((unit + 0.5) / UNITS, abs=0.01), mark
        else:
            assert mark["unit"] is False, mark


def test_click_chooses_a_row_and_unit_for_the_whole_page(film_page: DrawPage) -> None:
    film = film_page.film
    _, unit, _ = of_tip(film.hover("f", 10, 59.5 / UNITS))
    film_page.page.mouse.click(*film.place("f", 9.5, 59.5 / UNITS))
    film_page.expect_chosen(10, unit)
    film.expect_row(10)
    expect(film.cell).to_contain_text(f"Unit {unit} of the second layer at row 10")
    expect(film_page.page).to_have_url(re.compile(rf"[?&]row=10&unit={unit}\b"))

    inside = film_page.page.locator("[data-part=inside]")  # the panel below follows, and chooses as well
    inside.scroll_into_view_if_needed()
    title = inside.get_by_role("heading", level=2)
    expect(title).to_have_text(re.compile(f"^Inside unit {unit} of the second layer: after row 10 "))
    inside.get_by_label("Row", exact=True).press("ArrowRight")
    film_page.expect_chosen(11, unit)
    inside.get_by_label("Unit", exact=True).fill("3")
    inside.get_by_label("Unit", exact=True).press("Enter")
    film_page.expect_chosen(11, 3)
    expect(title).to_have_text(re.compile("^Inside unit 3 of the second layer: after row 11 "))
    expect(film.cell).to_contain_text("Unit 3 of the second layer at row 11")
    expect(film_page.page).to_have_url(re.compile(r"[?&]row=11&unit=3\b"))

    film.head.focus()
    film.head.press("Shift+ArrowRight")
    film_page.expect_chosen(11, 4)
    film.head.press("ArrowDown")
    film.head.press("ArrowDown")
    film.head.press("Enter")
    film_page.expect_chosen(13, 4)


def test_slider_hides_nothing_and_has_the_keys_after_a_click_on_the_pictures(film_page: DrawPage) -> None:
    film = film_page.film
    expect(film.root.get_by_role("slider", name="Rows read so far").locator("*")).to_have_count(0)
    film_page.page.mouse.click(*film.place("x", 8.5, 0.5))
    film.expect_row(9)
    film_page.page.keyboard.press("ArrowDown")
    film.expect_row(10)
    expect(film.head).to_be_focused()


def test_sum_beneath_the_film_is_that_of_the_cell(film_page: DrawPage, first_trace: model.Trace) -> None:
    layer, film = first_trace.layers[-1], film_page.film
    assert layer.c is not None
    film_page.page.mouse.click(*film.place("c", 13.5, 77.5 / UNITS))
    expect(film.cell).to_contain_text("at row 14")
    unit = int(numbers(film.cell.inner_text())[0])
    h, c, i, f, g, o = (getattr(layer, name)[13, unit] for name in UNIT_PANELS)
    before = layer.c[12, unit]
    told = numbers(film.cell.inner_text())[2:]
    assert told == pytest.approx([f, before, i, g, c, o, c, h], abs=6e-3)
    assert f * before + i * g == pytest.approx(c, abs=1e-5)
    assert o * np.tanh(c) == pytest.approx(h, abs=1e-5)


def test_either_layer_can_be_watched(film_page: DrawPage, first_trace: model.Trace) -> None:
    for place, layer in enumerate(first_trace.layers):
        film_page.film.view.select_option(str(place))
        expect(film_page.film.cell).to_contain_text(("first layer", "second layer")[place])
        assert layer.f is not None
        expected = painted(layer.f, 1, PALETTE.gate, PALETTE.gate)
        assert np.abs(film_page.film.picture("f")[..., :3] - expected).max() <= 1, place


def test_the_units_that_argued_most_stand_in_the_order_of_their_votes(
    film_page: DrawPage, network: model.Network, first_trace: model.Trace
) -> None:
    film = film_page.film
    film.view.select_option("-1")
    best, second = (int(each) for each in first_trace.beliefs[-1].argsort()[:-3:-1])
    votes = explain.votes(network, first_trace, best, second)  # (28, units)
    order = np.abs(votes[-1]).argsort()[:-13:-1]
    expected = sorted(order.tolist(), key=lambda unit: -votes[-1, unit])
    for place, unit in enumerate(expected):
        tip = film.hover("votes", 20, (place + 0.5) / len(expected))
        assert f"row 20, unit {unit}" in tip
        told, of_h = numbers(tip)[2:]
        assert told == pytest.approx(votes[19, unit], abs=6e-4)
        assert of_h == pytest.approx(first_trace.layers[-1].h[19, unit], abs=6e-4)
    expect(film.panel("votes").locator("small")).to_contain_text(f"of {best} over {second}")


def test_units_in_the_order_of_their_moves_keep_their_numbers(film_page: DrawPage, first_trace: model.Trace) -> None:
    film, layer = film_page.film, first_trace.layers[-1]
    by_number = film.picture("h")
    film.order.select_option("move")
    by_move = film.picture("h")
    assert not np.array_equal(by_move, by_number)
    assert np.array_equal(np.sort(by_move.view(np.uint32), axis=1), np.sort(by_number.view(np.uint32), axis=1))

    units = []
    for place in range(2, UNITS, 25):
        row, unit, values = of_tip(film.hover("h", 20, (place + 0.5) / UNITS))
        column = painted(layer.h[:, [unit]], 1, PALETTE.negative, PALETTE.positive)  # (28, 1, 3)
        differences = np.abs(by_move[:, place - 1 : place + 2, :3] - column).max(axis=(0, 2))  # (3,)
        assert differences.min() <= 1  # this unit stands here; one may be narrower than a pixel
        for name, value in values.items():
            assert value == pytest.approx(getattr(layer, name)[row - 1, unit], abs=6e-4)
        units.append(unit)
    assert len(set(units)) == len(units)
    assert units != sorted(units)

    largest = np.abs(np.diff(layer.h[:, units], axis=0, prepend=0)).argmax(axis=0)  # (places,) row of each move
    assert largest.tolist() == sorted(largest)

    unit = of_tip(film.hover("o", 6, 0.3))[1]
    film_page.page.mouse.click(*film.place("o", 5.5, 0.3))
    film_page.expect_chosen(6, unit)


def test_beliefs_trained_after_each_row_carry_no_warning(film_page: DrawPage, network: model.Network) -> None:
    assert network.every_row
    expect(film_page.film.note).to_have_text("")
    expect(film_page.film.panel("belief").locator("small")).to_have_text("its answer so far")
