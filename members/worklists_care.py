"""Who of the model workers is due what in the year, by the highest level of their honours, and who was missed."""

from datetime import date

from django.db.models import Case, CharField, DateField, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import ExtractYear, Length, Substr
from django.db.models.lookups import Exact

from members.models import Care, CareRule, HonourTitle, ModelWorker
from union_site.core.registry import add_worklists
from union_site.core.worklists import Tab, Worklist

Level, State = HonourTitle.Level, ModelWorker.State
RANKS = {Level.NATIONAL: 1, Level.PROVINCIAL: 2, Level.CITY: 3, Level.DISTRICT: 4}
TONES = {Level.NATIONAL: "rare", Level.PROVINCIAL: "wait", Level.CITY: "note", Level.DISTRICT: "calm"}


def level_on(day: date) -> Subquery:
    """The highest level of the honours received by the day."""
    honours = HonourTitle.objects.current().filter(model_worker=OuterRef("pk"), honoured_on__lte=day)
    rank = Case(*(When(level=level, then=Value(rank)) for level, rank in RANKS.items()), output_field=IntegerField())
    return Subquery(honours.annotate(rank=rank).order_by("rank").values("level")[:1], output_field=CharField())


def first_honour(day: date) -> Subquery:
    honours = HonourTitle.objects.current().filter(model_worker=OuterRef("pk"), honoured_on__lte=day)
    return Subquery(honours.order_by("honoured_on").values("honoured_on")[:1], output_field=DateField())


def retired_on(day: date) -> Q:
    """Retired by the day; a missing day of retirement counts as long ago. True or false, never unknown."""
    return Q(retired_on__isnull=False, retired_on__lte=day) | Q(state=State.RETIRED, retired_on__isnull=True)


def alive_on(day: date) -> Q:
    return Q(deceased_on__gt=day) | (Q(deceased_on=None) & ~Q(state=State.DECEASED))


class Due:
    """The list of one kind of care; its annotations bear the kind in their names."""

    def __init__(self, kind: CareRule.Kind):
        self.kind = kind
        self.every, self.last, self.since, self.retired = (
            f"{name}_{kind.value}" for name in ("every", "last", "since", "retired")
        )

    def annotate(self, day: date) -> dict:
        """The highest level, the rule in force for it (the nearest union's first), and the last care of the kind."""
        rules = CareRule.objects.current().filter(
            Q(to_day=None) | Q(to_day__gt=day),
            district=OuterRef("district"),
            level=OuterRef("care_level"),
            kind=self.kind,
            from_day__lte=day,
        )
        own = F("organization__path")  # of the union that made the rule: the worker's path begins with it
        rules = rules.filter(Exact(Substr(OuterRef("organization__path"), 1, Length(own)), own))
        rules = rules.order_by(Length("organization__path").desc(), "-from_day")
        cares = Care.objects.current().filter(model_worker=OuterRef("pk"), kind=self.kind, on__lte=day)
        return {
            "care_level": level_on(day),
            "care_first": ExtractYear(first_honour(day)),
            self.every: Subquery(rules.values("every_years")[:1]),
            self.since: ExtractYear(Subquery(rules.values("from_day")[:1])),
            self.retired: Subquery(rules.values("includes_retired")[:1]),
            self.last: Subquery(cares.order_by("-on").values("on")[:1]),
        }

    def where(self, day: date) -> Q:
        """A rule applies, and the last care lies so many years back (or there was none)."""
        due = Q(**{self.last: None}) | Q(**{f"{self.last}__year__lte": Value(day.year) - F(self.every)})
        return (
            Q(**{f"{self.every}__isnull": False}) & due & alive_on(day) & (Q(**{self.retired: True}) | ~retired_on(day))
        )

    def missed(self, day: date) -> Q:
        """Due already in an earlier turn of the rule, and left out."""
        turn = Value(day.year) - F(self.every)
        before = Q(**{self.last: None}) | Q(**{f"{self.last}__year__lte": turn - F(self.every)})
        return before & Q(care_first__lte=turn) & Q(**{f"{self.since}__lte": turn})

    def tabs(self, day: date) -> tuple[Tab, ...]:
        by_level = tuple(Tab(level.value, f"{level.label}级", Q(care_level=level), TONES[level]) for level in RANKS)
        return (*by_level, Tab("missed", "以前漏办", self.missed(day), "bad"))

    def note(self, row: ModelWorker, day: date) -> str:
        last = getattr(row, self.last)
        every = getattr(row, self.every)
        words = f"{Level(row.care_level).label}级，每{every}年一次，"
        return words + (f"上次 {last.isoformat()}" if last else "还没有安排过")


def listed(kind: CareRule.Kind, key: str, title: str, what: str) -> Worklist:
    due = Due(kind)
    return Worklist(
        key,
        title,
        "model_worker",
        f"按劳模关爱标准，本年应安排{what}而还没有记录的劳模，一人多项荣誉按最高级别。去世的、标准不含退休的自退休之日起不再列入。",
        where=due.where,
        annotate=due.annotate,
        columns=("name", "employer_name", "organization", "phone", "state"),
        order=("name",),
        tabs=due.tabs,
        note=due.note,
        note_title="级别和上次安排",
    )


add_worklists(
    listed(CareRule.Kind.CHECKUP, "model.due_checkup", "应体检劳模", "健康体检"),
    listed(CareRule.Kind.VISIT, "model.due_visit", "应慰问劳模", "走访慰问"),
    listed(CareRule.Kind.RECUPERATION, "model.due_recuperation", "应疗休养劳模", "疗休养"),
)
