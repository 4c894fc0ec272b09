#!/usr/bin/env python3
"""Cuts NotoSansSC-Subset.otf out of Noto Sans CJK SC Regular. README.md beside this file says how to run it."""

import argparse
import bz2
from fontTools import subset
from fontTools.ttLib import TTFont

FACE = 2  # "Noto Sans CJK SC" within the collection

# What a ledger, its charts and the toolkit's widgets write besides hanzi; the font has a part of each.
BLOCKS = [
    (0x0020, 0x007E), (0x00A0, 0x00FF),  # ASCII, Latin-1
    (0x0370, 0x03FF),                    # Greek
    (0x2000, 0x206F), (0x2070, 0x209F),  # punctuation, superscripts
    (0x20A0, 0x20CF), (0x2100, 0x218F),  # currencies, letterlike, roman numerals
    (0x2190, 0x21FF), (0x2200, 0x22FF),  # arrows, mathematics (U+2212 is the minus sign)
    (0x2300, 0x23FF), (0x2460, 0x24FF),  # technical, circled numbers
    (0x2500, 0x25FF),                    # box drawing, blocks, geometric shapes
    (0x2600, 0x27BF), (0x2900, 0x29FF), (0x2B00, 0x2BFF),  # symbols, more arrows
    (0x3000, 0x30FF), (0x3200, 0x33FF),  # CJK punctuation, kana, enclosed, units
    (0xFF00, 0xFF60), (0xFFE0, 0xFFE6),  # full-width forms
]

# Characters the font lacks, drawn with the glyph of one it has. Never a hanzi.
ALIASES = {
    "⏴": "◀", "⏵": "▶", "⏶": "▲", "⏷": "▼", "◂": "◀", "▸": "▶", "▴": "▲", "▾": "▼", "◄": "◀", "►": "▶",
    "✔": "✓", "✕": "×", "✖": "×", "✗": "×", "✘": "×",
    "\u2000": " ", "\u2002": " ", "\u2001": "\u3000", "\u2003": "\u3000",
    "\u2004": " ", "\u2005": " ", "\u2006": " ", "\u2008": " ", "\u2009": " ", "\u200a": " ", "\u202f": " ", "\u205f": " ",
}


def gb2312():
    rows = range(0xA1, 0xF8)
    return {ord(c) for a in rows for b in range(0xA1, 0xFF) for c in bytes([a, b]).decode("gb2312", "ignore")}


def general_standard_table(unihan):
    """The 8,105 characters of 通用规范汉字表 (2013): Unihan's field kTGH."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        fields = [line.split("\t") for line in lines if line.startswith("U+")]
    table = {int(f[0][2:], 16) for f in fields if f[1] == "kTGH"}
    assert len(table) == 8105, len(table)
    return table


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--collection", default="/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
    args.add_argument("--unihan", default="/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
    args.add_argument("--out", default="NotoSansSC-Subset.otf")
    args = args.parse_args()

    font = TTFont(args.collection, fontNumber=FACE, recalcTimestamp=False)
    assert font["name"].getDebugName(4) == "Noto Sans CJK SC", font["name"].getDebugName(4)

    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in (4, 12):
            for missing, drawn_as in ALIASES.items():
                table.cmap.setdefault(ord(missing), table.cmap[ord(drawn_as)])

    wanted = gb2312() | general_standard_table(args.unihan) | {ord(c) for c in ALIASES}
    wanted |= {c for first, last in BLOCKS for c in range(first, last + 1)}

    options = subset.Options()
    options.layout_features = ["ccmp", "kern"]
    options.hinting = True  # without hints the strokes blur at 13 px
    options.harfbuzz_repacker = False  # the same bytes whether uharfbuzz is installed or not
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]  # vertical text
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    subset.save_font(font, args.out, options)
    print(f"{args.out}: {len(font.getBestCmap())} characters, {len(font.getGlyphOrder())} glyphs")


if __name__ == "__main__":
    main()
