"""Restructuring of the tree (组织调整): a union moved, merged, split or dissolved on a day, with what that changed."""

from django.db import models

from union_site.core.scope import RowModel


class Step(models.Model):
    """What a service changed in many rows at once, kept so that it can be taken back exactly.

    `field` empty: the rows `keys` of `model` (app.Model) were made; else their `field` went from `old` to `new`
    (as JSON writes them).
    """

    position = models.PositiveIntegerField()
    model = models.CharField(max_length=60)
    field = models.CharField(max_length=60, blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    keys = models.JSONField(default=list)

    class Meta:
        abstract = True
        ordering = ["position"]


class Restructuring(RowModel):
    """A restructuring: `organization` is moved, absorbs others, is split, or is dissolved on the day `on`.

    `other` is the new parent of a moved union, the new union of a split, the successor of a dissolved one. `involved`
    are all unions that it concerns. One of a day to come waits (待生效) until that day; `options` then says what was chosen.
    `summary` lists what moved as [title, rows].
    """

    class Kind(models.TextChoices):
        MOVE = "move", "改隶"
        MERGE = "merge", "合并"
        SPLIT = "split", "分设"
        DISSOLVE = "dissolve", "撤销"

    class State(models.TextChoices):
        PLANNED = "planned", "待生效"
        DONE = "done", "已生效"
        UNDONE = "undone", "已撤回"
        FAILED = "failed", "未能生效"

    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="restructurings", verbose_name="调整工会"
    )
    kind = models.CharField("调整方式", max_length=20, choices=Kind)
    other = models.ForeignKey(
        "members.Organization", models.PROTECT, null=True, related_name="+", verbose_name="相对方"
    )
    involved = models.ManyToManyField("members.Organization", related_name="involved_in", verbose_name="涉及工会")
    on = models.DateField("生效日期")
    reason = models.CharField("调整原因", max_length=200)
    document_number = models.CharField("批准文号", max_length=60, blank=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.PLANNED)
    options = models.JSONField(default=dict, blank=True)
    summary = models.JSONField(default=list, blank=True)
    done_at = models.DateTimeField("办理时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)
    undone_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+", verbose_name="撤回人")
    note = models.CharField("说明", max_length=300, blank=True)

    classified = {
        "open": "kind other on reason document_number state options summary done_at undone_at undone_by note",
    }

    class Meta:
        verbose_name = "组织调整"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["state", "on"], name="restructuring_due")]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.organization}"


class RestructuringStep(Step):
    """A step of a restructuring."""

    record = models.ForeignKey(Restructuring, models.CASCADE, related_name="steps")

    class Meta(Step.Meta):
        verbose_name = "组织调整明细"
