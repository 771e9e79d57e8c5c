"""The Compare page under the pen: the browser makes every network's answer, before the server has heard of a stroke."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

import model
from model.decision import decided_row
from panels.numbers import percent
from tests.browser.pages import DrawPage, Visit
from tests.browser.server import Server
from tests.browser.strokes import DIGITS
from views.parts.reading import HERE

FOUR = ("reader", "bn-lstm-128-tanh", "rnn-256-adam", "mlp-512")  # that it opens with
CARDS = ".cards > div"
NOT_ARRIVED = re.search(r'NOT_ARRIVED = "(.*)"', (HERE / "canvas_reader.js").read_text("utf-8"))


@pytest.fixture
def comparing(visit: Visit, server: Server) -> DrawPage:
    """The Compare page with an empty canvas, once it can read."""
    page = visit(f"{server.url}/compare")
    expect(page.page.locator(CARDS)).to_have_count(len(FOUR))
    page.button("Clear").click()
    expect(page.heading("An empty page")).to_be_visible()
    page.expect_quiet()
    return page


def test_every_answer_changes_under_the_pen_before_any_message_and_is_that_of_python(comparing: DrawPage) -> None:
    page, sent = comparing, comparing.sent
    digits, states = (page.page.locator(f"{CARDS} {place}") for place in (".digit", ".state"))
    expect(states).to_have_text(["Nothing drawn yet"] * len(FOUR))
    page.begin(DIGITS[2][0][:17])
    expect(digits.first).to_have_text(re.compile(r"^\d$"))
    box = page.place_of(page.canvas)
    for x, y in DIGITS[2][0][17:]:
        page.page.mouse.move(box["x"] + x, box["y"] + y)
    expect(digits.first).to_have_text("2")
    assert page.sent == sent
    with page.sending():
        page.page.mouse.up()
    expect(page.origin).to_have_text("Your drawing")
    page.expect_settled()
    image = model.from_canvas(page.pixels())
    for k, name in enumerate(FOUR):
        trace = model.read(model.load(name), image)
        expect(digits.nth(k)).to_have_text(str(trace.digit))
        # Where the last bit of float32 decides whether it is all or nearly all, either is right.
        all_but = re.compile("> 99 %|100 %") if trace.confidence > 1 - 1e-6 else percent(trace.confidence)
        expect(states.nth(k)).to_contain_text(all_but)
        way = f"final from row {decided_row(trace.beliefs)} on" if trace.layers else "All rows at once"
        expect(page.page.locator(CARDS).nth(k)).to_contain_text(way)


def test_an_undone_stroke_gives_the_answers_from_before(comparing: DrawPage) -> None:
    digit = comparing.page.locator(f"{CARDS} .digit").first
    comparing.draw(DIGITS[1])
    expect(digit).to_have_text("1")
    comparing.button("Undo").click()
    expect(comparing.heading("An empty page")).to_be_visible()
    comparing.button("Redo").click()
    expect(digit).to_have_text("1")


def test_the_servers_readings_stand_in_where_no_weights_arrive(visit: Visit, server: Server) -> None:
    def gone(route: Route) -> None:
        route.abort("aborted")

    page = visit(new=True)
    page.page.route("**/media/*.bin", gone)
    page.page.goto(f"{server.url}/compare")
    assert NOT_ARRIVED
    expect(page.page.locator(".st-key-lanes [data-at=note]")).to_have_text(NOT_ARRIVED[1])
    expect(page.page.locator(f"{CARDS} .digit")).to_have_text(["7"] * len(FOUR))
    page.button("Clear").click()
    expect(page.heading("An empty page")).to_be_visible()
    page.draw(DIGITS[3])
    expect(page.page.locator(f"{CARDS} .digit").first).to_have_text("3")
