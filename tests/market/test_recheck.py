from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from market.errors import BadReceipt
from market.metrics import load_metrics, run_metric
from market.periods import parse_as_of
from market.receipts import Column, Receipt
from market.recheck import differences, recheck
from market.tables import MarketTables

AS_OF = parse_as_of("2026-01-22")
NOW = datetime(2026, 2, 1, tzinfo=UTC)
METRICS = load_metrics()
CLOSES = {
    "^RUT": {"2025-12-31": 100.0, "2026-01-21": 110.0, "2026-01-22": 120.0},
    "^IXIC": {"2025-12-31": 200.0, "2026-01-21": 202.0, "2026-01-22": 210.0},
}


def closes(symbol, **by_day):
    days = {f"{day[1:5]}-{day[5:7]}-{day[7:]}": level for day, level in by_day.items()} or CLOSES[symbol]
    frame = pd.DataFrame({"date": list(days), "close": list(days.values())})
    return frame.assign(symbol=symbol, source="exchange")


@pytest.fixture
def tables(tmp_path):
    tables = MarketTables(tmp_path / "market", clock=lambda: NOW)
    for symbol in CLOSES:
        tables.upsert("prices", closes(symbol))
    return tables


def ranked(tables, **changes):
    arguments = {"group": "^RUT,^IXIC", "period": "YTD"} | changes
    return run_metric(METRICS["ranking"], arguments, tables, AS_OF)


def outcomes(found):
    return {comparison.run: comparison.outcome for comparison in found.comparisons}


def test_nothing_changed_is_the_same_at_every_version(tables):
    found = recheck(ranked(tables), METRICS, tables, NOW)
    assert found.same
    assert found.metric == "unchanged"
    assert outcomes(found) == {"pinned": "same", "today": "same"}


def test_receipt_from_before_a_correction_is_the_same_and_newer_data_differ(tables):
    receipt = ranked(tables)
    tables.upsert("prices", closes("^RUT", d20260122=121).assign(known_at=NOW))
    found = recheck(receipt, METRICS, tables, NOW + timedelta(days=1))
    assert found.same
    assert outcomes(found)["today"] == "differs"
    today = {(each.row, each.column): (each.was, each.now) for each in found.comparisons[-1].differences}
    assert today["^RUT", "end_close"] == (120, 121)
    assert today["^RUT", "return_pct"] == pytest.approx((20, 21))
    assert not any(row == "^IXIC" for row, _ in today)


def test_rows_that_came_later_are_new(tables):
    receipt = ranked(tables, group="^RUT,^IXIC,XLE")
    assert len(receipt.rows) == 2
    tables.upsert("prices", closes("XLE", d20251231=40, d20260122=50))
    found = recheck(receipt, METRICS, tables, NOW)
    assert outcomes(found) == {"pinned": "same", "newest": "differs", "today": "differs"}
    kinds = {(each.kind, each.row) for each in found.comparisons[1].differences}
    assert ("new", "XLE") in kinds
    assert all(kind == "value" for kind, row in kinds if row != "XLE")


def test_metric_that_changed_is_said_and_still_computed(tables):
    receipt = ranked(tables)
    other = replace(METRICS["ranking"], statement=replace(METRICS["ranking"].statement, canonical="other"))
    found = recheck(receipt, {"ranking": other}, tables, NOW)
    assert found.metric == "changed"
    assert outcomes(found) == {"pinned": "same", "formula": "same", "today": "same"}


def test_metric_that_is_gone_still_runs_by_its_own_statement(tables):
    found = recheck(ranked(tables), {}, tables, NOW)
    assert found.metric == "missing"
    assert outcomes(found) == {"pinned": "same"}


def test_value_that_was_tampered_with_is_found(tables):
    receipt = ranked(tables)
    rows = ({**receipt.rows[0], "return_pct": 25.0}, *receipt.rows[1:])
    found = recheck(replace(receipt, rows=rows), METRICS, tables, NOW)
    assert not found.same
    (difference,) = found.comparisons[0].differences
    assert (difference.row, difference.column, difference.was, difference.unit) == (
        "^RUT",
        "return_pct",
        25.0,
        "%",
    )
    assert difference.now == pytest.approx(20)


