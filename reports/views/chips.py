"""What the editor of a section shows of its tokens: how each reads now, and the panel behind one of them."""

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reports.models import PaperSection
from reports.services import composing, figures, papers, statements, wordings
from reports.services.composing import Frame
from reports.services.wordings import Token
from reports.text.tokens import is_stated
from reports.views import figure_parts
from reports.views.paper_access import own_section, sent
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed, post_only


def _section(request, public_id, section_id) -> PaperSection:
    """A section that the user may write."""
    section = own_section(request, public_id, section_id)
    papers.require_write(request.access, section.paper)
    return section


@post_only
@allowed(Permission.WRITE)
def section_chips(request, public_id, section_id):
    """{token: {said, label, trouble}} of the text that is being typed, for the page's script."""
    section = _section(request, public_id, section_id)
    text = sent(request.POST, "text")
    composition = composing.compose([text], composing.of_paper(section.paper), today=request.access.today)
    return JsonResponse({"chips": wordings.chips(text, composition)})


@require_GET
@allowed(Permission.WRITE)
def section_chip(request, public_id, section_id):
    """The panel of a token: its figure, and what else it could say."""
    section = _section(request, public_id, section_id)
    frame, asked = composing.of_paper(section.paper), sent(request.GET, "token")[:400]
    token = Token.parse(asked)
    context = {"token": asked, "reason": _unknown(token, frame)}
    if not context["reason"]:
        context |= {
            "reason": "",
            "name": wordings.figure_name(token.key, frame),
            "choices": wordings.choices(token, frame, today=request.access.today),
            **_behind(token, frame, request),
        }
    return render(request, "reports/_chip_panel.html", context)


def _unknown(token: Token | None, frame: Frame) -> str:
    """Why nothing can be told of a token; empty where something can."""
    if token is None:
        return "这个标记无法识别，请删除后用“插入数字”重新插入。"
    if token.key in frame.own.broken:
        return f"这项自定义指标需要修订：{frame.own.broken[token.key]}"
    if not is_stated(token.key) and token.key not in frame.known:
        return f"没有名为“{token.key}”的指标，请删除后重新插入。"
    return ""


def _behind(token: Token, frame: Frame, request) -> dict:
    """The figure behind a token: value, the same period of earlier years, and its page."""
    composition = composing.compose([str(token)], frame, today=request.access.today)
    unit, period = composition.place(token.at)
    told = {
        "unit": unit,
        "period": period,
        "url": figures.address(token.key, unit, period),
        "said": wordings.said(str(token), composition),
    }
    if is_stated(token.key):
        return {**told, "statement": statements.of(unit, [period]).get((token.key, period.key))}
    asked = figure_parts.Asked(frame.known[token.key], period, unit, frame.district, None, request.access.today)
    series = figure_parts.series(asked)
    return {**told, "value": series["value"], "years": series["years"]}
