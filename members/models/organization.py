"""The tree of unions (工会组织), dated: who stood under whom on any day."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from union_site.core.crypto import EncryptedTextField
from union_site.core.dictionary_fields import DictionaryField
from union_site.core.rules import NotAbove, NotBefore, NotNegative, ruled
from union_site.core.scope import PathField, RowModel, ScopedQuerySet

FIRST_DAY, NO_DAY = date(1900, 1, 1), date(9999, 12, 31)


class OrganizationQuerySet(ScopedQuerySet):
    def active_on(self, day):
        """Founded by `day` and not dissolved by it: the day of dissolution no longer counts."""
        return self.filter(active_on(day))


def active_on(day, prefix: str = "") -> Q:
    """The condition "in existence at the end of `day`" on a union behind `prefix` (a lookup ending in __)."""
    return Q(**{f"{prefix}founded_on__lte": day}) & (
        Q(**{f"{prefix}dissolved_on": None}) | Q(**{f"{prefix}dissolved_on__gt": day})
    )


@ruled("organization")
class Organization(RowModel):
    """A union. `parent` and `path` say where it stands today; `Affiliation` and `Placement` where it stood on a day.

    It is itself the unit of scope: its `scope_path` is its own path.
    """

    class Kind(models.TextChoices):
        DISTRICT = "district", "区总工会"
        TOWN = "town", "镇总工会"
        STREET = "street", "街道总工会"
        SYSTEM = "system", "系统工会"
        SINGLE = "single", "单建基层工会"
        JOINT = "joint", "联合基层工会"
        SECTOR = "sector", "行业工会联合会"
        REGIONAL = "regional", "区域工会联合会"

    class LegalState(models.TextChoices):
        """The register of unions as legal persons (《基层工会法人登记管理办法》)."""

        NONE = "none", "未登记"
        REGISTERED = "registered", "已登记"
        CANCELLED = "cancelled", "已注销"

    scope_path = "path"
    TOWN_KINDS = (Kind.TOWN, Kind.STREET)
    GRASSROOTS_KINDS = (Kind.SINGLE, Kind.JOINT, Kind.SECTOR, Kind.REGIONAL)
    rules = (
        NotBefore(("founded_on", "dissolved_on"), "撤销日期不能早于成立日期。"),
        NotBefore(("founded_on", "legal_registered_on"), "法人登记日期不能早于成立日期。"),
        NotBefore(("legal_registered_on", "legal_valid_to"), "法人证书有效期至不能早于登记日期。"),
        NotBefore(("legal_registered_on", "legal_cancelled_on"), "法人注销日期不能早于登记日期。"),
        NotBefore(("founded_on", "women_committee_on"), "女职工委员会成立日期不能早于工会成立日期。"),
        NotBefore(("founded_on", "audit_committee_on"), "经费审查委员会成立日期不能早于工会成立日期。"),
        NotNegative(("reported_employees",), "职工数不能为负数。"),
        NotNegative(("reported_members",), "会员数不能为负数。"),
        NotAbove(("reported_employees", "reported_members"), "会员数不能大于职工数。"),
    )

    name = models.CharField("工会名称", max_length=100)
    short_name = models.CharField("简称", max_length=60, blank=True, editable=False)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, help_text="18 位，工会一般以 81 开头")
    kind = models.CharField("工会类别", max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级工会"
    )
    path = PathField("路径", unique=True, editable=False)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    dissolved_on = models.DateField("撤销日期", null=True, blank=True, help_text="自该日起不再计入")
    chair = models.CharField("工会主席", max_length=30, blank=True)
    phone = EncryptedTextField("联系电话")
    industry = DictionaryField(
        "所属行业", dictionary="industry", max_length=40, blank=True, help_text="国民经济行业门类，如制造业"
    )
    legal_state = models.CharField("法人资格登记", max_length=20, choices=LegalState, blank=True)
    legal_number = models.CharField("法人证书编号", max_length=40, blank=True)
    legal_registered_on = models.DateField("法人登记日期", null=True, blank=True)
    legal_valid_to = models.DateField("法人证书有效期至", null=True, blank=True, help_text="有效的最后一天")
    legal_cancelled_on = models.DateField("法人注销日期", null=True, blank=True, help_text="自该日起不再具有法人资格")
    legal_representative = models.CharField("法定代表人", max_length=30, blank=True)
    women_committee_on = models.DateField("女职工委员会成立日期", null=True, blank=True)
    audit_committee_on = models.DateField("经费审查委员会成立日期", null=True, blank=True)
    # As the union last reported them; figures count the registers' rows, never these.
    reported_employees = models.IntegerField("上报职工数（人）", null=True, blank=True)
    reported_members = models.IntegerField("上报会员数（人）", null=True, blank=True)
    reported_on = models.DateField("上报日期", null=True, blank=True)
    objects = OrganizationQuerySet.as_manager()

    classified = {
        "open": "name short_name uscc kind parent path depth founded_on dissolved_on industry legal_state legal_number "
        "legal_registered_on legal_valid_to legal_cancelled_on women_committee_on audit_committee_on "
        "reported_employees reported_members reported_on",
        "personal": "chair phone legal_representative",
    }

    class Meta:
        verbose_name = "工会组织"
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"], name="organization_name", violation_error_message="已有同名的工会。"
            ),
            models.UniqueConstraint(
                fields=["district", "uscc"],
                condition=~Q(uscc=""),
                name="organization_uscc",
                violation_error_message="该统一社会信用代码已被使用。",
            ),
        ]
        indexes = [models.Index(fields=["parent", "name"], name="organization_parent")]

    def __str__(self):
        return self.name

    @property
    def organization_id(self):
        """A union belongs to itself (so that core can treat it like any scoped row)."""
        return self.pk


class Affiliation(RowModel):
    """A dated move (隶属变更): from `on` the union stands under `parent`; before, it stood under `previous_parent`."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="affiliations", verbose_name="工会名称")
    previous_parent = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="原上级工会")
    parent = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="现上级工会")
    on = models.DateField("变更日期", help_text="归新上级管理的第一天")
    reason = models.CharField("变更原因", max_length=100, blank=True)

    classified = {"open": "organization previous_parent parent on reason"}

    class Meta:
        verbose_name = "隶属变更"
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "on"],
                name="affiliation_day",
                violation_error_message="该工会在这一天已有一次隶属变更。",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("previous_parent")),
                name="affiliation_moves",
                violation_error_message="原上级与现上级相同。",
            ),
        ]

    def __str__(self):
        return f"{self.organization}：{self.previous_parent} → {self.parent}"


class Placement(models.Model):
    """Where a union stood from `from_day` until the day before `to_day`: its path then, and its town (None: the district).

    Derived from parents and affiliations by members.services.tree; the stretches of a union cover all days.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="placements")
    district = models.ForeignKey("core.District", models.PROTECT, related_name="+")
    path = PathField()
    town = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="+")
    from_day = models.DateField(default=FIRST_DAY)
    to_day = models.DateField(default=NO_DAY)

    class Meta:
        verbose_name = "隶属历史"
        constraints = [models.UniqueConstraint(fields=["organization", "from_day"], name="placement_from_day")]
        indexes = [models.Index(fields=["path", "from_day", "to_day"], name="placement_path")]
