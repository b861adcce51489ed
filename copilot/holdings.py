"""What the library and the tables hold, counted, and questions that they can answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from copilot.analyst.reading import Part, read_question
from market.periods import find_periods

if TYPE_CHECKING:
    import duckdb

    from copilot.workspace import Workspace
    from market.metric_files import Metric

EXAMPLES_SHOWN = 6
ASKED_FIRST = ("last_close", "price_return", "relative_return", "ranking", "series_value", "ratings")
"""The metrics whose questions a newcomer is shown first: the plainest, of each kind of table."""
HELD_QUERIES = {
    "closes": "SELECT DISTINCT symbol FROM prices",
    "prices": "SELECT DISTINCT symbol FROM prices",
    "observations": "SELECT DISTINCT series FROM observations",
    "fundamentals": "SELECT DISTINCT symbol FROM fundamentals",
    "ratings": "SELECT DISTINCT symbol FROM ratings",
}
"""Whom each table that a metric may read knows something about."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What can be seen as of a moment."""

    documents: int
    passages: int
    publishers: tuple[str, ...]
    instruments: int
    """Instruments that have prices."""
    prices: int
    sessions: tuple[date, date] | None
    """The first and the last session with prices."""
    series: int
    observations: int
    fundamentals: int
    ratings: int
    examples: tuple[str, ...]
    """Questions that these tables and documents can answer."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all to answer from."""
        return not (self.documents or self.prices or self.observations or self.fundamentals or self.ratings)


def take_stock(workspace: Workspace, as_of: datetime | None) -> Holdings:
    """The holdings of ``workspace`` as of a moment; ``None`` means now. Reads every document's summary."""
    documents = workspace.library.documents(as_of)
    newest = max(documents, key=lambda item: item.published_at, default=None)
    with workspace.tables.connect(as_of or datetime.now(UTC)) as tables:
        prices, instruments, first, last = _row(
            tables, "SELECT count(*), count(DISTINCT symbol), min(date), max(date) FROM prices"
        )
        observations, series = _row(tables, "SELECT count(*), count(DISTINCT series) FROM observations")
        (fundamentals,) = _row(tables, "SELECT count(*) FROM fundamentals")
        (ratings,) = _row(tables, "SELECT count(*) FROM ratings")
        held = {table: _column(tables, query) for table, query in HELD_QUERIES.items()}
    about = [f"What does {newest.publisher} say in “{newest.title}”?"] if newest and newest.publisher else []
    questions = example_questions(workspace, held, as_of)[: EXAMPLES_SHOWN - len(about)]
    return Holdings(
        documents=len(documents),
        passages=sum(item.passages for item in documents),
        publishers=tuple(sorted({item.publisher for item in documents if item.publisher})),
        instruments=instruments,
        prices=prices,
        sessions=(first, last) if prices else None,
        series=series,
        observations=observations,
        fundamentals=fundamentals,
        ratings=ratings,
        examples=(*questions, *about),
    )


def example_questions(
    workspace: Workspace, held: Mapping[str, Collection[str]], as_of: datetime | None
) -> list[str]:
    """The metrics' own example questions that the tables can answer, the metrics taking turns.

    A question can be answered where each name in it is an instrument that one of the metric's tables holds
    (``held``: table to symbols), and where its period is covered.
    """
    moment = as_of or datetime.now(UTC)
    sessions = workspace.tables.sessions(moment)
    book = workspace.instruments
    fitting = []
    for metric in sorted(workspace.metrics.values(), key=_shown_late):
        symbols = set().union(*(held.get(table, ()) for table in metric.tables))
        readings = (
            (text, read_question(text, book, as_of=moment, sessions=sessions)) for text in metric.examples
        )
        fitting.append(
            [
                text
                for text, parts in readings
                if _names_held(parts, symbols) and _covered(text, moment, sessions)
            ]
        )
    turns = chain.from_iterable(zip_longest(*fitting))
    return [text for text in turns if text]


def _shown_late(metric: Metric) -> int:
    """The place of a metric's questions: those that people ask first come first, the others as they are."""
    return ASKED_FIRST.index(metric.name) if metric.name in ASKED_FIRST else len(ASKED_FIRST)


def _names_held(parts: Sequence[Part], symbols: Collection[str]) -> bool:
    instruments = [instrument.symbol for part in parts for instrument in part.instruments]
    groups = [group.symbols for part in parts for group in part.groups]
    unclear = any(part.named_terms or part.ambiguous for part in parts)
    return (
        bool(instruments or groups)
        and not unclear
        and all(symbol in symbols for symbol in instruments)
        and all(not set(group).isdisjoint(symbols) for group in groups)
    )


def _covered(text: str, as_of: datetime, sessions: Sequence[date]) -> bool:
    periods = [mention.period for mention in find_periods(text, as_of, sessions)]
    return all(sessions and sessions[0] <= period.start <= sessions[-1] for period in periods)


def _row(tables: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The one row of a query that counts."""
    row = tables.execute(query).fetchone()
    assert row is not None, "an aggregate gives a row"
    return row


def _column(tables: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    return {str(row[0]) for row in tables.execute(query).fetchall()}
