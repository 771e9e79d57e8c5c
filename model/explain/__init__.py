"""Why a network answers so, and what if: in go a network, an image or its reading, out come shares of the answer.

Logits are those whose softmax is the beliefs: calibrated where the network is; of one that ends in softmax, the sums
before it. `votes` and `turned` alone take the lead as the last layer gives it, uncalibrated, so that they add up to it.
Layers count from 0 as in `trace.layers`, units from 0, rows from 1 as on the page.
"""

from model.explain.backward import logits
from model.explain.lead import Turned, slopes_of_digits, turned, votes
from model.explain.occlusion import Telling, row_occlusion, telling_row
from model.explain.pixels import Attribution, input_gradient, integrated_gradients
from model.explain.terms import Contributions, contributions

__all__ = [
    "Attribution",
    "Contributions",
    "Telling",
    "Turned",
    "contributions",
    "input_gradient",
    "integrated_gradients",
    "logits",
    "row_occlusion",
    "slopes_of_digits",
    "telling_row",
    "turned",
    "votes",
]
