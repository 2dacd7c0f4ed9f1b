"""Make book/_static/icons-solid.woff and icons-brands.woff: the icons that the book's pages show.

    .venv/test/bin/python book/_tools/make_icons.py

The source is Font Awesome Free 6 as the theme brings it (SIL Open Font License 1.1). Needs the built book, whose pages
say which icons they use; the theme's style sheet knows their characters, and those that it shows by itself.
"""

import re

import notebooks
import pydata_sphinx_theme
from fontTools import subset, ttLib

BUILT = notebooks.ROOT / "_build" / "html"
THEME = (
    notebooks.pathlib.Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
)
TARGET = notebooks.BOOK / "_static"
FONTS = {"fa-solid-900": "icons-solid.woff", "fa-brands-400": "icons-brands.woff"}


def characters():
    """Return the characters of all icons that a page or a style sheet may show."""
    css = (THEME / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    scripts = "".join(path.read_text(encoding="utf-8") for path in (THEME / "scripts").glob("pydata*.js"))
    pages = "".join(path.read_text(encoding="utf-8") for path in (BUILT / "book").rglob("*.html"))
    names = set(re.findall(r"\bfa-[a-z0-9-]+", pages + scripts))
    # Written as an escape (\f0c9) or as the character itself.
    contents = [
        value
        for selector, value in re.findall(r'([^{}]*)\{content:"([^"]+)"', css)
        if names & set(re.findall(r"\.(fa-[a-z0-9-]+)", selector))
    ]
    contents += re.findall(r'--pst-icon-[\w-]+:\s*"([^"]+)"', css) + [
        "\\f107"
    ]  # the last: sphinx-book-theme's
    return {int(value[1:], 16) if value.startswith("\\") else ord(value) for value in contents}


def main():
    """Write both fonts."""
    for source, name in FONTS.items():
        font = ttLib.TTFont(THEME / "vendor" / "fontawesome" / "webfonts" / f"{source}.ttf")
        options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 13, 14])
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=characters())
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(TARGET / name)
        print(name, f"{(TARGET / name).stat().st_size / 1024:.1f} KiB", len(font.getBestCmap()), "icons")


if __name__ == "__main__":
    main()
