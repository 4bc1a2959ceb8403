"""Export of members with masks and row identifiers, against import-export with openpyxl, and against reading alone."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps

from union_site.core import registry
from union_site.core.bench import Measured, Say, at_least, at_most, in_process, measured_here, members
from union_site.core.bench.imports import MANY
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.workbook import SheetContent, write_rows

STOCK_ROWS = (3_000, 10_000)


def fill(path: str) -> Measured:
    """Import the members of a workbook, so that there are some."""
    district, content = members.found(), Path(path).read_bytes()
    with measured_here() as measured:
        importing.apply(
            importing.preview(importing.read(content, "会员.xlsx")[0], district=district, user=None)[0], user=None
        )
    return measured


def ours(path: str, rows: int) -> Measured:
    """The register's own export, written to a file."""
    resource = registry.resources["member"]()
    records = apps.get_model("members.Member").objects.order_by("pk")[:rows]
    with measured_here() as measured, open(path, "wb") as file:
        headings = resource.export_headings(None)
        content = SheetContent("会员", headings, resource.export_rows(records), notes=("个人信息已隐藏",), locked={0})
        write_rows(file, [content])
    return measured


def run(say: Say, rows: int = MANY) -> None:
    members.found()
    few_rows = [min(count, rows) for count in STOCK_ROWS]
    there = apps.get_model("members.Member").objects.count()
    with TemporaryDirectory() as folder:
        if there < rows:
            source = f"{folder}/source.xlsx"
            wanted = (rows - there) * members.BAD // (members.BAD - 1) + members.BAD
            Path(source).write_bytes(members.workbook(wanted, first=200_000))
            in_process("exports.fill", path=source)
        stock = {count: in_process("peers.stock_export", path=f"{folder}/s.xlsx", rows=count) for count in few_rows}
        own = in_process("exports.ours", path=f"{folder}/o.xlsx", rows=rows)
        few = in_process("exports.ours", path=f"{folder}/o.xlsx", rows=rows // 10)
        reading = in_process("peers.raw_read", rows=rows)
    job = f"导出 {rows:,} 行"
    for count, peer in stock.items():
        words = f"django-import-export 加 openpyxl（实测 {count:,} 行）"
        say(f"{job}，每千行", own.per(rows), peer.per(count), words, at_least(25))
    say(job, own.seconds, reading.seconds, "只从数据库读取", at_most(4))
    say(f"{job}，内存峰值", own.peak, few.peak, f"导出 {rows // 10:,} 行", at_most(1.2), "MB")
