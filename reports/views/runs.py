"""Paragraphs of a paper for templates: text, figures as links, tokens that cannot be said."""

from django.urls import reverse

from reports.text.tokens import LAST_PERIOD, LAST_YEAR, FigureRun, Trouble, is_stated


def shown_sections(summary) -> list[tuple[str, list]]:
    """[(heading, [(lead, runs)])] of a summary."""
    return [
        (section.heading, [(part.lead, shown_runs(part.runs, summary)) for part in section.paragraphs])
        for section in summary.sections
    ]


def shown_runs(runs, summary) -> list[dict]:
    """Text, links and troubles of a paragraph, for a template."""
    shown = []
    for run in runs:
        if isinstance(run, FigureRun):
            address = figure_address(run, summary)
            shown.append({"text": run.text, "url": address, "title": figure_title(run.key, summary)})
        elif isinstance(run, Trouble):
            shown.append({"text": run.text, "trouble": run.reason})
        else:
            shown.append({"text": run})
    return shown


def figure_address(run: FigureRun, summary) -> str:
    """The page of a figure, for the period and the unit of which it speaks."""
    steps = {LAST_YEAR: summary.period.year_before, LAST_PERIOD: summary.period + -1}
    unit, period = summary.units.get(run.at, summary.unit), steps.get(run.at, summary.period)
    return f"{reverse('reports:figure', args=[run.key])}?period={period.key}&unit={unit.public_id}"


def figure_title(key: str, summary) -> str:
    """What the reader is told when pointing at a figure."""
    if is_stated(key):
        return f"手工填报：{key.removeprefix('stated.')}"
    return summary.figures[key].indicator.label
