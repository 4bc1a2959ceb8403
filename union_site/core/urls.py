"""Addresses of core's own pages (the registers' are in core/records)."""

from django.urls import include, path

from union_site.core.views import accounts, audit, departments, dictionaries, help, jobs, search, session, worklists

app_name = "core"
urlpatterns = [
    path("sign-in/", session.sign_in, name="login"),
    path("sign-out/", session.sign_out, name="logout"),
    path("password/", session.password_change, name="password-change"),
    path("unit/", session.switch_unit, name="switch-unit"),
    path("search/", search.search, name="search"),
    path("worklists/", worklists.worklist_index, name="worklists"),
    path("worklists/panel/", worklists.worklist_panel, name="worklists-panel"),
    path("worklists/<str:key>/", worklists.worklist_page, name="worklist"),
    path("help/", help.help_index, name="help"),
    path("help/<slug:slug>/", help.help_topic, name="help-topic"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<uuid:public_id>/", jobs.job_detail, name="job"),
    path("jobs/<uuid:public_id>/panel/", jobs.job_panel, name="job-panel"),
    path("jobs/<uuid:public_id>/file/", jobs.job_file, name="job-file"),
    path("accounts/", accounts.account_list, name="accounts"),
    path("accounts/new/", accounts.account_new, name="account-new"),
    path("accounts/units/", accounts.unit_options, name="unit-options"),
    path("accounts/<uuid:public_id>/", accounts.account_detail, name="account"),
    path("accounts/<uuid:public_id>/reset/", accounts.account_reset, name="account-reset"),
    path("accounts/<uuid:public_id>/unlock/", accounts.account_unlock, name="account-unlock"),
    path("accounts/<uuid:public_id>/disable/", accounts.account_disable, name="account-disable"),
    path("accounts/<uuid:public_id>/enable/", accounts.account_enable, name="account-enable"),
    path("accounts/<uuid:public_id>/grants/new/", accounts.grant_new, name="grant-new"),
    path("accounts/<uuid:public_id>/grants/<uuid:grant_id>/end/", accounts.grant_end, name="grant-end"),
    path("departments/", departments.department_list, name="departments"),
    path("departments/new/", departments.department_edit, name="department-new"),
    path("departments/<int:pk>/", departments.department_edit, name="department"),
    path("departments/<int:pk>/delete/", departments.department_delete, name="department-delete"),
    path("dictionaries/", dictionaries.dictionary_list, name="dictionaries"),
    path("dictionaries/<slug:key>/", dictionaries.dictionary_detail, name="dictionary"),
    path("dictionaries/<slug:key>/entry/", dictionaries.dictionary_entry, name="dictionary-entry"),
    path("dictionaries/<slug:key>/do/", dictionaries.dictionary_do, name="dictionary-do"),
    path("audit/", audit.audit_list, name="audit"),
    path("audit/check/", audit.audit_check, name="audit-check"),
    path("imports/", include("union_site.core.spreadsheets.urls")),
]
