"""The paper of an address, for all pages of papers."""

from django.shortcuts import get_object_or_404

from reports.models import Paper
from reports.services import papers


def own_paper(request, public_id) -> Paper:
    """A paper that the user may read; any other does not exist."""
    return get_object_or_404(papers.of(request.access), public_id=public_id)
