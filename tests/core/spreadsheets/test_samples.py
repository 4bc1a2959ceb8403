"""Every workbook of the sample district: where its tables are, and which identity numbers cannot be accepted."""

from datetime import date
from pathlib import Path

import pytest

from union_site.core.spreadsheets.parsers import CellError, parse_date, parse_identity, parse_uscc
from union_site.core.spreadsheets.reader import find_table, read_workbook

FOLDER = Path(__file__).parents[2] / "data" / "yunchuan-2021"

# file → sheet → (header row, data rows)
TABLES = {
    "01_工会组织.xlsx": {"工会组织": (3, 256), "隶属变更": (3, 3)},
    "02_用人单位.xlsx": {"用人单位": (3, 386)},
    "03_会员_东岙街道.xlsx": {"会员名册": (3, 255)},
    "03_会员_临湾镇.xlsx": {"会员名册": (3, 252)},
    "03_会员_云门街道.xlsx": {"会员名册": (3, 519)},
    "03_会员_南屿街道.xlsx": {"会员名册": (3, 396)},
    "03_会员_卫健系统.xlsx": {"会员名册": (3, 252)},
    "03_会员_国资系统.xlsx": {"会员名册": (3, 328)},
    "03_会员_教育系统.xlsx": {"会员名册": (3, 289)},
    "03_会员_望溪镇.xlsx": {"会员名册": (3, 552)},
    "03_会员_松岗镇.xlsx": {"会员名册": (3, 361)},
    "03_会员_柳桥镇.xlsx": {"会员名册": (3, 475)},
    "03_会员_沙埠镇.xlsx": {"会员名册": (3, 271)},
    "03_会员_白鹭街道.xlsx": {"会员名册": (3, 832)},
    "03_会员_石坪镇.xlsx": {"会员名册": (3, 565)},
    "03_会员_金泽镇.xlsx": {"会员名册": (3, 342)},
    "03_会员_青石镇.xlsx": {"会员名册": (3, 413)},
    "04_换届.xlsx": {"换届选举": (3, 41)},
    "05_工会干部与协商指导员.xlsx": {"任职情况": (3, 87)},
    "06_职工活动.xlsx": {"发放物品": (3, 140), "汇演节目": (3, 13), "活动登记": (3, 449)},
    "07_技能比武.xlsx": {"技能比武": (3, 107)},
    "08_创新项目与成果.xlsx": {"创新成果": (3, 52), "创新项目": (3, 82)},
    "09_师徒结对.xlsx": {"师徒结对": (3, 134)},
    "10_创新工作室.xlsx": {"创新工作室": (3, 34)},
    "11_安康杯.xlsx": {"2019年": (3, 94), "2020年": (3, 118), "2021年": (3, 137)},
    "12_隐患随手拍.xlsx": {"隐患随手拍": (3, 1300)},
    "13_劳模名册.xlsx": {"劳模名册": (3, 159)},
    "14_劳模关爱.xlsx": {"劳模关爱": (3, 391)},
    "15_荣誉.xlsx": {"荣誉": (3, 60)},
    "16_困难职工档案.xlsx": {"家庭成员": (2, 462), "档案": (3, 303), "级别变更": (2, 26)},
    "17_帮扶救助与复核.xlsx": {"年度复核": (3, 577), "救助发放": (3, 462)},
    "18_医疗互助参保_2019.xlsx": {"参保单位": (3, 184)},
    "18_医疗互助参保_2020.xlsx": {"参保单位": (3, 202)},
    "18_医疗互助参保_2021.xlsx": {"参保单位": (3, 217)},
    "19_医疗互助报销.xlsx": {"报销台账": (3, 700)},
    "20_劳动争议案件.xlsx": {"争议案件": (3, 120)},
    "21_集体合同与要约.xlsx": {"集体协商要约": (3, 55), "集体合同": (3, 110)},
    "22_疗休养.xlsx": {"疗休养": (3, 19)},
    "23_普惠项目与商家.xlsx": {"合作商家": (3, 74), "普惠项目": (3, 5)},
    "24_印发文件.xlsx": {"印发文件": (3, 14)},
    "25_来访调研.xlsx": {"来访调研": (3, 7)},
    "26_年度目标任务.xlsx": {"目标任务": (3, 58)},
    "27_工作打算.xlsx": {"工作打算": (3, 19)},
}

