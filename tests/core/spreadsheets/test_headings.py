from dataclasses import dataclass

import pytest

from union_site.core.spreadsheets.headings import match, normalise, recognise
from union_site.core.spreadsheets.tables import Sheet, find_table


@dataclass(frozen=True)
class Column:
    name: str
    headings: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Register:
    key: str
    columns: tuple[Column, ...]
    sheet_names: tuple[str, ...] = ()


def columns(*headings, required=()):
    return tuple(Column(text, (text,), text in required) for text in headings)


@pytest.mark.parametrize(
    "written, key, unit",
    [
        ("身份证号", "身份证号", ""),
        (" 身 份\n证 号 * ", "身份证号", ""),
        ("*姓名（必填）", "姓名", ""),
        ("参保金额（万元）", "参保金额", "万元"),
        ("金额/元", "金额", "元"),
        ("金额（单位：元）", "金额", "元"),
        ("缴费标准(元/人)", "缴费标准", "元/人"),
        ("2021年职工数(人)", "2021年职工数", "人"),
        ("所在镇街（系统）", "所在镇街(系统)", ""),
        ("年", "年", ""),
        ("1.姓名", "姓名", ""),
        ("12、入会时间", "入会时间", ""),
        ("（二）工作单位", "工作单位", ""),
        ("③联系电话", "联系电话", ""),
        ("参加人次（万人次）", "参加人次", "万人次"),
    ],
)
def test_headings_without_ornament(written, key, unit):
    assert normalise(written) == (key, unit)


MEMBER = (
    Column("name", ("姓名",), True),
    Column("identity", ("身份证号码", "身份证号"), True),
    Column("phone", ("手机号码", "手机", "联系电话")),
    Column("premium", ("参保金额(元)",)),
    Column("union", ("参保单位(工会)",)),
)


def test_synonyms_units_and_strangers():
    mapping = match([(1, "姓名*"), (2, "身份证号"), (3, "手机"), (5, "参保金额（万元）"), (6, "血型")], MEMBER)
    assert mapping.columns == {"name": 1, "identity": 2, "phone": 3, "premium": 5}
    assert mapping.units == {"premium": "万元"}
    assert mapping.unknown == [(6, "血型")]
    assert mapping.missing == []


def test_other_words_for_a_day():
    day = (Column("signed", ("签约日期",)), Column("ends", ("到期时间",)))
    assert match([(0, "签约时间"), (1, "到期年月")], day).columns == {"signed": 0, "ends": 1}
    assert match([(0, "签约年月（必填）")], day).columns == {"signed": 0}
    assert match([(0, "时间")], day).columns == {}


def test_full_names_and_first_telephones():
    accepted = (Column("union", ("所在工会",)), Column("phone", ("联系电话",)), Column("project", ("项目",)))
    headings = [(0, "所在工会全称"), (1, "联系电话1"), (2, "联系电话2"), (3, "项目名称")]
    mapping = match(headings, accepted)
    assert mapping.columns == {"union": 0, "phone": 1}
    assert mapping.unknown == [(2, "联系电话2"), (3, "项目名称")]


def test_missing_required_columns_are_named():
    mapping = match([(0, "手机")], MEMBER)
    assert [column.name for column in mapping.missing] == ["name", "identity"]


def test_of_two_headings_for_one_column_the_preferred_wins():
    mapping = match([(1, "联系电话"), (2, "手机号码")], MEMBER)
    assert mapping.columns == {"phone": 2}
    assert mapping.unknown == [(1, "联系电话")]


def test_parentheses_may_be_left_out_where_that_is_clear():
    assert match([(0, "参保单位")], MEMBER).columns == {"union": 0}
    both = (Column("a", ("单位(甲)",)), Column("b", ("单位(乙)",)))
    assert match([(0, "单位")], both).columns == {}
    assert match([(0, "单位（乙）")], both).columns == {"b": 0}


def test_our_own_extra_columns_are_no_strangers():
    assert match([(0, "原行号"), (1, "姓名"), (2, "错误说明")], MEMBER).unknown == []


MODEL_WORKERS = Register(
    "model_worker",
    columns("姓名", "性别", "身份证号", "荣誉级别", "荣誉称号", "表彰日期", "表彰文号", "工作单位", "所属工会", "现状",
            required=("姓名", "身份证号", "荣誉级别")),
    ("劳模名册",),
)  # fmt: skip
HARDSHIP = Register(
    "hardship",
    columns("档案编号", "姓名", "性别", "身份证号", "联系电话", "所属工会", "建档级别", "困难类型", "建档日期",
            required=("档案编号", "姓名", "身份证号")),
    ("困难职工",),
)  # fmt: skip
CLAIMS = Register(
    "claims", columns("报销编号", "姓名", "身份证号", "参保单位(工会)", "参保年度", "支付日期", required=("报销编号",))
)
SHEETS = {
    "劳模关爱": ["姓名", "身份证号", "荣誉级别", "关爱类别", "日期", "金额(元)"],
    "家庭成员": ["档案编号", "困难职工姓名", "成员姓名", "性别", "与职工关系", "身份证号", "健康状况", "身份"],
    "级别变更": ["档案编号", "姓名", "变更日期", "原级别", "现级别"],
    "救助发放": ["档案编号", "姓名", "救助类别", "发放日期", "救助金额(元)", "资金来源"],
    "年度复核": ["档案编号", "姓名", "复核年度", "复核日期", "复核结果", "复核人"],
    "参保单位": ["参保单位(工会)", "统一社会信用代码", "参保年度", "批次", "缴费日期", "参保人数", "参保金额(元)"],
}


def table_of(headings, title=""):
    return find_table(Sheet("", rows=[[title, *[""] * (len(headings) - 1)], headings]))


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_of_other_registers_are_not_taken(name):
    assert recognise(table_of(SHEETS[name], f"云川区困难职工{name}"), [MODEL_WORKERS, HARDSHIP, CLAIMS], name) is None


@pytest.mark.parametrize("register", [MODEL_WORKERS, HARDSHIP, CLAIMS], ids=lambda register: register.key)
def test_a_register_recognises_its_own_sheet(register):
    headings = [column.headings[0] for column in register.columns]
    found, score = recognise(table_of(headings), [MODEL_WORKERS, HARDSHIP, CLAIMS])
    assert found is register
    assert score >= 0.85


def test_a_sheet_with_columns_of_its_own_is_still_recognised():
    headings = [column.headings[0] for column in HARDSHIP.columns] + ["民族", "籍贯", "婚姻", "住址", "开户行"]
    assert recognise(table_of(headings), [MODEL_WORKERS, HARDSHIP, CLAIMS])[0] is HARDSHIP


def test_between_like_registers_the_name_decides():
    same = columns("姓名", "奖项", "届次", required=("姓名",))
    first, second = Register("a", same, ("文艺",)), Register("b", same, ("体育",))
    table = table_of(["姓名", "奖项", "届次"], "体育比赛获奖名单")
    assert recognise(table, [first, second])[0] is second
    assert recognise(table_of(["姓名", "奖项", "届次"]), [first, second]) is None
