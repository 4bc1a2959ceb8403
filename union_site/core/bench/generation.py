"""An invented district (`manage.py generate`), against bulk_create of the very same rows."""

import time

from django.apps import apps
from django.db import transaction

from union_site.core.bench import Say, at_least
from union_site.core.generation import generate
from union_site.core.models import District
from union_site.core.scope import RowModel

MEMBERS = 20_000


def created_again(district: District) -> float:
    """Seconds that bulk_create needs for all rows of the district, made beforehand, in the order in which they lie."""
    tables = [model for model in apps.get_models() if issubclass(model, RowModel)]
    rows = {model: list(model.objects.filter(district=district)) for model in tables}
    with transaction.atomic():  # keys are checked at its end, when all rows are back
        for model in tables:
            model.objects.filter(district=district)._raw_delete(using="default")
        began = time.perf_counter()
        for model, found in rows.items():
            model.objects.bulk_create(found, batch_size=500)
        return time.perf_counter() - began


def run(say: Say, rows: int = MEMBERS) -> None:
    began = time.perf_counter()
    made = generate(members=min(rows, MEMBERS), seed=0, year=2021)
    own = time.perf_counter() - began
    created = created_again(made.district)
    say(f"生成 {made.total:,} 行（含编造）", own, created, "bulk_create 写入同样的行（不含编造）", at_least(1))
