"""What the database says when it refuses a row, in the words of the register."""

import re

from django.db import models

from union_site.core.spreadsheets.targets import CompiledTarget

REFUSED = "数据库拒绝了这一行，请核对内容后重新导入。"


def message_of(error: Exception, compiled: list[CompiledTarget]) -> str:
    """The Chinese message of the constraint that the database names."""
    text = str(error)
    for target in compiled:
        for constraint in target.meta.constraints:
            named = re.search(rf"\b{constraint.name}\b", text) is not None
            if not named and isinstance(constraint, models.UniqueConstraint) and constraint.fields:
                columns = ", ".join(
                    f"{target.meta.db_table}.{target.meta.get_field(name).column}" for name in constraint.fields
                )
                named = f"UNIQUE constraint failed: {columns}" in text
            if named:
                return str(constraint.violation_error_message)
    return text if text.startswith("“") else REFUSED
