"""The recipes are what their sources published, and every one can be built."""

from __future__ import annotations

import statistics
import subprocess
import sys
from dataclasses import replace

import pytest

import model
from evaluation import reports
from model import plans, recipes
from model.recipes import REASONS, RECIPES, SEEDS, LayerSpec, Recipe

PUBLISHED = {
    # name: (layers, optimizer, batch size, epochs, accuracy in per cent)
    "lstm-128x2-dropout": (
        "LSTM 128 tanh, Dropout 0.2, LSTM 128 tanh, Dropout 0.1, Dense 32 relu, Dropout 0.2, Dense 10 linear",
        *("adam", 32, 5, 98.73),
    ),
    "rnn-256-sgd": ("SimpleRNN 256 tanh, Dense 10 softmax", "sgd", 128, 20, 97.9),
    "rnn-256-adam": ("SimpleRNN 256 tanh, Dense 10 softmax", "adam", 128, 20, 98.0),
    "bn-rnn-128-relu": (
        "BatchNormalization, SimpleRNN 128 relu, Dense 64 relu, Dense 10 softmax",
        *("adam", 64, 5, 96.28),
    ),
    "bn-rnn-128-tanh": (
        "BatchNormalization, SimpleRNN 128 tanh, Dense 64 tanh, Dense 10 softmax",
        *("rmsprop", 64, 5, 96.39),
    ),
    "bn-lstm-128-tanh": (
        "BatchNormalization, LSTM 128 tanh, Dense 64 tanh, Dense 10 softmax",
        *("adam", 128, 5, 98.29),
    ),
    "bn-lstm-256-relu": ("BatchNormalization, LSTM 256 relu, Dense 10 softmax", "adam", 128, 5, 98.40),
    "lstm-256-sgd": ("LSTM 256 tanh, Dense 10 softmax", "sgd", 128, 20, 96.2),
    "lstm-256-adam": ("LSTM 256 tanh, Dense 10 softmax", "adam", 128, 20, 98.9),
    "mlp-512": ("Flatten, Dense 512 relu, Dense 10 softmax", "rmsprop", 128, 10, 98.07),
}
FAIR = {"rnn-fair": "SimpleRNN", "gru-fair": "GRU", "lstm-fair": "LSTM"}


def chain(recipe: Recipe) -> str:
    """The layers in words."""
    words = []
    for spec in recipe.layers:
        settings = [str(spec.rate)] if spec.rate else [str(spec.units), spec.activation] if spec.units else []
        words.append(" ".join([spec.kind, *settings]))
    return ", ".join(words)


def test_each_published_recipe_is_as_published() -> None:
    published = {recipe.name: recipe for recipe in RECIPES.values() if recipe.published is not None}
    found = {
        name: (chain(each), each.optimizer, each.batch_size, each.epochs, round(100 * (each.published or 0), 2))
        for name, each in published.items()
    }
    assert found == PUBLISHED
    for recipe in published.values():
        assert (recipe.learning_rate, recipe.loss) == (None, "sparse_categorical_crossentropy")
        assert not recipe.every_row
        assert recipe.source


def test_the_fair_race_differs_in_nothing_but_the_cell_and_has_the_lessons_of_the_reader() -> None:
    racers = [recipes.find(name) for name in FAIR]
    for racer, (name, cell) in zip(racers, FAIR.items(), strict=True):
        assert racer.layers[0] == LayerSpec(cell, 128, "tanh")
        assert replace(racer, name="", source="", layers=racer.layers[1:]) == replace(
            racers[0], name="", source="", layers=racers[0].layers[1:]
        ), name
    assert racers[0].training == recipes.find("reader").training is not None
    learned_from = {reports.load(name).training.data_sha256 for name in ("reader", *FAIR)}
    assert len(learned_from) == 1, "the same images, pens and fonts"


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_the_layers_of_every_recipe_fit_onto_each_other(recipe: Recipe) -> None:
    assert RECIPES[recipe.name] is recipe
    assert plans.plan(recipe.layers, recipe.every_row)[-1].output[-1] == 10


def test_an_unknown_recipe_lists_the_known_ones() -> None:
    with pytest.raises(KeyError) as caught:
        recipes.find("cnn")
    assert str(caught.value) == f"expected one of the recipes {', '.join(RECIPES)}, but got 'cnn'"


def test_reading_a_digit_loads_neither_keras_nor_tensorflow() -> None:
    script = (
        "import sys, numpy, model\n"
        "from evaluation import reports\n"
        "model.read(model.load(model.DEFAULT), numpy.zeros((28, 28)))\n"
        "reports.load(model.DEFAULT)\n"
        "print({'keras', 'tensorflow', 'streamlit'} & set(sys.modules))\n"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"


@pytest.mark.parametrize("name", model.names())
def test_a_published_accuracy_outside_the_interval_of_ours_has_a_reason(name: str) -> None:
    report = reports.load(name)
    low, high = report.interval
    outside = report.published is not None and not low <= report.published <= high
    assert (name in REASONS) == outside


@pytest.mark.parametrize("name", SEEDS)
def test_the_median_of_the_seeds_is_shipped(name: str) -> None:
    report = reports.load(name)
    assert report.accuracy == statistics.median(SEEDS[name]) == SEEDS[name][report.training.seed]
