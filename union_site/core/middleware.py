"""Session limits and the rights of a request."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from union_site.core.access import Access


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
            if now - last > settings.SESSION_IDLE.total_seconds() or now - begun > settings.SESSION_ABSOLUTE.total_seconds():
                logout(request)
                request.session["expired"] = True
            elif request.headers.get("X-Poll") != "1" and now - last >= 30 or "last_seen_at" not in request.session:
                request.session["last_seen_at"] = now
        return self.get_response(request)


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
            if self._password_is_due(request.user) and not self._may_pass(request.path):
                messages.warning(request, "请先修改密码：首次登录或密码已超过有效期。")
                return redirect("core:password-change")
        response = self.get_response(request)
        if request.user.is_authenticated and not request.path.startswith(settings.STATIC_URL):
            add_never_cache_headers(response)
        return response

    @staticmethod
    def _chosen_unit(request):
        public_id = request.session.get("unit")
        if not public_id:
            return None
        from django.apps import apps

        return apps.get_model("members.Organization").objects.filter(public_id=public_id).first()

    @staticmethod
    def _password_is_due(user) -> bool:
        age = timezone.now() - user.password_changed_at
        return user.must_change_password or (settings.PASSWORD_MAX_AGE.days > 0 and age > settings.PASSWORD_MAX_AGE)

    @staticmethod
    def _may_pass(path: str) -> bool:
        return path in {reverse("core:password-change"), reverse("core:logout")} or path.startswith(settings.STATIC_URL)
