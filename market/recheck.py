"""Computing a receipt again: at the versions that it pinned, and over what the tables hold now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isclose
from typing import Literal

from market.errors import LostFiles, MarketError
from market.metrics import Metric, run_metric
from market.receipts import Cell, Column, Receipt, as_cell, unit_of
from market.schemas import TABLE_NAMES, TableName
from market.tables import MarketTables, Snapshot
from market.views import REFERENCE, text_literal

SAME_TO = 1e-9
"""Relative. Several threads add in an order of their own: sums of ten years of closes differ by 1e-13."""

ZERO_TO = 1e-12
"""Absolute, for differences of equal numbers, which come out as 0 or as 1e-16."""

Run = Literal["pinned", "formula", "newest", "today"]
"""``pinned``: the receipt's own statement over the files of the versions that it read. ``formula``: the
metric's file as it is now, over the same. ``newest``: the newest versions, as of the same moment. ``today``: the
newest versions, with all that is known now."""

Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that came out otherwise, or a row that is gone or new (then ``column`` is empty)."""

    kind: Literal["value", "gone", "new"]
    row: str
    """What names the row, such as ``^RUT, 2026-01-22``; empty where the result is one row."""
    column: str
    was: Cell
    now: Cell
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One run, compared with the receipt."""

    run: Run
    tables: Mapping[str, int]
    """The versions that were read."""
    differences: tuple[Difference, ...] = ()
    failure: str = ""
    """Why it could not be computed."""

    @property
    def outcome(self) -> Literal["same", "differs", "failed"]:
        """What came out."""
        if self.failure:
            return "failed"
        return "differs" if self.differences else "same"


@dataclass(frozen=True, slots=True)
class Recheck:
    """A receipt, computed again."""

    receipt: Receipt
    metric: Literal["unchanged", "changed", "missing"]
    """The metric's file now, against that of the receipt."""
    comparisons: tuple[Comparison, ...]

    @property
    def same(self) -> bool:
        """Whether the pinned versions give the receipt's rows again."""
        return self.comparisons[0].outcome == "same"


def recheck(receipt: Receipt, metrics: Mapping[str, Metric], tables: MarketTables, now: datetime) -> Recheck:
    """Computes ``receipt`` again; what cannot be computed is told in its comparison.

    The first comparison is the pinned one. ``formula`` is there where the metric's file changed, ``newest``
    where a table has newer versions; ``today`` has what is known at ``now``.
    """
    metric = metrics.get(receipt.metric)
    pinned = {name: receipt.tables[name] for name in TABLE_NAMES if name in receipt.tables}
    runs: dict[Run, Callable[[], Receipt | list[Row]]] = {
        "pinned": lambda: _run_own_statement(receipt, tables.snapshot(receipt.as_of, versions=pinned), tables)
    }
    if metric is None:
        return Recheck(receipt, "missing", tuple(_compare(receipt, runs)))
    arguments = {name: str(cell) for name, cell in receipt.params.items()}
    if changed := _hash_now(metric, arguments, tables, receipt) != receipt.metric_hash:
        runs["formula"] = lambda: run_metric(metric, arguments, tables, receipt.as_of, versions=pinned)
    if _have_moved(tables, metric, pinned):
        runs["newest"] = lambda: run_metric(metric, arguments, tables, receipt.as_of)
    runs["today"] = lambda: run_metric(metric, arguments, tables, now)
    return Recheck(receipt, "changed" if changed else "unchanged", tuple(_compare(receipt, runs)))


def _hash_now(metric: Metric, arguments: Mapping[str, str], tables: MarketTables, receipt: Receipt) -> str:
    """The hash of what would run now; that of the file where it cannot run with these arguments."""
    try:
        return metric.for_run(arguments, tables, receipt.as_of).hash
    except MarketError:
        return metric.hash


def differences(was: Sequence[Row], now: Sequence[Row], columns: Sequence[Column]) -> Iterator[Difference]:
    """What is not the same in ``now``, row by row and value by value.

    Rows are matched by the first columns of text and dates that name each row, else by their place.
    """
    by_name = {column.name: column for column in columns}
    names = list(dict.fromkeys(name for row in (*was, *now) for name in row))
    by_key = _matched(was, now, columns)
    for key, (before, after) in by_key.items():
        row = ", ".join(map(str, key)) if len(by_key) > 1 else ""
        if before is None or after is None:
            yield Difference("new" if before is None else "gone", row, "", None, None)
            continue
        for name in names:
            if not _same(before.get(name), after.get(name)):
                unit = unit_of(by_name[name], before) if name in by_name else ""
                yield Difference("value", row, name, before.get(name), after.get(name), unit)


