"""The audit trail's rows: appended by core.audit, never changed."""

from django.db import models
from django.utils import timezone


class AuditEvent(models.Model):
    """One thing that somebody did or was denied. Holds no personal data in clear: sensitive fields appear masked."""

    class Action(models.TextChoices):
        SIGN_IN = "sign_in", "登录"
        SIGN_OUT = "sign_out", "退出"
        SIGN_IN_FAILED = "sign_in_failed", "登录失败"
        LOCKED = "locked", "锁定"
        PASSWORD = "password", "修改密码"
        CREATE = "create", "新增"
        CHANGE = "change", "修改"
        VOID = "void", "作废"
        RESTORE = "restore", "恢复"
        IMPORT = "import", "导入"
        EXPORT = "export", "导出"
        VIEW = "view", "查看"
        REVEAL = "reveal", "查看明文"
        GRANT = "grant", "授权"
        ACCOUNT = "account", "账号管理"
        SETTING = "setting", "设置"
        DENIED = "denied", "拒绝访问"

    at = models.DateTimeField("时间", default=timezone.now)
    district = models.ForeignKey("core.District", models.PROTECT, null=True, related_name="+", db_index=False)
    actor = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name="操作人", db_index=False
    )
    actor_name = models.CharField("操作人", max_length=60, blank=True)
    ip_address = models.CharField("地址", max_length=45, blank=True)
    action = models.CharField("动作", max_length=20, choices=Action)
    register = models.CharField("登记簿", max_length=60, blank=True)
    object_id = models.UUIDField("对象", null=True)
    object_label = models.CharField("对象名称", max_length=120, blank=True)
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, null=True, related_name="+", verbose_name="单位"
    )
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, related_name="+", verbose_name="导入批次")
    changes = models.JSONField("内容", default=dict, blank=True, help_text="{字段: [旧值, 新值]}，敏感字段为掩码")
    reason = models.CharField("原因", max_length=200, blank=True)
    mac = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = "审计记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["district", "-id"], name="audit_district"),
            models.Index(fields=["object_id", "-id"], name="audit_object"),
            models.Index(fields=["actor", "-id"], name="audit_actor"),
        ]
