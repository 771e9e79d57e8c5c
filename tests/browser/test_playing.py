"""The film in time: played, paused, stepped, dragged and speeded, all in the browser."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

import model
from tests.browser.film import FILMED, PANELS, ROWS
from tests.browser.pages import DrawPage, Visit
from tests.browser.strokes import DIGITS

# Notes, frame by frame from the start, after which row the film stands.
NOTE_ROWS = """
window.rows = [];
const look = () => {
  for (const element of document.querySelectorAll(".st-key-film *")) {
    const head = element.shadowRoot?.querySelector(".stage figure") && element.shadowRoot.querySelector(".head");
    if (head) window.rows.push(Number(head.ariaValueNow));
  }
  requestAnimationFrame(look);
};
look();
"""


def played(page: DrawPage) -> list[dict[str, Any]]:
    """Starts the film and looks at each frame until it rests: the time in ms, and the rows above each line."""
    page.film.play.click()
    frames: list[dict[str, Any]] = page.film.root.evaluate(FILMED)
    return frames


def test_film_plays_by_itself_when_the_page_opens_and_once_more_after_each_drawing(visit: Visit) -> None:
    page = visit(script=NOTE_ROWS, reduced_motion="no-preference")
    page.page.wait_for_function("rows.length && Math.min(...rows) < 28 && rows.at(-1) === 28")
    expect(page.film.play).to_have_text("Play")
    page.film.expect_row(ROWS)
    rows = page.page.evaluate("rows")
    assert len(set(rows)) > 3
    assert rows[-1] == ROWS
    started = rows[rows.index(min(rows)) :]
    assert started == sorted(started)

    page.draw_anew(DIGITS[3], 3)
    page.page.evaluate("rows.length = 0")
    page.page.wait_for_function("rows.length && Math.min(...rows) < 28 && rows.at(-1) === 28")
    page.expect_settled()
    page.page.evaluate("rows.length = 0")
    page.page.wait_for_function("rows.length > 60")
    assert set(page.page.evaluate("rows")) == {ROWS}


def test_film_stands_still_for_those_who_want_little_motion(visit: Visit) -> None:
    page = visit(script=NOTE_ROWS, reduced_motion="reduce")
    page.page.wait_for_function("rows.length > 10")
    expect(page.film.play).to_have_text("Play")
    assert set(page.page.evaluate("rows")) == {ROWS}


def test_play_head_moves_all_panels_together(film_page: DrawPage) -> None:
    frames = played(film_page)
    lines = np.array([frame["lines"] for frame in frames])  # (frames, 8)
    assert lines.shape[1] == len(PANELS)
    assert np.ptp(lines, axis=1).max() < 0.01
    moments = lines[:, 0]
    assert (np.diff(moments) >= 0).all()
    assert moments[0] < ROWS / 2  # a busy machine shows its first frame late
    assert len(set(moments.round(2))) > 10
    assert moments[-1] == pytest.approx(ROWS, abs=0.01)
    film_page.film.expect_row(ROWS)


def test_speed_sets_how_many_rows_are_read_in_a_second(film_page: DrawPage) -> None:
    def rows_a_second(speed: str) -> float:
        film_page.film.speed.select_option(speed)
        frames = played(film_page)[:-2]  # at the end the line waits
        first, last = frames[0], frames[-1]
        return 1000 * (last["lines"][0] - first["lines"][0]) / (last["now"] - first["now"])

    assert rows_a_second("4") / rows_a_second("2") == pytest.approx(2, rel=0.1)


def test_pause_stops_at_a_whole_row_and_play_goes_on_from_there(film_page: DrawPage) -> None:
    film = film_page.film
    film.speed.select_option("0.25")
    film.play.click()
    expect(film.play).to_have_text("Pause")
    expect(film.where).to_have_text(re.compile(r"^Row ([4-9]|1\d|2[0-7]) of 28$"))
    film.play.click()
    expect(film.play).to_have_text("Play")
    row = int(film.head.get_attribute("aria-valuenow") or 0)
    assert 4 <= row < ROWS
    film.expect_row(row)
    film.speed.select_option("4")
    frames = played(film_page)
    assert frames[0]["lines"][0] >= row - 0.01
    film.expect_row(ROWS)


def test_buttons_and_keys_move_the_film_row_by_row(film_page: DrawPage) -> None:
    film = film_page.film
    film.back.click()
    film.back.click()
    film.expect_row(26)
    film.forward.click()
    film.expect_row(27)
    film.head.focus()
    keys = ("Home", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowUp", "End", "ArrowDown")
    for key, row in zip(keys, (1, 2, 3, 2, 1, 1, 28, 28), strict=True):
        film.head.press(key)
        film.expect_row(row)
    film.head.press("Space")
    expect(film.play).to_have_text("Pause")
    film.head.press("Space")
    expect(film.play).to_have_text("Play")


def test_line_is_dragged_to_a_row(film_page: DrawPage) -> None:
    film, mouse = film_page.film, film_page.page.mouse
    chosen = film_page.chosen()
    mouse.move(*film.place("f", 28, 0.5))
    mouse.down()
    for row in (25.0, 20.5, 12.3):
        mouse.move(*film.place("f", row, 0.7))
        lines = film.lines()
        assert np.allclose(lines, row, atol=0.06)
    mouse.up()
    film.expect_row(13)
    film_page.expect_chosen(*chosen)


def test_what_is_not_read_yet_is_dimmed(film_page: DrawPage) -> None:
    film = film_page.film
    film.head.press("Home")
    for _ in range(9):
        film.head.press("ArrowDown")
    film.expect_row(10)
    covers = film.root.evaluate(
        """film => [...film.querySelectorAll(".plate")].map(plate => {
          const dim = plate.querySelector(".dim").getBoundingClientRect(), box = plate.getBoundingClientRect();
          return [dim.top, dim.bottom].map(y => 28 * (y - box.top) / box.height);
        })"""
    )
    assert np.allclose(covers, [10, 28], atol=0.05)
    film_page.page.mouse.move(0, 0)
    shot = Image.open(io.BytesIO(film.plate("f").screenshot()))
    shades = np.asarray(shot.convert("L"), float)  # (h, w); the forget gate is dark all over
    read, unread = shades[: int(0.3 * len(shades))], shades[int(0.4 * len(shades)) : -4]
    assert 255 - unread.mean() < 0.4 * (255 - read.mean())


def test_playing_stepping_and_scrubbing_tell_the_server_nothing(film_page: DrawPage) -> None:
    film, mouse = film_page.film, film_page.page.mouse
    film_page.expect_settled()
    before = film_page.sent
    film.speed.select_option("4")
    played(film_page)
    film.back.click()
    film.head.press("Home")
    film.head.press("ArrowDown")
    film.order.select_option("move")
    mouse.move(*film.place("x", 2, 0.5))
    mouse.down()
    for row in range(3, 28):
        mouse.move(*film.place("x", row, 0.5))
    mouse.up()
    film.expect_row(27)
    for name in PANELS:
        film.hover(name, 9, 0.4)
    assert film_page.sent == before > 0
    _, unit = film_page.chosen()
    film.head.press("Enter")  # this one does
    film_page.expect_chosen(27, unit)
    expect(film_page.page).to_have_url(re.compile(rf"[?&]row=27&unit={unit}\b"))
    assert film_page.sent > before


def test_speed_view_and_order_are_kept_when_a_new_drawing_arrives(page: DrawPage, network: model.Network) -> None:
    film = page.film
    film.view.select_option("1")
    film.speed.select_option("2")
    film.order.select_option("move")
    film.head.press("Home")
    for _ in range(14):
        film.head.press("ArrowDown")
    page.draw_anew(DIGITS[2], 2)
    page.expect_settled()
    trace = model.read(network, model.from_canvas(page.pixels()))
    film.expect_row(ROWS)
    film.head.press("Home")
    for row in range(2, 16):
        film.head.press("ArrowDown")
        expect(film.where).to_have_text(f"Row {row} of 28")
    best = trace.beliefs[14].argmax()
    expect(page.answer.locator(".bars .best b")).to_have_text(str(best))
    expect(page.answer.locator(".when")).to_have_text("after row 15")
    expect(film.view).to_have_value("1")
    expect(film.speed).to_have_value("2")
    expect(film.order).to_have_value("move")
    expect(film.play).to_have_text("Play")
