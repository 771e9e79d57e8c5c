"""The section on changed images: charts of what was measured, and what is made of the drawing when it is changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import model
from evaluation import robustness
from evaluation.changes import CHANGES
from evaluation.metrics import wilson
from evaluation.robustness import IMAGES, Curve, Robustness
from model import WeightsError, data
from panels import changed_images
from panels.theme import PALETTES
from tests.apps import html
from tests.markup import Element, elements, words
from views.parts.picture import FIRST

LIGHT = PALETTES["light"]
NAME = "mlp-512"  # the quickest to read


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


@pytest.mark.slow
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
