"""Files of networks that are replaced under a running server: what a page shows is always of one training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import numpy as np
import pytest

import model
from evaluation import reports
from evaluation.reports import Report
from model import data, weights
from model.weights import Network
from tests.protocol.conftest import Copy
from tests.protocol.page import Page
from tests.protocol.visitor import Visitor

NAME, OTHER = "bn-rnn-128-relu", "bn-rnn-128-tanh"
FILES = (f"{NAME}.json", f"{NAME}.npz")


@pytest.fixture(autouse=True)
def _put_back(copy: Copy) -> Iterator[None]:
    """The shipped files lie in their place again after each test."""
    shipped = {name: (copy.trained / name).read_bytes() for name in FILES}
    yield
    for name, content in shipped.items():
        (copy.trained / name).write_bytes(content)


def otherwise() -> tuple[Network, Report]:
    """The network after another training, and its true report."""
    shipped, known = model.load(NAME), reports.load(NAME)
    arrays = {name: array * np.float32(1.1) for name, array in weights.named_arrays(shipped).items()}
    network = weights.with_arrays(shipped, arrays)
    images, labels = data.load_part("test")
    return network, reports.measured(network, data.scaled(images), labels, known.training, known.published)


def on_few_images(images: int) -> Report:
    """A true report of the shipped network on the first test images alone."""
    network, known = model.load(NAME), reports.load(NAME)
    x, y = data.load_part("test")
    return reports.measured(network, data.scaled(x[:images]), y[:images], known.training, None)


def title(page: Page) -> str:
    return str(page.of("heading")[0].body)


def test_weights_and_report_that_are_replaced_are_shown_together(copy: Copy) -> None:
    shipped = reports.load(NAME)
    network, report = otherwise()
    assert report.accuracy != shipped.accuracy
    with Visitor(copy.server.url) as visitor:
        visitor.open("/test-set")
        page = visitor.set("network", NAME)
        assert title(page).startswith(f"{round(10_000 * shipped.accuracy):,} of 10,000 ")
        weights.save(network, asdict(report), copy.trained)
        page = visitor.run()
        assert page.exceptions == page.alerts == []
        assert title(page).startswith(f"{round(10_000 * report.accuracy):,} of 10,000 ")
        page = visitor.set("section", "All errors")
        wrong = 10_000 - round(10_000 * report.accuracy)
        assert any(f"{wrong:,} of {wrong:,} errors" in body for body in page.html), "counted from the new readings"


def test_a_report_on_other_test_images_is_named_in_a_sentence(copy: Copy) -> None:
    weights.save(model.load(NAME), asdict(on_few_images(500)), copy.trained)
    said = "expected the report on 10,000 test images, but found one on 500"
    with Visitor(copy.server.url) as visitor:
        visitor.open("/compare")
        page = visitor.set("compared", ["reader", NAME])
        assert page.exceptions == []
        assert [said in alert for alert in page.alerts] == [True]
        assert len(page.of("bidi_component")) >= 4, "the readings of the drawing need no report"

        visitor.open("/test-set")
        visitor.set("section", "Two networks")
        page = visitor.set("other network", NAME)
        assert page.exceptions == []
        assert [said in alert for alert in page.alerts] == [True]

        visitor.open("/")
        page = visitor.set("network", NAME)
        assert page.exceptions == page.alerts == []
