"""`manage.py bench [SUBJECT…]`: measurements as ratios, in a throw-away database of its own."""

import pkgutil
from importlib import import_module

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from union_site.core import bench


class Command(BaseCommand):
    help = "测速：在临时数据库中比较耗时，只看倍数，不看秒数。"

    def add_arguments(self, parser):
        parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"只测其中几项：{'、'.join(_subjects())}")

    def handle(self, *args, **options):
        unknown = set(options["subjects"]) - set(_subjects())
        if unknown:
            raise CommandError(f"没有这一项：{'、'.join(sorted(unknown))}。可选：{'、'.join(_subjects())}。")
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            for subject in options["subjects"] or _subjects():
                self.stdout.write(f"— {subject}（{connection.vendor}）")
                import_module(f"{bench.__name__}.{subject}").run(self._say)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)

    def _say(self, job: str, ours: float, other: float, words: str) -> None:
        self.stdout.write(f"  {job}：{ours:.2f} 秒；{words}：{other:.2f} 秒；{other / ours:.1f} 倍")


def _subjects() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(bench.__path__))
