"""Accounts (system administrator) and their grants (security administrator)."""

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from union_site.core.forms.accounts import AccountFilter, AccountForm, GrantEndForm, GrantForm, ReasonForm
from union_site.core.models import Grant, User
from union_site.core.roles import ROLES, Permission
from union_site.core.services import accounts, grants
from union_site.core.services.sign_in import is_locked
from union_site.core.views.tools import allowed, post_only
from union_site.core.widths import tidy

PAGE = 50
UNITS = 20


def _account(request, public_id) -> User:
    return get_object_or_404(User, public_id=public_id, district=request.user.district_id)


@allowed(Permission.ACCOUNTS, Permission.GRANTS)
def account_list(request):
    """The accounts of the district with the roles in force."""
    today = timezone.localdate()
    form = AccountFilter(request.GET or None)
    users = User.objects.filter(district=request.user.district_id)
    if form.is_valid():
        words = form.cleaned_data
        if words["q"]:
            users = users.filter(Q(name__icontains=words["q"].strip()) | Q(username__icontains=words["q"].strip()))
        if words["role"]:
            users = users.filter(pk__in=Grant.objects.in_force(today).filter(role=words["role"]).values("user"))
        if words["state"]:
            users = users.filter(is_active=words["state"] == "active")
    in_force = Grant.objects.in_force(today).select_related("organization", "department")
    users = users.order_by("username").prefetch_related(Prefetch("grants", in_force, to_attr="grants_now"))
    page = Paginator(users, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "numbers": page.paginator.get_elided_page_range(page.number), "form": form}
    return render(request, "accounts/list.html", _with_rights(request, context))


@allowed(Permission.ACCOUNTS)
@sensitive_variables("password")
def account_new(request):
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            user, password = accounts.create(
                district=request.user.district,
                username=words["username"],
                name=words["name"],
                by=request.user,
                request=request,
            )
        except ValidationError as error:
            form.take(error)
        else:
            return _show_once(request, user, password, "账号已建立")
    return render(request, "accounts/new.html", {"form": form})


@allowed(Permission.ACCOUNTS, Permission.GRANTS)
def account_detail(request, public_id):
    """One account: its state, and every grant past, present and to come."""
    user = _account(request, public_id)
    today = timezone.localdate()
    rows = []
    for grant in user.grants.select_related("organization", "department", "granted_by").order_by("-from_day", "-id"):
        over = grant.to_day is not None and grant.to_day < today
        state = ("已失效", "calm") if over else ("未生效", "note") if grant.from_day > today else ("有效", "ok")
        rows.append({"grant": grant, "role": ROLES[grant.role], "state": state[0], "tone": state[1], "over": over})
    context = {"account": user, "rows": rows, "locked": is_locked(user), "reason_form": ReasonForm()}
    return render(request, "accounts/detail.html", _with_rights(request, context))


@post_only
@allowed(Permission.ACCOUNTS)
@sensitive_variables("password")
def account_reset(request, public_id):
    user = _account(request, public_id)
    try:
        password = accounts.reset_password(user=user, by=request.user, request=request)
    except ValidationError as error:
        return _refused(request, user, error)
    return _show_once(request, user, password, "密码已重置")


@post_only
@allowed(Permission.ACCOUNTS)
def account_unlock(request, public_id):
    user = _account(request, public_id)
    there_were = accounts.unlock(user=user, by=request.user, request=request)
    messages.success(
        request, f"已解除“{user.name}”的登录锁定。" if there_were else f"“{user.name}”没有登录失败的记录，无需解除。"
    )
    return redirect("core:account", user.public_id)


@post_only
@allowed(Permission.ACCOUNTS)
def account_disable(request, public_id):
    user = _account(request, public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["reason"][0])
        return redirect("core:account", user.public_id)
    try:
        accounts.disable(user=user, by=request.user, reason=form.cleaned_data["reason"], request=request)
    except ValidationError as error:
        return _refused(request, user, error)
    messages.success(request, f"已停用“{user.name}”的账号，并已使其退出登录。")
    return redirect("core:account", user.public_id)


@post_only
@allowed(Permission.ACCOUNTS)
def account_enable(request, public_id):
    user = _account(request, public_id)
    accounts.enable(user=user, by=request.user, request=request)
    messages.success(request, f"已启用“{user.name}”的账号。")
    return redirect("core:account", user.public_id)


@allowed(Permission.GRANTS)
def grant_new(request, public_id):
    """Give a role to an account."""
    user = _account(request, public_id)
    form = GrantForm(request.POST or None, district=user.district)
    if request.method == "POST" and form.is_valid():
        try:
            grant = grants.give(user=user, by=request.user, request=request, **form.cleaned_data)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, f"已授予“{user.name}”“{ROLES[grant.role].name}”。")
            return redirect("core:account", user.public_id)
    return render(request, "accounts/grant.html", {"form": form, "account": user, "own": user == request.user})


@allowed(Permission.GRANTS)
def grant_end(request, public_id, grant_id):
    """Say which day is the last of a grant."""
    user = _account(request, public_id)
    grant = get_object_or_404(user.grants.select_related("organization", "department"), public_id=grant_id)
    today = timezone.localdate()
    form = GrantEndForm(request.POST or None, initial={"last_day": today})
    if request.method == "POST" and form.is_valid():
        try:
            grants.end(
                grant=grant, last_day=form.cleaned_data["last_day"], by=request.user, today=today, request=request
            )
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, f"“{ROLES[grant.role].name}”的授权将止于 {grant.to_day.isoformat()}。")
            return redirect("core:account", user.public_id)
    return render(
        request, "accounts/grant_end.html", {"form": form, "account": user, "grant": grant, "role": ROLES[grant.role]}
    )


@allowed(Permission.GRANTS)
def unit_options(request):
    """Unions whose name holds ?q=, for the unit chooser of a grant."""
    text = tidy(request.GET.get("q", ""))[:50]
    units = apps.get_model("members.Organization").objects.current().filter(district=request.user.district_id)
    if text:
        units = units.filter(name__icontains=text)
    found = units.order_by("depth", "path").values_list("public_id", "name", "kind")[:UNITS]
    kinds = dict(apps.get_model("members.Organization").Kind.choices)
    return JsonResponse(
        {"results": [{"id": str(key), "text": name, "note": kinds.get(kind, "")} for key, name, kind in found]}
    )


def _with_rights(request, context: dict) -> dict:
    return {
        **context,
        "may_manage": request.access.can(Permission.ACCOUNTS),
        "may_grant": request.access.can(Permission.GRANTS),
    }


def _show_once(request, user: User, password: str, title: str):
    """The only page that ever shows a password; it is not stored anywhere, and browsers are told not to keep it."""
    return render(request, "accounts/password_once.html", {"account": user, "password": password, "title": title})


def _refused(request, user: User, error: ValidationError):
    messages.error(request, "".join(error.messages))
    return redirect("core:account", user.public_id)
