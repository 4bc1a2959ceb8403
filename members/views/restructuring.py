"""组织调整: asking for a restructuring, looking at what it would do, agreeing, the list of all, and taking one back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from members.models import Organization, Restructuring
from members.services import restructure
from members.services.rehearsal import rehearse
from members.views.restructuring_form import FORMS
from union_site.core import audit
from union_site.core.registry import registers
from union_site.core.roles import Permission

REGISTER = "organization"
PAGE, NAMES, FIGURES = 20, 30, 200  # shown at once
TONES = {"planned": "wait", "done": "ok", "undone": "calm", "failed": "bad"}
TITLES = {"move": "变更隶属", "merge": "合并工会", "split": "分设工会", "dissolve": "撤销工会"}
ICONS = {"move": "arrows-exchange", "merge": "git-merge", "split": "hierarchy-2", "dissolve": "circle-x"}


def urls() -> list[tuple]:
    """Addresses below those of the register of unions."""
    return [
        *((f"<uuid:public_id>/{kind}/", OrderPage.as_view(kind=kind), str(kind)) for kind in FORMS),
        ("restructurings/", restructurings, "restructurings"),
        ("restructurings/<uuid:restructuring_id>/", restructuring, "restructuring"),
        ("restructurings/<uuid:restructuring_id>/undo/", UndoPage.as_view(), "restructuring-undo"),
    ]


def links(union: Organization, access) -> list[dict]:
    """Buttons on a union's page for who may restructure it."""
    if union.dissolved_on or not access.full_scope(Permission.CHANGE, REGISTER).covers(union.path):
        return []
    kinds = [kind for kind in FORMS if union.parent_id or kind == Restructuring.Kind.MERGE]
    viewset = registers[REGISTER]
    return [{"title": TITLES[kind], "url": viewset.url(str(kind), union), "icon": ICONS[kind]} for kind in kinds]


class OrderPage(View):
    """The form of one kind; then what it would do; then, agreed to, it is done."""

    kind: str = ""

    def dispatch(self, request, public_id):
        self.viewset, self.access = registers[REGISTER], request.access
        self.union = self.viewset.record(self.access, Permission.CHANGE, public_id)
        self.scope = self.access.full_scope(Permission.CHANGE, REGISTER)
        return super().dispatch(request, public_id)

    def form(self, data=None):
        rows = Organization.objects.within(self.scope).current()
        picker = f"{self.viewset.url('choices')}?field=parent"
        return FORMS[self.kind](data, union=self.union, rows=rows, picker=picker)

    def get(self, request, public_id):
        return self.page(self.form())

    def post(self, request, public_id):
        form = self.form(request.POST)
        if not form.is_valid() or request.POST.get("step") == "edit":
            return self.page(form)
        try:
            if request.POST.get("step") == "confirm":
                return self.done(form)
            return self.preview(form)
        except ValidationError as error:
            self.blame(form, error)
        return self.page(form)

    def blame(self, form, error: ValidationError) -> None:
        form.add_error(None, error.messages)
        audit.write(
            audit.Action.DENIED,
            request=self.request,
            record=self.union,
            register=REGISTER,
            reason=f"未办理{TITLES[self.kind]}：{''.join(error.messages)}",
        )

    def preview(self, form, remark: str = ""):
        found = rehearse(form.record(), scope=self.scope, today=self.access.today, by=self.request.user)
        hidden = [
            (name, value)
            for name, values in self.request.POST.lists()
            if name in form.fields
            for value in values
            if value
        ]
        context = self.context(
            record=form.record(),
            found=found,
            remark=remark,
            passing=[(title, len(names), names[:NAMES]) for title, names in found.passing.items()],
            figures=found.figures[:FIGURES],
            more=max(0, len(found.figures) - FIGURES),
            hidden=hidden,
            planned=form.cleaned_data["on"] > self.access.today,
        )
        return render(self.request, "members/restructuring_preview.html", context)

    def done(self, form):
        try:
            record = restructure.order(
                form.record(),
                scope=self.scope,
                today=self.access.today,
                by=self.request.user,
                shown=self.request.POST.get("digest", ""),
            )
        except restructure.ChangedSince as error:
            return self.preview(form, "".join(error.messages))
        waits = record.state == Restructuring.State.PLANNED
        messages.success(self.request, f"已登记，将于 {record.on} 生效。" if waits else "已办理，可以在本页撤回。")
        return redirect(self.viewset.url("restructuring", restructuring_id=record.public_id))

    def page(self, form):
        return render(self.request, "members/restructuring_form.html", self.context(form=form, help=form.help))

    def context(self, **more) -> dict:
        back = self.viewset.url("detail", self.union)
        title = f"{TITLES[self.kind]}：{self.union.name}"
        return {"union": self.union, "kind": self.kind, "page_title": title, "back_url": back, **more}


