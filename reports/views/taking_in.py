"""Writing a sentence into a paper that its draft had to leave out."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect

from reports.services import left_out, papers
from reports.views.paper_access import own_paper
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed, post_only


@post_only
@allowed(Permission.WRITE)
def take_in(request, public_id, section_id):
    """Take in the sentence at `position` of what the section left out, if its figures are there now."""
    paper = own_paper(request, public_id)
    section = get_object_or_404(paper.sections, public_id=section_id)
    papers.require_write(request.access, paper)
    section.paper = paper
    sent = request.POST.get("position", "")
    position = int(sent) if sent.isdecimal() and len(sent) < 6 else -1
    line = request.POST.get("line", "")
    try:
        left_out.take_in(
            section=section, position=position, line=line, today=request.access.today, by=request.user, request=request
        )
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    else:
        messages.success(request, "已写入这个句子，请到该部分核对。")
    return redirect("reports:paper", paper.public_id)
