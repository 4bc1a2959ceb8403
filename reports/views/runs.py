"""Paragraphs of a paper for templates: text, figures as links, tokens that cannot be said."""

from django.urls import reverse

from reports.text.tokens import FigureRun, Trouble, is_stated


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
            period = summary.period.year_before if run.before else summary.period
            address = f"{reverse('reports:figure', args=[run.key])}?period={period.key}&unit={summary.unit.public_id}"
            shown.append({"text": run.text, "url": address, "title": figure_title(run.key, summary)})
        elif isinstance(run, Trouble):
            shown.append({"text": run.text, "trouble": run.reason})
        else:
            shown.append({"text": run})
    return shown


def figure_title(key: str, summary) -> str:
    """What the reader is told when pointing at a figure."""
    if is_stated(key):
        return f"手工填报：{key.removeprefix('stated.')}"
    return summary.figures[key].indicator.label
