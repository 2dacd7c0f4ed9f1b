"""Make handson11/fonts/Handson11SansKR.ttf: the part of Noto Sans KR that plots need.

    python book/_tools/make_font.py NotoSansKR_400Regular.ttf

The source is the regular weight of Noto Sans KR (SIL Open Font License 1.1), as the npm package
`@expo-google-fonts/noto-sans-kr` holds it. The subset keeps all 11,172 Hangul syllables, so that any
label a reader writes is drawn. It gets a family name of its own: an installed Noto Sans KR can then
never be taken for it.
"""

import argparse
import pathlib

from fontTools import subset, ttLib

FAMILY = "Handson11 Sans KR"
TARGET = pathlib.Path(__file__).parents[2] / "handson11" / "fonts" / "Handson11SansKR.ttf"
RANGES = (
    (0x20, 0x7E),  # Latin letters, digits, punctuation
    (0xA0, 0xFF),  # ° ± ² ³ · × ÷ …
    (0x370, 0x3FF),  # Greek
    (0x2010, 0x2027),  # dashes, quotes, ellipsis
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x2190, 0x2193),  # arrows
    (0x2200, 0x22FF),  # mathematical operators, the minus sign among them
    (0x3001, 0x3002),
    (0x3131, 0x318E),  # Hangul letters
    (0xAC00, 0xD7A3),  # Hangul syllables
)


def main():
    """Write the subset of the font file named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=pathlib.Path, help="NotoSansKR_400Regular.ttf")
    font = ttLib.TTFont(parser.parse_args().source)
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 4, 6, 13, 14]
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4):
            record.string = FAMILY
        elif record.nameID == 6:
            record.string = FAMILY.replace(" ", "") + "-Regular"
    TARGET.parent.mkdir(exist_ok=True)
    font.save(TARGET)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, {len(font.getBestCmap()):,} characters")


if __name__ == "__main__":
    main()
