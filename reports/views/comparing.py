"""Pages that put papers side by side: one with an earlier one, and several for contradictions."""

import uuid

from django.shortcuts import render
from django.views.decorators.http import require_GET

from reports.models import Paper
from reports.services import carrying, comparing, figures, papers
from reports.services import contradictions as finding
from reports.text.tokens import FigureRun, Trouble
from reports.views.paper_access import own_paper
from union_site.core.periods import Period
from union_site.core.registry import indicators
from union_site.core.roles import Permission
from union_site.core.views.errors import NotFound
from union_site.core.views.tools import allowed

KINDS = {"same": "一致", "values": "数字变化", "changed": "改写", "added": "新增", "removed": "删去"}
TONES = {"same": "", "values": "note", "changed": "wait", "added": "ok", "removed": "bad"}
TONE_WORDS = {"bad": "互相矛盾", "wait": "请核实", "calm": "写法不同"}


@require_GET
@allowed(Permission.FIGURES)
def compare(request, public_id):
    """A paper beside an earlier one of the same unit (?with=), sentence by sentence; ?only=changed leaves out what is alike."""
    paper = own_paper(request, public_id)
    choices = _others(request, paper)
    other = _chosen_other(request, paper, choices)
    sections = []
    if other is not None:
        today = request.access.today
        sections = comparing.compare(comparing.said(paper, today=today), comparing.said(other, today=today))
    changed_only = request.GET.get("only") == "changed"
    return render(
        request,
        "reports/compare.html",
        {
            "paper": paper,
            "other": other,
            "period": Period.parse(paper.period),
            "choices": choices,
            "sections": [_section_words(one, changed_only) for one in sections],
            "counts": [(KINDS[kind], sum(one.counts[kind] for one in sections)) for kind in KINDS if other is not None],
            "changed_only": changed_only,
        },
    )


def _others(request, paper: Paper) -> list[tuple[Paper, str]]:
    """Papers that this one may be compared with, each with what it is: the one before, last year's, other versions and kinds."""
    named: dict[int, str] = {}
    if last := carrying.last_paper(paper):
        named[last.pk] = "上一期"
    if before := carrying.year_before(paper):
        named[before.pk] = "上一期、上年同期" if before.pk in named else "上年同期"
    rows = papers.of(request.access).filter(organization=paper.organization).exclude(pk=paper.pk)
    found = [(row, named.get(row.pk, "")) for row in rows]
    return sorted(found, key=lambda item: not item[1])


def _chosen_other(request, paper: Paper, choices: list[tuple[Paper, str]]) -> Paper | None:
    wanted = request.GET.get("with", "")
    if not wanted:
        return choices[0][0] if choices else None
    try:
        key = uuid.UUID(wanted)
    except ValueError:
        key = None
    found = papers.of(request.access).filter(public_id=key).exclude(pk=paper.pk).first() if key else None
    if found is None:
        raise NotFound("没有这份材料，或它不在您的管理范围内。")
    return found


def _section_words(section: comparing.ComparedSection, changed_only: bool) -> dict:
    pairs = [one for one in section.pairs if not (changed_only and one.kind == "same")]
    return {
        "heading": section.heading,
        "other": section.other,
        "pairs": [{"kind": KINDS[one.kind], "tone": TONES[one.kind], **_sides(one)} for one in pairs],
        "same": len(section.pairs) - len(pairs),
    }


def _sides(pair: comparing.Pair) -> dict:
    """Both sentences as runs: figures that differ are marked, and of a sentence that was rewritten the words."""
    if pair.kind == "changed":
        new, old = comparing.differences(pair.new.text, pair.old.text)
        return {
            side: [{"text": text, "mark": mark} for text, mark in said] for side, said in (("new", new), ("old", old))
        }
    figures = pair.figures
    return {
        "new": _runs(pair.new, {id(new) for new, _ in figures}),
        "old": _runs(pair.old, {id(old) for _, old in figures}),
    }


def _runs(one: comparing.SaidSentence | None, marked: set[int]) -> list[dict]:
    if one is None:
        return []
    return [
        {
            "text": run if isinstance(run, str) else run.text,
            "figure": isinstance(run, FigureRun),
            "mark": id(run) in marked,
            "trouble": run.reason if isinstance(run, Trouble) else "",
        }
        for run in one.runs
    ]


@require_GET
@allowed(Permission.FIGURES)
def contradictions(request):
    """Choose several papers (?paper=…&paper=…) and see what they contradict each other in."""
    rows = list(papers.of(request.access))
    wanted = set(request.GET.getlist("paper"))
    chosen = [row for row in rows if str(row.public_id) in wanted]
    said = ""
    if len(chosen) > finding.MOST:
        said, chosen = f"一次最多对照{finding.MOST}份材料，请少选几份。", []
    elif wanted and len(chosen) < 2:
        said = "请至少选两份材料。"
    found = finding.find(chosen, today=request.access.today) if len(chosen) > 1 else []
    return render(
        request,
        "reports/contradictions.html",
        {
            "rows": [(row, Period.parse(row.period).label, row in chosen) for row in rows],
            "asked": len(chosen) > 1,
            "chosen": chosen,
            "said": said,
            "found": [(one, TONE_WORDS[one.tone], _figure_url(one)) for one in found],
        },
    )


def _figure_url(one: finding.Contradiction) -> str:
    if not one.key or one.key not in indicators:
        return ""
    return figures.address(one.key, one.statements[0].paper.organization, one.period)
