"""Factories of aid, mutual aid and legal work."""

from datetime import date
from decimal import Decimal

import factory

from tests.factories.base import ChildFactory, RowFactory, bank_card_number, identity_number, owned, phone_number
from tests.factories.members import EmployerFactory
from welfare.models import (
    AidPayment,
    BargainingOffer,
    CollectiveContract,
    CoveredEmployer,
    FamilyMember,
    HardshipCase,
    LegalCase,
    LevelChange,
    MutualAidClaim,
    MutualAidEnrolment,
    Review,
)
from welfare.models.hardship import Level


class HardshipCaseFactory(RowFactory):
    class Meta:
        model = HardshipCase

    code = factory.Sequence(lambda n: f"KN{n:06d}")
    name = factory.Sequence(lambda n: f"何困难{n}")
    gender = "male"
    identity = factory.Sequence(identity_number)
    phone = factory.Sequence(phone_number)
    employer_name = "云川兴榆商贸有限公司"
    opening_level = Level.DISTRICT
    kind = HardshipCase.Kind.RELATIVE
    causes = "本人患病"
    monthly_income = Decimal("1200.00")
    opened_on = date(2020, 3, 1)


class LevelChangeFactory(ChildFactory):
    class Meta:
        model = LevelChange

    case = owned(HardshipCaseFactory)
    on = date(2021, 1, 1)
    previous_level = Level.DISTRICT
    level = Level.PROVINCIAL


class FamilyMemberFactory(ChildFactory):
    class Meta:
        model = FamilyMember

    case = owned(HardshipCaseFactory)
    name = "何小妹"
    gender = "female"
    relation = "女儿"
    identity = factory.Sequence(lambda n: identity_number(n, male=False))
    health = "良好"
    occupation = "学生"


class AidPaymentFactory(RowFactory):
    """To a person without a file; to the file given as `case`, whose union and name it takes over."""

    class Meta:
        model = AidPayment

    case = None
    recipient = factory.LazyAttribute(lambda row: "filed" if row.case else "outside")
    name = factory.Sequence(lambda n: f"许职工{n}")
    identity = factory.Sequence(lambda n: identity_number(n + 5000))
    kind = AidPayment.Kind.WINTER
    paid_on = date(2021, 1, 20)
    amount = Decimal("1500.00")
    source = "区级财政"
    bank_card = factory.Sequence(bank_card_number)


class ReviewFactory(ChildFactory):
    class Meta:
        model = Review

    case = owned(HardshipCaseFactory)
    year = 2021
    reviewed_on = date(2021, 5, 10)
    result = Review.Result.KEPT


class MutualAidEnrolmentFactory(RowFactory):
    class Meta:
        model = MutualAidEnrolment

    policy_year = 2021
    round = factory.Sequence(lambda n: "首批" if n == 0 else f"追加{n}")
    paid_on = date(2020, 12, 20)
    people = 40
    fee = Decimal("100.00")
    premium = Decimal("4000.00")


class MutualAidClaimFactory(RowFactory):
    class Meta:
        model = MutualAidClaim

    code = factory.Sequence(lambda n: f"BX2021{n:05d}")
    name = factory.Sequence(lambda n: f"罗报销{n}")
    identity = factory.Sequence(identity_number)
    policy_year = 2021
    kind = "住院医疗"
    applied_on = date(2021, 3, 1)
    state = MutualAidClaim.State.PAID
    paid_on = date(2021, 3, 20)
    bank_card = factory.Sequence(bank_card_number)
    amount = Decimal("2300.50")


class LegalCaseFactory(ChildFactory):
    """Its union follows from the employer."""

    class Meta:
        model = LegalCase

    employer = owned(EmployerFactory)
    number = factory.Sequence(lambda n: f"云工调〔2021〕{n}号")
    accepted_on = date(2021, 3, 15)
    applicant = "钱某"
    workers = 3
    subject = "劳动报酬"
    way = LegalCase.Way.MEDIATION
    amount = Decimal("36000.00")


class CollectiveContractFactory(RowFactory):
    class Meta:
        model = CollectiveContract

    kind = CollectiveContract.Kind.WAGE
    signed_on = factory.Sequence(lambda n: date.fromordinal(date(2015, 1, 1).toordinal() + n))
    valid_from = factory.SelfAttribute("signed_on")
    valid_to = factory.LazyAttribute(lambda row: row.signed_on.replace(year=row.signed_on.year + 3, day=1))
    employers = 1
    employees = 120
    filing = CollectiveContract.Filing.FILED


class BargainingOfferFactory(RowFactory):
    class Meta:
        model = BargainingOffer

    campaign_year = 2021
    offered_on = factory.Sequence(lambda n: date.fromordinal(date(2015, 1, 1).toordinal() + n))
    response = BargainingOffer.Response.ANSWERED
    result = BargainingOffer.Result.SIGNED


class CoveredEmployerFactory(ChildFactory):
    class Meta:
        model = CoveredEmployer

    contract = owned(CollectiveContractFactory)
    employer = owned(EmployerFactory)
