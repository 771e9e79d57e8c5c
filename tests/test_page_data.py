"""The Data page: what it says of MNIST and of the network's answers is what a count gives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import model
from evaluation import reports
from model import data
from panels import ink
from tests.apps import html
from views.data import markup


def page() -> None:
    from views.data import page as data

    data.page()


@pytest.fixture(scope="module")
def at() -> Iterator[AppTest]:
    st.cache_resource.clear()
    yield AppTest.from_function(page, default_timeout=60).run()
    st.cache_resource.clear()


def charts(at: AppTest) -> list[Any]:
    return [json.loads(chart.proto.spec)["data"] for chart in at.get("plotly_chart")]


def test_bars_are_the_shares_of_each_digit(at: AppTest, mnist: data.Data) -> None:
    assert not at.exception
    training, test = charts(at)[0]
    for trace, labels in ((training, mnist.y_train), (test, mnist.y_test)):
        counts = np.bincount(labels)
        assert trace["customdata"] == counts.tolist()
        assert trace["y"] == pytest.approx(100 * counts / counts.sum())
    assert "1 is the commonest digit with 11.2 %, 5 the rarest with 9.0 %" in html(at)


def test_answers_are_those_of_the_chosen_network(at: AppTest, mnist: data.Data) -> None:
    answers, truth = charts(at)[1]
    assert answers["customdata"] == np.array(reports.load(model.DEFAULT).confusion).sum(axis=0).tolist()
    assert truth["customdata"] == np.bincount(mnist.y_test).tolist()


def test_ink_is_that_of_all_training_images(at: AppTest, mnist: data.Data) -> None:
    rows, columns = charts(at)[2]
    ink = mnist.x_train.sum(axis=0, dtype=np.int64)  # (28, 28)
    assert rows["y"] == pytest.approx(100 * ink.sum(axis=1) / ink.sum(), abs=1e-3)
    assert columns["y"] == pytest.approx(100 * ink.sum(axis=0) / ink.sum(), abs=1e-3)


def test_ink_of_one_digit_can_be_chosen(at: AppTest, mnist: data.Data) -> None:
    at.segmented_control(key="ink_of").select(1).run()
    ink = mnist.x_train[mnist.y_train == 1].sum(axis=0, dtype=np.int64)
    assert charts(at)[2][1]["y"] == pytest.approx(100 * ink.sum(axis=0) / ink.sum(), abs=1e-3)


def test_others_brings_other_images_and_keeps_the_averages(at: AppTest) -> None:
    before = re.findall(r'alt="([^"]+)" src="([^"]+)"', html(at))
    assert len(before) == 20
    [button] = [button for button in at.button if button.label == "Others"]
    button.click().run()
    after = re.findall(r'alt="([^"]+)" src="([^"]+)"', html(at))
    changed = [name for (name, old), (_, new) in zip(before, after, strict=True) if old != new]
    assert changed == [f"Images of {digit}" for digit in range(10)]


def test_headings_say_what_stands_out() -> None:
    assert markup.answers_finding(np.array([0, 5, 0, 0, -6, 0, 1, 0, 0, 0])) == (
        "It answers 1 too often, by 5, and 4 too rarely, by 6"
    )
    assert markup.answers_finding(np.zeros(10, int)) == "It answers each digit as often as it is there"
    rows = np.zeros(28)
    rows[[3, 9, 10]] = 0.1, 0.3, 0.6
    assert ink.finding(rows) == "90 % of the ink lies in rows 5 to 24, most in row 11"
