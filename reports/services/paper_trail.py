"""What the audit trail is told of papers."""

from collections.abc import Mapping

from reports.models import Paper, PaperSection
from union_site.core import audit
from union_site.core.models import User

REGISTER = "paper"  # as the trail calls it


def record(
    paper: Paper,
    section: PaperSection | None = None,
    *,
    action: str = audit.Action.CHANGE,
    label: str = "",
    changes: Mapping | None = None,
    reason: str = "",
    by: User | None = None,
    request=None,
) -> None:
    """Tell the trail what was done to a paper, or to a section of it. `label`: what it is called there, if not its title."""
    label = label or (f"{paper.title}：{section}" if section else paper.title)
    audit.write(
        action,
        user=by,
        request=request,
        register=REGISTER,
        record=paper,
        object_label=label[:120],
        changes=changes,
        reason=reason,
    )
