"""What waits for a hand beneath the first screen of the Draw page: a number of runs in, lines of the table out."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import Page

from benchmarks.browser import DIGITS, chromium, draw, serving, settle, visiting
from benchmarks.pages import APP, DRAWINGS, PAUSE
from benchmarks.table import Line

INK = "[data-at=why-ink]"
WHAT_IF = "[data-part=whatif]"
SWITCHES = "[data-at=switches] [data-switch]"
BROKEN = "[data-at=broken-told]"
# Of a panel: the milliseconds from the next lift of the pen until it has answered and that frame is painted.
ANSWERED = """
(panel) => {
  window.answered = new Promise((resolve) => addEventListener("pointerup", () => {
    const up = performance.now();
    const observer = new MutationObserver(() => {
      if (panel.dataset.state !== "answered") return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - up)));
    });
    observer.observe(panel, { attributeFilter: ["data-state"] });
  }, { capture: true, once: true }));
}
"""
# The milliseconds from a click until the frame with other words in a place is painted.
CHANGED = """
(place) => {
  const before = place.innerHTML;
  window.changed = new Promise((resolve, reject) => addEventListener("click", () => {
    const start = performance.now();
    requestAnimationFrame(() => setTimeout(() => {
      if (place.innerHTML === before) reject(new Error("the next frame shows the words of before"));
      else resolve(performance.now() - start);
    }));
  }, { capture: true, once: true }));
}
"""


def questions(runs: int) -> list[Line]:
    """The ink that counted, once the pen is lifted; the broken reading, once a switch is pressed."""
    with chromium() as visitor, serving(APP) as server, visiting(visitor, server) as page:
        settle(page, PAUSE)
        page.wait_for_function("() => window.rowByRow")
        inks = [_ink(page, turn) for turn in range(DRAWINGS * (runs + 1))][DRAWINGS:]
        switches = [time for _ in range(runs + 1) for time in _switches(page)]
        switches = switches[len(switches) // (runs + 1) :]
    return [
        Line(
            "pen up → the ink that counted",
            f"{median(inks):.0f} ms",
            "400 ms",
            median(inks) <= 400,
            f"{len(inks)} drawings",
        ),
        Line(
            "a switch of What if → the new river",
            f"{median(switches):.0f} ms",
            "60 ms",
            median(switches) <= 60,
            f"{len(switches)} presses",
        ),
    ]


def _ink(page: Page, turn: int) -> float:
    """Draws a digit; the milliseconds until its pixels have their shares."""
    page.get_by_role("button", name="Clear").click()
    settle(page, PAUSE)
    page.locator(INK).evaluate(ANSWERED)
    draw(page, list(DIGITS.values())[turn % len(DIGITS)])
    time = float(page.evaluate("answered"))
    settle(page, PAUSE)
    return time


def _switches(page: Page) -> list[float]:
    """Presses each switch once; the milliseconds of each."""
    page.locator(WHAT_IF).scroll_into_view_if_needed()
    page.locator(SWITCHES).first.wait_for()
    settle(page, PAUSE)
    times = []
    for switch in page.locator(SWITCHES).all():
        page.locator(BROKEN).evaluate(CHANGED)
        switch.click()
        times.append(float(page.evaluate("changed")))
    return times
