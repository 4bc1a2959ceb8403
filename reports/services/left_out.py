"""Taking in later what a draft left out, once its figures were reported."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from reports.models import Paper, PaperSection
from reports.services import arranging, composing, papers, sentences
from reports.services.drafting import figure_label
from reports.text.prose import Prose, paragraphs, stored
from reports.text.tokens import is_stated
from union_site.core.models import User

GONE = "这个句子已经写入或移除，请刷新页面。"


@transaction.atomic
def take_in(*, section: PaperSection, position: int, line: str, today: date, by: User, request=None) -> str:
    """Write a sentence that was left out into its section; returns the sentence as it is stored.

    `position` and `line`: which of the section's `left_out`, as the page showed it. Raises ValidationError with the
    figures that are still missing, or when somebody else took it in meanwhile.
    """
    paper = Paper.objects.locked(section.paper_id)
    held = PaperSection.objects.select_for_update().filter(pk=section.pk).first()
    if held is None:
        raise ValidationError(GONE)
    if not 0 <= position < len(held.left_out) or held.left_out[position].get("line", "") != line or not line:
        raise ValidationError(GONE)
    one = held.left_out[position]
    text = _settled(paper, line, today)
    target = held if one.get("here", True) else _other(held, one["heading"], paper, by, request)
    written = _inserted(target.text, one.get("lead", ""), one.get("after", ""), text)
    saved = papers.save_text(
        section=target, heading=target.heading, text=written, base=target.revision, by=by, request=request
    )
    if not saved.taken:  # the row is held, so that nobody can have come between; the paper may have been passed on
        raise ValidationError(saved.refused or GONE)
    target.origins = {**target.origins, text: line}
    target.save(update_fields=["origins"])
    held.left_out = [*held.left_out[:position], *held.left_out[position + 1 :]]
    held.save(update_fields=["left_out"])
    return text


def _settled(paper: Paper, line: str, today: date) -> str:
    """The sentence for today's values. Raises ValidationError where it still cannot be said."""
    frame = composing.of_paper(paper)
    values = composing.compose([line], frame, today=today).values
    found = sentences.try_settle(line, values)
    if found is None:
        raise ValidationError("按现在的数据，这个句子的条件不成立或没有可写的内容，无需写入。")
    text, missing = found
    if not missing:
        return text
    if "" in missing:
        raise ValidationError("这个句子的写法已不适用，请先修订模板或指标。")
    labels = "、".join(dict.fromkeys(figure_label(key, values) for key in missing))
    where = "请先填报" if all(is_stated(key) for key in missing) else "请先在登记簿中录入"
    raise ValidationError(f"还没有数据：{labels}。{where}，再写入这个句子。")


def _other(held: PaperSection, heading: str, paper: Paper, by: User, request) -> PaperSection:
    """The section that had nothing to say when the draft was made: it comes into being behind the one that lists it."""
    there = PaperSection.objects.select_for_update().filter(paper=paper, heading=heading[:60]).first()
    if there:
        return there
    return arranging.insert(
        paper,
        heading=heading[:60],
        after=held,
        by=by,
        request=request,
        department=held.department,
        due_on=held.due_on,
        state=held.state,
    )


def _inserted(text: str, lead: str, after: str, sentence: str) -> str:
    """The text with the sentence behind the one that stood before it in the template, or at its paragraph's end."""
    parts = paragraphs(text)
    for place, part in enumerate(parts):
        if part.lead != lead:
            continue
        at = part.text.find(after) + len(after) if after and after in part.text else len(part.text)
        at = 0 if not after else at
        parts[place] = Prose(lead, part.text[:at] + sentence + part.text[at:])
        return stored(parts)
    return stored([*parts, Prose(lead, sentence)])
