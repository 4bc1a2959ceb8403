"""Carrying out what a finding offers: another sentence in its place, or a word on what it rests on."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from reports.models import ClaimEvidence, Paper, PaperSection
from reports.services import checks, duties, paper_trail, papers
from reports.services.checks.findings import Finding
from reports.services.checks.wording import mended
from union_site.core.models import User

GONE = "这一处的文字已经改过，请看重新核对的结果。"
CLASHED = "别人刚修改了“{section}”，没有覆盖，请看重新核对的结果。"
LONGEST = 300


def refusal(paper: Paper, section: PaperSection, *, today: date, by: User, request=None) -> str:
    """Why `by` may not mend or explain anything in the section just now; "" when they may: the rule of its writing."""
    return duties.refusal(duties.of(duties.access_of(by, today, request), paper), paper, section)


def find(paper: Paper, finding_id: str, *, today: date) -> Finding:
    """The finding of this id, as it is found now. Raises ValidationError when it was signed, or the text has changed meanwhile."""
    duties.require_unsigned(paper)
    found = next((one for one in checks.run(paper, today=today) if one.id == finding_id), None)
    if found is None:
        raise ValidationError(GONE)
    return found


def apply(paper: Paper, finding_id: str, choice: int, *, today: date, by: User, request=None) -> Finding:
    """Put the sentence that a finding offers in the place of its own. Raises ValidationError where that cannot be done."""
    finding = find(paper, finding_id, today=today)
    if finding.span is None or not 0 <= choice < len(finding.remedies):
        raise ValidationError(GONE)
    section, span = finding.section, finding.span
    if why := refusal(paper, section, today=today, by=by, request=request):
        raise ValidationError(why)
    text = section.text[: span.start] + finding.remedies[choice].sentence + section.text[span.end :]
    _save(section, text, by, request)
    return finding


def mend_marks(paper: Paper, *, today: date, by: User, request=None) -> int:
    """Make the punctuation of the whole paper full-width, as far as `by` may write it; the number of sections that changed.

    Raises ValidationError where there is something to mend, and none of it is theirs.
    """
    duties.require_unsigned(paper)
    changed, refused = 0, ""
    for section in paper.sections.select_related("department"):
        text = mended(section.text)
        if text == section.text:
            continue
        if why := refusal(paper, section, today=today, by=by, request=request):
            refused = refused or why
            continue
        _save(section, text, by, request)
        changed += 1
    if refused and not changed:
        raise ValidationError(refused)
    return changed


def _save(section: PaperSection, text: str, by: User, request) -> None:
    """Save on the revision that was looked at; a text that somebody saved meanwhile stays, and so does this one beside it."""
    saved = papers.save_text(
        section=section, heading=section.heading, text=text, base=section.revision, by=by, request=request
    )
    if not saved.taken:
        raise ValidationError(saved.refused or CLASHED.format(section=section))


def explain(paper: Paper, finding_id: str, evidence: str, *, today: date, by: User, request=None) -> ClaimEvidence:
    """Keep what somebody says a finding rests on. Raises ValidationError without words, or where nothing can be said."""
    finding = find(paper, finding_id, today=today)
    evidence = " ".join(evidence.split())
    if finding.asks == "confirm":
        evidence = evidence or "确认仍然如此"
    if not evidence:
        raise ValidationError("请写明依据或说明，如：据区人社局《2021年上半年统计表》。")
    if len(evidence) > LONGEST:
        raise ValidationError(f"依据不能超过{LONGEST}个字。")
    if not finding.check.explainable or finding.section is None:
        raise ValidationError("这一处不能用说明代替修改，请先改正。")
    with transaction.atomic():
        # Nobody signs meanwhile, and what was signed is not explained afterwards.
        held = Paper.objects.locked(paper.pk)
        if why := refusal(held, finding.section, today=today, by=by, request=request):
            raise ValidationError(why)
        kept = ClaimEvidence.objects.create(
            section=finding.section, sentence=finding.sentence, word=finding.kept_word, evidence=evidence, by=by
        )
        changes = {"evidence": [None, f"{finding.kept_word}：{evidence}"[:200]]}
        paper_trail.record(held, finding.section, changes=changes, by=by, request=request)
    return kept


def tally(found: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each tone are left, explained ones apart."""
    counts = {"bad": 0, "wait": 0, "calm": 0, "ok": 0, "explained": 0}
    for finding in found:
        counts["explained" if finding.explained else finding.tone] += 1
    return counts
