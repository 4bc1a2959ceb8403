"""What the pages of a paper show of the work on it: where it stands, its sections, comments, the list of its steps."""

import re
from dataclasses import dataclass, field

from django.urls import reverse

from reports.models import Paper, PaperSection, PaperStep
from reports.services import arranging, comments, duties, todos, workflow
from reports.services.comments import Remark
from reports.services.duties import Duties
from reports.services.workflow import Step
from reports.text import prose
from reports.text.tokens import TOKEN
from union_site.core import registry

RECENT = 6  # steps shown at once; the others behind 更早
TONES = {"drafting": "calm", "checking": "note", "handed": "ok", "editing": "note", "signing": "wait"}
LABELS = {**dict(Paper.State.choices), **dict(PaperSection.State.choices)}
_END = re.compile(r"[。！？][”』」）]?")


def tone(state: str) -> str:
    """The colour of a state of a paper or section."""
    return TONES.get(state, "ok")


@dataclass
class Line:
    """A section in the list beside the text. `why`: why the reader may not write it; `due`: (words, tone) of its deadline."""

    section: PaperSection
    why: str
    steps: list[Step]
    may_remind: bool
    due: tuple[str, str] | None
    reminded: PaperStep | None = None
    returned: PaperStep | None = None
    open: int = 0

    @property
    def tone(self) -> str:
        return tone(self.section.state)


@dataclass(frozen=True)
class Entry:
    """A step in the list, in words."""

    step: PaperStep
    words: str


@dataclass
class Work:
    """The work on a paper as its page shows it."""

    duty: Duties
    of_departments: bool
    stages: list[str]
    stage: int
    holder: str
    steps: list[Step]
    lines: list[Line]
    entries: list[Entry]
    remarks: list[Remark]
    may_comment: bool
    may_arrange: bool
    quotes: dict[int, dict[int, str]] = field(default_factory=dict)

    @property
    def recent(self) -> list[Entry]:
        return self.entries[:RECENT]

    @property
    def earlier(self) -> list[Entry]:
        return self.entries[RECENT:]

    @property
    def open_remarks(self) -> list[tuple[Remark, str]]:
        return [(one, self.quote(one)) for one in self.remarks if one.comment.resolved_at is None]

    @property
    def settled_remarks(self) -> list[tuple[Remark, str]]:
        return [(one, self.quote(one)) for one in self.remarks if one.comment.resolved_at is not None]

    def quote(self, remark: Remark) -> str:
        """The sentence that a comment is about, with its figures said where it still stands."""
        said = self.quotes.get(remark.comment.section_id, {}).get(remark.number or 0)
        return said or spoken(remark.comment.sentence)


def work(request, paper: Paper, sections: list[PaperSection]) -> Work:
    """Everything about the work on a paper, for the reader of the page."""
    access, duty = request.access, duties.of(request.access, paper)
    steps = list(paper.steps.select_related("by", "section"))
    remarks = comments.of(paper, duty, request.user)
    open_in: dict[int, int] = {}
    for one in remarks:
        if one.comment.resolved_at is None:
            open_in[one.comment.section_id] = open_in.get(one.comment.section_id, 0) + 1
    last: dict[int, PaperStep] = {}
    for step in steps:
        last.setdefault(step.section_id or 0, step)
    lines = []
    for section in sections:
        latest = last.get(section.pk)
        waiting = paper.state in duties.WITH_DEPARTMENTS and section.state != PaperSection.State.HANDED
        lines.append(
            Line(
                section,
                duties.refusal(duty, paper, section),
                workflow.steps_of_section(duty, paper, section),
                duty.edits and waiting and section.department is not None and duties.by_departments(paper),
                _due(section, access.today) if waiting else None,
                latest if latest and latest.kind == PaperStep.Kind.REMIND else None,
                latest if latest and latest.kind == PaperStep.Kind.RETURN else None,
                open_in.get(section.pk, 0),
            )
        )
    states = workflow.stages(paper)
    return Work(
        duty,
        duties.by_departments(paper),
        [LABELS[state] for state in states],
        states.index(paper.state) + 1 if paper.state in states else 1,
        workflow.holder(paper, sections),
        workflow.steps_of_paper(duty, paper),
        lines,
        [Entry(step, _step_words(step)) for step in steps],
        remarks,
        duty.comments and paper.state not in duties.SIGNED,
        not arranging.refusal(duty, paper),
    )


