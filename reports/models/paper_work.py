"""Working together on a paper: every step it took, comments on its sentences, evidence of what it claims."""

from django.db import models
from django.utils import timezone

from reports.models.paper import Paper, PaperSection
from union_site.core.ids import new_public_id


class PaperStep(models.Model):
    """A step of a paper or of one of its sections: passed on, returned with a reason, a reminder. Never changed."""

    class Kind(models.TextChoices):
        PASS = "pass", "提交"
        RETURN = "return", "退回"
        REMIND = "remind", "催办"

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="steps", verbose_name="工作总结")
    section = models.ForeignKey(PaperSection, models.SET_NULL, null=True, related_name="steps", verbose_name="部分")
    kind = models.CharField("动作", max_length=10, choices=Kind)
    from_state = models.CharField("原进度", max_length=10, blank=True)
    to_state = models.CharField("现进度", max_length=10, blank=True)
    reason = models.CharField("说明", max_length=300, blank=True)
    at = models.DateTimeField("时间", default=timezone.now)
    by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="办理人")

    class Meta:
        verbose_name = "办理记录"
        ordering = ["-id"]


class SentenceComment(models.Model):
    """A comment on a sentence of a section (`sentence`: the sentence as it was stored; "" for the whole section)."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    section = models.ForeignKey(PaperSection, models.CASCADE, related_name="comments", verbose_name="部分")
    sentence = models.TextField("所评的句子", blank=True)
    text = models.CharField("意见", max_length=500)
    at = models.DateTimeField("时间", default=timezone.now)
    by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="提出人")
    resolved_at = models.DateTimeField("处理时间", null=True, blank=True)
    resolved_by = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+", verbose_name="处理人")
    answer = models.CharField("处理说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "意见"
        ordering = ["id"]


class ClaimEvidence(models.Model):
    """What a strong word of a sentence rests on (全部, 首次 …), named by hand where no indicator tests it."""

    section = models.ForeignKey(PaperSection, models.CASCADE, related_name="evidence", verbose_name="部分")
    sentence = models.TextField("句子")
    word = models.CharField("断语", max_length=20)
    evidence = models.CharField("依据", max_length=300)
    at = models.DateTimeField("时间", default=timezone.now)
    by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="说明人")

    class Meta:
        verbose_name = "断语的依据"
        ordering = ["-id"]
