"""Departments and the registers that each keeps."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from union_site.core import registry
from union_site.core.forms.settings import DepartmentForm
from union_site.core.models import Department
from union_site.core.roles import Permission
from union_site.core.services import departments
from union_site.core.views.tools import allowed, post_only


def _department(request, pk: int) -> Department:
    return get_object_or_404(Department, district=request.user.district_id, pk=pk)


@allowed(Permission.SETTINGS)
def department_list(request):
    rows = []
    kept: set[str] = set()
    for department in Department.objects.filter(district=request.user.district_id).prefetch_related("registers"):
        keys = [row.register for row in department.registers.all()]
        kept.update(keys)
        rows.append({"department": department, "titles": departments.titles(keys)})
    orphans = departments.titles(key for key in registry.registers if key not in kept)
    return render(request, "core/departments.html", {"rows": rows, "orphans": orphans})


@allowed(Permission.SETTINGS)
def department_edit(request, pk: int | None = None):
    """Change a department, or make a new one."""
    department = _department(request, pk) if pk else Department(district=request.user.district)
    initial = {"name": department.name, "position": department.position}
    if pk:
        initial["registers"] = list(department.registers.values_list("register", flat=True))
    form = DepartmentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        department.name, department.position = words["name"], words["position"]
        try:
            departments.save(department=department, registers=words["registers"], by=request.user, request=request)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, f"已保存“{department.name}”。")
            return redirect("core:departments")
    return render(request, "core/department.html", {"form": form, "department": department})


@post_only
@allowed(Permission.SETTINGS)
def department_delete(request, pk: int):
    department = _department(request, pk)
    try:
        departments.delete(department=department, by=request.user, request=request)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    else:
        messages.success(request, f"已删除“{department.name}”。")
    return redirect("core:departments")
