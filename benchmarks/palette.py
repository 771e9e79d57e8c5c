"""How well the ten digits' colours can be told apart: prints what `panels/theme.py` reaches, and searches for better.

    python -m benchmarks.palette            # contrast and least distance of the colours in use
    python -m benchmarks.palette --search   # looks for better ones; the last line of each theme can be pasted

A colour may be used if its contrast with the ground is at least 3 : 1 and it is neither grey nor glaring. Of those, ten
are exchanged one at a time for whatever lifts the least CIEDE2000 distance of any two, to all four kinds of eyes. To
three cones it has to be 20. Without one of them only a plane is left of all colours, of which the contrast takes a
part; what is found there is the largest that these starts lead to, not proven to be the largest there is.
"""

from __future__ import annotations

import argparse
import warnings

import numpy as np
from skimage.color import deltaE_ciede2000, lab2rgb, rgb2lab

from panels.theme import PALETTES, Palette

SEED = 0
STARTS = 60
CANDIDATES = 1600
ORDERS = 100_000  # ways to give the colours to the digits that are tried
CONTRAST = 3.05  # a little above 3, as colours are rounded to 8 bits
ENOUGH = 20.0  # CIEDE2000 of any two colours to eyes with three kinds of cones
CHROMA = {"light": (24, 74), "dark": (20, 70)}  # of the colours that are neither grey nor glaring
LIGHTNESS = {"light": (18, 60), "dark": (40, 93)}
FROM_ACCENT = 12.0  # CIEDE2000 between any digit and the accent, with three kinds of cones
OFTEN_CONFUSED = ((4, 9), (3, 5), (1, 7), (7, 9), (2, 7), (8, 3), (5, 8), (0, 6), (5, 6))

