"""From a unit of the film into its cell, from a gate to its sum, and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import TALL, DrawPage, Visit

FRAME = "body > .zoom"
NOTED = """
window.zooms = 0;
new MutationObserver((changes) => {
  const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
  window.zooms += added.filter(({ className }) => className === "zoom").length;
}).observe(document, { childList: true, subtree: true });
"""


@pytest.fixture(params=["reduce", "no-preference"])
def motion(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_film_cell_and_sum_lead_to_each_other_and_back(visit: Visit, motion: str) -> None:
    page = visit(viewport=TALL, reduced_motion=motion, script=NOTED)
    page.film.head.press("End")
    page.expect_settled()
    inside = page.page.locator("[data-part=inside]")
    cell, summed = inside.locator("[data-at=cell]"), inside.locator("[data-at=sum]")
    expect(cell).not_to_be_in_viewport()

    page.film.root.get_by_role("button", name="Look inside").click()
    expect(cell).to_be_in_viewport(ratio=1)
    expect(inside.get_by_label("Unit", exact=True)).to_be_focused()
    unit = inside.get_by_label("Unit", exact=True).input_value()
    expect(page.film.cell).to_contain_text(f"Unit {unit} ")

    inside.get_by_role("button", name="i, the input gate").click()
    expect(summed).to_be_in_viewport(ratio=1)
    expect(summed).to_contain_text(f"i of unit {unit} ")
    expect_no_frame(page)
    summed.get_by_role("button", name="Back to the cell").click()
    expect(cell).to_be_in_viewport(ratio=1)
    expect_no_frame(page)
    inside.get_by_role("button", name="Back to the film").click()
    expect(page.film.panel("votes")).to_be_in_viewport(ratio=1)
    expect(page.film.head).to_be_focused()
    expect_no_frame(page)
    assert page.page.evaluate("window.zooms") == (0 if motion == "reduce" else 4)


def expect_no_frame(page: DrawPage) -> None:
    expect(page.page.locator(FRAME)).to_have_count(0)


def test_a_double_click_on_a_unit_looks_inside_it(tall_page: DrawPage) -> None:
    page = tall_page
    page.film.head.press("End")
    page.expect_settled()
    page.page.mouse.dblclick(*page.film.place("votes", 10.5, 0.96))
    inside = page.page.locator("[data-part=inside]")
    expect(inside.locator("[data-at=cell]")).to_be_in_viewport(ratio=1)
    unit = inside.get_by_label("Unit", exact=True)
    expect(page.film.cell).to_contain_text("at row 11")
    expect(page.film.cell).to_contain_text(f"Unit {unit.input_value()} ")
