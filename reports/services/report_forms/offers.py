"""What likely fills a cell: its headings compared with the names of the figures, and words such as 上年同期 understood."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from reports.models import FormBinding
from reports.services.report_forms.layout import SheetLayout
from reports.services.report_forms.numbers import TEN_THOUSAND, YUAN
from reports.services.report_forms.units import Names
from union_site.core.indicators import Indicator
from union_site.core.widths import matching_key

Source, Value, Unit, Span, Scale, Words = (
    FormBinding.Source,
    FormBinding.Value,
    FormBinding.Unit,
    FormBinding.Span,
    FormBinding.Scale,
    FormBinding.Words,
)
ALIKE = 0.62  # from which likeness (0 to 1) on a figure is offered
_PARENTHESES = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
_NUMBERED = re.compile(
    r"^(?:其中|其他)?[:：]?(?:第?[一二三四五六七八九十]{1,3}[、.．]|\d{1,3}[、.．)）]|[(（][一二三四五六七八九十\d]+[)）])?"
)
_PUNCTUATION = re.compile(r"[\s:：,，.。、;；“”\"'/\\|*＊_-]+")
# Words of a heading that say which value of the figure is meant, or of which stretch; the longer before the shorter.
VALUE_WORDS = (
    ("完成率", Value.COMPLETION),
    ("完成比例", Value.COMPLETION),
    ("完成进度", Value.COMPLETION),
    ("上年同期", Value.BEFORE),
    ("去年同期", Value.BEFORE),
    ("同期数", Value.BEFORE),
    ("同比", Value.GROWTH),
    ("增减", Value.GROWTH),
    ("增长率", Value.GROWTH),
    ("增幅", Value.GROWTH),
    ("年度任务", Value.TARGET),
    ("任务数", Value.TARGET),
    ("目标数", Value.TARGET),
    ("目标任务", Value.TARGET),
    ("计划数", Value.TARGET),
)
SPAN_WORDS = (
    ("本季度", Span.QUARTER),
    ("本季", Span.QUARTER),
    ("累计", Span.YEAR_TO_DATE),
    ("上年全年", Span.LAST_YEAR),
    ("上年末", Span.LAST_YEAR),
    ("上一年", Span.LAST_YEAR),
)
NOTHING_SAID = re.compile(
    r"(?:本期|本年|本季度?|上年|数量|数值|人数|个数|金额|完成数?|实际|实绩|情况|累计|合计|总数|指标|项目|内容|单位|备注|年度?|同期)+"
)
_HOW_MANY = re.compile(r"(?:总人数|总数|人数|件数|个数|家数|场次数|数量|数)$")
# What forms call a figure that the catalogue calls otherwise, without 数 and the like at the end.
ALSO_CALLED = {
    "register.members": ("会员", "工会会员", "职工会员", "实名制会员"),
    "register.organisations": ("工会", "基层工会", "建会", "基层工会组织"),
    "register.women": ("女会员", "女职工会员"),
    "register.migrant_workers": ("农民工会员",),
    "register.recruited": ("新增会员", "发展会员", "新发展会员"),
    "organising.employees_covered": ("职工", "覆盖职工"),
    "organising.entities_covered": ("覆盖单位", "涵盖单位", "建会单位"),
    "hardship.total": ("在档困难职工", "建档困难职工", "困难职工在档", "困难职工档案"),
    "mutual.insured": ("参保", "参保职工", "医疗互助参保职工"),
    "dispute.accepted": ("受理案件", "劳动争议案件", "受理劳动争议", "案件"),
    "dispute.amount": ("案件涉及金额", "涉案金额"),
    "dispute.recovered": ("挽回损失", "挽回经济损失", "为职工挽回经济损失"),
    "model.total": ("劳模", "劳动模范", "劳模人数"),
    "bargaining.contracts": ("集体合同", "签订集体合同在期"),
    "bargaining.wage": ("工资专项集体合同", "工资集体协议"),
}
WORDS_OF_LABELS = (
    (re.compile(r"(?:填报|填表|报送|上报|编制|制表)(?:单位|工会)"), Words.UNIT),
    (re.compile(r"(?:填报|填表|报送|上报|制表)(?:日期|时间)"), Words.DAY),
    (re.compile(r"(?:填表|填报|制表|经办|报送)人"), Words.FILLER),
    (re.compile(r"(?:报告期|报表期|统计期|所属期|报告时期)"), Words.PERIOD),
)


@dataclass(frozen=True)
class Offer:
    """A binding that is not stored, with the name that the page shows."""

    binding: FormBinding
    label: str
    likeness: float = 1.0


@lru_cache(maxsize=8192)
def plainly(text: str) -> str:
    """A heading as compared with names: without numbering, units in parentheses, punctuation, and 数 at the end."""
    text = _PARENTHESES.sub("", _NUMBERED.sub("", text.strip(), count=1))
    text = _PUNCTUATION.sub("", matching_key(text))
    return _HOW_MANY.sub("", text) or text


@lru_cache(maxsize=8192)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset((text,))


@lru_cache(maxsize=65536)
def likeness(heading: str, name: str) -> float:
    """How alike two plain texts are, 0 to 1: shared pairs of characters, and whether one holds the other."""
    if not heading or not name:
        return 0.0
    if heading == name:
        return 1.0
    one, other = _pairs(heading), _pairs(name)
    shared = 2 * len(one & other) / (len(one) + len(other))
    if len(min(heading, name, key=len)) >= 3 and (heading in name or name in heading):
        shared = max(shared, 0.5 + 0.5 * min(len(heading), len(name)) / max(len(heading), len(name)))
    return shared


class Offers:
    """Offers for the cells of a form, among the `figures` of a district."""

    def __init__(self, figures: Iterable[Indicator], names: Names):
        self.names = names
        self._named = [
            (indicator, name)
            for indicator in figures
            for name in dict.fromkeys(map(plainly, names_of(indicator)))
            if name
        ]
        self._best: dict[str, tuple[float, Indicator | None]] = {}

    def of_sheet(self, sheet: SheetLayout, taken: set[tuple[int, int]]) -> dict[tuple[int, int], Offer]:
        """{place: offer} of a sheet's cells that wait for something and are not `taken`."""
        found = {}
        for row in range(sheet.height):
            for column in range(sheet.width):
                if (row, column) not in taken and sheet.may_be_filled(row, column):
                    offer = self.of_cell(sheet, row, column)
                    if offer:
                        found[row, column] = offer
        return found

    def of_cell(self, sheet: SheetLayout, row: int, column: int) -> Offer | None:
        binding = FormBinding(sheet=sheet.name, row=row, column=column)
        if words := _words_for(sheet, row, column):
            binding.source, binding.key = Source.WORDS, words
            return Offer(binding, Words(words).label)
        if not sheet.takes_number(row, column) or (sheet.has_table and not sheet.is_table(row, column)):
            return None
        beside = [text for _, text in sheet.beside(row, column)]
        above = [text for _, text in sheet.above(row, column)]
        spoken = beside + above
        if self.names.beside(sheet, row, column):
            binding.unit, spoken = Unit.ROW, above
        elif self.names.above(sheet, row, column):
            binding.unit, spoken = Unit.COLUMN, beside
        spoken = [text for text in spoken if not self.names.named(text)]
        likeliest, indicator = self._likeliest(spoken)
        if indicator is None:
            return None
        binding.key = indicator.key
        binding.value, binding.period = meant(beside + above)
        binding.scale = scale_for("".join(beside + above), indicator.unit)
        if binding.value in (Value.GROWTH, Value.COMPLETION) and "p" in sheet.style(row, column):
            binding.scale = Scale.FRACTION
        return Offer(binding, indicator.label, likeliest)

    def _likeliest(self, texts: list[str]) -> tuple[float, Indicator | None]:
        """The figure of the most alike name: of a heading, or of a group's heading and that of its part together."""
        plain = [plainly(_without_words(text)) for text in texts]
        plain = [text for text in plain if text and not NOTHING_SAID.fullmatch(text)]
        together = [group + part for part, group in zip(plain, plain[1:], strict=False)]
        best: tuple[float, Indicator | None] = (0.0, None)
        for text in [*together, *plain]:
            found = self._of_text(text)
            if found[0] > best[0]:
                best = found
        return best if best[0] >= ALIKE else (0.0, None)

    def _of_text(self, text: str) -> tuple[float, Indicator | None]:
        if text not in self._best:
            best: tuple[float, Indicator | None] = (0.0, None)
            for indicator, name in self._named:
                alike = likeness(text, name)
                if alike > best[0]:
                    best = (alike, indicator)
            self._best[text] = best
        return self._best[text]


