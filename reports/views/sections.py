"""Writing a section of a paper: its text with figures, a preview, autosave, its history."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.documents.fonts import uncovered
from reports.models import PaperSection
from reports.services import catalogue, composing, figures, papers
from reports.services.summary import summary_of
from reports.text import prose
from reports.text.tokens import Trouble
from reports.views.paper_access import own_section, sent
from reports.views.paper_work import may_write_now, open_remarks
from reports.views.parameters import whole_number
from reports.views.runs import shown_runs
from union_site.core.periods import Period
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed, post_only

FOUND = 12  # figures that a search shows
CLASHED = "您编写期间，{who}已保存了新的文字。您的文字没有丢失，已另存一份，请对照后合并。"
REFUSED = "{why}您的文字没有丢失，已另存一份，可在“修改记录”中查看。"


def _section(request, public_id, section_id) -> PaperSection:
    """Also one that was taken out of the paper meanwhile: what is typed into it must not be lost."""
    return own_section(request, public_id, section_id, removed=True)


@allowed(Permission.WRITE)
def section_edit(request, public_id, section_id):
    """The text of a section with its preview beside it; saving leads back to the paper."""
    section = _section(request, public_id, section_id)
    papers.require_write(request.access, section.paper)
    said, mine, title = "", None, "没有保存。"
    why = may_write_now(request, section)
    if why and request.method != "POST":
        messages.warning(request, why)
        return redirect("reports:paper", section.paper.public_id)
    if request.method == "POST":
        mine = {name: sent(request.POST, name) for name in ("heading", "text")}
        try:
            saved = papers.save_text(
                section=section,
                base=whole_number(request.POST.get("base"), 0),
                by=request.user,
                request=request,
                **mine,
            )
        except ValidationError as error:
            said = "".join(error.messages)
        else:
            if saved.taken:
                if remark := missing_words(mine["heading"] + mine["text"]):
                    messages.warning(request, f"已保存{remark}。")
                return redirect("reports:paper", section.paper.public_id)
            section.refresh_from_db()
            said, title = _not_taken(section, saved)
    other = papers.opened(section=section, by=request.user)
    text = mine or {"heading": section.heading, "text": section.text}
    return render(
        request,
        "reports/section_edit.html",
        {
            "paper": section.paper,
            "section": section,
            "period": Period.parse(section.paper.period),
            "heading": text["heading"],
            "text": text["text"],
            "theirs": prose.changes(text["text"], section.text) if mine and said else (),
            "said": said,
            "said_title": title,
            "other": other,
            "remarks": open_remarks(request, section),
            "preview": _preview(request, section, text["heading"], text["text"]),
        },
        status=400 if said else 200,
    )


def _not_taken(section: PaperSection, saved: papers.Saved) -> tuple[str, str]:
    """Why a text stands beside the section's own, and a title for it."""
    if saved.refused:
        return REFUSED.format(why=saved.refused), "没有写进正文。"
    last = section.texts.filter(taken=True).select_related("saved_by").first()
    return CLASHED.format(who=last.saved_by if last else "别人"), "没有覆盖别人的文字。"


@post_only
@allowed(Permission.WRITE)
def section_save(request, public_id, section_id):
    """Keep what is being typed; answers {revision, taken, said} for the page's script."""
    section = _section(request, public_id, section_id)
    papers.require_write(request.access, section.paper)
    try:
        saved = papers.save_text(
            section=section,
            heading=sent(request.POST, "heading"),
            text=sent(request.POST, "text"),
            base=whole_number(request.POST.get("base"), 0),
            by=request.user,
            gather=True,
            request=request,
        )
    except ValidationError as error:
        return JsonResponse({"said": "".join(error.messages)}, status=400)
    at = timezone.localtime().strftime("%H:%M")
    said = f"已于{at}保存" if saved.taken else _not_taken(section, saved)[0]
    said += missing_words(sent(request.POST, "heading") + sent(request.POST, "text"))
    return JsonResponse({"revision": saved.revision, "taken": saved.taken, "said": said})


def missing_words(text: str) -> str:
    """A remark on characters that the fonts of documents lack; empty where they have all."""
    missing = uncovered(text)
    if not missing:
        return ""
    more = f"等{len(missing)}个字" if len(missing) > 10 else ""
    return f"。公文字体中没有{'、'.join(f'“{one}”' for one in missing[:10])}{more}，印出来会是“〓”，请核对"


@post_only
@allowed(Permission.WRITE)
def section_preview(request, public_id, section_id):
    """The text that is being typed, with its figures said."""
    section = _section(request, public_id, section_id)
    preview = _preview(request, section, sent(request.POST, "heading"), sent(request.POST, "text"))
    return render(request, "reports/_section_preview.html", {"preview": preview})


def _preview(request, section: PaperSection, heading: str, text: str) -> dict:
    paper = section.paper
    frame = composing.of_paper(paper)
    composition = composing.compose([text], frame, today=request.access.today)
    summary = summary_of(paper.title, [(heading, text)], composition, today=request.access.today)
    parts = [part for one in summary.sections for part in one.paragraphs]
    return {
        "heading": heading,
        "paragraphs": [(part.lead, shown_runs(part.runs, summary)) for part in parts],
        "troubles": sum(isinstance(run, Trouble) for part in parts for run in part.runs),
    }


@require_GET
@allowed(Permission.WRITE)
def section_figures(request, public_id, section_id):
    """Figures by name, 口径 or key, each with its value and the token that inserts it."""
    section = _section(request, public_id, section_id)
    paper, sought = section.paper, " ".join(request.GET.get("q", "").split())[:50]
    frame = composing.of_paper(paper)
    day = frame.period.last_day
    wanted = [
        one
        for one in catalogue.in_order(paper.district, day)
        if not sought or sought in one.label or sought in one.key or sought in one.described(frame.period)
    ]
    wanted.sort(key=lambda one: sought not in one.label)
    shown = wanted[:FOUND]
    found = figures.compute(
        shown, frame.period, district=paper.district, unit=paper.organization, today=request.access.today, names=False
    )
    return render(
        request,
        "reports/_section_figures.html",
        {
            "found": [(found[one.key], "{{" + one.key + "}}") for one in shown],
            "more": len(wanted) - len(shown),
            "sought": sought,
            "query": f"?period={paper.period}&unit={paper.organization.public_id}",
        },
    )


@require_GET
@allowed(Permission.FIGURES)
def section_history(request, public_id, section_id):
    """Every saved text of a section, what each changed, and texts that met another's."""
    section = _section(request, public_id, section_id)
    kept = list(section.texts.select_related("saved_by"))
    taken = [one for one in kept if one.taken]
    before = dict(zip(taken, [*taken[1:], None], strict=True))
    rows = [
        {
            "text": one,
            "changes": [
                change
                for change in prose.changes(
                    (before[one].text if before[one] else "") if one.taken else section.text, one.text
                )
                if change.kind != "same"
            ],
            "first": one.taken and before[one] is None,
        }
        for one in kept
    ]
    back = reverse("reports:paper", args=[section.paper.public_id])
    return render(
        request,
        "reports/section_history.html",
        {"paper": section.paper, "section": section, "rows": rows, "back": back},
    )
