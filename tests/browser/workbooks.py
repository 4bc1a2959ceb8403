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


def new_members() -> bytes:
    """Title, 填报单位 line, headings, three good members and one wrong, 合计 line: rows 4 to 7 are members."""
    rows = [
        (number, name, gender, identity, "19700063575", EMPLOYER, UNION, "否", "2021.3.5", "正常")
        for number, (name, gender, identity) in enumerate(MEMBERS, start=1)
    ]
    return sheet(
        ("青石镇总工会会员实名制名册",),
        ("填报单位：青石镇总工会        填报日期：2021年6月30日",),
        HEADINGS,
        *rows,
        (f"合计：{len(rows)}人",),
    )
