"""What is shown of a network's robustness is what it makes of changed images; files that do not fit are refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import model
from evaluation import reports, robustness
from evaluation.changes import CHANGES
from evaluation.metrics import wilson
from evaluation.robustness import IMAGES, Curve, Robustness
from model import WeightsError, data, records, weights
from model.weights import TRAINED, Network
from panels import changed_images
from panels.theme import PALETTES
from tests.apps import html
from tests.markup import Element, elements, words
from views.parts.picture import FIRST

LIGHT = PALETTES["light"]
NAME = "mlp-512"  # the quickest to read
COUNTED = ("rotation", 30.0)  # the change and strength that is counted again


# ---- what was measured -------------------------------------------------------------------------------------


def test_each_shipped_robustness_is_what_a_recount_gives(
    each_shipped: Network, mnist: data.Data, x_test: np.ndarray
) -> None:
    found = robustness.load(each_shipped.name)
    labels = mnist.y_test[:IMAGES]
    name, strength = COUNTED
    changed = CHANGES[name].apply(x_test[:IMAGES], strength)
    right = (model.predict(each_shipped, changed).argmax(axis=1) == labels).sum()
    counted = next(curve for curve in found.curves if curve.change == name)
    assert counted.right[counted.strengths.index(strength)] == pytest.approx(right, abs=2)  # ties on other machines
    answers = reports.load(each_shipped.name).answers[:IMAGES]
    assert found.right == sum(int(answer) == label for answer, label in zip(answers, labels, strict=True))
    assert found.accuracy == found.right / found.images


def test_a_measurement_counts_right_answers_under_every_change(mnist: data.Data, x_test: np.ndarray) -> None:
    network, images, labels = model.load(NAME), x_test[:40], mnist.y_test[:40]
    found = robustness.measure(network, images, labels)
    assert (found.name, found.images, found.weights_sha256) == (NAME, 40, weights.checksum(NAME))
    assert [curve.change for curve in found.curves] == list(CHANGES)
    for curve in found.curves:
        changed = [CHANGES[curve.change].apply(images, strength) for strength in curve.strengths]
        expected = [int((model.predict(network, each).argmax(axis=1) == labels).sum()) for each in changed]
        assert list(curve.right) == expected
    right = [right for curve in found.curves for right in curve.right]
    assert found.mean_accuracy == pytest.approx(sum(right) / len(right) / 40)


# ---- its files ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one network and its robustness."""
    for file in (f"{NAME}.npz", f"{NAME}.json", f"{NAME}.robustness.json"):
        shutil.copy(TRAINED / file, tmp_path)
    return tmp_path


