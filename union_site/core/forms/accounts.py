"""Forms of signing in, passwords, accounts and grants."""

import re

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone

from union_site.core.forms.base import DayInput, PlainForm
from union_site.core.models import Department, User
from union_site.core.roles import ROLES


class SignInForm(PlainForm):
    """User name and password. `user` is set once both are right."""

    username = forms.CharField(
        label="用户名",
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request=None, **kwargs):
        self.request, self.user = request, None
        super().__init__(*args, **kwargs)

    def clean_username(self):
        return User.normalize_username(self.cleaned_data["username"])

    def clean(self):
        words = self.cleaned_data
        if words.get("username") and words.get("password"):
            self.user = authenticate(self.request, username=words["username"], password=words["password"])
            if self.user is None:
                # The same words whether the name, the password or the account is at fault: nothing is given away.
                raise ValidationError("用户名或密码不正确，请检查大小写后重试。连续 5 次错误将暂停登录 15 分钟。")
        return words


class PasswordChangeForm(PlainForm):
    """The present password, and the new one twice."""

    old = forms.CharField(
        label="原密码",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码", strip=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label="再输一次新密码",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    @property
    def rules(self) -> list[str]:
        """The rules in words; Django's own translations say 你 and end without a full stop."""
        return [f"{text.replace('你', '您').rstrip('。')}。" for text in password_validators_help_texts()]

    def clean_old(self):
        if not self.user.check_password(self.cleaned_data["old"]):
            raise ValidationError("原密码不正确。")
        return self.cleaned_data["old"]

    def clean_new(self):
        validate_password(self.cleaned_data["new"], self.user)
        return self.cleaned_data["new"]

    def clean(self):
        words = self.cleaned_data
        if words.get("new") and words.get("again") and words["new"] != words["again"]:
            self.add_error("again", "两次输入的新密码不一致。")
        return words


class AccountForm(PlainForm):
    """A new account."""

    username = forms.CharField(
        label="用户名", max_length=50, help_text="登录时使用，建议用姓名拼音或工号；建好后不能修改。"
    )
    name = forms.CharField(label="姓名", max_length=30, help_text="显示在页面右上角和审计记录中。")

    def clean_username(self):
        username = User.normalize_username(self.cleaned_data["username"].strip())
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{2,49}", username):
            raise ValidationError("用户名为 3 至 50 位，由字母、数字和 . _ - 组成，并以字母或数字开头。")
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError("该用户名已被使用。")
        return username


class ReasonForm(PlainForm):
    """Why an account is disabled."""

    reason = forms.CharField(label="原因", max_length=100, error_messages={"required": "请填写停用原因，如“已调离”。"})


class AccountFilter(PlainForm):
    """Conditions above the list of accounts."""

    q = forms.CharField(label="姓名或用户名", required=False, max_length=50)
    role = forms.ChoiceField(
        label="角色", required=False, choices=[("", "全部"), *((role.code, role.name) for role in ROLES.values())]
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("active", "启用"), ("disabled", "停用")]
    )


class UnitChoiceField(forms.ModelChoiceField):
    """A union of the district, sought by name at the server; only the chosen one is drawn."""

    def __init__(self, **kwargs):
        from django.apps import apps

        super().__init__(
            apps.get_model("members.Organization").objects.none(),
            to_field_name="public_id",
            widget=forms.Select(attrs={"data-picker-url": reverse_lazy("core:unit-options")}),
            empty_label="请选择",
            error_messages={"invalid_choice": "请从列表中选择本区的单位。"},
            **kwargs,
        )

    def among(self, units, chosen) -> None:
        """Accept any of `units`; draw only the option that is `chosen` (a public id as text)."""
        self.queryset = units
        self.widget.choices = [("", "请选择")]
        try:
            unit = units.filter(public_id=chosen).first() if chosen else None
        except ValidationError:
            unit = None
        if unit is not None:
            self.widget.choices += [(str(unit.public_id), unit.name)]


class GrantForm(PlainForm):
    """A role, where it applies and for how long. What each role needs is checked by the service."""

    role = forms.ChoiceField(
        label="角色",
        choices=[("", "请选择"), *((role.code, f"{role.name}：{role.description}") for role in ROLES.values())],
        error_messages={"required": "请选择角色。"},
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label="部室",
        required=False,
        empty_label="请选择",
        help_text="仅“区总业务部室干部”需要。",
    )
    from_day = forms.DateField(label="生效日期", widget=DayInput(), help_text="从这一天起有效。")
    to_day = forms.DateField(
        label="失效日期", required=False, widget=DayInput(), help_text="最后有效的一天，留空表示长期有效。"
    )

    def __init__(self, *args, district, **kwargs):
        from django.apps import apps

        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.filter(district=district)
        unit = UnitChoiceField(label="单位", required=False, help_text="基层工会干部、镇（街道）和系统工会干部需要。")
        unit.among(
            apps.get_model("members.Organization").objects.current().filter(district=district),
            self.data.get("organization"),
        )
        unit.widget.attrs["class"] = "form-select"
        order = ["role", "organization", "department", "from_day", "to_day"]
        self.fields["organization"] = unit
        self.order_fields(order)
        self.fields["from_day"].initial = timezone.localdate()


class GrantEndForm(PlainForm):
    """The last day of a grant."""

    last_day = forms.DateField(label="最后有效日期", widget=DayInput(), help_text="填昨天的日期表示立即失效。")
