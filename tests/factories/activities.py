"""Factories of what unions do."""

from datetime import date

import factory

from activities.models import (
    Activity,
    ActivityCategory,
    ActivityReport,
    ActivityTrade,
    BenefitProgramme,
    Contest,
    ContestTrade,
    ContestWinner,
    Handout,
    HazardReport,
    InnovationProject,
    InnovationResult,
    IssuedDocument,
    MentorPair,
    MentorPairPerson,
    Merchant,
    MerchantAgreement,
    Programme,
    RecuperationGroup,
    RecuperationTrip,
    SafetyCupEntry,
    SafetyQuota,
    Visit,
)
from tests.factories.base import ChildFactory, RowFactory, identity_number, owned
from union_site.core.crypto import blind_index


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


class ContestWinnerFactory(ChildFactory):
    class Meta:
        model = ContestWinner

    contest = owned(ContestFactory)
    trade = "焊工"
    name = factory.Sequence(lambda n: f"陆建{'一二三四五六七八九十'[n % 10]}")
    identity = factory.Sequence(lambda n: identity_number(n + 40000))
    rank = "一等奖"
    employer_name = "云川兴榆商贸有限公司"


class InnovationProjectFactory(RowFactory):
    class Meta:
        model = InnovationProject

    name = factory.Sequence(lambda n: f"焊接检测流程攻关之{n}")
    kind = "QC小组"
    employer_name = "云川兴榆商贸有限公司"
    approved_on = date(2021, 2, 1)
    participants = 14


class InnovationResultFactory(RowFactory):
    class Meta:
        model = InnovationResult

    name = factory.Sequence(lambda n: f"园林工艺之{n}")
    kind = "工法"
    employer_name = "云川兴榆商贸有限公司"
    achieved_on = date(2021, 2, 15)
    benefit = 740000


class MentorPairFactory(RowFactory):
    class Meta:
        model = MentorPair

    mentor_name = "范雅蕾"
    mentor_identity = factory.Sequence(lambda n: identity_number(2 * n))
    apprentice_name = "任文军"
    apprentice_identity = factory.Sequence(lambda n: identity_number(2 * n + 1))
    trade = "数控铣工"
    signed_on = date(2021, 2, 22)
    ends_on = date(2023, 2, 22)


class MentorPairPersonFactory(ChildFactory):
    class Meta:
        model = MentorPairPerson

    pair = owned(MentorPairFactory)
    role = MentorPairPerson.Role.MENTOR
    identity_index = factory.Sequence(lambda n: blind_index(identity_number(n), "identity"))


class SafetyCupFactory(RowFactory):
    class Meta:
        model = SafetyCupEntry

    year = 2021
    employer_name = factory.Sequence(lambda n: f"云川第{n}缝纫设备有限公司")
    enrolled_on = date(2021, 3, 16)
    employees = 22
    participants = 21
    teams = 1


class SafetyQuotaFactory(RowFactory):
    class Meta:
        model = SafetyQuota

    year = factory.Sequence(lambda n: 1990 + n % 110)
    organisations = 8
    participants = 900


class HazardReportFactory(RowFactory):
    class Meta:
        model = HazardReport

    code = factory.Sequence(lambda n: f"SSP2021{n:07d}")
    reported_on = date(2021, 1, 4)
    description = "应急灯损坏"
    grade = HazardReport.Grade.GENERAL
    employer_name = "云川兴榆商贸有限公司"
    photos = 4
    state = HazardReport.State.CORRECTED
    handled_on = date(2021, 2, 2)


class RecuperationTripFactory(RowFactory):
    class Meta:
        model = RecuperationTrip

    code = factory.Sequence(lambda n: f"LXY2021{n:05d}")
    destination = "嘉澄市"
    departed_on = date(2021, 4, 19)
    returned_on = date(2021, 4, 23)
    days = 5


class RecuperationGroupFactory(ChildFactory):
    class Meta:
        model = RecuperationGroup

    trip = owned(RecuperationTripFactory)
    kind = RecuperationGroup.Kind.FRONT_LINE
    people = 35


class BenefitProgrammeFactory(RowFactory):
    class Meta:
        model = BenefitProgramme

    name = factory.Sequence(lambda n: f"职工普惠日第{n}季")
    kind = "消费优惠"
    started_on = date(2019, 10, 1)


class MerchantFactory(RowFactory):
    class Meta:
        model = Merchant

    code = factory.Sequence(lambda n: f"SJ{n:05d}")
    name = factory.Sequence(lambda n: f"云川第{n}药房")


class MerchantAgreementFactory(ChildFactory):
    class Meta:
        model = MerchantAgreement

    merchant = owned(MerchantFactory)
    offer = "九折"
    from_day = date(2020, 7, 1)
    last_day = date(2021, 6, 30)


class IssuedDocumentFactory(RowFactory):
    class Meta:
        model = IssuedDocument

    number = factory.Sequence(lambda n: f"云川工发〔2021〕{n}号")
    title = "关于加强职工书屋建设的意见"
    issued_on = date(2021, 3, 2)
    section = "文化引领"
    department = "宣教部"


class VisitFactory(RowFactory):
    class Meta:
        model = Visit

    visited_on = date(2021, 3, 24)
    visitor = factory.Sequence(lambda n: f"浙海省总工会第{n}调研组")
    level = Visit.Level.PROVINCIAL
    people = 4
    subject = "两新组织建会"
    verdict = "肯定"
