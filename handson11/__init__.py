"""Helpers for the course "Training deep neural networks" on TensorFlow and Keras 3.

Submodules load on first use, so that ``import handson11`` alone stays fast and
loads no TensorFlow:

>>> import handson11
>>> handson11.i18n.tr(ko="층", en="layer")
'layer'
"""

import importlib

__version__ = "0.1.0"

_SUBMODULES = (
    "activations",
    "auxiliary",
    "checks",
    "claims",
    "data",
    "folding",
    "i18n",
    "initializers",
    "interactive",
    "models",
    "plotting",
    "pretraining",
    "probes",
    "runtime",
    "show",
    "stacks",
    "transfer",
)

__all__ = [*_SUBMODULES, "__version__"]


def __getattr__(name):
    if name in _SUBMODULES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
