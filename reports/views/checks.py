"""Pages of the checks of a paper: what was found, grouped by check, and what may be done about each."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from reports.models import Paper
from reports.services import checks, duties, papers
from reports.services.checks import remedies
from reports.services.checks.context import Context
from reports.services.checks.findings import MARKS, Finding
from reports.text.tokens import FigureRun, Trouble, runs
from reports.views.paper_access import own_paper, sent, tried
from reports.views.parameters import whole_number
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed, post_only

TONES = {"bad": "必须改正", "wait": "请核实", "calm": "请确认", "ok": "属实"}


@require_GET
@allowed(Permission.FIGURES)
def check_list(request, public_id):
    """Everything that the checks find in a paper, grouped by check."""
    paper = own_paper(request, public_id)
    found = checks.report(paper, today=request.access.today)
    duty = duties.of(request.access, paper)
    writable = {one.pk for one in found.context.sections if not duties.refusal(duty, paper, one)}
    shown = [
        (one, finding_words(found.context, one, bool(one.section) and one.section.pk in writable))
        for one in found.findings
    ]
    groups = [
        {
            "check": check,
            "findings": [words for one, words in sorted(shown, key=_gravity) if one.check == check],
            "mend_all": check == MARKS and any(words["may_write"] for one, words in shown if one.check == check),
        }
        for check in checks.ALL
        if any(one.check == check for one, _ in shown)
    ]
    return render(
        request,
        "reports/checks.html",
        {
            "paper": paper,
            "period": found.context.period,
            "groups": groups,
            "tally": remedies.tally(found.findings),
            "clear": [check.title for check in checks.ALL if not any(one.check == check for one, _ in shown)],
            "last": found.context.last,
        },
    )


def _gravity(item: tuple[Finding, dict]) -> tuple[bool, int]:
    """What wants doing first; what was explained comes last."""
    return item[0].explained, list(TONES).index(item[0].tone)


@require_GET
@allowed(Permission.FIGURES)
def check_summary(request, public_id):
    """How many findings are left, for the paper's page."""
    paper = own_paper(request, public_id)
    found = checks.run(paper, today=request.access.today)
    blocking = [one for one in found if one.blocks]
    return render(
        request,
        "reports/_check_summary.html",
        {"paper": paper, "tally": remedies.tally(found), "blocking": blocking[:3], "more": max(0, len(blocking) - 3)},
    )


def finding_words(context: Context, one: Finding, may_write: bool) -> dict:
    """A finding as a page shows it: the sentence as it reads with the piece marked, links, and ways out."""
    paper, section = context.paper, one.section
    where = reverse("reports:paper", args=[paper.public_id])
    if may_write and section:
        query = f"?{urlencode({'find': one.found or one.sentence})}" if one.sentence else ""
        where = reverse("reports:section", args=[paper.public_id, section.public_id]) + query + "#text"
    return {
        "finding": one,
        "tone": "" if one.explained or one.tone == "calm" else one.tone,
        "tone_words": "已说明" if one.explained else TONES[one.tone],
        "section": section,
        "may_write": may_write,
        "where": where,
        "runs": shown_sentence(context, one.sentence, one.found),
        "remedies": [
            (number, remedy.words, shown_sentence(context, remedy.sentence, ""))
            for number, remedy in enumerate(one.remedies)
        ],
        "asks": one.asks or ("evidence" if one.tone == "bad" and one.check.explainable else ""),
    }


def shown_sentence(context: Context, sentence: str, found: str) -> list[dict]:
    """The runs of a sentence for a template; the piece that was found is marked, in words or as a figure's token."""
    shown, position = [], 0
    for run in runs(sentence, context.composition.values):
        if isinstance(run, FigureRun):
            start = sentence.find("{{", position)
            position = sentence.find("}}", start) + 2
            mark = bool(found) and sentence[start:position].startswith(found)
            shown.append({"text": run.text, "url": context.figure_url(run.key, run.at), "mark": mark})
        elif isinstance(run, Trouble):
            position += len(run.text)
            shown.append({"text": run.text, "trouble": run.reason, "mark": run.text == found})
        else:
            position += len(run)
            before, piece, after = run.partition(found) if found else (run, "", "")
            shown += [{"text": before}, {"text": piece, "mark": bool(piece)}, {"text": after}]
    return [one for one in shown if one["text"]]


def _writable(request, public_id) -> Paper:
    paper = own_paper(request, public_id)
    papers.require_write(request.access, paper)
    return paper


def _back(paper: Paper, check: str = ""):
    return redirect(reverse("reports:checks", args=[paper.public_id]) + (f"#{check}" if check else ""))


@post_only
@allowed(Permission.WRITE)
def check_apply(request, public_id):
    """Put what a finding offers into the text."""
    paper = _writable(request, public_id)

    def act():
        return remedies.apply(
            paper,
            request.POST.get("finding", ""),
            whole_number(request.POST.get("choice"), -1),
            today=request.access.today,
            by=request.user,
            request=request,
        )

    done = tried(request, paper, act, lambda finding: f"“{finding.section}”已改好，原来的文字在修改记录中。")
    return _back(paper, done.check.key if done else "")


@post_only
@allowed(Permission.WRITE)
def check_explain(request, public_id):
    """Keep what a finding rests on, or that it still holds."""
    paper = _writable(request, public_id)

    def act():
        return remedies.explain(
            paper,
            request.POST.get("finding", ""),
            sent(request.POST, "evidence"),
            today=request.access.today,
            by=request.user,
            request=request,
        )

    tried(request, paper, act, lambda kept: f"已记下“{kept.word}”的说明：{kept.evidence}")
    return _back(paper)


@post_only
@allowed(Permission.WRITE)
def check_marks(request, public_id):
    """Make the punctuation of the whole paper full-width."""
    paper = _writable(request, public_id)

    def act():
        return remedies.mend_marks(paper, today=request.access.today, by=request.user, request=request)

    done = tried(
        request, paper, act, lambda changed: f"已改 {changed} 个部分的标点。" if changed else "没有需要改的标点。"
    )
    return _back(paper, "" if done is None else MARKS.key)
