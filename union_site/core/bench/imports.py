"""Import of members: preview and apply, against django-import-export as documented, and against reading alone."""

import io
import time
from collections.abc import Callable

from django.apps import apps
from import_export import fields, resources, widgets
from tablib import Dataset

from union_site.core.identifiers import identity_check_character
from union_site.core.models import District
from union_site.core.services import districts
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.workbook import write_rows

FEW, MANY = 3_000, 100_000
BAD = 100  # one row of so many says a day that does not exist
HEADINGS = (  # twenty columns, as offices keep them; the counter, 民族 and 备注 belong to no field
    "序号",
    "姓名",
    "性别",
    "身份证号码",
    "手机号码",
    "工作单位",
    "所属工会",
    "民族",
    "学历",
    "政治面貌",
    "是否农民工",
    "新就业形态",
    "入会日期",
    "会籍状态",
    "状态日期",
    "电子会员卡",
    "申领日期",
    "原所属工会",
    "转入日期",
    "备注",
)
UNION = "云川区总工会"


def workbook(count: int, first: int = 0) -> bytes:
    """A list of invented members, each with a valid identity number of its own; one row in BAD is wrong."""

    def rows():
        for number in range(first, first + count):
            year, month, day = 1960 + number % 40, 1 + number // 40 % 12, 1 + number // 480 % 28
            digits = f"339901{year}{month:02}{day:02}{number // 13440:03}"
            yield (
                number + 1,
                "测" + "甲乙丙丁戊己庚辛壬癸"[number % 10] + "天地玄黄"[number % 4],
                "男" if number // 13440 % 2 else "女",
                digits + identity_check_character(digits),
                f"197{number:08}",
                "云川某某有限公司",
                UNION,
                "汉族",
                ("本科", "大专", "高中")[number % 3],
                ("群众", "中共党员", "共青团员")[number % 3],
                "是" if number % 3 else "否",
                "",
                f"20{10 + number % 10}-0{1 + number % 9}-1{number % 9}" if number % BAD else "2021-02-30",
                "正常",
                "",
                "已申领",
                "2021-08-24",
                "",
                "",
                "",
            )

    file = io.BytesIO()
    write_rows(file, [("会员名册", HEADINGS, rows(), ["text"] * len(HEADINGS))])
    return file.getvalue()


def ours(content: bytes, district: District) -> float:
    """Seconds from the bytes of the file to the applied batch: guard, reading, preview, trail and all."""
    began = time.perf_counter()
    plan = importing.read(content, "会员.xlsx")[0]
    batch, _ = importing.preview(plan, district=district, user=None)
    importing.apply(batch, user=None)
    if batch.rejected != batch.rows // BAD or batch.new != batch.rows - batch.rejected:
        raise RuntimeError("not every good row was imported")
    return time.perf_counter() - began


def stock(content: bytes, district: District) -> float:
    """The same with import-export: openpyxl, a dry run, an import. Without its own staging, history or audit."""
    member = apps.get_model("members.Member")
    organization = apps.get_model("members.Organization")
    index = member._meta.get_field("identity_index")
    words = {
        field: {str(label): value for value, label in member._meta.get_field(field).flatchoices}
        for field in ("gender", "status", "card")
    }

    class StockMember(resources.ModelResource):
        identity_index = fields.Field("identity_index", "identity_index")
        organization_name = fields.Field("organization", "所属工会", widgets.ForeignKeyWidget(organization, "name"))
        name = fields.Field("name", "姓名")
        gender = fields.Field("gender", "性别")
        identity = fields.Field("identity", "身份证号码")
        phone = fields.Field("phone", "手机号码")
        employer_name = fields.Field("employer_name", "工作单位")
        education = fields.Field("education", "学历")
        political_status = fields.Field("political_status", "政治面貌")
        joined_on = fields.Field("joined_on", "入会日期", widgets.DateWidget("%Y-%m-%d"))
        status = fields.Field("status", "会籍状态")
        card = fields.Field("card", "电子会员卡")
        card_on = fields.Field("card_on", "申领日期", widgets.DateWidget("%Y-%m-%d"))

        class Meta:
            model = member
            fields = (
                "identity_index",
                "organization_name",
                "name",
                "gender",
                "identity",
                "phone",
                "employer_name",
                "education",
                "political_status",
            )
            fields += ("joined_on", "status", "card", "card_on")
            import_id_fields = ("identity_index",)
            skip_unchanged = True

        def before_import_row(self, row, **kwargs):
            row["性别"] = words["gender"][row["性别"]]
            row["会籍状态"] = words["status"][row["会籍状态"]]
            row["电子会员卡"] = words["card"][row["电子会员卡"]]

        def before_save_instance(self, instance, row, **kwargs):
            instance.district = district

    began = time.perf_counter()
    data = Dataset().load(content, format="xlsx")
    data.append_col([index.index(number) for number in data["身份证号码"]], header="identity_index")
    for dry_run in (True, False):
        result = StockMember().import_data(data, dry_run=dry_run)
    if result.totals["new"] != len(data) - len(data) // BAD:
        raise RuntimeError("not every good row was imported")
    return time.perf_counter() - began


def reading(content: bytes) -> float:
    """Guard and reading alone."""
    began = time.perf_counter()
    importing.read(content, "会员.xlsx")
    return time.perf_counter() - began


def run(say: Callable[[str, float, float, str], None]) -> None:
    district, _ = districts.found(
        name=UNION, short_name="云川区", superior_name="江临市总工会", people=_administrators()
    )
    few = workbook(FEW)
    own = ours(few, district)
    apps.get_model("members.Member").objects.all().delete()
    stocked = stock(few, district)
    say(f"导入 {FEW:,} 行（核对并写入）", own, stocked, "django-import-export 按文档的用法")
    many = workbook(MANY, first=FEW)
    own_many = ours(many, district)
    say(f"导入 {MANY:,} 行（核对并写入）", own_many, stocked * MANY / FEW, "同上，按行数推算")
    say(f"其中读取 {MANY:,} 行", reading(many), own_many, "整个导入")


def _administrators() -> list[districts.Person]:
    roles = ("system_admin", "security_admin", "audit_admin")
    return [districts.Person(role, f"bench-{role}", "测速员") for role in roles]
