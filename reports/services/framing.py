"""What stands round the text of a paper that goes out: 发文机关标志, 发文字号 and 版记."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction

from reports.models import Paper
from reports.services import duties, paper_trail
from union_site.core import audit
from union_site.core.models import User

FIELDS = ("head", "document_number", "copies_to", "printed_by", "issued_on")
_YEAR = re.compile(r"\s*[\[［【(（〔﹝]\s*(\d{4})\s*[\]］】)）〕﹞]\s*")
_NUMBER = re.compile(r"[^〔〕]{1,20}〔\d{4}〕[1-9]\d*号")
WRONG_NUMBER = "请写作“云总工〔2021〕12号”：发文机关代字、六角括号中的年份、顺序号和“号”，顺序号前不加“第”和0。"


def number(text: str) -> str:
    """A 发文字号 in the standard's form: the year in 〔〕, no 第, no zeros in front. Raises ValidationError."""
    said = _YEAR.sub(r"〔\1〕", "".join(text.split()))
    said = re.sub(r"〕第?0*(\d+)号?$", r"〕\1号", said)
    if said and not _NUMBER.fullmatch(said):
        raise ValidationError({"document_number": WRONG_NUMBER})
    return said


@transaction.atomic
def frame(paper: Paper, said: dict, *, by: User, request=None) -> dict:
    """Keep the frame of a paper; returns what changed. Raises ValidationError, also for a paper sent to be signed."""
    held = Paper.objects.locked(paper.pk)
    duties.require_open(held)
    before = audit.snapshot(held)
    for name in FIELDS:
        value = said.get(name)
        setattr(held, name, " ".join(value.split()) if isinstance(value, str) else value)
    held.document_number = number(held.document_number)
    if held.document_number and not held.head:
        raise ValidationError({"head": "有发文字号的公文要有发文机关标志，如“云川区总工会文件”。"})
    changes = audit.differences(before, held)
    if changes:
        held.save(update_fields=FIELDS)
        said = {str(Paper._meta.get_field(name).verbose_name): pair for name, pair in changes.items()}
        paper_trail.record(held, label=f"红头和版记：{held.title}", changes=said, by=by, request=request)
    return changes
