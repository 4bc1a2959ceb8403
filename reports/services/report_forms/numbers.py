"""A figure as what goes into a cell: a number in the wanted scale, a day, or words."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from reports.models import FormBinding
from reports.services.figures import shown
from union_site.core.indicators import Indicator, Kind, plain

Value, Scale = FormBinding.Value, FormBinding.Scale
YUAN, TEN_THOUSAND = "元", "万元"
SHARES = (Value.GROWTH, Value.COMPLETION)
DASH = "—"


def stored_text(value) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def worded(value) -> str:
    """5,652; 205.55; — for nothing."""
    if value is None or value == "":
        return DASH
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def spoken(indicator: Indicator, value):
    """A figure's value as it goes into a cell: a number, a day, or words (是, 4、5). None where nothing was reported."""
    if value is None or (isinstance(value, dict) and value["value"] is None):
        return None
    amount = indicator.amount(value) if not isinstance(value, dict) else value
    if isinstance(amount, int | Decimal) and indicator.kind != Kind.DATE and not isinstance(amount, bool):
        return amount
    if isinstance(value, dict) and indicator.unit == "%":
        return value["numbers"][-1]
    if indicator.kind == Kind.DATE and isinstance(value, date | int):
        return value
    return shown(value, indicator)


def finished(value, unit: str, binding: FormBinding):
    return scaled(value, unit, binding) if isinstance(value, int | Decimal) else value


def scaled(number, unit: str, binding: FormBinding) -> int | Decimal:
    """The number in the scale and with the decimals that the cell wants, rounded half up at the very end."""
    number = Decimal(number)
    if binding.scale == Scale.TEN_THOUSAND and unit != TEN_THOUSAND:
        number /= 10_000
    elif binding.scale == Scale.YUAN and unit == TEN_THOUSAND:
        number *= 10_000
    elif binding.scale == Scale.FRACTION and (unit == "%" or binding.value in SHARES):
        number /= 100
    decimals = binding.decimals
    if decimals is None and binding.value in SHARES:
        decimals = 4 if binding.scale == Scale.FRACTION else 2
        number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP).normalize()
    elif decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if number == number.to_integral_value() and not decimals:
        return int(number)
    return number if decimals is not None else number.normalize() + 0


def nothing(binding: FormBinding) -> str | None:
    """What goes into a cell for which nothing was reported: never 0."""
    return DASH if binding.missing == FormBinding.Missing.DASH else None
