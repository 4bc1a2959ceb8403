"""The sections of a paper: which there are, in which order, whose they are and by when."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse

from reports.models import Paper, PaperSection
from reports.services import arranging, duties, owners
from reports.views.paper_access import own_paper, own_section, sent, tried
from reports.views.paper_parts import work
from union_site.core.forms.base import DayInput, PlainForm
from union_site.core.models import Department
from union_site.core.periods import Period
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed, post_only


class OwnersForm(PlainForm):
    """Department and deadline of each section; `all_due_on` goes to those that have none."""

    all_due_on = forms.DateField(label="未填期限的部分，统一定为", required=False, widget=DayInput())

    def __init__(self, data, *, sections: list[PaperSection], departments: list[Department], **kwargs):
        self.sections, self.departments = sections, {str(one.pk): one for one in departments}
        super().__init__(data, **kwargs)
        choices = [("", "各部室"), *((key, one.name) for key, one in self.departments.items())]
        for section in sections:
            department = forms.ChoiceField(label=f"负责部室：{section}", choices=choices, required=False)
            department.initial = str(section.department_id or "")
            due = forms.DateField(
                label=f"交稿期限：{section}", required=False, initial=section.due_on, widget=DayInput()
            )
            self.fields[f"department-{section.pk}"], self.fields[f"due-{section.pk}"] = department, due
        for field in self.fields.values():
            look = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs.update({"class": look, "form": "owners"})
            if field is not self.fields["all_due_on"]:
                field.widget.attrs["aria-label"] = field.label

    def wanted(self) -> dict[int, tuple[Department | None, object]]:
        """{key of the section: (department, day)} of those that were asked: one that came meanwhile is left as it is."""
        said, found = self.cleaned_data, {}
        for section in self.sections:
            if f"department-{section.pk}" not in self.data:
                continue
            day = said[f"due-{section.pk}"] or said["all_due_on"]
            found[section.pk] = (self.departments.get(said[f"department-{section.pk}"]), day)
        return found


@allowed(Permission.WRITE)
def paper_sections(request, public_id):
    """The sections of a paper in their order; POST: departments and deadlines of all of them."""
    paper = own_paper(request, public_id)
    duty = duties.of(request.access, paper)
    if not duty.writes:
        raise PermissionDenied
    sections = list(paper.sections.select_related("department"))
    gives = duty.edits and duties.by_departments(paper) and paper.state in duties.OPEN
    form = None
    if gives:
        departments = list(Department.objects.filter(district=paper.district_id))
        form = OwnersForm(request.POST or None, sections=sections, departments=departments)
    if request.method == "POST":
        if form is None:
            return _refused(request, paper, duty)
        if form.is_valid():
            try:
                changed = owners.give(
                    paper, form.wanted(), by=request.user, today=request.access.today, request=request
                )
            except ValidationError as error:
                form.take(error)
            else:
                messages.success(request, f"已保存{changed}个部分的负责部室和期限。" if changed else "没有改动。")
                return redirect("reports:paper-sections", paper.public_id)
    found = work(request, paper, sections)
    rows = [
        {
            "line": line,
            "department": form and form[f"department-{line.section.pk}"],
            "due": form and form[f"due-{line.section.pk}"],
        }
        for line in found.lines
    ]
    return render(
        request,
        "reports/paper_sections.html",
        {
            "paper": paper,
            "period": Period.parse(paper.period),
            "work": found,
            "rows": rows,
            "form": form,
            "removed": [
                (row, duty.edits or duty.owns(row))
                for row in PaperSection.every.filter(paper=paper).exclude(removed_at=None).select_related("removed_by")
            ],
            "why": arranging.refusal(duty, paper),
        },
        status=400 if form is not None and form.is_bound else 200,
    )


def _refused(request, paper: Paper, duty: duties.Duties):
    """Departments and deadlines are not the user's to give, or not any more."""
    if not duty.edits:
        raise PermissionDenied

    def act():
        raise ValidationError(duties.closed(paper) or "这份材料不分部室。")

    tried(request, paper, act, "")
    return redirect("reports:paper-sections", paper.public_id)


@post_only
@allowed(Permission.WRITE)
def section_add(request, public_id):
    """Add a section."""
    paper = own_paper(request, public_id)
    heading = sent(request.POST, "heading")
    after = paper.sections.filter(public_id__in=_ids(request.POST.get("after", ""))).first()

    def act():
        arranging.add(
            paper=paper, heading=heading, after=after, by=request.user, today=request.access.today, request=request
        )

    tried(request, paper, act, f"已增加“{' '.join(heading.split())}”，请编写。", heading.strip()[:100])
    return redirect("reports:paper-sections", paper.public_id)


def _ids(text: str) -> list:
    """The identifier that was sent, if it is one."""
    try:
        return [forms.UUIDField().clean(text)]
    except ValidationError:
        return []


@post_only
@allowed(Permission.WRITE)
def section_move(request, public_id, section_id):
    """Let a section change places with its neighbour."""
    section = own_section(request, public_id, section_id)
    up = request.POST.get("to") == "up"

    def act():
        arranging.move(section=section, up=up, by=request.user, today=request.access.today, request=request)

    tried(request, section.paper, act, f"已{'上移' if up else '下移'}“{section}”。")
    address = reverse("reports:paper-sections", args=[section.paper.public_id])
    return redirect(f"{address}#section-{section.public_id}")


@post_only
@allowed(Permission.WRITE)
def section_remove(request, public_id, section_id):
    """Take a section out of the paper."""
    section = own_section(request, public_id, section_id)
    confirmed = request.POST.get("confirmed") == "yes"

    def act():
        arranging.remove(
            section=section, confirmed=confirmed, by=request.user, today=request.access.today, request=request
        )

    tried(request, section.paper, act, f"已移出“{section}”，文字仍然保留，可以放回。")
    return redirect("reports:paper-sections", section.paper.public_id)


@post_only
@allowed(Permission.WRITE)
def section_restore(request, public_id, section_id):
    """Put a section back that was taken out."""
    section = own_section(request, public_id, section_id, removed=True)

    def act():
        arranging.restore(section=section, by=request.user, today=request.access.today, request=request)

    tried(request, section.paper, act, f"已放回“{section}”。")
    return redirect("reports:paper-sections", section.paper.public_id)
