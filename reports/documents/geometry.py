"""Measures of GB/T 9704-2012 shared by the PDF and the Word file.

Lengths end in their unit: _MM millimetres, _PT points. The 版心 is the area that text may fill: 156 × 225 mm on A4.
"""

PT_PER_MM = 72 / 25.4

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210, 297
TOP_MM, RIGHT_MM, BOTTOM_MM, LEFT_MM = 37, 26, 35, 28
TEXT_WIDTH_MM, TEXT_HEIGHT_MM = 156, 225
TEXT_WIDTH_PT = TEXT_WIDTH_MM * PT_PER_MM
TEXT_HEIGHT_PT = TEXT_HEIGHT_MM * PT_PER_MM

LINES_PER_PAGE, CHARACTERS_PER_LINE = 22, 28
BODY_PT = 16  # 3号
TITLE_PT = 22  # 2号
NUMBER_PT = 14  # 4号
TABLE_PT = 12  # 小四

# 22 lines fill the 版心: the first line's characters touch its top, the last line's its bottom.
PITCH_PT = (TEXT_HEIGHT_PT - BODY_PT) / (LINES_PER_PAGE - 1)
# 28 characters fill a line, so neighbours stand a hair closer than their own width.
GAP_PT = (TEXT_WIDTH_PT - CHARACTERS_PER_LINE * BODY_PT) / (CHARACTERS_PER_LINE - 1)
INDENT_PT = 2 * (BODY_PT + GAP_PT)

TITLE_PITCH_PT = 35
