"""A digit as pixels goes in, what a trained network makes of it row by row comes out.

net = model.load("reader")
image = model.from_canvas(rgba)
trace = model.read(net, image)
other = model.read(net, image, hold=[model.Hold(layer=0, gate="f", value=1.0)])  # one that never forgets
"""

from model.forward import Trace, predict, read
from model.image import Found, ImageError, find_digits, from_canvas, from_file
from model.layers import LayerTrace
from model.recipes import DEFAULT, RECIPES, UnknownRecipeError
from model.surgery import Hold
from model.weights import UNSURE_BELOW, Network, WeightsError, load, names

__all__ = [
    "DEFAULT",
    "RECIPES",
    "UNSURE_BELOW",
    "Found",
    "Hold",
    "ImageError",
    "LayerTrace",
    "Network",
    "Trace",
    "UnknownRecipeError",
    "WeightsError",
    "find_digits",
    "from_canvas",
    "from_file",
    "load",
    "names",
    "predict",
    "read",
]
