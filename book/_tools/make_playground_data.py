"""Make the images of the playground, book/_static/playground/data.js, from the package's subset of Fashion-MNIST.

    python book/_tools/make_playground_data.py

Takes the first 100 training images and the first 50 test images of each class, in their original order. Each
2 × 2 block of pixels becomes one, its mean in 16 steps of grey, and two pixels share a byte: 1,500 images of
14 × 14 pixels in 147,000 bytes. The licence of the images is handson11/datasets/LICENSE.
"""

import base64

import numpy as np
from make_subset import ROOT, first_of_each_class

TARGET = ROOT / "book" / "_static" / "playground" / "data.js"
N_TRAIN, N_HELD_OUT = 100, 50  # images a class
LEVELS = 16

SCRIPT = """\
/* Fashion-MNIST in small, made by book/_tools/make_playground_data.py: {n} images of 14 × 14 pixels with two
   pixels a byte, the first {n_train} of them for training. MIT licence, Zalando SE: handson11/datasets/LICENSE. */
"use strict";
globalThis.handson11Playground ??= {{}};
handson11Playground.readData = () => {{
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const pairs = bytes(
    "{images}",
  );
  const labels = bytes(
    "{labels}",
  );
  const images = new Uint8Array(2 * pairs.length);
  pairs.forEach((pair, i) => {{
    images[2 * i] = pair >> 4;
    images[2 * i + 1] = pair & 15;
  }});
  return {{ images, labels, inputs: 196, classes: 10, training: {n_train} }};
}};
"""


def shrunk(images):
    """Return images of 28 × 28 bytes as 14 × 14 levels from 0 to 15, uint8 of shape `(n, 196)`."""
    blocks = images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))
    return np.round(blocks * ((LEVELS - 1) / 255)).astype(np.uint8).reshape(-1, 196)


def chosen(archive):
    """Return the playground's images, levels of shape `(1500, 196)`, and their labels."""
    parts = [("train", N_TRAIN), ("test", N_HELD_OUT)]
    pairs = [first_of_each_class(archive[f"X_{name}"], archive[f"y_{name}"], n) for name, n in parts]
    images, labels = (np.concatenate(arrays) for arrays in zip(*pairs, strict=True))
    return shrunk(images), labels.astype(np.uint8)


def script(images, labels):
    """Return the text of data.js."""
    pairs = images.reshape(-1, 2)
    text = {
        "images": base64.b64encode((pairs[:, 0] << 4 | pairs[:, 1]).tobytes()).decode(),
        "labels": base64.b64encode(labels.tobytes()).decode(),
    }
    return SCRIPT.format(n=f"{len(labels):,}", n_train=10 * N_TRAIN, **text)


def main():
    """Write the script."""
    with np.load(ROOT / "handson11" / "datasets" / "fashion_mnist_subset.npz") as archive:
        text = script(*chosen(archive))
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
