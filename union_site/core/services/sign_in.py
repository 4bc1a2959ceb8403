"""Signing in: what goes into the audit trail, and the limit of failures per address."""

from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Sum
from django.dispatch import receiver
from django.utils import timezone

from union_site.core import audit
from union_site.core.models import User

UNKNOWN = "不存在的用户名"  # what was typed may be a password in the wrong box: it is not written down


def too_many_failures(address: str) -> bool:
    """True when LOGIN_ATTEMPTS_PER_ADDRESS sign-ins from this address failed within the cool-off time.

    An office shares one address, so the limit lies far above that of one user name, and passes by itself.
    """
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    failures = AccessAttempt.objects.filter(ip_address=address, attempt_time__gt=since)
    return (failures.aggregate(sum=Sum("failures_since_start"))["sum"] or 0) >= settings.LOGIN_ATTEMPTS_PER_ADDRESS


def is_locked(user: User) -> bool:
    """True while the user name is locked after too many failures."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    failures = AccessAttempt.objects.filter(username=user.username, attempt_time__gt=since)
    return (failures.aggregate(sum=Sum("failures_since_start"))["sum"] or 0) >= settings.AXES_FAILURE_LIMIT


@receiver(user_logged_in)
def _signed_in(sender, request, user, **kwargs):
    audit.write(audit.Action.SIGN_IN, user=user, ip_address=_address(request))


@receiver(user_logged_out)
def _signed_out(sender, request, user, **kwargs):
    if user is not None:
        reason = getattr(request, "sign_out_reason", "")
        audit.write(audit.Action.SIGN_OUT, user=user, ip_address=_address(request), reason=reason)


@receiver(user_login_failed)
def _failed(sender, credentials, request=None, **kwargs):
    _write_failure(audit.Action.SIGN_IN_FAILED, credentials.get("username"), _address(request))


@receiver(user_locked_out)
def _locked(sender, username, ip_address, **kwargs):
    _write_failure(audit.Action.LOCKED, username, ip_address or "", reason="连续失败次数过多，暂停登录")


def _write_failure(action: str, username: str | None, address: str, reason: str = "") -> None:
    user = User.objects.filter(username=username or "").first()
    audit.write(
        action,
        ip_address=address[:45],
        object_id=user.public_id if user else None,
        object_label=f"{user.name}（{user.username}）" if user else UNKNOWN,
        district_id=user.district_id if user else None,
        reason=reason,
    )


def _address(request) -> str:
    return request.META.get("REMOTE_ADDR", "")[:45] if request is not None else ""
