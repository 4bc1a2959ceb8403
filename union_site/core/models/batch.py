"""An import: the sheet that somebody sent, and its rows on the way into a register."""

from django.db import models
from django.utils import timezone

from union_site.core.ids import new_public_id


class ImportBatch(models.Model):
    """One sheet on its way into one register. Rows wait in StagedRow until they are confirmed."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待读取"
        READING = "reading", "正在读取"
        MAPPING = "mapping", "待对应列"
        PREVIEW = "preview", "待确认"
        APPLYING = "applying", "正在导入"
        DONE = "done", "已完成"
        REFUSED = "refused", "无法读取"
        FAILED = "failed", "已中断"
        ABANDONED = "abandoned", "已放弃"
        UNDOING = "undoing", "正在撤销"
        UNDONE = "undone", "已撤销"

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    district = models.ForeignKey("core.District", models.PROTECT, related_name="+")
    upload = models.UUIDField("上传", default=new_public_id, editable=False, help_text="同一次上传的各表相同")
    job = models.ForeignKey("core.Job", models.SET_NULL, null=True, related_name="+", verbose_name="后台任务")
    register = models.CharField("登记簿", max_length=60, blank=True)
    resource = models.CharField("表式", max_length=60, blank=True, help_text="资源的代码：一个登记簿可以有几种表")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+")
    corrects = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="corrections", verbose_name="改正的导入"
    )
    sheet_name = models.CharField("工作表", max_length=100, blank=True)
    user = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+", verbose_name="导入人")
    state = models.CharField("状态", max_length=20, choices=State, default=State.WAITING)
    message = models.CharField("说明", max_length=500, blank=True)
    mapping = models.JSONField("列对应", default=dict, blank=True)
    unknown_headings = models.JSONField("未识别的列", default=list, blank=True)
    notices = models.JSONField("整表的提醒", default=list, blank=True, help_text="[代码, 说明]")
    rows = models.PositiveIntegerField("行数", default=0)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)
    same = models.PositiveIntegerField("无变化", default=0)
    likely = models.PositiveIntegerField("待核实", default=0)
    skipped = models.PositiveIntegerField("跳过", default=0)
    rejected = models.PositiveIntegerField("退回", default=0)
    warned = models.PositiveIntegerField("提醒", default=0)
    cleared = models.JSONField("已写入并清除的行", default=dict, blank=True, help_text="{结果: 行数}")
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    finished_at = models.DateTimeField("完成时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+", verbose_name="撤销人")

    class Meta:
        verbose_name = "导入批次"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["district", "user", "-id"], name="batch_user"),
            models.Index(fields=["district", "register", "-id"], name="batch_register"),
            models.Index(fields=["upload"], name="batch_upload"),
        ]

    def __str__(self):
        return f"{self.sheet_name}（{self.get_state_display()}）"


class StagedRow(models.Model):
    """A row of a sheet with its verdict. `payload` is encrypted: values, differences, errors as JSON."""

    class Verdict(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "变更"
        SAME = "same", "无变化"
        LIKELY = "likely", "待核实"
        SKIPPED = "skipped", "跳过"
        REJECTED = "rejected", "退回"

    class Decision(models.TextChoices):
        UPDATE = "update", "是同一条"
        NEW = "new", "作为新记录"
        SKIP = "skip", "跳过"
        REMEDIED = "remedied", "已另行办理"

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="staged_rows", db_index=False
    )  # led by both indexes below
    number = models.PositiveIntegerField("行号", help_text="表中的行号")
    verdict = models.CharField(max_length=10, choices=Verdict)
    warned = models.BooleanField(default=False)
    applied = models.BooleanField(default=False)
    edited = models.BooleanField(default=False, help_text="在预览中改过")
    decision = models.CharField("核实结果", max_length=10, choices=Decision, blank=True, default="", db_default="")
    payload = models.BinaryField()

    class Meta:
        verbose_name = "暂存行"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="staged_row_number")]
        indexes = [models.Index(fields=["batch", "verdict", "number"], name="staged_row_verdict")]


class ReplacedRow(models.Model):
    """What a record held before an import changed it, so that the batch can be undone. `payload` is encrypted JSON.

    Records that an import created need none: they carry the batch, and their times say whether they were touched since.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="replaced_rows")
    model = models.CharField("模型", max_length=100)
    object_id = models.BigIntegerField("记录")
    written_at = models.DateTimeField("写入时间", help_text="此后再有改动的记录不能撤销")
    payload = models.BinaryField()

    class Meta:
        verbose_name = "导入前的内容"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["batch", "model", "object_id"], name="replaced_row_once")]


class SheetLayout(models.Model):
    """What a sender's sheet of certain headings was said to mean, so that it is asked once.

    `answers`: {heading as it stands: column name, or "" for one that is not imported}.
    """

    district = models.ForeignKey("core.District", models.PROTECT, related_name="+")
    organization = models.ForeignKey("members.Organization", models.CASCADE, related_name="+", verbose_name="填报单位")
    fingerprint = models.CharField("版式", max_length=64, help_text="表头的指纹")
    resource = models.CharField("表式", max_length=60)
    answers = models.JSONField("列对应", default=dict)
    answered_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+", verbose_name="对应人")
    answered_at = models.DateTimeField("对应时间", default=timezone.now)

    class Meta:
        verbose_name = "表头版式"
        constraints = [
            models.UniqueConstraint(fields=["district", "organization", "fingerprint"], name="sheet_layout_once")
        ]
