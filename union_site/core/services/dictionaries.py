"""Extending the dictionaries (字典): add, change, order, end, resume, delete. Each writes its audit event.

Built-in words keep their names, since forms, sheets and figures know them. A word that records name is never deleted; a
changed name is changed in the records too, and the old one stays known as another way to write it.
"""

import re
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from union_site.core import audit
from union_site.core.dictionaries import Dictionary, Entry
from union_site.core.dictionary_fields import SEPARATOR
from union_site.core.models import District, User
from union_site.core.widths import matching_key, tidy

TAKEN = "“{}”已是字典中“{}”的名称或其他写法。"
MOST = 500  # entries of a district in one dictionary


def find(dictionary: Dictionary, district: District, name: str) -> Entry | None:
    return next((entry for entry in dictionary.entries(district) if entry.name == name), None)


def words_of(text: str) -> tuple[str, ...]:
    """Synonyms as somebody types them: parted by 、 ， , ； ; or line breaks, each once."""
    return tuple(dict.fromkeys(filter(None, map(tidy, re.split(r"[、，,；;\n]", text)))))


@transaction.atomic
def add(
    *, dictionary: Dictionary, district: District, name: str, synonyms: Iterable[str] = (), by: User, request=None
) -> None:
    """Add an own entry at the end. Raises ValidationError, keyed by form field."""
    entries = _locked(dictionary, district)
    name = _name(dictionary, name)
    _refuse_taken(entries, name, synonyms)
    own = [entry for entry in entries if not entry.built_in]
    if len(own) >= MOST:
        raise ValidationError({"name": f"一个字典最多添加{MOST}个条目。"})
    position = max((entry.row.position for entry in own), default=99) + 1
    row = dictionary.new_row(district, name=name, position=position, synonyms=_joined(synonyms))
    _save(row)
    _write(dictionary, name, by, request, "添加条目", {"synonyms": ["", row.synonyms]} if row.synonyms else {})


@transaction.atomic
def change(
    *,
    dictionary: Dictionary,
    district: District,
    entry: Entry,
    name: str,
    synonyms: Iterable[str],
    by: User,
    request=None,
) -> int:
    """Change an entry's name and synonyms (of a built-in one: the district's own synonyms). Returns the records changed.

    Raises ValidationError, keyed by form field.
    """
    entries = [other for other in _locked(dictionary, district) if other.name != entry.name]
    name = entry.name if entry.built_in else _name(dictionary, name)
    synonyms = [word for word in synonyms if matching_key(word) != matching_key(name)]
    renamed = name != entry.name
    if renamed and matching_key(entry.name) not in {matching_key(word) for word in (name, *synonyms)}:
        synonyms.append(entry.name)
    _refuse_taken(entries, name, synonyms)
    row = entry.row or dictionary.new_row(district, name=name)
    before = {"name": entry.name, "synonyms": row.synonyms}
    row.name, row.synonyms = name, _joined(synonyms)
    _save(row)
    changed = _carry(dictionary, district, entry.name, name) if renamed and dictionary.keeps_words else 0
    changes = {key: [old, getattr(row, key)] for key, old in before.items() if old != getattr(row, key)}
    if changes:
        reason = f"条目改名，{changed}条记录随之改写" if changed else "修改条目"
        _write(dictionary, name, by, request, reason, changes)
    return changed


@transaction.atomic
def end(*, dictionary: Dictionary, district: District, entry: Entry, day: date, by: User, request=None) -> None:
    """Offer an entry no more from `day` on. Records that name it, and imports, are not touched. Raises ValidationError."""
    if entry.built_in and not dictionary.can_end_built_in:
        raise ValidationError("系统自带的条目由指标使用，不能停用。")
    row = entry.row or dictionary.new_row(district, name=entry.name)
    row.ended_on = day
    _save(row)
    _write(dictionary, entry.name, by, request, "停用条目", {"ended_on": [None, day.isoformat()]})