def rewritten(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Puts other content into the file, with a checksum that fits."""
    file = robustness.path(NAME, folder)
    file.write_text(records.to_json(weights.sealed(change(json.loads(file.read_bytes())))))


def test_a_robustness_comes_back_as_it_was_saved(folder: Path) -> None:
    found = robustness.load(NAME)
    robustness.path(NAME, folder).unlink()
    robustness.save(found, folder)
    assert robustness.load(NAME, folder) == found


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda folder: robustness.path(NAME, folder).unlink(), "expected a file"),
    "cut off": (
        lambda folder: robustness.path(NAME, folder).write_bytes(robustness.path(NAME, folder).read_bytes()[:99]),
        "",
    ),
    "no object": (lambda folder: robustness.path(NAME, folder).write_text("[]"), "altered"),
    "an altered count": (
        lambda folder: robustness.path(NAME, folder).write_text(
            robustness.path(NAME, folder).read_text().replace('"right": 19', '"right": 18', 1)
        ),
        "altered",
    ),
    "of other weights": (
        lambda folder: rewritten(folder, lambda plain: plain | {"weights_sha256": "ab" * 32}),
        "but found abababababab…",
    ),
    "of another network": (
        lambda folder: rewritten(folder, lambda plain: plain | {"name": "reader"}),
        f"expected the network {NAME}, but found reader",
    ),
    "of fewer images": (lambda folder: rewritten(folder, lambda plain: plain | {"images": 1999}), "2,000 images"),
    "of other changes": (
        lambda folder: rewritten(folder, lambda plain: plain | {"curves": plain["curves"][1:]}),
        "expected the changes rotation, shift",
    ),
    "more right answers than images": (
        lambda folder: rewritten(folder, lambda plain: plain | {"right": 2001}),
        "counts from 0 to 2,000",
    ),
    "a strength without a count": (
        lambda folder: rewritten(
            folder, lambda plain: plain | {"curves": [{**curve, "right": [9]} for curve in plain["curves"]]}
        ),
        "a count for each strength",
    ),
    "an unknown field": (lambda folder: rewritten(folder, lambda plain: plain | {"colour": 1}), "colour"),
}


@pytest.mark.parametrize(("damage", "words"), DAMAGES.values(), ids=DAMAGES.keys())
def test_a_file_that_does_not_fit_is_refused_with_the_command(
    folder: Path, damage: Callable[[Path], object], words: str
) -> None:
    damage(folder)
    with pytest.raises(WeightsError, match=f"`python -m evaluation.robustness {NAME}` writes it anew") as refused:
        robustness.load(NAME, folder)
    assert words in str(refused.value)
    assert str(refused.value).startswith(f"{NAME}.robustness.json: ")
    assert str(folder) not in str(refused.value)


def test_the_command_measures_what_is_missing_and_skips_what_fits(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewritten(folder, lambda plain: plain | {"weights_sha256": "ab" * 32})
    assert robustness.main(["--folder", str(folder)]) == 0
    assert capsys.readouterr().out.startswith(f"{NAME}: 9")
    anew, shipped = robustness.load(NAME, folder), robustness.load(NAME)
    assert replace(anew, curves=()) == replace(shipped, curves=())
    for ours, theirs in zip(anew.curves, shipped.curves, strict=True):
        assert ours.right == pytest.approx(theirs.right, abs=2)  # ties on other machines
    written = robustness.path(NAME, folder).stat().st_mtime_ns
    assert robustness.main(["--folder", str(folder), NAME]) == 0
    assert "is measured already" in capsys.readouterr().out
    assert robustness.path(NAME, folder).stat().st_mtime_ns == written


def test_the_command_names_what_it_cannot_measure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert robustness.main(["--folder", str(folder), "nobody"]) == 2
    assert robustness.main(["--folder", str(folder), "reader"]) == 2
    told = capsys.readouterr().err
    assert "nobody" in told
    assert "python train.py --recipe reader" in told


# ---- the charts --------------------------------------------------------------------------------------------


def made(name: str, loss: int, right: int = 1990) -> Robustness:
    """Loses so many of 2,000 images at each further step; most by shift."""
    curves = [
        Curve(each.name, each.strengths, tuple(right - loss * k - (each.name == "shift") for k in range(1, 6)))
        for each in CHANGES.values()
    ]
    return Robustness(name, "ab" * 32, IMAGES, right, tuple(curves))


def test_the_finding_names_the_change_that_costs_most() -> None:
    assert changed_images.finding(made("reader", 200)) == "Shift by 8 px costs it most: 99.5 % become 49.5 %"
    unharmed = replace(made("reader", 0), curves=tuple(replace(c, right=(1990,) * 5) for c in made("reader", 0).curves))
    assert changed_images.finding(unharmed) == "No change costs it anything"


def test_a_strength_has_its_sign_only_where_a_change_has_two_directions() -> None:
    assert changed_images.amount(CHANGES["rotation"], 30) == "30°"
    assert changed_images.amount(CHANGES["scale"], -60) == "−60 %"
    assert changed_images.amount(CHANGES["brush width"], 2) == "+2 px"
    assert changed_images.amount(CHANGES["noise"], 0.05) == "0.05"


@pytest.mark.parametrize("name", CHANGES)
def test_each_chart_shows_every_network_from_its_unchanged_accuracy_on(name: str) -> None:
    chosen, others = made("reader", 200), [made("one", 100), made("two", 300, 1900)]
    drawn = changed_images.curve(CHANGES[name], chosen, others, LIGHT).to_dict()["data"]
    lines = {trace["hovertemplate"].split(",")[0]: trace for trace in drawn if "hovertemplate" in trace}
    assert lines.keys() == {"reader", "one", "two"}
    for found in (chosen, *others):
        curve = next(curve for curve in found.curves if curve.change == name)
        expected = {0: found.right} | dict(zip(curve.strengths, curve.right, strict=True))
        line = lines[found.name]
        assert line["x"] == sorted(expected)
        assert line["y"] == pytest.approx([100 * expected[strength] / IMAGES for strength in line["x"]])
    colours = {network: line["line"]["color"] for network, line in lines.items()}
    assert colours == {"reader": LIGHT.ink, "one": LIGHT.quiet, "two": LIGHT.quiet}
    assert drawn[-1] is lines["reader"]


def test_the_band_is_the_interval_of_the_chosen_network() -> None:
    chosen, change = made("reader", 200), CHANGES["blur"]
    (band,) = (trace for trace in changed_images.curve(change, chosen, [], LIGHT).to_dict()["data"] if "fill" in trace)
    low, high = band["y"][:6], band["y"][6:][::-1]
    for place, (strength, right) in enumerate(changed_images.points(chosen, change)):
        assert band["x"][place] == strength
        assert (low[place], high[place]) == pytest.approx([100 * share for share in wilson(right, IMAGES)])


def test_the_numbers_beneath_a_chart_keep_apart_and_include_zero() -> None:
    for change in CHANGES.values():
        across = changed_images.curve(change, made("reader", 1), [], LIGHT).to_dict()["layout"]["xaxis"]
        ticks = across["tickvals"]
        assert 0 in ticks
        assert set(ticks) <= {0, *change.strengths}
        assert min(np.diff(ticks)) >= changed_images.APART * (max(0, *change.strengths) - min(0, *change.strengths))


def test_all_networks_stand_in_order_of_their_mean_the_chosen_one_in_ink() -> None:
    chosen, others = made("reader", 200), [made("one", 100), made("two", 300)]
    (marks,) = changed_images.together(chosen, others, LIGHT).to_dict()["data"]
    assert marks["customdata"] == ["one", "reader", "two"]
    means = [100 * found.mean_accuracy for found in (others[0], chosen, others[1])]
    assert marks["y"] == pytest.approx(means)
    assert marks["marker"]["color"] == [LIGHT.quiet, LIGHT.ink, LIGHT.quiet]


# ---- the section of the page -------------------------------------------------------------------------------


def section() -> None:
    import model
    from evaluation import reports
    from panels.theme import PALETTES
    from views.test_set import robustness
    from views.test_set.subject import Subject

    name = "mlp-512"
    robustness.show(Subject(model.load(name), reports.load(name)), PALETTES["light"])


def changed_pictures(at: AppTest) -> list[Element]:
    """The drawing as it is shown at each strength."""
    return elements(html(at), "figure")


@pytest.mark.usefixtures("fresh_cache")
def test_the_section_shows_a_chart_for_each_change_and_the_drawing_at_each_strength() -> None:
    at = AppTest.from_function(section, default_timeout=60).run()
    assert not at.exception
    assert not at.error
    assert len(at.get("plotly_chart")) == len(CHANGES) + 1
    assert changed_images.finding(robustness.load(NAME)) in html(at)
    network, image = (
        model.load(NAME),
        data.scaled(data.load().x_test[FIRST : FIRST + 1]),
    )  # the picture that lies on the first canvas
    for change in CHANGES.values():
        at.segmented_control[0].set_value(change.name).run()
        shown = changed_pictures(at)
        assert len(shown) == 6
        for strength, figure in zip(sorted((0.0, *change.strengths)), shown, strict=True):
            trace = model.read(network, change.apply(image, strength)[0])
            assert (changed_images.amount(change, strength) if strength else "unchanged") in figure.words
            assert words(figure.markup, "b") == [str(trace.digit)]
            [mark] = elements(figure.markup, "i")
            assert LIGHT.digits[trace.digit] in mark.markup
            assert ("not sure" in figure.words) == trace.unsure


@pytest.mark.usefixtures("fresh_cache")
def test_a_network_that_is_not_measured_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Robustness:
        if name == NAME:
            raise WeightsError("no file; `python -m evaluation.robustness mlp-512` writes it anew")
        return made(name, 10)

    monkeypatch.setattr(robustness, "load", missing)
    at = AppTest.from_function(section, default_timeout=60).run()
    assert not at.exception
    assert "python -m evaluation.robustness mlp-512" in at.error[0].value
    assert changed_pictures(at)


def blank() -> None:
    import model
    from evaluation import reports
    from panels.theme import PALETTES
    from views.parts import picture
    from views.state import own_drawing
    from views.test_set import robustness
    from views.test_set.subject import Subject

    own_drawing().picture = picture.blank()
    robustness.show(Subject(model.load("mlp-512"), reports.load("mlp-512")), PALETTES["light"])


@pytest.mark.usefixtures("fresh_cache")
def test_an_empty_canvas_is_told_in_a_sentence() -> None:
    at = AppTest.from_function(blank, default_timeout=60).run()
    assert not at.exception
    assert "The canvas is empty" in html(at)
    assert changed_pictures(at) == []


def test_the_words_about_the_drawing_count_the_strengths_at_which_the_answer_stays() -> None:
    from views.test_set.robustness import drawing_finding

    change, network = CHANGES["rotation"], model.load(NAME)
    image = data.scaled(data.load().x_test[:1])
    sure = model.read(network, image[0])  # a 7
    lost, other = replace(sure, unsure=True), replace(sure, digit=2)
    strengths = [0.0, *change.strengths]
    stays = "strengths of rotation the drawing is still surely a 7"
    assert drawing_finding(change, strengths, [sure, sure, sure, lost, other, other]) == f"At 2 of 5 {stays}"
    assert "At every strength" in drawing_finding(change, strengths, [sure] * 6)
    assert "At no strength" in drawing_finding(change, strengths, [sure] + [other] * 5)
    assert drawing_finding(change, strengths, [lost] + [sure] * 5) == "It is not sure of the drawing even unchanged"
