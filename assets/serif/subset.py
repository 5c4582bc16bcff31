"""Makes serif.ttf, the serif of figures, of STIXGeneral-Regular.otf (Debian: fonts-stix).

    pip install fonttools && python subset.py /usr/share/fonts/opentype/stix/STIXGeneral-Regular.otf serif.ttf

Keeps the letters of figures, turns cubic outlines into the quadratic ones of TrueType, which is what figures are cut from,
adds the lowered digits that the original lacks, and gives it a name of its own, since the original's is reserved.
"""

import sys

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

NAME = "Marginscope Serif"
# Latin with its accents, Greek, punctuation, arrows, and the signs of formulas.
RANGES = [(0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3C9), (0x3D1, 0x3D1), (0x3D5, 0x3D5), (0x2010, 0x2026), (0x2030, 0x203A)]
SIGNS = "€™←↑→↓↔⇒⇔∀∂∃∅∇∈∉∏∑−∓√∝∞∠∥‖∧∨∩∪∫∼≈≠≡≤≥≪≫⊂⊥⋅⋯⌈⌉⌊⌋⟨⟩ℓℝ²³¹⁰⁴⁵⁶⁷⁸⁹"
LOWERED = {0x2080 + digit: str(digit) for digit in range(10)} | {0x208A: "+", 0x208B: "−"}
# Size of a lowered digit and how far it hangs below the line, in parts of the em.
SIZE, DROP = 0.62, 0.16
# How far a quadratic curve may be from the cubic one, in units of the em.
ERROR = 0.8


def outlines(font):
    """The font's glyphs by name as TrueType outlines, with the lowered digits among them."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    drawn, widths = {}, {}

    def draw(name, of, transform):
        pen = TTGlyphPen(None)
        glyphs[of].draw(TransformPen(Cu2QuPen(pen, ERROR, reverse_direction=True), transform))
        drawn[name] = pen.glyph()
        widths[name] = round(glyphs[of].width * transform[0])

    for name in font.getGlyphOrder():
        draw(name, name, (1, 0, 0, 1, 0, 0))
    lowered = {}
    for code, of in LOWERED.items():
        name = f"lowered{code:04X}"
        draw(name, cmap[ord(of)], (SIZE, 0, 0, SIZE, 0, -DROP * font["head"].unitsPerEm))
        lowered[code] = name
    return drawn, widths, lowered


def main(source, target):
    font = TTFont(source)
    options = Options(layout_features=[], hinting=False, name_IDs=[0, 13, 14], notdef_outline=True, glyph_names=False)
    subsetter = Subsetter(options)
    codes = {code for low, high in RANGES for code in range(low, high + 1)} | {ord(sign) for sign in SIGNS}
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    drawn, widths, lowered = outlines(font)
    order = font.getGlyphOrder() + list(lowered.values())
    font.setGlyphOrder(order)
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, drawn
    for name, glyph in drawn.items():
        glyph.recalcBounds(font["glyf"])
        font["hmtx"].metrics[name] = (widths[name], getattr(glyph, "xMin", 0))
    for table in font["cmap"].tables:
        table.cmap.update(lowered)
    maxp = font["maxp"]
    maxp.tableVersion, maxp.numGlyphs = 0x00010000, len(order)
    for field in "maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements maxSizeOfInstructions".split():
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    post = font["post"]
    post.formatType, post.extraNames, post.mapping, post.glyphOrder = 2.0, [], {}, order
    names = font["name"]
    for number, text in {1: NAME, 2: "Regular", 3: NAME, 4: NAME, 6: NAME.replace(" ", "")}.items():
        names.setName(text, number, 3, 1, 0x409)
    for table in ("CFF ", "VORG", "GSUB", "GPOS", "GDEF", "FFTM", "BASE"):
        if table in font:
            del font[table]
    font.sfntVersion = "\x00\x01\x00\x00"
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
