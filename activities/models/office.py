"""The office's registers: documents issued (印发文件) and visits received (来访调研)."""

from django.db import models

from union_site.core.dictionary_fields import DictionaryField
from union_site.core.rules import Filled, Positive, Year, ruled
from union_site.core.scope import ScopedModel


@ruled("issued_document")
class IssuedDocument(ScopedModel):
    """A document issued by `organization`; `section` (主题栏目) says in which part of a summary it is spoken of.

    `campaign_year` is filled for the notice of a year's bargaining campaign (集体协商要约行动) alone.
    """

    rules = (
        Filled(("number",), "文号不能为空。"),
        Filled(("title",), "文件标题不能为空。"),
        Year(("campaign_year",), "要约行动年度应为四位年份，如 2021。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="印发单位", related_name="+")
    number = models.CharField("文号", max_length=60)
    title = models.CharField("文件标题", max_length=200)
    issued_on = models.DateField("印发日期", help_text="决定计入哪个报告期")
    section = DictionaryField(
        "主题栏目",
        dictionary="document_section",
        max_length=30,
        blank=True,
        help_text="写入工作总结的哪个部分，如安全生产",
    )
    campaign_year = models.PositiveSmallIntegerField(
        "要约行动年度", null=True, blank=True, help_text="只有集体协商要约行动的通知填写"
    )
    department = models.CharField("主办部门", max_length=30, blank=True)

    classified = {"open": "number title issued_on section campaign_year department"}

    class Meta:
        verbose_name = "印发文件"
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "number"], name="issued_document", violation_error_message="该文号已登记。"
            ),
        ]
        indexes = [models.Index(fields=["district", "-issued_on", "-id"], name="issued_document_list")]

    def __str__(self):
        return self.title


@ruled("visit")
class Visit(ScopedModel):
    """A visit received by `organization`. Those of the national, provincial or city level are of superiors."""

    class Level(models.TextChoices):
        NATIONAL = "national", "全国"
        PROVINCIAL = "provincial", "省"
        CITY = "city", "市"
        PEER = "peer", "同级"
        OTHER = "other", "其他"

    SUPERIOR = (Level.NATIONAL, Level.PROVINCIAL, Level.CITY)
    rules = (
        Filled(("visitor",), "来访单位不能为空。"),
        Positive(("people",), "人数应为 1 人以上。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="接待单位", related_name="+")
    visited_on = models.DateField("来访日期", help_text="决定计入哪个报告期")
    visitor = models.CharField("来访单位", max_length=100)
    level = models.CharField("来访层级", max_length=20, choices=Level)
    people = models.IntegerField("人数", null=True, blank=True)
    subject = models.CharField("调研主题", max_length=100, blank=True)
    verdict = models.CharField("评价", max_length=200, blank=True)

    classified = {"open": "visited_on visitor level people subject verdict"}

    class Meta:
        verbose_name = "来访调研"
        ordering = ["-visited_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "visited_on", "visitor"],
                name="visit",
                violation_error_message="该单位当日的来访已登记。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-visited_on", "-id"], name="visit_list")]

    def __str__(self):
        return f"{self.visited_on} {self.visitor}"
