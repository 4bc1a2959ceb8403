"""Striking a record out, with a reason, and restoring it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render

from union_site.core import audit
from union_site.core.records import services
from union_site.core.records.pages import FormOnlyPage, RecordPage, attempt
from union_site.core.roles import Permission


def denied(page: RecordPage, record, reason: str) -> None:
    """Leave the event of a request that was refused."""
    audit.write(audit.Action.DENIED, request=page.request, record=record, register=page.viewset.key, reason=reason)


class VoidPage(RecordPage):
    """作废, with a reason."""

    def found(self, public_id):
        record = self.viewset.record(self.access, Permission.VOID, public_id)
        if not self.viewset.can_void:
            raise PermissionDenied
        return record

    def page(self, record, error=""):
        context = self.register_context(
            record=record,
            title=self.viewset.label(record),
            error=error,
            refusal=self.viewset.void_refusal(record),
            back_url=self.viewset.url("detail", record),
        )
        return render(self.request, "records/void.html", context)

    def get(self, request, public_id):
        return self.page(self.found(public_id))

    def post(self, request, public_id):
        record = self.found(public_id)
        error = self.viewset.void_refusal(record)
        if not error:
            error = attempt(
                lambda: services.void(
                    record,
                    reason=request.POST.get("reason", ""),
                    register=self.viewset.key,
                    scope=self.access.full_scope(Permission.VOID, self.viewset.key),
                    saved=self.saved,
                    **self.by(),
                )
            )
        if error:
            denied(self, record, f"未作废：{error}")
            return self.page(record, error)
        messages.success(request, "已作废，可在记录页恢复。")
        return HttpResponseRedirect(self.viewset.url("detail", record))


class RestorePage(FormOnlyPage):
    """恢复."""

    def post(self, request, public_id):
        record = self.viewset.record(self.access, Permission.VOID, public_id, void=True)
        if record.is_void:
            common = {"scope": self.access.full_scope(Permission.VOID, self.viewset.key), "saved": self.saved}
            error = attempt(lambda: services.restore(record, register=self.viewset.key, **common, **self.by()))
            if error:
                denied(self, record, f"未恢复：{error}")
                messages.error(request, error)
            else:
                messages.success(request, "已恢复。")
        else:
            denied(self, record, "未恢复：并未作废")
            messages.info(request, "这条记录没有作废，无需恢复。")
        return HttpResponseRedirect(self.viewset.url("detail", record))
