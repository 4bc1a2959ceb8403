"""A document of several pages for the tests of this folder: long paragraphs, figures, quotes, rare characters, a table and a chart."""

import datetime

from reports.documents.blocks import (
    Appendix,
    Band,
    Chart,
    Column,
    Document,
    Figure,
    Heading,
    Lead,
    Paragraph,
    Signature,
    Table,
)

LINK = "https://union.example"
OPENING = (
    "2021年上半年,云川区总工会在区委和江临市总工会的领导下,围绕全区中心工作,坚持“服务职工、服务基层、服务发展”的思路,"
    "一手抓组织建设,一手抓权益保障,各项工作稳步推进,为全区经济社会发展作出了应有的贡献。现将有关情况报告如下:"
)
TOWNS = ("城东街道", "城西街道", "桥头镇", "云溪镇", "石埠镇", "龙潭镇", "湖滨街道", "白塔镇")
LEADS = (
    ("（一）夯实基层组织。", "以“小微企业入会百日行动”为抓手,新建单建基层工会"),
    ("（二）深化技能竞赛。", "举办焊工、电工、养老护理员、数控车工等工种的职工技能比武,参赛职工"),
    ("（三）关心关爱劳模。", "春节前夕走访慰问各级劳模,昇喆堃、犇玥珺等同志的先进事迹在“云川工会”公众号刊出,阅读"),
)
MIDDLE = (
    ",比去年同期增长12.5%;其中,镇(街道)总工会举办的活动(含线上活动)占比近七成,覆盖企业1,206家、职工38,940人次。"
    "各级工会把“我为职工办实事”作为重要内容,先后组织“送清凉”“送岗位”“送法律”等活动,印发《职工权益保障一百问》3,500册,"
    "让广大职工感受到“娘家人”的温暖。下一步,将继续完善“区—镇—企业”三级联动机制——既抓点上突破,又抓面上推广……力争年底前全面完成任务。"
)
SECTIONS = ("一、组织建设不断夯实", "二、服务中心更加有力", "三、维权帮扶精准有效")


def chart_option() -> dict:
    return {
        "textStyle": {"fontFamily": "Noto Sans CJK SC, sans-serif"},
        "grid": {"left": 60, "right": 20, "top": 40, "bottom": 40},
        "legend": {"top": 0, "data": ["2020年上半年", "2021年上半年"]},
        "xAxis": {"type": "category", "data": list(TOWNS)},
        "yAxis": {"type": "value", "name": "人次"},
        "series": [
            {"type": "bar", "name": "2020年上半年", "data": [310, 280, 150, 190, 120, 98, 240, 133]},
            {
                "type": "bar",
                "name": "2021年上半年",
                "data": [352, 301, 188, 204, 160, 121, 266, 150],
                "label": {"show": True, "position": "top"},
            },
        ],
    }


def sections(links=True):
    for number, heading in enumerate(SECTIONS):
        yield Heading(1, heading)
        for place, (lead, words) in enumerate(LEADS):
            href = f"{LINK}/figures/{number}-{place}" if links else None
            figure = Figure(f"{(number + 1) * (place + 3) * 137:,}人", f"figure.{number}.{place}", href)
            yield Paragraph((Lead(lead), words, figure, MIDDLE))
    yield Heading(2, "（四）规范经费管理。")
    yield Heading(3, "1.严格预算执行。")
    yield Paragraph(f"医疗互助参保38,940人,参保金额311.52万元{MIDDLE}")
    yield Heading(4, "（1）加强审计监督。")
    yield Paragraph("全年审查审计工会经费项目24个,涉及资金1,860.4万元,整改问题9个。")


def figures_table(rows=60) -> Table:
    columns = (
        Column("序号", 14, "center"),
        Column("指标", 60),
        Column("单位", 14, "center"),
        Column("2021年上半年", 28, "right"),
        Column("2020年上半年", 28, "right"),
        Column("统计口径", 60),
    )
    body = []
    for number in range(1, rows + 1):
        if number % 20 == 1:
            body.append(Band(f"第{number // 20 + 1}部分 组织与服务"))
        value = Figure(f"{number * 1_371:,}", f"row.{number}", f"{LINK}/row/{number}")
        before = None if number % 7 == 0 else f"{number * 1_204:,}"
        note = "以本期末在册人数计(含当日建档)" if number % 5 == 0 else "本期内发生数"
        body.append((str(number), f"第{number}项工会工作指标", "人次", value, before, note))
    return Table(columns, tuple(body), "云川区工会工作主要指标")


def sample_document(**changes) -> Document:
    values = {
        "title_lines": ("云川区总工会", "2021年上半年工作总结"),
        "author": "云川区总工会",
        "subject": "2021年上半年工作总结",
        "blocks": (
            Paragraph(OPENING),
            *sections(),
            Chart(
                chart_option(), "图1 各镇（街道）医疗互助报销人次", "各镇（街道）2020年与2021年上半年报销人次的柱状图"
            ),
            Paragraph("以上报告,请审阅。"),
            Appendix("2021年上半年工会工作主要指标完成情况表", (figures_table(),)),
        ),
        "signature": Signature("云川区总工会", datetime.date(2021, 7, 5)),
        "date": datetime.date(2021, 7, 5),
    }
    return Document(**{**values, **changes})
