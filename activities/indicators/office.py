"""Figures about visits of superiors and documents issued."""

from django.db.models import Q

from activities.models import IssuedDocument, Visit
from union_site.core.indicators import Indicator, Kind, Latest, Listing, during
from union_site.core.registry import add_indicators

DOCUMENT = {
    "model": IssuedDocument,
    "register": "issued_document",
    "columns": ("number", "title", "organization", "issued_on", "section", "campaign_year"),
}

add_indicators(
    Listing(
        "register.visits",
        "上级来访调研",
        "次",
        Kind.LIST,
        "2.3",
        "来访日期在报告期内、来访层级为全国、省或市的来访调研；同级和其他单位的来访不计入。",
        Visit,
        lambda period: Q(level__in=Visit.SUPERIOR) & during("visited_on", period),
        "visit",
        item=lambda row: {
            "name": row.visitor,
            "month": row.visited_on.month,
            "date": row.visited_on.isoformat(),
            "subject": row.subject,
            "verdict": row.verdict,
        },
        order=("visited_on", "visitor"),
        columns=("visited_on", "visitor", "level", "people", "subject", "verdict"),
        number=25,
    ),
    Indicator(
        "bargaining.campaign_year",
        "集体协商要约行动年度",
        "年",
        Kind.DATE,
        "4.2",
        "报告期内印发的集体协商要约行动通知所属的年度；有多份通知的取最近的年度。",
        where=lambda period: Q(campaign_year__isnull=False) & during("issued_on", period),
        measure=Latest("campaign_year"),
        number=53,
        **DOCUMENT,
    ),
    Listing(
        "documents.issued",
        "印发文件",
        "份",
        Kind.LIST,
        "0",
        "印发日期在报告期内的文件，列出标题、文号、日期和主题栏目。",
        where=lambda period: during("issued_on", period),
        item=lambda row: {
            "name": row.title,
            "date": row.issued_on.isoformat(),
            "number": row.number,
            "section": row.section,
        },
        order=("issued_on", "title"),
        number=76,
        **DOCUMENT,
    ),
)
