"""The jobs of an import: read the uploaded files into previews, one sheet again as somebody said, and apply."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from union_site.core import jobs, registry
from union_site.core.models import ImportBatch, Job
from union_site.core.spreadsheets import importing, space, staging
from union_site.core.spreadsheets.editing import Sheet, judge_again
from union_site.core.spreadsheets.form_places import row_places
from union_site.core.spreadsheets.importing import FileRefused, ImportFailed, PendingRows, State
from union_site.core.spreadsheets.layouts import Sender
from union_site.core.spreadsheets.mapping import described, description, fits
from union_site.core.spreadsheets.messages import message
from union_site.core.spreadsheets.recognition import Plan, answered
from union_site.core.spreadsheets.stamps import WRONG_REGISTER, Check
from union_site.core.spreadsheets.tables import Notice

READ, READ_AS, APPLY = "import.read", "import.read-as", "import.apply"
LEAST_KNOWN = 4  # headings of a register that a sheet must have to be asked about when it is not recognised
NO_RIGHT = "您没有导入“{title}”的权限，请联系管理员。"


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
    """What reading the files of an upload has found so far. `register`: the one that was chosen, if any."""

    sender: Sender
    register: str = ""
    unit: Any = None
    planned: list[tuple[Plan, ImportBatch]] = field(default_factory=list)

    def __post_init__(self):
        self.layouts, self.unit_name = self.sender.layouts(), self.sender.unit_name()

    def add(self, batch: ImportBatch) -> None:
        """Plan the sheets of a batch's file: the first one that can be imported takes the batch, others get their own."""
        stamp = Check(self.sender, register=self.register, unit=self.unit, today=timezone.localdate())
        try:
            with batch.file.file.open() as file:
                plans = importing.read(
                    file.read(),
                    batch.file.name,
                    layouts=self.layouts,
                    words=importing.words_of(batch.district),
                    stamp=stamp,
                    unit_name=self.unit_name,
                )
        except FileRefused as refusal:
            refuse(batch, refusal.message)
            return
        plans = [self._within_choice(self._nearest(plan)) for plan in plans]
        taken = [plan for plan in plans if plan.status in ("ok", "ask")]
        left = [plan for plan in plans if plan.status not in ("ok", "ask")]
        for plan in taken:
            plan.notices[:0] = stamp.notices
        batch.mapping = {
            "left": [{"name": plan.sheet_name[:100], **description(plan)} for plan in left if _has_rows(plan)]
        }
        if not taken:
            offered = next((plan for plan in left if _has_rows(plan)), None)
            if offered:
                batch.mapping |= description(offered)
                batch.sheet_name = offered.sheet_name[:100]
            refuse(batch, _why(left))
            return
        notes = "；".join(f"工作表“{plan.sheet_name}”未导入：{plan.reason}" for plan in left if not plan.silent)
        batch.message = notes[:500]
        self.planned.append((taken[0], batch))
        for plan in taken[1:]:
            more = ImportBatch(
                district=batch.district,
                user=batch.user,
                file=batch.file,
                upload=batch.upload,
                job=batch.job,
                corrects=batch.corrects,
            )
            self.planned.append((plan, more))

    def _nearest(self, plan: Plan) -> Plan:
        """A sheet that was not recognised because too much of it is strange, as the one register that it clearly is."""
        if plan.status != "passed_over" or not _has_rows(plan):
            return plan
        sheet = described(description(plan))
        found = fits(sheet, filter(self._is_choice, registry.resources))
        known = [len(one.known) for one in found] + [0, 0]
        if known[0] < max(LEAST_KNOWN, known[1] + 2, len(sheet.headings) / 2):
            return plan
        asked = answered(plan, found[0].resource, {})
        return replace(asked, position=plan.position) if asked.status == "ask" else plan

    def _within_choice(self, plan: Plan) -> Plan:
        """The plan within the chosen register, and between the registers that the sender may import."""
        if plan.resource:
            if plan.status in ("ok", "ask") and self.register and plan.resource.register != self.register:
                return self._wrong(plan, plan.resource.title)
            return plan
        for question in plan.questions:
            offered = [one for one in question.candidates if self._is_choice(one.name)]
            if not offered and self.register:
                return self._wrong(plan, "”或“".join(one.heading for one in question.candidates))
            question.candidates = offered or question.candidates
            if len(question.candidates) == 1:
                return replace(
                    answered(plan, registry.resources[question.candidates[0].name], {}), position=plan.position
                )
        return plan

    def _is_choice(self, key: str) -> bool:
        return self.sender.may_import(key) and self.register in ("", registry.resources[key].register)

    def _wrong(self, plan: Plan, found: str) -> Plan:
        reason = WRONG_REGISTER.format(found=found, wanted=registry.registers[self.register].title)
        return replace(plan, status="refused", reason=reason, questions=[])


