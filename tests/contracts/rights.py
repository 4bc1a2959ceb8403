"""Who of the cast may do what, said once and literally: the matrix against which every page is held."""

VIEW, ADD, CHANGE, VOID, IMPORT, EXPORT = "view", "add", "change", "void", "import", "export"
KEEP = {VIEW, ADD, CHANGE, VOID, IMPORT, EXPORT}

WELFARE = {
    "hardship",
    "aid_payment",
    "review",
    "enrolment",
    "claim",
    "legal_case",
    "collective_contract",
    "bargaining_offer",
}
ORGANISING = {"organization", "affiliation", "employer", "member", "transfer_request", "election", "post"}
EVERYBODY = {
    "clerk",
    "stranger",
    "town_clerk",
    "officer",
    "org_officer",
    "editor",
    "leader",
    "system_admin",
    "security_admin",
    "auditor",
}
ADMINISTRATORS = {"system_admin", "security_admin", "auditor"}
BUSINESS = EVERYBODY - ADMINISTRATORS
FORM_READERS = {"town_clerk", "officer", "org_officer", "leader", "editor"}


def may(username: str, register: str) -> set[str]:
    """What a member of the cast may do in a register, wherever their scope lies."""
    if username in {"clerk", "stranger", "town_clerk"}:
        return KEEP
    if username == "officer":
        return KEEP if register in WELFARE else set()
    if username == "org_officer":
        return KEEP if register in ORGANISING else set()
    return {"editor": {VIEW, EXPORT}, "leader": {VIEW}}.get(username, set())


