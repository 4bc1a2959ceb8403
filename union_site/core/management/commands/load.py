"""`manage.py load PATH… [--user NAME] [--dry-run] [--json]`: import workbooks and folders of workbooks."""

import json
import sys
import unicodedata
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from union_site.core.models import District, StagedRow, User
from union_site.core.spreadsheets.likely import summary
from union_site.core.spreadsheets.loading import NoDistrict, SheetReport, files_of, load
from union_site.core.spreadsheets.rows import Issue, Row
from union_site.core.spreadsheets.xmlscan import column_number

HEADINGS = ("文件", "工作表", "登记簿", "行数", "新增", "变更", "无变化", "退回")
SHOWN_REASONS = 200
STATUS_WORDS = {"refused": "无法导入", "passed_over": "跳过"}


class Command(BaseCommand):
    help = "导入工作簿或整个文件夹：自动识别每个工作表属于哪个登记簿，按先后顺序导入。有文件无法读取时返回 1。"

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="PATH", help="工作簿或文件夹")
        parser.add_argument("--user", metavar="NAME", help="以这个账号的权限导入；不写则由系统按全区范围导入")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入登记簿")
        parser.add_argument("--json", action="store_true", help="输出 JSON，每个工作表一项")

    def handle(self, *args, **options):
        user = self._user(options["user"])
        district = self._district(user)
        missing = [path for path in options["paths"] if not Path(path).exists()]
        if missing:
            raise CommandError(f"没有这个文件或文件夹：{'、'.join(missing)}。")
        files = files_of(options["paths"])
        if not files:
            raise CommandError("文件夹中没有工作簿（*.xlsx）。")
        try:
            reports = load(files, district=district, user=user, dry_run=options["dry_run"])
        except NoDistrict as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            json.dump([report.as_json() for report in reports], self.stdout, ensure_ascii=False, indent=1)
            self.stdout.write("")
        else:
            self._print(reports, options["dry_run"])
        if any(report.status == "refused" for report in reports):
            sys.exit(1)

    @staticmethod
    def _user(name: str | None) -> User | None:
        if not name:
            return None
        user = User.objects.filter(username=name, is_active=True).select_related("district").first()
        if user is None:
            raise CommandError(f"没有“{name}”这个账号，或账号已停用。")
        return user

    @staticmethod
    def _district(user: User | None) -> District | None:
        """The district to import into; None: there is none yet, and the sheet of unions may begin it."""
        if user is not None and user.district is not None:
            return user.district
        districts = list(District.objects.all()[:2])
        if len(districts) > 1:
            raise CommandError("系统中有多个区总工会，请用 --user 指定由谁导入。")
        return districts[0] if districts else None

    def _print(self, reports: list[SheetReport], dry_run: bool) -> None:
        rows = [HEADINGS]
        for report in reports:
            counts = [
                str(report.counts[name]) if report.counts else ""
                for name in ("rows", "new", "changed", "same", "rejected")
            ]
            register = report.resource.title if report.counts else STATUS_WORDS.get(report.status, "")
            rows.append((report.file, report.sheet, register, *counts))
        totals = [
            sum(report.counts.get(name, 0) for report in reports)
            for name in ("rows", "new", "changed", "same", "rejected")
        ]
        rows.append(("合计", "", "", *map(str, totals)))
        widths = [max(_width(row[index]) for row in rows) for index in range(len(HEADINGS))]
        for row in rows:
            cells = [
                _padded(text, width, right=index > 2)
                for index, (text, width) in enumerate(zip(row, widths, strict=True))
            ]
            self.stdout.write("  ".join(cells).rstrip())
        for report in reports:
            if report.reason:
                self.stdout.write(
                    f"{STATUS_WORDS.get(report.status, report.status)}：{report.file} {report.sheet}：{report.reason}"
                )
        self._print_reasons(reports)
        self._print_likely(reports)
        if dry_run:
            self.stdout.write("以上为试运行结果，未写入登记簿。")

    def _print_reasons(self, reports: list[SheetReport]) -> None:
        left = SHOWN_REASONS
        for report in reports:
            for row in report.rows:
                for issue in row.errors:
                    if not left:
                        self.stdout.write("……其余退回的行请用 --json 查看。")
                        return
                    left -= 1
                    self.stdout.write(f"退回：{report.file} {report.sheet} {_place(report, row, issue)}")

    def _print_likely(self, reports: list[SheetReport]) -> None:
        found = [(report, row) for report in reports for row in report.rows if row.verdict == StagedRow.Verdict.LIKELY]
        for report, row in found[:SHOWN_REASONS]:
            where = report.where.forms.row(row.number) if report.where.forms else f"第{row.number}行"
            self.stdout.write(f"待核实：{report.file} {report.sheet} {where}：{report.where.said(summary(row))}")
        if found:
            self.stdout.write(f"共{len(found)}行待核实，没有导入。请在网页上导入这个文件，在“待核实”中逐行处理。")


def _place(report: SheetReport, row: Row, issue: Issue) -> str:
    """Where something is wrong, and what."""
    if forms := report.where.forms:
        cell = report.where.cell(issue.line or row.number, column_number(issue.letter) - 1) if issue.letter else ""
        named = f"（{issue.heading}）" if issue.heading else ""
        return f"{forms.row(row.number)}{cell}{named}：{forms.said(issue.message, row.number)}"
    place = f"{issue.letter}列（{issue.heading}）" if issue.letter else ""
    return f"第{row.number}行{place}：{issue.message}"


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
