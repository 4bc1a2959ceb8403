"""The form of an entry of a dictionary."""

from django import forms

from union_site.core.forms.base import PlainForm


class EntryForm(PlainForm):
    """Its name, and other ways in which people write it."""

    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请填写名称。"})
    synonyms = forms.CharField(
        label="其他写法",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="表格里常见的不同写法，用“、”分开；导入和填写时自动换成上面的名称。",
    )

    def __init__(self, *args, built_in: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if built_in:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = "系统自带的名称不能修改。"
