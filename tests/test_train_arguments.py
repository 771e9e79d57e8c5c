"""The command line of a training: what it refuses, what it shows, and where it writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import train
from model import weights
from model.recipes import RECIPES
from training import arguments

NAME = "bn-lstm-128-tanh"
TRAIN = Path(train.__file__)


def test_an_unknown_recipe_lists_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main(["--recipe", "cnn"]) == 2
    assert f"expected one of the recipes {', '.join(RECIPES)}, but got 'cnn'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ("--epochs", "0"),
        ("--epochs", "many"),
        ("--seed", "-1"),
        ("--seed", str(2**32)),
        ("--speed", "9"),
        ("--all", "--recipe=x"),
        ("--out=x", "--ship"),
    ],
)
def test_options_out_of_range_are_refused(options: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        train.main(list(options))
    assert caught.value.code == 2
    assert "train.py: error: " in capsys.readouterr().err


def test_the_list_names_every_recipe_and_needs_no_keras() -> None:
    script = "import sys, train; train.main(['--list']); print({'keras', 'tensorflow'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=TRAIN.parent)
    *lines, loaded = found.stdout.splitlines()
    assert loaded == "set()"
    for line, recipe in zip(lines, RECIPES.values(), strict=True):
        assert line.startswith(recipe.name)
        assert recipe.source in line


def test_files_go_where_the_program_reads_them_only_when_told_so() -> None:
    assert arguments.parser().parse_args([]).out == arguments.OUT
    assert arguments.OUT.resolve() != weights.TRAINED
    shipped = arguments.parser().parse_args(["--recipe", NAME, "--ship"])
    assert shipped.out == weights.TRAINED
    assert arguments.command(shipped) == f"python train.py --recipe {NAME} --ship"
    assert arguments.command(arguments.parser().parse_args(["--recipe", NAME])) == f"python train.py --recipe {NAME}"


def test_without_arguments_it_shows_its_help_and_trains_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in weights.TRAINED.iterdir()}
    assert train.main([]) == 0
    assert "usage: train.py" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in weights.TRAINED.iterdir()} == before
