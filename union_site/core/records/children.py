"""Pages of rows that belong to a record: add, edit, strike out. The record itself must lie within the scope."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render

from union_site.core import audit
from union_site.core.records import services
from union_site.core.records.forms import record_form
from union_site.core.records.pages import FormPage, attempt
from union_site.core.records.viewset import Child, viewset_of
from union_site.core.records.voiding import VoidPage
from union_site.core.roles import Permission


class ChildFormPage(FormPage):
    """新增 or 编辑 of a child; rights are those on the register that it belongs to, and on its own if it has one."""

    child: Child = None
    parent = None

    def found(self, public_id, child_id=None):
        own = viewset_of(self.child.model)
        if own is not None and own.key != self.viewset.key:
            self.access.require(Permission.ADD if child_id is None else Permission.CHANGE, own.key)
        if not self.child.form:
            raise PermissionDenied
        self.parent = self.viewset.record(self.access, Permission.CHANGE, public_id)
        link = {self.child.fk_name(self.viewset.model): self.parent}
        if child_id is None:
            begun = self.viewset.begin_child(self.child, self.parent)
            return self.child.model(district_id=self.parent.district_id, **link, **begun)
        row = self.viewset.child_rows(self.access, self.child, self.parent).filter(public_id=child_id).first()
        if row is None:
            raise Http404
        return row

    def get(self, request, public_id, child, child_id=None):
        self.child = self.viewset.child(child)
        return self.page(self.form(self.found(public_id, child_id)))

    def post(self, request, public_id, child, child_id=None):
        self.child = self.viewset.child(child)
        row = self.found(public_id, child_id)
        before = audit.snapshot(row)
        form = self.form(row, request.POST)
        if form.is_valid() and self.write(form, before):
            return HttpResponseRedirect(self.viewset.url("detail", self.parent) + f"#{self.child.key}")
        self.refused(form)
        return self.page(form)

    def form(self, record, data=None):
        return record_form(self.viewset, self.child)(data, instance=record, access=self.access)

    def page(self, form):
        title = f"{'新增' if form.is_new else '编辑'}{self.child.title}"
        context = self.register_context(
            form=form,
            record=self.parent,
            record_title=self.viewset.label(self.parent),
            page_title=title,
            back_url=self.viewset.url("detail", self.parent) + f"#{self.child.key}",
            draft_key=f"{self.viewset.key}.{self.parent.public_id}.{self.child.key}.{'new' if form.is_new else form.instance.public_id}",
            help=self.child.help,
        )
        return render(self.request, "records/form.html", context)

    def save(self, record, before) -> None:
        scope = self.access.full_scope(Permission.CHANGE, self.viewset.key)
        common = {"register": self.register, "scope": scope, "saved": self.saved, **self.by()}
        if record.pk is None:
            services.create(record, **common)
            messages.success(self.request, f"已新增{self.child.title}。")
        else:
            changes = services.change(record, before=before, **common)
            messages.success(self.request, "已保存修改。" if changes else "内容没有变化。")

    @property
    def register(self) -> str:
        own = viewset_of(self.child.model)
        return own.key if own else self.viewset.key

    def saved(self, record, action) -> None:
        child_saved(self, record, action)


class ChildVoidPage(VoidPage):
    """作废 of a child."""

    child: Child = None
    parent = None
    register = ChildFormPage.register

    def page(self, record, error=""):
        context = self.register_context(
            record=record,
            title=f"{self.child.title}：{record}",
            error=error,
            back_url=self.viewset.url("detail", self.parent) + f"#{self.child.key}",
        )
        return render(self.request, "records/void.html", context)

    def _row(self, public_id, child, child_id):
        self.child = self.viewset.child(child)
        if not self.child.form:
            raise PermissionDenied
        own = viewset_of(self.child.model)
        if own is not None and own.key != self.viewset.key:
            self.access.require(Permission.VOID, own.key)
        self.parent = self.viewset.record(self.access, Permission.VOID, public_id)
        row = self.viewset.child_rows(self.access, self.child, self.parent).filter(public_id=child_id).first()
        if row is None:
            raise Http404
        return row

    def get(self, request, public_id, child, child_id):
        return self.page(self._row(public_id, child, child_id))

    def post(self, request, public_id, child, child_id):
        row = self._row(public_id, child, child_id)
        error = attempt(
            lambda: services.void(
                row,
                reason=request.POST.get("reason", ""),
                register=self.register,
                scope=self.access.full_scope(Permission.VOID, self.viewset.key),
                saved=self.saved,
                **self.by(),
            )
        )
        if error:
            audit.write(
                audit.Action.DENIED, request=request, record=row, register=self.register, reason=f"未作废：{error}"
            )
            return self.page(row, error)
        messages.success(request, f"已作废{self.child.title}。")
        return HttpResponseRedirect(self.viewset.url("detail", self.parent) + f"#{self.child.key}")

    def saved(self, record, action) -> None:
        child_saved(self, record, action)


def child_saved(page, record, action) -> None:
    """What follows from a change of a child: its own hook, or that of its own register."""
    if page.child.saved:
        page.child.saved(record, action, page.request.user)
    own = viewset_of(page.child.model)
    if own is not None:
        own.saved(record, action, by=page.request.user)
