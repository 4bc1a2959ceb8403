"""Templates that a district wrote itself, in place of those that ship or beside them."""

from django.db import models
from django.utils import timezone


class TemplateRevision(models.Model):
    """A saved text of a template (grammar: reports.text.template). The newest of a key is in force; "" takes it out.

    `key`: that of the shipped template whose place it takes, or own_… for one of the district's own.
    """

    district = models.ForeignKey("core.District", models.PROTECT, related_name="+", verbose_name="区总工会")
    key = models.CharField("编号", max_length=30)
    revision = models.PositiveIntegerField("修订号")
    name = models.CharField("名称", max_length=40)
    text = models.TextField("模板", blank=True)
    at = models.DateTimeField("保存时间", default=timezone.now)
    by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="保存人")

    class Meta:
        verbose_name = "文字模板"
        ordering = ["key", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "key", "revision"],
                name="template_revision",
                violation_error_message="别人刚保存了这个模板，请刷新后再改。",
            ),
        ]
