"""Password rules: length and character classes, and none of the last few (GB/T 22239 8.1.4.1)."""

import unicodedata

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError


class CharacterClassesValidator:
    """At least `length` characters out of at least `classes` of: capitals, small letters, digits, others."""

    def __init__(self, length: int = 10, classes: int = 3):
        self.length, self.classes = length, classes

    def validate(self, password, user=None):
        found = {
            "capital" if c.isupper() else "small" if c.islower() else "digit" if c.isdigit() else "other"
            for c in unicodedata.normalize("NFKC", password)
        }
        if len(password) < self.length or len(found) < self.classes:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self):
        return f"密码至少 {self.length} 位，并包含大写字母、小写字母、数字、符号中的至少 {self.classes} 类。"


class HistoryValidator:
    """Refuse the present password and the `last` before it."""

    def __init__(self, last: int = 5):
        self.last = last

    def validate(self, password, user=None):
        if user is None or user.pk is None:
            return
        used = [user.password, *user.password_records.values_list("password", flat=True)[: self.last]]
        if any(check_password(password, hashed) for hashed in used[: self.last + 1] if hashed):
            raise ValidationError(f"不能使用最近 {self.last} 次用过的密码。", code="password_used")

    def get_help_text(self):
        return f"不能与最近 {self.last} 次用过的密码相同。"
