"""The summary as an official document: blocks for PDF, Word and the print view."""

from datetime import date

from reports import charts
from reports.documents.blocks import (
    Appendix,
    Band,
    Chart,
    Column,
    Document,
    Figure,
    Heading,
    Imprint,
    Lead,
    Paragraph,
    RedHead,
    Signature,
    Table,
)
from reports.documents.titles import split_title
from reports.models import Paper
from reports.services import figures
from reports.services.summary import Summary
from reports.text.tokens import FigureRun, Trouble
from union_site.core.evaluation import evaluate_by_town
from union_site.core.registry import indicators

SECTIONS = {
    "1.1": "思想引领",
    "1.2": "思想引领",
    "1.3": "思想引领",
    "2.1": "组织建设",
    "2.2": "组织建设",
    "2.3": "组织建设",
    "3.1": "服务中心",
    "3.2": "服务中心",
    "3.3": "服务中心",
    "4.1": "服务保障",
    "4.2": "服务保障",
    "4.3": "服务保障",
    "4.4": "服务保障",
    "0": "印发文件",
    "5": "工作打算",
}
GAP = "〔待补〕"
OWN_BAND = "自定义指标"


def document(
    summary: Summary, paper: Paper | None = None, *, signed_on: date | None = None, watermark: str = ""
) -> Document:
    """The blocks: text, signature, and an appendix with the chart and the table of figures.

    `paper` gives red head and 版记, as far as it has them; `signed_on` is the 成文日期 of what was signed, else the last
    day of its data. Figures name their pages as paths of this site: see documents.stored.linked.
    """
    blocks = []
    for section in summary.sections:
        if section.heading:
            blocks.append(Heading(1, section.heading))
        for part in section.paragraphs:
            runs = [Lead(part.lead)] if part.lead else []
            runs += (_said(run, summary) for run in part.runs)
            blocks.append(Paragraph(runs))
    blocks.append(Appendix(f"{summary.period.label}主要指标", tuple(_appendix(summary))))
    return Document(
        title_lines=split_title(summary.title),
        author=summary.unit.name,
        blocks=blocks,
        subject=f"{summary.period.label}工作总结",
        signature=Signature(summary.unit.name, signed_on or summary.as_of),
        date=signed_on or summary.as_of,
        red_head=RedHead(paper.head, paper.document_number) if paper and paper.head else None,
        imprint=_imprint(paper) if paper else None,
        watermark=watermark,
    )


def _imprint(paper: Paper) -> Imprint | None:
    return Imprint(paper.copies_to, paper.printed_by, paper.issued_on) or None


def _said(run: str | FigureRun | Trouble, summary: Summary) -> str | Figure:
    """A run of text as a document prints it; what cannot be said is a gap to be filled, not a token."""
    if isinstance(run, FigureRun):
        return Figure(run.text, run.key, figure_path(summary, run.key, run.at))
    return GAP if isinstance(run, Trouble) else run


def figure_path(summary: Summary, key: str, at: str = "") -> str:
    """The page of a figure of the summary, for the period and the unit of which it speaks, as a path of this site."""
    return figures.address(key, *summary.place(at))


def members_by_town(summary: Summary) -> dict | None:
    """The option of the chart of members by town, the same as on the dashboard. None for a unit below the district."""
    if summary.unit.parent_id is not None:
        return None
    chosen = [indicators["register.members"]]
    now = evaluate_by_town(chosen, summary.period, district=summary.district)["register.members"]
    before = evaluate_by_town(chosen, summary.period.year_before, district=summary.district)["register.members"]
    if not now:
        return None
    return charts.pair_by_town((summary.period.label, summary.period.year_before.label), "人", list(now), now, before)


def _appendix(summary: Summary):
    yield Table(
        columns=(
            Column("指标", 62),
            Column("单位", 16, "center"),
            Column("本期", 26, "right"),
            Column("上年同期", 26, "right"),
            Column("同比", 26, "right"),
        ),
        rows=_rows(summary),
        caption=f"表1　主要指标（截至{summary.as_of.year}年{summary.as_of.month}月{summary.as_of.day}日）",
    )
    option = members_by_town(summary)
    if option:
        yield Chart(
            option,
            caption="图1　各镇（街道）、系统实名采集会员数",
            alt="各镇（街道）、系统实名采集会员数柱状图",
            lines=11,
        )


def _rows(summary: Summary):
    rows, group = [], ""
    for value in summary.used:
        section = SECTIONS.get(value.indicator.section, "其他") if value.indicator.number else OWN_BAND
        if section != group:
            rows.append(Band(section))
            group = section
        number = value.indicator
        rows.append(
            (
                number.label,
                value.unit or None,
                Figure(value.words, number.key, figure_path(summary, number.key)) if value.reported else None,
                value.before_words if value.reported_before else None,
                short_change(value) or None,
            )
        )
    if summary.stated:
        rows.append(Band("手工填报（不由登记簿统计）"))
    rows += [
        (row.name, row.unit or None, Figure(row.value, row.key, figure_path(summary, row.key)), None, None)
        for row in summary.stated
    ]
    return rows


def short_change(value: figures.FigureValue) -> str:
    """+12.3% for a table's cell."""
    words = value.change
    for long, short in (
        ("与上年同期持平", "持平"),
        ("同比增长", "+"),
        ("同比下降", "-"),
        ("同比提高", "+"),
        ("同比降低", "-"),
        ("同比增加", "+"),
        ("同比减少", "-"),
    ):
        words = words.replace(long, short)
    return words.replace("个百分点", "")
