"""Paragraphs of a paper for templates: text, figures as links, tokens that cannot be said."""

from reports.services.paper import figure_path
from reports.text.tokens import LAST_YEAR, FigureRun, Trouble, is_stated


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
            address = figure_path(summary, run.key, run.at)
            shown.append({"text": run.text, "url": address, "title": figure_title(run, summary)})
        elif isinstance(run, Trouble):
            shown.append({"text": run.text, "trouble": run.reason})
        else:
            shown.append({"text": run})
    return shown


def figure_title(run: FigureRun, summary) -> str:
    """What the reader is told when pointing at a figure."""
    if is_stated(run.key):
        return f"手工填报：{run.key.removeprefix('stated.')}"
    figure = summary.figures[run.key]
    return figure.title(bool(run.at)) if run.at in ("", LAST_YEAR) else figure.indicator.label
