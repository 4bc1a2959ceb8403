"""ECharts options as plain data: the browser draws them on the dashboard, the server draws the same for documents."""

from decimal import Decimal

BLUE, RED, AMBER, TEAL = "#2F6BAE", "#C8161D", "#E6A23C", "#3A9188"


def number(value) -> float | int | None:
    """A figure as a chart's number."""
    return float(value) if isinstance(value, Decimal) else value


def by_town(label: str, unit: str, values: dict[str, object], *, url: str = "") -> dict:
    """Columns by town, in the order of the tree (no ranking)."""
    return {
        "color": [BLUE],
        "grid": {"left": 8, "right": 8, "top": 32, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category",
            "data": list(values),
            "axisLabel": {"interval": 0, "rotate": 30 if len(values) > 8 else 0},
        },
        "yAxis": {"type": "value", "name": unit},
        "series": [
            {
                "type": "bar",
                "name": label,
                "data": [{"value": number(value), **({"url": url} if url else {})} for value in values.values()],
                "barMaxWidth": 26,
            }
        ],
    }


def pair_by_town(labels: tuple[str, str], unit: str, towns: list[str], now: dict, before: dict) -> dict:
    """This period beside the same of the year before, by town."""
    return {
        "color": [BLUE, "#A9C3E0"],
        "grid": {"left": 8, "right": 8, "top": 40, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "legend": {"data": list(labels), "right": 0, "top": 0},
        "xAxis": {
            "type": "category",
            "data": towns,
            "axisLabel": {"interval": 0, "rotate": 30 if len(towns) > 8 else 0},
        },
        "yAxis": {"type": "value", "name": unit},
        "series": [
            {"type": "bar", "name": label, "data": [number(values.get(town)) for town in towns], "barMaxWidth": 18}
            for label, values in zip(labels, (now, before), strict=True)
        ],
    }


def shares(label: str, parts: list[tuple[str, object, str]], total: str) -> dict:
    """A ring of parts (name, value, address) with the total in the middle."""
    return {
        "color": [RED, AMBER, BLUE, TEAL],
        "tooltip": {"trigger": "item"},
        "legend": {"top": "bottom", "left": "center"},
        "title": {"text": total, "subtext": label, "left": "center", "top": "36%", "textStyle": {"fontSize": 24}},
        "series": [
            {
                "type": "pie",
                "name": label,
                "radius": ["52%", "72%"],
                "center": ["50%", "45%"],
                "label": {"show": False},
                "data": [{"name": name, "value": number(value), "url": url} for name, value, url in parts if value],
            }
        ],
    }


def by_month(series: list[tuple[str, dict[str, object]]], unit: str) -> dict:
    """Columns over the months of a period; a month without data has none."""
    return {
        "color": [BLUE, AMBER],
        "grid": {"left": 8, "right": 16, "top": 40, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "legend": {"data": [name for name, _ in series], "right": 0, "top": 0},
        "xAxis": {"type": "category", "data": list(series[0][1])},
        "yAxis": {"type": "value", "name": unit},
        "series": [
            {"type": "bar", "name": name, "data": [number(value) for value in values.values()], "barMaxWidth": 22}
            for name, values in series
        ],
    }


def by_year(label: str, unit: str, values: dict[str, object]) -> dict:
    """Columns over the same period of several years, the earliest first."""
    return {
        "color": [BLUE],
        "grid": {"left": 8, "right": 8, "top": 32, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [name.replace("年", "年\n", 1) for name in values]},
        "yAxis": {"type": "value", "name": unit},
        "series": [
            {"type": "bar", "name": label, "data": [number(value) for value in values.values()], "barMaxWidth": 30}
        ],
    }
