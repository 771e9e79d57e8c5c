"""A picture that is pasted, dropped on the canvas or photographed is read as one that is chosen."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, JSHandle, Locator, expect

from tests.browser import chromium
from tests.browser import server as servers
from tests.browser.conftest import visits
from tests.browser.pages import TALL, DrawPage, Visit
from tests.browser.strokes import DIGITS
from tests.drawing import lines, packed

FILE = """([name, kind, data, more]) => {
  const brought = new DataTransfer(), bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  brought.items.add(new File([bytes, new Uint8Array(more)], name, { type: kind }));
  return brought;
}"""
WORDS = """() => {
  const brought = new DataTransfer();
  brought.setData("text/plain", "8");
  return brought;
}"""
# What the page has done with the event: whether the browser is kept from its own way, such as opening the file.
FAR = "bubbles: true, cancelable: true, composed: true"
PASTED = f"""(element, clipboardData) =>
  !element.dispatchEvent(new ClipboardEvent("paste", {{ clipboardData, {FAR} }}))"""
DRAGGED = f"""(element, [type, dataTransfer]) =>
  !element.dispatchEvent(new DragEvent(type, {{ dataTransfer, {FAR} }}))"""


def eight() -> bytes:
    return packed(255 - lines(DIGITS[8], 20))


def brought(page: DrawPage, name: str, kind: str, data: bytes, more: int = 0) -> JSHandle:
    """A file with so many bytes more, as the browser hands it over."""
    return page.page.evaluate_handle(FILE, [name, kind, base64.b64encode(data).decode(), more])


def paste(page: DrawPage, what: JSHandle) -> bool:
    return bool(page.page.locator("body").evaluate(PASTED, what))


def drag(place: Locator, what: JSHandle, *types: str) -> list[bool]:
    return [place.evaluate(DRAGGED, [type_, what]) for type_ in types]


def drop(page: DrawPage, what: JSHandle) -> bool:
    return all(drag(page.canvas, what, "dragenter", "dragover", "drop"))


def hint(page: DrawPage) -> Locator:
    return page.page.get_by_text("Drop a picture here")


@pytest.mark.parametrize("bring", [paste, drop])
def test_a_picture_that_is_brought_is_read_again_and_again(
    page: DrawPage, bring: Callable[[DrawPage, JSHandle], bool]
) -> None:
    for digit in (8, 3):
        assert bring(page, brought(page, "image.png", "image/png", packed(255 - lines(DIGITS[digit], 20))))
        expect(page.origin).to_have_text("Your picture image.png")
        page.expect_digit(digit)
        expect(page.page.locator(".found button")).to_have_text([str(digit)])
        expect(page.page.locator("input[type=file]")).to_have_count(0)
    expect(page.problem).to_have_count(0)


@pytest.mark.parametrize("bring", [paste, drop])
def test_what_cannot_be_read_gets_a_sentence_until_the_next_stroke_and_the_drawing_stays(
    page: DrawPage, bring: Callable[[DrawPage, JSHandle], bool]
) -> None:
    page.draw_anew(DIGITS[1], 1)
    page.expect_quiet()
    before = page.pixels()
    refused = [
        ("notes.txt", "text/plain", b"words", 0, "notes.txt: The file is no picture"),
        ("large.png", "image/png", eight(), 25 * 2**20, "large.png: The file has 25.0 MB, but at most 25 MB"),
        ("words.png", "image/png", b"words", 0, "words.png: The file is no picture"),
    ]
    for name, kind, data, more, words in refused:
        assert bring(page, brought(page, name, kind, data, more))
        expect(page.problem).to_have_count(1)
        expect(page.problem).to_contain_text(words)
    page.expect_settled()
    assert np.array_equal(page.pixels(), before)
    expect(page.origin).to_have_text("Your drawing")
    page.expect_digit(1)
    page.draw([[(150, 250), (200, 250)]])
    expect(page.problem).to_have_count(0)


def test_text_is_left_to_the_browser_and_so_is_what_is_pasted_where_text_is_written(page: DrawPage) -> None:
    words, sent = page.page.evaluate_handle(WORDS), page.sent
    assert not paste(page, words)
    assert drag(page.canvas, words, "dragenter", "dragover", "drop") == [False] * 3
    field = page.page.get_by_role("combobox", name="Network")
    assert not field.evaluate(PASTED, brought(page, "eight.png", "image/png", eight()))
    expect(hint(page)).to_be_hidden()
    assert page.sent == sent


def test_a_file_over_the_page_is_invited_onto_the_canvas_and_opened_nowhere_else(page: DrawPage) -> None:
    file, beside, sent = brought(page, "eight.png", "image/png", eight()), page.page.locator("h1"), page.sent
    assert all(drag(beside, file, "dragenter", "dragover"))
    expect(hint(page)).to_be_visible()
    drag(beside, file, "dragleave")
    expect(hint(page)).to_be_hidden()
    assert all(drag(beside, file, "dragenter", "dragover", "drop"))
    expect(hint(page)).to_be_hidden()
    assert page.sent == sent


def test_a_picture_of_the_page_itself_is_not_taken(page: DrawPage) -> None:
    own, sent = brought(page, "image.png", "image/png", eight()), page.sent
    drag(page.page.locator(".stages img").first, own, "dragstart", "drag")
    assert drag(page.canvas, own, "dragenter", "dragover", "drop") == [False] * 3
    expect(hint(page)).to_be_hidden()
    assert page.sent == sent
    drag(page.page.locator(".stages img").first, own, "dragend")
    assert drop(page, own)
    page.expect_digit(8)


@pytest.fixture
def filmed(browser: Browser, server: servers.Server, tmp_path: Path) -> Iterator[Visit]:
    """Opens the page in a browser whose camera sees an 8."""
    film = tmp_path / "camera.mjpeg"
    picture = Image.new("L", (640, 480), 255)
    picture.paste(Image.fromarray(255 - lines(DIGITS[8], 20)), (180, 100))
    film.write_bytes(packed(picture.convert("RGB"), "JPEG", quality=95))
    flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    flags.append(f"--use-file-for-fake-video-capture={film}")
    filming = browser.browser_type.launch(executable_path=chromium.find(), args=chromium.FLAGS + flags)
    with visits(filming, server) as visit:
        yield visit
    filming.close()


# Notes each camera that the page is given.
CAMERAS = """window.cameras = [];
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await ask(wanted);
  window.cameras.push(...stream.getTracks());
  return stream;
};"""


def switch_camera(page: DrawPage) -> None:
    page.page.get_by_text("Take a photo").click()


def expect_cameras(page: DrawPage, *states: str) -> None:
    """What became of each camera that the page was given."""
    page.page.wait_for_function(
        "states => JSON.stringify(cameras.map((camera) => camera.readyState)) === JSON.stringify(states)", arg=states
    )


def test_a_photo_is_read_and_the_camera_is_on_no_longer_than_wanted(filmed: Visit) -> None:
    page = filmed(script=CAMERAS, viewport=TALL)
    page.button("Upload a picture").click()
    expect(page.page.get_by_test_id("stFileUploader")).to_be_visible()
    expect_cameras(page)
    switch_camera(page)
    expect_cameras(page, "live")
    switch_camera(page)
    expect_cameras(page, "ended")
    switch_camera(page)
    page.page.wait_for_function("() => document.querySelector('.stCameraInput video')?.videoWidth > 0")
    page.expect_quiet()
    page.button("Take Photo").click()
    expect(page.origin).to_have_text("Your picture from the camera")
    page.expect_digit(8)
    expect_cameras(page, "ended", "ended")
    expect(page.page.get_by_test_id("stFileUploader")).to_be_visible()


def test_without_a_camera_the_page_says_so(tall_page: DrawPage) -> None:
    page = tall_page
    page.button("Upload a picture").click()
    switch_camera(page)
    expect(page.page.get_by_text("This app would like to use your camera.")).to_be_visible()
    page.expect_settled()
    switch_camera(page)
    page.upload("eight.png", eight())
    page.expect_digit(8)
