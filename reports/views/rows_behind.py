"""The rows behind a figure (or behind a broken rule) as a table: masked, in pages, within the reader's scope."""

from datetime import date

from django.core.paginator import Paginator
from django.urls import reverse

from members.models import Organization
from reports.services.rows import fields_of, in_scope, with_related
from union_site.core.evaluation import rows
from union_site.core.indicators import Indicator
from union_site.core.periods import Period
from union_site.core.records.values import display, is_number
from union_site.core.registry import registers
from union_site.core.roles import Permission

PAGE = 20


def rows_behind(
    request, indicator: Indicator, period: Period, unit: Organization | None, tree_on: date | None = None
) -> dict:
    """Context of templates/reports/_rows.html: a page of rows, or that the reader may not see them."""
    access = request.access
    if not access.can(Permission.VIEW, indicator.register):
        return {"rows_refused": True}
    found = rows(indicator, period, district=request.user.district, unit=unit, tree_on=tree_on)
    counted = found.count()
    fields = fields_of(indicator)
    heads = [{"title": field.verbose_name, "numeric": is_number(field)} for field in fields]
    ordered = with_related(in_scope(found, indicator, access), indicator, fields).order_by("pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    lines = [
        {
            "cells": [
                (head, display(field, getattr(row, field.name))) for head, field in zip(heads, fields, strict=True)
            ],
            "url": record_url(indicator, row),
        }
        for row in page.object_list
    ]
    return {
        "columns": heads,
        "lines": lines,
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "counted": counted,
        "may_export": access.can(Permission.EXPORT, indicator.register),
        "hidden": counted - page.paginator.count,
    }


def record_url(indicator: Indicator, row) -> str:
    """The page of the record to which a row belongs."""
    viewset = registers.get(indicator.register)
    record = getattr(row, indicator.link) if indicator.link else row
    return reverse(viewset.url_name("detail"), args=[record.public_id]) if viewset else ""
