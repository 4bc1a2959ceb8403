"""One-person forms as clerks draw them: sheets of rows with merged cells, and the same as workbooks."""

import io

from openpyxl import Workbook
from openpyxl.utils import range_boundaries

from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.recognition import plan_workbook
from union_site.core.spreadsheets.tables import Sheet

UNION = "云川兴榆商贸有限公司工会"
DUAN = {"name": "段浩浩", "identity": "33990119880717309X", "gender": "☑男 □女", "phone": "19700063575"}
CHENG = {"name": "程帆帆", "identity": "339901199308242892", "gender": "□女 ☑男", "phone": "19700067325"}


def entry_form(name="", identity="", gender="□男 □女", phone="", joined="2021年6月30日", union=UNION):
    """职工入会登记表: labels with inner spaces, colons and line breaks, boxes, merged values, a consent, signatures."""
    return [
        ["职工入会登记表"],
        ["填报单位：云川区总工会          填表日期：2021年7月1日"],
        ["姓  名", name, "性别", gender, "出生年月", "", "照片"],
        ["身份证\n号码", identity, "", "", "民  族", "汉", ""],
        ["工作单位", "云川兴榆商贸有限公司", "", "", "联系电话：", phone, ""],
        ["所属工会", union, "", "", "入会时间", joined, ""],
        ["文化程度", "□高中及以下 ☑大专 □本科", "政治面貌", "群众", "是否农民工", "□是 ☑否", ""],
        ["个人简历", "2010年7月起在云川兴榆商贸有限公司工作"],
        [
            "本人自愿加入中国工会，遵守工会章程，执行工会决议，积极参加工会活动。\n申请人签名：＿＿＿＿＿    年   月   日"
        ],
        ["基层工会意见", "同意入会。（盖章）"],
        ["填表人：王芳", "", "审核人：李强"],
    ]


ENTRY_MERGED = ("A1:G1", "A2:G2", "B4:D4", "B5:D5", "B6:D6", "G3:G7", "B8:G8", "A9:G9", "B10:G10")


def hardship_form(code="KN1", name="邓林旭", identity="339901197402061730", family=()):
    """困难职工档案表: groups of labels at the left, a unit in a label, boxes, the family as a small table with empty lines."""
    lines = [*family, *[[""] * 5] * (4 - len(family))]
    return [
        ["困难职工档案表"],
        [f"档案编号：{code}     填报日期：2021年3月5日"],
        ["职工情况", "姓名", name, "性别", "男", "照片"],
        ["", "身份证号", identity, "联系电话", "19700067325", ""],
        ["", "工作单位", "云川兴榆商贸有限公司", "所属工会", UNION, ""],
        ["困难情况", "建档级别", "区级", "建档日期", "2015-03-05", ""],
        ["", "困难类型", "□深度困难 ☑相对困难 □意外致困", "家庭月人均收入（元）", 1200, ""],
        ["", "致困原因", "本人大病", "", "", ""],
        ["家庭主要成员情况", "称谓", "姓名", "身份证号", "健康状况", "身份"],
        *[["", *line] for line in lines],
        ["单位工会意见", "情况属实。（盖章）"],
    ]


HARDSHIP_MERGED = ("A1:F1", "A2:F2", "A3:A5", "A6:A8", "F3:F8", "C8:E8", "A9:A13", "B14:F14")
WANG, LI = ["配偶", "王芳", "", "残疾", "无业"], ["子", "邓小明", "", "健康", "在校学生"]


def model_form(name="段浩浩", identity="33990119880717309X"):
    """劳动模范登记表: every label in one cell with its value, several in a row of one cell."""
    return [
        ["劳动模范登记表"],
        [f"姓 名：{name}      性 别：男      民 族：汉"],
        [f"身份证号：{identity}    联系电话：__19700063575__"],
        ["工作单位：云川兴榆商贸有限公司", "所属工会：" + UNION],
        ["荣誉称号：云川区劳动模范    荣誉级别：区级"],
        ["表彰日期：2019年4月28日      表彰文号：云政发〔2019〕3号"],
        ["主要事迹：＿＿＿＿＿＿＿＿＿＿"],
    ]


def sheet(rows, name="登记表", merged=(), file=""):
    width = max(map(len, rows))
    areas = [range_boundaries(cells) for cells in merged]
    found = Sheet(name, rows=[[*row, *[""] * (width - len(row))] for row in rows])
    found.merged = [(top - 1, left - 1, bottom - 1, right - 1) for left, top, right, bottom in areas]
    found.file = file
    return found


def plans(*sheets, **more):
    return plan_workbook(list(sheets), importing.all_resources(), **more)


def workbook(*sheets) -> bytes:
    """A workbook of (name, rows, merged cells)."""
    book = Workbook()
    book.remove(book.active)
    for name, rows, merged in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append([None if value == "" else value for value in row])
        for cells in merged:
            page.merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
