"""Small things that several of core's pages need."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from union_site.core import registry
from union_site.core.roles import Permission

View = Callable[..., HttpResponse]


def allowed(*permissions: Permission) -> Callable[[View], View]:
    """Decorator: 403 unless the user has at least one of the permissions somewhere."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not any(request.access.can(permission) for permission in permissions):
                request.access.require(permissions[0])
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def post_only(view: View) -> View:
    """Decorator: an address that only takes forms. Whoever opens it as a page is led to the first page.

    (That happens after signing in again, when the session ran out before the form was sent.)
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return redirect(landing(request.access))
        return view(request, *args, **kwargs)

    return guarded


def landing(access) -> str:
    """The first page of a user: what the job begins with."""
    names = []
    if access.can(Permission.FIGURES):
        names.append("home")
    if access.can(Permission.ACCOUNTS) or access.can(Permission.GRANTS):
        names.append("core:accounts")
    if access.can(Permission.AUDIT):
        names.append("core:audit")
    names += [
        viewset.url_name("list") for viewset in registry.registers.values() if access.can(Permission.VIEW, viewset.key)
    ]
    for name in [*names, "core:help"]:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return "/"


def safe_next(request: HttpRequest) -> str:
    """Where the user wanted to go, as a path of this site; empty if there is none or it leads elsewhere."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    ours = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if ours else ""
