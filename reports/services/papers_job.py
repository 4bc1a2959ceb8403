"""Making the summary's files in the background."""

from django.utils import timezone

from members.models import Organization
from reports.models import Paper
from reports.services import papers, rendering
from reports.services.paper import document
from reports.services.summary import assemble
from union_site.core import audit, jobs
from union_site.core.models import Job
from union_site.core.periods import Period

KIND = "summary.document"


@jobs.handler(KIND)
def make(job: Job, progress: jobs.Progress) -> str:
    """Render a stored paper, or a fresh draft of a period and unit, as PDF or Word."""
    form, today = job.arguments["form"], timezone.localdate()
    progress(1, 3, "正在计算指标、生成文字…")
    if "paper" in job.arguments:
        found = Paper.objects.filter(public_id=job.arguments["paper"], district=job.district)
        paper = found.select_related("organization", "district").first()
        if paper is None:
            raise jobs.JobError("这份总结已不存在。")
        unit, summary = paper.organization, papers.read(paper, today=today)
    else:
        unit = Organization.objects.get(public_id=job.arguments["unit"], district=job.district)
        summary = assemble(Period.parse(job.arguments["period"]), district=job.district, unit=unit, today=today)
    progress(2, 3, "正在排版…")
    data = render(summary, form)
    name = f"{summary.title}.{form}"
    progress.result(data, name, rendering.TYPES[form])
    audit.write(audit.Action.EXPORT, user=job.user, register="summary", object_label=name, organization_id=unit.pk)
    return f"《{summary.title}》已生成。"


def render(summary, form: str) -> bytes:
    """The file's bytes. Raises JobError with what to install when something is missing."""
    return rendering.render(document(summary), form)