def _due(section: PaperSection, today) -> tuple[str, str] | None:
    if section.due_on is None:
        return None
    left = (section.due_on - today).days
    return todos.due_words(section.due_on, today), "bad" if left < 0 else "wait" if left <= todos.SOON.days else "calm"


def _step_words(step: PaperStep) -> str:
    """`服务保障：起草 → 部室审核`."""
    way = "" if step.from_state == step.to_state else f"{LABELS[step.from_state]} → {LABELS[step.to_state]}"
    return "：".join(filter(None, (str(step.section) if step.section else "", way or step.get_kind_display())))


def spoken(sentence: str) -> str:
    """A stored sentence for reading: each token as the name of its figure."""
    known = registry.indicators
    return TOKEN.sub(lambda match: f"〔{known[match[1]].label if match[1] in known else match[1]}〕", sentence)


def remarked(found: Work, paper: Paper, sections: list[PaperSection], shown: list) -> list:
    """The shown sections [(heading, [(lead, runs)])] with a mark behind each sentence, which leads to commenting on it.

    Also tells `found` how each sentence reads. Where the ends of sentences cannot be told, a paragraph has one mark.
    """
    open_at: dict[tuple[int, int], int] = {}
    for remark, _ in found.open_remarks:
        if remark.number:
            place = remark.comment.section_id, remark.number
            open_at[place] = open_at.get(place, 0) + 1
    marked = []
    rest = iter(sections)
    for heading, paragraphs in shown:
        # A section of which nothing is said yet is not among those shown.
        section = next(
            (one for one in rest if heading.endswith(one.heading) and bool(heading) == bool(one.heading)), None
        )
        if section is None:
            marked.append((heading, paragraphs))
            continue
        address = reverse("reports:section-comments", args=[paper.public_id, section.public_id])
        quotes = found.quotes.setdefault(section.pk, {})
        number, parts, waiting = 0, [], list(paragraphs)
        for stored in prose.paragraphs(section.text):
            if not waiting or not _reads(stored, *waiting[0]):  # passed over: it has nothing to say yet
                number += bool(stored.lead) + len(prose.sentences(stored.text))
                continue
            lead, runs = waiting.pop(0)
            if stored.lead:
                number += 1
                quotes[number] = stored.lead
            count = len(prose.sentences(stored.text))
            pieces = _pieces(runs)
            if len(pieces) != count:
                pieces = [runs] if count else []
            line = []
            for place, piece in enumerate(pieces, 1):
                at = number + (place if len(pieces) == count else count)
                quotes[at] = "".join(run["text"] for run in piece)
                line += piece
                if found.may_comment:
                    mark = {
                        "id": comments.anchor(section, at),
                        "remark": f"{address}?sentence={at}",
                        "number": at,
                        "open": open_at.get((section.pk, at), 0),
                    }
                    line.append(mark)
            number += count
            parts.append((lead, line))
        marked.append((heading, [*parts, *waiting]))
    return marked


def _reads(stored: prose.Prose, lead: str, runs: list[dict]) -> bool:
    """Whether the shown paragraph is the stored one with its figures said."""
    pattern = ".*".join(map(re.escape, re.split(r"\{\{[^{}]*\}\}", stored.text)))
    said = "".join(run["text"] for run in runs)
    return lead.endswith(stored.lead) and bool(re.fullmatch(pattern, said, re.DOTALL))


def _pieces(runs: list[dict]) -> list[list[dict]]:
    """The runs of a paragraph, sentence by sentence."""
    pieces: list[list[dict]] = [[]]
    for run in runs:
        if "url" in run or "trouble" in run:
            pieces[-1].append(run)
            continue
        position = 0
        for end in _END.finditer(run["text"]):
            pieces[-1].append({**run, "text": run["text"][position : end.end()]})
            pieces.append([])
            position = end.end()
        if rest := run["text"][position:]:
            pieces[-1].append({**run, "text": rest})
    return [piece for piece in pieces if "".join(run["text"] for run in piece).strip()]
