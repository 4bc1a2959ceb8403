"""What a person says about rows that may be about a stored record: the same one, another one, or leave it.

A decision is kept on the staged row (`decision`; the chosen record stands as 行标识 among its encrypted values), and the
row is judged with it at once: it is new or changed then like others, and is written with them. Until it is written it
can be decided anew.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from union_site.core.access import Access
from union_site.core.models import ImportBatch, StagedRow, User
from union_site.core.roles import Permission
from union_site.core.spreadsheets import staging
from union_site.core.spreadsheets.editing import Sheet
from union_site.core.spreadsheets.resource import ROW_ID
from union_site.core.spreadsheets.rows import Decision, Row, Verdict

MOST_ROWS = 5000  # decided at once, within a request
NOT_NOW = "这次导入现在不能核实。请刷新页面，看它到了哪一步。"
NOT_A_CANDIDATE = "没有找到所选的记录，它可能已被改动或作废。请重新上传后再核实。"
MAY_NOT_CHANGE = "您没有修改这条记录的权限，请联系上级工会。"
CHOSEN_ALREADY = "第{number}行已选择更新这条记录，一条记录只能由一行更新。"


class DecisionRefused(ValueError):
    """Nothing was decided; `message` says in Chinese why."""

    def __init__(self, message: str):
        self.message = message
        super().__init__(message)


@dataclass
class Outcome:
    """Row numbers that were decided, and how many were left because it was not clear which record was meant."""

    decided: list[int]
    left: int = 0
    rejected: int = 0


def reviewable(batch: ImportBatch) -> bool:
    """Whether rows of the batch can be decided now: before it is written, and those that were left, afterwards."""
    return batch.state in (ImportBatch.State.PREVIEW, ImportBatch.State.DONE)


def rows_of(batch: ImportBatch) -> QuerySet[StagedRow]:
    """The rows that wait for a decision or have one and are not written yet."""
    decided = Q(decision__in=[Decision.UPDATE, Decision.NEW, Decision.SKIP], applied=False)
    return batch.staged_rows.filter(decided | Q(verdict=Verdict.LIKELY)).order_by("number")


def waiting_to_be_written(batch: ImportBatch) -> int:
    """Rows of a finished import that were decided since."""
    return staging.left(batch) if batch.state == ImportBatch.State.DONE else 0


def decide(
    batch: ImportBatch,
    decision: str,
    *,
    user: User,
    access: Access,
    numbers: set[int] | None = None,
    candidate: str = "",
) -> Outcome:
    """Decide the rows of these numbers (None: all that are open), with those that hang on them.

    decision: a StagedRow.Decision, "" takes one back; candidate: public id of the record to update; where it is empty
    rows with more than one candidate are left. Waits for the user's other decisions. Raises DecisionRefused.
    """
    with transaction.atomic():
        User.objects.select_for_update().filter(pk=user.pk).first()
        batch.refresh_from_db()
        if not reviewable(batch):
            raise DecisionRefused(NOT_NOW)
        made = _Decisions(batch, decision, user, access)
        outcome = made.apply(numbers, candidate)
        staging.recount(batch)
        return outcome


class _Decisions:
    def __init__(self, batch: ImportBatch, decision: str, user: User, access: Access):
        self.batch, self.decision, self.access = batch, decision, access
        self.sheet = Sheet(batch, user)
        self.names = staging.value_names(self.sheet.resource_class)
        self.staged = list(rows_of(batch))
        self.payloads = {one.number: staging.decode(one.payload) for one in self.staged}

    def apply(self, numbers: set[int] | None, candidate: str) -> Outcome:
        meant = self._meant(numbers)
        if not meant:
            raise DecisionRefused("没有这样的行，请刷新页面。")
        if len(meant) > MOST_ROWS:
            raise DecisionRefused(f"一次最多处理{MOST_ROWS:,}行，请按页处理。")
        outcome = Outcome([])
        rows: dict[int, Row] = {}
        chosen = self._chosen({one.number for one in meant}, candidate) if self.decision == Decision.UPDATE else {}
        for one in meant:
            of = self._of(one.number)
            if self.decision == Decision.UPDATE and of not in chosen:
                outcome.left += 1
                continue
            row = self._row(one)
            row.values[ROW_ID] = chosen[of] if self.decision == Decision.UPDATE else None
            row.decided = self.decision
            rows[one.number] = row
        if self.decision in (Decision.UPDATE, Decision.NEW):
            self._judge(list(rows.values()))
        else:
            for row in rows.values():
                row.verdict = Verdict.SKIPPED if self.decision == Decision.SKIP else Verdict.LIKELY
        for one in meant:
            if one.number in rows:
                self._write(one, rows[one.number])
                outcome.decided.append(one.number)
                outcome.rejected += rows[one.number].verdict == Verdict.REJECTED
        return outcome

    def _of(self, number: int) -> int:
        return (self.payloads[number].get("k") or {}).get("of", number)

    def _meant(self, numbers: set[int] | None) -> list[StagedRow]:
        if numbers is None:
            return [one for one in self.staged if not one.decision]
        return [one for one in self.staged if self._of(one.number) in numbers]

    def _row(self, one: StagedRow) -> Row:
        payload = self.payloads[one.number]
        row = Row(one.number)
        row.staged_pk, row.likely = one.pk, payload.get("k")
        row.values = self.sheet.restore(
            [None if one.decision == Decision.UPDATE else payload["v"][0], *payload["v"][1:]]
        )
        row.warnings = [issue for issue in staging.issues(payload.get("w", [])) if issue.code in self.sheet.settled]
        row.changes = staging.issues(payload.get("n", []))
        return row

    def _chosen(self, numbers: set[int], candidate: str) -> dict[int, str]:
        """{row number: public id of the record that it is about}. Raises DecisionRefused for a single row's wrong choice."""
        wished: dict[int, str] = {}
        for number in {self._of(number) for number in numbers}:
            known = (self.payloads.get(number, {}).get("k") or {}).get("c", [])
            if candidate and candidate in known:
                wished[number] = candidate
            elif not candidate and len(known) == 1:
                wished[number] = known[0]
        if candidate and not wished:
            raise DecisionRefused(NOT_A_CANDIDATE)
        others = {
            self.payloads[one.number]["v"][0]: one.number
            for one in self.staged
            if one.decision == Decision.UPDATE and self._of(one.number) not in wished
        }
        twice = {public_id for public_id, times in Counter(wished.values()).items() if times > 1}
        allowed = self._changeable(set(wished.values()))
        chosen = {}
        for number, public_id in wished.items():
            if public_id in allowed and public_id not in others and public_id not in twice:
                chosen[number] = public_id
            elif candidate:
                if public_id in others:
                    raise DecisionRefused(CHOSEN_ALREADY.format(number=others[public_id]))
                raise DecisionRefused(MAY_NOT_CHANGE if self._there(public_id) else NOT_A_CANDIDATE)
        return chosen

    def _records(self, permission: Permission) -> QuerySet:
        model = self.sheet.resource_class.primary_target().model
        scope = self.access.full_scope(permission, self.batch.register)
        return model._default_manager.within(scope).current()

    def _changeable(self, public_ids: set[str]) -> set[str]:
        rows = self._records(Permission.CHANGE).filter(public_id__in=public_ids)
        return {str(public_id) for public_id in rows.values_list("public_id", flat=True)}

    def _there(self, public_id: str) -> bool:
        return self._records(Permission.IMPORT).filter(public_id=public_id).exists()

    def _judge(self, rows: list[Row]) -> None:
        """Judge the decided rows; with the whole sheet where rows name each other."""
        others = []
        columns = self.sheet.resource_class.columns
        if any(column.lookup and column.lookup.same_file for column in columns):
            decided = {row.number for row in rows}
            for one in self.batch.staged_rows.filter(verdict__in=[Verdict.NEW, Verdict.CHANGED, Verdict.SAME]):
                if one.number not in decided:
                    other = Row(one.number)
                    other.values = self.sheet.restore(staging.decode(one.payload)["v"])
                    other.decided = one.decision
                    others.append(other)
        self.sheet.judge(sorted(rows + others, key=lambda row: row.number))

    def _write(self, one: StagedRow, row: Row) -> None:
        if row.errors and row.cells is None:
            row.cells, row.below = self.sheet.cells(row.values), self.sheet.lines(row.values)
        one.verdict, one.warned, one.decision = str(row.verdict), bool(row.warnings), self.decision
        one.payload = staging.encode(row, self.names)
        one.save(update_fields=["verdict", "warned", "decision", "payload"])


def undecided_message(batch: ImportBatch) -> str:
    """What the confirmation says of rows that nobody decided."""
    return f"{batch.likely:,} 行待核实未处理，不会导入。" if batch.likely else ""


def described(outcome: Outcome, decision: str) -> str:
    """What was done, in a sentence."""
    words: dict[str, Any] = {
        Decision.UPDATE: "更新已登记的记录",
        Decision.NEW: "作为新记录",
        Decision.SKIP: "跳过",
        "": "重新待核实",
    }
    count = len(outcome.decided)
    said = (
        [f"{count:,} 行已定为“{words[decision]}”。" if decision else f"{count:,} 行已恢复为待核实。"] if count else []
    )
    if outcome.left:
        said.append(f"{outcome.left:,} 行相近的记录不止一条，或已由别的行选用，请逐行选择。")
    if outcome.rejected:
        said.append(f"其中 {outcome.rejected:,} 行不能这样导入，请到“退回”中看原因。")
    return "".join(said)
