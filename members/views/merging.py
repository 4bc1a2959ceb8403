"""合并重复: finding the other row, looking at both side by side, agreeing; the list of all mergers, and taking one back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import redirect, render
from django.views import View

from members.models import Member, Merger
from members.services import merge
from union_site.core import audit
from union_site.core.records import values
from union_site.core.records.choices import FOUND, find
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import registers
from union_site.core.roles import Permission
from union_site.core.scope import RowModel
from union_site.core.widths import matching_key, tidy

PAGE = 20
TONES = {"done": "ok", "undone": "calm"}
HINTS = {
    "member": "输入对方的完整身份证号码、手机号码或姓名",
    "organization": "输入工会名称中的几个字，或统一社会信用代码",
    "employer": "输入单位名称的开头，或统一社会信用代码",
}


def urls(key: str) -> list[tuple]:
    """Addresses below those of a register whose rows may be merged."""
    return [
        ("<uuid:public_id>/duplicate/", MergePage.as_view(key=key), "duplicate"),
        ("mergers/", MergersPage.as_view(key=key), "mergers"),
        ("mergers/<uuid:merger_id>/undo/", UndoPage.as_view(key=key), "merger-undo"),
    ]


def list_links(viewset: RecordViewSet) -> list[dict]:
    """The button above a register's list."""
    return [{"title": "合并记录", "url": viewset.url("mergers"), "icon": "git-merge"}]


def links(viewset: RecordViewSet, record: RowModel, access) -> list[dict]:
    """The button on a record's page, for who may change and strike out both."""
    if getattr(record, "parent_id", 0) is None or not mergeable(viewset, access).filter(pk=record.pk).exists():
        return []
    return [{"title": "合并重复", "url": viewset.url("duplicate", record), "icon": "git-merge"}]


def notes(record: RowModel) -> list[str]:
    """What was merged into a record, or that it was itself."""
    found = Merger.objects.filter(
        Q(kept_id=record.public_id) | Q(merged_id=record.public_id), state=Merger.State.DONE
    ).select_related("created_by")
    return [_sentence(row, record) for row in found]


def _sentence(row: Merger, record: RowModel) -> str:
    said = f"{values.plain(row.done_at)}，{row.created_by or '系统'}：{row.reason}"
    if row.kept_id == record.public_id:
        return f"另一条“{row.merged_label}”已并入这条记录（{said}）。合并错了的，可在列表的“合并记录”里撤回。"
    return f"这条记录已并入“{row.kept_label}”（{said}）。"


def mergeable(viewset: RecordViewSet, access) -> QuerySet:
    """Rows that a person may both change and strike out."""
    rows = viewset.all_rows(access, Permission.CHANGE)
    return rows.filter(access.full_scope(Permission.VOID, viewset.key).condition(viewset.model.scope_path))


class RegisterPage(View):
    """Base: a page of the register `key`."""

    key = ""

    @property
    def viewset(self) -> RecordViewSet:
        return registers[self.key]

    def require(self, *permissions: Permission) -> None:
        for permission in permissions:
            self.request.access.require(permission, self.key)

    def denied(self, record, what: str) -> None:
        audit.write(audit.Action.DENIED, request=self.request, record=record, register=self.key, reason=what)

    def show(self, template: str, **context):
        return render(
            self.request, template, {"viewset": self.viewset, "list_url": self.viewset.url("list"), **context}
        )


class MergePage(RegisterPage):
    """Find the other row (what is typed is sent, never put into an address); look at both; agree."""

    def dispatch(self, request, public_id):
        self.require(Permission.CHANGE, Permission.VOID)
        self.rows = mergeable(self.viewset, request.access).select_related(*self.viewset.keys_of(self.viewset.model))
        self.record = self.row(public_id)
        self.scope = request.access.full_scope(Permission.CHANGE, self.key)
        return super().dispatch(request, public_id)

    def row(self, public_id) -> RowModel:
        try:
            found = self.rows.filter(public_id=UUID(str(public_id))).first()
        except ValueError:
            found = None
        if found is None:
            raise Http404
        return found

    def get(self, request, public_id):
        if wanted := request.GET.get("other"):
            return self.preview(self.row(wanted))
        return self.choose()

    def post(self, request, public_id):
        if "other" in request.POST:
            return self.confirm(self.row(request.POST["other"]))
        typed = request.POST.get("q", "").strip()[:100]
        audit.write(audit.Action.VIEW, request=request, register=self.key, reason="查找重复的记录")
        return self.choose(typed, self.found(typed) if typed else ())

    def found(self, typed: str) -> list[RowModel]:
        others = self.rows.exclude(pk=self.record.pk)
        if self.viewset.model is not Member:
            return find(others, typed)
        number = any(character.isdigit() for character in typed)
        condition = self.viewset.search_condition(typed) if number else Q(name=tidy(typed))
        return list(others.filter(condition).order_by("pk")[:FOUND])

    def choose(self, typed: str = "", found=None):
        return self.show(
            "members/merge_choose.html",
            record=self.record,
            back_url=self.viewset.url("detail", self.record),
            hint=HINTS[self.key],
            asked=found is not None,
            found=[self.told(row) for row in found or ()],
            alike=[self.told(row) for row in alike(self.rows, self.record)] if found is None else [],
        )

    def told(self, row: RowModel) -> dict:
        """A row by what tells namesakes apart; numbers are masked."""
        names = [name for name in ("identity", "uscc", "employer_name", "organization", "parent") if hasattr(row, name)]
        said = [values.display(row._meta.get_field(name), getattr(row, name)) for name in names]
        words = "，".join(str(one) for one in said if one != values.EMPTY)
        return {
            "title": str(row),
            "note": words,
            "url": f"{self.viewset.url('duplicate', self.record)}?other={row.public_id}",
        }

    def preview(self, other: RowModel, *, error: str = "", reason: str = ""):
        context = {"record": self.record, "other": other, "error": error, "reason": reason, "may": False}
        try:
            found = merge.preview(self.record, other, scope=self.scope)
        except ValidationError as refusal:
            context["error"] = "".join(refusal.messages)
        else:
            context |= {"may": True, "digest": found.digest, "passing": found.passing, "compared": _compared(found)}
        context |= {
            "back_url": self.viewset.url("detail", self.record),
            "again_url": self.viewset.url("duplicate", self.record),
        }
        swap = f"{self.viewset.url('duplicate', other)}?other={self.record.public_id}"
        return self.show("members/merge_preview.html", swap_url=swap, **context)

    def confirm(self, other: RowModel):
        reason = tidy(self.request.POST.get("reason", ""))[:200]
        if not reason:
            return self.preview(other, error="请填写合并原因。")
        try:
            merge.merge(
                self.record,
                other,
                reason=reason,
                scope=self.scope,
                today=self.request.access.today,
                by=self.request.user,
                shown=self.request.POST.get("digest", ""),
            )
        except ValidationError as refusal:
            words = "".join(refusal.messages)
            self.denied(self.record, f"未合并：{words}")
            return self.preview(self.row(other.public_id), error=words, reason=reason)
        messages.success(self.request, "已合并，可在列表的“合并记录”里撤回。")
        return redirect(self.viewset.url("detail", self.record))


