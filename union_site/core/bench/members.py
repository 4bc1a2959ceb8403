"""The invented members that imports and exports are measured with: their workbook, and their district."""

import io

from union_site.core.identifiers import identity_check_character
from union_site.core.models import District
from union_site.core.services import districts
from union_site.core.spreadsheets.workbook import write_rows

BAD = 100  # one row of so many says a day that does not exist
# As rare as among people: of 100,000, few have name and day of birth in common.
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚辉玲桂英华红玉兰建国文斌波宁鑫浩亮飞雪梅"
HEADINGS = (  # twenty columns, as offices keep them; the counter, 民族 and 备注 belong to no field
    "序号",
    "姓名",
    "性别",
    "身份证号码",
    "手机号码",
    "工作单位",
    "所属工会",
    "民族",
    "学历",
    "政治面貌",
    "是否农民工",
    "新就业形态",
    "入会日期",
    "会籍状态",
    "状态日期",
    "电子会员卡",
    "申领日期",
    "原所属工会",
    "转入日期",
    "备注",
)
UNION = "云川区总工会"


def workbook(count: int, first: int = 0) -> bytes:
    """A list of invented members, each with a valid identity number of its own; one row in BAD is wrong."""

    def rows():
        for number in range(first, first + count):
            year, month, day = 1960 + number % 40, 1 + number // 40 % 12, 1 + number // 480 % 28
            digits = f"339901{year}{month:02}{day:02}{number // 13440:03}"
            yield (
                number + 1,
                _name(number),
                "男" if number // 13440 % 2 else "女",
                digits + identity_check_character(digits),
                f"197{number:08}",
                "云川某某有限公司",
                UNION,
                "汉族",
                ("本科", "大专", "高中")[number % 3],
                ("群众", "中共党员", "共青团员")[number % 3],
                "是" if number % 3 else "否",
                "",
                f"20{10 + number % 10}-0{1 + number % 9}-1{number % 9}" if number % BAD else "2021-02-30",
                "正常",
                "",
                "已申领",
                "2021-08-24",
                "",
                "",
                "",
            )

    file = io.BytesIO()
    write_rows(file, [("会员名册", HEADINGS, rows(), ["text"] * len(HEADINGS))])
    return file.getvalue()


def _name(number: int) -> str:
    """A name that follows from the number and repeats as names do."""
    mixed = number * 2654435761 % 2**32
    return SURNAMES[mixed % 30] + GIVEN[mixed // 30 % 40] + GIVEN[mixed // 1200 % 40]


def found() -> District:
    """The district to which they belong, made at the first call."""
    there = District.objects.filter(name=UNION).first()
    if there is not None:
        return there
    roles = ("system_admin", "security_admin", "audit_admin")
    people = [districts.Person(role, f"bench-{role}", "测速员") for role in roles]
    return districts.found(name=UNION, short_name="云川区", superior_name="江临市总工会", people=people)[0]