# file → sheet row → code; duplicates are another matter
REJECTED = {
    "03_会员_东岙街道.xlsx": {15: "id_precision"},
    "03_会员_临湾镇.xlsx": {242: "id_check"},
    "03_会员_云门街道.xlsx": {165: "id_precision", 268: "id_precision", 391: "id_check"},
    "03_会员_南屿街道.xlsx": {181: "id_check", 371: "id_precision"},
    "03_会员_卫健系统.xlsx": {218: "id_precision"},
    "03_会员_国资系统.xlsx": {326: "id_precision", 328: "id_check"},
    "03_会员_教育系统.xlsx": {193: "id_precision"},
    "03_会员_望溪镇.xlsx": {203: "id_check", 413: "id_check", 430: "id_precision"},
    "03_会员_松岗镇.xlsx": {44: "id_precision", 157: "id_check"},
    "03_会员_柳桥镇.xlsx": {380: "id_precision", 402: "id_check", 408: "id_check"},
    "03_会员_沙埠镇.xlsx": {237: "id_check"},
    "03_会员_白鹭街道.xlsx": {
        83: "id_check",
        205: "id_precision",
        235: "id_precision",
        497: "id_precision",
        605: "id_check",
    },
    "03_会员_石坪镇.xlsx": {361: "id_precision", 448: "id_check", 469: "id_check"},
    "03_会员_金泽镇.xlsx": {33: "id_check", 118: "id_precision"},
    "03_会员_青石镇.xlsx": {49: "id_check", 325: "id_precision", 340: "id_check"},
}


def tables_of(name):
    return {sheet.name: find_table(sheet) for sheet in read_workbook(FOLDER / name)}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_found(name):
    found = {sheet: (table.header_row, len(table.rows)) for sheet, table in tables_of(name).items()}
    assert found == TABLES[name]


@pytest.mark.parametrize("name", [name for name in TABLES if name.startswith("03_")])
def test_identity_numbers_of_the_rosters(name):
    table = tables_of(name)["会员名册"]
    column = next(index for index, text in table.headings if text == "身份证号码")
    rejected = {}
    for number, row in table.rows:
        try:
            assert len(parse_identity(row[column])[0]) == 18
        except CellError as error:
            rejected[number] = error.code
    assert rejected == REJECTED.get(name, {})


@pytest.mark.parametrize("name", TABLES)
def test_every_date_and_credit_code_is_understood(name):
    for table in tables_of(name).values():
        for index, text in table.headings:
            parse = parse_date if text.endswith("日期") else parse_uscc if text == "统一社会信用代码" else None
            for _, row in table.rows if parse else ():
                parse(row[index])


def test_what_stands_above_and_below_a_table():
    table = tables_of("18_医疗互助参保_2021.xlsx")["参保单位"]
    assert table.title == "云川区2021年度职工医疗互助参保汇总表"
    assert table.defaults == {"unit_name": "云川区总工会", "filled_on": date(2021, 8, 31)}
    assert table.year_hint == 2021
    assert table.headings[0] == (1, "参保单位(工会)")
    assert [(number, row[6]) for number, row in table.totals] == [(221, 14781.0)]
    assert table.rows[0][0] == 4


def test_a_year_in_a_sheet_name_only():
    hints = {name: table.year_hint for name, table in tables_of("11_安康杯.xlsx").items()}
    assert hints == {"2019年": 2019, "2020年": 2020, "2021年": 2021}
