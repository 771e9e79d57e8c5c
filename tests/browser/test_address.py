"""The address says what is shown: after F5 and in another browser the same drawing, network, row and section."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import expect

import model
from tests.browser.pages import DrawPage, Visit, type_in
from tests.browser.server import Server
from tests.browser.strokes import DIGITS
from tests.browser.test_pages import expect_page, go
from tests.drawing import lines, packed
from views.parts.networks import label


def by_hand(page: DrawPage) -> None:
    page.draw(DIGITS[5])
    page.expect_digit(5)


def by_upload(page: DrawPage) -> None:
    page.upload("eight.png", packed(255 - lines(DIGITS[8], 20)))
    page.expect_digit(8)
    page.page.keyboard.press("Escape")


def by_test_digit(page: DrawPage) -> None:
    page.button("3").click()
    expect(page.origin).to_have_text(re.compile("labelled 3$"))


def by_clearing(page: DrawPage) -> None:
    page.clear()


def shown_at_the_end(page: DrawPage) -> tuple[np.ndarray, str]:
    """What was read, (h, w, 4) uint8, and the answer, once all that was drawn has come to the server."""
    page.expect_quiet()
    page.film.head.press("End")
    return page.film.picture("x"), page.answer.inner_text()


@pytest.mark.parametrize("put", [by_hand, by_upload, by_test_digit, by_clearing])
def test_what_is_on_the_canvas_is_there_again_after_f5_and_in_another_browser(
    visit: Visit, put: Callable[[DrawPage], None]
) -> None:
    page = visit()
    put(page)
    expect(page.page).to_have_url(re.compile(r"[?&]d=\w"))
    given, answer = shown_at_the_end(page)
    page.page.reload()
    other = visit(page.page.url)
    for again in (page, other):
        expect(again.canvas).to_be_visible()
        expect(again.film.root.locator("figure").first).to_be_visible()
        picture, words = shown_at_the_end(again)
        np.testing.assert_array_equal(picture, given)
        assert words == answer
        assert again.page.url == page.page.url


def test_a_drawing_from_a_link_goes_on(visit: Visit) -> None:
    page = visit()
    page.draw(DIGITS[9][:1])
    expect(page.page).to_have_url(re.compile("[?&]d=s"))
    other = visit(page.page.url)
    expect(other.origin).to_have_text("Your drawing")
    assert np.abs(other.pixels()[..., 3].astype(int) - page.pixels()[..., 3]).mean() < 0.1
    other.draw(DIGITS[9][1:])
    other.expect_digit(9)


def test_network_row_and_unit_stand_in_the_address(visit: Visit) -> None:
    page = visit()
    _, unit = page.chosen()
    page.choose_row("End")
    expect(page.page).to_have_url(re.compile(rf"[?&]row=28&unit={unit}\b"))
    type_in(page.page.get_by_role("combobox", name="Network"), label("gru-fair"))
    expect(page.page).to_have_url(re.compile("[?&]network=gru-fair"))
    other = visit(page.page.url)
    other.expect_chosen(28, unit)
    expect(other.page.get_by_role("combobox", name="Network")).to_have_value(label("gru-fair"))


def test_a_link_opens_with_its_row_and_unit(visit: Visit, server: Server) -> None:
    page = visit(f"{server.url}/?row=20&unit=5")
    page.expect_chosen(20, 5)
    expect(page.page).to_have_url(f"{server.url}/?row=20&unit=5")


def test_a_unit_of_a_larger_network_is_let_go(visit: Visit, server: Server) -> None:
    units = model.load("gru-fair").layers[0].spec.units
    page = visit(f"{server.url}/?network=gru-fair&row=20&unit={units}")
    row, unit = page.chosen()
    assert row == 20
    assert 0 <= unit < units


def test_a_default_leaves_no_trace_and_the_history_no_steps(visit: Visit) -> None:
    page = visit(new=True)  # a tab counts no more than fifty steps
    assert "?" not in page.page.url
    steps = page.page.evaluate("history.length")
    page.draw(DIGITS[1])
    expect(page.page).to_have_url(re.compile("[?&]d=s"))
    page.button("Undo").click()
    expect(page.page).not_to_have_url(re.compile("[?&]d="))
    assert page.page.evaluate("history.length") == steps


def test_what_a_link_says_wrongly_is_ignored_with_one_sentence(visit: Visit, server: Server) -> None:
    page = visit(f"{server.url}/?d=scut&network=none&row=x&unit=999999999&brush=30")
    page.expect_digit(7)
    expect(page.problem).to_have_count(1)
    expect(page.problem).to_contain_text("What this link says of the drawing, the row, the unit and the network")
    expect(page.page).to_have_url(f"{server.url}/?brush=30")
    page.button("Brush").click()
    expect(page.brush).to_have_value("30")
    page.page.keyboard.press("Escape")
    go(page, "Data")
    expect(page.problem).to_have_count(0)


@pytest.mark.parametrize("put", [by_hand, by_upload])
def test_drawing_and_choices_are_there_on_every_page_after_f5_and_in_another_browser(
    visit: Visit, put: Callable[[DrawPage], None]
) -> None:
    page = visit()
    put(page)
    type_in(page.page.get_by_role("combobox", name="Network"), label("gru-fair"))
    expect(page.page).to_have_url(re.compile(r"(?=.*[?&]d=\w)(?=.*[?&]network=gru-fair)"))
    given, answer = shown_at_the_end(page)
    for name in ("Compare", "Recipes", "Test set", "Data"):
        go(page, name)
        expect(page.page).to_have_url(re.compile(r"(?=.*[?&]d=\w)(?=.*[?&]network=gru-fair)"))
        url = page.page.url
        page.page.reload()
        expect_page(page, name)
        expect(page.page).to_have_url(url)
    go(page, "Draw")
    expect(page.film.root.locator("figure").first).to_be_visible()
    picture, words = shown_at_the_end(page)
    np.testing.assert_array_equal(picture, given)
    assert words == answer
    expect(page.page.get_by_role("combobox", name="Network")).to_have_value(label("gru-fair"))


def test_choices_of_the_test_set_page_are_kept_from_page_to_page_and_after_f5(visit: Visit) -> None:
    page = visit()
    go(page, "Test set")
    page.page.get_by_role("radio", name="All errors", exact=True).click()
    order = page.page.get_by_role("combobox", name="Sorted by")
    type_in(order, "index")
    first = page.page.get_by_role("slider", name="Probability").first
    with page.sending():
        first.press("PageUp")
    expect(page.page).to_have_url(re.compile("section=All.errors&order=index&probability="))
    url, low = page.page.url, first.get_attribute("aria-valuenow") or first.input_value()

    def expect_kept() -> None:
        expect(page.page.get_by_role("radio", name="All errors", exact=True)).to_be_checked()
        expect(order).to_have_value("index")
        assert (first.get_attribute("aria-valuenow") or first.input_value()) == low != "0"
        expect(page.page).to_have_url(url)

    go(page, "Data")
    go(page, "Test set")
    expect_kept()
    page.page.reload()
    expect_kept()
    page.page.get_by_role("radio", name="Training", exact=True).click()
    page.page.get_by_role("radio", name="All errors", exact=True).click()
    expect_kept()


def test_back_and_forward_show_each_page_as_its_address_says(visit: Visit) -> None:
    page = visit(new=True)  # a tab counts no more than fifty steps
    page.draw(DIGITS[1])  # one stroke, and so one address
    page.expect_digit(1)
    expect(page.page).to_have_url(re.compile("[?&]d=s"))
    page.expect_quiet()
    on_draw, steps = page.page.url, page.page.evaluate("history.length")
    go(page, "Compare")
    page.button("Clear").click()
    expect(page.page).to_have_url(re.compile("[?&]d=b"))
    on_compare = page.page.url
    go(page, "Data")
    page.button("Others").click()
    expect(page.page).to_have_url(re.compile("[?&]lot=1"))
    on_data = page.page.url
    assert page.page.evaluate("history.length") == steps + 2
    page.page.go_back()
    expect(page.heading("An empty page")).to_be_visible()
    expect(page.page).to_have_url(on_compare)
    page.expect_quiet()
    page.page.go_back()
    page.expect_digit(1)
    expect(page.page).to_have_url(on_draw)
    page.expect_quiet()
    page.page.go_forward()
    expect(page.heading("An empty page")).to_be_visible()
    expect(page.page).to_have_url(on_compare)
    page.expect_quiet()
    page.page.go_forward()
    expect(page.page).to_have_url(on_data)
    page.expect_quiet()
    assert page.page.evaluate("history.length") == steps + 2


def test_embedded_it_has_no_header_no_lead_and_no_button_to_copy_the_link(visit: Visit, server: Server) -> None:
    page = visit(f"{server.url}/?embed=true", viewport={"width": 700, "height": 500})
    page.expect_digit(7)
    expect(page.film.root.locator("figure").first).to_be_visible()
    expect(page.button("Copy link")).to_have_count(0)
    expect(page.page.locator(".lead")).to_be_hidden()
    expect(page.page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page.page).to_have_url(f"{server.url}/?embed=true")


def test_copy_link_copies_the_address(visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.draw(DIGITS[2])
    expect(page.page).to_have_url(re.compile("[?&]d=s"))
    page.button("Copy link").click()
    expect(page.button("Copied")).to_be_visible()
    assert page.page.evaluate("navigator.clipboard.readText()") == page.page.url
