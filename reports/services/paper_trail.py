"""What the audit trail is told of papers."""

from reports.models import Paper, PaperSection
from union_site.core import audit
from union_site.core.models import User

REGISTER = "paper"  # as the trail calls it


def record(paper: Paper, section: PaperSection | None, *, changes: dict, reason: str, by: User, request=None) -> None:
    """Tell the trail what was done to a paper, or to a section of it."""
    audit.write(
        audit.Action.CHANGE,
        user=by,
        request=request,
        register=REGISTER,
        object_id=paper.public_id,
        object_label=(f"{paper.title}：{section}" if section else paper.title)[:120],
        organization_id=paper.organization_id,
        changes=changes,
        reason=reason[:200],
    )
