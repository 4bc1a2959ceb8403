"""Addresses of figures and summaries."""

from django.urls import path

from reports.views import figures, summary

app_name = "reports"
urlpatterns = [
    path("figures/", figures.catalogue, name="figures"),
    path("figures/<str:key>/", figures.figure, name="figure"),
    path("summary/", summary.show, name="summary"),
    path("summary/pdf/", summary.export, {"form": "pdf"}, name="summary-pdf"),
    path("summary/docx/", summary.export, {"form": "docx"}, name="summary-docx"),
]
