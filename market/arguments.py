"""The arguments of a metric: words of a question become symbols, dates and numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite

from market.errors import AmbiguousInstrument, BadParameter, UnknownInstrument, did_you_mean
from market.instruments import Instrument, InstrumentBook
from market.metric_files import Metric, Parameter, ParameterKind
from market.periods import Period, parse_period
from market.receipts import Cell
from market.statements import Bound
from market.tables import MarketTables

NO_SERIES = "none"
"""The default of a series that may be left out."""


SAME_TIME_BEFORE = "the same time before"
"""As a period: as long as the metric's first period, and ending where that begins."""


@dataclass(slots=True)
class Arguments:
    """The arguments of one run, resolved."""

    params: dict[str, Cell] = field(default_factory=dict)
    """As a receipt shows them: symbols and dates. Given again they mean the same."""
    values: dict[str, Bound] = field(default_factory=dict)
    """By placeholder of the statement."""
    symbols: tuple[str, ...] = ()
    """The instruments and series that were named."""
    group: tuple[str, ...] = ()
    period: Period | None = None
    """The first one."""


def resolve_arguments(
    metric: Metric, given: Mapping[str, str], tables: MarketTables, as_of: datetime
) -> Arguments:
    """``given`` and the defaults, resolved.

    Raises :class:`BadParameter` for one that is missing, unknown or of the wrong kind,
    :class:`UnknownInstrument`, :class:`AmbiguousInstrument` or :class:`UnknownPeriod` for its words.
    """
    names = [parameter.name for parameter in metric.parameters]
    for name in given:
        if name not in names:
            raise BadParameter(
                f"{metric.name} has no parameter {name!r}{did_you_mean(name, names)}; it has {', '.join(names)}"
            )
    arguments = Arguments()
    context = _Context(metric, tables, as_of)
    for parameter in metric.parameters:
        text = given.get(parameter.name) or parameter.default
        if text is None:
            raise BadParameter(f"{metric.name} needs {parameter.name!r}: {parameter.description}")
        _RESOLVERS[parameter.kind](context, parameter, text, arguments)
    return arguments


@dataclass(frozen=True, slots=True)
class _Context:
    metric: Metric
    tables: MarketTables
    as_of: datetime

    def refuse(self, parameter: Parameter, text: str, reason: str) -> BadParameter:
        return BadParameter(f"{parameter.name} = {text!r} of {self.metric.name} {reason}")


def _resolve_instrument(context: _Context, parameter: Parameter, text: str, arguments: Arguments) -> None:
    found = _named(context.tables.book(context.as_of), text, series=False)
    if found.kind == "series":
        raise context.refuse(
            parameter,
            text,
            f"is the series {found.symbol} ({found.name}), which has no closes; ask series_value",
        )
    _bind_symbol(parameter, found.symbol, arguments)


def _resolve_series(context: _Context, parameter: Parameter, text: str, arguments: Arguments) -> None:
    if text.casefold() == NO_SERIES == parameter.default:
        arguments.params[parameter.name] = NO_SERIES
        arguments.values[parameter.name] = ""
        return
    found = _named(context.tables.book(context.as_of), text, series=True)
    if found.kind != "series":
        raise context.refuse(
            parameter, text, f"is {found.symbol} ({found.name}), which is no series; ask last_close"
        )
    _bind_symbol(parameter, found.symbol, arguments)


def _named(book: InstrumentBook, text: str, *, series: bool) -> Instrument:
    """What ``text`` means; of several, those that are series or are not, as the parameter wants them."""
    try:
        return book.resolve(text)
    except AmbiguousInstrument as error:
        of_kind = [
            instrument
            for instrument in book.instruments
            if instrument.symbol in error.candidates and (instrument.kind == "series") == series
        ]
        if len(of_kind) != 1:
            raise
        return of_kind[0]


def _bind_symbol(parameter: Parameter, symbol: str, arguments: Arguments) -> None:
    arguments.params[parameter.name] = symbol
    arguments.values[parameter.name] = symbol
    arguments.symbols += (symbol,)


def _resolve_group(context: _Context, parameter: Parameter, text: str, arguments: Arguments) -> None:
    group = context.tables.book(context.as_of).resolve_group(text)
    if not group.symbols:
        raise UnknownInstrument(text)
    arguments.params[parameter.name] = ",".join(group.symbols)
    arguments.values[parameter.name] = group.symbols
    arguments.group += group.symbols


def _resolve_period(context: _Context, parameter: Parameter, text: str, arguments: Arguments) -> None:
    if text.casefold() == SAME_TIME_BEFORE and arguments.period:
        first = arguments.period
        period = Period(first.start - (first.end - first.start), first.start, text)
    else:
        period = parse_period(text, context.as_of, context.tables.sessions(context.as_of))
    arguments.params[parameter.name] = f"{period.start.isoformat()}..{period.end.isoformat()}"
    arguments.values[f"{parameter.name}_start"] = period.start
    arguments.values[f"{parameter.name}_end"] = period.end
    arguments.period = arguments.period or period


def _resolve_integer(context: _Context, parameter: Parameter, text: str, arguments: Arguments) -> None:
    try:
        number = int(text)
    except ValueError:
        raise context.refuse(parameter, text, "is not a whole number") from None
    _check_bounds(context, parameter, text, number)
    arguments.params[parameter.name] = arguments.values[parameter.name] = number


def _resolve_number(context: _Context, parameter: Parameter, text: str, arguments: Arguments) -> None:
    try:
        number = float(text)
    except ValueError:
        raise context.refuse(parameter, text, "is not a number") from None
    if not isfinite(number):
        raise context.refuse(parameter, text, "is not a number")
    _check_bounds(context, parameter, text, number)
    arguments.params[parameter.name] = arguments.values[parameter.name] = number


def _check_bounds(context: _Context, parameter: Parameter, text: str, number: float) -> None:
    if parameter.bounds and not parameter.bounds[0] <= number <= parameter.bounds[1]:
        least, most = parameter.bounds
        raise context.refuse(parameter, text, f"is out of bounds; give {least:g} to {most:g}")


def _resolve_text(_: _Context, parameter: Parameter, text: str, arguments: Arguments) -> None:
    arguments.params[parameter.name] = arguments.values[parameter.name] = text


_RESOLVERS: Mapping[ParameterKind, Callable[[_Context, Parameter, str, Arguments], None]] = {
    "instrument": _resolve_instrument,
    "series": _resolve_series,
    "group": _resolve_group,
    "instruments": _resolve_group,
    "period": _resolve_period,
    "integer": _resolve_integer,
    "number": _resolve_number,
    "text": _resolve_text,
    "conditions": _resolve_text,
}
