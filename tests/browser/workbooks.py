"""Workbooks as a grassroots office sends them, and some that it should not have sent."""

from io import BytesIO

from openpyxl import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = (
    "序号",
    "姓名",
    "性别",
    "身份证号码",
    "手机号码",
    "工作单位",
    "所属工会",
    "是否农民工",
    "入会日期",
    "会籍状态",
)
EMPLOYER, UNION = "云川兴榆商贸有限公司", "云川兴榆商贸有限公司工会"
# The last identity number ends in a wrong check character: 2 would be right.
MEMBERS = (
    ("卢新一", "男", "339901200102031016"),
    ("卢新二", "女", "339901200103041021"),
    ("卢新三", "男", "339901200104051037"),
    ("卢误四", "女", "339901200105061043"),
)


def upload(name: str, content: bytes) -> dict:
    """A file for Playwright's set_input_files, made in memory."""
    return {"name": name, "mimeType": XLSX, "buffer": content}


def sheet(*lines: tuple, title: str = "会员名册") -> bytes:
    book = Workbook()
    book.active.title = title
    for line in lines:
        book.active.append(line)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def members(*people: tuple) -> bytes:
    """Title, 填报单位 line, headings in row 3, a row each of (name, gender, identity[, joined[, union]]), 合计 line."""
    rows = []
    for number, (name, gender, identity, *rest) in enumerate(people, start=1):
        joined, union = (*rest, *("2021.3.5", UNION)[len(rest) :])
        rows.append((number, name, gender, identity, "19700063575", EMPLOYER, union, "否", joined, "正常"))
    return sheet(
        ("青石镇总工会会员实名制名册",),
        ("填报单位：青石镇总工会        填报日期：2021年6月30日",),
        HEADINGS,
        *rows,
        (f"合计：{len(rows)}人",),
    )


def new_members() -> bytes:
    """Three good members and, in row 7, a wrong one."""
    return members(*MEMBERS)


def mixed_members() -> bytes:
    """New, changed and rejected rows of several kinds, for a picture."""
    return members(
        ("段浩浩", "男", "33990119880717309X"),
        ("江新平", "男", "339901199002032059"),
        ("方秋月", "女", "339901199103042088"),
        ("许文川", "男", "339901199204053043"),
        ("顾小满", "女", "339901198805063065", "2021.2.30"),
        ("梁远航", "男", 3.3990119850607e17),
        ("叶知秋", "女", "339901199507085041", "2021.3.5", "云川凯睿医药化工有限公司工会"),
        ("宋长青", "男", "339901199708096038"),
        ("宋常青", "男", "339901199708096038"),
        ("何清欢", "女", "33990119970809", "2021.3.5"),
    )
