"""版头, 版记 and watermark of an official document as HTML for the PDF renderer, with the measures of GB/T 9704-2012.

The 版头 fills whole lines of the grid, so that the text below it stays on the grid. The 版记 is a footnote of the last
line: the renderer puts it at the foot of the page on which that line stands, and moves on where it does not fit.
"""

import base64
import math
from html import escape

from reports.documents.blocks import Imprint, RedHead
from reports.documents.fonts import FontSet
from reports.documents.geometry import (
    BODY_PT,
    IMPRINT_LINE_PT,
    MARK_BELOW_TOP_MM,
    MARK_PT,
    MARK_WIDTH,
    NUMBER_PT,
    PITCH_PT,
    PT_PER_MM,
    RED,
    RULE_BELOW_MM,
    TEXT_HEIGHT_MM,
    TEXT_WIDTH_MM,
    TEXT_WIDTH_PT,
)
from reports.documents.punctuation import full_width
from reports.documents.setting import break_lines, cells_of
from reports.documents.titles import split_title

MARK_PITCH = 1.15  # from line to line, in em
# 小标宋 fills its square: the ink of a Han character begins so far below the top of a box as high as the character.
MARK_ABOVE_INK_EM = 0.025
NUMBER_INK_PT = 0.5  # its brackets reach so far below the box of its characters
RED_RULE_PT = 2
THICK_RULE_MM, THIN_RULE_MM = 0.35, 0.25  # 7.4.2
ABOVE_LINE_PT = (PITCH_PT - BODY_PT) / 2
PALE = "#DCDCDC"
WATERMARK_PT, WATERMARK_TURN, WATERMARK_WIDTH = 24, -32, 0.85


def mark_lines(text: str, fonts: FontSet) -> tuple[tuple[str, ...], float]:
    """The lines of a 标志 and the size in points at which they fit the 版心."""
    lines = split_title(full_width(text))
    width = max(sum(cell.width for cell in cells_of(line, "title", fonts)) for line in lines)
    return lines, min(MARK_PT, math.floor(TEXT_WIDTH_PT * MARK_WIDTH / max(width, 1) * 2) / 2)


def style_sheet() -> str:
    return f"""
.head {{ position: relative }}
.head-mark, .head-number, .head-rule {{ position: absolute; left: 0; right: 0; text-align: center; white-space: pre }}
.head-mark, .head-mark span {{ color: #{RED} }}
.head-mark span, .head-number span {{ line-height: 0 }}
.head-number {{ height: {PITCH_PT:.3f}pt; line-height: {PITCH_PT:.3f}pt }}
.head-rule {{ height: {RED_RULE_PT}pt; background: #{RED} }}
@page {{ @footnote {{ border: 0; padding: 0; margin: 0; max-height: 100% }} }}
.imprint-call {{ display: block; height: 0; line-height: 0; font-size: 1pt; break-before: avoid }}
.imprint {{ float: footnote; footnote-policy: block; display: block; font-size: {NUMBER_PT}pt; line-height: 0;
  padding-bottom: {ABOVE_LINE_PT:.3f}pt }}
.imprint::footnote-call, .imprint::footnote-marker {{ content: ""; font-size: 0 }}
.imprint-row {{ display: block; height: {IMPRINT_LINE_PT}pt; line-height: {IMPRINT_LINE_PT}pt; white-space: pre; position: relative }}
.imprint-row span {{ line-height: 0 }}
.imprint-row .ends {{ position: absolute; right: {NUMBER_PT}pt; top: 0; line-height: {IMPRINT_LINE_PT}pt }}
.imprint-first, .imprint-last {{ display: block; height: {THICK_RULE_MM}mm; background: #000 }}
.imprint-between {{ display: block; height: {THIN_RULE_MM}mm; background: #000 }}
"""


