"""Binding a form: its sheet as a table, and beside it a panel in which a cell is given what fills it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from reports.models import FormBinding
from reports.services.report_forms import bindings
from reports.services.report_forms.cells import Question
from reports.services.report_forms.layout import SheetLayout, cell_name
from reports.services.report_forms.offers import down
from reports.text.tokens import is_stated
from reports.views import form_settings
from reports.views.form_filling import figure_url
from reports.views.form_grid import Sheets, cell_of, cell_url, columns_of, rows_of, sheet_url
from reports.views.parameters import chosen_period, chosen_unit, periods_to_choose, whole_number
from reports.views.report_forms import form_of, refused
from union_site.core.roles import Permission
from union_site.core.views.errors import NotFound
from union_site.core.views.tools import allowed, post_only

Source, Words = FormBinding.Source, FormBinding.Words


class Page:
    """What a request speaks of: the form, a sheet of it, and a cell."""

    def __init__(self, request: HttpRequest, public_id, said):
        self.request = request
        self.form = form_of(request, public_id)
        access = request.access
        unit = self.form.organization or chosen_unit(request)
        period = chosen_period(request)
        scope = access.full_scope(Permission.FORMS)
        self.question = Question(period, unit, request.user.district, scope, access.today, request.user)
        self.sheets = Sheets.of(self.form, self.question)
        numbers = [number for number, _ in self.sheets.shown]
        self.number = whole_number(said.get("sheet"), numbers[0])
        if self.number not in numbers:
            raise NotFound("这份报表没有这个工作表。")
        row, column = whole_number(said.get("row"), -1), whole_number(said.get("column"), -1)
        self.place = (row, column) if self.sheet.holds(row, column) else None

    @property
    def sheet(self) -> SheetLayout:
        return self.sheets.layouts[self.number]

    @property
    def binding(self) -> FormBinding | None:
        return self.sheets.bindings.get((self.sheet.name, *self.place)) if self.place else None

    @property
    def is_part(self) -> bool:
        """Only the panel is wanted."""
        return self.request.headers.get("HX-Request") == "true"

    def needs_cell(self) -> tuple[int, int]:
        """The chosen cell, which can be filled. Raises NotFound."""
        if self.place is None or not (self.binding or self.sheet.may_be_filled(*self.place)):
            raise NotFound("这一格不能填写：它是表头、公式，或已不在表中。")
        return self.place


@allowed(Permission.FORMS)
def cells(request, public_id):
    """The sheet with its panel; asked by htmx, the panel alone."""
    page = Page(request, public_id, request.GET)
    context = {"page": page, "form": page.form, **_panel(page, request.GET)}
    if page.is_part:
        return render(request, "reports/forms/_panel.html", context)
    period = page.question.period
    context |= {
        "tabs": [
            {"title": sheet.name, "url": sheet_url(page.form, number), "current": number == page.number}
            for number, sheet in page.sheets.shown
        ],
        "rows": rows_of(page.sheets, page.number, page.place),
        "columns": columns_of(page.sheet),
        "letters": [cell_name(0, c)[:-1] for c in range(page.sheet.width) if c not in page.sheet.hidden_columns],
        "numbers": [row + 1 for row in range(page.sheet.height) if row not in page.sheet.hidden_rows],
        "period": period,
        "periods": periods_to_choose(period, request.access.today),
    }
    context["lines"] = list(zip(context["numbers"], context["rows"], strict=True))
    return render(request, "reports/forms/cells.html", context)


def _panel(page: Page, said) -> dict:
    """What the panel shows: how far the form is, or one cell with what is sought or chosen for it."""
    sheet, sheets = page.sheet, page.sheets
    offers = sheets.offers(sheet)
    told = {
        "sheet_number": page.number,
        "sheet": sheet,
        "bound": len(sheets.bindings),
        "offers": len(offers),
        "lost": sheets.version.lost,
        "unit": page.question.unit,
        "shown_period": page.question.period,
    }
    if page.place is None or not (page.binding or sheet.may_be_filled(*page.place)):
        values = map(sheets.value, sheets.bindings.values())
        return {**told, "problems": [value for value in values if value.problem]}
    row, column = page.place
    told |= {
        "row": row,
        "column": column,
        "cell": cell_name(row, column),
        "heading": sheet.heading(row, column),
        "original": sheet.text(row, column),
        "binding": page.binding,
        "offer": offers.get(page.place),
        "column_offers": sum(place[1] == column for place in offers),
        "row_offers": sum(place[0] == row for place in offers),
        "back": cell_url(page.form, page.number, row, column),
    }
    key, chosen = said.get("key", ""), page.binding
    if said.get("search"):
        chosen, key = None, ""
    if chosen is not None and not key:
        told |= _chosen(page, chosen, said)
    elif key and form_settings.is_known(sheets, key):
        base = chosen if chosen is not None and chosen.key == key else None
        told |= _chosen(page, base or form_settings.started(sheets, sheet, row, column, key), said)
    else:
        headings = [text for _, text in (*sheet.beside(row, column), *sheet.above(row, column))]
        q = said.get("q", "").strip()[:50]
        told |= {"q": q, "found": form_settings.found(sheets, q, headings), "words": Words.choices}
    return told


def _chosen(page: Page, binding: FormBinding, said) -> dict:
    """The settings of a figure or text for the cell, with the value that it has now."""
    sheets = page.sheets
    if binding.source == Source.WORDS:
        return {"draft": binding, "value": sheets.value_of_draft(binding), "is_words": True}
    typed = said if said.get("value") else None
    form = settings_of(page, binding, typed)
    draft = binding
    if typed and form.is_valid():
        draft = form.give(bindings.copy_of(binding))
    value = sheets.value_of_draft(draft)
    indicator = form_settings.known(sheets).get(draft.key)
    return {
        "draft": draft,
        "settings": form,
        "value": value,
        "figure_url": figure_url(value),
        "indicator": indicator,
        "definition": indicator.described(page.question.period) if indicator else "",
        "down": len(down(draft, page.sheet, sheets.names, sheets.taken(page.sheet))) if not value.problem else 0,
    }


def settings_of(page: Page, binding: FormBinding, typed) -> form_settings.SettingsForm:
    indicator = form_settings.known(page.sheets).get(binding.key)
    return form_settings.SettingsForm(
        typed,
        indicator=None if is_stated(binding.key) else indicator,
        units=form_settings.units_within(page.sheets),
        parts=form_settings.parts_of(page.sheets, indicator, binding),
        initial=form_settings.initial_of(binding),
    )


@post_only
@allowed(Permission.FORMS)
def cell_bind(request, public_id):
    """Have a figure or a text fill the chosen cell; with do=down also the column's other rows that name a union."""
    page = Page(request, public_id, request.POST)
    row, column = page.needs_cell()
    key = request.POST.get("key", "")
    if request.POST.get("source") == Source.WORDS:
        if key not in Words.values:
            raise NotFound("没有这种文字。")
        binding = FormBinding(sheet=page.sheet.name, row=row, column=column, source=Source.WORDS, key=key)
        return _save(page, [binding], Words(key).label)
    if not form_settings.is_known(page.sheets, key):
        raise NotFound(f"没有名为“{key[:40]}”的指标。")
    binding = form_settings.started(page.sheets, page.sheet, row, column, key)
    binding.part = request.POST.get("part", "")[:80]
    if request.POST.get("span") in FormBinding.Span:
        binding.period = request.POST["span"]
    form = settings_of(page, binding, request.POST)
    if not form.is_valid():
        reason = "".join(str(m) for errors in form.errors.values() for m in errors)
        refused(request, page.form, reason)
        messages.error(request, reason)
        return _answer(page, [], said=request.POST)
    binding = form.give(binding)
    made = [binding]
    if request.POST.get("do") == "down":
        made += down(binding, page.sheet, page.sheets.names, page.sheets.taken(page.sheet))
    label = page.sheets.value_of_draft(binding).label
    return _save(page, made, f"{label}（{FormBinding.Value(binding.value).label}）")


