"""What lies outside the scope does not exist: every address with the identifiers of another town's rows, by every role.

The other town's rows carry a word that no page, file or answer may ever hold.
"""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import reverse
from openpyxl import load_workbook

from members.models import Member, Organization
from tests.contracts.forms import typed
from tests.contracts.rights import VIEW, may
from tests.contracts.test_addresses import addresses
from tests.factories import make
from tests.sheets import workbook
from union_site.core.models import Attachment, ImportBatch, Job
from union_site.core.records.forms import DUPLICATE_ELSEWHERE
from union_site.core.registry import indicators, registers

WORD = "外机密"
LEAK = re.compile(f"{WORD}[0-9化甲.]")  # as it stands in the rows; the bare word is what a search repeats
PDF = b"%PDF-1.4"
INSIDERS = ("clerk", "town_clerk", "system_clerk")
# Registers that name any union of the district on purpose, chosen by typing: where somebody comes from, where a firm lies.
ANYWHERE = {
    ("member", "transfer", "from_organization"),
    ("employer", "", "seat"),
    ("transfer_request", "", "to_organization"),
}
HEADINGS = ("姓名", "身份证号码", "手机号码", "所属工会", "入会日期")


def marked(row):
    """Put the word into every free text of a stored row that is nobody's key."""
    names = [
        field.name
        for field in row._meta.concrete_fields
        if type(field) is models.CharField
        and field.editable
        and not field.choices
        and field.max_length >= 20
        and field.name not in {"uscc", "code", "number", "round", "chair"}
    ]
    type(row).objects.filter(pk=row.pk).update(**dict.fromkeys(names, f"{WORD}{row.pk}"))
    row.refresh_from_db()
    return row


@pytest.fixture
def hidden(make_union, make_user, other_town, client_of):
    """{register: (its row, {child: its row}, attachment)} of a union of the other town, and its clerk's job and import."""
    union = make_union(f"{WORD}化工有限公司工会", Organization.Kind.SINGLE, other_town)
    client = client_of(make_user("outsider", "外人", "grassroots_clerk", union))
    found = {}
    for key, viewset in registers.items():
        row = marked(make(viewset.model, union))
        children = {
            child.key: marked(make(child.model, union, **{child.fk_name(viewset.model): row}))
            for child in viewset.children
            if child.form
        }
        upload = {"file": SimpleUploadedFile(f"{WORD}.pdf", PDF), "note": WORD}
        assert client.post(viewset.url("attach", row), upload).status_code == 302
        found[key] = (row, children, Attachment.objects.get(record_id=row.public_id))
    sheet = workbook(HEADINGS, [f"{WORD}甲", "1", "", union.name, "2020-01-01"], sheet="会员名册")
    client.post(reverse("core:import-start"), {"file": SimpleUploadedFile(f"{WORD}.xlsx", sheet)})
    return {"rows": found, "union": union, "batch": ImportBatch.objects.get(), "job": Job.objects.get()}


@pytest.fixture
def insiders(cast, make_union, make_user, root):
    system = make_union("云川区教育系统工会", Organization.Kind.SYSTEM, root)
    return {**cast, "system_clerk": make_user("system_clerk", "黄教工", "town_clerk", system)}


def text_of(answer) -> str:
    """Everything that an answer says: a page, JSON, or the cells of a workbook."""
    if "spreadsheet" in answer.headers.get("Content-Type", ""):
        book = load_workbook(BytesIO(answer.content))
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    if "json" in answer.headers.get("Content-Type", ""):
        return str(answer.json())
    return answer.content.decode(errors="replace")


