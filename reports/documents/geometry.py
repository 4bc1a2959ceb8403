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

# 版头
RED = "E60012"
MARK_BELOW_TOP_MM = 35  # 7.2.4: the 标志 lies 35 mm below the top of the 版心
MARK_PT = 56  # the largest 标志; a longer name is set smaller, and a very long one in two lines
MARK_WIDTH = 0.94  # of the 版心's width
RULE_BELOW_MM = 4  # 7.2.7: the red rule lies 4 mm below the 发文字号
IMPRINT_LINE_PT = 22
