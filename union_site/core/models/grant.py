"""Who may do what, where and when."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from union_site.core.ids import new_public_id
from union_site.core.roles import ROLES


class GrantQuerySet(models.QuerySet):
    def in_force(self, day):
        """Grants valid on `day`: from_day and to_day both belong to the grant."""
        return self.filter(Q(to_day=None) | Q(to_day__gte=day), from_day__lte=day)


class Grant(models.Model):
    """A role of a user at a union (and its subtree), for district officers within a department, for a stretch of days."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    user = models.ForeignKey("core.User", models.CASCADE, related_name="grants", verbose_name="账号")
    role = models.CharField("角色", max_length=30, choices=[(role.code, role.name) for role in ROLES.values()])
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    department = models.ForeignKey(
        "core.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部室"
    )
    from_day = models.DateField("生效日期", default=timezone.localdate)
    to_day = models.DateField("失效日期", null=True, blank=True, help_text="最后有效的一天，留空表示长期有效")
    granted_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "授权"
        ordering = ["from_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_day=None) | Q(to_day__gte=F("from_day")),
                name="grant_days",
                violation_error_message="失效日期不能早于生效日期。",
            ),
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | ~Q(role__in=["grassroots_clerk", "town_clerk"]),
                name="grant_organization",
                violation_error_message="基层和镇（街道）的角色须指定单位。",
            ),
            models.CheckConstraint(
                condition=Q(department__isnull=False) | ~Q(role="district_officer"),
                name="grant_department",
                violation_error_message="区总业务部室干部须指定部室。",
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.get_role_display()}"
