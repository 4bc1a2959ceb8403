"""Innovation by workers: projects (创新项目), results (创新成果), and mentors with their apprentices (师徒结对)."""

from django.db import models

from union_site.core.crypto import INDEX_LENGTH, BlindIndexField, EncryptedTextField
from union_site.core.dictionary_fields import DictionaryField
from union_site.core.rules import Different, Filled, NotBefore, NotNegative, Positive, ruled
from union_site.core.scope import ChildModel, ScopedModel


@ruled("innovation_project")
class InnovationProject(ScopedModel):
    """A project of workers (五小, QC 小组, 合理化建议 …); the day of approval (立项日期) decides the period."""

    class State(models.TextChoices):
        ONGOING = "ongoing", "实施中"
        FINISHED = "finished", "已结题"
        STOPPED = "stopped", "已中止"

    rules = (
        Filled(("name",), "项目名称不能为空。"),
        Positive(("participants",), "参与人数应为 1 人以上。"),
    )

    name = models.CharField("项目名称", max_length=100)
    kind = DictionaryField(
        "项目类型",
        dictionary="innovation_kind",
        max_length=30,
        blank=True,
        help_text="如五小、QC小组、合理化建议、技术革新",
    )
    employer_name = models.CharField("申报单位", max_length=100, blank=True)
    approved_on = models.DateField("立项日期", help_text="决定计入哪个报告期")
    participants = models.IntegerField("参与人数", null=True, blank=True)
    state = models.CharField("进展", max_length=20, choices=State, default=State.ONGOING)

    classified = {"open": "name kind employer_name approved_on participants state"}

    class Meta:
        verbose_name = "创新项目"
        ordering = ["-approved_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name", "approved_on"],
                name="innovation_project",
                violation_error_message="该工会当日立项的同名项目已登记。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-approved_on", "-id"], name="innovation_project_list")]

    def __str__(self):
        return self.name


@ruled("innovation_result")
class InnovationResult(ScopedModel):
    """A result: a patent, a method, an improvement. `benefit` (经济效益) in 元."""

    rules = (
        Filled(("name",), "成果名称不能为空。"),
        NotNegative(("benefit",), "经济效益不能为负数。"),
    )

    name = models.CharField("成果名称", max_length=100)
    kind = DictionaryField(
        "成果类型",
        dictionary="innovation_result_kind",
        max_length=30,
        blank=True,
        help_text="如发明专利、实用新型专利、工法、先进操作法",
    )
    employer_name = models.CharField("完成单位", max_length=100, blank=True)
    achieved_on = models.DateField("取得日期", help_text="决定计入哪个报告期")
    benefit = models.DecimalField("经济效益（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    studio_name = models.CharField("依托工作室", max_length=100, blank=True)

    classified = {"open": "name kind employer_name achieved_on benefit studio_name"}

    class Meta:
        verbose_name = "创新成果"
        ordering = ["-achieved_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name", "achieved_on"],
                name="innovation_result",
                violation_error_message="该工会当日取得的同名成果已登记。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-achieved_on", "-id"], name="innovation_result_list")]

    def __str__(self):
        return self.name


@ruled("mentor_pair")
class MentorPair(ScopedModel):
    """A mentor and an apprentice, bound by an agreement from `signed_on` to `ends_on`."""

    rules = (
        Filled(("mentor_identity_index",), "师傅身份证号不能为空。"),
        Filled(("apprentice_identity_index",), "徒弟身份证号不能为空。"),
        Different(("mentor_identity_index", "apprentice_identity_index"), "师傅和徒弟不能是同一人。"),
        NotBefore(("signed_on", "ends_on"), "结对期满不能早于签约日期。"),
    )

    mentor_name = models.CharField("师傅姓名", max_length=50)
    mentor_identity = EncryptedTextField("师傅身份证号", blank=False)
    mentor_identity_index = BlindIndexField(source="mentor_identity", context="identity")
    apprentice_name = models.CharField("徒弟姓名", max_length=50)
    apprentice_identity = EncryptedTextField("徒弟身份证号", blank=False)
    apprentice_identity_index = BlindIndexField(source="apprentice_identity", context="identity")
    trade = DictionaryField("工种", dictionary="trade", max_length=40, blank=True)
    signed_on = models.DateField("签约日期", help_text="决定计入哪个报告期")
    ends_on = models.DateField("结对期满", null=True, blank=True)

    classified = {
        "open": "trade signed_on ends_on",
        "personal": "mentor_name apprentice_name",
        "sensitive": "mentor_identity mentor_identity_index apprentice_identity apprentice_identity_index",
    }

    class Meta:
        verbose_name = "师徒结对"
        ordering = ["-signed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "mentor_identity_index", "apprentice_identity_index", "signed_on"],
                name="mentor_pair",
                violation_error_message="这对师徒当日的签约已登记。",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-signed_on", "-id"], name="mentor_pair_list"),
            models.Index(fields=["apprentice_identity_index"], name="mentor_pair_apprentice"),
        ]

    def __str__(self):
        return f"{self.mentor_name}、{self.apprentice_name}"


class MentorPairPerson(ChildModel):
    """One of the two people of a pair, so that people are counted once over mentors and apprentices together.

    Derived from the pair by activities.services.mentoring; nobody enters it.
    """

    class Role(models.TextChoices):
        MENTOR = "mentor", "师傅"
        APPRENTICE = "apprentice", "徒弟"

    scope_path = "pair__organization__path"
    belongs_to = "pair"

    pair = models.ForeignKey(MentorPair, models.CASCADE, related_name="people", verbose_name="师徒")
    role = models.CharField("角色", max_length=20, choices=Role)
    identity_index = models.CharField("身份证号索引", max_length=INDEX_LENGTH, editable=False)

    classified = {"open": "role", "personal": "pair", "sensitive": "identity_index"}

    class Meta:
        verbose_name = "结对人员"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "role"], name="mentor_pair_person", violation_error_message="该角色已登记。"
            ),
        ]

    def __str__(self):
        return f"{self.pair}（{self.get_role_display()}）"