def test_a_folder_that_was_moved_is_read_where_it_lies_now(tables, tmp_path):
    receipt = ranked(tables)
    tables.store.folder.rename(tmp_path / "else'where")
    found = recheck(receipt, METRICS, MarketTables(tmp_path / "else'where", clock=lambda: NOW), NOW)
    assert outcomes(found) == {"pinned": "same", "today": "same"}


def test_files_that_are_gone_are_named_with_the_mend(tables):
    receipt = ranked(tables)
    for file in (tables.store.folder / "prices").glob("*.parquet"):
        file.unlink()
    pinned = recheck(receipt, METRICS, tables, NOW).comparisons[0]
    assert pinned.outcome == "failed"
    assert "files from which receipt m-" in pinned.failure
    assert "put the market folder back from a copy" in pinned.failure


def test_a_table_that_was_made_anew_is_not_taken_for_the_old_one(tables, tmp_path):
    receipt = ranked(tables)
    anew = MarketTables(tmp_path / "anew", clock=lambda: NOW)
    for symbol in CLOSES:
        anew.upsert("prices", closes(symbol))
    found = recheck(receipt, METRICS, anew, NOW)
    assert outcomes(found) == {"pinned": "failed", "today": "same"}


def test_a_version_that_a_table_never_had_is_said(tables, tmp_path):
    receipt = ranked(tables)
    anew = MarketTables(tmp_path / "anew", clock=lambda: NOW)
    anew.upsert("prices", closes("^RUT"))
    pinned = recheck(replace(receipt, tables={"prices": 40}), METRICS, anew, NOW).comparisons[0]
    assert "cannot be read at version 40" in pinned.failure


def test_receipt_comes_back_from_its_json(tables):
    receipt = ranked(tables)
    assert Receipt.from_json(receipt.to_json()) == receipt


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"rows": []}, "was changed after it was made"),
        ({"tables": {"prices": 7}}, "was changed after it was made"),
        ({"as_of": "soon"}, "this is no receipt"),
        ({"columns": 4}, "this is no receipt"),
        ({"more": 4}, "this is no receipt"),
    ],
)
def test_receipt_that_was_changed_is_refused(tables, change, expected):
    with pytest.raises(BadReceipt, match=expected):
        Receipt.from_json(ranked(tables).to_json() | change)


COLUMNS = (Column("symbol", "text", ""), Column("date", "date", ""), Column("value", "%", ""))


def row(symbol, day, value):
    return {"symbol": symbol, "date": f"2026-01-{day:02}", "value": value}


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ([row("A", 1, 1.0)], [row("A", 1, 1.0 + 1e-12)], []),
        ([row("A", 1, 0.0)], [row("A", 1, 1e-16)], []),
        ([row("A", 1, 1.0)], [row("A", 1, 1.0 + 1e-6)], [("value", "", "value")]),
        ([row("A", 1, None)], [row("A", 1, 0.0)], [("value", "", "value")]),
        ([row("A", 1, 1.0), row("B", 1, 2.0)], [row("B", 1, 2.0), row("A", 1, 1.0)], []),
        ([row("A", 1, 1.0), row("B", 1, 2.0)], [row("A", 1, 1.0)], [("gone", "B", "")]),
        ([row("A", 1, 1.0), row("A", 2, 2.0)], [row("A", 1, 1.0), row("A", 2, 3.0)],
         [("value", "A, 2026-01-02", "value")]),
        ([row("A", 1, 1.0), row("A", 1, 2.0)], [row("A", 1, 1.0), row("A", 1, 3.0)], [("value", "row 2", "value")]),
    ],
)  # fmt: skip
def test_rows_are_matched_by_what_names_them(was, now, expected):
    assert [(each.kind, each.row, each.column) for each in differences(was, now, COLUMNS)] == expected
