"""Figures that readers move: with sliders, by dragging, by keyboard; in the book, in Jupyter and in Colab.

Each function publishes one figure: a still picture, a sentence that reads it in numbers, and a script
that lets both follow the reader. Everything is plain SVG and JavaScript that comes with the package;
nothing is fetched. Where scripts do not run (on GitHub, in print, without trust) the still picture stays.
"""

from handson11.interactive._activations import activations
from handson11.interactive._batch_norm import batch_normalization
from handson11.interactive._by_labels import accuracy_by_labels
from handson11.interactive._chain import gradient_chain
from handson11.interactive._clipping import clipping
from handson11.interactive._divergence import contrastive_divergence
from handson11.interactive._reuse import frozen_layers
from handson11.interactive._rotation import rotation_shortcut
from handson11.interactive._variance import variance_through_depth

__all__ = [
    "accuracy_by_labels",
    "activations",
    "batch_normalization",
    "clipping",
    "contrastive_divergence",
    "frozen_layers",
    "gradient_chain",
    "rotation_shortcut",
    "variance_through_depth",
]
