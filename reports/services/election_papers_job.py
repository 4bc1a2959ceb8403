"""Making the papers of an election in the background."""

from django.utils import timezone

from members.models import Election
from reports.services import rendering
from reports.services.election_papers import PAPERS
from union_site.core import audit, jobs
from union_site.core.models import Job

KIND = "election.paper"


@jobs.handler(KIND)
def make(job: Job, progress: jobs.Progress) -> str:
    """Write one paper of the job's election and render it as PDF or Word."""
    said = job.arguments
    rows = Election.objects.current().filter(district=job.district)
    election = rows.select_related("organization__parent", "district").filter(public_id=said["election"]).first()
    if election is None:
        raise jobs.JobError("这条换届记录已作废，无法生成公文。")
    progress(1, 2, "正在排版…")
    paper = PAPERS[said["paper"]].make(election, timezone.localdate())
    name = f"{paper.title}.{said['form']}"
    progress.result(rendering.render(paper, said["form"]), name, rendering.TYPES[said["form"]])
    audit.write(audit.Action.EXPORT, user=job.user, record=election, register="election", reason=name)
    return f"《{paper.title}》已生成。"
