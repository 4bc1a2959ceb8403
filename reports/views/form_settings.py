"""The panel beside a form's sheet: what is sought, and how the chosen figure fills the cell."""

from collections.abc import Iterator

from django import forms
from django.db.models import Q

from members.models import Organization
from reports.models import FormBinding, Statement
from reports.services import catalogue, figures
from reports.services.report_forms.cells import period_of
from reports.services.report_forms.evaluated import has_parts, items_of
from reports.services.report_forms.layout import SheetLayout
from reports.services.report_forms.numbers import SHARES
from reports.services.report_forms.offers import likeness, meant, names_of, plainly, scale_for
from reports.text.tokens import is_stated
from reports.views.form_grid import Sheets
from union_site.core.forms.base import PlainForm
from union_site.core.indicators import Indicator, Kind
from union_site.core.scope import subtree

Source, Value, Unit, Scale = FormBinding.Source, FormBinding.Value, FormBinding.Unit, FormBinding.Scale
SHOWN = 12  # figures found
DECIMALS = [("", "照原数"), ("0", "不留小数"), ("1", "1 位"), ("2", "2 位"), ("4", "4 位")]
OF_STATEMENTS = (Value.NOW, Value.BEFORE)
MONEY = ("元", "万元")


class SettingsForm(PlainForm):
    """How a cell is filled. `indicator`: the figure chosen, None for one stated by hand."""

    value = forms.ChoiceField(label="填什么")
    part = forms.CharField(label="其中哪一项", max_length=80, required=False)
    unit = forms.ChoiceField(label="哪个单位的数", choices=Unit)
    organization = forms.ChoiceField(label="指定的单位", required=False)
    span = forms.ChoiceField(label="哪一期", choices=FormBinding.Span)
    scale = forms.ChoiceField(label="单位换算", choices=Scale)
    decimals = forms.ChoiceField(label="小数位数", choices=DECIMALS, required=False)
    missing = forms.ChoiceField(label="没有数据时", choices=FormBinding.Missing)

    def __init__(self, data, *, indicator: Indicator | None, units: list[Organization], parts: list[str], **kwargs):
        super().__init__(data, **kwargs)
        self.units = {str(unit.public_id): unit for unit in units}
        self.fields["value"].choices = [(value.value, value.label) for value in Value if _fits(value, indicator)]
        self.fields["organization"].choices = [("", "请选择"), *((k, u.name) for k, u in self.units.items())]
        self.parts = parts
        if indicator is None or indicator.unit not in (*MONEY, "%"):
            kept = [(value, label) for value, label in Scale.choices if value != Scale.YUAN]
            self.fields["scale"].choices = kept
        for name, field in self.fields.items():
            field.widget.attrs["id"] = f"panel-{name}"
        if parts:
            names = [("", "请选择"), *((name, name) for name in parts)]
            self.fields["part"] = forms.ChoiceField(label="其中哪一项", choices=names, required=False)
            self.fields["part"].widget.attrs.update({"class": "form-select", "id": "panel-part"})
        for name in self.fields:  # what is not asked at the moment is not drawn
            if not self._asked(name):
                self.fields[name].widget = forms.HiddenInput()
                self.fields[name].widget.attrs["id"] = f"panel-{name}"

    def _asked(self, name: str) -> bool:
        if name == "part":
            return self._said("value") == Value.PART
        return name != "organization" or self._said("unit") == Unit.FIXED

    def _said(self, name: str) -> str:
        return (self.data.get(name) if self.is_bound else None) or self.initial.get(name) or ""

    def clean(self):
        said = super().clean()
        if said.get("unit") == Unit.FIXED and said.get("organization") not in self.units:
            self.add_error("organization", "请选择是哪个单位的数。")
        if said.get("value") == Value.PART and not said.get("part"):
            self.add_error("part", "请选择是其中哪一项。")
        return said

    def give(self, binding: FormBinding) -> FormBinding:
        said = self.cleaned_data
        for name in ("value", "unit", "scale", "missing"):
            setattr(binding, name, said[name])
        binding.period = said["span"]  # `period` in an address is the one that the page shows
        binding.part = said["part"] if said["value"] == Value.PART else ""
        binding.organization = self.units.get(said["organization"]) if said["unit"] == Unit.FIXED else None
        binding.decimals = int(said["decimals"]) if said["decimals"] else None
        return binding


