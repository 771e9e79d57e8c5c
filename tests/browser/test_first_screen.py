"""What stands in the first screen, on screens of several sizes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator

from tests.browser.pages import Visit
from tests.browser.server import Server

Size = tuple[int, int]
SIZES: tuple[Size, ...] = ((1440, 900), (1280, 720), (1024, 768), (390, 844))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_what_matters_is_seen_without_scrolling(visit: Visit, size: Size) -> None:
    width, height = size
    page = visit(viewport={"width": width, "height": height})
    wanted = {"canvas": page.canvas, "answer": page.answer, "image": page.film.plate("x")}
    wanted["river"] = page.film.plate("belief")
    if width > 1000:
        wanted |= {"story": page.film.story, "strips": page.film.plate("votes")}
    hidden = {name: box for name, place in wanted.items() if not is_within(box := box_of(place), width, height)}
    assert hidden == {}


@pytest.mark.parametrize("size", SIZES[:3], ids=lambda size: "x".join(map(str, size)))
def test_the_lanes_of_several_networks_begin_beside_the_drawing(visit: Visit, server: Server, size: Size) -> None:
    width, height = size
    page = visit(f"{server.url}/compare", viewport={"width": width, "height": height})
    river = box_of(page.page.locator(".st-key-lanes [data-scale=belief] .plate").first)
    assert river["left"] > box_of(page.canvas)["right"]
    assert (river["top"] + river["bottom"]) / 2 < height, "its upper half at least"


def box_of(place: Locator) -> dict[str, float]:
    box = place.bounding_box()
    assert box is not None
    return {"left": box["x"], "top": box["y"], "right": box["x"] + box["width"], "bottom": box["y"] + box["height"]}


def is_within(box: dict[str, float], width: int, height: int) -> bool:
    return box["left"] >= 0 and box["top"] >= 0 and box["right"] <= width and box["bottom"] <= height