@post_only
@allowed(Permission.FORMS)
def cell_accept(request, public_id):
    """Take what is offered: for the chosen cell, its column, its row, or the whole sheet (do=cell|column|row|all)."""
    page = Page(request, public_id, request.POST)
    what = request.POST.get("do", "cell")
    offers = page.sheets.offers(page.sheet)
    if what != "all":
        row, column = page.needs_cell()
        offers = {
            place: offer
            for place, offer in offers.items()
            if {"cell": place == (row, column), "column": place[1] == column, "row": place[0] == row}.get(what)
        }
    if not offers:
        refused(request, page.form, "没有可以采用的建议。")
        messages.error(request, "没有可以采用的建议。")
        return _answer(page, [])
    labels = "、".join(dict.fromkeys(offer.label for offer in offers.values()))
    return _save(page, [offer.binding for offer in offers.values()], f"采用建议：{labels}")


@post_only
@allowed(Permission.FORMS)
def cell_unbind(request, public_id):
    """Take away what fills the chosen cell, or (do=column) the whole column."""
    page = Page(request, public_id, request.POST)
    row, column = page.needs_cell()
    places = [(page.sheet.name, row, column)]
    if request.POST.get("do") == "column":
        places = [place for place in page.sheets.bindings if place[0] == page.sheet.name and place[2] == column]
    try:
        number = bindings.unbind(form=page.form, places=places, by=request.user, request=request)
    except ValidationError as error:
        refused(request, page.form, "".join(error.messages))
        messages.error(request, "".join(error.messages))
        return _answer(page, [])
    messages.success(request, f"已取消 {number} 个单元格的对应。")
    return _answer(page, places)


def _save(page: Page, made: list[FormBinding], said: str) -> HttpResponse:
    try:
        bindings.bind(form=page.form, bindings=made, said=said, by=page.request.user, request=page.request)
    except ValidationError as error:
        refused(page.request, page.form, "".join(error.messages))
        messages.error(page.request, "".join(error.messages))
        return _answer(page, [])
    words = "已保存。" if len(made) == 1 else f"已保存，共 {len(made)} 个单元格。"
    messages.success(page.request, words)
    return _answer(page, [binding.place for binding in made])


def _answer(page: Page, places, said=None) -> HttpResponse:
    """Without htmx back to the page; with it the panel, and the cells that changed or may now be offered otherwise."""
    row, column = page.place or (None, None)
    if not page.is_part:
        return redirect(
            cell_url(page.form, page.number, row, column) if page.place else sheet_url(page.form, page.number)
        )
    fresh = Page(page.request, page.form.public_id, page.request.POST)
    changed = [
        cell_of(fresh.sheets, fresh.number, place[1], place[2], fresh.place)
        for place in places
        if place[0] == fresh.sheet.name
    ]
    context = {"page": fresh, "form": fresh.form, "changed": changed, **_panel(fresh, said or {})}
    return render(page.request, "reports/forms/_panel.html", context)
