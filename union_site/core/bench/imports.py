"""Import of members: preview and apply with trail and encryption, against import-export, and against the unavoidable."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps

from union_site.core.bench import (
    Measured,
    Say,
    at_least,
    at_most,
    high_water,
    in_process,
    measured_here,
    members,
    parsing,
)
from union_site.core.spreadsheets import importing, staging

STOCK_ROWS = (3_000, 10_000)
MANY = 100_000


def ours(path: str) -> Measured:
    """From the bytes of the file to the applied batch: guard, reading, preview, encryption, trail and all."""
    district, content = members.found(), Path(path).read_bytes()
    apps.get_model("members.Member").objects.all().delete()  # rows like those that are there would wait for a decision
    with measured_here() as measured:
        plan = importing.read(content, "会员.xlsx")[0]
        measured.beside = high_water()
        batch = importing.preview(plan, district=district, user=None, part=staging.CHUNK)[0]
        del plan
        importing.apply(batch, user=None)
    if batch.rejected != batch.rows // members.BAD or batch.new != batch.rows - batch.rejected:
        raise RuntimeError("not every good row was imported")
    return measured


def run(say: Say, rows: int = MANY) -> None:
    members.found()
    with TemporaryDirectory() as folder:
        path = f"{folder}/{{}}.xlsx".format
        stock, first = {}, 0
        for count in STOCK_ROWS:
            Path(path(count)).write_bytes(members.workbook(count, first=first))
            stock[count] = in_process("peers.stock_import", path=path(count))
            first += count
        many = path("many")
        Path(many).write_bytes(members.workbook(rows, first=first))
        own = in_process("imports.ours", path=many)
        reading = parsing(many)
        in_process("peers.take_out", path=many)
        writing = in_process("peers.raw_write", path=many)
    job = f"导入 {rows:,} 行 × {len(members.HEADINGS)} 列"
    for count, peer in stock.items():
        say(
            f"{job}，每千行", own.per(rows), peer.per(count), f"django-import-export（实测 {count:,} 行）", at_least(40)
        )
    limit = reading.seconds + writing.seconds
    say(job, own.seconds, limit, "只读取（calamine）并写入同样的行", at_most(2))
    job += "，内存峰值（连同读取进程）"
    say(job, own.memory, reading.memory, "只读取（calamine）", at_most(1.5), "MB")
    few, more = STOCK_ROWS
    growth = (stock[more].peak - stock[few].peak) / (more - few)
    expected = stock[more].peak + growth * (rows - more)
    words = f"django-import-export（由 {few:,} 和 {more:,} 行推算）"
    say(job, own.memory, expected, words, at_most(0.5), "MB")
