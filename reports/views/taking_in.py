"""Writing a sentence into a paper that its draft had to leave out."""

from django.shortcuts import redirect

from reports.services import left_out, papers
from reports.views.paper_access import own_section, sent, tried
from reports.views.parameters import whole_number
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed, post_only


@post_only
@allowed(Permission.WRITE)
def take_in(request, public_id, section_id):
    """Take in the sentence at `position` of what the section left out, if its figures are there now."""
    section = own_section(request, public_id, section_id)
    papers.require_write(request.access, section.paper)
    position, line = whole_number(request.POST.get("position"), -1), sent(request.POST, "line")

    def act():
        left_out.take_in(
            section=section, position=position, line=line, today=request.access.today, by=request.user, request=request
        )

    tried(request, section.paper, act, "已写入这个句子，请到该部分核对。")
    return redirect("reports:paper", section.paper.public_id)
