"""What a check finds: where, what is wrong in words, and what may be done about it."""

import hashlib
from dataclasses import dataclass, field

from reports.models import ClaimEvidence, PaperSection
from reports.text.spans import Span

BAD, WAIT, CALM, OK = "bad", "wait", "calm", "ok"
CARRIED_ON = "沿用"  # the word under which it is kept that a carried sentence still holds


@dataclass(frozen=True)
class Check:
    """A kind of finding. `explainable`: a bad finding may stand when somebody says why."""

    key: str
    title: str
    note: str
    explainable: bool = True


@dataclass(frozen=True)
class Remedy:
    """A way out that takes one press: what the button says, and the sentence as it will be ("" takes it out)."""

    words: str
    sentence: str


@dataclass(frozen=True)
class Finding:
    """Something found in a sentence of a section (no `span`: in the section as a whole; no `section`: in the paper).

    `found` is the piece of the sentence concerned; `links` are (words, address) of pages that show more. `word` is that
    under which an explanation is kept; `asks`: what to explain is asked for ("evidence", "confirm" or "").
    """

    check: Check
    tone: str
    words: str
    section: PaperSection | None = None
    span: Span | None = None
    found: str = ""
    remedies: tuple[Remedy, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    word: str = ""
    asks: str = ""
    suggestion: str = ""
    evidence: ClaimEvidence | None = field(default=None, compare=False)

    @property
    def sentence(self) -> str:
        return self.span.text if self.span else ""

    @property
    def kept_word(self) -> str:
        """The word under which its explanation is kept."""
        return (self.word or self.check.title)[:20]

    @property
    def id(self) -> str:
        """The same as long as the sentence is."""
        place = (self.section.pk if self.section else 0, self.span.start if self.span else 0)
        said = "\0".join(map(str, (self.check.key, *place, self.sentence, self.found, self.word)))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def explained(self) -> bool:
        return self.evidence is not None

    @property
    def blocks(self) -> bool:
        """Whether it stands in the way of signing."""
        return self.tone == BAD and not self.explained


TOKENS = Check("tokens", "写不出来的数字", "无法识别的标记，和本期没有上报的数", explainable=False)
GAPS = Check("gaps", "没有填写的空格", "文中留下的 X、×× 等", explainable=False)
TYPED = Check("typed", "手打的数字", "与登记簿的数相同或相近，换成标记后随登记簿变化")
VALUES = Check("values", "同一指标两个数", "文中的数互相矛盾，或与登记簿不符")
KINDS = Check("kinds", "口径不同的数放在一起", "期末在册数与期间发生数、人与人次不能相加或比较")
CLAIMS = Check("claims", "断语", "“全部”“逐年递增”“首次”等说法要有依据")
RULES = Check("rules", "数据核对", "文中所用的指标不符合核对规则")
UNITS = Check("units", "尚未上报的单位", "本期没有任何记录的镇（街道）和系统")
CARRIED = Check("carried", "沿用上一期的内容", "与上一期一字不差，请确认仍然如此")
FONTS = Check("fonts", "字库没有的字", "PDF 中会印成“〓”")
MARKS = Check("marks", "半角标点", "中文里的 , : ( ) 等改为全角")
ALL = (TOKENS, GAPS, VALUES, CLAIMS, RULES, KINDS, TYPED, UNITS, MARKS, FONTS, CARRIED)