def _has_rows(plan: Plan) -> bool:
    """Whether somebody could say what a sheet is that was not taken."""
    return not plan.silent and plan.table is not None and bool(plan.table.rows)


def _why(plans: list[Plan]) -> str:
    """Why nothing in a workbook could be imported: a refused sheet says more than one that was passed over."""
    plans = sorted(plans, key=lambda plan: plan.status != "refused")
    if not plans:
        return "工作簿中没有工作表。"
    if len(plans) == 1 or plans[0].status == "refused":
        return plans[0].reason
    return "；".join(f"工作表“{plan.sheet_name}”：{plan.reason}" for plan in plans[:5])


def refuse(batch: ImportBatch, why: str) -> None:
    batch.state, batch.message = State.REFUSED, why[:500]
    batch.save()


def _take(plan: Plan, batch: ImportBatch, sender: Sender, pending: PendingRows, progress: jobs.Progress) -> None:
    """Preview a planned sheet, or have it asked about."""
    batch.sheet_name = plan.sheet_name[:100]
    if plan.resource and not sender.may_import(plan.resource.key):
        refuse(batch, NO_RIGHT.format(title=plan.resource.title))
        return
    batch.mapping = {**batch.mapping, **description(plan)}
    if plan.remembered:
        plan.notices.append(Notice("layout_remembered", message("layout_remembered")))
    if plan.status == "ok":
        try:
            importing.preview(
                plan,
                district=batch.district,
                user=batch.user,
                file=batch.file,
                batch=batch,
                pending=pending,
                hold=progress.hold,
                part=staging.CHUNK,
            )
        except PermissionDenied:
            refuse(batch, NO_RIGHT.format(title=plan.resource.title))
        return
    batch.register, batch.resource = (plan.resource.register, plan.resource.key) if plan.resource else ("", "")
    batch.state, batch.unknown_headings = State.MAPPING, []
    batch.notices = [list(notice) for notice in plan.notices]
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
    sender = Sender(job.user, own[0].district)
    reading = _Reading(sender, job.arguments.get("register", ""), _unit(job, own[0]))
    for number, batch in enumerate(own):
        progress(number, len(own), f"正在读取“{batch.file.name}”…")
        batch.staged_rows.all().delete()
        batch.state = State.READING
        batch.save(update_fields=["state"])
        reading.add(batch)
    pending: PendingRows = {}
    planned = sorted(reading.planned, key=lambda entry: entry[0].resource.order if entry[0].resource else 0)
    for number, (plan, batch) in enumerate(planned):
        progress(number, len(planned), f"正在核对“{plan.sheet_name}”，共 {len(plan.table.rows):,} 行…")
        _take(plan, batch, sender, pending, progress)
        if batch.corrects:
            batch.corrects = corrected_by(batch, batch.corrects)
            batch.save(update_fields=["corrects"])
    if not planned:
        return "文件未能读取，请查看原因。"
    if asked := sum(batch.state == State.MAPPING for _, batch in planned):
        return f"已读取，有 {asked} 个工作表需要您对应列。"
    return "已读取，请核对后确认导入。"


