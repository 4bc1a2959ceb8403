"""People who sign in."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from union_site.core.ids import new_public_id


class UserManager(BaseUserManager):
    """Creates users with a usable password; roles come from grants."""

    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. What it may do is said by its grants alone; there is no superuser."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    district = models.ForeignKey(
        "core.District", models.PROTECT, null=True, related_name="users", verbose_name="区总工会"
    )
    username = models.CharField("用户名", max_length=50, unique=True, error_messages={"unique": "该用户名已被使用。"})
    name = models.CharField("姓名", max_length=30)
    is_active = models.BooleanField("启用", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", default=timezone.now)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    created_at = models.DateTimeField("创建时间", default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "账号"
        ordering = ["username"]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name


class PasswordRecord(models.Model):
    """A hash of a password used before, so that the last few can be refused."""

    user = models.ForeignKey(User, models.CASCADE, related_name="password_records")
    password = models.CharField(max_length=128)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-id"]
