"""Core's models, one file an aggregate."""

from union_site.core.models.attachment import Attachment, StoredFile
from union_site.core.models.audit import AuditEvent
from union_site.core.models.batch import ImportBatch, ReplacedRow, SheetLayout, StagedRow
from union_site.core.models.dictionary import DictionaryEntry
from union_site.core.models.district import Department, District, RegisterDepartment
from union_site.core.models.grant import Grant
from union_site.core.models.job import Job
from union_site.core.models.user import PasswordRecord, User

__all__ = [
    "Attachment",
    "AuditEvent",
    "Department",
    "DictionaryEntry",
    "District",
    "Grant",
    "ImportBatch",
    "Job",
    "PasswordRecord",
    "RegisterDepartment",
    "ReplacedRow",
    "SheetLayout",
    "StagedRow",
    "StoredFile",
    "User",
]
