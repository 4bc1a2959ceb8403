"""Factories of organisations and people."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import factory

from members.models import (
    Affiliation,
    Care,
    CareRule,
    CoverageChange,
    Election,
    ElectionStep,
    Employer,
    Headcount,
    Honour,
    HonourTitle,
    Member,
    Merger,
    ModelWorker,
    Organization,
    OrganizingStep,
    Post,
    Restructuring,
    Studio,
    StudioRecommendation,
    Transfer,
    TransferRequest,
    UnionLevel,
)
from members.services import tree
from tests.factories.base import ChildFactory, RowFactory, credit_code, identity_number, owned, phone_number


def birth_day(identity: str) -> date:
    return date(int(identity[6:10]), int(identity[10:12]), int(identity[12:14]))


class OrganizationFactory(ChildFactory):
    """A union below `organization`."""

    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"云川第{n}机械有限公司工会")
    uscc = factory.Sequence(lambda n: credit_code(n, "81"))
    kind = Organization.Kind.SINGLE
    parent = factory.SelfAttribute("organization")
    founded_on = date(2015, 5, 1)
    chair = "周建国"
    phone = factory.Sequence(phone_number)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return tree.add(model_class(*args, **kwargs))


class AffiliationFactory(RowFactory):
    """A past move of `organization` to where it stands today."""

    class Meta:
        model = Affiliation

    previous_parent = factory.LazyAttribute(lambda row: Organization.objects.get(district=row.district, parent=None))
    parent = factory.LazyAttribute(lambda row: row.organization.parent)
    on = factory.Sequence(lambda n: date.fromordinal(date(2012, 1, 1).toordinal() + n))
    reason = "区划调整"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        moving = kwargs["organization"]
        if moving.affiliations.exists() or kwargs["parent"].pk == kwargs["previous_parent"].pk:
            kwargs["organization"] = OrganizationFactory(organization=moving)
            kwargs["parent"] = moving
        return super()._create(model_class, *args, **kwargs)


class EmployerFactory(RowFactory):
    class Meta:
        model = Employer

    name = factory.Sequence(lambda n: f"云川第{n}纺织有限公司")
    uscc = factory.Sequence(credit_code)
    kind = Employer.Kind.PRIVATE
    industry = "制造业"
    seat = factory.LazyAttribute(lambda row: row.organization.parent or row.organization)
    union = factory.SelfAttribute("organization")
    founded_on = date(2012, 3, 1)


class CoverageChangeFactory(ChildFactory):
    class Meta:
        model = CoverageChange

    employer = owned(EmployerFactory)
    previous_union = factory.LazyAttribute(lambda row: row.organization.parent or row.organization)
    union = factory.SelfAttribute("organization")
    on = date(2020, 3, 1)


class RestructuringFactory(RowFactory):
    """A restructuring that waits for its day."""

    class Meta:
        model = Restructuring
        skip_postgeneration_save = True

    kind = Restructuring.Kind.DISSOLVE
    on = date(2030, 1, 1)
    reason = "企业注销"

    @factory.post_generation
    def concerned(row, create, extracted):
        row.involved.add(row.organization)


class MergerFactory(RowFactory):
    """A merger of two employers that was taken back."""

    class Meta:
        model = Merger

    subject = Merger.Subject.EMPLOYER
    kept_id = factory.LazyFunction(uuid4)
    kept_label = "云川兴榆商贸有限公司"
    merged_id = factory.LazyFunction(uuid4)
    merged_label = "云川兴榆商贸公司"
    reason = "重复登记"
    state = Merger.State.UNDONE
    done_at = datetime(2021, 5, 6, 9, 30, tzinfo=UTC)


class HeadcountFactory(ChildFactory):
    class Meta:
        model = Headcount

    employer = owned(EmployerFactory)
    year = 2021
    employees = 120
    women = 55


class OrganizingStepFactory(ChildFactory):
    class Meta:
        model = OrganizingStep

    employer = owned(EmployerFactory, union=None)
    state = OrganizingStep.State.OFFERED
    on = date(2021, 3, 10)


class MemberFactory(RowFactory):
    class Meta:
        model = Member

    name = factory.Sequence(lambda n: f"林会员{n}")
    gender = Member.Gender.MALE
    identity = factory.Sequence(identity_number)
    birth_on = factory.LazyAttribute(lambda row: birth_day(row.identity))
    phone = factory.Sequence(phone_number)
    employer_name = "云川兴榆商贸有限公司"
    education = "大专"
    migrant_worker = False
    joined_on = date(2018, 6, 1)


class TransferFactory(ChildFactory):
    class Meta:
        model = Transfer

    member = owned(MemberFactory)
    from_organization = factory.LazyAttribute(lambda row: row.organization.parent)
    to_organization = factory.SelfAttribute("organization")
    on = date(2020, 3, 1)


class TransferRequestFactory(RowFactory):
    class Meta:
        model = TransferRequest

    member = factory.SubFactory(MemberFactory, organization=factory.SelfAttribute("..organization"))
    name = factory.SelfAttribute("member.name")
    identity = factory.SelfAttribute("member.identity")
    from_organization = factory.SelfAttribute("organization")
    to_organization = factory.LazyAttribute(lambda row: row.organization.parent)
    on = date(2021, 7, 1)


class ModelWorkerFactory(RowFactory):
    class Meta:
        model = ModelWorker

    name = factory.Sequence(lambda n: f"郑劳模{n}")
    gender = ModelWorker.Gender.FEMALE
    identity = factory.Sequence(lambda n: identity_number(n, male=False))
    birth_on = factory.LazyAttribute(lambda row: birth_day(row.identity))
    employer_name = "云川兴榆商贸有限公司"
    phone = factory.Sequence(phone_number)


class HonourTitleFactory(ChildFactory):
    class Meta:
        model = HonourTitle

    model_worker = owned(ModelWorkerFactory)
    level = HonourTitle.Level.CITY
    title = "劳动模范"
    honoured_on = date(2019, 4, 28)


class CareFactory(ChildFactory):
    class Meta:
        model = Care

    model_worker = owned(ModelWorkerFactory)
    kind = Care.Kind.VISIT
    on = date(2021, 2, 3)
    amount = Decimal("1000.00")


class CareRuleFactory(RowFactory):
    class Meta:
        model = CareRule

    level = HonourTitle.Level.CITY
    kind = CareRule.Kind.CHECKUP
    every_years = 1
    from_day = factory.Sequence(lambda n: date.fromordinal(date(2015, 1, 1).toordinal() + n))
    document = "云工发〔2015〕8号"


class ElectionFactory(RowFactory):
    class Meta:
        model = Election

    level = UnionLevel.GRASSROOTS
    term = "第五届"
    round = factory.Sequence(lambda n: f"2021年换届（{n}）")
    due_on = date(2021, 7, 31)
    planned_month = "2021-06"


class ElectionStepFactory(ChildFactory):
    class Meta:
        model = ElectionStep

    election = owned(ElectionFactory)
    step = ElectionStep.Step.REQUEST
    done_on = date(2021, 5, 10)


class PostFactory(RowFactory):
    class Meta:
        model = Post

    name = factory.Sequence(lambda n: f"冯干部{n}")
    gender = Post.Gender.FEMALE
    level = UnionLevel.GRASSROOTS
    title = Post.Title.VICE_CHAIR
    appointed_on = date(2019, 5, 6)


class StudioFactory(RowFactory):
    class Meta:
        model = Studio

    code = factory.Sequence(lambda n: f"GZS{n:05d}")
    name = factory.Sequence(lambda n: f"郑劳模{n}创新工作室")
    kind = Studio.Kind.MODEL_WORKER
    level = Studio.Level.DISTRICT
    leader = factory.Sequence(lambda n: f"郑劳模{n}")
    trade = "焊接"
    employer_name = "云川兴榆商贸有限公司"
    listed_on = date(2018, 11, 20)


class StudioRecommendationFactory(ChildFactory):
    class Meta:
        model = StudioRecommendation

    studio = owned(StudioFactory)
    on = date(2021, 5, 12)
    to = "江临市总工会"


class HonourFactory(RowFactory):
    class Meta:
        model = Honour

    level = HonourTitle.Level.CITY
    kind = Honour.Kind.COLLECTIVE
    title = "江临市工人先锋号"
    recipient = factory.Sequence(lambda n: f"云川兴榆商贸有限公司第{n}班组")
    employer_name = "云川兴榆商贸有限公司"
    awarded_by = "江临市总工会"
    awarded_on = date(2021, 4, 29)
