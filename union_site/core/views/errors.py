"""Pages for what went wrong: plain words, no stack trace."""

from django.http import Http404, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from union_site.core import audit
from union_site.core.widths import tidy


class NotFound(Http404):
    """A 404 that tells the reader, in Chinese, what does not exist; it must not tell what lies outside a scope."""


def csrf_failure(request, reason=""):
    return render(request, "errors/403_csrf.html", status=403)


def bad_request(request, exception=None):
    return render(request, "errors/400.html", status=400)


def denied(request, exception=None):
    """A refusal is written into the audit trail."""
    if request.user.is_authenticated:
        audit.write(audit.Action.DENIED, request=request, object_label=tidy(f"{request.method} {request.path}")[:120])
    return render(request, "errors/403.html", status=403)


def not_found(request, exception=None):
    reason = str(exception) if isinstance(exception, NotFound) else ""
    return render(request, "errors/404.html", {"reason": reason}, status=404)


def server_error(request):
    # Without the request: its context asks the database, which may be what failed.
    return HttpResponseServerError(render_to_string("errors/500.html"))
