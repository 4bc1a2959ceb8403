"""Renewing collective contracts (续签)."""

from datetime import timedelta

from union_site.core import audit
from welfare.models import CollectiveContract, CoveredEmployer


def begin_renewal(contract: CollectiveContract, predecessor: CollectiveContract) -> None:
    """Fill a new contract from the one that it renews: who, what kind, whom it covers, from the day after its end."""
    contract.predecessor = predecessor
    for name in ("organization", "kind", "employers", "employees"):
        setattr(contract, name, getattr(predecessor, name))
    if predecessor.valid_to:
        contract.valid_from = predecessor.valid_to + timedelta(days=1)


def take_over_coverage(contract: CollectiveContract, *, by) -> None:
    """A renewal covers the employers of the contract that it renews, until they are changed."""
    if contract.predecessor_id is None:
        return
    for covered in contract.predecessor.covered_employers.current():
        row = CoveredEmployer.objects.create(
            district_id=contract.district_id,
            contract=contract,
            employer_id=covered.employer_id,
            created_by=by,
            updated_by=by,
        )
        audit.write(audit.Action.CREATE, user=by, record=row, register="collective_contract", reason="续签")