def _compare(receipt: Receipt, runs: Mapping[Run, Callable[[], Receipt | list[Row]]]) -> Iterator[Comparison]:
    for run, compute in runs.items():
        try:
            again = compute()
        except MarketError as error:
            yield Comparison(run, receipt.tables, failure=str(error))
            continue
        rows, read = (again.rows, again.tables) if isinstance(again, Receipt) else (again, receipt.tables)
        yield Comparison(run, read, tuple(differences(receipt.rows, rows, receipt.columns)))


def _have_moved(tables: MarketTables, metric: Metric, pinned: Mapping[TableName, int]) -> bool:
    return dict(tables.snapshot(views=metric.tables).versions) != dict(pinned)


def _run_own_statement(receipt: Receipt, snapshot: Snapshot, tables: MarketTables) -> list[Row]:
    """The rows of the statement that the receipt shows, over the same files where they lie now."""
    sql = over_files_of(snapshot, receipt)
    names = [column.name for column in receipt.columns]
    return [dict(zip(names, map(as_cell, values), strict=True)) for values in tables.query(sql)]


_FILES = re.compile(r"read_parquet\(\[(?P<files>(?:'(?:[^']|'')*'(?:,\s*)?)*)\]")
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_REFERENCE = re.compile(rf"'(?:[^']|'')*{re.escape('/'.join(REFERENCE.parts[-3:]))}'")


def over_files_of(snapshot: Snapshot, receipt: Receipt) -> str:
    """The statement of ``receipt`` with the addresses that its files have in ``snapshot``: a home may have moved.

    Raises :class:`LostFiles` where a file is not there.
    """
    addresses = {
        address.rpartition("/")[2]: address for files in snapshot.files.values() for address in files
    }
    named = [text for found in _FILES.finditer(receipt.sql) for text in _TEXT.findall(found["files"])]
    held = {text: addresses.get(text.replace("''", "'").rpartition("/")[2]) for text in named}
    missing = snapshot.store.missing([address for address in held.values() if address])
    lost = [text for text, address in held.items() if address is None or address in missing]
    if lost:
        raise LostFiles(
            f"{len(lost)} of the {len(held)} files from which receipt {receipt.id} was computed are not there "
            f"any more (the first: {lost[0]}); put the market folder back from a copy, or compute "
            f"{receipt.metric} anew over the tables as they are"
        )

    def as_now(text: re.Match[str]) -> str:
        return text_literal(addresses[text[1].replace("''", "'").rpartition("/")[2]])

    sql = _FILES.sub(
        lambda found: found[0].replace(found["files"], _TEXT.sub(as_now, found["files"])), receipt.sql
    )
    return _REFERENCE.sub(lambda _: text_literal(str(REFERENCE)), sql)


def _matched(
    was: Sequence[Row], now: Sequence[Row], columns: Sequence[Column]
) -> dict[tuple[Cell, ...], tuple[Row | None, Row | None]]:
    """By key the row before and the row now, in the order of the receipt, then of what is new."""
    names = _naming_columns(was, now, columns)
    before, after = (
        {_key(row, names, number): row for number, row in enumerate(rows, start=1)} for rows in (was, now)
    )
    return {
        key: (before.get(key), after.get(key))
        for key in (*before, *(key for key in after if key not in before))
    }


def _key(row: Row, names: Sequence[str], number: int) -> tuple[Cell, ...]:
    return tuple(row.get(name) for name in names) or (f"row {number}",)


def _naming_columns(was: Sequence[Row], now: Sequence[Row], columns: Sequence[Column]) -> list[str]:
    """The first columns of text and dates that tell the rows apart, before and now; none where there are none."""
    chosen: list[str] = []
    for column in columns:
        if column.unit in ("text", "date"):
            chosen.append(column.name)
            if all(len({_key(row, chosen, 0) for row in rows}) == len(rows) for rows in (was, now)):
                return chosen
    return []


def _same(was: Cell, now: Cell) -> bool:
    if isinstance(was, (int, float)) and isinstance(now, (int, float)):
        return isclose(was, now, rel_tol=SAME_TO, abs_tol=ZERO_TO)
    return was == now
