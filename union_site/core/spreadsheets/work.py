"""The two jobs of an import: read the uploaded files into previews, and apply what was confirmed."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from union_site.core import jobs, registry
from union_site.core.models import ImportBatch, Job
from union_site.core.spreadsheets import importing, space, staging
from union_site.core.spreadsheets.importing import FileRefused, ImportFailed, PendingRows, State
from union_site.core.spreadsheets.recognition import Plan, settled

READ, APPLY = "import.read", "import.apply"
WRONG_REGISTER = "这张表是“{found}”，不是“{wanted}”。请到“{found}”中导入，或改选正确的文件。"


def siblings(batch: ImportBatch) -> list[ImportBatch]:
    """All batches of the same upload, in the order in which they are applied."""
    found = ImportBatch.objects.filter(district=batch.district, user=batch.user, upload=batch.upload).select_related(
        "file"
    )
    return sorted(found, key=lambda one: (_order(one), one.pk))


def _order(batch: ImportBatch) -> int:
    resource = registry.resources.get(batch.resource)
    return resource.order if resource else 1000


def corrected_by(batch: ImportBatch, first: ImportBatch) -> ImportBatch:
    """The batch that a sheet of a file sent again corrects: that of the same sheet among those sent with `first`."""
    family = [one for one in siblings(first) if one.file_id == first.file_id and one.resource == batch.resource]
    named = [one for one in family if one.sheet_name == batch.sheet_name]
    return next(iter(named or family), first)


def enqueue(kind: str, title: str, user, batches: list[ImportBatch], arguments: dict) -> None:
    """Start the job and let each batch know it, before a worker can have changed the batches."""
    with transaction.atomic():
        job = jobs.enqueue(kind, title=title, user=user, arguments=arguments)
        ImportBatch.objects.filter(pk__in=[batch.pk for batch in batches]).update(job=job)


@dataclass
class _Reading:
    """What reading the files of an upload has found so far."""

    register: str
    planned: list[tuple[Plan, ImportBatch]] = field(default_factory=list)

    def add(self, batch: ImportBatch) -> None:
        """Plan the sheets of a batch's file: the first one that can be imported takes the batch, others get their own."""
        try:
            with batch.file.file.open() as file:
                plans = [
                    settled(plan)
                    for plan in importing.read(file.read(), batch.file.name, words=importing.words_of(batch.district))
                ]
        except FileRefused as refusal:
            refuse(batch, refusal.message)
            return
        good = []
        for plan in plans:
            if plan.status == "ok" and self.register and plan.resource.register != self.register:
                wanted = registry.registers[self.register].title
                plan.status, plan.reason = "refused", WRONG_REGISTER.format(found=plan.resource.title, wanted=wanted)
            if plan.status == "ok":
                good.append(plan)
        left = [plan for plan in plans if plan.status != "ok"]
        if not good:
            refuse(batch, _why(left))
            return
        notes = "；".join(
            f"工作表“{plan.sheet_name}”未导入：{plan.reason}" for plan in left if "隐藏" not in plan.reason
        )
        batch.message = notes[:500]
        self.planned.append((good[0], batch))
        for plan in good[1:]:
            more = ImportBatch(
                district=batch.district, user=batch.user, file=batch.file, upload=batch.upload, job=batch.job
            )
            more.corrects = batch.corrects  # each sheet finds its own below
            self.planned.append((plan, more))


def _why(plans: list[Plan]) -> str:
    """Why nothing in a workbook could be imported: a refused sheet says more than one that was passed over."""
    plans = sorted(plans, key=lambda plan: plan.status != "refused")
    if not plans:
        return "工作簿中没有工作表。"
    if len(plans) == 1 or plans[0].status == "refused":
        return plans[0].reason
    return "；".join(f"工作表“{plan.sheet_name}”：{plan.reason}" for plan in plans[:5])


def refuse(batch: ImportBatch, message: str) -> None:
    batch.state, batch.message = State.REFUSED, message[:500]
    batch.save()


def _need_room(batches: list[ImportBatch]) -> None:
    """Raises DiskFull unless there is room for what reading or writing these batches takes."""
    sizes = {batch.file.pk: batch.file.size for batch in batches if batch.file}
    if not space.has_room(sum(sizes.values())):
        raise space.DiskFull


@jobs.handler(READ)
def read_files(job: Job, progress: jobs.Progress) -> str:
    """Guard, read, recognise and judge. A repetition after an interruption begins anew."""
    own = list(
        ImportBatch.objects.filter(pk__in=job.arguments["batches"], user=job.user)
        .select_related("file", "district")
        .order_by("pk")
    )
    if not own:
        raise jobs.JobError("要读取的文件已不存在，请重新上传。")
    try:
        with space.noticed():
            return _read_all(job, own, progress)
    except space.DiskFull:
        for batch in own:
            batch.staged_rows.all().delete()
            refuse(batch, space.NOT_READ)
        _others(job, own).delete()
        raise jobs.JobError(space.NOT_READ) from None