# What eyes without one kind of cone see of linear RGB (Machado, Oliveira & Fernandes 2009, severity 1).
EYES = {
    "three cones": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def rgb(colour: str) -> np.ndarray:
    """sRGB in [0, 1], (3,), of "#rrggbb"."""
    return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255


def code(colour: np.ndarray) -> str:
    """The reverse of `rgb`."""
    return "#" + "".join(f"{round(255 * float(value)):02x}" for value in colour)


def linear(colours: np.ndarray) -> np.ndarray:
    """Linear RGB of sRGB, (..., 3) in [0, 1] each."""
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def contrast(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Contrast ratio of sRGB colours, 1 to 21 (WCAG 2); (..., 3) to (...)."""
    luminances = [linear(each) @ [0.2126, 0.7152, 0.0722] + 0.05 for each in (one, other)]
    return np.asarray(np.maximum(*luminances) / np.minimum(*luminances))


def seen(colours: np.ndarray, eyes: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of sRGB colours, (..., 3), as such eyes see them."""
    light = (linear(colours) @ eyes.T).clip(0, 1)
    return np.asarray(rgb2lab(np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)))


def distances(colours: np.ndarray) -> np.ndarray:
    """CIEDE2000 of any two colours, (n, 3), to each kind of eyes: (4, n, n), infinite of a colour to itself."""
    labs = [seen(colours, eyes) for eyes in EYES.values()]
    every = np.stack([deltaE_ciede2000(lab[:, None], lab[None]).astype(np.float32) for lab in labs])
    every[:, np.arange(len(colours)), np.arange(len(colours))] = np.inf
    return every


def candidates(theme: str, rng: np.random.Generator) -> np.ndarray:
    """sRGB of colours that may be used in a theme, (CANDIDATES, 3), spread over L*a*b*."""
    ground, accent = rgb(PALETTES[theme].ground), rgb(PALETTES[theme].accent)
    lab = rng.uniform((LIGHTNESS[theme][0], -80, -80), (LIGHTNESS[theme][1], 80, 80), (40 * CANDIDATES, 3))
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    lab = lab[(chroma >= CHROMA[theme][0]) & (chroma <= CHROMA[theme][1])]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of colours that sRGB cannot show; they are left out
        colours = np.round(255 * lab2rgb(lab)) / 255
    inside = np.linalg.norm(rgb2lab(colours) - lab, axis=1) < 1
    far = deltaE_ciede2000(rgb2lab(colours), rgb2lab(accent[None])) >= FROM_ACCENT
    usable = colours[inside & far & (contrast(colours, ground) >= CONTRAST)]
    return np.asarray(usable[:CANDIDATES])


def search(theme: str, like: list[str]) -> list[str]:
    """The ten colours of a theme with the largest least distance, each digit's as near in hue to `like` as can be."""
    rng = np.random.default_rng(SEED)
    colours = candidates(theme, rng)
    apart = distances(colours)
    # To three cones any two shall be 20 apart; what the others see is made as large as it can be.
    least = np.minimum(apart[1:].min(axis=0), np.where(apart[0] < ENOUGH, apart[0] - ENOUGH, np.inf))  # (n, n)
    np.fill_diagonal(least, -ENOUGH)  # no colour twice
    best = max((_improved(least, rng) for _ in range(STARTS)), key=lambda chosen: _score(least, chosen))
    return _assigned(colours[best], like)


def _score(least: np.ndarray, chosen: np.ndarray) -> float:
    return float(least[np.ix_(chosen, chosen)][np.triu_indices(10, 1)].min())


def _improved(least: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Ten colours that no exchange of one makes better; a few are drawn anew as often as that helps."""
    chosen = _climbed(least, rng.choice(len(least), 10, replace=False))
    for _ in range(60):
        shaken = chosen.copy()
        shaken[rng.choice(10, 3, replace=False)] = rng.choice(len(least), 3, replace=False)
        tried = _climbed(least, shaken)
        if _score(least, tried) >= _score(least, chosen):
            chosen = tried
    return chosen


def _climbed(least: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Each colour in turn becomes the one that is farthest from the other nine, until none changes."""
    chosen = chosen.copy()
    for _ in range(20):
        before = chosen.copy()
        for k in range(10):
            chosen[k] = least[np.delete(chosen, k)].min(axis=0).argmax()
        if (before == chosen).all():
            break
    return chosen


def _assigned(colours: np.ndarray, like: list[str]) -> list[str]:
    """The colours in an order that keeps digits which are often confused apart, and then as near in hue to `like`."""
    apart = distances(colours).min(axis=0)
    orders = np.random.default_rng(SEED).permuted(np.tile(np.arange(10), (ORDERS, 1)), axis=1)
    confused = np.min([apart[orders[:, a], orders[:, b]] for a, b in OFTEN_CONFUSED], axis=0)  # (ORDERS,)
    hues = rgb2lab(colours)[:, 1:]  # (10, 2)
    wanted = rgb2lab(np.stack([rgb(colour) for colour in like]))[:, 1:] if like else hues
    strange = np.linalg.norm(hues[orders] - wanted, axis=2).sum(axis=1) * bool(like)
    best = min(range(ORDERS), key=lambda place: (-min(confused[place], ENOUGH), strange[place]))
    return [code(colour) for colour in colours[orders[best]]]


def line(theme: str, palette: Palette) -> list[str]:
    """A theme's least contrast, and the least distance to each kind of eyes."""
    colours = np.stack([rgb(colour) for colour in palette.digits])
    lowest = contrast(colours, rgb(palette.ground)).min()
    return [theme, f"{lowest:.2f}", *(f"{apart.min():.1f}" for apart in distances(colours))]


def main() -> None:
    """Prints the table, after a search if one is asked for."""
    parser = argparse.ArgumentParser(description="How well the digits' colours can be told apart.")
    parser.add_argument("--search", action="store_true", help=f"look for better ones, with seed {SEED}")
    if parser.parse_args().search:
        found: list[str] = []
        for theme in PALETTES:
            found = search(theme, found)
            print(theme, found)
    lines = [["theme", "contrast", *EYES], ["---"] * (2 + len(EYES)), *(line(*item) for item in PALETTES.items())]
    print("\n".join(f"| {' | '.join(cells)} |" for cells in lines))


if __name__ == "__main__":
    main()
