"""A metric's SQL file: a header that says what it computes, and one statement over the as-of views.

The header is lines of ``-- key: value``; a line that starts with ``--   `` goes on with the one before:

    -- name: price_return
    -- title: Price return
    -- summary: one sentence for whoever chooses among the metrics
    -- param: symbol (instrument): what it is            required
    -- param: period (period, default YTD): what it is   optional
    -- column: return_pct [%]: what it holds, with its unit
    -- value: the column whose first row is *the* result
    -- sentence: the result in words, with ``{column}`` for the figures of the first row
    -- row: in place of it, a sentence for each row
    -- example: a question that this metric answers      (several)
    -- said: period_count #: # sessions; #-day            how a question gives a parameter its value (several)
    -- source: where the formula comes from
    -- basis: what a reader must know where adjusted closes were used
    -- traded: what a reader must know where closes as traded were used
    -- empty: what it means that nothing was found although closes are held for the dates
    -- minimum: 20 returns, where returns is a column: a row with fewer is refused; {name} in place
    --   of the number takes it from the parameter

A number has its bounds after its kind: ``(integer 2..500, default 200)``. A series with the default ``none``
may be left out: its placeholder is then the empty text, which no series is called.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast, get_args

from market.errors import MetricFileError, did_you_mean
from market.period_views import CLOSE_VIEWS
from market.receipts import Column
from market.said import Said, read_said
from market.statements import Statement, StatementError, parse_statement

if TYPE_CHECKING:
    from market.tables import MarketTables

BUILT_IN = Path(__file__).parent / "sql"

ParameterKind = Literal[
    "instrument", "instruments", "series", "group", "period", "integer", "number", "text", "conditions"
]
"""``instruments`` is one, several with commas between, or a group; ``group`` is several; ``conditions`` are those of
:mod:`market.conditions`."""

ONCE, AT_MOST_ONCE, SEVERAL = "once", "at most once", "several"
KEYS: Mapping[str, str] = MappingProxyType(
    {
        "name": ONCE,
        "title": ONCE,
        "summary": ONCE,
        "param": SEVERAL,
        "column": SEVERAL,
        "value": ONCE,
        "sentence": AT_MOST_ONCE,
        "row": AT_MOST_ONCE,
        "example": SEVERAL,
        "said": SEVERAL,
        "source": ONCE,
        "basis": AT_MOST_ONCE,
        "traded": AT_MOST_ONCE,
        "empty": AT_MOST_ONCE,
        "minimum": AT_MOST_ONCE,
    }
)
"""The keys of a header, and how often each stands in it."""

SLOT = re.compile(
    r"\{(?P<column>\w+)(?::(?P<form>[+a-z]+))?\}|\{(?P<test>\w+)\?(?P<up>[^{}:]*):(?P<down>[^{}]*)\}"
)
"""A place in a sentence: ``{column}``, ``{column:+}`` with its sign, ``{column:abs}`` without;
``{column?rose:fell}`` by its sign."""

_ENTRY = re.compile(r"-- (\w+): (.*\S)\s*")
_CONTINUED = re.compile(r"--\s{2,}(.*\S)\s*")
_PARAMETER = re.compile(
    r"(?P<name>\w+) \((?P<kind>\w+)(?: (?P<least>-?[\d.]+?)\.\.(?P<most>-?[\d.]+))?"
    r"(?:, default (?P<default>[^)]*))?\): (?P<description>.+)"
)
_MINIMUM = re.compile(r"(?P<least>\d+|\{\w+\}) (?P<column>\w+)")
_COLUMN = re.compile(r"(?P<name>\w+) \[(?P<unit>[^\]]*)\]: (?P<description>.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a metric. ``default`` ``None`` means that it must be given."""

    name: str
    kind: ParameterKind
    description: str
    default: str | None = None
    bounds: tuple[float, float] | None = None
    """The least and the greatest number that it takes."""

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names under which the statement refers to it."""
        return (f"{self.name}_start", f"{self.name}_end") if self.kind == "period" else (self.name,)


@dataclass(frozen=True, slots=True)
class Minimum:
    """What a row must rest on: at least so many (a number, or that of the parameter) in a column that counts."""

    column: str
    least: int | str


Compose = Callable[[Mapping[str, str], "MarketTables", datetime], "Metric"]
"""Makes the metric of one run from its arguments, the tables and the as-of."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A computation over the market tables, as its file declares it."""

    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    value: str
    """The column whose first row is the result."""
    unit: str
    """The unit of ``value``; ``{name}`` takes it from the row's column ``name``."""
    sentence: str
    """The result in words: ``{column}``, ``{column:+}`` with its sign, ``{column:abs}`` without,
    ``{column?rose:fell}`` by its sign; a parameter's name stands for its value; a clause in ``[…]`` is left
    out where one of its columns is missing."""
    one_per_row: bool
    """Whether each row has a sentence of its own; else the sentence is about the whole, from its first row."""
    examples: tuple[str, ...]
    """Questions that it answers."""
    formula_source: str
    tables: tuple[str, ...]
    """The as-of views that it reads."""
    sql: str
    """The statement, with ``$name`` for each parameter."""
    adjusted_note: str = ""
    """What a reader must know where adjusted closes were used."""
    traded_note: str = ""
    """What a reader must know where closes as traded were used."""
    empty_note: str = ""
    """What it means that nothing was found."""
    minimum: Minimum | None = None
    said: tuple[Said, ...] = ()
    """How a question gives its parameters their values."""
    file: Path = field(repr=False, compare=False, kw_only=True)
    """The file that declares it."""
    compose: Compose | None = field(default=None, repr=False, compare=False, kw_only=True)
    """What makes the metric of a run from its arguments, where statement and columns depend on them."""
    statement: Statement = field(repr=False, compare=False, kw_only=True)
    hash: str = field(init=False)

    @property
    def reads_closes(self) -> bool:
        """Whether it is computed from closes."""
        return "closes" in self.tables or bool(set(self.statement.period_views) & CLOSE_VIEWS)

    def for_run(self, arguments: Mapping[str, str], tables: MarketTables, as_of: datetime) -> Metric:
        """The metric with the statement and the columns of one run: itself, but for one that composes them."""
        return self.compose(arguments, tables, as_of) if self.compose else self

    def __post_init__(self) -> None:
        declared = [[p.name, p.kind, p.default or ""] for p in self.parameters]
        columns = [[c.name, c.unit] for c in self.columns]
        identity = json.dumps([self.name, declared, columns, self.value, self.statement.canonical])
        object.__setattr__(self, "hash", hashlib.sha256(identity.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class _Entry:
    """One key of a header with its value and the line it stands on."""

    file: Path
    line: int
    key: str
    value: str

    def wrong(self, reason: str) -> MetricFileError:
        return MetricFileError(f"{self.file}, line {self.line}: {reason}")


def load_metrics(*folders: Path) -> dict[str, Metric]:
    """The metrics of the package and of ``folders`` by name, in the order of their file names.

    Raises :class:`MetricFileError`, naming file and line, for a file that cannot be understood and for a
    name that two files give.
    """
    found: dict[str, Metric] = {}
    for folder in (BUILT_IN, *folders):
        for file in sorted(folder.glob("*.sql")):
            metric = read_metric(file)
            if metric.name in found:
                raise MetricFileError(
                    f"{file}: there is a metric {metric.name!r} already; give it another name"
                )
            found[metric.name] = metric
    return found


def read_metric(file: Path) -> Metric:
    """The metric that ``file`` declares. Raises :class:`MetricFileError` naming file and line."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise MetricFileError(f"{file} cannot be read ({error}); save it as UTF-8 text") from error
    entries = list(_header(file, text))
    _check_keys(file, entries)
    one = {entry.key: entry.value for entry in entries}
    parameters = tuple(_parameter(entry) for entry in entries if entry.key == "param")
    columns = tuple(_column(entry) for entry in entries if entry.key == "column")
    try:
        statement = parse_statement(text)
    except StatementError as error:
        raise MetricFileError(f"{file}, line {error.line}: {error}") from error
    _check_placeholders(file, parameters, statement)
    _check_columns(file, columns, statement)
    units = {column.name: column.unit for column in columns}
    _check_sentence(entries, {*units, *(parameter.name for parameter in parameters)})
    if one["value"] not in units:
        entry = next(entry for entry in entries if entry.key == "value")
        raise entry.wrong(f"value {one['value']!r} is no column{did_you_mean(one['value'], units)}")
    return Metric(
        name=one["name"],
        title=one["title"],
        summary=one["summary"],
        parameters=parameters,
        columns=columns,
        value=one["value"],
        unit=units[one["value"]],
        sentence=one.get("sentence") or one["row"],
        one_per_row="row" in one,
        examples=tuple(entry.value for entry in entries if entry.key == "example"),
        formula_source=one["source"],
        tables=statement.views,
        sql=statement.text,
        adjusted_note=one.get("basis", ""),
        traded_note=one.get("traded", ""),
        empty_note=one.get("empty", ""),
        minimum=_minimum(entries, units, parameters),
        said=tuple(way for entry in entries if entry.key == "said" for way in _said(entry, parameters)),
        file=file,
        statement=statement,
    )


def _header(file: Path, text: str) -> Iterator[_Entry]:
    """The entries of the comment block at the top."""
    entry: _Entry | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("--"):
            break
        if start := _ENTRY.fullmatch(line):
            if entry:
                yield entry
            entry = _Entry(file, number, start[1], start[2])
        elif (more := _CONTINUED.fullmatch(line)) and entry:
            entry = _Entry(file, entry.line, entry.key, f"{entry.value} {more[1]}")
        else:
            raise MetricFileError(f"{file}, line {number}: expected '-- key: value', found {line!r}")
    if entry:
        yield entry


def _check_keys(file: Path, entries: list[_Entry]) -> None:
    seen: dict[str, _Entry] = {}
    for entry in entries:
        if entry.key not in KEYS:
            raise entry.wrong(
                f"unknown key {entry.key!r}{did_you_mean(entry.key, KEYS)}; known: {', '.join(KEYS)}"
            )
        if entry.key in seen and KEYS[entry.key] != SEVERAL:
            raise entry.wrong(f"{entry.key!r} stands on line {seen[entry.key].line} already")
        seen[entry.key] = entry
    for key, times in KEYS.items():
        if key not in seen and (times == ONCE or key in ("column", "example")):
            raise MetricFileError(f"{file}, line 1: the header has no line '-- {key}: ...'")
    if ("sentence" in seen) == ("row" in seen):
        raise MetricFileError(
            f"{file}, line 1: the header needs one line '-- sentence: ...' or '-- row: ...'"
        )


def _parameter(entry: _Entry) -> Parameter:
    match = _PARAMETER.fullmatch(entry.value)
    if not match:
        raise entry.wrong(f"expected 'name (kind, default value): description', found {entry.value!r}")
    kinds = get_args(ParameterKind)
    if match["kind"] not in kinds:
        raise entry.wrong(f"unknown kind {match['kind']!r}; known: {', '.join(kinds)}")
    kind = cast("ParameterKind", match["kind"])
    bounds = (float(match["least"]), float(match["most"])) if match["least"] else None
    if bounds and kind not in ("integer", "number"):
        raise entry.wrong(f"{match['name']!r} is no number and has no bounds")
    return Parameter(match["name"], kind, match["description"], match["default"], bounds)


def _minimum(
    entries: list[_Entry], columns: Collection[str], parameters: tuple[Parameter, ...]
) -> Minimum | None:
    entry = next((entry for entry in entries if entry.key == "minimum"), None)
    if entry is None:
        return None
    match = _MINIMUM.fullmatch(entry.value)
    if not match:
        raise entry.wrong(f"expected 'number column', such as '20 returns', found {entry.value!r}")
    if match["column"] not in columns:
        raise entry.wrong(f"{match['column']!r} is no column{did_you_mean(match['column'], columns)}")
    least = match["least"].strip("{}")
    integers = [parameter.name for parameter in parameters if parameter.kind == "integer"]
    if not least.isdigit() and least not in integers:
        raise entry.wrong(f"{least!r} is no integer parameter{did_you_mean(least, integers)}")
    return Minimum(match["column"], int(least) if least.isdigit() else least)


def _said(entry: _Entry, parameters: tuple[Parameter, ...]) -> tuple[Said, ...]:
    ways = read_said(entry.value)
    if not ways:
        raise entry.wrong(f"expected 'parameter value: phrase; phrase', found {entry.value!r}")
    names = [parameter.name for parameter in parameters]
    if ways[0].parameter not in names:
        raise entry.wrong(f"{ways[0].parameter!r} is no parameter{did_you_mean(ways[0].parameter, names)}")
    return ways


def _column(entry: _Entry) -> Column:
    match = _COLUMN.fullmatch(entry.value)
    if not match:
        raise entry.wrong(f"expected 'name [unit]: description', found {entry.value!r}")
    return Column(match["name"], match["unit"], match["description"])


def _check_placeholders(file: Path, parameters: tuple[Parameter, ...], statement: Statement) -> None:
    declared = {name for parameter in parameters for name in parameter.placeholders}
    for name, line in statement.placeholders.items():
        if name not in declared:
            raise MetricFileError(
                f"{file}, line {line}: ${name} is no declared parameter{did_you_mean(name, declared)}"
            )
    for parameter in parameters:
        if not statement.placeholders.keys() & set(parameter.placeholders):
            raise MetricFileError(f"{file}, line 1: the statement does not use parameter {parameter.name!r}")


def _check_sentence(entries: list[_Entry], names: set[str]) -> None:
    for entry in entries:
        if entry.key in ("sentence", "row"):
            for slot in SLOT.finditer(entry.value):
                name = slot["column"] or slot["test"]
                if name not in names:
                    raise entry.wrong(f"{{{name}}} is no column and no parameter{did_you_mean(name, names)}")


def _check_columns(file: Path, columns: tuple[Column, ...], statement: Statement) -> None:
    declared = tuple(column.name for column in columns)
    if declared != statement.columns:
        raise MetricFileError(
            f"{file}, line 1: the header declares the columns {', '.join(declared)}; "
            f"the statement gives {', '.join(statement.columns)}"
        )
