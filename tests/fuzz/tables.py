"""Any sheet has a table or none, forms or none; what is found lies within the sheet."""

from tests.fuzz.choices import Choices
from union_site.core.spreadsheets.messages import NOTICES
from union_site.core.spreadsheets.person_tables import gather, place_of
from union_site.core.spreadsheets.tables import Sheet, Table, find_table

WORDS = (
    "序号", "姓名", "性别", "身份证号码", "身份证号", "所属工会", "单位", "联系电话", "出生日期", "备注", "金额（万元）", "合计", "小计",
    "填报单位：青石镇总工会", "填表人：王芳", "2021年度会员名册", "注：1.按实填写", "职工数", "其中：女", "女", "2020年", "张三", "男",
    "是", "2021-06-30", "33990119880717309X", "13900000001", "共12人", "例", "说明", "正常", "困难职工", "家庭成员", "与本人关系",
)  # fmt: skip

FORM_WORDS = (
    *WORDS[:12], "姓名：张三  性 别：男", "身份证号：____", "□男 ☑女", "称谓", "    年  月  日", "错误说明", "照片", "家庭成员情况",
    "入会日期：", "张三", "33990119880717309X", "同意入会。（盖章）", "职工入会登记表", "", "", "",
)  # fmt: skip


def sheet_of(choices: Choices, words=WORDS) -> Sheet:
    """A sheet of up to 40 rows and 12 columns with merged, hidden and uncomputed places in it or beside it."""
    width, name = 1 + choices.below(12), choices.one_of(("Sheet1", "会员名册", "2021年", *words[:4]))
    sheet = Sheet(name, first_row=1 + choices.below(3))
    marks = choices.below(4)
    for _ in range(marks):
        top, left = choices.below(45), choices.below(14)
        sheet.merged.append((top, left, top + choices.below(5), left + choices.below(6)))
    sheet.hidden_rows = frozenset(choices.below(45) for _ in range(marks))
    sheet.hidden_columns = frozenset(choices.below(14) for _ in range(marks))
    sheet.uncomputed = frozenset((choices.below(45), choices.below(14)) for _ in range(marks))
    while choices.left and len(sheet.rows) < 40:
        if choices.below(6) == 0:
            sheet.rows.append([choices.one_of(words) for _ in range(width)])
        else:
            sheet.rows.append([choices.cell(words) for _ in range(width)])
    return sheet


def one(data: bytes) -> None:
    sheet = sheet_of(Choices(data))
    before = [list(row) for row in sheet.rows]
    table = find_table(sheet, WORDS[:12])
    if table is not None:
        check(table, sheet, len(before))
    form = sheet_of(Choices(data), FORM_WORDS)
    other = Sheet("另一张", rows=[list(row) for row in form.rows], merged=form.merged)
    for found in gather([form, other], WORDS[:12]):
        for table in found.tables:
            check_forms(table, found.positions, [form, other])


def check(table: Table, sheet: Sheet, height: int) -> None:
    width = len(sheet.rows[0])
    numbers = range(sheet.first_row, sheet.first_row + height)
    assert table.header_row in numbers
    assert all(0 <= index < width for index, _ in table.headings)
    rows = [number for number, _ in table.rows]
    assert rows == sorted(set(rows))
    assert all(number in numbers and number > table.header_row for number in rows)
    assert not set(rows) & {number for number, _ in table.totals}
    assert all(notice.code in NOTICES for notice in table.notices)


def check_forms(table: Table, positions: list[int], sheets: list[Sheet]) -> None:
    forms, width = table.forms, len(sheets[0].rows[0])
    assert set(forms.sheets) == set(positions) <= {0, 1}
    numbers = [number for number, _ in table.rows]
    assert numbers == sorted(set(numbers)) and set(numbers) == set(forms.cells)
    indexes = [index for index, _ in table.headings]
    assert indexes == list(range(len(indexes)))
    for number, cells in table.rows:
        position, row = place_of(number)
        sheet = sheets[position]
        assert sheet.first_row <= row < sheet.first_row + len(sheet.rows)
        assert len(cells) == len(indexes)
        for index, (at, column) in forms.cells[number].items():
            assert sheet.first_row <= at < sheet.first_row + len(sheet.rows) and 1 <= column <= width
            assert index in indexes
    assert all(notice.code in NOTICES for notice in table.notices)


def seeds() -> list[bytes]:
    header = bytes([4, 1, 0, 0, 0, 1, 2, 3, 5, 6])
    form = bytes([4, 0, 0, 0, 0, *(1, 0, 1, 0, 24, 0, 2, 0, 18, 0, 3, 0, 25, 0, 7, 0, 24) * 6])
    return [form, header + bytes([1, 0, 21, 0, 22, 3, 2, 7, 1]) * 4, bytes([3, 0, 0, 2, 1, 0, 2, 3, *range(40)])]