def _compared(found: merge.Preview) -> list[dict]:
    """Title, both values and the value afterwards of each field that either row states; numbers are masked."""
    made = []
    for field, kept, merged, taken in found.fields:
        one, other = values.display(field, kept), values.display(field, merged)
        if not one == other == values.EMPTY:
            after = other if taken else one
            differs = kept != merged
            made.append(
                {
                    "title": field.verbose_name,
                    "kept": one,
                    "merged": other,
                    "after": after,
                    "taken": taken,
                    "differs": differs,
                }
            )
    return made


def alike(rows: QuerySet, record: RowModel) -> list[RowModel]:
    """Rows that may be the same: a member of the name with the birth day or phone; a name or code written otherwise."""
    others = rows.exclude(pk=record.pk)
    if isinstance(record, Member):
        same = Q(birth_on=record.birth_on, birth_on__isnull=False)
        if record.phone_index:
            same |= Q(phone_index=record.phone_index)
        return list(others.filter(same, name=record.name).order_by("pk")[:FOUND])
    wanted = matching_key(record.name)
    found = [pk for pk, name in others.values_list("pk", "name") if matching_key(name) == wanted][:FOUND]
    return list(others.filter(pk__in=found).order_by("pk"))


class MergersPage(RegisterPage):
    """Mergers of rows that belonged to unions in the reader's scope, the latest first."""

    def get(self, request):
        page = Paginator(_readable(request, self.key), PAGE).get_page(request.GET.get("page"))
        return self.show(
            "members/mergers.html",
            page=page,
            page_numbers=page.paginator.get_elided_page_range(page.number),
            rows=[
                (row, TONES[row.state], self.viewset.url("detail", public_id=row.kept_id), self.undo_url(row))
                for row in page
            ],
        )

    def undo_url(self, row: Merger) -> str:
        access = self.request.access
        may = access.can(Permission.CHANGE, self.key) and access.can(Permission.VOID, self.key)
        return self.viewset.url("merger-undo", merger_id=row.public_id) if may and row.state == "done" else ""


def _readable(request, key: str) -> QuerySet:
    request.access.require(Permission.VIEW, key)
    rows = Merger.objects.within(request.access.full_scope(Permission.VIEW, key)).filter(subject=key)
    return rows.select_related("created_by", "undone_by")


class UndoPage(RegisterPage):
    """撤回, with a reason."""

    def dispatch(self, request, merger_id):
        self.require(Permission.CHANGE, Permission.VOID)
        self.record = _readable(request, self.key).filter(public_id=merger_id).first()
        if self.record is None:
            raise Http404
        return super().dispatch(request, merger_id)

    def get(self, request, merger_id):
        return self.page()

    def page(self, error: str = ""):
        return self.show(
            "members/merger_undo.html", record=self.record, error=error, back_url=self.viewset.url("mergers")
        )

    def post(self, request, merger_id):
        reason = tidy(request.POST.get("reason", ""))[:200]
        if not reason:
            return self.page("请填写撤回原因。")
        scope = request.access.full_scope(Permission.CHANGE, self.key)
        if not request.access.full_scope(Permission.VOID, self.key).covers(self.record.organization.path):
            raise Http404
        try:
            merge.undo(self.record, reason=reason, scope=scope, today=request.access.today, by=request.user)
        except ValidationError as refusal:
            words = "".join(refusal.messages)
            self.denied(self.record, f"未撤回：{words}")
            return self.page(words)
        messages.success(request, "已撤回，两条记录恢复到合并以前。")
        return redirect(self.viewset.url("detail", public_id=self.record.kept_id))
