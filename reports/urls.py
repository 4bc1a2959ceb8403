"""Addresses of figures and summaries."""

from django.urls import path

from reports.views import consistency, election_papers, figures, summary

app_name = "reports"
urlpatterns = [
    path("figures/", figures.catalogue, name="figures"),
    path("figures/<str:key>/", figures.figure, name="figure"),
    path("consistency/", consistency.overview, name="consistency"),
    path("consistency/<str:key>/", consistency.one_rule, name="consistency-rule"),
    path("summary/", summary.show, name="summary"),
    path("summary/pdf/", summary.export, {"form": "pdf"}, name="summary-pdf"),
    path("summary/docx/", summary.export, {"form": "docx"}, name="summary-docx"),
    path("elections/<uuid:public_id>/", election_papers.show, name="election-papers"),
    path("elections/<uuid:public_id>/<slug:paper>/<slug:form>/", election_papers.export, name="election-paper"),
]
