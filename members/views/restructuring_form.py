"""What is asked for a restructuring: its day, why, and who is concerned, chosen within what one may change."""

from contextlib import suppress
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from members.models import Organization, Restructuring
from union_site.core.identifiers import IdentifierError, check_uscc
from union_site.core.records.choices import RecordField
from union_site.core.widths import tidy

Kind = Restructuring.Kind


class UnionField(RecordField):
    """One union, found by typing."""

    def __init__(self, rows, **kwargs):
        super().__init__(rows, **kwargs)
        self.widget.attrs.update({"data-placeholder": "输入工会名称查找"})


class SeveralField(forms.ModelMultipleChoiceField):
    """Several records, told by their public identifiers."""

    def __init__(self, rows, **kwargs):
        super().__init__(rows, to_field_name="public_id", **kwargs)
        self.error_messages["invalid_choice"] = "没有找到所选的记录，请重新查找并选择。"
        self.error_messages["invalid_pk_value"] = self.error_messages["invalid_choice"]

    def show_only(self, chosen: list[str]) -> None:
        """Offer the chosen ones alone: a district has thousands."""
        wanted = []
        for text in chosen:
            with suppress(ValueError):
                wanted.append(UUID(text))
        rows = self.queryset.filter(public_id__in=wanted) if wanted else ()
        self.widget.choices = [(str(row.public_id), str(row)) for row in rows]


class RestructuringForm(forms.Form):
    """Base: the day, the reason and the document of every restructuring of `union`; `rows` are the unions to choose from."""

    kind: Kind = None
    fields_of_kind: tuple[str, ...] = ()
    help = ""

    on = forms.DateField(
        label="生效日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="可以是过去的日期；将来的日期到那一天自动生效。",
    )
    reason = forms.CharField(label="调整原因", max_length=200, help_text="例如：行政区划调整、企业合并。")
    document_number = forms.CharField(label="批准文号", max_length=60, required=False)

    def __init__(self, *args, union: Organization, rows, picker: str, **kwargs):
        self.union = union
        super().__init__(*args, **kwargs)
        self.add_choices(rows.exclude(pk=union.pk).filter(dissolved_on=None), picker)
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写{field.label}。"

    def add_choices(self, rows, picker: str) -> None:
        """Add the fields that name unions, employers."""

    def _pick(self, name: str, field, picker: str) -> None:
        self.fields[name] = field
        field.widget.attrs["data-picker-url"] = picker
        typed = self.data.getlist(name) if self.is_bound else []
        field.show_only(typed if isinstance(field, SeveralField) else (typed[0] if typed else None))

    @property
    def helper(self) -> FormHelper:
        """How crispy-forms draws it."""
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf = False, True
        helper.layout = Layout(
            Fieldset(self.kind.label, Div(*self.fields_of_kind, css_class="form-grid")),
            Fieldset("日期和依据", Div("on", "document_number", "reason", css_class="form-grid")),
        )
        return helper

    def clean_reason(self):
        return tidy(self.cleaned_data["reason"])

    def options(self) -> dict:
        """What was chosen, as a restructuring keeps it."""
        return {}

    def record(self) -> Restructuring:
        """The restructuring that was asked for, unsaved."""
        data = self.cleaned_data
        return Restructuring(
            district_id=self.union.district_id,
            organization=self.union,
            kind=self.kind,
            other=data.get("other"),
            on=data["on"],
            reason=data["reason"],
            document_number=tidy(data["document_number"]),
            options=self.options(),
        )


class MoveForm(RestructuringForm):
    kind, fields_of_kind = Kind.MOVE, ("other",)
    help = "从生效日期起归新上级管理，它的下级随之变动。此前各期的数据仍按原上级统计。"

    def add_choices(self, rows, picker):
        self._pick("other", UnionField(rows, label="新上级工会"), picker)


class MergeForm(RestructuringForm):
    kind, fields_of_kind = Kind.MERGE, ("absorbed",)
    help = "所选工会从生效日期起撤销，它们的下级工会、覆盖单位和会员并入本工会。以往的活动、帮扶等记录留在原工会名下。"

    def add_choices(self, rows, picker):
        self._pick("absorbed", SeveralField(rows, label="并入本工会的工会", help_text="可以选多个。"), picker)

    def options(self):
        return {"absorbed": [union.pk for union in self.cleaned_data["absorbed"]]}


class DissolveForm(RestructuringForm):
    kind, fields_of_kind = Kind.DISSOLVE, ("other",)
    help = "撤销的工会自生效日期起不再计入。指定承接工会的，下级工会、覆盖单位和会员转到承接工会；不指定的，仍登记在原工会名下。"

    def add_choices(self, rows, picker):
        words = "留空则下级工会、单位和会员仍登记在原工会名下。"
        self._pick("other", UnionField(rows, label="承接工会", required=False, help_text=words), picker)


class SplitForm(RestructuringForm):
    kind = Kind.SPLIT
    fields_of_kind = ("name", "union_kind", "uscc", "children", "employers")
    help = "新工会与本工会同级，从生效日期起成立。所选单位的会员按工作单位名称随单位转到新工会。"

    def add_choices(self, rows, picker):
        kinds = [pair for pair in Organization.Kind.choices if pair[0] != Organization.Kind.DISTRICT]
        self.fields["name"] = forms.CharField(label="新工会名称", max_length=100)
        self.fields["union_kind"] = forms.ChoiceField(
            label="新工会类别", choices=kinds, initial=self.union.kind, widget=forms.Select
        )
        self.fields["uscc"] = forms.CharField(label="新工会统一社会信用代码", max_length=18, required=False)
        below = Organization.objects.current().filter(parent=self.union, dissolved_on=None).order_by("path")
        self._several("children", "转到新工会的下级工会", below)
        self._several("employers", "转到新工会的单位", self.union.employers.current().order_by("name"))

    def _several(self, name: str, label: str, rows) -> None:
        self.fields[name] = SeveralField(rows, label=label, required=False, help_text="可以选多个，也可以不选。")
        self.fields[name].widget.attrs["data-picker"] = ""

    def clean_name(self):
        return tidy(self.cleaned_data["name"])

    def clean_uscc(self):
        text = tidy(self.cleaned_data["uscc"])
        try:
            return check_uscc(text) if text else ""
        except IdentifierError as error:
            raise forms.ValidationError(error.message) from error

    def options(self):
        data = self.cleaned_data
        return {
            "name": data["name"],
            "kind": data["union_kind"],
            "uscc": data["uscc"],
            "children": [row.pk for row in data["children"]],
            "employers": [row.pk for row in data["employers"]],
        }


FORMS = {form.kind: form for form in (MoveForm, MergeForm, SplitForm, DissolveForm)}
