"""Make the pictures that a shared link shows: book/_static/card-ko.png and card-en.png.

    .venv/test/bin/python book/_tools/make_cards.py

The curves are those of the first page (book/_ext/depth_figure.py).
"""

import io
import sys

import matplotlib
import notebooks
from matplotlib import font_manager
from PIL import Image

matplotlib.use("agg")
sys.path.insert(0, str(notebooks.BOOK / "_ext"))
import depth_figure
import matplotlib.pyplot as plt

WIDTH, HEIGHT = 1200, 630
FONT = notebooks.ROOT / "handson11" / "fonts" / "Handson11SansKR.ttf"
GROUND, INK, MUTED = "#10151c", "#f4f6f8", "#aab4c0"
COLOURS = {"explodes": "#f2a05e", "lasts": "#4fd1a5", "vanishes": "#7cc0f5"}
WORDS = {
    "ko": ("심층 신경망\n훈련하기", "모든 주장을 측정하는\n딥러닝 책", "한국어 · English"),
    "en": (
        "Training deep\nneural networks",
        "The deep learning book\nthat measures every claim",
        "English · 한국어",
    ),
}


def card(language):
    """Return the card of a language as PNG bytes."""
    title, line, languages = (text.replace("\\\n", "\n") for text in WORDS[language])
    font = font_manager.FontProperties(fname=FONT)
    figure = plt.figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor=GROUND)
    axes = figure.add_axes((0.5, 0.0, 0.5, 1.0))
    axes.axis("off")
    axes.set(xlim=(0, depth_figure.LAYERS), ylim=(-9.5, 9.5))
    for factor, (name, _) in depth_figure.CURVES.items():
        for seed in range(depth_figure.SEEDS):
            axes.plot(depth_figure.curve(seed, factor), color=COLOURS[name], linewidth=3, clip_on=False)
    write = figure.text
    write(0.06, 0.80, title, color=INK, fontproperties=font, fontsize=46, va="top", linespacing=1.25)
    write(0.06, 0.40, line, color=MUTED, fontproperties=font, fontsize=24, va="top", linespacing=1.4)
    write(0.06, 0.10, languages, color=MUTED, fontproperties=font, fontsize=20, va="bottom")
    large, small = io.BytesIO(), io.BytesIO()
    figure.savefig(large, format="png", facecolor=GROUND)
    plt.close(figure)
    picture = Image.open(large).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    picture.save(small, format="PNG", optimize=True)
    return small.getvalue()


def main():
    """Write the card of each language."""
    for language in notebooks.LANGUAGES:
        path = notebooks.BOOK / "_static" / f"card-{language}.png"
        path.write_bytes(card(language))
        print(path.name, f"{path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
