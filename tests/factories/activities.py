"""Factories of what unions do."""

from datetime import date

import factory

from activities.models import (
    Activity,
    ActivityCategory,
    ActivityReport,
    ActivityTrade,
    Contest,
    ContestTrade,
    Handout,
    Programme,
)
from tests.factories.base import ChildFactory, RowFactory, owned


class ActivityFactory(RowFactory):
    class Meta:
        model = Activity

    code = factory.Sequence(lambda n: f"HD2021{n:05d}")
    name = factory.Sequence(lambda n: f"职工读书活动第{n}期")
    category = factory.LazyFunction(
        lambda: ActivityCategory.objects.get_or_create(code="reading", defaults={"name": "阅读"})[0]
    )
    started_on = date(2021, 4, 23)
    place = "职工之家"
    sessions = 2
    participations = 80
    women = 30


class ActivityReportFactory(RowFactory):
    class Meta:
        model = ActivityReport

    activity = owned(ActivityFactory)


class ActivityTradeFactory(ChildFactory):
    class Meta:
        model = ActivityTrade

    activity = owned(ActivityFactory)
    trade = "电工"


class HandoutFactory(ChildFactory):
    class Meta:
        model = Handout

    activity = owned(ActivityFactory)
    kind = Handout.Kind.SAFETY_MANUAL
    quantity = 200
    unit = "册"


class ProgrammeFactory(RowFactory):
    class Meta:
        model = Programme

    name = factory.Sequence(lambda n: f"《劳动者之歌》第{n}章")
    activity = owned(ActivityFactory)
    selected_for = "江临市职工文艺汇演"
    selected_on = date(2021, 5, 1)


class ContestFactory(RowFactory):
    class Meta:
        model = Contest

    code = factory.Sequence(lambda n: f"BW2021{n:05d}")
    name = factory.Sequence(lambda n: f"第{n}届职工技能比武")
    host_level = Contest.HostLevel.GRASSROOTS
    started_on = date(2021, 6, 1)


class ContestTradeFactory(ChildFactory):
    class Meta:
        model = ContestTrade

    contest = owned(ContestFactory)
    trade = "焊工"
    contestants = 24
    promotions = 3
