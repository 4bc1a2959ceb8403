"""生成荣誉: chosen winners of a contest become honours, asked once for what is the same for all."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render

from activities.models import Contest
from activities.services import honours
from members.models import Honour
from union_site.core import audit
from union_site.core.forms.base import DayInput, PlainForm
from union_site.core.records.pages import REFUSALS
from union_site.core.registry import registers
from union_site.core.roles import Permission
from union_site.core.widths import tidy

LEVELS = [("", "请选择"), *Honour._meta.get_field("level").choices]


class HonoursForm(PlainForm):
    """What the honours of the chosen winners have in common."""

    title = forms.CharField(label="荣誉称号", max_length=60, help_text="如技术能手、五一劳动奖章")
    level = forms.ChoiceField(label="荣誉级别", choices=LEVELS)
    awarded_on = forms.DateField(label="授予日期", widget=DayInput())
    awarded_by = forms.CharField(label="授予单位", max_length=60, required=False)
    document_number = forms.CharField(label="表彰文号", max_length=60, required=False)
    with_rank = forms.BooleanField(label="在称号后附上获奖等次，如“技术能手一等奖”", required=False)
    winners = forms.MultipleChoiceField(
        label="获奖选手", widget=forms.CheckboxSelectMultiple(), error_messages={"required": "请至少选择一名选手。"}
    )

    def __init__(self, *args, winners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["winners"].choices = [(str(winner.public_id), str(winner)) for winner in winners]
        for field in self.fields.values():
            field.error_messages.setdefault("required", f"请填写{field.label}。")
            if field is not self.fields["winners"]:
                field.error_messages["required"] = f"请填写{field.label}。"

    def said(self) -> dict:
        names = ("title", "level", "awarded_on", "awarded_by", "document_number", "with_rank")
        values = {name: self.cleaned_data[name] for name in names}
        return {name: tidy(value) if isinstance(value, str) else value for name, value in values.items()}


def contest_honours(request, public_id):
    """The winners of one contest who have no honour yet, and the form that makes honours of them."""
    viewset, access = registers["contest"], request.access
    contest = viewset.record(access, Permission.CHANGE, public_id)
    access.require(Permission.ADD, "honour")
    winners = list(honours.waiting(contest).select_related("union").order_by("trade", "pk"))
    form = HonoursForm(request.POST or None, winners=winners, initial=_initial(contest, winners))
    if request.method == "POST":
        if form.is_valid() and _award(request, contest, winners, form):
            return HttpResponseRedirect(viewset.url("detail", contest) + "#contestwinner")
        fields = "、".join(form.fields[name].label for name in form.errors if name in form.fields)
        audit.write(
            audit.Action.DENIED,
            request=request,
            record=contest,
            register="honour",
            reason=f"未生成荣誉：{fields or '内容不符合要求'}",
        )
    chosen = {str(value) for value in form["winners"].value() or ()}
    context = {
        "viewset": viewset,
        "contest": contest,
        "list_url": viewset.url("list"),
        "contest_url": viewset.url("detail", contest),
        "form": form,
        "lines": [(winner, str(winner.public_id) in chosen) for winner in winners],
        "has_winners": contest.winners.current().exists(),
    }
    return render(request, "activities/contest_honours.html", context)


def _initial(contest: Contest, winners: list) -> dict:
    """All winners; a contest of the district gives honours of the district."""
    return {
        "level": "district" if contest.host_level == Contest.HostLevel.DISTRICT else "",
        "awarded_on": contest.ended_on or contest.started_on,
        "awarded_by": contest.organization.name,
        "winners": [str(winner.public_id) for winner in winners],
    }


def _award(request, contest: Contest, winners: list, form: HonoursForm) -> bool:
    """Do it; a refusal becomes an error of the form."""
    chosen = set(form.cleaned_data["winners"])
    try:
        done = honours.award(
            contest,
            [winner for winner in winners if str(winner.public_id) in chosen],
            by=request.user,
            scope=request.access.full_scope(Permission.ADD, "honour"),
            ip_address=request.META.get("REMOTE_ADDR", "")[:45],
            **form.said(),
        )
    except ValidationError as error:
        form.take(error)
        return False
    except REFUSALS as error:
        form.add_error(None, error.message)
        return False
    words = f"已生成 {len(done.made)} 项荣誉。"
    if done.linked:
        words += f"另有 {len(done.linked)} 项荣誉早已登记，已与选手关联。"
    messages.success(request, words)
    return True
