"""What a district adds to the dictionaries (字典); see union_site.core.dictionaries."""

from django.db import models

from union_site.core.dictionary_fields import DictionaryRow
from union_site.core.ids import new_public_id


class DictionaryEntry(DictionaryRow):
    """An own entry of a dictionary, or what the district ended of, or added to, a built-in one of that name."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    district = models.ForeignKey(
        "core.District", models.CASCADE, related_name="+", verbose_name="区总工会", db_index=False
    )
    dictionary = models.CharField("字典", max_length=40)
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = "字典条目"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "dictionary", "name"],
                name="dictionary_entry_name",
                violation_error_message="字典中已有这个名称。",
            ),
        ]

    def __str__(self):
        return self.name
