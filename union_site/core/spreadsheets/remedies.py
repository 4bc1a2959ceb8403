"""What may be done at once about a rejected row, where correcting the sheet would not help: a register says so.

A register lists its remedies (`RegisterResource.remedies`); the page of the rejected rows offers them, for one row or for
all of the page, to those who may.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from union_site.core.access import Access
from union_site.core.models import ImportBatch, StagedRow
from union_site.core.spreadsheets import staging
from union_site.core.spreadsheets.resource import RegisterResource
from union_site.core.spreadsheets.rows import Decision, Verdict


@dataclass(frozen=True)
class Remedied:
    """What became of a row: whether it is settled, and words (why not, or what to know)."""

    done: bool
    words: str = ""


class Remedy:
    """Base. code: of the issue that it settles; title: of a row's button; all_title: of the button for a page; done_title: what is
    said of a settled row; day_label: of the day that is asked for ("" none); help: beside the buttons.
    """

    code = ""
    title = ""
    all_title = ""
    done_title = ""
    day_label = ""
    help = ""

    def allowed(self, access: Access) -> bool:
        """Whether the user may do this at all."""
        raise NotImplementedError

    def act(self, values: dict[str, Any], *, day: date | None, access: Access, ip_address: str = "") -> Remedied:
        """Do it for the values of one row, as they were staged. Writes its own events."""
        raise NotImplementedError


def remedy_of(resource: type[RegisterResource], row: StagedRow) -> Remedy | None:
    """What can be done about a row, as far as it is rejected for that reason."""
    if not resource.remedies or row.verdict != Verdict.REJECTED:
        return None
    codes = {issue.code for issue in staging.issues(staging.decode(row.payload).get("e", []))}
    return next((remedy for remedy in resource.remedies if codes == {remedy.code}), None)


def remedied(batch: ImportBatch) -> int:
    """How many rejected rows were settled in another way."""
    return batch.staged_rows.filter(decision=Decision.REMEDIED).count()
