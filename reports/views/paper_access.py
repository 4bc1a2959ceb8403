"""The paper of an address, what was sent about it, and trying what may be refused: for all pages of papers."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from reports.models import Paper, PaperSection
from reports.services import paper_trail, papers
from union_site.core import audit

T = TypeVar("T")


def own_paper(request, public_id) -> Paper:
    """A paper that the user may read; any other does not exist."""
    return get_object_or_404(papers.of(request.access), public_id=public_id)


def own_section(request, public_id, section_id, *, removed: bool = False) -> PaperSection:
    """A section of a paper that the user may read; `removed`: also one that was taken out of it."""
    paper = own_paper(request, public_id)
    rows = PaperSection.every.filter(paper=paper) if removed else paper.sections.all()
    section = get_object_or_404(rows.select_related("department", "opened_by"), public_id=section_id)
    section.paper = paper
    return section


def sent(data: QueryDict, name: str, default: str = "") -> str:
    """The text that was sent under a name, without NUL, which no database keeps."""
    return data.get(name, default).replace("\0", "")


def tried(request, paper: Paper, act: Callable[[], T], said: str | Callable[[T], str], typed: str = "") -> T | None:
    """Do it and say so; where it is refused say why, with what was typed, and tell the trail.

    Returns what `act` did, None where it was refused. `said` may follow from what was done.
    """
    try:
        done = act()
    except ValidationError as error:
        reason = "".join(error.messages)
        paper_trail.record(paper, action=audit.Action.DENIED, reason=reason, request=request)
        messages.error(request, f"{reason}您填写的是：{typed}" if typed else reason)
        return None
    messages.success(request, said if isinstance(said, str) else said(done))
    return done