def _readable(request):
    """Restructurings that concern a union in the reader's scope."""
    access = request.access
    access.require(Permission.VIEW, REGISTER)
    scope = access.full_scope(Permission.VIEW, REGISTER)
    concerned = Restructuring.involved.through.objects.filter(scope.condition("organization__path"))
    rows = Restructuring.objects.current().filter(
        district_id=request.user.district_id, pk__in=concerned.values("restructuring_id")
    )
    return rows.select_related("organization", "other", "created_by", "undone_by")


def restructurings(request):
    """All of them, the latest first; with ?union= those of one union."""
    rows, union = _readable(request), None
    if wanted := request.GET.get("union"):
        union = registers[REGISTER].record(request.access, Permission.VIEW, _uuid(wanted), void=True)
        rows = rows.filter(involved=union)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(page.number),
        "rows": [(row, TONES[row.state], _words(row)) for row in page.object_list],
        "union": union,
    }
    return render(request, "members/restructurings.html", context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _words(record: Restructuring) -> str:
    """改隶到望溪镇总工会."""
    if record.kind == Restructuring.Kind.MOVE:
        return f"改隶到{record.other}"
    if record.kind == Restructuring.Kind.SPLIT:
        return f"分设出{record.other or record.options.get('name', '')}"
    if record.kind == Restructuring.Kind.DISSOLVE:
        return f"撤销，由{record.other}承接" if record.other_id else "撤销"
    names = "、".join(union.name for union in restructure.absorbed(record)[:3])
    return f"并入{names}" + ("等" if len(record.options.get("absorbed", [])) > 3 else "")


def _found(request, restructuring_id) -> Restructuring:
    record = _readable(request).filter(public_id=restructuring_id).first()
    if record is None:
        raise Http404
    return record


def restructuring(request, restructuring_id):
    """One restructuring: who, when, why, what passed."""
    record = _found(request, restructuring_id)
    context = {
        "record": record,
        "words": _words(record),
        "tone": TONES[record.state],
        "involved": record.involved.within(request.access.full_scope(Permission.VIEW, REGISTER)),
        "may_undo": record.state != "undone" and request.access.can(Permission.CHANGE, REGISTER),
    }
    return render(request, "members/restructuring.html", context)


class UndoPage(View):
    """撤回, with a reason."""

    def dispatch(self, request, restructuring_id):
        request.access.require(Permission.CHANGE, REGISTER)
        self.record = _found(request, restructuring_id)
        return super().dispatch(request, restructuring_id)

    def page(self, error: str = ""):
        context = {"record": self.record, "words": _words(self.record), "error": error}
        return render(self.request, "members/restructuring_undo.html", context)

    def get(self, request, restructuring_id):
        return self.page()

    def post(self, request, restructuring_id):
        reason = request.POST.get("reason", "").strip()[:200]
        if not reason:
            return self.page("请填写撤回原因。")
        scope = request.access.full_scope(Permission.CHANGE, REGISTER)
        try:
            restructure.undo(self.record, reason=reason, scope=scope, today=request.access.today, by=request.user)
        except ValidationError as error:
            words = "".join(error.messages)
            audit.write(
                audit.Action.DENIED,
                request=request,
                record=self.record,
                register=REGISTER,
                reason=f"未撤回：{words}",
            )
            return self.page(words)
        messages.success(request, "已撤回，恢复到调整以前的状态。")
        return redirect(reverse("records:organization-restructuring", args=[self.record.public_id]))
