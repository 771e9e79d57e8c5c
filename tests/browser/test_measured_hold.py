"""What a hold by hand costs: the browser counts it on the test images, as Python would."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import model
from evaluation import statistics, switches
from evaluation.metrics import wilson
from model import Hold, Network, data
from panels.numbers import percent, points
from tests.browser.pages import DrawPage, Visit
from tests.browser.test_pages import choose
from views.draw.explain import JOINED
from views.parts import gallery, served

NAME = "lstm-fair"  # it reads fast
STRIDE = 6181  # from one image to the next, as in measure.js
HOLD = Hold(0, "o", value=0.3, rows=(5, 20))
SOME, MORE = r"2\d\d|[3-9]\d\d|\d,\d{3}", r"[6-9]\d\d|\d,\d{3}"  # numbers of images: at least 200, and at least 600


class WhatIf:
    """The section, in sight, and what is measured there."""

    def __init__(self, page: DrawPage) -> None:
        self.part = page.page.locator("[data-part=whatif]")
        self.part.scroll_into_view_if_needed()
        self.measured = self.part.locator("[data-at=measured]")
        self.button = self.measured.get_by_role("button")
        self.told = self.measured.locator("[data-at=measured-told]")
        expect(self.part.locator("[data-switch] small").first).to_be_visible()  # what all test images say is here

    def field(self, name: str) -> Locator:
        return self.part.locator(f"[data-at=hold-{name}]")

    def hold(self, held: Hold) -> None:
        """Holds a gate of all units."""
        self.field("gate").select_option(held.gate)
        self.field("value").fill(str(held.value))
        self.field("from").fill(str(held.rows[0]))
        self.field("to").fill(str(held.rows[1]))
        expect(self.field("on")).to_have_attribute("aria-pressed", "true")

    def expect_offered(self) -> None:
        """It can be measured, and nothing has been yet."""
        expect(self.button).to_have_text("Try it on all test images")
        expect(self.told).to_contain_text("Your browser reads all test images")

    def stopped_at(self, numbers: str) -> tuple[int, int]:
        """Stops it once so many images are read; how many were right, and how many there were."""
        expect(self.told).to_have_text(re.compile(rf" of ({numbers}) test images"))
        self.button.click()
        expect(self.measured).to_have_attribute("aria-busy", "false")
        expect(self.button).to_have_text("Go on")
        return self.counts()

    def counts(self) -> tuple[int, int]:
        right, read = re.findall(r"[\d,]+(?= of|(?: test images))", self.told.inner_text())[:2]
        return int(right.replace(",", "")), int(read.replace(",", ""))


@pytest.fixture
def network() -> Network:
    return model.load(NAME)


@pytest.fixture
def whatif(page: DrawPage) -> WhatIf:
    choose(page, NAME)
    return WhatIf(page)


def right_answers(network: Network, digits: tuple[np.ndarray, np.ndarray], read: int, held: Hold) -> int:
    """How many of the images that are read first are answered rightly."""
    images, labels = digits
    order = np.arange(read) * STRIDE % len(labels)
    answers = model.predict(network, images[order], [held]).argmax(axis=1)
    return int((answers == labels[order]).sum())


def test_a_hold_by_hand_costs_what_python_counts_and_the_count_goes_on_where_it_was_stopped(
    whatif: WhatIf, network: Network, test_digits: tuple[np.ndarray, np.ndarray]
) -> None:
    expect(whatif.button).to_be_hidden()
    whatif.hold(HOLD)
    whatif.expect_offered()
    whatif.button.click()
    for numbers in (SOME, MORE):
        right, read = whatif.stopped_at(numbers)
        assert right == right_answers(network, test_digits, read, HOLD)
        low, high = wilson(right, read)
        of_all = statistics.load(NAME)
        expect(whatif.told).to_have_text(
            f"So far it reads {right:,} of {read:,} test images rightly: {percent(right / read, 1)} (95 % interval "
            f"{points(low, 1)} to {points(high, 1)} %); as it is {percent(of_all.right / of_all.images, 1)} of all."
        )
        expect(whatif.measured.get_by_role("progressbar")).to_have_js_property("value", read)
        whatif.button.click()
        expect(whatif.button).to_have_text("Stop")


def test_another_hold_begins_from_nothing_and_what_was_counted_is_kept(
    whatif: WhatIf, network: Network, test_digits: tuple[np.ndarray, np.ndarray]
) -> None:
    whatif.hold(HOLD)
    whatif.button.click()
    expect(whatif.told).to_have_text(re.compile(rf" of ({SOME}) test images"))
    other = Hold(0, "o", value=0.5, rows=(5, 20))
    whatif.hold(other)  # while it counts
    expect(whatif.measured).to_have_attribute("aria-busy", "false")
    whatif.expect_offered()
    whatif.button.click()
    right, read = whatif.stopped_at(SOME)
    assert right == right_answers(network, test_digits, read, other)
    whatif.hold(HOLD)
    expect(whatif.button).to_have_text("Go on")
    right, kept = whatif.counts()
    assert right == right_answers(network, test_digits, kept, HOLD)


def test_another_network_begins_from_nothing(
    page: DrawPage, whatif: WhatIf, test_digits: tuple[np.ndarray, np.ndarray]
) -> None:
    whatif.hold(Hold(0, "h", value=0.0, rows=(14, 14)))
    whatif.button.click()
    whatif.stopped_at(SOME)
    choose(page, "rnn-fair")
    whatif.part.scroll_into_view_if_needed()
    whatif.expect_offered()
    whatif.button.click()
    right, read = whatif.stopped_at(SOME)
    held = Hold(0, "h", value=0.0, rows=(14, 14))
    assert right == right_answers(model.load("rnn-fair"), test_digits, read, held)


def test_a_hold_whose_accuracy_is_known_is_not_counted(whatif: WhatIf, network: Network) -> None:
    [switch] = [each for each in switches.switches(network) if each.words == "never forget"]
    known = percent(statistics.load(NAME).accuracy(switch), 1)
    whatif.part.get_by_role("button", name="never forget").click()
    told = whatif.part.locator("[data-at=broken-told]")
    expect(told).to_contain_text(f"it reads {known} of the 10,000 test images")
    expect(whatif.button).to_be_hidden()
    whatif.hold(HOLD)  # and the switch
    whatif.expect_offered()
    expect(told).not_to_contain_text("10,000")
    whatif.part.get_by_role("button", name="As it was").click()
    expect(whatif.button).to_be_hidden()
    whatif.hold(Hold(0, switch.gate, value=switch.value))  # the same by hand
    expect(told).to_contain_text(f"it reads {known} of the 10,000 test images")
    expect(whatif.button).to_be_hidden()


def test_the_count_stops_and_its_worker_ends_when_the_section_is_left(page: DrawPage, whatif: WhatIf) -> None:
    whatif.hold(HOLD)
    with page.page.expect_worker() as started:
        whatif.button.click()
    expect(whatif.told).to_contain_text("So far it reads")
    with started.value.expect_event("close"):
        page.canvas.scroll_into_view_if_needed()
    whatif.part.scroll_into_view_if_needed()
    expect(whatif.button).to_have_text("Go on")
    expect(whatif.measured).to_have_attribute("aria-busy", "false")


def test_where_the_test_images_do_not_arrive_it_says_so(visit: Visit) -> None:
    page = visit(new=True)
    choose(page, NAME)
    page.page.route("**/media/*.png", lambda route: route.abort("aborted"))
    whatif = WhatIf(page)
    whatif.hold(HOLD)
    whatif.button.click()
    expect(whatif.told).to_have_text("The test images cannot be read here.")
    expect(whatif.button).to_have_text("Try it on all test images")


def test_images_of_the_atlas_are_those_of_mnist_to_the_last_bit(page: DrawPage) -> None:
    pixels = data.load_part("test")[0]  # (10000, 28, 28) uint8
    indexes = [0, 1, 99, 100, 4690, 9999]
    found = images_of_atlas(page.page, gallery.atlas(pixels).png, indexes)
    assert np.array_equal(found.reshape(-1, 28, 28), data.scaled(pixels[indexes]))
    assert len(np.unique(pixels[indexes])) > 100, "all kinds of greys"


def images_of_atlas(page: Page, png: bytes, indexes: list[int]) -> np.ndarray:
    """What `imagesFrom` of measure.js makes of an atlas, in the page."""
    files = (served.KEPT, *(path for path in JOINED if path.name in ("paint.js", "atlas.js", "dom.js", "measure.js")))
    script = "".join(Path(path).read_text("utf-8") for path in files) + "export { imagesFrom };"
    url = "data:text/javascript;base64," + base64.b64encode(script.encode()).decode()
    found = page.evaluate(
        """async ([url, png, indexes, across]) => {
          const { imagesFrom } = await import(url);
          const atlas = await createImageBitmap(await (await fetch(png)).blob());
          return [...imagesFrom(atlas, indexes, across)];
        }""",
        [url, "data:image/png;base64," + base64.b64encode(png).decode(), indexes, gallery.ACROSS],
    )
    return np.array(found, np.float32)
