"""manage.py figures 2021H1 [--unit NAME] [--by town] [--tree today] [--all] [--check] [--json]"""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.services.catalogue import in_order, own
from reports.services.consistency import check
from reports.services.district import only_district
from reports.services.figures import canonical, canonical_by_town, numbered
from reports.services.units import UnknownUnit, unit_named
from union_site.core.periods import Period, PeriodError
from union_site.core.scope import Scope


class Command(BaseCommand):
    help = "计算一个报告期的全部指标，例如：figures 2021H1 --unit 青石镇；--by town 按镇街分列；--tree today 按现行隶属；--json 输出 JSON。"

    def add_arguments(self, parser):
        parser.add_argument("period", help="报告期，如 2021H1")
        parser.add_argument("--unit", help="单位名称（含其全部下级），不写为全区")
        parser.add_argument("--by", choices=["town"], help="按镇街、系统分列")
        parser.add_argument(
            "--tree",
            choices=["then", "today"],
            default="then",
            help="按期末隶属（then，默认）或按现行隶属（today）统计",
        )
        parser.add_argument("--all", action="store_true", help="也列出总结的 78 项以外的指标")
        parser.add_argument("--check", action="store_true", help="核对指标之间、指标与登记簿之间是否相符，列出不符之处")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args, **options):
        try:
            period = Period.parse(options["period"])
            district = only_district()
            unit = unit_named(options["unit"], Scope.everything(district.pk)) if options["unit"] else None
        except (PeriodError, UnknownUnit, LookupError) as error:
            raise CommandError(str(error)) from error
        if options["by"] and options["check"]:
            raise CommandError("--by town 与 --check 不能同时使用。")
        if options["by"] and unit:
            raise CommandError("--by town 只用于全区，不能与 --unit 同时使用。")
        if options["all"]:
            chosen = in_order(district, period.last_day)
        else:
            chosen = [*numbered(), *own(district).active(period.last_day)]
        tree_on = timezone.localdate() if options["tree"] == "today" else None
        if options["check"]:
            self._check(period, district, unit, tree_on, as_json=options["json"])
            return
        if options["by"]:
            values = canonical_by_town(chosen, period, district=district, tree_on=tree_on)
        else:
            values = canonical(chosen, period, district=district, unit=unit, tree_on=tree_on)
        if options["json"]:
            self.stdout.write(json.dumps(values, ensure_ascii=False, indent=1))
            return
        for indicator in chosen:
            self.stdout.write(f"{indicator.key}\t{indicator.label}\t{_words(values[indicator.key])}\t{indicator.unit}")

    def _check(self, period, district, unit, tree_on, *, as_json: bool) -> None:
        """Name the broken rules; without any, say so."""
        found = check(period, district=district, unit=unit, tree_on=tree_on)
        if as_json:
            broken = [
                {
                    "key": finding.rule.key,
                    "severity": finding.rule.severity.value,
                    "statement": finding.rule.statement,
                    "found": finding.said,
                    "rows": finding.rows,
                    "figures": finding.rule.uses,
                }
                for finding in found.findings
            ]
            self.stdout.write(json.dumps(broken, ensure_ascii=False, indent=1))
            return
        for finding in found.findings:
            self.stdout.write(
                f"{finding.rule.severity.words}\t{finding.rule.statement}\t{finding.said}\t{finding.rule.advice}"
            )
        self.stdout.write(f"{period.label}共核对 {len(found.rules)} 条规则，{len(found.findings)} 条不符。")


def _words(value) -> str:
    if value is None or value == {}:
        return "—"
    if isinstance(value, dict) and "numbers" in value:
        return {True: "成立", False: "不成立", None: "不作判断"}[value["value"]]
    if isinstance(value, dict):
        return "，".join(f"{town} {number}" for town, number in value.items())
    if isinstance(value, list):
        return "、".join(_item(item) for item in value)
    return str(value)


def _item(item) -> str:
    """A thing by its name; of a breakdown, with its number."""
    if not isinstance(item, dict):
        return str(item)
    number = item.get("count", item.get("value"))
    return item["name"] if number is None else f"{item['name']} {number}"
