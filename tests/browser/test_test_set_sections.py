"""The Test set page beside its matrix: errors, two networks, a box on a chart, changes; and what is taken away."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from PIL import Image
from playwright.sync_api import expect

import model
from evaluation import metrics, reports
from evaluation.comparison import mcnemar
from tests.browser.explorer import ALL_READ_WITHIN, Explorer

ANOTHER = "rnn-256-adam"  # than the network that is shown
WAY_ACROSS = 10  # moves of the mouse from one corner of a box to the other


# ---- the other sections ------------------------------------------------------------------------------------


def test_errors_are_filtered_and_sorted(explorer: Explorer, read: np.ndarray, labels: np.ndarray) -> None:
    explorer.open("All errors")
    wrong = np.flatnonzero(read.argmax(axis=1) != labels)
    expect(explorer.heading(f"{len(wrong)} of {len(wrong)} errors")).to_be_visible()
    page = explorer.page
    end = page.get_by_role("slider", name="Probability — end")
    explorer.draw.press(end, "PageDown")
    most = int(end.input_value())
    assert most < 100
    kept = wrong[100 * read[wrong].max(axis=1) <= most]
    expect(explorer.heading(f"{len(kept)} of {len(wrong)} errors")).to_be_visible()
    assert len(kept) < len(wrong)
    true = int(np.bincount(labels[kept]).argmax())
    explorer.type_in(page.get_by_role("combobox", name="True digit"), str(true))
    page.keyboard.press("Escape")
    kept = kept[labels[kept] == true]
    expect(explorer.heading(f"{len(kept)} of {len(wrong)} errors")).to_be_visible()
    explorer.type_in(page.get_by_role("combobox", name="Sorted by"), "index")
    expect(explorer.tiles().first).to_have_attribute("data-index", str(kept[0]))
    expect(explorer.tiles()).to_have_count(len(kept))
    assert explorer.indexes() == kept.tolist()


def test_a_cell_of_the_difference_opens_its_images_only(
    explorer: Explorer, read: np.ndarray, labels: np.ndarray
) -> None:
    explorer.open("Two networks")
    explorer.type_in(explorer.page.get_by_role("combobox", name=re.compile("^Compare reader with")), ANOTHER)
    others = np.array(list(reports.load(ANOTHER).answers), np.uint8)
    answers = read.argmax(axis=1)
    test = mcnemar(answers == labels, others == labels)
    for name, count in ((model.DEFAULT, test.only_first), (ANOTHER, test.only_second)):
        images = "1 image" if count == 1 else f"{count:,} images"
        expect(explorer.heading(f"Only {name} reads {images} rightly")).to_be_visible()
    explorer.draw.expect_settled()
    counts = np.where(np.eye(10, dtype=bool), 0, metrics.confusion(labels, others))
    true, given = (int(digit) for digit in np.unravel_index(counts.argmax(), counts.shape))
    explorer.click_cell(true, given)
    only = np.flatnonzero((labels == true) & (answers == true) & (others == given))
    images = "1 image" if len(only) == 1 else f"{len(only):,} images"
    expect(explorer.heading(f"Only {model.DEFAULT} reads {images} rightly in {true} → {given}")).to_be_visible()
    expect(explorer.tiles().first).to_have_attribute("data-index", str(only[0]))
    explorer.click_tile(int(only[0]))
    explorer.expect_chosen(int(only[0]))


def test_a_box_dragged_over_the_chart_moves_the_sliders_and_the_images(explorer: Explorer) -> None:
    explorer.open("Search")
    page = explorer.page
    ends = [
        page.get_by_role("slider", name=f"{name} — {end}") for name in ("Rows", "State") for end in ("start", "end")
    ]
    expect(ends[0]).to_have_value("20", timeout=ALL_READ_WITHIN)  # once more, for the unit
    expect(ends[1]).to_have_value("24")
    low, high = (float(ends[place].get_attribute(name) or 0) for place, name in ((2, "min"), (3, "max")))
    shared = explorer.heading(re.compile("^[0-9,]+ test images? shares? this activation$"))
    before = shared.inner_text()
    chart = page.locator(".st-key-unit_chart")
    explorer.draw.place_of(chart)
    # Where rows and states are on the screen, as the chart itself has it.
    place = chart.locator(".js-plotly-plot").evaluate("""plot => {
      const {xaxis, yaxis} = plot._fullLayout, box = plot.getBoundingClientRect();
      return [xaxis, yaxis].map((axis, k) => [0, 1].map(v =>
        axis._offset + axis.l2p(v) + [box.left, box.top][k]));
    }""")
    (x0, x1), (y0, y1) = place

    def at(row: float, state: float) -> tuple[float, float]:
        return x0 + row * (x1 - x0), y0 + state * (y1 - y0)

    bottom, top = round(low + 0.3 * (high - low), 1), round(low + 0.6 * (high - low), 1)
    page.mouse.move(*at(10, top))
    page.mouse.down()
    page.mouse.move(*at(14, bottom), steps=WAY_ACROSS)
    page.mouse.up()
    for end, expected in zip(ends, (10, 14, bottom, top), strict=True):
        expect(end).to_have_attribute("value", re.compile(rf"^{re.escape(f'{expected:g}')}0*$"))
    expect(explorer.heading(re.compile("in rows 10 to 14: "))).to_be_visible()
    expect(shared).not_to_have_text(before)
    explorer.draw.expect_settled()


def test_the_drawing_is_changed_in_another_way(explorer: Explorer) -> None:
    explorer.open("Robustness")
    pictures = explorer.page.locator(".changed figure img")
    for change in ("Rotation", "Noise"):
        explorer.page.get_by_role("radio", name=change, exact=True).click()
        expect(explorer.heading(re.compile(rf"strengths? of {change.lower()}", re.IGNORECASE))).to_be_visible()
        expect(pictures).to_have_count(6)
    expect(pictures.first).to_have_attribute("alt", "unchanged")
    sources = pictures.evaluate_all("images => images.map(image => image.src)")
    assert len(set(sources)) == 6


# ---- files -------------------------------------------------------------------------------------------------


def test_report_answers_and_images_are_taken_away_as_files(explorer: Explorer, tmp_path: Path) -> None:
    explorer.open("All errors")
    report = reports.load(model.DEFAULT)
    shown = int(explorer.tiles().first.get_attribute("aria-setsize") or 0)  # as another test may have filtered them
    with Image.open(explorer.download("These images, PNG", tmp_path)) as sheet:
        assert sheet.format == "PNG"
        assert sheet.size == (min(20, shown) * 30 + 2, -(-shown // 20) * 30 + 2)
    explorer.page.get_by_role("button", name=re.compile("Download$")).click()
    taken = json.loads(explorer.download("Report, JSON", tmp_path).read_bytes())
    assert reports.from_plain(taken) == report
    with explorer.download("Report, CSV", tmp_path).open(newline="") as file:
        values = dict(csv.reader(file))
    assert values["name"] == model.DEFAULT
    assert sum(int(value) for field, value in values.items() if field.startswith("confusion.")) == 10_000
    with explorer.download("All 10,000 answers, CSV", tmp_path).open(newline="") as file:
        assert "".join(line["answer"] for line in csv.DictReader(file)) == report.answers
    explorer.page.keyboard.press("Escape")


def test_a_chart_is_taken_away_as_a_picture_of_the_chosen_kind(explorer: Explorer, tmp_path: Path) -> None:
    explorer.open("Scores")
    with Image.open(explorer.picture_of_chart("risk", tmp_path)) as picture:
        assert picture.format == "PNG"
        assert min(picture.size) > 300
    explorer.page.get_by_role("button", name=re.compile("Download$")).click()
    explorer.page.get_by_role("radio", name="SVG", exact=True).click()
    explorer.draw.expect_settled()
    explorer.page.keyboard.press("Escape")
    drawing = ElementTree.fromstring(explorer.picture_of_chart("risk", tmp_path).read_text("utf-8"))
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    words = {text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")}
    assert len(words) > 5
