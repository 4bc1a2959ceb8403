"""Signing in and out, the password, and the unit that one looks at."""

import time

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from union_site.core import audit
from union_site.core.access import Access
from union_site.core.forms.accounts import PasswordChangeForm, SignInForm
from union_site.core.middleware import password_is_due
from union_site.core.roles import Permission
from union_site.core.services import accounts
from union_site.core.services.sign_in import too_many_failures
from union_site.core.views.tools import landing, post_only, safe_next

EXPIRED = {
    "idle": "为保护数据安全，您已超过30分钟未操作，请重新登录。",
    "absolute": "为保护数据安全，登录满12小时须重新登录。",
}
PASSWORD_GUESSES = 5


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def sign_in(request):
    """The sign-in page."""
    target = safe_next(request)
    if request.user.is_authenticated:
        return redirect(target or landing(request.access))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401)  # a part of a page, after the session ran out: its script opens the page anew
    if request.method == "POST" and too_many_failures(request.META.get("REMOTE_ADDR", "")):
        audit.write(audit.Action.LOCKED, request=request, reason="该地址登录失败次数过多")
        return render(request, "accounts/throttled.html", status=429)
    form = SignInForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        request.session.pop("expired", None)
        login(request, form.user)
        request.session["begun_at"] = request.session["last_seen_at"] = int(time.time())
        return redirect(target or landing(Access(form.user, timezone.localdate())))
    expired = EXPIRED.get(request.session.get("expired"), "")
    return render(request, "accounts/sign_in.html", {"form": form, "next": target, "expired": expired})


@post_only
def sign_out(request):
    logout(request)
    messages.success(request, "您已安全退出。")
    return redirect("core:login")


@sensitive_post_parameters("old", "new", "again")
def password_change(request):
    """One's own password; also the page that everybody is led to while the password is due."""
    form = PasswordChangeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        accounts.change_password(user=request.user, password=form.cleaned_data["new"], by=request.user, request=request)
        update_session_auth_hash(request, request.user)
        request.session.pop("password_guesses", None)
        messages.success(request, "密码已修改，下次登录请使用新密码。")
        return redirect(landing(request.access))
    if "old" in form.errors:
        guesses = request.session["password_guesses"] = request.session.get("password_guesses", 0) + 1
        audit.write(audit.Action.PASSWORD, request=request, reason="修改密码时原密码不正确")
        if guesses >= PASSWORD_GUESSES:
            logout(request)
            messages.error(request, "原密码多次输入不正确，已退出登录。")
            return redirect("core:login")
    reason = ""
    if password_is_due(request.user):
        given = request.user.must_change_password
        reason = (
            "这是管理员设置的初始密码，请先改成自己的密码。"
            if given
            else f"密码已使用超过{settings.PASSWORD_MAX_AGE.days}天，请先修改。"
        )
    return render(request, "accounts/password.html", {"form": form, "reason": reason})


@post_only
def switch_unit(request):
    """Choose the unit whose work is shown: any within one's scope, nothing else exists."""
    scope = request.access.full_scope(Permission.VIEW)
    try:
        unit = (
            apps.get_model("members.Organization")
            .objects.within(scope)
            .current()
            .get(public_id=request.POST.get("unit"))
        )
    except (apps.get_model("members.Organization").DoesNotExist, ValidationError, ValueError) as error:
        raise Http404 from error
    if scope.whole and unit.depth == 0:
        request.session.pop("unit", None)  # the whole district is what such a user sees without a choice
    else:
        request.session["unit"] = str(unit.public_id)
    audit.write(
        audit.Action.VIEW, request=request, organization_id=unit.pk, object_label=unit.name, reason="切换当前单位"
    )
    return redirect(safe_next(request) or landing(request.access))
