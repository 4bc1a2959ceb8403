"""Pages of transfers between unions: send a member, ask for one by number, accept or return, withdraw."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render

from members.models import Member, Organization, TransferRequest
from members.services import transfers
from union_site.core import audit
from union_site.core.crypto import mask_identity
from union_site.core.identifiers import IdentifierError, check_identity
from union_site.core.records.choices import RecordField
from union_site.core.records.pages import NewPage, RecordPage, attempt, guarded
from union_site.core.roles import Permission

ASKED = "已发出申请。该号码已登记为其他工会会员的，由原工会办理；没有登记过的，请直接新增会员。"


class NewTransferPage(NewPage):
    """转出: from a member's page the member is chosen already (?member=)."""

    def found(self, public_id=None):
        record = super().found()
        try:
            wanted = UUID(self.request.GET.get("member", ""))
        except ValueError:
            return record
        scope = self.access.full_scope(Permission.ADD, self.viewset.key)
        member = Member.objects.within(scope).current().filter(public_id=wanted).first()
        if member is not None and self.request.method == "GET":
            record.member = member
        return record


class AskForm(forms.Form):
    """Whom a union wants to receive: known by name and number only."""

    name = forms.CharField(label="姓名", max_length=50)
    identity = forms.CharField(label="身份证号码", max_length=30)
    on = forms.DateField(
        label="转入日期",
        help_text="在新工会的第一天",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    note = forms.CharField(label="说明", max_length=100, required=False, help_text="如调入、换单位")

    def __init__(self, *args, unions, picker_url, initial_union=None, **kwargs):
        super().__init__(*args, **kwargs)
        field = RecordField(unions, label="转入工会", help_text="您管理的工会")
        field.widget.attrs.update({"data-picker-url": picker_url, "data-placeholder": "输入名称查找"})
        self.fields = {"to_organization": field, **self.fields}
        field.initial = initial_union
        field.show_only(self.data.get("to_organization") if self.is_bound else initial_union)
        self.fields["identity"].widget.attrs.update({"data-sensitive": "", "autocomplete": "off"})
        for one in self.fields.values():
            one.error_messages["required"] = f"请填写{one.label}。"
            one.widget.attrs.setdefault("class", "form-select" if one is field else "form-control")

    def clean_identity(self):
        try:
            return check_identity(self.cleaned_data["identity"]).number
        except IdentifierError as error:
            raise forms.ValidationError(error.message) from None


class AskPage(RecordPage):
    """按身份证号码申请转入: answers alike whether or not the number belongs to a member elsewhere."""

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        form = self.form(request.POST)
        if form.is_valid() and self.write(form):
            messages.success(request, ASKED)
            return HttpResponseRedirect(self.viewset.url("list"))
        audit.write(
            audit.Action.DENIED, request=request, register=self.viewset.key, reason="未发出转入申请：内容不符合要求"
        )
        return self.page(form)

    def form(self, data=None) -> AskForm:
        self.access.require(Permission.ADD, self.viewset.key)
        scope = self.access.full_scope(Permission.ADD, self.viewset.key)
        own = [grant.organization for grant in self.access.grants if grant.organization_id]
        return AskForm(
            data,
            unions=Organization.objects.within(scope).current(),
            picker_url=self.viewset.url("choices") + "?field=organization",
            initial_union=self.access.unit or (own[0] if len(own) == 1 else None),
        )

    def write(self, form: AskForm) -> bool:
        return guarded(form, lambda: self.ask(form)) and not form.errors

    def ask(self, form: AskForm) -> None:
        said = form.cleaned_data
        try:
            transfers.ask(
                member=said["name"].strip(),
                identity=said["identity"],
                union=said["to_organization"],
                on=said["on"],
                note=said["note"].strip(),
                scope=self.access.full_scope(Permission.ADD, self.viewset.key),
                **self.by(),
            )
        except transfers.TransferError as error:
            form.add_error("identity", error)

    def page(self, form: AskForm):
        context = self.register_context(form=form, back_url=self.viewset.url("list"))
        return render(self.request, "members/transfer_ask.html", context)


class AnswerPage(RecordPage):
    """接收或退回, by the union that did not ask. Only what it needs is shown of a member who is elsewhere."""

    def found(self, public_id) -> TransferRequest:
        self.access.require(Permission.CHANGE, self.viewset.key)
        rows = self.viewset.answerable(self.access).select_related(
            "organization", "from_organization", "to_organization"
        )
        request = rows.filter(public_id=public_id).first()
        if request is None:
            raise Http404
        return request

    def get(self, request, public_id):
        return self.page(self.found(public_id))

    def post(self, request, public_id):
        found = self.found(public_id)
        common = {"by": request.user, "today": self.access.today}
        if request.POST.get("action") == "accept":
            done, words = (lambda: transfers.accept(found, **common)), "已接收，会籍已转接。"
        else:
            reason = request.POST.get("reason", "")
            done, words = (
                (lambda: transfers.send_back(found, reason=reason, **common)),
                "已退回，对方可以看到退回原因。",
            )
        error = attempt(done)
        if error:
            audit.write(
                audit.Action.DENIED, request=request, record=found, register=self.viewset.key, reason=f"未办理：{error}"
            )
            return self.page(found, error)
        messages.success(request, words)
        return HttpResponseRedirect(self.viewset.url("detail", found))

    def page(self, found: TransferRequest, error: str = ""):
        member = transfers.member_of(found) if found.direction == TransferRequest.Direction.IN else None
        context = self.register_context(
            record=found,
            error=error,
            # Of one's own member the registered name is known, and may differ from the one that was typed.
            registered=member,
            identity=mask_identity(found.identity),
            source=member.organization if member else found.from_organization,
            asks=found.organization,
            back_url=self.viewset.url("detail", found),
        )
        return render(self.request, "members/transfer_answer.html", context)


class WithdrawPage(RecordPage):
    """撤回, by the union that asked."""

    def found(self, public_id) -> TransferRequest:
        self.access.require(Permission.CHANGE, self.viewset.key)
        request = self.viewset.withdrawable(self.access).filter(public_id=public_id).first()
        if request is None:
            raise Http404
        return request

    def get(self, request, public_id):
        found = self.found(public_id)
        context = self.register_context(record=found, back_url=self.viewset.url("detail", found))
        return render(request, "members/transfer_withdraw.html", context)

    def post(self, request, public_id):
        found = self.found(public_id)
        error = attempt(lambda: transfers.withdraw(found, by=request.user, today=self.access.today))
        if error:
            messages.error(request, error)
        else:
            messages.success(request, "已撤回申请。")
        return HttpResponseRedirect(self.viewset.url("detail", found))
