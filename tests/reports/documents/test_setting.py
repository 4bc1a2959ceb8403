import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.documents.fonts import document_fonts
from reports.documents.geometry import BODY_PT, TEXT_WIDTH_PT
from reports.documents.punctuation import NEVER_FIRST, NEVER_LAST
from reports.documents.setting import break_lines, cells_of

WIDTH = TEXT_WIDTH_PT / BODY_PT


def texts(text, width=WIDTH, **options):
    return [line.text for line in break_lines(cells_of(text, "fang", document_fonts()), width, **options)]


def test_a_full_line_has_28_characters_and_the_first_two_fewer_with_an_indent():
    assert [len(text) for text in texts("工" * 80)] == [28, 28, 24]
    assert [len(text) for text in texts("工" * 80, indent=2 * 0.987)] == [26, 28, 26]


def test_lines_but_the_last_are_stretched_to_the_margin():
    text = "全区各级工会举办技能比武1,206场次，参赛职工38,940人，比上年同期增长12.5%，其中镇（街道）总工会举办96场次，其余由企业工会举办。"
    *full, last = break_lines(cells_of(text, "fang", document_fonts()), WIDTH)
    for line in full:
        ends = sum(not (a.is_western and b.is_western) for a, b in zip(line.cells, line.cells[1:], strict=False))
        assert sum(cell.width for cell in line.cells) + ends * line.gap == pytest.approx(WIDTH)
    assert last.gap <= 0


def test_closing_marks_pull_a_character_down_with_them():
    assert texts("工" * 28 + "。会") == ["工" * 27, "工。会"]
    assert texts("工" * 27 + "（会）") == ["工" * 27, "（会）"]
    assert texts("工" * 26 + "“会”", 28 * 0.99) == ["工" * 26, "“会”"]


def test_numbers_percents_and_double_dashes_stay_whole():
    assert texts("工" * 26 + "38,940人") == ["工" * 26, "38,940人"]
    assert texts("工" * 26 + "12.5%的") == ["工" * 26, "12.5%的"]
    assert texts("工" * 27 + "——会") == ["工" * 26, "工——会"]


def test_a_word_wider_than_the_line_is_cut():
    assert "".join(texts("a" * 200)) == "a" * 200
    assert len(texts("a" * 200)) > 3


def test_blanks_at_the_ends_of_lines_are_dropped_and_control_characters_ignored():
    assert texts("union " * 6, 6) == ["union union", "union union", "union union"]
    assert texts("工\x07会\n好") == ["工会 好"]
    assert texts("") == [""]


def test_an_opening_mark_with_a_blank_behind_it_goes_to_the_next_line():
    assert texts("工会的“ 好", 4) == ["工会的", "“ 好"]


@given(st.text(alphabet="工会职“”（）《》，。、；：12ab—…· %", max_size=120), st.integers(4, 28))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text, width):
    lines = break_lines(cells_of(text, "fang", document_fonts()), width)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    for upper, lower in zip(lines, lines[1:], strict=False):
        joined = len(upper.cells) <= width and len(lower.cells) <= width
        unbreakable = _longest_unit(text) > width
        assert unbreakable or not joined or (lower.text[0] not in NEVER_FIRST and upper.text[-1] not in NEVER_LAST)


def _longest_unit(text):
    """Characters of the longest stretch without a place to break, a little overestimated."""
    longest = run = 1
    last = ""
    for left, right in zip(text, text[1:], strict=False):
        last = left if left != " " else last
        bound = right in NEVER_FIRST or last in NEVER_LAST or right == " " or (left.isascii() and right.isascii())
        run = run + 1 if bound else 1
        longest = max(longest, run)
    return longest
