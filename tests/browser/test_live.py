"""The reading under the pen: made by the browser, shown before the server has heard of a stroke."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Browser, Route, expect

import model
from model import explain
from model.decision import turning_row
from tests.browser.film import FEW, ON_THEIR_WAY, ROWS
from tests.browser.pages import NOTHING_DRAWN, DrawPage, Visit, type_in
from tests.browser.server import Server
from tests.browser.strokes import DIGITS
from views.parts.networks import label
from views.parts.picture import FIRST

OPENING = f"Test image {FIRST}, labelled 7"
# What the page tells the server is kept back from `hold` until `let_go`.
HOLDING = """
window.held = null;
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (message) {
  if (window.held) window.held.push(Object.assign(() => send.call(this, message), { message }));
  else send.call(this, message);
};
"""
CLEAR_IS_HELD = """held.some(({ message }) => new TextDecoder().decode(message).includes('"clear"'))"""
# Counts how often the film began from the top, and notes the row after each frame.
COUNTING = """
window.rows = [];
window.starts = 0;
const look = () => {
  for (const { shadowRoot } of document.querySelectorAll(".st-key-film *")) {
    const row = Number(shadowRoot?.querySelector(".head:has(+ .stage figure)")?.ariaValueNow);
    if (!row) continue;
    if (row < (window.rows.at(-1) ?? 28)) window.starts += 1;
    window.rows.push(row);
  }
  requestAnimationFrame(look);
};
look();
"""
WEIGHTS = """() => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".bin")).length"""


def hold(page: DrawPage) -> None:
    page.expect_settled()
    page.page.evaluate("window.held = []")


def let_go(page: DrawPage) -> None:
    page.page.evaluate("() => { window.held.forEach(each => each()); window.held = null; }")


def bars(page: DrawPage) -> list[float]:
    """How long the ten bars of the answer are, each as a share of its place."""
    lengths = "bars => bars.map(bar => Number(bar.style.transform.match(/scaleX\\((.*)\\)/)[1]))"
    return page.answer.locator(".bars s").evaluate_all(lengths)


def draw_unheard(page: DrawPage, digit: int) -> None:
    """Draws, and waits until the browser has read what lies there."""
    for stroke in DIGITS[digit]:
        page.begin(stroke)
        page.page.mouse.up()
    expect(page.spoken).to_have_text(re.compile(rf"^{digit} "))


# ---- without the server ----------------------------------------------------------------------------------------------


def test_answer_bars_and_river_change_under_the_pen_before_any_message(tall_page: DrawPage) -> None:
    page = tall_page
    assert page.socket is not None
    with page.socket.expect_event("framesent", lambda frame: b"placings" in frame):  # the last word on the empty canvas
        page.clear()
    page.expect_quiet()
    sent, stroke = page.sent, DIGITS[2][0]
    with page.film.repainting("belief"):
        page.begin(stroke[:17])
        expect(page.answer.locator(".answer")).to_have_attribute("data-kind", "digit")
    half = bars(page)
    box = page.place_of(page.canvas)
    with page.film.repainting("belief"), page.film.repainting("x"):
        for x, y in stroke[17:]:
            page.page.mouse.move(box["x"] + x, box["y"] + y)
        page.expect_digit(2)
    assert not np.allclose(bars(page), half, atol=0.01)
    page.film.expect_row(ROWS)
    assert page.sent == sent > 0
    expect(page.ink_that_counted).to_have_attribute("data-state", "waiting")
    with page.sending():
        page.page.mouse.up()
    page.expect_digit(2)
    expect(page.ink_that_counted).to_have_attribute("data-state", "answered")


def test_answer_follows_the_pen_also_where_the_film_is_not_seen(page: DrawPage) -> None:
    page.page.add_style_tag(content=".st-key-film { display: none; }")
    page.begin(DIGITS[3][0])
    page.expect_digit(3)
    page.page.mouse.up()


@pytest.mark.parametrize("digit", [2, 4, 5])
def test_answer_stands_without_the_server_and_is_that_of_python(
    visit: Visit, network: model.Network, digit: int
) -> None:
    page = visit(script=HOLDING)
    hold(page)
    draw_unheard(page, digit)
    expect(page.state).to_have_text(re.compile("^Sure: "))
    expect(page.film.story).to_contain_text(f"{digit}")
    expect(page.origin).to_have_text(OPENING)  # of the drawing the server knows nothing
    trace = model.read(network, model.from_canvas(page.pixels()))
    assert trace.digit == digit
    assert bars(page) == pytest.approx(trace.beliefs[-1].tolist(), abs=1e-4)

    before = page.answer.inner_text(), page.film.picture("belief")
    let_go(page)
    expect(page.origin).to_have_text("Your drawing")
    page.expect_settled()
    assert page.answer.inner_text() == before[0]
    np.testing.assert_array_equal(page.film.picture("belief"), before[1])


def test_the_servers_word_on_a_stroke_does_not_take_back_the_next_one(visit: Visit) -> None:
    page = visit(script=HOLDING)
    first, second = DIGITS[4]
    hold(page)
    page.begin(first)
    page.page.mouse.up()
    page.page.wait_for_function("held.length > 1")  # where the canvas started from, and what is on it
    page.page.evaluate("window.first = window.held.splice(0)")
    page.begin(second)
    page.page.mouse.up()
    expect(page.spoken).to_have_text(re.compile("^4 "))
    both = page.film.picture("x")
    page.page.wait_for_function("held.length > 0")
    page.page.evaluate("window.first.forEach(each => each())")
    expect(page.origin).to_have_text("Your drawing")
    page.expect_settled()
    np.testing.assert_array_equal(page.film.picture("x"), both)
    let_go(page)
    page.expect_settled()
    page.expect_digit(4)


def test_clear_that_the_server_hears_together_with_the_last_stroke_loses_neither(visit: Visit) -> None:
    page = visit(script=HOLDING)
    page.clear()
    page.expect_quiet()
    hold(page)
    draw_unheard(page, 3)
    page.page.wait_for_function("held.length > 0")
    page.button("Clear").click()
    page.page.wait_for_function(CLEAR_IS_HELD)
    let_go(page)
    expect(page.answer).to_contain_text(NOTHING_DRAWN)
    page.expect_ink(False)
    page.expect_settled()
    page.button("Undo").click()
    page.expect_digit(3)
    expect(page.origin).to_have_text("Your drawing")
    page.expect_ink(True)


# ---- the film --------------------------------------------------------------------------------------------------------


def test_the_pen_stops_the_film(page: DrawPage) -> None:
    page.film.speed.select_option("0.25")
    page.film.head.press("Home")
    page.film.play.click()
    expect(page.film.where).to_have_text("Row 3 of 28")
    page.begin(DIGITS[6][0])
    expect(page.film.play).to_have_text("Play", timeout=5_000)  # of the 15 seconds that it would take
    page.film.expect_row(ROWS)
    expect(page.answer.locator(".when")).to_have_text("after the last row")
    with page.sending():
        page.page.mouse.up()


def test_film_replays_once_after_the_pen_was_lifted(visit: Visit) -> None:
    page = visit(script=COUNTING, reduced_motion="no-preference")
    page.begin(DIGITS[3][0])
    page.film.expect_row(ROWS)
    page.page.evaluate("starts = 0")
    page.page.mouse.up()
    page.page.wait_for_function("starts > 0")
    page.page.wait_for_function("rows.at(-1) === 28")
    expect(page.origin).to_have_text("Your drawing")
    page.expect_settled()
    page.page.evaluate("rows.length = 0")
    page.page.wait_for_function("rows.length > 60")
    assert page.page.evaluate("starts") == 1


def test_row_and_unit_are_chosen_anew_for_each_drawing_until_the_viewer_chooses(
    page: DrawPage, network: model.Network, first_trace: model.Trace
) -> None:
    page.expect_chosen(*most_telling(network, first_trace))
    page.draw_anew(DIGITS[3], 3)
    drawn = most_telling(network, model.read(network, model.from_canvas(page.pixels())))
    page.expect_chosen(*drawn)
    page.choose_row("End")
    page.draw_anew(DIGITS[5], 5)
    page.expect_chosen(ROWS, drawn[1])


def most_telling(network: model.Network, trace: model.Trace) -> tuple[int, int]:
    """The row of the largest turn, and the unit with the largest vote."""
    best, second = (int(digit) for digit in trace.beliefs[-1].argsort()[:-3:-1])
    return turning_row(trace.beliefs), int(np.abs(explain.votes(network, trace, best, second)[-1]).argmax())


def test_a_network_that_sees_all_at_once_has_an_answer_and_a_way_back(page: DrawPage) -> None:
    figures = page.film.root.locator("figure")
    type_in(page.page.get_by_role("combobox", name="Network"), label("mlp-512"))
    expect(figures).to_have_count(2)
    expect(page.film.note).to_contain_text("sees all 784 pixels at once")
    page.expect_digit(7)
    page.draw_anew(DIGITS[3], 3)
    page.button("Read it with an LSTM").click()
    expect(figures).to_have_count(len(FEW))
    expect(page.film.note).to_have_text("")
    expect(page.page.get_by_role("combobox", name="Network")).to_have_value(label(model.DEFAULT))
    page.expect_digit(3)


# ---- the weights -----------------------------------------------------------------------------------------------------


def test_weights_are_fetched_once_for_all_drawings_and_kept_for_the_next_visit(visit: Visit, server: Server) -> None:
    page = visit(new=True)
    for digit in (3, 8):
        page.draw_anew(DIGITS[digit], digit)
    page.expect_settled()
    assert page.page.evaluate(WEIGHTS) == 1

    again = DrawPage(page.page.context.new_page())
    again.page.goto(server.url)
    expect(again.film.root.locator("figure")).to_have_count(len(FEW))  # the third needs the weights
    again.draw_anew(DIGITS[5], 5)
    assert again.page.evaluate(WEIGHTS) == 0


def test_nothing_moves_when_the_weights_arrive(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    held: list[Route] = []
    context.route("**/media/*.bin", lambda route: held.append(route))
    page = DrawPage(context.new_page())
    page.page.goto(server.url)
    expect(page.film.root.get_by_text(ON_THEIR_WAY)).to_be_visible()
    below = page.heading("What the network sees")
    expect(below).to_be_visible()
    page.expect_settled()
    parts = [page.film.plate("belief"), page.film.plate("votes"), page.film.story, page.film.play, page.film.view]
    parts.append(below)
    before = [part.bounding_box() for part in parts]
    held[0].continue_()
    expect(page.film.root.get_by_text(ON_THEIR_WAY)).to_have_count(0)
    for place, part in zip(before, parts, strict=True):
        now = part.bounding_box()
        assert place is not None
        assert now is not None
        assert (now["x"], now["y"]) == pytest.approx((place["x"], place["y"]), abs=1)
    context.close()


def test_where_the_weights_do_not_arrive_the_server_reads(visit: Visit) -> None:
    page = visit(weights=False)
    expect(page.film.note).to_contain_text("did not reach this browser")
    page.expect_digit(7)
    page.draw_anew(DIGITS[3], 3)
    expect(page.state).to_have_text(re.compile("^Sure: "))
    page.film.head.press("Home")
    expect(page.answer.locator(".when")).to_have_text("after row 1")
