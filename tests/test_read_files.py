"""Picture files are read from the command line: a line for each, and an exit code that says whether all were read."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import model
from model.__main__ import main, progress
from tests.drawing import lines, packed

SEVEN = 255 - lines([[(80, 70), (200, 70), (120, 220)]], 20)
ROOT = Path(__file__).parent.parent


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "seven.png"
    path.write_bytes(packed(SEVEN))
    return path


def test_a_line_says_file_digit_and_confidence(picture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(picture)]) == 0
    name, digit, confidence = capsys.readouterr().out.rstrip("\n").split("\t")
    assert (name, digit) == (str(picture), "7")
    assert confidence.endswith("%")


def test_json_is_an_object_a_line(picture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", str(picture), str(picture)]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["digit"] for each in said] == [7, 7]
    assert all(each["unsure"] is False and len(each["box"]) == 4 for each in said)


def test_bad_files_get_their_sentence_and_the_rest_is_read(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = tmp_path / "words.png"
    words.write_bytes(b"These are words, not pixels.")
    assert main(["--json", str(words), str(tmp_path / "absent.png"), str(tmp_path), str(picture)]) == 1
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each.get("digit") for each in said] == [None, None, None, 7]
    assert all(each["error"].endswith(".") for each in said[:3])


def test_name_of_any_signs_stays_on_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = tmp_path / ("a\n\tb\x1b[31m" + "x" * 150 + ".png")
    odd.write_bytes(packed(SEVEN))
    assert main([str(odd)]) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 1
    assert "\x1b" not in out
    assert out.split("\t")[1] == "7"


def test_every_digit_of_a_picture_can_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair = tmp_path / "pair.png"
    one = 255 - lines([[(140, 60), (140, 220)]], 20)
    pair.write_bytes(packed(np.concatenate([SEVEN, one], axis=1)))
    assert main(["--all", "--json", str(pair)]) == 0
    assert [json.loads(line)["digit"] for line in capsys.readouterr().out.splitlines()] == [7, 1]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_bar_follows_on_a_terminal_alone() -> None:
    shown, file = Terminal(), io.StringIO()
    for out in (shown, file):
        assert list(progress(iter("abc"), 3, out)) == ["a", "b", "c"]
    assert "3 of 3" in shown.getvalue()
    assert file.getvalue() == ""


@pytest.mark.parametrize("module", ["model", "model.read"])
def test_module_runs_and_the_function_keeps_its_name(module: str, picture: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-m", module, str(picture)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split("\t")[1] == "7"
    assert run.stderr == ""
    assert callable(model.read)