def _others(job: Job, own: list[ImportBatch]) -> QuerySet:
    """Batches that an attempt at reading made for further sheets of the same files."""
    same = ImportBatch.objects.filter(user=job.user, upload=own[0].upload)
    return same.exclude(pk__in=[batch.pk for batch in own])


def _read_all(job: Job, own: list[ImportBatch], progress: jobs.Progress) -> str:
    _need_room(own)
    _others(job, own).delete()
    progress.url(reverse("core:import-preview", args=[own[0].public_id]))
    reading = _Reading(job.arguments.get("register", ""))
    for number, batch in enumerate(own):
        progress(number, len(own), f"正在读取“{batch.file.name}”…")
        batch.staged_rows.all().delete()
        batch.state = State.READING
        batch.save(update_fields=["state"])
        reading.add(batch)
    pending: PendingRows = {}
    planned = sorted(reading.planned, key=lambda entry: entry[0].resource.order)
    for number, (plan, batch) in enumerate(planned):
        progress(number, len(planned), f"正在核对“{plan.sheet_name}”，共 {len(plan.table.rows):,} 行…")
        try:
            importing.preview(
                plan,
                district=batch.district,
                user=job.user,
                file=batch.file,
                batch=batch,
                pending=pending,
                hold=progress.hold,
            )
        except PermissionDenied:
            batch.sheet_name = plan.sheet_name[:100]
            refuse(batch, f"您没有导入“{plan.resource.title}”的权限，请联系管理员。")
        if batch.corrects:
            batch.corrects = corrected_by(batch, batch.corrects)
            batch.save(update_fields=["corrects"])
    if not planned:
        return "文件未能读取，请查看原因。"
    return "已读取，请核对后确认导入。"


@jobs.handler(APPLY)
def apply_batches(job: Job, progress: jobs.Progress) -> str:
    """Write what was confirmed; goes on where an interrupted attempt stopped."""
    found = ImportBatch.objects.filter(pk__in=job.arguments["batches"], user=job.user).select_related(
        "file", "district", "user"
    )
    batches = sorted(found, key=lambda one: (_order(one), one.pk))
    if not batches:
        raise jobs.JobError("要导入的数据已不存在，请重新上传。")
    progress.url(reverse("core:import-preview", args=[batches[0].public_id]))
    try:
        with space.noticed():
            _need_room([batch for batch in batches if batch.state != State.DONE])
            _write_all(batches, job, progress)
    except space.DiskFull:
        left = ImportBatch.objects.filter(pk__in=[batch.pk for batch in batches]).exclude(state=State.DONE)
        left.update(state=State.FAILED, message=space.NOT_WRITTEN)
        raise jobs.JobError(space.NOT_WRITTEN) from None
    counts = {name: sum(getattr(batch, name) for batch in batches) for name in ("new", "changed", "same", "rejected")}
    done = "导入完成：新增 {new:,} 条，变更 {changed:,} 条，无变化 {same:,} 条，退回 {rejected:,} 行。".format(**counts)
    undecided = sum(batch.likely for batch in batches)
    return done + (f"另有 {undecided:,} 行待核实，没有导入。" if undecided else "")


def _write_all(batches: list[ImportBatch], job: Job, progress: jobs.Progress) -> None:
    total, done = sum(map(staging.left, batches)), 0
    for batch in batches:
        if batch.state == State.DONE:
            continue
        size, words = staging.left(batch), _words(batch)

        def tell(written: int, _size: int, before=done, words=words) -> None:
            progress(before + written, total, words)

        try:
            importing.apply(batch, user=job.user, hold=progress.checkpoint, progress=tell)
        except ImportFailed as failure:
            raise jobs.JobError(f"“{batch.sheet_name}”未能导入：{failure.message}") from failure
        except PermissionDenied:
            raise jobs.JobError("您已没有导入这份登记簿的权限。") from None
        done += size


def _words(batch: ImportBatch) -> str:
    """What the writing of a batch says of itself: where it goes on, if an earlier attempt was interrupted."""
    if batch.staged_rows.filter(applied=True).exists():
        left = staging.waiting(batch, 1)
        if row := next(left, None):
            return f"正在写入“{batch.sheet_name}”，已从第{row[0].number:,}行继续…"
    return f"正在写入“{batch.sheet_name}”…"
