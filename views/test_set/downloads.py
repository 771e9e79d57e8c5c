"""What can be taken away from the Test set page: the report, every single answer, and the chosen images."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import streamlit as st

from evaluation.reports import Report
from views.parts import stored
from views.parts.charts import FORMATS
from views.parts.choose import segments
from views.test_set.subject import Subject

COLUMNS = ("index", "true digit", "answer", "probability", "margin", "row of decision", "unsure")


def show(subject: Subject) -> None:
    """A button that opens the choice of files; each is made when it is asked for."""
    name = subject.report.name
    with st.popover("Download", icon=":material/download:"):
        for label, make, file, mime in (
            ("Report, JSON", lambda: as_json(subject.report), f"{name}.report.json", "application/json"),
            ("Report, CSV", lambda: as_csv(subject.report), f"{name}.report.csv", "text/csv"),
            ("All 10,000 answers, CSV", lambda: answers_csv(subject), f"{name}.answers.csv", "text/csv"),
        ):
            st.download_button(label, make, file, mime, on_click="ignore", width="stretch", key=f"download {file}")
        segments("Charts", FORMATS, "charts", label_visibility="visible")
        st.caption("Point at a chart, and choose the camera at its upper right to save it.")


def as_json(report: Report) -> bytes:
    """The whole report."""
    return json.dumps(asdict(report), indent=1).encode()


def as_csv(report: Report) -> bytes:
    """The whole report, a line for each number: where it stands in the report, and what it is."""
    return _lines([("field", "value"), *_flat("", asdict(report))])


def answers_csv(subject: Subject) -> bytes:
    """A line for each test image; no spinner tells of it, as a file is made outside of the page's runs."""
    read = stored.readings_of(subject.network)
    known = (subject.labels, read.answers, read.confidence, read.margin, read.decided, read.unsure)
    lines = zip(range(len(read.unsure)), *(column.tolist() for column in known), strict=True)
    return _lines([COLUMNS, *lines])


def _flat(place: str, value: Any) -> Iterable[tuple[str, Any]]:
    """Each single value with its place, such as "confusion.4.9"."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else None
    if inner is None:
        yield place, value
        return
    for key, each in inner:
        yield from _flat(f"{place}.{key}" if place else str(key), each)


def _lines(lines: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()
