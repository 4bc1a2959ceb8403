"""Addresses of all registers, made from the declarations: /records/<register>/…"""

from django.urls import path

from union_site.core.records import attachments, children, export, pages, voiding
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import registers

app_name = "records"

# (what follows /records/<key>/, page, name)
_PAGES = (
    ("", pages.ListPage, "list"),
    ("new/", pages.NewPage, "new"),
    ("export/", export.ExportPage, "export"),
    ("template/", export.TemplatePage, "template"),
    ("choices/", pages.ChoicesPage, "choices"),
    ("<uuid:public_id>/", pages.DetailPage, "detail"),
    ("<uuid:public_id>/edit/", pages.FormPage, "edit"),
    ("<uuid:public_id>/void/", voiding.VoidPage, "void"),
    ("<uuid:public_id>/restore/", voiding.RestorePage, "restore"),
    ("<uuid:public_id>/attachments/", attachments.UploadPage, "attach"),
    ("<uuid:public_id>/attachments/<uuid:attachment_id>/", attachments.AttachmentPage, "attachment"),
    (
        "<uuid:public_id>/attachments/<uuid:attachment_id>/thumbnail/",
        attachments.ThumbnailPage,
        "attachment-thumbnail",
    ),
    ("<uuid:public_id>/attachments/<uuid:attachment_id>/void/", attachments.AttachmentVoidPage, "attachment-void"),
    ("<uuid:public_id>/<slug:child>/new/", children.ChildFormPage, "child-new"),
    ("<uuid:public_id>/<slug:child>/<uuid:child_id>/edit/", children.ChildFormPage, "child-edit"),
    ("<uuid:public_id>/<slug:child>/<uuid:child_id>/void/", children.ChildVoidPage, "child-void"),
)


def urls_of(viewset: RecordViewSet) -> list:
    """The addresses of one register; its own pages first, so that they can stand in the way of the common ones."""
    made = [
        path(f"{viewset.key}/{route}", view, name=f"{viewset.key}-{name}") for route, view, name in viewset.extra_urls()
    ]
    made += [
        path(f"{viewset.key}/{route}", page.as_view(viewset=viewset), name=f"{viewset.key}-{name}")
        for route, page, name in _PAGES
    ]
    return made


urlpatterns = [pattern for viewset in registers.values() for pattern in urls_of(viewset)]
