"""What a paper's page tells of its draft: sentences that were left out, and from which line each sentence came."""

from django.urls import reverse

from reports.models import Paper, PaperSection
from reports.services import templates
from reports.services.templates import UnknownTemplate
from reports.text import prose
from reports.text.tokens import Values, runs


def left_out_rows(sections: list[PaperSection], query: str, writable: set[int]) -> list[dict]:
    """The sentences that the draft left out, each with links to the figures that nobody reported.

    `writable`: the keys of the sections that the reader may write just now.
    """
    return [
        {
            "section": section,
            "may_write": section.pk in writable,
            "position": position,
            "place": one["place"],
            "figures": [
                (label, reverse("reports:figure", args=[key]) + query if key else "")
                for label, key in zip(one["labels"], [*one.get("keys", ()), *[""] * len(one["labels"])], strict=False)
            ],
            "line": one.get("line", ""),
        }
        for section in sections
        for position, one in enumerate(section.left_out)
    ]


def sources_of(paper: Paper, sections: list[PaperSection], values: Values) -> dict:
    """Every sentence of the paper as it reads, with the template's line from which it was drafted."""
    try:
        kept = templates.one(paper.district, paper.kind)
        numbers = {line.strip(): number for number, line in enumerate(kept.text.splitlines(), 1)}
        name = kept.name
    except UnknownTemplate:
        numbers, name = {}, templates.names(paper.district).get(paper.kind, "")
    return {
        "template": name,
        "sections": [
            (section, [_source(one, section.origins, values, numbers) for one in _sentences(section)])
            for section in sections
        ],
    }


def _sentences(section: PaperSection) -> list[str]:
    leads = {one.lead for one in prose.paragraphs(section.text) if one.lead}
    return [one for one in prose.sentences(section.text) if one not in leads]


def _source(sentence: str, origins: dict[str, str], values: Values, numbers: dict[str, int]) -> dict:
    """A line of a template may hold several sentences; one that somebody changed has no source any more."""
    line = origins.get(sentence) or next((line for drafted, line in origins.items() if sentence in drafted), "")
    said = "".join(run if isinstance(run, str) else run.text for run in runs(sentence, values))
    return {"said": said, "line": line, "number": numbers.get(line)}
