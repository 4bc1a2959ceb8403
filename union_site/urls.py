"""Addresses. Everything needs a signed-in user unless a view says otherwise (LoginRequiredMiddleware)."""

from django.urls import include, path

from reports.views.dashboard import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("union_site.core.urls")),
    path("", include("reports.urls")),
    path("records/", include("union_site.core.records.urls")),
]

handler400 = "union_site.core.views.errors.bad_request"
handler403 = "union_site.core.views.errors.denied"
handler404 = "union_site.core.views.errors.not_found"
handler500 = "union_site.core.views.errors.server_error"
