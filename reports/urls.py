"""Addresses of figures and summaries."""

from django.urls import path

from reports.views import (
    consistency,
    definitions,
    election_papers,
    figures,
    form_cells,
    form_filling,
    report_forms,
    summary,
)

app_name = "reports"
urlpatterns = [
    path("figures/", figures.catalogue, name="figures"),
    path("figures/<str:key>/", figures.figure, name="figure"),
    path("figures/<str:key>/rows/", figures.export_rows, name="figure-rows"),
    path("consistency/", consistency.overview, name="consistency"),
    path("consistency/<str:key>/", consistency.one_rule, name="consistency-rule"),
    path("definitions/", definitions.definition_list, name="definitions"),
    path("definitions/new/", definitions.definition_new, name="definition-new"),
    path("definitions/part/", definitions.definition_part, name="definition-part"),
    path("definitions/preview/", definitions.definition_preview, name="definition-preview"),
    path("definitions/<uuid:public_id>/", definitions.definition_detail, name="definition"),
    path("definitions/<uuid:public_id>/revise/", definitions.definition_revise, name="definition-revise"),
    path("definitions/<uuid:public_id>/edit/", definitions.definition_edit, name="definition-edit"),
    path("definitions/<uuid:public_id>/retire/", definitions.definition_retire, name="definition-retire"),
    path("definitions/<uuid:public_id>/resume/", definitions.definition_resume, name="definition-resume"),
    path("forms/", report_forms.form_list, name="forms"),
    path("forms/new/", report_forms.form_new, name="form-new"),
    path("forms/<uuid:public_id>/", report_forms.form_detail, name="form"),
    path("forms/<uuid:public_id>/edit/", report_forms.form_edit, name="form-edit"),
    path("forms/<uuid:public_id>/version/", report_forms.form_version, name="form-version"),
    path("forms/<uuid:public_id>/retire/", report_forms.form_retire, name="form-retire"),
    path("forms/<uuid:public_id>/resume/", report_forms.form_resume, name="form-resume"),
    path("forms/<uuid:public_id>/file/", report_forms.form_file, name="form-file"),
    path("forms/<uuid:public_id>/cells/", form_cells.cells, name="form-cells"),
    path("forms/<uuid:public_id>/cells/bind/", form_cells.cell_bind, name="form-bind"),
    path("forms/<uuid:public_id>/cells/unbind/", form_cells.cell_unbind, name="form-unbind"),
    path("forms/<uuid:public_id>/cells/accept/", form_cells.cell_accept, name="form-accept"),
    path("forms/<uuid:public_id>/fill/", form_filling.fill, name="form-fill"),
    path("fillings/<uuid:public_id>/", form_filling.filling, name="filling"),
    path("fillings/<uuid:public_id>/file/", form_filling.filling_file, name="filling-file"),
    path("summary/", summary.show, name="summary"),
    path("summary/pdf/", summary.export, {"form": "pdf"}, name="summary-pdf"),
    path("summary/docx/", summary.export, {"form": "docx"}, name="summary-docx"),
    path("elections/<uuid:public_id>/", election_papers.show, name="election-papers"),
    path("elections/<uuid:public_id>/<slug:paper>/<slug:form>/", election_papers.export, name="election-paper"),
]