def foreign_addresses(hidden):
    """(register or "", address) of everything that names something of the other town."""
    for key, (row, children, attachment) in hidden["rows"].items():
        known = {"public_id": row.public_id, "attachment_id": attachment.public_id}
        for name, arguments in addresses():
            if not name.startswith(f"records:{key}-") or "public_id" not in arguments:
                continue
            if "child" not in arguments:
                yield key, reverse(name, kwargs={argument: known[argument] for argument in arguments})
                continue
            for child, child_row in children.items():
                more = {**known, "child": child, "child_id": child_row.public_id}
                yield key, reverse(name, kwargs={argument: more[argument] for argument in arguments})
    for name, arguments in addresses():
        if set(arguments) == {"public_id"} and name.startswith(("core:job", "core:import-")):
            thing = hidden["job" if name.startswith("core:job") else "batch"]
            yield "", reverse(name, kwargs={"public_id": thing.public_id})
    unit = hidden["union"].public_id
    for name in ("home", "reports:figures", "reports:summary", "reports:summary-docx"):
        yield "", reverse(name) + f"?period=2021H1&unit={unit}"
    yield "", reverse("reports:figure", args=["register.members"]) + f"?unit={unit}"
    yield "", reverse("records:organization-tree") + f"?node={unit}"


@pytest.mark.parametrize("who", INSIDERS[:2])
def test_every_address_of_another_towns_rows(who, insiders, hidden, client_of):
    client, wrong = client_of(insiders[who]), []
    before = {key: type(row).objects.values().get(pk=row.pk) for key, (row, _, _) in hidden["rows"].items()}
    for _, address in foreign_addresses(hidden):
        for method in ("get", "post"):
            answer = getattr(client, method)(address, {"reason": "测试"} if method == "post" else {})
            leads_back = method == "get" and answer.status_code == 302  # an address that only takes forms
            refused = answer.status_code in {404, 405} or (
                leads_back and client.get(answer["Location"]).status_code == 404
            )
            if who == "clerk" and address.startswith("/summary/docx/"):
                refused = answer.status_code in {403, 405}  # a clerk makes no documents at all
            if not refused or LEAK.search(text_of(answer)):
                wrong.append((method, address, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))
    after = {key: type(row).objects.values().get(pk=row.pk) for key, (row, _, _) in hidden["rows"].items()}
    assert after == before