def _fits(value: str, indicator: Indicator | None) -> bool:
    """Whether this value may be asked of the figure."""
    if indicator is None:
        return value in OF_STATEMENTS
    if value == Value.PART:
        return has_parts(indicator)
    return value in (Value.NOW, Value.BEFORE) or indicator.kind not in (Kind.CLAIM, Kind.DATE)


def initial_of(binding: FormBinding) -> dict:
    """A stored binding, or an offer, as the panel shows it."""
    said = {name: getattr(binding, name) for name in ("value", "part", "unit", "scale", "missing")}
    said["span"] = binding.period
    said["organization"] = str(binding.organization.public_id) if binding.organization_id else ""
    said["decimals"] = "" if binding.decimals is None else str(binding.decimals)
    return said


def started(sheets: Sheets, sheet: SheetLayout, row: int, column: int, key: str) -> FormBinding:
    """A binding of the cell to a figure, as its headings suggest."""
    binding = FormBinding(sheet=sheet.name, row=row, column=column, key=key)
    headings = [text for _, text in (*sheet.beside(row, column), *sheet.above(row, column))]
    binding.value, binding.period = meant(headings)
    if sheets.names.beside(sheet, row, column):
        binding.unit = Unit.ROW
    elif sheets.names.above(sheet, row, column):
        binding.unit = Unit.COLUMN
    indicator = known(sheets).get(key)
    if not _fits(binding.value, indicator):
        binding.value = Value.NOW
    if indicator is not None:
        binding.scale = scale_for("".join(headings), indicator.unit)
    if binding.value in SHARES and "p" in sheet.style(row, column):
        binding.scale = Scale.FRACTION
    return binding


def known(sheets: Sheets) -> dict[str, Indicator]:
    return catalogue.known(sheets.question.district)


def parts_of(sheets: Sheets, indicator: Indicator | None, binding: FormBinding) -> list[str]:
    """The names of the items of a breakdown, as there are in the period shown; the one bound is always among them."""
    if indicator is None or not has_parts(indicator):
        return []
    question = sheets.question
    period = period_of(binding.period, question.period)
    found = items_of(indicator, period, district=question.district, unit=question.unit)
    names = [name for name, _ in found]
    return names if not binding.part or binding.part in names else [*names, binding.part]


def units_within(sheets: Sheets) -> list[Organization]:
    """The unions right below the one that fills the form."""
    question = sheets.question
    units = Organization.objects.within(question.scope).current().filter(subtree(question.unit.path, "path"))
    return list(units.filter(depth__lte=question.unit.depth + 1).order_by("path"))


def found(sheets: Sheets, q: str, headings: list[str]) -> list[dict]:
    """Figures that speak of all the words sought, or without words those most alike to the headings; with their values."""
    question = sheets.question
    every = catalogue.in_order(question.district, question.today)
    words = q.lower().split()
    if words:
        chosen = [one for one in every if all(word in _spoken(one) for word in words)]
        chosen.sort(key=lambda one: not all(word in one.label.lower() for word in words))
    else:
        texts = [plain for text in headings if (plain := plainly(text))]
        scores = {one.key: max(_alike(one, texts), default=0) for one in every}
        chosen = sorted((one for one in every if scores[one.key] > 0.2), key=lambda one: -scores[one.key])
    more = max(0, len(chosen) - SHOWN)
    chosen = chosen[:SHOWN]
    values = figures.compute(
        chosen, question.period, district=question.district, unit=question.unit, today=question.today, names=False
    )
    lines = [
        {"key": key, "value": value, "label": value.indicator.label, "more": more} for key, value in values.items()
    ]
    return [*_stated(sheets, words), *lines] if words else lines


def _alike(indicator: Indicator, texts: list[str]) -> Iterator[float]:
    return (likeness(text, plainly(name)) for text in texts for name in names_of(indicator))


def _spoken(indicator: Indicator) -> str:
    return f"{' '.join(names_of(indicator))} {indicator.definition} {indicator.key}".lower()


def _stated(sheets: Sheets, words: list[str]) -> list[dict]:
    """Figures stated by hand, by name."""
    question = sheets.question
    rows = Statement.objects.within(question.scope).current()
    for word in words:
        rows = rows.filter(Q(name__icontains=word))
    names = rows.order_by("name").values_list("name", flat=True).distinct()[:4]
    return [{"key": f"stated.{name}", "label": f"手工填报：{name}", "stated": True} for name in names]


def is_known(sheets: Sheets, key: str) -> bool:
    if is_stated(key):
        return 0 < len(key.removeprefix("stated.")) <= 40
    return key in known(sheets)
