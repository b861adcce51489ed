"""Every metric on Spark in local mode: ``make spark``. It needs Java 17 and the extra ``spark``."""

import os
import sys
from datetime import date

import pytest

from benchmarks.made_market import made_market, write_tables
from benchmarks.random_calls import receipt_of
from market.clock import end_of_day
from market.metrics import load_metrics
from market.recheck import differences
from market.spark import SESSION_SETTINGS, run_on_spark
from market.tables import MarketTables

pytestmark = [pytest.mark.spark, pytest.mark.timeout(900)]

AS_OF = end_of_day(date(2025, 11, 20))
METRICS = load_metrics()
FIRST_DAY = "2021-12-31"
"""Four years of history: enough for every metric, and a third of the time of nine."""

SMALL = {
    "spark.master": "local[2]",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
}
"""Most of the time goes into planning and compiling: a third of it without what is for large tables."""


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    spark = pytest.importorskip("pyspark.sql", reason="the extra spark is not installed")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = spark.SparkSession.builder.appName("tieout")
    for name, value in {**SMALL, **SESSION_SETTINGS}.items():
        builder = builder.config(name, value)
    session = builder.config(
        "spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse"))
    ).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    market = made_market(3)
    market["prices"] = market["prices"][market["prices"]["date"] >= FIRST_DAY]
    folder = tmp_path_factory.mktemp("made")
    write_tables(folder, market)
    return MarketTables(folder)


@pytest.mark.parametrize("name", METRICS)
def test_rows_are_equal_on_spark(name, session, tables):
    receipt = receipt_of(METRICS[name], tables, AS_OF, seed=5)
    rows = run_on_spark(receipt, session)
    assert [list(row) for row in rows] == [list(row) for row in receipt.rows]
    assert list(differences(receipt.rows, rows, receipt.columns)) == []
