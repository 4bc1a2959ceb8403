"""Addresses of figures and summaries."""

from django.urls import path

from reports.views import consistency, definitions, election_papers, figures, papers, sections, summary

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
    path("summary/", summary.show, name="summary"),
    path("summary/pdf/", summary.export, {"form": "pdf"}, name="summary-pdf"),
    path("summary/docx/", summary.export, {"form": "docx"}, name="summary-docx"),
    path("papers/", papers.paper_list, name="papers"),
    path("papers/new/", papers.paper_new, name="paper-new"),
    path("papers/<uuid:public_id>/", papers.paper_detail, name="paper"),
    path("papers/<uuid:public_id>/<slug:form>/file/", papers.paper_file, name="paper-file"),
    path("papers/<uuid:public_id>/<uuid:section_id>/", sections.section_edit, name="section"),
    path("papers/<uuid:public_id>/<uuid:section_id>/save/", sections.section_save, name="section-save"),
    path("papers/<uuid:public_id>/<uuid:section_id>/preview/", sections.section_preview, name="section-preview"),
    path("papers/<uuid:public_id>/<uuid:section_id>/figures/", sections.section_figures, name="section-figures"),
    path("papers/<uuid:public_id>/<uuid:section_id>/history/", sections.section_history, name="section-history"),
    path("elections/<uuid:public_id>/", election_papers.show, name="election-papers"),
    path("elections/<uuid:public_id>/<slug:paper>/<slug:form>/", election_papers.export, name="election-paper"),
]