# Addresses outside the registers: who gets in. Everybody else is refused (403, or 404 where nothing is admitted).
PUBLIC = {"core:login"}
ADDRESSES = {
    "home": EVERYBODY,
    "core:logout": EVERYBODY,
    "core:password-change": EVERYBODY,
    "core:switch-unit": EVERYBODY,
    "core:search": EVERYBODY,
    "core:worklists": BUSINESS,
    "core:worklists-panel": BUSINESS,
    "core:worklist": BUSINESS,
    "core:help": EVERYBODY,
    "core:help-topic": EVERYBODY,
    "core:jobs": EVERYBODY,
    "core:job": EVERYBODY,
    "core:job-panel": EVERYBODY,
    "core:job-file": EVERYBODY,
    "core:accounts": {"system_admin", "security_admin"},
    "core:account": {"system_admin", "security_admin"},
    "core:account-new": {"system_admin"},
    "core:account-reset": {"system_admin"},
    "core:account-unlock": {"system_admin"},
    "core:account-disable": {"system_admin"},
    "core:account-enable": {"system_admin"},
    "core:unit-options": {"security_admin"},
    "core:grant-new": {"security_admin"},
    "core:grant-end": {"security_admin"},
    "core:departments": {"system_admin"},
    "core:department-new": {"system_admin"},
    "core:department": {"system_admin"},
    "core:department-delete": {"system_admin"},
    "core:dictionaries": {"officer", "org_officer", "editor"},
    "core:dictionary": {"officer", "org_officer", "editor"},
    "core:dictionary-entry": {"officer", "org_officer", "editor"},
    "core:dictionary-do": {"officer", "org_officer", "editor"},
    "core:audit": {"auditor"},
    "core:audit-check": {"auditor"},
    "reports:figures": BUSINESS,
    "reports:figure": BUSINESS,
    "reports:figure-rows": BUSINESS,
    "reports:consistency": BUSINESS,
    "reports:consistency-rule": BUSINESS,
    "reports:definitions": {"officer", "org_officer", "editor"},
    "reports:definition-new": {"officer", "org_officer", "editor"},
    "reports:definition-part": {"officer", "org_officer", "editor"},
    "reports:definition-preview": {"officer", "org_officer", "editor"},
    "reports:definition": {"officer", "org_officer", "editor"},
    "reports:definition-revise": {"officer", "org_officer", "editor"},
    "reports:definition-edit": {"officer", "org_officer", "editor"},
    "reports:definition-retire": {"officer", "org_officer", "editor"},
    "reports:definition-resume": {"officer", "org_officer", "editor"},
    "reports:forms": FORM_READERS,
    "reports:form-new": {"officer", "org_officer", "editor"},
    "reports:form": FORM_READERS,
    "reports:form-edit": {"officer", "org_officer", "editor"},
    "reports:form-version": {"officer", "org_officer", "editor"},
    "reports:form-retire": {"officer", "org_officer", "editor"},
    "reports:form-resume": {"officer", "org_officer", "editor"},
    "reports:form-file": FORM_READERS,
    "reports:form-cells": {"officer", "org_officer", "editor"},
    "reports:form-bind": {"officer", "org_officer", "editor"},
    "reports:form-unbind": {"officer", "org_officer", "editor"},
    "reports:form-accept": {"officer", "org_officer", "editor"},
    "reports:form-fill": {"town_clerk", "officer", "org_officer", "editor"},
    "reports:filling": FORM_READERS,
    "reports:filling-file": FORM_READERS,
    "reports:summary": BUSINESS,
    "reports:summary-pdf": {"town_clerk", "officer", "org_officer", "leader", "editor"},
    "reports:papers": BUSINESS,
    "reports:paper": BUSINESS,
    "reports:section-history": BUSINESS,
    "reports:contradictions": BUSINESS,
    "reports:paper-compare": BUSINESS,
    "reports:checks": BUSINESS,
    "reports:check-summary": BUSINESS,
    "reports:check-apply": {"town_clerk", "officer", "org_officer", "editor"},
    "reports:check-explain": {"town_clerk", "officer", "org_officer", "editor"},
    "reports:check-marks": {"town_clerk", "officer", "org_officer", "editor"},
    "reports:paper-file": {"town_clerk", "officer", "org_officer", "leader", "editor"},
    "reports:paper-new": {"town_clerk", "officer", "org_officer", "editor"},
    "reports:section": {"town_clerk", "officer", "org_officer", "editor"},
    "reports:section-save": {"town_clerk", "officer", "org_officer", "editor"},
    "reports:section-preview": {"town_clerk", "officer", "org_officer", "editor"},
    "reports:section-figures": {"town_clerk", "officer", "org_officer", "editor"},
    "reports:summary-docx": {"town_clerk", "officer", "org_officer", "leader", "editor"},
    "reports:plan-board": {"clerk", "stranger", "town_clerk", "editor", "leader"},
    "reports:plan-draft": {"clerk", "stranger", "town_clerk"},
    "reports:plan-move": {"clerk", "stranger", "town_clerk"},
    "reports:election-papers": BUSINESS - {"officer"},
    "reports:election-paper": {"clerk", "stranger", "town_clerk", "org_officer", "editor"},
}
IMPORTERS = {"clerk", "stranger", "town_clerk", "officer", "org_officer"}
# Addresses that only take forms; opened as a page they lead elsewhere.
FORMS_ONLY = {
    "core:account-reset",
    "core:account-unlock",
    "core:account-disable",
    "core:account-enable",
    "core:department-delete",
    "core:audit-check",
    "core:dictionary-do",
    "core:switch-unit",
    "core:import-confirm",
    "core:import-abandon",
    "core:import-correct",
    "core:import-review",
    "core:import-remedy",
    "reports:definition-part",
    "reports:definition-preview",
    "reports:definition-retire",
    "reports:definition-resume",
    "reports:figure-rows",
    "reports:form-retire",
    "reports:form-resume",
    "reports:form-bind",
    "reports:form-unbind",
    "reports:form-accept",
    "reports:summary-pdf",
    "reports:paper-file",
    "reports:paper-new",
    "reports:check-apply",
    "reports:check-explain",
    "reports:check-marks",
    "reports:plan-move",
    "reports:section-save",
    "reports:section-preview",
    "reports:summary-docx",
    "reports:election-paper",
}
