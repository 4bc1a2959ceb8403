"""The paper of an address, and what was sent about it, for all pages of papers."""

from django.http import QueryDict
from django.shortcuts import get_object_or_404

from reports.models import Paper
from reports.services import papers


def own_paper(request, public_id) -> Paper:
    """A paper that the user may read; any other does not exist."""
    return get_object_or_404(papers.of(request.access), public_id=public_id)


def sent(data: QueryDict, name: str, default: str = "") -> str:
    """The text that was sent under a name, without NUL, which no database keeps."""
    return data.get(name, default).replace("\0", "")
