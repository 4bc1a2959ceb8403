"""Merging duplicates (合并重复): a person, union or employer that was registered twice becomes one row again."""

from django.db import models

from members.models.restructuring import Step
from union_site.core.scope import ScopedModel


class Merger(ScopedModel):
    """Two rows of a register found to be one: `merged_id` is struck out, and what named it now names `kept_id`.

    Both are public identifiers. `organization` is the union that owned the kept row then. `copied` names encrypted fields
    that the kept row took over: their values stand in no step. `summary` lists [title, rows moved, rows struck out].
    """

    class Subject(models.TextChoices):
        MEMBER = "member", "会员"
        ORGANIZATION = "organization", "工会组织"
        EMPLOYER = "employer", "用人单位"

    class State(models.TextChoices):
        DONE = "done", "已合并"
        UNDONE = "undone", "已撤回"

    subject = models.CharField("登记簿", max_length=20, choices=Subject)
    kept_id = models.UUIDField("保留的记录", db_index=True)
    kept_label = models.CharField("保留的记录名称", max_length=100)
    merged_id = models.UUIDField("并入的记录", db_index=True)
    merged_label = models.CharField("并入的记录名称", max_length=100)
    reason = models.CharField("合并原因", max_length=200)
    state = models.CharField("状态", max_length=20, choices=State, default=State.DONE)
    copied = models.JSONField(default=list, blank=True)
    summary = models.JSONField(default=list, blank=True)
    done_at = models.DateTimeField("合并时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)
    undone_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+", verbose_name="撤回人")
    note = models.CharField("撤回原因", max_length=200, blank=True)

    classified = {
        "open": "subject kept_id merged_id reason state copied summary done_at undone_at undone_by note",
        "personal": "kept_label merged_label",
    }

    class Meta:
        verbose_name = "合并重复"
        ordering = ["-done_at", "-id"]

    def __str__(self):
        return f"{self.merged_label}并入{self.kept_label}"


class MergerStep(Step):
    """A step of a merger."""

    record = models.ForeignKey(Merger, models.CASCADE, related_name="steps")

    class Meta(Step.Meta):
        verbose_name = "合并重复明细"
