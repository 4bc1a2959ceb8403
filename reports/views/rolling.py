"""Starting a period's paper from an earlier one (沿用)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect

from members.models import Organization
from reports.services import rolling
from reports.services.templates import UnknownTemplate
from union_site.core.periods import Period


def carry_forward(request, period: Period, unit: Organization, kind: str = "half_year"):
    """Start the paper, and lead to its checks, where what cannot be said and what may be out of date is listed."""
    try:
        rolled = rolling.roll_forward(
            period=period, unit=unit, kind=kind, today=request.access.today, by=request.user, request=request
        )
    except (ValidationError, UnknownTemplate) as error:
        messages.error(request, "".join(getattr(error, "messages", [str(error)])))
        return redirect("reports:papers")
    said = f"已沿用《{rolled.paper.carried_from.title}》的文字，数字已换成本期的。"
    if rolled.unsaid:
        said += f"有 {len(rolled.unsaid)} 句的数字本期写不出来，列在下面。"
    messages.success(request, said + "请逐条确认沿用的内容。")
    return redirect("reports:checks", rolled.paper.public_id)
