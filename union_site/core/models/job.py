"""Background work that survives its worker: lease, heartbeat, progress, result."""

from django.db import models
from django.utils import timezone

from union_site.core.ids import new_public_id


class Job(models.Model):
    """A piece of work that somebody started. A worker holds it by a lease; a lapsed lease is taken over or given up."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    district = models.ForeignKey("core.District", models.PROTECT, null=True, related_name="+")
    kind = models.CharField("类别", max_length=60)
    title = models.CharField("名称", max_length=120)
    arguments = models.JSONField("参数", default=dict, help_text="只放标识，不放个人信息")
    user = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="jobs")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.CharField("进度说明", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0, help_text="最近一次写入之后的尝试")
    interruptions = models.PositiveSmallIntegerField("中断次数", default=0, help_text="由别的进程接手了几次")
    worker = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    result_file = models.ForeignKey("core.StoredFile", models.SET_NULL, null=True, related_name="+")
    result_url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="用户看过结果的时间")

    class Meta:
        verbose_name = "后台任务"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user", "-id"], name="job_user"),
            models.Index(fields=["state", "lease_until"], name="job_lease"),
        ]

    @property
    def percent(self) -> int:
        return 100 if self.state == self.State.DONE else (self.done * 100 // self.total if self.total else 0)

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}
