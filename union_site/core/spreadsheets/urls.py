"""Addresses of imports, under imports/ and in the namespace core."""

from django.urls import path

from union_site.core.spreadsheets import (
    amending,
    correcting,
    history_views,
    mapping_views,
    review_views,
    undo_views,
    uploading,
    views,
)

urlpatterns = [
    path("", history_views.import_list, name="import-list"),
    path("new/", uploading.import_start, name="import-start"),
    path("new/<slug:register>/", uploading.import_start, name="import-start"),
    path("<uuid:public_id>/", views.import_preview, name="import-preview"),
    path("<uuid:public_id>/columns/", mapping_views.import_mapping, name="import-mapping"),
    path("<uuid:public_id>/sheets/<int:position>/", mapping_views.import_register, name="import-register"),
    path("<uuid:public_id>/cells/<int:number>/<int:index>/", amending.import_cell, name="import-cell"),
    path("<uuid:public_id>/panel/", views.import_panel, name="import-panel"),
    path("<uuid:public_id>/confirm/", views.import_confirm, name="import-confirm"),
    path("<uuid:public_id>/abandon/", views.import_abandon, name="import-abandon"),
    path("<uuid:public_id>/marked/", correcting.import_marked, name="import-marked"),
    path("<uuid:public_id>/correct/", correcting.import_correct, name="import-correct"),
    path("<uuid:public_id>/file/", history_views.import_file, name="import-file"),
    path("<uuid:public_id>/review/", review_views.import_review, name="import-review"),
    path("<uuid:public_id>/remedy/", review_views.import_remedy, name="import-remedy"),
    path("<uuid:public_id>/undo/", undo_views.import_undo, name="import-undo"),
]
