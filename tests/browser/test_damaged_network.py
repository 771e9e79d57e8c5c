"""The page where the trained network is missing or damaged: one sentence with the command that mends it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

import model
from tests.browser import server as servers
from tests.browser.pages import DrawPage, Visit
from tests.browser.strokes import DIGITS
from views.parts.picture import FIRST


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the app needs."""
    return servers.copied(tmp_path_factory.mktemp("copy"))


@pytest.fixture(scope="module")
def server_of_copy(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    with servers.running(copy, tmp_path_factory.mktemp("server of copy") / "log") as running:
        yield running


def cut_in_half(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def change_a_weight(path: Path) -> None:
    with np.load(path) as archive:
        arrays = dict(archive)
    first = next(iter(arrays))
    np.savez(path, **{**arrays, first: arrays[first] + 1})


def change_a_number(path: Path) -> None:
    content = json.loads(path.read_text("utf-8"))
    content["report"]["accuracy"] = 1.0
    path.write_text(json.dumps(content), "utf-8")


DAMAGES: list[tuple[str, Callable[[Path], None]]] = [
    (".json", Path.unlink),
    (".json", cut_in_half),
    (".json", change_a_number),
    (".npz", Path.unlink),
    (".npz", cut_in_half),
    (".npz", change_a_weight),
]


def test_missing_or_damaged_network_gets_one_sentence_with_the_command(
    copy: Path, server_of_copy: servers.Server, tmp_path: Path, visit: Visit
) -> None:
    trained = copy / "model" / "trained"
    whole = {path: path.read_bytes() for path in trained.iterdir()}
    opened = None
    for kind, damage in DAMAGES:
        path = trained / f"{model.DEFAULT}{kind}"
        put_damaged(path, whole[path], damage, tmp_path)
        for other in whole.keys() - {path}:  # only now: there is no moment at which a late run finds both whole
            other.write_bytes(whole[other])
        page = opened = visit(server_of_copy.url) if opened is None else opened_anew(opened, server_of_copy.url)
        expect_one_sentence(page, path)
        expect(page.canvas).to_be_visible()
        expect(page.origin).to_have_text(f"Test image {FIRST}, labelled 7")
        page.button("Clear").click()
        expect(page.origin).to_have_text("Nothing drawn yet")
        page.draw(DIGITS[5])
        expect(page.origin).to_have_text("Your drawing")
        if kind == ".json":
            page.link("Test set").click()
            expect(page.canvas).to_have_count(0)
            expect_one_sentence(page, path)
            page.link("Draw").click()
            expect(page.canvas).to_be_visible()
            page.expect_settled()
    assert server_of_copy.complaints() == []


def put_damaged(path: Path, whole: bytes, damage: Callable[[Path], None], workshop: Path) -> None:
    """Puts a damaged file in the place of a whole one at once; or none, if the damage is that it is missing."""
    made = workshop / path.name
    made.write_bytes(whole)
    damage(made)
    if made.exists():
        made.replace(path)
    else:
        path.unlink()


def expect_one_sentence(page: DrawPage, path: Path) -> None:
    expect(page.problem).to_have_count(1)
    expect(page.problem).to_contain_text(path.name)
    expect(page.problem).to_contain_text(f"python train.py --recipe {model.DEFAULT}")
    expect(page.page.get_by_test_id("stException")).to_have_count(0)


def opened_anew(page: DrawPage, url: str) -> DrawPage:
    page.page.goto(url)
    expect(page.canvas).to_be_visible()
    page.expect_settled()
    return page
