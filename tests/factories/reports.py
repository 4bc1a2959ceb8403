"""Factories of targets, plans, statements and filled forms."""

from datetime import date
from decimal import Decimal

import factory

from reports.models import AnnualTarget, FormFilling, FormVersion, Place, PlanItem, ReportForm, Statement
from tests.factories.base import RowFactory
from union_site.core.files import store


class AnnualTargetFactory(RowFactory):
    class Meta:
        model = AnnualTarget

    year = 2021
    indicator_name = factory.Sequence(lambda n: f"第{n}项任务")
    set_by = "云川区总工会"
    value = Decimal("30.00")
    unit = "家"


class PlanItemFactory(RowFactory):
    class Meta:
        model = PlanItem

    period = "2021H2"
    section = PlanItem.Section.IDEOLOGY
    task = factory.Sequence(lambda n: f"举办第{n}场职工读书会")
    goal = "1场"
    department = "宣教部"
    due = "2021-09"
    state = PlanItem.State.DONE
    done_on = date(2021, 9, 18)


class StatementFactory(RowFactory):
    class Meta:
        model = Statement

    period = "2021H1"
    place = Place.CULTURE
    name = factory.Sequence(lambda n: f"第{n}类职工书屋")
    value = "1,280"
    amount = Decimal("1280")
    unit = "家"
    source = "据区文旅局2021年上半年统计表"


def _version(row) -> FormVersion:
    """A workbook of a form of the row's district; what is in it does not matter."""
    number = ReportForm.objects.count() + 1
    form = ReportForm.objects.create(district=row.organization.district, name=f"第{number}张报表")
    version = FormVersion(form=form, number=1, file=store(b"", name="报表.xlsx", district=form.district))
    version.draw([])
    version.save()
    return version


class FormFillingFactory(RowFactory):
    class Meta:
        model = FormFilling

    version = factory.LazyAttribute(_version)
    period = "2021H1"
    filled_on = date(2021, 7, 5)
    file = factory.LazyAttribute(lambda row: row.version.file)