@pytest.mark.parametrize("who", ("officer", "org_officer", "system_admin", "security_admin", "auditor"))
def test_registers_of_others_stay_closed(who, insiders, hidden, client_of):
    """Officers of another department and administrators: the record is refused whoever's it is."""
    client, wrong = client_of(insiders[who]), []
    for key, address in foreign_addresses(hidden):
        if not key or VIEW in may(who, key):
            continue
        answer = client.get(address)
        if answer.status_code == 302:
            answer = client.get(answer["Location"])
        if answer.status_code != 403 or LEAK.search(text_of(answer)):
            wrong.append((address, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("who", INSIDERS[1:])
def test_nothing_is_found_listed_counted_or_exported(who, insiders, hidden, client_of):
    client, unit, wrong = client_of(insiders[who]), hidden["union"].public_id, []

    def look(address, **data):
        answer = client.post(address, data) if data else client.get(address)
        if answer.status_code >= 500 or LEAK.search(text_of(answer)):
            wrong.append((address, answer.status_code))

    look("/")
    look("/search/", q=WORD)
    for address in ("/jobs/", "/imports/", "/figures/", "/summary/?period=2021H1"):
        look(address)
    for key in indicators:
        look(reverse("reports:figure", args=[key]) + "?period=2021H1")
    for key, viewset in registers.items():
        row = hidden["rows"][key][0]
        for query in (f"?organization={unit}", f"?q={WORD}", f"?after={row.public_id}&void=on"):
            look(viewset.url("list") + query)
        answer = client.post(viewset.url("export") + f"?organization={unit}")
        if LEAK.search(text_of(answer)) or str(row.public_id) in text_of(answer):
            wrong.append((viewset.url("export"), "exports"))
        choosers = [("", name) for name in viewset.form_fields] + [
            (child.key, name) for child in viewset.children for name in child.form
        ]
        for child, name in choosers:
            if (key, child, name) not in ANYWHERE:
                look(viewset.url("choices") + f"?field={name}&child={child}&q={WORD}")
    assert client.post("/unit/", {"unit": unit}).status_code == 404
    assert client.get("/accounts/units/", {"q": WORD}).status_code == 403
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("key", sorted(set(registers) - {"affiliation"}))
def test_a_form_says_nothing_of_a_row_elsewhere(key, hidden, clerk, union, client_of):
    """The same keys as a row of the other town: refused, without a word of what or where."""
    viewset, row = registers[key], hidden["rows"][key][0]
    if not viewset.form_fields:
        return
    client = client_of(clerk)
    data = typed(row, viewset.form_fields)
    keys = {name for name in viewset.form_fields if row._meta.get_field(name).is_relation}
    refused = client.post(viewset.url("new"), data)
    if keys:  # it names what the clerk cannot see
        assert refused.status_code == 200
        assert any(name in refused.context["form"].errors for name in keys), refused.context["form"].errors
    uniques = [getattr(constraint, "fields", ()) for constraint in row._meta.constraints]
    if not any("district" in names and not keys & set(names) for names in uniques):
        return
    mine = typed(make(viewset.model, union), viewset.form_fields)
    answer = client.post(viewset.url("new"), {**data, **{name: mine[name] for name in keys}})
    assert answer.status_code == 200
    said = "".join(map(str, answer.context["form"].errors.values()))
    assert "已登记" not in said and "已被使用" not in said and "已有同名" not in said
    assert DUPLICATE_ELSEWHERE in said


def test_a_sheet_says_nothing_of_a_row_elsewhere(hidden, clerk, union, client_of):
    member = hidden["rows"]["member"][0]
    rows = (
        ["甲", member.identity, "", union.name, "2020-01-01"],  # somebody else's member
        ["乙", make(Member, union).identity, "", hidden["union"].name, "2020-01-01"],  # into somebody else's union
    )
    client = client_of(clerk)
    sheet = SimpleUploadedFile("会员.xlsx", workbook(HEADINGS, *rows, sheet="会员名册"))
    preview = client.post(reverse("core:import-start"), {"file": sheet}, follow=True)
    batch = ImportBatch.objects.filter(user=clerk).get()
    assert (batch.new, batch.changed, batch.rejected) == (0, 0, 2)
    text = preview.content.decode()
    assert "该身份证号码的会员已在其他工会登记，不能直接导入。" in text
    assert "没有找到这个工会，或不在您的管理范围内。" in text
    elsewhere = (member.name, str(member.public_id), str(member.organization.public_id))
    assert [words for words in elsewhere if words in text] == []
    rejected = text_of(client.get(reverse("core:import-marked", args=[batch.public_id])))
    assert member.name not in rejected and str(member.public_id) not in rejected


def test_a_child_is_reached_through_its_own_record_only(hidden, clerk, union, client_of):
    """One's own record with a child of somebody else's."""
    client = client_of(clerk)
    for key, (_, children, attachment) in hidden["rows"].items():
        viewset = registers[key]
        own = make(viewset.model, union)
        for child, row in children.items():
            for action in ("child-edit", "child-void"):
                address = viewset.url(action, own, child=child, child_id=row.public_id)
                assert client.get(address).status_code == 404, address
                assert client.post(address, {"reason": "测试"}).status_code == 404, address
        address = viewset.url("attachment", own, attachment_id=attachment.public_id)
        assert client.get(address).status_code == 404, address


def test_a_union_that_was_struck_out_is_nobodys(make_union, make_user, town, town_clerk, union, client_of):
    """Its clerk sees nothing, least of all the whole district."""
    make(Member, union)
    empty = make_union("云川空壳有限公司工会", Organization.Kind.SINGLE, town)
    client = client_of(make_user("ghost", "旧干部", "grassroots_clerk", empty))
    assert client.get("/figures/?period=2021H1").context["unit"] == empty
    answer = client_of(town_clerk).post(registers["organization"].url("void", empty), {"reason": "录错"})
    assert answer.status_code == 302
    assert "reports/no_grants.html" in [template.name for template in client.get("/").templates]
    for address in ("/figures/", "/figures/register.members/", "/summary/", "/records/member/"):
        assert client.get(address).status_code == 403, address
