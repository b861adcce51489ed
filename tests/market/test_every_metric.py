"""What holds for every metric, over a made-up market with all tables."""

import re
from datetime import date

import duckdb
import pytest

from benchmarks.made_market import made_market, write_tables
from benchmarks.random_calls import receipt_of
from market.clock import end_of_day
from market.metrics import load_metrics
from market.receipts import Receipt, as_cell
from market.recheck import differences, recheck
from market.spark import for_spark
from market.tables import MarketTables

AS_OF = end_of_day(date(2025, 11, 20))
METRICS = load_metrics()


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "quote'd"
    write_tables(folder, made_market(3))
    return MarketTables(folder)


@pytest.fixture(scope="module", params=METRICS)
def receipt(request, tables):
    return receipt_of(METRICS[request.param], tables, AS_OF, seed=5)


def test_statement_of_a_receipt_runs_as_it_stands(receipt):
    with duckdb.connect() as bare:
        found = bare.execute(receipt.sql)
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, map(as_cell, row), strict=True)) for row in found.fetchall()]
    assert names == [column.name for column in receipt.columns]
    assert list(differences(receipt.rows, rows, receipt.columns)) == []


def test_receipt_is_the_same_again(receipt, tables):
    assert recheck(receipt, METRICS, tables, AS_OF).same
    assert Receipt.from_json(receipt.to_json()) == receipt


def test_statement_translates_to_spark_with_its_files(receipt):
    statement = for_spark(receipt.sql)
    quoted = {text.replace("''", "'") for text in re.findall(r"'((?:[^']|'')*\.parquet)'", receipt.sql)}
    assert {file for read in statement.reads for file in read.files if not read.is_csv} == quoted
    assert "read_parquet" not in statement.sql.lower()
