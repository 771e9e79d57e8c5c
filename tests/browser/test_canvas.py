"""The canvas's buttons and keys, what they do when the canvas is another one than expected, and its pixels."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.pages import DrawPage, Visit, first_line
from tests.browser.strokes import DIGITS
from views.parts.canvas import HERE

PACKAGE = HERE / "package.js"
STEM, BAR = DIGITS[4]
PLACE = "document.querySelector('.st-key-canvas')"
# Streamlit puts another canvas in the place of the first: a shadow root with the like of its inside, and its own Undo.
REPLACE = f"""() => {{
  const first = [...{PLACE}.querySelectorAll("*")].find(element => element.shadowRoot);
  const second = first.cloneNode();
  second.attachShadow({{ mode: "open" }}).innerHTML = first.shadowRoot.innerHTML;
  second.shadowRoot.querySelectorAll(".beneath, style").forEach(element => element.remove());
  const undo = second.shadowRoot.querySelector("[aria-label=Undo]");
  undo.disabled = false;
  undo.onclick = () => undo.disabled = true;
  first.replaceWith(second);
}}"""
TAKE_AWAY = f"""() => {{
  for (const {{ shadowRoot }} of {PLACE}.querySelectorAll("*")) shadowRoot?.querySelector(".dc-root")?.remove();
}}"""
# Versions of the package whose inside is not as it was: each sets what the package then would.
SETTER = """
const own = Object.getOwnPropertyDescriptor(Element.prototype, "%s");
Object.defineProperty(Element.prototype, "%s", { ...own, set(text) { own.set.call(this, text.replace(%s)); } });
"""
OTHERS = {
    "another icon": SETTER % ("innerHTML", "innerHTML", "'M9 14 4 9', 'M8 14 4 9'"),
    "another class": SETTER % ("className", "className", "/^dc-container/, 'its-container'"),
    "another toolbar": SETTER % ("className", "className", "/^dc-toolbar$/, 'its-toolbar'"),
}
# How often the page's own scripts asked for a frame.
COUNT_FRAMES = """
window.framesAsked = 0;
const ask = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = callback => {
  if (new Error().stack.includes("/media/")) window.framesAsked += 1;
  return ask(callback);
};
"""
THIRTY_FRAMES = """async () => {
  const before = window.framesAsked;
  for (let k = 0; k < 30; k += 1) await new Promise(requestAnimationFrame);
  return window.framesAsked - before;
}"""
INK = f"() => btoa(pixels({PLACE}).data.reduce((text, value) => text + String.fromCharCode(value), ''))"


def tools(page: DrawPage) -> Locator:
    return page.page.get_by_role("toolbar", name="Drawing")


@contextmanager
def brush_at_hand(page: DrawPage) -> Iterator[None]:
    """Opens the choice of the brush, and closes it again."""
    page.button("Brush").click()
    expect(page.brush).to_be_visible()
    yield
    page.page.keyboard.press("Escape")
    expect(page.brush).to_have_count(0)


def draw_one(page: DrawPage) -> None:
    """Draws a 1, and waits until the server knows it: what it has not heard of it cannot put back."""
    page.draw(DIGITS[1])
    page.expect_digit(1)
    expect(page.origin).to_have_text("Your drawing")
    page.expect_settled()


def seen(page: DrawPage) -> np.ndarray:
    """What `pixels` gives: (280, 280, 4) uint8."""
    return np.frombuffer(base64.b64decode(page.page.evaluate(INK)), np.uint8).reshape(280, 280, 4)


# ---- undo and redo ---------------------------------------------------------------------------------------------------


def test_undo_and_redo_follow_the_canvas_however_the_brush_was_moved(page: DrawPage) -> None:
    for key in ("ArrowRight", "ArrowLeft", "ArrowRight", "ArrowLeft"):
        with brush_at_hand(page):
            for _ in range(2):
                page.press(page.brush, key)
            expect(page.brush).to_have_value("22" if key == "ArrowRight" else "20")
        page.draw([STEM])
        page.expect_can(undo=True, redo=False)
        page.button("Undo").click()
        page.expect_can(undo=False, redo=True)
        page.expect_settled()


def test_the_buttons_serve_the_canvas_that_took_the_others_place(page: DrawPage) -> None:
    page.expect_can(undo=False, redo=False)
    page.page.evaluate(REPLACE)
    page.expect_can(undo=True, redo=False)
    expect(page.beneath).to_have_count(1)
    page.button("Undo").click()
    page.expect_can(undo=False, redo=False)
    expect(page.beneath).to_be_visible()


def test_a_canvas_made_anew_gets_the_drawing_back(page: DrawPage) -> None:
    for _ in range(3):  # each press is a run, and between two runs Streamlit may take the canvas out and put it back
        draw_one(page)
        drawn = page.pixels()
        with brush_at_hand(page):
            for key in ("ArrowRight", "ArrowLeft") * 3:
                page.brush.press(key)
            page.expect_settled()
        page.expect_ink(True)
        assert np.array_equal(page.pixels(), drawn)
        page.clear()


def test_a_canvas_that_was_taken_away_comes_back_with_the_drawing(page: DrawPage) -> None:
    draw_one(page)
    drawn = page.pixels()
    page.page.evaluate(TAKE_AWAY)  # as the package does when Streamlit has it clean up
    expect(page.ink).to_have_count(1)
    page.expect_ink(True)
    page.expect_settled()
    assert np.array_equal(page.pixels(), drawn)
    page.expect_digit(1)
    page.draw([[(x + 40, y) for x, y in stroke] for stroke in DIGITS[1]])
    page.expect_can(undo=True, redo=False)


def test_keys_undo_and_redo_as_the_buttons_do(page: DrawPage) -> None:
    keyboard = page.page.keyboard
    page.draw([STEM, BAR])
    page.expect_digit(4)
    four = page.pixels()
    for again in ("Control+Shift+z", "Control+y"):
        with page.sending():
            keyboard.press("Control+z")
        page.expect_can(undo=True, redo=True)
        with page.sending():
            keyboard.press("Control+z")
        page.expect_can(undo=False, redo=True)
        page.expect_ink(False)
        for _ in range(2):
            with page.sending():
                keyboard.press(again)
        page.expect_can(undo=True, redo=False)
        page.expect_digit(4)
        assert np.array_equal(page.pixels(), four)


def test_a_text_field_keeps_its_own_undo(page: DrawPage) -> None:
    page.draw([STEM])
    page.expect_can(undo=True, redo=False)
    page.page.get_by_role("combobox").first.focus()
    page.page.keyboard.press("Control+z")
    page.expect_can(undo=True, redo=False)
    with brush_at_hand(page):
        page.brush.focus()
        page.page.keyboard.press("Control+z")
        page.expect_can(undo=False, redo=True)


def test_a_key_does_not_take_the_stroke_from_under_the_pen(page: DrawPage) -> None:
    page.draw([STEM])
    page.begin(BAR)
    page.page.keyboard.press("Control+z")
    page.expect_can(undo=True, redo=False)
    with page.sending():
        page.page.mouse.up()
    page.expect_digit(4)


# ---- a canvas that is not as expected --------------------------------------------------------------------------------


@pytest.mark.parametrize("other", OTHERS)
def test_another_canvas_than_expected_serves_with_its_own_toolbar(visit: Visit, other: str) -> None:
    page = visit(script=OTHERS[other] + COUNT_FRAMES)
    expect(tools(page)).to_be_hidden()
    for name in ("Undo", "Redo", "Reset canvas & history"):
        expect(page.button(name)).to_be_visible()
    page.draw([STEM, BAR])
    page.expect_digit(4)
    with page.sending():
        page.button("Undo").click()
    expect(page.answer).not_to_have_text(first_line(4), use_inner_text=True)
    with page.sending():
        page.button("Redo").click()
    page.expect_digit(4)
    page.button("Reset canvas & history").click()
    page.expect_ink(False)
    page.expect_quiet()
    assert page.page.evaluate(THIRTY_FRAMES) == 0


def test_a_page_at_rest_asks_for_no_frame(visit: Visit) -> None:
    page = visit(script=COUNT_FRAMES)
    expect(tools(page)).to_be_visible()
    expect(page.beneath).to_be_visible()
    page.expect_quiet()
    assert page.page.evaluate(THIRTY_FRAMES) == 0
    page.draw([STEM])
    page.expect_quiet()
    assert page.page.evaluate("framesAsked") > 0, "the stroke is followed frame by frame"
    assert page.page.evaluate(THIRTY_FRAMES) == 0


# ---- the pixels and the pen ------------------------------------------------------------------------------------------


def test_pixels_are_the_drawing_with_the_stroke_under_the_pen(page: DrawPage) -> None:
    page.page.add_script_tag(path=PACKAGE)
    assert not seen(page).any(), "the picture that is not drawn by hand is no ink"
    page.page.mouse.move(*middle(page))
    assert not seen(page).any(), "nor is the pen above the canvas"
    page.draw([STEM])
    one = page.pixels()
    assert np.array_equal(seen(page), one)
    page.begin(BAR)
    both = seen(page)
    x, y = (round(value) for value in BAR[0])
    assert both[y, x].tolist() == [255] * 4
    assert one[y, x].tolist() == [0] * 4
    assert (both[..., 3] >= one[..., 3]).all()
    with page.sending():
        page.page.mouse.up()
    assert np.array_equal(seen(page), page.pixels())


def test_whoever_follows_the_pen_sees_the_stroke_grow_and_at_last_as_it_stays(page: DrawPage) -> None:
    page.page.add_script_tag(path=PACKAGE)
    page.page.evaluate(f"""() => {{
      const ink = () => pixels({PLACE}).data.reduce((sum, value, place) => sum + (place % 4 === 3 && value > 127), 0);
      window.told = [];
      onPen({PLACE}, phase => told.push([phase, ink()]));
    }}""")
    page.page.mouse.move(*middle(page))
    assert page.page.evaluate("told") == []
    page.draw([STEM])
    page.page.wait_for_function("told.at(-1)?.[0] === 'up'")
    told: list[tuple[str, int]] = page.page.evaluate("told")
    phases, ink = zip(*told, strict=True)
    assert phases[0] == "down"
    assert set(phases[1:-1]) == {"move"}
    assert len(phases) <= len(STEM) + 2, "no more often than the pen moved"
    assert list(ink[:-1]) == sorted(ink[:-1])
    assert ink[-1] == (page.pixels()[..., 3] > 127).sum()


def middle(page: DrawPage) -> tuple[float, float]:
    """The middle of the canvas on the screen."""
    box: Any = page.place_of(page.canvas)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_pen_under_the_keys_is_seen_by_those_who_came_by_keys(page: DrawPage) -> None:
    pen = page.page.locator(".st-key-canvas .pen")
    page.draw([STEM])
    expect(pen).to_be_hidden()
    page.page.keyboard.press("ArrowUp")
    expect(pen).to_be_visible()
    page.draw([BAR])
    expect(pen).to_be_hidden()
    page.button("Undo").focus()
    page.page.keyboard.press("Shift+Tab")
    expect(pen).to_be_visible()


def test_the_keyboard_alone_draws(page: DrawPage) -> None:
    page.clear()
    page.page.get_by_role("application", name="Drawing canvas").focus()
    keyboard = page.page.keyboard
    for _ in range(10):
        keyboard.press("ArrowUp")
    keyboard.press("Space")
    for _ in range(20):
        keyboard.press("ArrowDown")
    page.expect_digit(1)  # while the pen is down
    with page.sending():
        keyboard.press("Space")
    expect(page.origin).to_have_text("Your drawing")
    page.expect_digit(1)
