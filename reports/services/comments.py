"""Comments on the sentences of a paper: made beside the text, answered, and told when the sentence has changed since."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from reports.models import Paper, PaperSection, SentenceComment
from reports.services import duties, paper_trail
from reports.text import prose
from union_site.core.models import User

COMMENT_LENGTH, ANSWER_LENGTH = 500, 300


@dataclass(frozen=True)
class Remark:
    """A comment as it is shown. `number`: of its sentence among those of the section, from 1; None when it has changed
    since, or when the whole section is meant. `mine`: the reader may settle it."""

    comment: SentenceComment
    number: int | None
    changed: bool
    mine: bool

    @property
    def anchor(self) -> str:
        """The name of its sentence's place on the page of the paper."""
        return anchor(self.comment.section, self.number)


def anchor(section: PaperSection, number: int | None) -> str:
    """The name of a sentence's place on the page of its paper."""
    return f"at-{section.public_id.hex}-{number}"


def of(paper: Paper, duty: duties.Duties, reader: User) -> list[Remark]:
    """The comments on the sections of a paper, in the order of its text; settled ones behind the open ones."""
    rows = SentenceComment.objects.filter(section__paper=paper, section__removed_at=None)
    rows = rows.select_related("section__department", "by", "resolved_by")
    numbers: dict[int, dict[str, int]] = {}
    for row in rows:
        said = numbers.setdefault(row.section_id, {})
        if not said:
            for number, sentence in enumerate(prose.sentences(row.section.text), 1):
                said.setdefault(sentence, number)
    found = []
    for row in rows:
        number = numbers[row.section_id].get(row.sentence) if row.sentence else None
        changed = bool(row.sentence) and number is None
        found.append(Remark(row, number, changed, _settles(duty, paper, row, reader)))
    found.sort(key=lambda one: (one.comment.resolved_at is not None, one.comment.section.position, one.number or 0))
    return found


def _settles(duty: duties.Duties, paper: Paper, comment: SentenceComment, reader: User) -> bool:
    """Whoever made a comment may settle it, whoever answers for the section, and the office."""
    if paper.state in duties.SIGNED or not duty.comments:
        return False
    return duty.edits or comment.by_id == reader.pk or duty.owns(comment.section)


@transaction.atomic
def add(*, section: PaperSection, sentence: str, text: str, by: User, today: date, request=None) -> SentenceComment:
    """Comment on a sentence of the section, as stored ("": on all of it).

    A sentence that was changed while the comment was typed is taken too, if it ever stood there. Raises PermissionDenied
    for readers who neither write nor sign, ValidationError for words that are missing or too long.
    """
    paper = section.paper
    if not duties.of(duties.access_of(by, today, request), paper).comments:
        raise PermissionDenied
    duties.require_unsigned(Paper.objects.locked(paper.pk))
    text = " ".join(text.split())
    if not text:
        raise ValidationError("请写明意见。")
    if len(text) > COMMENT_LENGTH:
        raise ValidationError(f"意见不能超过{COMMENT_LENGTH}个字，现有{len(text)}个字。")
    if sentence and sentence not in prose.sentences(section.text):
        before = section.texts.values_list("text", flat=True)
        if not any(sentence in prose.sentences(one) for one in before):
            raise ValidationError("没有找到这句话，请重新选择要评的句子。")
    made = SentenceComment.objects.create(section=section, sentence=sentence, text=text, by=by)
    paper_trail.record(paper, section, reason=f"提出意见：{text}", by=by, request=request)
    return made


@transaction.atomic
def resolve(*, comment: SentenceComment, answer: str, by: User, today: date, request=None) -> None:
    """Settle a comment with an answer (may be empty). Raises PermissionDenied or ValidationError."""
    section = PaperSection.every.select_related("department").get(pk=comment.section_id)
    section.paper = paper = Paper.objects.locked(section.paper_id)
    held = SentenceComment.objects.select_for_update().get(pk=comment.pk)
    held.section = section
    duties.require_unsigned(paper)
    if not _settles(duties.of(duties.access_of(by, today, request), paper), paper, held, by):
        raise PermissionDenied
    answer = " ".join(answer.split())
    if len(answer) > ANSWER_LENGTH:
        raise ValidationError(f"处理说明不能超过{ANSWER_LENGTH}个字，现有{len(answer)}个字。")
    if held.resolved_at:
        raise ValidationError("这条意见已经处理过，请刷新页面。")
    held.resolved_at, held.resolved_by, held.answer = timezone.now(), by, answer
    held.save(update_fields=["resolved_at", "resolved_by", "answer"])
    said = f"处理意见：{held.text}" + (f"——{answer}" if answer else "")
    paper_trail.record(paper, section, reason=said, by=by, request=request)
