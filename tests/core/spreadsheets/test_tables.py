from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from union_site.core.spreadsheets.tables import Sheet, find_table, holds_data


def table(*rows, name="会员名册", known=()):
    width = max(map(len, rows))
    return find_table(Sheet(name, rows=[[*row, *[""] * (width - len(row))] for row in rows]), known)


HEADER = ["序号", "姓名", "性别", "入会日期"]
ROW = [1.0, "张三", "男", "2021-03-05"]


def test_a_bare_table():
    found = table(HEADER, ROW)
    assert (found.title, found.header_row, found.defaults, found.year_hint) == ("", 1, {}, None)
    assert found.headings == [(1, "姓名"), (2, "性别"), (3, "入会日期")]
    assert found.rows == [(2, ROW)]


def test_title_unit_and_day_above_in_one_cell_or_several():
    expected = {"unit_name": "青石镇总工会", "filled_on": date(2021, 8, 31)}
    assert table(["名册"], ["填报单位：青石镇总工会        填报日期：2021年8月31日"], HEADER, ROW).defaults == expected
    assert (
        table(["名册"], ["填报单位:", "青石镇总工会", "填报日期:", date(2021, 8, 31)], HEADER, ROW).defaults == expected
    )
    assert (
        table(["名册"], ["填报单位（盖章）：青石镇总工会"], ["填报时间：2021.8.31"], HEADER, ROW).defaults == expected
    )


def test_an_unreadable_day_above_is_left_out():
    assert table(["填报单位：甲工会  填报日期：2021年13月1日"], HEADER, ROW).defaults == {"unit_name": "甲工会"}


def test_lines_that_are_no_data_are_skipped():
    found = table(
        ["名册"],
        HEADER,
        ["", "", "", ""],
        ROW,
        ["小计", "1人"],
        [2.0, "李四", "女", ""],
        [3.0, "", "", ""],
        ["序号", "姓名", "性别", "入会日期"],
        ["示例", "王五", "男", "2021-01-01"],
        ["", "合计", "", 2.0],
        ["合计：2人"],
        ["填表人：周文", "", "审核人："],
        ["注：本表一式两份。"],
        ["备注：1.按季报送"],
    )
    assert [number for number, _ in found.rows] == [4, 6]
    assert [number for number, _ in found.totals] == [5, 10, 11]


def test_a_person_whose_unit_sounds_like_a_note_is_data():
    found = table(["姓名", "备注"], ["张三", "注：已转出"], ["联系", "在册"])
    assert len(found.rows) == 2


def test_sheet_rows_keep_their_numbers():
    sheet = Sheet("名册", rows=[HEADER, ["", "", "", ""], ROW], first_row=11)
    found = find_table(sheet)
    assert (found.header_row, found.rows[0][0]) == (11, 13)


def test_a_header_of_two_rows():
    found = table(
        ["困难职工情况"],
        ["序号", "姓名", "家庭情况", "", "备注"],
        ["", "", "人口", "月收入", ""],
        [1.0, "张三", 3.0, 900.0, ""],
    )
    assert found.headings == [(1, "姓名"), (2, "人口"), (3, "月收入"), (4, "备注")]
    assert [number for number, _ in found.rows] == [4]


def test_sub_headings_that_repeat_carry_their_group():
    found = table(
        ["单位", "2020年", "", "2021年", ""],
        ["", "职工", "女职工", "职工", "女职工"],
        ["甲公司", 10.0, 4.0, 12.0, 5.0],
    )
    assert [text for _, text in found.headings] == ["单位", "2020年职工", "2020年女职工", "2021年职工", "2021年女职工"]


def test_a_long_second_header_row_below_few_groups():
    found = table(
        ["各单位情况"],
        ["单位", "职工情况", "", "", "", ""],
        ["", "总数", "女职工", "农民工", "会员", "党员"],
        ["甲公司", 10.0, 4.0, 1.0, 9.0, 2.0],
    )
    assert [text for _, text in found.headings] == ["单位", "总数", "女职工", "农民工", "会员", "党员"]
    assert [number for number, _ in found.rows] == [4]


def test_first_row_with_a_gap_is_not_a_second_header():
    found = table(["序号", "姓名", "性别"], [1.0, "张三", ""], [2.0, "李四", "女"])
    assert len(found.rows) == 2


@pytest.mark.parametrize(
    "name, year", [("2019年", 2019), ("2020年度", 2020), ("参保_2021", 2021), ("名册", None), ("12021年", None)]
)
def test_year_of_a_sheet(name, year):
    assert table(HEADER, ROW, name=name).year_hint == year


def test_sheets_without_a_table():
    assert find_table(Sheet("空")) is None
    assert table(["只有一行说明文字"]) is None
    assert table([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]) is None


def test_a_header_of_one_known_column():
    assert table(["先进名单"], ["姓名"], ["张三"], known=["姓名"]).headings == [(0, "姓名")]


def test_explanations_and_hidden_sheets_hold_no_data():
    assert holds_data(Sheet("会员名册"))
    assert not holds_data(Sheet("填写说明"))
    assert not holds_data(Sheet("会员名册", hidden=True))


CELLS = st.one_of(
    st.just(""),
    st.text(max_size=12),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.sampled_from(["序号", "姓名", "合计", "填报单位：甲"]),
)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=12), st.text(max_size=10))
def test_any_grid_gets_an_answer(rows, name):
    found = find_table(Sheet(name, rows=rows))
    if found:
        numbers = [number for number, _ in found.rows]
        assert numbers == sorted(set(numbers))
        assert all(found.header_row < number <= len(rows) for number in numbers)
