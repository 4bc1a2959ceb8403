"""`manage.py generate --members N --seed S [--districts D] [--year Y]`: invented districts of any size."""

import time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from union_site.core.generation import Made, SeedTaken, generate


class Command(BaseCommand):
    help = (
        "生成虚构的区，用于压力测试和浏览器测试：人数任意，各登记簿按比例都有记录。同样的种子和年度得到同样的区；"
        "只新建，不改动已有的区。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--members", type=int, required=True, metavar="N", help="每个区的会员数")
        parser.add_argument("--seed", type=int, required=True, metavar="S", help="种子，决定区名和全部内容，从 0 起")
        parser.add_argument("--districts", type=int, default=1, metavar="D", help="生成几个区，种子依次加 1")
        parser.add_argument("--year", type=int, metavar="Y", help="数据截至哪一年年底（含之前两年），不写则为去年")
        parser.add_argument(
            "--password", default="", metavar="P", help="为每种角色建立账号，都用这个密码；不写则没有账号"
        )
        parser.add_argument("--force-production", action="store_true", help="在正式环境也生成（数据是虚构的）")

    def handle(self, *args, **options):
        if settings.PRODUCTION and not options["force_production"]:
            raise CommandError("正式环境不能生成虚构数据。确需生成的，请加 --force-production。")
        year = options["year"] if options["year"] is not None else timezone.localdate().year - 1
        self._check(options, year)
        for seed in range(options["seed"], options["seed"] + options["districts"]):
            began = time.perf_counter()
            try:
                made = generate(members=options["members"], seed=seed, year=year, password=options["password"])
            except SeedTaken as error:
                raise CommandError(error.message) from None
            except ValidationError as error:
                raise CommandError("".join(error.messages)) from None
            self._say(made, time.perf_counter() - began)

    @staticmethod
    def _check(options, year: int) -> None:
        wrong = [
            (options["members"] < 1, "--members 应为 1 以上。"),
            (options["seed"] < 0, "--seed 应为 0 以上。"),
            (options["districts"] < 1, "--districts 应为 1 以上。"),
            (not 2005 <= year <= 2090, "--year 应为 2005 至 2090 之间的年度。"),
        ]
        for is_wrong, words in wrong:
            if is_wrong:
                raise CommandError(words)

    def _say(self, made: Made, seconds: float) -> None:
        self.stdout.write(f"{made.district.name}：")
        for name, count in made.counts.items():
            self.stdout.write(f"  {name}：{count:,}")
        for username, role in made.accounts:
            self.stdout.write(f"  账号 {username}  {role}")
        self.stdout.write(f"共 {made.total:,} 行，用时 {seconds:.1f} 秒。")
