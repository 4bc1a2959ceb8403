"""Papers (材料) that a unit writes of a period: sections of stored text with tokens, every saved text kept.

A paper is work of an office, not a row of a register: its figures are computed from registers whenever it is read.
"""

from django.db import models
from django.utils import timezone

from union_site.core.ids import new_public_id
from union_site.core.periods import Period

PERIODS = tuple(
    (key, Period.parse(key).label)
    for year in range(2018, 2041)
    for key in (str(year), *(f"{year}{part}" for part in ("H1", "H2", "Q1", "Q2", "Q3", "Q4")))
)


class PaperManager(models.Manager):
    def locked(self, pk: int) -> "Paper":
        """The paper with its unit and district, locked to the end of the transaction.

        Whoever changes a paper or anything of it takes this first: so nobody waits for another who waits for them.
        """
        return self.select_for_update(of=("self",)).select_related("organization", "district").get(pk=pk)


class Paper(models.Model):
    """A paper of a unit (`organization`): one of a kind for a period and version.

    `kind`: the key of the template from which it was drafted (half_year, brief, a topic …). `carried_from`: the paper
    whose text it started from; `corrects`: the frozen version that this one replaces, for `correction_reason`.
    """

    class State(models.TextChoices):
        DRAFTING = "drafting", "起草"
        CHECKING = "checking", "部室审核"
        EDITING = "editing", "办公室统稿"
        SIGNING = "signing", "领导审签"
        FINAL = "final", "定稿"
        ISSUED = "issued", "已印发"

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    district = models.ForeignKey("core.District", models.PROTECT, related_name="+", verbose_name="区总工会")
    organization = models.ForeignKey("members.Organization", models.PROTECT, related_name="+", verbose_name="单位")
    period = models.CharField("报告期", max_length=6, choices=PERIODS)
    kind = models.CharField("材料种类", max_length=30, default="half_year")
    version = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    title = models.CharField("标题", max_length=120)
    state = models.CharField("进度", max_length=10, choices=State, default=State.DRAFTING, editable=False)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="沿用自", editable=False
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正", editable=False
    )
    correction_reason = models.CharField("更正原因", max_length=200, blank=True, editable=False)
    head = models.CharField("发文机关标志", max_length=40, blank=True, help_text="留空则不套红头")
    document_number = models.CharField("发文字号", max_length=40, blank=True, help_text="如：云总工〔2021〕12号")
    copies_to = models.CharField("抄送", max_length=200, blank=True)
    printed_by = models.CharField("印发机关", max_length=60, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    created_at = models.DateTimeField("起草时间", default=timezone.now, editable=False)
    created_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="起草人", editable=False)

    objects = PaperManager()

    class Meta:
        verbose_name = "工作总结"
        ordering = ["-period", "organization", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "organization", "period", "kind", "version"],
                name="paper_version",
                violation_error_message="该单位本期的这种材料已经起草，请打开继续编写。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-period", "organization"], name="paper_list")]

    def __str__(self):
        return self.title


class PresentSections(models.Manager):
    """Sections that were not taken out of their paper."""

    def get_queryset(self):
        return super().get_queryset().filter(removed_at=None)

    def begin(self, *, by, **about) -> "PaperSection":
        """A new section, whose text is the first of its saved texts."""
        section = self.create(**about)
        section.texts.create(revision=1, heading=section.heading, text=section.text, saved_by=by)
        return section


class PaperSection(models.Model):
    """A part of a paper: its heading ("" for the introduction) and its text (see reports.text.prose).

    `revision` counts the saved texts: who saves names the one that was open, so that nobody overwrites another's words.
    `origins`: {sentence as it was drafted: the line of the template from which it came}. `left_out`: the sentences that
    the draft left out, as drafting.LeftOut: [{"place", "labels", "keys", "line" …}], `here` where they belong to this
    section. The department writes and checks it until it hands it to the office (`state`). One that was taken out of the
    paper (`removed_at`) keeps its texts and comments, and can be put back.
    """

    class State(models.TextChoices):
        DRAFTING = "drafting", "起草"
        CHECKING = "checking", "部室审核"
        HANDED = "handed", "已交办公室"

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="sections", verbose_name="工作总结")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    position = models.PositiveSmallIntegerField("次序")
    heading = models.CharField("标题", max_length=60, blank=True)
    text = models.TextField("正文", blank=True)
    revision = models.PositiveIntegerField("修订号", default=1, editable=False)
    origins = models.JSONField("句子的来源", default=dict, blank=True, editable=False)
    left_out = models.JSONField("未写入的句子", default=list, blank=True, editable=False)
    department = models.ForeignKey(
        "core.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="负责部室"
    )
    due_on = models.DateField("交稿期限", null=True, blank=True)
    state = models.CharField("进度", max_length=10, choices=State, default=State.DRAFTING, editable=False)
    opened_by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name="正在编写", editable=False
    )
    opened_at = models.DateTimeField("编写时间", null=True, editable=False)
    removed_at = models.DateTimeField("移出时间", null=True, editable=False)
    removed_by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name="移出人", editable=False
    )

    objects = PresentSections()
    every = models.Manager()  # noqa: DJ012 - a manager, though not by its name

    class Meta:
        verbose_name = "总结的部分"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "position"],
                condition=models.Q(removed_at=None),
                name="paper_section_place",
                violation_error_message="这个次序已被使用。",
            )
        ]

    def __str__(self):
        return self.heading or "导语"


class SectionText(models.Model):
    """A text of a section as somebody saved it. `base`: the revision that was open; `taken`: it became the section's own.

    A text that met another's stays beside it with taken=False, until somebody has put the two together.
    """

    section = models.ForeignKey(PaperSection, models.CASCADE, related_name="texts", verbose_name="部分")
    revision = models.PositiveIntegerField("修订号")
    base = models.PositiveIntegerField("所据修订号", default=0)
    heading = models.CharField("标题", max_length=60, blank=True)
    text = models.TextField("正文", blank=True)
    taken = models.BooleanField("已采用", default=True)
    saved_at = models.DateTimeField("保存时间", default=timezone.now)
    saved_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="保存人")

    class Meta:
        verbose_name = "保存过的文字"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "revision"],
                condition=models.Q(taken=True),
                name="section_text_revision",
                violation_error_message="这一修订号已经保存。",
            )
        ]
