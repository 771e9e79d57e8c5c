"""Many trainings are a table of what each recipe's seeds reached."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

import train
from evaluation import reports
from model import records, weights
from model.data import Data
from model.recipes import RECIPES
from training import cluster, jobs, search

NAMES = ("bn-rnn-128-relu", "bn-rnn-128-tanh")


@pytest.fixture
def done(tmp_path: Path) -> list[jobs.Job]:
    """Two seeds, as if they had been trained: one recipe's files under the other's name would be refused."""
    todo = [job for name in NAMES for job in jobs.of(name, range(2), 3, tmp_path, [])]
    for job in todo:
        job.out.mkdir(exist_ok=True)
        for kind in ("npz", "json"):
            shutil.copy(weights.TRAINED / f"{job.recipe}.{kind}", job.out)
    return todo


def test_the_table_has_mean_and_deviation_of_each_recipe(done: list[jobs.Job], tmp_path: Path) -> None:
    (tmp_path / "seed-1" / f"{NAMES[1]}.npz").unlink()
    table = jobs.write(done, tmp_path)
    first, second = (reports.load(name).accuracy for name in NAMES)
    assert f"| `{NAMES[0]}` | 0, 1 | {first:.2%} ± 0.00% |" in table
    assert f"| `{NAMES[1]}` | 0 | {second:.2%} ± 0.00% |" in table, "of what is done"
    assert (tmp_path / "seeds.md").read_text("utf-8") == table
    plain = json.loads((tmp_path / "seeds.json").read_text("utf-8"))
    assert [(each["recipe"], each["seeds"], each["accuracies"]) for each in plain] == [
        (NAMES[0], [0, 1], [first, first]),
        (NAMES[1], [0], [second]),
    ]


def test_the_deviation_is_that_of_a_sample(tmp_path: Path) -> None:
    first, second = (reports.load(name) for name in NAMES)
    todo = jobs.of(NAMES[0], range(2), 3, tmp_path, [])
    found = jobs.result(todo, [first, second])
    assert found.mean == pytest.approx(np.mean([first.accuracy, second.accuracy]))
    assert found.deviation == pytest.approx(np.std([first.accuracy, second.accuracy], ddof=1))


def test_a_job_knows_its_epoch_from_what_it_says(tmp_path: Path) -> None:
    job = jobs.Job(NAMES[0], 0, 3, tmp_path)
    assert job.epoch == 0
    job.log.write_text("$ python train.py\nEpoch 1/3\nEpoch 2/3\n$ python train.py --resume\nEpoch 2/3\n", "utf-8")
    assert job.epoch == 2


def test_a_job_that_fails_says_why(tmp_path: Path) -> None:
    job = jobs.Job(NAMES[0], 0, 3, tmp_path, ("--data", str(tmp_path / "nothing.npz")))
    with pytest.raises(jobs.JobError, match=r"seed 0: train.py: nothing.npz: expected"):
        jobs.do(job)


@pytest.mark.parametrize(
    "options",
    [
        ("--seeds", "0-1", "--out", "x"),
        ("--on", "ray", "--out", "x"),
        ("--seeds", "0-1", "--on", "ray"),
        ("--seeds", "3-1", "--on", "ray", "--out", "x"),
        ("--seeds", "0", "--on", "slurm", "--out", "x"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        train.main(list(options))
    assert caught.value.code == 2
    assert "train.py: error: " in capsys.readouterr().err


def test_the_search_judges_on_held_back_training_images_alone(mnist: Data) -> None:
    left = search.held_back(mnist)
    assert (len(left.x_train), len(left.x_test)) == (55_000, 5_000)
    np.testing.assert_array_equal(left.x_test, mnist.x_train[55_000:])
    np.testing.assert_array_equal(left.y_test, mnist.y_train[55_000:])


def test_every_setting_of_the_space_makes_a_recipe_that_comes_back_from_its_file(tmp_path: Path) -> None:
    settings = {name: values[-1] for name, values in search.SPACE.items()}
    recipe = search.recipe(settings, 4)
    path = tmp_path / "found.json"
    path.write_text(records.to_json(asdict(recipe)), "utf-8")
    assert search.found(path) == recipe
    assert recipe.name not in RECIPES
    with pytest.raises(search.SearchError, match="expected a recipe in nothing"):
        search.found(tmp_path / "nothing.json")


def test_an_address_is_that_of_ray() -> None:
    assert [cluster.address(text) for text in ("ray", "ray:10.0.0.1:6379")] == ["", "10.0.0.1:6379"]
