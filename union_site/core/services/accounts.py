"""Accounts: create, reset, unlock, disable, enable; passwords with their history."""

import secrets
import string

from axes.utils import reset as forget_failures
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from union_site.core import audit
from union_site.core.models import District, PasswordRecord, User
from union_site.core.services import grants

KEPT_PASSWORDS = 10  # hashes kept of each account; HistoryValidator looks at the last few of them
_LETTERS = string.ascii_letters.translate(str.maketrans("", "", "lIOo"))
_DIGITS = "23456789"


def random_password() -> str:
    """A password to be handed over once: twelve characters that cannot be mistaken for one another, three classes."""
    while True:
        password = "".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(11))
        if (
            any(c.islower() for c in password)
            and any(c.isupper() for c in password)
            and any(c.isdigit() for c in password)
        ):
            return f"{password[:6]}-{password[6:]}"


@transaction.atomic
def create(
    *, district: District, username: str, name: str, by: User | None, password: str = "", request=None
) -> tuple[User, str]:
    """Make an account without any rights. Returns it with its first password, which must be changed at first sign-in.

    Raises ValidationError (Chinese) when the user name is taken or a given password breaks the rules.
    """
    user = User(
        district=district,
        username=User.normalize_username(username.strip()),
        name=name.strip(),
        must_change_password=True,
    )
    if password:
        validate_password(password, user)
    password = password or random_password()
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    _write(audit.Action.ACCOUNT, user, by, request, reason="新建账号")
    return user, password


@transaction.atomic
def change_password(*, user: User, password: str, by: User, request=None) -> None:
    """Set a new password that the person has chosen. Raises ValidationError when it breaks the rules."""
    validate_password(password, user)
    _set(user, password, must_change=False)
    _write(audit.Action.PASSWORD, user, by, request)


@transaction.atomic
def reset_password(*, user: User, by: User, request=None) -> str:
    """Give a random password, to be changed at the next sign-in; ends sessions and lockouts. Returns the password."""
    if user == by:
        raise ValidationError("不能重置自己的密码，请使用“修改密码”。")
    password = random_password()
    _set(user, password, must_change=True)
    end_sessions(user)
    forget_failures(username=user.username)
    _write(audit.Action.ACCOUNT, user, by, request, reason="重置密码")
    return password


@transaction.atomic
def unlock(*, user: User, by: User, request=None) -> bool:
    """Forget failed sign-ins. Returns whether there were any."""
    there_were = forget_failures(username=user.username) > 0
    _write(audit.Action.ACCOUNT, user, by, request, reason="解除锁定")
    return there_were


@transaction.atomic
def disable(*, user: User, by: User, reason: str, request=None) -> None:
    """Nobody can sign in with the account from now on; who is signed in is thrown out."""
    if user == by:
        raise ValidationError("不能停用自己的账号。")
    grants.refuse_last_administrator(user.grants.in_force(timezone.localdate()))
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    _write(audit.Action.ACCOUNT, user, by, request, reason=f"停用账号：{reason}", changes={"is_active": [True, False]})


@transaction.atomic
def enable(*, user: User, by: User, request=None) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
    _write(audit.Action.ACCOUNT, user, by, request, reason="启用账号", changes={"is_active": [False, True]})


@transaction.atomic
def rename(*, user: User, name: str, by: User, request=None) -> None:
    """Correct a person's name."""
    before, user.name = user.name, name.strip()
    user.save(update_fields=["name"])
    _write(audit.Action.ACCOUNT, user, by, request, reason="修改姓名", changes={"name": [before, user.name]})


def end_sessions(user: User) -> int:
    """Delete every session of the user. Returns how many there were."""
    own = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(pk__in=own).delete()
    return len(own)


def _set(user: User, password: str, *, must_change: bool) -> None:
    if user.password:
        PasswordRecord.objects.create(user=user, password=user.password)
    kept = user.password_records.values_list("pk", flat=True)[:KEPT_PASSWORDS]
    user.password_records.exclude(pk__in=list(kept)).delete()
    user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])


def _write(action: str, user: User, by: User | None, request, **said) -> None:
    audit.write(
        action,
        user=by,
        request=request,
        object_id=user.public_id,
        object_label=f"{user.name}（{user.username}）"[:120],
        district_id=user.district_id,
        **said,
    )
