"""Steps of a paper and of its sections, and comments on its sentences."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from reports.models import PaperSection, SentenceComment
from reports.services import comments, composing, duties, workflow
from reports.services.comments import Remark
from reports.services.summary import summary_of
from reports.text import prose
from reports.text.tokens import runs
from reports.views.paper_access import own_paper, own_section, sent, tried
from reports.views.paper_documents import site_address
from reports.views.paper_parts import Work, spoken, work
from reports.views.parameters import whole_number
from reports.views.runs import shown_runs
from union_site.core.periods import Period
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed, post_only


@post_only
@allowed(Permission.WRITE, Permission.SIGN)
def paper_step(request, public_id):
    """Take a step of the paper: pass it on, return it, sign it, note that it was issued."""
    paper = own_paper(request, public_id)
    key, reason = request.POST.get("step", ""), sent(request.POST, "reason")
    try:
        issued_on = date.fromisoformat(request.POST.get("issued_on", "").strip())
    except ValueError:
        issued_on = None

    def act():
        if not any(one.key == key for one in workflow.PAPER_STEPS):
            raise ValidationError("没有这个步骤，请刷新页面。")
        workflow.move_paper(
            paper=paper,
            step=key,
            by=request.user,
            today=request.access.today,
            reason=reason,
            issued_on=issued_on,
            base=site_address(request),
            request=request,
        )

    label = next((one.label for one in workflow.PAPER_STEPS if one.key == key), "")
    tried(request, paper, act, f"已办理“{label}”。", reason.strip())
    return redirect("reports:paper", paper.public_id)


@post_only
@allowed(Permission.WRITE)
def section_step(request, public_id, section_id):
    """Take a step of a section, or remind its department."""
    section = own_section(request, public_id, section_id)
    key, reason = request.POST.get("step", ""), sent(request.POST, "reason")
    said = {"section": section, "by": request.user, "today": request.access.today, "reason": reason}

    def act():
        if key == "remind":
            workflow.remind(**said, request=request)
        elif any(one.key == key for one in workflow.SECTION_STEPS):
            workflow.move_section(**said, step=key, request=request)
        else:
            raise ValidationError("没有这个步骤，请刷新页面。")

    label = next((one.label for one in workflow.SECTION_STEPS if one.key == key), "催办")
    tried(request, section.paper, act, f"“{section}”：已办理“{label}”。", reason.strip())
    return redirect(reverse("reports:paper", args=[section.paper.public_id]) + "#sections")


@allowed(Permission.WRITE, Permission.SIGN)
def section_comments(request, public_id, section_id):
    """The sentences of a section to choose from, a comment on one of them, and the comments that there are."""
    section = own_section(request, public_id, section_id)
    paper, typed, problem = section.paper, {"sentence": "", "text": ""}, ""
    if request.method == "POST":
        typed = {name: sent(request.POST, name) for name in typed}
        try:
            made = comments.add(section=section, by=request.user, today=request.access.today, request=request, **typed)
        except ValidationError as error:
            problem = "".join(error.messages)
        else:
            messages.success(request, "意见已提出，写在“意见”栏中。")
            numbers = [n for n, one in enumerate(prose.sentences(section.text), 1) if one == made.sentence]
            place = comments.anchor(section, numbers[0]) if numbers else f"comment-{made.public_id}"
            return redirect(reverse("reports:paper", args=[paper.public_id]) + f"#{place}")
    found, sentences = _sentences(request, section)
    number = whole_number(request.GET.get("sentence"), 0)
    if not typed["sentence"] and 0 < number <= len(sentences):
        typed["sentence"] = sentences[number - 1]["stored"]
    chosen = next((one for one in sentences if one["stored"] == typed["sentence"]), None)
    return render(
        request,
        "reports/section_comments.html",
        {
            "paper": paper,
            "section": section,
            "period": Period.parse(paper.period),
            "work": found,
            "sentences": sentences,
            "chosen": chosen,
            "said_of_it": [r for r, _ in found.open_remarks if chosen and r.number == chosen["number"]],
            "typed": typed,
            "problem": problem,
        },
        status=400 if problem else 200,
    )


def _sentences(request, section: PaperSection) -> tuple[Work, list[dict]]:
    """The sentences of a section as stored and with their figures said."""
    paper, today = section.paper, request.access.today
    found = work(request, paper, [section])
    found.remarks = [one for one in found.remarks if one.comment.section_id == section.pk]
    frame = composing.of_paper(paper)
    composition = composing.compose([section.text], frame, today=today)
    summary = summary_of(paper.title, [(section.heading, section.text)], composition, today=today)
    sentences = []
    quotes = found.quotes.setdefault(section.pk, {})
    for number, stored in enumerate(prose.sentences(section.text), 1):
        shown = shown_runs(runs(stored, composition.values), summary)
        quotes[number] = "".join(run["text"] for run in shown)
        sentences.append({"number": number, "stored": stored, "runs": shown})
    return found, sentences


@post_only
@allowed(Permission.WRITE, Permission.SIGN)
def comment_resolve(request, public_id, comment_id):
    """Settle a comment, with an answer."""
    paper = own_paper(request, public_id)
    comment = get_object_or_404(SentenceComment, section__paper=paper, public_id=comment_id)
    answer = sent(request.POST, "answer")

    def act():
        comments.resolve(comment=comment, answer=answer, by=request.user, today=request.access.today, request=request)

    tried(request, paper, act, "意见已处理。", answer.strip())
    return redirect(reverse("reports:paper", args=[paper.public_id]) + "#comments")


def open_remarks(request, section: PaperSection) -> list[tuple[Remark, str]]:
    """The open comments on a section with the sentence of each, for whoever writes it."""
    found = comments.of(section.paper, duties.of(request.access, section.paper), request.user)
    those = [one for one in found if one.comment.section_id == section.pk and one.comment.resolved_at is None]
    return [(one, spoken(one.comment.sentence)) for one in those]


def may_write_now(request, section: PaperSection) -> str:
    """Why the user may not write the section just now; "" when they may."""
    return duties.refusal(duties.of(request.access, section.paper), section.paper, section)