@transaction.atomic
def resume(*, dictionary: Dictionary, entry: Entry, by: User, request=None) -> None:
    """Offer an ended entry again."""
    if entry.row is None or entry.ended_on is None:
        return
    entry.row.ended_on = None
    _save(entry.row)
    _write(dictionary, entry.name, by, request, "恢复使用条目", {"ended_on": [entry.ended_on.isoformat(), None]})


@transaction.atomic
def move(*, dictionary: Dictionary, district: District, entry: Entry, up: bool, by: User, request=None) -> None:
    """Put an own entry one place further up or down; at the end of the list nothing happens. Raises ValidationError."""
    if entry.built_in:
        raise ValidationError("系统自带的条目排在前面，次序固定。")
    own = [other for other in _locked(dictionary, district) if not other.built_in]
    place = [other.name for other in own].index(entry.name)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(own):
        return
    own[place], own[other] = own[other], own[place]
    for position, item in enumerate(own, start=100):
        if item.row.position != position:
            item.row.position = position
            item.row.save(update_fields=["position"])
    _write(dictionary, entry.name, by, request, "上移条目" if up else "下移条目", {})


@transaction.atomic
def delete(*, dictionary: Dictionary, district: District, entry: Entry, by: User, request=None) -> None:
    """Delete an own entry that no record names. Raises ValidationError otherwise."""
    if entry.built_in:
        raise ValidationError("系统自带的条目不能删除。")
    used = dictionary.uses(district).get(entry.name, 0)
    if used:
        raise ValidationError(f"“{entry.name}”已有{used}条记录使用，不能删除；不再使用的可以停用。")
    try:
        with transaction.atomic():
            entry.row.delete()
    except models.ProtectedError:
        raise ValidationError(f"“{entry.name}”已有记录使用，不能删除；不再使用的可以停用。") from None
    _write(dictionary, entry.name, by, request, "删除条目", {})


def _locked(dictionary: Dictionary, district: District) -> list[Entry]:
    """The entries, with nobody else changing the dictionaries of the district meanwhile."""
    District.objects.select_for_update().get(pk=district.pk)
    return dictionary.entries(district)


def _name(dictionary: Dictionary, name: str) -> str:
    name = tidy(name)
    if not name:
        raise ValidationError({"name": "请填写名称。"})
    if len(name) > dictionary.max_length:
        raise ValidationError({"name": f"名称不能超过{dictionary.max_length}个字。"})
    if SEPARATOR in name:
        raise ValidationError({"name": "名称中不能有顿号，请分开添加。"})
    return name


def _refuse_taken(others: list[Entry], name: str, synonyms: Iterable[str]) -> None:
    """A word means one entry."""
    known = {matching_key(word): entry.name for entry in others for word in (entry.name, *entry.synonyms)}
    for field, words in (("name", [name]), ("synonyms", synonyms)):
        for word in words:
            if matching_key(word) in known:
                raise ValidationError({field: TAKEN.format(word, known[matching_key(word)])})


def _joined(synonyms: Iterable[str]) -> str:
    text = SEPARATOR.join(synonyms)
    if len(text) > 300:
        raise ValidationError({"synonyms": "其他写法合计不能超过300个字。"})
    return text


def _save(row: models.Model) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ValidationError({"name": "字典中已有这个名称。"}) from None


def _carry(dictionary: Dictionary, district: District, old: str, new: str) -> int:
    """Write a changed name into the records that hold the old one; the day of their own last change stays."""
    return sum(rows.filter(**{lookup: old}).update(**{lookup: new}) for _, lookup, rows in dictionary.used_by(district))


def _write(dictionary: Dictionary, name: str, by: User, request, reason: str, changes: dict) -> None:
    audit.write(
        audit.Action.SETTING,
        user=by,
        request=request,
        object_label=f"字典“{dictionary.title}”：{name}"[:120],
        reason=reason,
        changes=changes,
    )
