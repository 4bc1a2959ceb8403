"""One's own background jobs: list, progress, result file."""

from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from union_site.core import audit
from union_site.core.models import Job

PAGE = 20
TONES = {Job.State.WAITING: "wait", Job.State.RUNNING: "note", Job.State.DONE: "ok", Job.State.FAILED: "bad"}


def _job(request, public_id) -> Job:
    """A job of the user's own; anybody else's does not exist."""
    return get_object_or_404(Job.objects.select_related("result_file"), user=request.user, public_id=public_id)


def _see(jobs) -> None:
    """The user has seen how these ended: they are no longer counted in the head of the page."""
    jobs.filter(finished_at__isnull=False, seen_at=None).update(seen_at=timezone.now())


def job_list(request):
    jobs = Job.objects.filter(user=request.user).select_related("result_file")
    page = Paginator(jobs, PAGE).get_page(request.GET.get("page"))
    for job in page.object_list:
        job.tone = TONES[job.state]
        job.is_news = job.is_over and job.seen_at is None
    _see(jobs)
    numbers = page.paginator.get_elided_page_range(page.number)
    return render(request, "core/jobs.html", {"page": page, "numbers": numbers})


def job_detail(request, public_id):
    """The progress of a job, which the page asks for again and again until it is over."""
    job = _job(request, public_id)
    _see(Job.objects.filter(pk=job.pk))
    return render(request, "core/job.html", {"job": job, "tone": TONES[job.state]})


def job_panel(request, public_id):
    """The part of the page that is fetched anew. These requests carry X-Poll and do not keep the session alive."""
    job = _job(request, public_id)
    _see(Job.objects.filter(pk=job.pk))
    return render(request, "core/job_panel.html", {"job": job, "tone": TONES[job.state]})


def job_file(request, public_id):
    """The result file, decrypted. Each download is written into the audit trail."""
    job = _job(request, public_id)
    if job.result_file is None:
        raise Http404
    with job.result_file.file.open() as file:
        data = file.read()
    audit.write(
        audit.Action.EXPORT,
        request=request,
        register=str(job.arguments.get("register", ""))[:60],
        object_id=job.public_id,
        object_label=job.result_file.name[:120],
        reason=f"下载任务结果：{job.title}",
    )
    return download(data, job.result_file.name, job.result_file.content_type)


def download(data: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to be saved: an ASCII `filename=` for old programs beside the real name in `filename*` (RFC 6266)."""
    response = HttpResponse(data, content_type=content_type)
    suffix = name.rsplit(".", 1)[-1] if "." in name else ""
    plain = f"download.{suffix}" if suffix.isascii() and suffix.isalnum() else "download"
    ascii_name = name if name.isascii() and not set(name) & set('"\\\r\n;') else plain
    response["Content-Disposition"] = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
