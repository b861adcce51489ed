"""What can go wrong with tables, metrics, names and periods: the whole tree.

MarketError
├── TableError               a table could not be read or written
│   ├── BadRows              rows that do not keep the table's rules
│   └── QueryFailed          a statement over the tables does not run
├── MetricFileError          a metric's SQL file cannot be understood
├── UnknownMetric            no metric has this name
├── BadParameter             an argument of a metric is missing, unknown or of the wrong kind
├── BadReceipt               a stored receipt cannot be read, or was changed
├── UnknownReceipt           no receipt (or answer) has this id
├── LostFiles                the files of a pinned version are not there any more
├── NoRows                   the metric ran and the tables hold nothing for it
│   └── TooFewRows           the tables hold less than the metric needs
├── UnknownInstrument        a name that no instrument has
├── AmbiguousInstrument      a name that several instruments have
└── UnknownPeriod            words that are not a period of time
"""

# The names are words of the domain: BadRows says more than BadRowsError would.

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHOWN_PROBLEMS = 5
"""Row problems written out in a message; a file with a wrong column has thousands of the same."""

SHOWN_CANDIDATES = 8
"""Candidates written out in a message: as many as a reader takes in at a glance."""


class MarketError(Exception):
    """Root of the errors of this package; the message says what happened, to what, and the mend."""


class TableError(MarketError):
    """A market table could not be read or written."""


@dataclass(frozen=True)
class RowProblem:
    """One cell that breaks a rule: row number (first data row is 1), column, the value as given, the rule."""

    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column} = {self.value!r}: {self.reason}"


class BadRows(TableError):
    """Rows that break the table's rules; none of the batch was written. `problems` names each of them."""

    def __init__(self, table: str, problems: Sequence[RowProblem]) -> None:
        self.table = table
        self.problems = tuple(problems)
        rows = len({problem.row for problem in self.problems})
        shown = "; ".join(str(problem) for problem in self.problems[:SHOWN_PROBLEMS])
        more = len(self.problems) - SHOWN_PROBLEMS
        rest = f"; and {more} more" if more > 0 else ""
        super().__init__(
            f"{rows} bad row(s) for table {table}: {shown}{rest}. "
            "Nothing was written; correct them and load again."
        )


class QueryFailed(TableError):
    """A statement does not run over the tables: a column that they lack, a value that cannot be computed."""


class MetricFileError(MarketError):
    """A metric's SQL file cannot be understood; the message names the file and the line."""


class UnknownMetric(MarketError):
    """No metric has this name; the message offers near ones."""


class BadParameter(MarketError):
    """An argument of a metric is missing, unknown, or not of its kind."""


class BadReceipt(MarketError):
    """A stored receipt that cannot be read, or whose content is not what its hash says."""


class UnknownReceipt(MarketError):
    """Nothing that can be computed again has this id; the message says where ids are found."""


class LostFiles(MarketError):
    """Files from which a receipt was computed are not where the tables are."""


class NoRows(MarketError):
    """The metric ran, and the tables hold nothing for it; the message says what they do hold."""


class TooFewRows(NoRows):
    """The tables hold less than the metric needs to say anything; the message has both numbers."""


class UnknownInstrument(MarketError):
    """No instrument (or group) has this name; `suggestions` are symbols that were perhaps meant."""

    def __init__(self, name: str, suggestions: Sequence[str] = ()) -> None:
        self.name = name
        self.suggestions = tuple(suggestions)
        super().__init__(
            f"no instrument is called {name!r}{_offer(self.suggestions)}; "
            "load its prices, or add it to the instruments table"
        )


class AmbiguousInstrument(MarketError):
    """A name that several instruments have; `candidates` are their symbols."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        listed = ", ".join(self.candidates[:SHOWN_CANDIDATES])
        super().__init__(f"{name!r} can mean {listed}; give the symbol")


class UnknownPeriod(MarketError):
    """Words that are not a period of time that this package can read."""

    def __init__(self, text: str, reason: str = "") -> None:
        self.text = text
        self.reason = reason
        said = f" ({reason})" if reason else ""
        super().__init__(
            f"{text!r} is not a period{said}; write for example YTD, 'March 2020', 'since 2025-10-31' "
            "or 2020-02-19..2020-03-23"
        )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The tail of a message: '; did you mean x or y?' for near names, else ''."""
    return _offer(difflib.get_close_matches(name, list(known), n=3, cutoff=0.6))


def _offer(names: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(names[:SHOWN_CANDIDATES])}?" if names else ""
