"""Recipes of small networks: of each kind of cell, of layers in many orders, and one that sees all rows at once."""

from __future__ import annotations

from dataclasses import replace

import model
from model import plans
from model.recipes import RECIPES, LayerSpec, Recipe

DIGITS = LayerSpec("Dense", 10, "softmax")


def recipe(*specs: LayerSpec, every_row: bool = False) -> Recipe:
    return replace(RECIPES[model.DEFAULT], name="small", layers=specs, every_row=every_row)


CELLS = {
    f"{kind}-{activation}": recipe(LayerSpec(kind, 7, activation), DIGITS)
    for kind in plans.RECURRENT
    for activation in ("tanh", "relu", "sigmoid")
}
OTHERS = {
    "two LSTMs": recipe(LayerSpec("LSTM", 6, "tanh"), LayerSpec("LSTM", 5, "relu"), DIGITS),
    "three kinds": recipe(
        LayerSpec("GRU", 6, "tanh"), LayerSpec("SimpleRNN", 5, "tanh"), LayerSpec("LSTM", 4, "tanh"), DIGITS
    ),
    "dropout between": recipe(
        LayerSpec("LSTM", 6, "tanh"),
        LayerSpec("Dropout", rate=0.5),
        LayerSpec("LSTM", 6, "tanh"),
        LayerSpec("Dropout", rate=0.2),
        LayerSpec("Dense", 8, "relu"),
        DIGITS,
    ),
    "batch normalization before and after": recipe(
        LayerSpec("BatchNormalization"),
        LayerSpec("LSTM", 6, "tanh"),
        LayerSpec("BatchNormalization"),
        LayerSpec("Dense", 8, "tanh"),
        LayerSpec("BatchNormalization"),
        DIGITS,
    ),
    "dense layer on each row": recipe(LayerSpec("Dense", 9, "sigmoid"), LayerSpec("GRU", 6, "tanh"), DIGITS),
    "logits at the end": recipe(LayerSpec("LSTM", 6, "tanh"), LayerSpec("Dense", 10, "linear")),
    "trained on every row": recipe(LayerSpec("LSTM", 6, "tanh"), LayerSpec("Dense", 8, "tanh"), DIGITS, every_row=True),
}
MLP = recipe(
    LayerSpec("BatchNormalization"),
    LayerSpec("Flatten"),
    LayerSpec("Dense", 16, "relu"),
    LayerSpec("Dropout", rate=0.3),
    DIGITS,
)
