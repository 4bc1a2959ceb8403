"""Forms of the departments' pages and of the audit trail."""

from django import forms

from union_site.core import registry
from union_site.core.forms.base import DayInput, PlainForm
from union_site.core.models import AuditEvent


class DepartmentForm(PlainForm):
    """A department's name, place in the list, and registers."""

    name = forms.CharField(label="部室名称", max_length=30)
    position = forms.IntegerField(label="排序", min_value=0, max_value=999, initial=0, help_text="数字小的排在前面。")
    registers = forms.MultipleChoiceField(
        label="负责的登记簿",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="本部室的干部可以查看和维护这些登记簿；一种登记簿可以由几个部室共同负责。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["registers"].choices = [(key, viewset.title) for key, viewset in registry.registers.items()]


class AuditFilter(PlainForm):
    """Conditions above the audit trail."""

    from_day = forms.DateField(label="开始日期", required=False, widget=DayInput())
    to_day = forms.DateField(label="结束日期", required=False, widget=DayInput())
    person = forms.CharField(label="操作人", required=False, max_length=60, help_text="")
    action = forms.ChoiceField(label="动作", required=False, choices=[("", "全部"), *AuditEvent.Action.choices])
    register = forms.ChoiceField(label="登记簿", required=False)
    label = forms.CharField(label="对象", required=False, max_length=60)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["register"].choices = [
            ("", "全部"),
            *((key, viewset.title) for key, viewset in registry.registers.items()),
        ]
        self.fields["person"].widget.attrs["placeholder"] = "姓名或用户名"
        self.fields["label"].widget.attrs["placeholder"] = "对象名称开头"

    def clean(self):
        days = self.cleaned_data
        if days.get("from_day") and days.get("to_day") and days["to_day"] < days["from_day"]:
            self.add_error("to_day", "结束日期不能早于开始日期。")
        return days
