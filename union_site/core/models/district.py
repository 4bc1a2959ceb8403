"""The district, its departments, and which department keeps which register (data, not code)."""

from django.db import models

from union_site.core.ids import new_public_id


class District(models.Model):
    """A district federation (区总工会): the owner of every row, and the key by which rows could be partitioned."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    name = models.CharField("区总工会全称", max_length=60, unique=True)
    short_name = models.CharField("区名", max_length=30, help_text="如“云川区”，用于省略工会名称的前缀")
    superior_name = models.CharField("上级工会", max_length=60, blank=True)
    current_period = models.CharField(
        "当前报告期", max_length=10, blank=True, help_text="如 2021H1；留空时按今天所在的半年"
    )

    class Meta:
        verbose_name = "区总工会"

    def __str__(self):
        return self.name


class Department(models.Model):
    """A department (部室) of the district federation."""

    district = models.ForeignKey(District, models.CASCADE, related_name="departments")
    code = models.SlugField("代码", max_length=30)
    name = models.CharField("部室名称", max_length=30)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "部室"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="department_code", violation_error_message="部室代码已存在。"
            ),
            models.UniqueConstraint(
                fields=["district", "name"], name="department_name", violation_error_message="部室名称已存在。"
            ),
        ]

    def __str__(self):
        return self.name


class RegisterDepartment(models.Model):
    """A department keeps a register. A register may be kept by several (活动 of different kinds)."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="registers")
    register = models.CharField("登记簿", max_length=60, help_text="登记簿的代码")

    class Meta:
        verbose_name = "部室登记簿"
        constraints = [models.UniqueConstraint(fields=["department", "register"], name="register_department")]

    def __str__(self):
        return f"{self.department}：{self.register}"
