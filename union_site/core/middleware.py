"""Session limits and the rights of a request."""

import contextlib
import time
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from union_site.core.access import Access

# Of the browser, the site needs none of these.
UNUSED = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), serial=(), usb=()"


class ClientAddressMiddleware:
    """Behind a proxy, the caller's address is the one that our own proxy saw (the last of X-Forwarded-For).

    Without it every failure to sign in would be counted against the proxy. A browser's own claim is never believed:
    without BEHIND_PROXY the header is ignored, and of several addresses only the last was written by our proxy.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.BEHIND_PROXY:
            seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
            with contextlib.suppress(ValueError):  # the proxy said nothing useful: its own address stays
                request.META["REMOTE_ADDR"] = str(ip_address(seen))
        return self.get_response(request)


class SessionLimitsMiddleware:
    """End a session after SESSION_IDLE without a request, and after SESSION_ABSOLUTE in any case.

    Only requests that a person made keep it alive: a page that polls a job's progress does not.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = int(time.time())
            begun = request.session.setdefault("begun_at", now)
            last = request.session.get("last_seen_at", now)
            idle = now - last > settings.SESSION_IDLE.total_seconds()
            if idle or now - begun > settings.SESSION_ABSOLUTE.total_seconds():
                request.sign_out_reason = "长时间未操作，自动退出" if idle else "登录时间已满，自动退出"
                logout(request)
                request.session["expired"] = "idle" if idle else "absolute"  # the sign-in page says why
            elif request.headers.get("X-Poll") != "1" and now - last >= 30 or "last_seen_at" not in request.session:
                request.session["last_seen_at"] = now
        return self.get_response(request)


def password_is_due(user) -> bool:
    """The password was given by somebody else, or is older than PASSWORD_MAX_AGE (0 days: no limit)."""
    age = timezone.now() - user.password_changed_at
    return user.must_change_password or (settings.PASSWORD_MAX_AGE.days > 0 and age > settings.PASSWORD_MAX_AGE)


class AccessMiddleware:
    """Put `request.access` (rights, scope, chosen unit) on every request, and send old passwords to the password page.

    Pages of a signed-in user are never stored by browsers or proxies.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.access = Access(request.user, timezone.localdate())
        if request.user.is_authenticated:
            request.access.unit = self._chosen_unit(request)
            if password_is_due(request.user) and not self._may_pass(request.path):
                return redirect("core:password-change")  # the page says why
        response = self.get_response(request)
        if request.user.is_authenticated and not request.path.startswith(settings.STATIC_URL):
            add_never_cache_headers(response)
        response.headers.setdefault("Permissions-Policy", UNUSED)
        return response

    @staticmethod
    def _chosen_unit(request):
        public_id = request.session.get("unit")
        if not public_id:
            return None
        from django.apps import apps

        unit = apps.get_model("members.Organization").objects.filter(public_id=public_id).first()
        # Chosen under a grant that has ended since: as if nothing were chosen.
        return unit if unit and request.access.full_scope().covers(unit.path) else None

    @staticmethod
    def _may_pass(path: str) -> bool:
        return path in {reverse("core:password-change"), reverse("core:logout")} or path.startswith(settings.STATIC_URL)
