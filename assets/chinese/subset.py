"""Makes chinese.ttf, the Chinese characters of everything that the program says, of Noto Sans CJK (Debian: fonts-noto-cjk).

    pip install fonttools && python assets/chinese/subset.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

To be run again whenever a text below assets/text or assets/lessons has a new character: tests/languages.rs names those that
the font lacks. It keeps exactly the characters in use, turns cubic outlines into the quadratic ones of TrueType, which is what
figures are cut from, and gives the font a name of its own. The same texts give the same file.
"""

import sys
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, newTable

NAME = "Marginscope Chinese"
OF = "Noto Sans CJK SC"
HERE = Path(__file__).resolve().parent
TEXTS = ["text", "lessons"]
# From the radicals on: signs between characters, characters, and their wide forms of Latin signs.
FIRST = 0x2E80
# How far a quadratic curve may be from the cubic one, in units of the em, of which there are a thousand.
ERROR = 1.0
# Above and below the line, in the same units: as high as the Latin letters that stand beside them.
ABOVE, BELOW = 880, -120


def codes():
    """The characters of all texts that no Latin font has."""
    files = [file for folder in TEXTS for file in sorted((HERE.parent / folder).rglob("*")) if file.is_file()]
    return sorted({ord(c) for file in files for c in file.read_text("utf-8") if ord(c) >= FIRST})


def quadratic(font):
    """The font's glyphs by name as TrueType outlines."""
    glyphs, drawn = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, ERROR, reverse_direction=True))
        drawn[name] = pen.glyph()
    return drawn


def main(source, target=HERE / "chinese.ttf"):
    font = next(font for font in TTCollection(source) if font["name"].getDebugName(4) == OF)
    wanted = codes()
    missing = [chr(code) for code in wanted if code not in font.getBestCmap()]
    assert not missing, f"{OF} has no {missing}"
    options = Options(layout_features=[], hinting=False, name_IDs=[0, 13, 14], notdef_outline=True, glyph_names=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    drawn, order = quadratic(font), font.getGlyphOrder()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, drawn
    for name, glyph in drawn.items():
        glyph.recalcBounds(font["glyf"])
        font["hmtx"].metrics[name] = (font["hmtx"].metrics[name][0], getattr(glyph, "xMin", 0))
    maxp = font["maxp"]
    maxp.tableVersion, maxp.numGlyphs = 0x00010000, len(order)
    for field in "maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements maxSizeOfInstructions".split():
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ABOVE, BELOW, 0
    metrics = font["OS/2"]
    metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = ABOVE, BELOW, 0
    metrics.usWinAscent, metrics.usWinDescent = ABOVE, -BELOW
    post = font["post"]
    post.formatType, post.extraNames, post.mapping, post.glyphOrder = 3.0, [], {}, order
    names = font["name"]
    for number, text in {1: NAME, 2: "Regular", 3: NAME, 4: NAME, 6: NAME.replace(" ", "")}.items():
        names.setName(text, number, 3, 1, 0x409)
    for table in ("CFF ", "VORG", "GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "DSIG"):
        if table in font:
            del font[table]
    font.sfntVersion = "\x00\x01\x00\x00"
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)
    print(f"{len(wanted)} characters, {Path(target).stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
