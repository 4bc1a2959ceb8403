"""Making the files of a summary in the background."""

from datetime import datetime

from django.utils import timezone

from members.models import Organization
from reports.documents.blocks import Document
from reports.models import Paper
from reports.services import frozen, frozen_files, papers, rendering
from reports.services.paper import document
from reports.services.summary import assemble
from union_site.core import audit, jobs
from union_site.core.models import Job, User
from union_site.core.periods import Period

KIND = "summary.document"


@jobs.handler(KIND)
def make(job: Job, progress: jobs.Progress) -> str:
    """Render a stored paper, or a fresh draft of a period and unit, as PDF or Word."""
    form, base = job.arguments["form"], job.arguments.get("base", "")
    progress(1, 3, "正在计算指标、生成文字…")
    if "paper" in job.arguments:
        unit, title, data = _of_paper(job, progress, form, base)
    else:
        unit = Organization.objects.get(public_id=job.arguments["unit"], district=job.district)
        period, today = Period.parse(job.arguments["period"]), timezone.localdate()
        made = document(assemble(period, district=job.district, unit=unit, today=today))
        progress(2, 3, "正在排版…")
        title, data = made.title, rendering.rendered(made, form, district=job.district, base=base)
    name = rendering.file_name(title, form)
    progress.result(data, name, rendering.TYPES[form])
    audit.write(audit.Action.EXPORT, user=job.user, register="summary", object_label=name, organization_id=unit.pk)
    return f"《{title}》已生成。"


def _of_paper(job: Job, progress: jobs.Progress, form: str, base: str) -> tuple[Organization, str, bytes]:
    """(unit, title, bytes) of a stored paper: of a signed one the file that was frozen, else one with the draft's mark."""
    found = Paper.objects.filter(public_id=job.arguments["paper"], district=job.district)
    paper = found.select_related("organization", "district").first()
    if paper is None:
        raise jobs.JobError("这份总结已不存在。")
    freeze = frozen.of(paper)
    if freeze is None:
        made = draft(paper, by=job.user, at=timezone.localtime())
        progress(2, 3, "正在排版…")
        return paper.organization, made.title, rendering.rendered(made, form, district=job.district, base=base)
    progress(2, 3, "正在排版…")
    with frozen_files.file_of(freeze, form, base=base, by=job.user).file.open() as file:
        return paper.organization, freeze.title, file.read()


def draft(paper: Paper, *, by: User | None, at: datetime) -> Document:
    """The document of a paper that is not signed: across its pages stand who took it out, and when."""
    summary = papers.read_now(paper, today=at.date())
    return document(summary, paper, watermark=watermark(by, at))


def watermark(by: User | None, at: datetime) -> str:
    """未定稿　周文　2021-07-05 14:30"""
    return "　".join(filter(None, ("未定稿", str(by or ""), f"{at:%Y-%m-%d %H:%M}")))


def render(summary, form: str) -> bytes:
    """The file's bytes. Raises JobError with what to install when something is missing."""
    return rendering.render(document(summary), form)
