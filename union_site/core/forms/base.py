"""What every form of core's pages shares: the look of its inputs, and marks on those that are wrong."""

from django import forms


class PlainForm(forms.Form):
    """A form drawn with components/form_field.html: each widget brings its own class and describes its errors."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
                name = "form-check-input"
            else:
                name = "form-select" if isinstance(widget, forms.Select) else "form-control"
            widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}".strip()

    def full_clean(self):
        super().full_clean()
        self._mark()

    def _mark(self) -> None:
        for name in self.errors:
            if name in self.fields and "aria-invalid" not in self.fields[name].widget.attrs:
                attrs = self.fields[name].widget.attrs
                attrs.update({"class": f"{attrs.get('class', '')} is-invalid", "aria-invalid": "true"})

    def take(self, error) -> None:
        """Show a service's ValidationError beside the fields that it names, or on top."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        else:
            self.add_error(None, error)
        self._mark()


class DayInput(forms.DateInput):
    """The browser's own date input."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)
