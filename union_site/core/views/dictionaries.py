"""Pages of the dictionaries (字典), for those who keep one of their registers in the whole district."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from union_site.core import registry
from union_site.core.dictionaries import Dictionary, Entry
from union_site.core.dictionary_fields import SEPARATOR
from union_site.core.forms.dictionaries import EntryForm
from union_site.core.roles import Permission
from union_site.core.services import dictionaries as service
from union_site.core.views.tools import allowed, post_only

SHARED = "这个字典由几个部室的登记簿共用，改名会改写其他部室的记录，请办公室统稿办理。"


def _may(access, dictionary: Dictionary) -> bool:
    return any(access.can(Permission.DICTIONARIES, register) for register in dictionary.registers())


def _may_rename(access, dictionary: Dictionary) -> bool:
    """A changed name is carried into the records of all its registers."""
    return all(access.can(Permission.DICTIONARIES, register) for register in dictionary.registers())


def _dictionary(request, key: str) -> Dictionary:
    dictionary = registry.dictionaries.get(key)
    if dictionary is None:
        raise Http404
    if not _may(request.access, dictionary):
        raise PermissionDenied
    return dictionary


def _entry(request, dictionary: Dictionary, name: str) -> Entry:
    entry = service.find(dictionary, request.user.district, name)
    if entry is None:
        raise Http404
    return entry


@allowed(Permission.DICTIONARIES)
def dictionary_list(request):
    today, district = timezone.localdate(), request.user.district
    rows = []
    for dictionary in registry.dictionaries.values():
        if _may(request.access, dictionary):
            entries = dictionary.entries(district)
            offered = [entry for entry in entries if entry.offered_on(today)]
            titles = [registry.registers[key].title for key in dictionary.registers()]
            own = sum(not entry.built_in for entry in entries)
            rows.append({"dictionary": dictionary, "titles": titles, "offered": offered, "own": own})
    return render(request, "core/dictionaries.html", {"rows": rows})


@allowed(Permission.DICTIONARIES)
def dictionary_detail(request, key: str):
    dictionary = _dictionary(request, key)
    today, district = timezone.localdate(), request.user.district
    uses, entries = dictionary.uses(district), dictionary.entries(district)
    own = [entry for entry in entries if not entry.built_in]
    rows = [
        {
            "entry": entry,
            "offered": entry.offered_on(today),
            "uses": uses.pop(entry.name, 0),
            "may_end": dictionary.can_end_built_in or not entry.built_in,
            "may_change": dictionary.can_end_built_in or not entry.built_in,
            "is_first": bool(own) and entry is own[0],
            "is_last": bool(own) and entry is own[-1],
        }
        for entry in entries
    ]
    others = sorted(((word, number) for word, number in uses.items() if word), key=lambda pair: (-pair[1], pair[0]))
    context = {"dictionary": dictionary, "rows": rows, "others": others[:50], "more": max(0, len(others) - 50)}
    return render(request, "core/dictionary.html", context)


@allowed(Permission.DICTIONARIES)
def dictionary_entry(request, key: str):
    """Add an entry, or change the one named in ?name=… ; ?word=… proposes a name that records hold already."""
    dictionary, district = _dictionary(request, key), request.user.district
    entry = _entry(request, dictionary, request.GET["name"]) if request.GET.get("name") else None
    if entry is not None and entry.built_in and not dictionary.can_end_built_in:
        raise PermissionDenied
    form = EntryForm(request.POST or None, initial=_initial(request, entry), built_in=bool(entry and entry.built_in))
    if request.method == "POST" and form.is_valid() and _save(request, dictionary, district, entry, form):
        return redirect("core:dictionary", key)
    return render(request, "core/dictionary_entry.html", {"dictionary": dictionary, "entry": entry, "form": form})


def _initial(request, entry: Entry | None) -> dict:
    if entry is None:
        return {"name": request.GET.get("word", "")[:60]}
    own = entry.row.synonyms if entry.row else ""
    return {"name": entry.name, "synonyms": own if entry.built_in else SEPARATOR.join(entry.synonyms)}


def _save(request, dictionary: Dictionary, district, entry: Entry | None, form: EntryForm) -> bool:
    name, synonyms = form.cleaned_data["name"], service.words_of(form.cleaned_data["synonyms"])
    if entry is not None and name != entry.name and not _may_rename(request.access, dictionary):
        form.take(ValidationError({"name": SHARED}))
        return False
    said = {"dictionary": dictionary, "district": district, "name": name, "synonyms": synonyms}
    try:
        if entry is None:
            service.add(**said, by=request.user, request=request)
            messages.success(request, f"已添加“{name}”，填写和导入时即可使用。")
        else:
            changed = service.change(**said, entry=entry, by=request.user, request=request)
            messages.success(request, f"已保存，{changed}条记录随之改写。" if changed else "已保存。")
    except ValidationError as error:
        form.take(error)
        return False
    return True


@post_only
@allowed(Permission.DICTIONARIES)
def dictionary_do(request, key: str):
    """POST name=… and do=end|resume|up|down|delete."""
    dictionary = _dictionary(request, key)
    entry = _entry(request, dictionary, request.POST.get("name", ""))
    said = {"dictionary": dictionary, "entry": entry, "by": request.user, "request": request}
    placed = {**said, "district": request.user.district}
    steps = {
        "end": lambda: service.end(**placed, day=timezone.localdate()),
        "resume": lambda: service.resume(**said),
        "up": lambda: service.move(**placed, up=True),
        "down": lambda: service.move(**placed, up=False),
        "delete": lambda: service.delete(**placed),
    }
    step = steps.get(request.POST.get("do", ""))
    if step is None:
        raise Http404
    try:
        step()
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    else:
        words = {"end": "已停用", "resume": "已恢复使用", "delete": "已删除"}.get(request.POST["do"], "已移动")
        messages.success(request, f"{words}“{entry.name}”。")
    return redirect("core:dictionary", key)