def head(red_head: RedHead, fonts: FontSet, set_text) -> str:
    """版头, as high as a whole number of lines. ``set_text(text, role, size)`` sets a text without breaking it."""
    lines, size = mark_lines(red_head.mark, fonts)
    # The page's first box begins half a lead above the 版心.
    top = ABOVE_LINE_PT + MARK_BELOW_TOP_MM * PT_PER_MM - MARK_ABOVE_INK_EM * size
    parts = []
    for number, line in enumerate(lines):
        place = f"top:{top + number * MARK_PITCH * size:.3f}pt;height:{size}pt;line-height:{size}pt"
        parts.append(f'<div class="head-mark" style="{place};font-size:{size}pt">{set_text(line, "title", size)}</div>')
    below_mark = top + (1 + (len(lines) - 1) * MARK_PITCH) * size
    # Two blank lines, then the number; without one the rule takes its place.
    number_top = below_mark + 2 * PITCH_PT
    bottom = number_top
    if red_head.number:
        parts.append(
            f'<div class="head-number" style="top:{number_top:.3f}pt">{set_text(red_head.number, "fang", BODY_PT)}</div>'
        )
        bottom = number_top + PITCH_PT - ABOVE_LINE_PT + NUMBER_INK_PT
    rule = bottom + RULE_BELOW_MM * PT_PER_MM
    parts.append(f'<div class="head-rule" style="top:{rule:.3f}pt"></div>')
    # The title follows two lines below the rule, on the grid.
    whole = math.ceil((rule + RED_RULE_PT + 2 * PITCH_PT - ABOVE_LINE_PT) / PITCH_PT) * PITCH_PT
    return f'<div class="head" style="height:{math.floor(whole * 1000) / 1000}pt">{"".join(parts)}</div>'


def imprint(said: Imprint, fonts: FontSet, set_text) -> str:
    """版记: 抄送, then 印发机关 at the left and 印发日期 at the right, between rules; one character in from each side."""
    one = NUMBER_PT
    groups = []
    if said.copies:
        hanging = 3 * one  # below the first name, behind 抄送：
        cells = cells_of(full_width(said.copies), "fang", fonts)
        first, *rest = break_lines(cells, (TEXT_WIDTH_PT - 2 * one) / one, justify=False)
        again = break_lines(
            [cell for line in rest for cell in line.cells], (TEXT_WIDTH_PT - 2 * one - hanging) / one, justify=False
        )
        lines = [(one, first.text)] + [(one + hanging, line.text) for line in (again if rest else [])]
        groups.append("".join(_row(left, set_text(text, "fang", one)) for left, text in lines))
    if said.printed_by or said.printed:
        right = f'<span class="ends">{set_text(said.printed, "fang", one)}</span>' if said.printed else ""
        groups.append(_row(one, set_text(said.printed_by, "fang", one) + right))
    between = '<span class="imprint-between"></span>'.join(groups)
    return (
        '<div class="imprint-call"><span class="imprint"><span class="imprint-first"></span>'
        f'{between}<span class="imprint-last"></span></span></div>'
    )


def _row(left: float, inner: str) -> str:
    return f'<span class="imprint-row" style="padding-left:{left:.3f}pt">{inner}</span>'


def watermark_style(text: str, fonts: FontSet) -> str:
    """The style that prints words pale and slanting across every page, behind its text and within the 版心."""
    if not text:
        return ""
    face = fonts["hei"]
    across, middle = TEXT_WIDTH_MM, TEXT_WIDTH_MM / 2  # a page's background begins where its text does
    em = sum(cell.width for cell in cells_of(text, "hei", fonts))
    width = em * WATERMARK_PT / PT_PER_MM
    size = WATERMARK_PT * min(1, across * WATERMARK_WIDTH / width / math.cos(math.radians(WATERMARK_TURN)))
    places = [TEXT_HEIGHT_MM * part for part in (0.2, 0.5, 0.8)]
    words = "".join(
        f'<g transform="translate({middle} {place:.2f}) rotate({WATERMARK_TURN})">'
        f'<text x="{-size * em / 2 / PT_PER_MM:.2f}" y="0">{escape(text)}</text></g>'
        for place in places
    )
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {TEXT_HEIGHT_MM}" '
        f'width="{across}mm" height="{TEXT_HEIGHT_MM}mm"><g fill="{PALE}" '
        f'font-family="{escape(face.family)}" font-weight="{700 if face.bold else 400}" '
        f'font-size="{size / PT_PER_MM:.3f}">{words}</g></svg>'
    )
    data = base64.b64encode(picture.encode()).decode()
    return (
        f"@page {{ background: url(data:image/svg+xml;base64,{data}) no-repeat 0 0 / {across}mm {TEXT_HEIGHT_MM}mm }}"
    )
