"""`manage.py demo`: the fictional district 云川区, imported from its workbooks, with an account of each role to try."""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from union_site.core.models import Department, District, User
from union_site.core.roles import ROLES
from union_site.core.services import accounts, districts, grants
from union_site.core.spreadsheets.loading import files_of, load

DATA = settings.BASE_DIR / "tests" / "data" / "yunchuan-2021"
TABLES = settings.BASE_DIR / "tests" / "data" / "yunchuan-tables"  # what staff keep beside the registers
DISTRICT = {"name": "云川区总工会", "short_name": "云川区", "superior_name": "江临市总工会"}
PASSWORD = "Yunchuan@2021"  # noqa: S105 - of invented people in an invented district, refused in production

# user name, name, role, union or department
ADMINISTRATORS = (
    ("sysadmin", "孙系安", "system_admin", ""),
    ("secadmin", "安权明", "security_admin", ""),
    ("auditor", "沈计清", "audit_admin", ""),
)
PEOPLE = (
    ("clerk", "段小青", "grassroots_clerk", "云川兴榆商贸有限公司工会"),
    ("town", "孟镇安", "town_clerk", "青石镇总工会"),
    ("system", "黄教工", "town_clerk", "云川区教育系统工会"),
    ("office", "贺公文", "district_officer", "办公室"),
    ("publicity", "程宣文", "district_officer", "宣教部"),
    ("grassroots", "季层新", "district_officer", "基层工作部"),
    ("production", "盛产安", "district_officer", "生产保护部"),
    ("rights", "全益民", "district_officer", "权益保障部"),
    ("women", "吕工兰", "district_officer", "女职工部"),
    ("editor", "周文", "editor", ""),
    ("leader", "李艳", "leader", ""),
)


class Command(BaseCommand):
    help = (
        "建立演示区（虚构的云川区）：从样例工作簿导入全部登记簿，并为每种角色建立一个演示账号。数据库非空时什么也不做。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--accounts", action="store_true", help="只列出演示账号")

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            raise CommandError("正式环境不能建立演示数据。请运行 manage.py init。")
        if options["accounts"]:
            self._list_accounts()
            return
        existing = District.objects.first()
        if existing:
            self.stdout.write(f"数据库中已有“{existing.name}”，未做任何改动。")
            return
        if not files_of([DATA]):
            raise CommandError(f"没有找到样例工作簿：{DATA}。")
        with transaction.atomic():
            self._make()
        self._list_accounts()

    def _make(self) -> None:
        """All or nothing: an interrupted demo leaves an empty database behind."""
        try:
            people = [districts.Person(role, username, name, PASSWORD) for username, name, role, _ in ADMINISTRATORS]
            district, _ = districts.found(**DISTRICT, people=people)
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from None
        district.current_period = "2021H1"  # the half year that the workbooks tell of
        district.save(update_fields=["current_period"])
        reports = load(files_of([DATA, TABLES]), district=district, on_sheet=self._say)
        refused = [report for report in reports if report.status == "refused"]
        if refused:
            raise CommandError("；".join(f"{report.file}：{report.reason}" for report in refused))
        unions = apps.get_model("members.Organization").objects.filter(district=district)
        for username, name, role, place in PEOPLE:
            user, _ = accounts.create(district=district, username=username, name=name, password=PASSWORD, by=None)
            of_department = ROLES[role].by_department
            grants.give(
                user=user,
                role=role,
                by=None,
                from_day=timezone.localdate(),
                department=Department.objects.get(district=district, name=place) if of_department else None,
                organization=unions.get(name=place) if place and not of_department else None,
            )
        User.objects.filter(district=district).update(must_change_password=False)

    def _say(self, report) -> None:
        counts = report.counts
        rejected = f"，退回 {counts['rejected']} 行" if counts.get("rejected") else ""
        self.stdout.write(f"  {report.file} · {report.sheet}：{counts.get('rows', 0)} 行{rejected}")

    def _list_accounts(self) -> None:
        names = [username for username, *_ in (*ADMINISTRATORS, *PEOPLE)]
        found = {
            user.username: user for user in User.objects.filter(username__in=names, district__name=DISTRICT["name"])
        }
        if not found:
            self.stdout.write("没有演示账号。演示账号只随演示区建立。")
            return
        self.stdout.write(f"演示账号（密码都是 {PASSWORD}）：")
        for username, name, role, place in (*PEOPLE, *ADMINISTRATORS):
            if username in found:
                where = f"{place} · " if place else ""
                self.stdout.write(f"  {username:<12}{name}  {where}{ROLES[role].name}")