def _unit(job: Job, batch: ImportBatch):
    """The union that the sender was looking at."""
    wanted = job.arguments.get("unit")
    model = apps.get_model("members.Organization")
    return model.objects.filter(public_id=wanted, district=batch.district).first() if wanted else None


def read_as(batch: ImportBatch, resource_key: str, answers: Mapping[str, str]) -> None:
    """Have the sheet of a batch read again as somebody said; `answers` as in recognition.answered."""
    batch.mapping = {**batch.mapping, "said": {"resource": resource_key, "answers": dict(answers)}}
    batch.state, batch.message = State.READING, ""
    batch.save(update_fields=["mapping", "state", "message"])
    enqueue(READ_AS, f"读取 {batch.sheet_name or batch.file.name}", batch.user, [batch], {"batch": batch.pk})


@jobs.handler(READ_AS)
def read_sheet(job: Job, progress: jobs.Progress) -> str:
    """Read one sheet again with the answers that were given about it. A repetition begins anew."""
    batch = (
        ImportBatch.objects.filter(pk=job.arguments["batch"], user=job.user, state=State.READING)
        .select_related("file", "district", "user")
        .first()
    )
    if batch is None:
        raise jobs.JobError("要读取的表已不存在，请重新上传。")
    progress.url(reverse("core:import-preview", args=[batch.public_id]))
    try:
        with space.noticed():
            return _read_sheet(job, batch, progress)
    except space.DiskFull:
        batch.staged_rows.all().delete()
        refuse(batch, space.NOT_READ)
        raise jobs.JobError(space.NOT_READ) from None


def _read_sheet(job: Job, batch: ImportBatch, progress: jobs.Progress) -> str:
    _need_room([batch])
    progress(0, 2, f"正在读取“{batch.file.name}”…")
    batch.staged_rows.all().delete()
    said = batch.mapping["said"]
    resource = registry.resources.get(said["resource"])
    if resource is None:
        raise jobs.JobError("系统中已没有这种登记簿，请重新上传。")
    try:
        with batch.file.file.open() as file:
            plan = importing.read_again(
                file.read(),
                batch.file.name,
                batch.mapping["position"],
                resource,
                said["answers"],
                importing.words_of(batch.district),
                Sender(job.user, batch.district).unit_name(),
            )
    except FileRefused as refusal:
        refuse(batch, refusal.message)
        return "文件未能读取，请查看原因。"
    if plan.status == "refused" and plan.table and not said["answers"]:
        # The register was chosen by hand: also a column that seems sure may be the one that is lacking.
        plan.status = "ask"
        plan.notices.append(Notice("columns_lacking", plan.reason))
    if plan.status not in ("ok", "ask"):
        batch.mapping = {**batch.mapping, **description(plan)}
        refuse(batch, plan.reason)
        return "这张表未能读取，请查看原因。"
    kept = [notice for notice in batch.notices if notice[0] in ("stamp_unit", "stamp_period")]
    plan.notices[:0] = [Notice(*notice) for notice in kept]
    progress(1, 2, f"正在核对“{plan.sheet_name}”，共 {len(plan.table.rows):,} 行…")
    batch.register, batch.resource = resource.register, resource.key
    _take(plan, batch, Sender(job.user, batch.district), Sheet(batch, job.user).pending(), progress)
    if batch.state == State.MAPPING:
        return "已读取，还有列需要您对应。"
    for other in siblings(batch):
        if other.state == State.PREVIEW and _order(other) > _order(batch):
            judge_again(other, user=job.user)
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
            forms = row_places(batch).forms
            named = forms.row(row[0].number) if forms else f"第{row[0].number:,}行"
            return f"正在写入“{batch.sheet_name}”，已从{named}继续…"
    return f"正在写入“{batch.sheet_name}”…"
