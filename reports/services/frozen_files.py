"""The files of a signed paper: made once, in the background, out of the copied blocks alone."""

from django.conf import settings

from reports.documents.stored import from_store
from reports.models import Freeze
from reports.services import rendering
from union_site.core import jobs
from union_site.core.files import store
from union_site.core.models import Job, StoredFile, User

KIND = "paper.freeze"
# Word first: it can be made where no font is installed.
FIELDS = {"docx": "docx", "pdf": "pdf", "internal": "pdf_internal"}


def enqueue(freeze: Freeze, *, by: User, base: str = "") -> Job:
    """Have those files made that are not there yet."""
    paper = freeze.paper
    return jobs.enqueue(
        KIND,
        title=f"{freeze.title}（定稿文件）",
        user=by,
        district=paper.district,
        arguments={"paper": str(paper.public_id), "base": base or settings.SITE_ADDRESS},
    )


@jobs.handler(KIND)
def make(job: Job, progress: jobs.Progress) -> str:
    """Make the files of a frozen paper; those that are there stay as they are."""
    found = Freeze.objects.select_related("paper__district", "paper__organization")
    freeze = found.filter(paper__public_id=job.arguments["paper"], paper__district=job.district).first()
    if freeze is None:
        raise jobs.JobError("这份材料没有定稿。")
    base = job.arguments.get("base", "")
    wanted = [form for form in FIELDS if form != "internal" or base]
    for done, form in enumerate(wanted):
        progress(done, len(wanted), f"正在生成{rendering.FORM_WORDS[form]}…")
        file_of(freeze, form, base=base, by=job.user)
    return f"《{freeze.title}》的定稿文件已生成。"


def file_of(freeze: Freeze, form: str, *, base: str = "", by: User | None = None) -> StoredFile:
    """The file of a frozen paper; made out of its blocks where it was not there. Raises JobError."""
    name = FIELDS[form]
    if getattr(freeze, name) is None:
        data = rendering.render(from_store(freeze.document), form, base=base)
        stored = store(
            data,
            name=rendering.file_name(freeze.title, form),
            content_type=rendering.TYPES[form],
            district=freeze.paper.district,
            user=by,
        )
        if Freeze.objects.filter(pk=freeze.pk, **{name: None}).update(**{name: stored}):
            setattr(freeze, name, stored)
        else:  # another worker was quicker, and its file is the one
            rendering.drop(stored)
            freeze.refresh_from_db(fields=[name])
    return getattr(freeze, name)
