"""What models need of the dictionaries (字典): the field that takes its words from one, and what a stored entry has."""

from django.db import models

SEPARATOR = "、"  # between the synonyms of an entry, as they are stored


class DictionaryField(models.CharField):
    """A text for which the dictionary of that key offers words. `closed`: no other words may stand in it.

    For migrations it is a plain CharField: which words are offered is no matter of the database.
    """

    def __init__(self, *args, dictionary: str = "", closed: bool = False, **kwargs):
        self.dictionary, self.closed = dictionary, closed
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class DictionaryRow(models.Model):
    """What a stored entry has; abstract."""

    position = models.PositiveSmallIntegerField("排序", default=100)
    synonyms = models.CharField("其他写法", max_length=300, blank=True, default="")
    ended_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        abstract = True


def split(synonyms: str) -> tuple[str, ...]:
    return tuple(filter(None, synonyms.split(SEPARATOR)))
