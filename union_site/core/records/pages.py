"""The pages of a record: list, page of one record, form, choices. One view class each, given its viewset."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views import View

from union_site.core import audit
from union_site.core.records import copying, details, services
from union_site.core.records.choices import choosable, options
from union_site.core.records.filters import UNIT, filter_class, sealed
from union_site.core.records.forms import record_form
from union_site.core.records.listing import PAGE_SIZES, Listing
from union_site.core.records.related import related
from union_site.core.records.viewset import RecordViewSet
from union_site.core.roles import Permission
from union_site.core.scope import RowModel
from union_site.core.widths import tidy

ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"  # of attachments; see attachments.py
REFUSALS = (services.OutsideScope, services.ReasonMissing, services.ChangedMeanwhile, services.ParentVoided)
NOT_SAVED = "这条记录与已有记录重复或不符合要求，未能保存，请核对后重试。"


class RecordPage(View):
    """Base: `viewset` is given by the address; `rights` says what the templates may offer."""

    viewset: RecordViewSet = None

    @property
    def access(self):
        return self.request.access

    def can(self, permission: Permission) -> bool:
        return self.access.can(permission, self.viewset.key)

    def register_context(self, **more) -> dict:
        viewset = self.viewset
        return {
            "viewset": viewset,
            "list_url": viewset.url("list"),
            "new_url": viewset.url("new"),
            "export_url": viewset.url("export"),
            "template_url": viewset.url("template"),
            "import_url": import_url(viewset),
            "may_add": viewset.can_create and bool(viewset.form_fields) and self.can(Permission.ADD),
            "may_change": bool(viewset.form_fields) and self.can(Permission.CHANGE),
            "may_void": viewset.can_void and self.can(Permission.VOID),
            "may_import": bool(viewset.resources) and self.can(Permission.IMPORT),
            "may_export": bool(viewset.resources) and self.can(Permission.EXPORT),
            **more,
        }

    def by(self) -> dict:
        """Who writes, for the services."""
        return {"by": self.request.user, "ip_address": self.request.META.get("REMOTE_ADDR", "")[:45]}

    def saved(self, record, action) -> None:
        self.viewset.saved(record, action, by=self.request.user)


class FormOnlyPage(RecordPage):
    """An address that only takes forms: opened as a page (after signing in again) it leads to the record, or the list."""

    def get(self, request, public_id=None, **kwargs):
        known = {"public_id": public_id} if public_id else {}
        return HttpResponseRedirect(self.viewset.url("detail" if public_id else "list", **known))


class ListPage(RecordPage):
    """查询条件, buttons, the table, 合计 and the pager."""

    def get(self, request):
        self.access.require(Permission.VIEW, self.viewset.key)
        rows = self.viewset.rows(self.access, void=True)
        conditions = filter_class(self.viewset)(request.GET, rows, access=self.access)
        listing = Listing(self.viewset, conditions.qs, request.GET)
        writable = self._writable([record.pk for record in listing.records])
        context = self.register_context(
            listing=listing,
            filter_form=conditions.form,
            is_filtered=conditions.is_used,
            rows=[
                (record, listing.cells(record), writable is None or record.pk in writable) for record in listing.records
            ],
            totals=self._total_cells(listing),
            page_sizes=PAGE_SIZES,
            total_words=listing.count_words,
            previous_query=self._query(before=listing.before),
            next_query=self._query(after=listing.after),
            keep=[(name, request.GET[name]) for name in ("sort", "page_size") if request.GET.get(name)],
            query_string=self.request.GET.urlencode(),
        )
        return render(request, "records/list.html", context)

    def post(self, request):
        """查询: leads to the list under this query. Looking for somebody is told to the trail, without the words."""
        self.access.require(Permission.VIEW, self.viewset.key)
        query = request.POST.copy()
        query.pop("csrfmiddlewaretoken", None)
        if query.get("q", "").strip():
            query["q"] = sealed(query["q"].strip()[:100])
            audit.write(audit.Action.VIEW, request=request, register=self.viewset.key, reason="按姓名、名称或号码查询")
        kept = [(name, value) for name, value in query.items() if value]
        return HttpResponseRedirect(self.viewset.url("list") + (f"?{urlencode(kept)}" if kept else ""))

    def _writable(self, keys: list[int]) -> set[int] | None:
        """Which of the shown rows the user may change; None: all of them."""
        reading = self.access.full_scope(Permission.VIEW, self.viewset.key)
        writing = self.access.full_scope(Permission.CHANGE, self.viewset.key)
        if writing == reading and not self.viewset.shared:
            return None
        if not writing:
            return set()
        return set(self.viewset.model.objects.within(writing).filter(pk__in=keys).values_list("pk", flat=True))

    @staticmethod
    def _total_cells(listing) -> list[tuple[str, str]]:
        """(title, sum) of the 合计 row for each column; empty without totals."""
        if not listing.totals:
            return []
        return [(column.title, listing.totals.get(column.name, "")) for column in listing.columns]

    def _query(self, **step: str) -> str:
        (name, value) = next(iter(step.items()))
        if not value:
            return ""
        kept = [(key, text) for key, text in self.request.GET.items() if key not in {"after", "before", "page"}]
        return "?" + urlencode([*kept, (name, value)])


class DetailPage(RecordPage):
    """Everything about one record, masked: facts, children, attachments, history."""

    def get(self, request, public_id):
        record = self.viewset.record(self.access, Permission.VIEW, public_id, void=True)
        children = details.children(self.viewset, self.access, record)
        writable = self.writable(record)
        attached = details.attachments(self.viewset, record)
        context = self.register_context(
            record=record,
            title=self.viewset.label(record),
            facts=details.facts(self.viewset, record),
            children=children,
            attachments=attached,
            galleries=details.galleries(self.viewset, attached),
            notes=self.viewset.notes(record, self.access),
            related=related(self.viewset, self.access, record),
            history=details.history(self.viewset, record, children),
            record_url=self.viewset.url("detail", record),
            links=[] if record.is_void else self.viewset.record_links(record, self.access),
            attachment_accept=ACCEPT,
            attachment_mb=settings.FILE_UPLOAD_MAX_BYTES // 1024 // 1024,
            can_change=writable and not record.is_void,
            can_void=writable,
        )
        return render(request, "records/detail.html", context)

    def writable(self, record) -> bool:
        """The record lies where the user may change rows."""
        rows = self.viewset.all_rows(self.access, Permission.CHANGE, void=True)
        return self.can(Permission.CHANGE) and rows.filter(pk=record.pk).exists()


class FormPage(RecordPage):
    """新增 and 编辑: keeps what was typed, says what is wrong beside the input and on top."""

    permission = Permission.CHANGE

    def found(self, public_id):
        return self.viewset.record(self.access, self.permission, public_id)

    def form(self, record, data=None):
        return record_form(self.viewset)(data, instance=record, access=self.access, initial=self.initial(record))

    def initial(self, record) -> dict:
        """A clerk of one union need not choose it."""
        if record.pk is not None or "organization" not in self.viewset.form_fields or record.organization_id:
            return {}
        own = [grant.organization for grant in self.access.grants if grant.organization_id]
        unit = self.access.unit or (own[0] if len(own) == 1 else None)
        return {"organization": unit} if unit is not None and unit.parent_id else {}

    def page(self, form):
        record = form.instance
        is_new = form.is_new
        back = self.viewset.url("list") if is_new else self.viewset.url("detail", record)
        title = f"新增{self.viewset.title}" if is_new else f"编辑{self.viewset.title}"
        context = self.register_context(form=form, record=None if is_new else record, page_title=title, back_url=back)
        context["draft_key"] = f"{self.viewset.key}.{'new' if is_new else record.public_id}"
        return render(self.request, "records/form.html", context)

    def get(self, request, public_id=None):
        return self.page(self.form(self.found(public_id)))

    def post(self, request, public_id=None):
        record = self.found(public_id)
        before = audit.snapshot(record)
        form = self.form(record, request.POST)
        if form.is_valid() and self.write(form, before):
            return HttpResponseRedirect(self.viewset.url("detail", record))
        self.refused(form)
        return self.page(form)

    def write(self, form, before) -> bool:
        """Save; a refusal of the database or of a service becomes an error of the form."""
        return guarded(form, lambda: self.save(form.instance, before))

    def save(self, record, before) -> None:
        changes = services.change(
            record,
            before=before,
            register=self.viewset.key,
            scope=self.access.full_scope(self.permission, self.viewset.key),
            save=lambda row: self.viewset.store(row, by=self.request.user),
            saved=self.saved,
            **self.by(),
        )
        messages.success(self.request, "已保存修改。" if changes else "内容没有变化。")

    def refused(self, form) -> None:
        """Also what was refused is told to the trail, without what was typed."""
        record = None if form.is_new else form.instance
        fields = "、".join(form.fields[name].label or name for name in form.errors if name in form.fields)
        audit.write(
            audit.Action.DENIED,
            request=self.request,
            register=self.viewset.key,
            reason=f"未保存：{fields or '内容不符合要求'}",
            object_id=record.public_id if record else None,
            object_label=self.viewset.title,
        )


class NewPage(FormPage):
    """新增."""

    permission = Permission.ADD

    def found(self, public_id=None):
        self.access.require(Permission.ADD, self.viewset.key)
        if not self.viewset.can_create or not self.viewset.form_fields:
            raise PermissionDenied
        record = self.viewset.model(district_id=self.request.user.district_id)
        self.viewset.start(record, self.request.GET, self.access)
        self.source = None
        if named := self.request.GET.get(copying.QUERY):
            self.source = self.viewset.known(self.access, named)
            copying.fill(self.viewset, record, self.source)
        return record

    def save(self, record, before) -> None:
        services.create(
            record,
            register=self.viewset.key,
            scope=self.access.full_scope(Permission.ADD, self.viewset.key),
            save=lambda row: self.viewset.make(row, by=self.request.user),
            saved=self.saved,
            reason=f"复制自：{self.viewset.label(self.source)}" if self.source else "",
            **self.by(),
        )
        messages.success(self.request, f"已新增{self.viewset.title}。")


class ChoicesPage(RecordPage):
    """Records that a picker may offer: GET ?field=…&q=… (&child=…)."""

    def get(self, request):
        self.access.require(Permission.VIEW, self.viewset.key)
        child = self.viewset.child(request.GET["child"]) if request.GET.get("child") else None
        name, text = request.GET.get("field", ""), request.GET.get("q", "")[:100]
        model = child.model if child else self.viewset.model
        fields = [field for field in model._meta.concrete_fields if field.is_relation]
        keys = {field.name for field in fields if issubclass(field.related_model, RowModel)}
        names = keys.intersection(child.form if child else self.viewset.form_fields)
        if name not in names and (child or name != UNIT):
            return JsonResponse({"results": []})
        if name in (child or self.viewset).anywhere and not self._may_name_anybody(text):
            return JsonResponse({"results": []})
        return JsonResponse(
            {"results": options(details.choice_rows(self.viewset, self.access, name, child, choosable), text)}
        )

    def _may_name_anybody(self, text: str) -> bool:
        """Unions outside the scope are found by who writes, by two characters of their name; nobody gets a list of them."""
        return len(tidy(text)) >= 2 and (self.can(Permission.ADD) or self.can(Permission.CHANGE))


def import_url(viewset: RecordViewSet) -> str:
    """Where sheets of this register are imported."""
    try:
        return reverse("core:import-start", args=[viewset.key])
    except NoReverseMatch:
        return ""


def attempt(write) -> str:
    """Do it, and return the words of a refusal (empty: done)."""
    try:
        write()
    except REFUSALS as error:
        return error.message
    except ValidationError as error:
        return "；".join(error.messages)
    except IntegrityError:
        return NOT_SAVED
    return ""


def guarded(form, write) -> bool:
    """The same for a form: the refusal stands on top of it."""
    error = attempt(write)
    if error:
        form.add_error(None, error)
    return not error
