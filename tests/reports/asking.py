"""A question as a definition stores it, in few words."""

from reports.services.conditions import Condition
from reports.services.questions import Question


def question(source="member", kind="flow", measure="count", unit="人", begun="joined_on", **said):
    for group in ("conditions", "part"):
        said[group] = tuple(Condition(*given) for given in said.get(group, ()))
    return Question(source=source, kind=kind, measure=measure, unit=unit, begun=begun, **said)
