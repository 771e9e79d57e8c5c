"""The page on screens of several kinds: a phone under a finger, narrow and wide ones, light and dark, keys alone."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import CDPSession, expect

from panels.theme import PALETTES
from tests.browser.film import FEW, PANELS
from tests.browser.pages import NOTHING_DRAWN, DrawPage, Visit
from tests.browser.strokes import DIGITS, Point

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
# What has the focus, looked for through all shadow roots: its name.
FOCUSED = """() => {
  let element = document.activeElement;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const words = element.querySelector("[data-testid=stMarkdownContainer]") ?? element;  // beside an icon, itself a word
  const name = element.ariaLabel || element.labels?.[0]?.firstChild.textContent || words.innerText || "";
  return name.trim().split("\\n")[0];
}"""


class Finger:
    """Touches the screen as a finger does, beneath everything that the page could hear of otherwise."""

    def __init__(self, page: DrawPage) -> None:
        self.session: CDPSession = page.page.context.new_cdp_session(page.page)

    def stroke(self, points: Sequence[Point]) -> None:
        for k, point in enumerate(points):
            self._touch("touchMove" if k else "touchStart", [point])
        self._touch("touchEnd", [])

    def _touch(self, kind: str, points: Sequence[Point]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def contrast(colours: Sequence[np.ndarray]) -> float:
    """The contrast ratio of two sRGB colours, 1 to 21, as WCAG 2 defines it."""
    channels = np.array(colours, float) / 255  # (2, 3)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    dark, light = np.sort(linear @ [0.2126, 0.7152, 0.0722])
    return float((light + 0.05) / (dark + 0.05))


def test_digit_drawn_with_a_finger_is_read_rightly(visit: Visit) -> None:
    page = visit(**PHONE)
    page.button("Clear").tap()
    expect(page.answer).to_contain_text(NOTHING_DRAWN)
    finger = Finger(page)
    for digit in (4, 7):
        box = page.place_of(page.canvas)
        for stroke in DIGITS[digit]:
            with page.sending():
                finger.stroke([(box["x"] + x, box["y"] + y) for x, y in stroke])
        assert page.canvas.bounding_box() == box  # the page did not scroll away under the finger
        page.expect_digit(digit)
        page.button("Clear").tap()
        expect(page.answer).to_contain_text(NOTHING_DRAWN)


def test_line_is_dragged_with_a_finger_and_a_tap_chooses(visit: Visit) -> None:
    page = visit(**PHONE)
    film, finger = page.film, Finger(page)
    film.view.select_option("1")
    page.place_of(film.plate("h"))
    start = film.place("h", 28, 0.3)
    finger.stroke([start, *(film.place("h", row, 0.3) for row in (26, 22, 18, 14.5))])
    film.expect_row(15)
    page.page.touchscreen.tap(*film.place("h", 5.5, 0.5))
    film.expect_row(6)
    row, unit = page.chosen()
    assert row == 6
    assert 76 <= unit <= 84


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_nothing_is_wider_than_the_screen(visit: Visit, width: int) -> None:
    page = visit(viewport={"width": width, "height": 844})
    too_wide = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
      .filter(element => element.scrollWidth > element.clientWidth).length"""
    assert page.page.evaluate("innerWidth") == width
    assert page.page.evaluate(too_wide) == 0
    tops = [page.film.plate(name).evaluate("plate => plate.getBoundingClientRect().top") for name in FEW]
    assert np.ptp(tops[:2]) < 1  # image and river side by side, row for row at the same height
    assert (np.ptp(tops) < 1) == (width > 1000)
    page.film.view.select_option("0")
    tops = [page.film.plate(name).evaluate("plate => plate.getBoundingClientRect().top") for name in PANELS]
    assert sorted(tops[2:]) == tops[2:]  # all units stand below, each panel with its own line
    page.film.head.press("Home")
    page.film.expect_row(1)


def test_every_tool_is_reached_with_the_tab_key(page: DrawPage) -> None:
    keyboard = page.page.keyboard
    page.page.locator("body").press("Tab")
    names: list[str] = []
    for _ in range(60):
        names.append(page.page.evaluate(FOCUSED))
        keyboard.press("Tab")
    wanted = ["Clear", "Brush", "Upload a picture", "Start over", *map(str, range(10)), "Play", "One row back",
              "One row on", "Speed", "Show", "Unit", "Row"]  # fmt: skip
    assert [name for name in names if name in wanted][: len(wanted)] == wanted


def test_page_is_worked_with_the_keyboard_alone(page: DrawPage) -> None:
    page.button("3").focus()
    page.page.keyboard.press("Enter")
    expect(page.origin).to_have_text(re.compile(r"^Test image \d+, labelled 3$"))
    page.film.head.press("Home")
    page.film.head.press("ArrowDown")
    page.film.expect_row(2)
    _, unit = page.chosen()
    page.choose_row("End")
    page.expect_chosen(28, unit)
    page.button("Clear").focus()
    page.page.keyboard.press("Enter")
    expect(page.answer).to_contain_text(NOTHING_DRAWN)


def test_ink_stands_out_on_a_dark_and_on_a_light_page(visit: Visit) -> None:
    for scheme in ("dark", "light"):
        page = visit(color_scheme=scheme)
        page.draw_anew(DIGITS[2], 2)
        page.page.mouse.move(0, 0)
        shot = np.asarray(Image.open(io.BytesIO(page.canvas.screenshot())).convert("RGB"))  # (280, 280, 3)
        x, y = DIGITS[2][0][0]
        ink, ground = shot[round(y), round(x)], shot[260, 20]
        assert contrast([ink, ground]) > 10
        assert (ground.mean() < 128) == (scheme == "dark")
        assert page.film.picture("x")[0, 0, :3].tolist() == rgb(PALETTES[scheme].ground)


def test_change_of_theme_repaints_the_open_page(page: DrawPage) -> None:
    page.draw_anew(DIGITS[3], 3)
    for scheme in ("dark", "light"):
        page.page.emulate_media(color_scheme=scheme)
        palette = PALETTES[scheme]
        page.page.wait_for_function(
            "([film, ground]) => film.style.getPropertyValue('--ground') === ground",
            arg=[page.film.root.element_handle(), palette.ground],
        )
        assert page.film.picture("x")[0, 0, :3].tolist() == rgb(palette.ground)
        page.expect_settled()
        page.expect_digit(3)
        bar = page.answer.locator(".bars .best s")
        expect(bar).to_have_css("background-color", f"rgb({', '.join(map(str, rgb(palette.digits[3])))})")


def rgb(colour: str) -> list[int]:
    return [int(colour[k : k + 2], 16) for k in (1, 3, 5)]


def test_the_draw_page_prints_on_one_page(page: DrawPage) -> None:
    printed = page.page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
