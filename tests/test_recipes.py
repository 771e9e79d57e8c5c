"""The recipes are what their sources published, and every one can be built."""

from __future__ import annotations

import subprocess
import sys

import pytest

from model import recipes, weights
from model.recipes import RECIPES, LayerSpec, Recipe


def test_the_first_published_recipe_is_as_published() -> None:
    recipe = recipes.find("bn-lstm-128-tanh")
    assert recipe.layers == (
        LayerSpec("BatchNormalization"),
        LayerSpec("LSTM", 128, "tanh"),
        LayerSpec("Dense", 64, "tanh"),
        LayerSpec("Dense", 10, "softmax"),
    )
    assert (recipe.optimizer, recipe.learning_rate, recipe.loss) == (
        "adam",
        None,
        "sparse_categorical_crossentropy",
    )
    assert (recipe.batch_size, recipe.epochs, recipe.published) == (128, 5, 0.9829)
    assert not recipe.every_row


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_the_layers_of_every_recipe_fit_onto_each_other(recipe: Recipe) -> None:
    assert RECIPES[recipe.name] is recipe
    assert weights.plan(recipe.layers, recipe.every_row)[-1].output[-1] == 10


def test_an_unknown_recipe_lists_the_known_ones() -> None:
    with pytest.raises(KeyError) as caught:
        recipes.find("cnn")
    assert str(caught.value) == f"expected one of the recipes {', '.join(RECIPES)}, but got 'cnn'"


def test_reading_a_digit_loads_neither_keras_nor_tensorflow() -> None:
    script = (
        "import sys, numpy, model\n"
        "model.read(model.load(model.DEFAULT), numpy.zeros((28, 28)))\n"
        "model.load_report(model.DEFAULT)\n"
        "print({'keras', 'tensorflow', 'streamlit'} & set(sys.modules))\n"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"
