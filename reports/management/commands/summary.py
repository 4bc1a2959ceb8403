"""manage.py summary 2021H1 [--unit NAME] --pdf FILE | --docx FILE | --html FILE"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.services.district import only_district
from reports.services.papers_job import render
from reports.services.summary import assemble
from reports.services.units import UnknownUnit, unit_named
from union_site.core.jobs import JobError
from union_site.core.periods import Period, PeriodError
from union_site.core.scope import Scope


class Command(BaseCommand):
    help = "生成工作总结，例如：summary 2021H1 --pdf 总结.pdf；也可用 --docx 或 --html，--unit 指定单位。"

    def add_arguments(self, parser):
        parser.add_argument("period", help="报告期，如 2021H1")
        parser.add_argument("--unit", help="单位名称，不写为区总工会")
        parser.add_argument("--pdf", metavar="FILE", help="PDF 文件")
        parser.add_argument("--docx", metavar="FILE", help="Word 文件")
        parser.add_argument("--html", metavar="FILE", help="网页文件")

    def handle(self, *args, **options):
        wanted = {form: options[form] for form in ("pdf", "docx", "html") if options[form]}
        if not wanted:
            raise CommandError("请用 --pdf、--docx 或 --html 指定要写的文件。")
        try:
            period = Period.parse(options["period"])
            district = only_district()
            unit = unit_named(options["unit"], Scope.everything(district.pk)) if options["unit"] else None
            summary = assemble(period, district=district, unit=unit, today=timezone.localdate())
            for form, name in wanted.items():
                Path(name).write_bytes(render(summary, form))
                self.stdout.write(f"已写入 {name}")
        except (PeriodError, UnknownUnit, LookupError, JobError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"无法写入文件：{error}") from error
        for left in summary.left_out:
            self.stderr.write(f"未列入（无数据）：{left.place}：{'、'.join(left.labels)}")