def names_of(indicator: Indicator) -> tuple[str, ...]:
    return indicator.label, *indicator.names, *ALSO_CALLED.get(indicator.key, ())


def _without_words(text: str) -> str:
    """A heading without what only says which value is meant: 会员总数上年同期 → 会员总数."""
    for words, _ in (*VALUE_WORDS, *SPAN_WORDS):
        text = text.replace(words, "")
    return text


def meant(headings: Iterable[str]) -> tuple[str, str]:
    """Which value and which stretch the headings of a cell speak of."""
    headings = list(headings)
    value = next((value for text in headings for words, value in VALUE_WORDS if words in text), Value.NOW)
    span = next((span for text in headings for words, span in SPAN_WORDS if words in text), Span.CHOSEN)
    return value, span


def scale_for(heading: str, unit: str) -> str:
    """元 or 万元 where the heading says another than the figure's own."""
    if unit == YUAN and TEN_THOUSAND in heading:
        return Scale.TEN_THOUSAND
    if unit == TEN_THOUSAND and TEN_THOUSAND not in heading and re.search(r"[(（]元[)）]|单位[:：]元", heading):
        return Scale.YUAN
    return Scale.AS_IS


def _words_for(sheet: SheetLayout, row: int, column: int) -> str:
    """The text that a label asks for: in the cell itself, or in an empty cell right behind a label without a colon."""
    if sheet.text(row, column).strip():
        label = sheet.text(row, column) if sheet.takes_words(row, column) else ""
    elif column and not sheet.takes_words(row, column - 1) and not sheet.above(row, column):
        label = sheet.text(row, column - 1)[:12]
    else:
        label = ""
    label = re.sub(r"\s+", "", label)
    return next((words for pattern, words in WORDS_OF_LABELS if label and pattern.search(label)), "")


def down(source: FormBinding, sheet: SheetLayout, names: Names, taken: set[tuple[int, int]]) -> list[FormBinding]:
    """The same for the other rows of the column that name a union: below and above, without those that are `taken`."""
    made = []
    for row in range(sheet.height):
        place = (row, source.column)
        if place in taken or row == source.row or not sheet.may_be_filled(*place) or not sheet.takes_number(*place):
            continue
        if names.beside(sheet, *place) and _same_heading(sheet, source, row):
            binding = copy_of(source)
            binding.row, binding.unit, binding.organization = row, Unit.ROW, None
            made.append(binding)
    return made


def _same_heading(sheet: SheetLayout, source: FormBinding, row: int) -> bool:
    return sheet.above(row, source.column) == sheet.above(source.row, source.column)


def copy_of(source: FormBinding) -> FormBinding:
    """An unsaved binding that fills its cell in the same way."""
    copied = {
        field.attname: getattr(source, field.attname)
        for field in FormBinding._meta.concrete_fields
        if not field.primary_key
    }
    return FormBinding(**copied)
