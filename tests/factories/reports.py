"""Factories of targets and plans."""

from datetime import date
from decimal import Decimal

import factory

from reports.models import AnnualTarget, Place, PlanItem, Statement
from tests.factories.base import RowFactory


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
