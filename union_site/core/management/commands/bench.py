"""`manage.py bench [SUBJECT…]`: measurements as ratios, in a throw-away database of its own."""

import argparse
import json
import pkgutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from union_site.core import bench

_NOT_SUBJECTS = frozenset({"members", "peers"})


class Command(BaseCommand):
    help = "测速：在临时数据库中比较耗时和内存，只看倍数，不看秒数。"

    def add_arguments(self, parser):
        parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"只测其中几项：{'、'.join(_subjects())}")
        parser.add_argument("--rows", type=int, help="行数，默认 100000")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")
        parser.add_argument("--call", nargs=2, help=argparse.SUPPRESS)  # what in_process() runs
        parser.add_argument("--database", help=argparse.SUPPRESS)

    def handle(self, *args, **options):
        if options["call"]:
            self._call(*options["call"], options["database"])
            return
        unknown = set(options["subjects"]) - set(_subjects())
        if unknown:
            raise CommandError(f"没有这一项：{'、'.join(sorted(unknown))}。可选：{'、'.join(_subjects())}。")
        self.as_json, self.lines = options["json"], []
        more = {"rows": options["rows"]} if options["rows"] else {}
        name = connection.settings_dict["NAME"]
        with tempfile.TemporaryDirectory() as folder:
            if connection.vendor == "sqlite":  # a file, as in production
                connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
            connection.creation.create_test_db(verbosity=0, autoclobber=True)
            try:
                for subject in options["subjects"] or _subjects():
                    if not self.as_json:
                        self.stdout.write(f"— {subject}（{connection.vendor}，处理器时间）")
                    import_module(f"{bench.__name__}.{subject}").run(self._say, **more)
            finally:
                connection.creation.destroy_test_db(name, verbosity=0)
        if self.as_json:
            self.stdout.write(json.dumps({"database": connection.vendor, "lines": self.lines}, ensure_ascii=False))

    def _call(self, name: str, arguments: str, database: str) -> None:
        connection.settings_dict["NAME"] = database
        module, function = name.split(".")
        measured = getattr(import_module(f"{bench.__name__}.{module}"), function)(**json.loads(arguments))
        sys.stdout.write(bench.as_json(measured) + "\n")

    def _say(self, job: str, ours: float, other: float, words: str, goal: bench.Goal, unit: str = "秒") -> None:
        ratio, met = goal.ratio(ours, other), goal.met(ours, other)
        if self.as_json:
            line = {"job": job, "ours": ours, "other": other, "peer": words, "unit": unit}
            self.lines.append({**line, "ratio": round(ratio, 2), "goal": str(goal), "met": met})
            return
        verdict = "达到" if met else "未达到"
        self.stdout.write(
            f"  {job}：{ours:.2f} {unit}；{words}：{other:.2f} {unit}；{ratio:.1f} 倍（目标 {goal} 倍，{verdict}）"
        )


def _subjects() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in _NOT_SUBJECTS)
