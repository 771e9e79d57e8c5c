"""Below which probability should an answer be called unsure? Prints one table; about a minute on two cores.

    python -m benchmarks.sureness

Trains `bn-lstm-128-tanh` on the first 55,000 training images and asks it about the last 5,000, which are held back:
`UNSURE_BELOW` of `model/weights.py` was chosen on this table, with no look at the test images.
"""

from __future__ import annotations

import numpy as np

from model import RECIPES, UNSURE_BELOW, data, predict
from training.keras_model import build, prepare, to_network

NAME = "bn-lstm-128-tanh"
HELD_BACK = 5_000
SEED = 0
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


def main() -> None:
    """Trains, asks, prints."""
    recipe = RECIPES[NAME]
    digits = data.load()
    x, y = data.scaled(digits.x_train), digits.y_train  # (60000, 28, 28), (60000,)
    prepare(SEED)
    keras_model = build(recipe)
    keras_model.compile(recipe.optimizer, recipe.loss)
    keras_model.fit(x[:-HELD_BACK], y[:-HELD_BACK], recipe.batch_size, recipe.epochs, verbose=2)
    beliefs = predict(to_network(keras_model, recipe), x[-HELD_BACK:])  # (5000, 10)
    right = beliefs.argmax(axis=1) == y[-HELD_BACK:]  # (5000,)
    print(f"\n{NAME}, seed {SEED}, held-back images: {right.mean():.2%} right\n")
    print("| unsure below | digits called unsure | errors called unsure | right among the sure |")
    print("|---|---|---|---|")
    for threshold in THRESHOLDS:
        print(_line(threshold, beliefs.max(axis=1), right))


def _line(threshold: float, confidence: np.ndarray, right: np.ndarray) -> str:
    unsure = confidence < threshold  # (5000,)
    chosen = " (chosen)" if threshold == UNSURE_BELOW else ""
    shares = (unsure.mean(), unsure[~right].mean(), right[~unsure].mean())
    return f"| {threshold}{chosen} | " + " | ".join(f"{share:.2%}" for share in shares) + " |"


if __name__ == "__main__":
    main()
