"""The market tables on a made-up S3 on this machine: ``make object-storage``. It needs moto's server."""

import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, date, datetime

import duckdb
import pandas as pd
import pytest

from benchmarks.made_market import made_market, write_tables
from benchmarks.random_calls import receipt_of
from market.clock import end_of_day
from market.errors import TableError
from market.metrics import load_metrics, run_metric
from market.object_files import ObjectFiles
from market.recheck import differences, recheck
from market.schemas import TABLES
from market.tables import MarketTables
from market.upserts import UpsertCount, arrow_schema

pytestmark = [pytest.mark.object_storage, pytest.mark.timeout(900)]

AS_OF = end_of_day(date(2025, 11, 20))
NOW = datetime(2026, 2, 2, 12, tzinfo=UTC)
METRICS = load_metrics()
SECRET = "kept-out-of-everything"
STARTS_WITHIN_S = 60


@pytest.fixture(scope="module")
def bucket(tmp_path_factory):
    """The URI of an empty bucket."""
    server = shutil.which("moto_server")
    if server is None:
        pytest.skip("moto_server is not on the path: make object-storage")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    log = tmp_path_factory.mktemp("moto") / "log"
    with log.open("w") as written, pytest.MonkeyPatch.context() as environment:
        process = subprocess.Popen(
            [server, "-H", "127.0.0.1", "-p", str(port)], stdout=written, stderr=written
        )
        try:
            _make_bucket(f"{address}/bucket")
            environment.setenv("AWS_ENDPOINT_URL", address)
            environment.setenv("AWS_ALLOW_HTTP", "true")
            environment.setenv("AWS_REGION", "us-east-1")
            environment.setenv("AWS_ACCESS_KEY_ID", "tests")
            environment.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
            yield "s3://bucket"
        finally:
            process.terminate()
            process.wait()


def _make_bucket(address):
    until = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            urllib.request.urlopen(urllib.request.Request(address, method="PUT")).close()
            return
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@pytest.fixture(scope="module")
def both(bucket, tmp_path_factory):
    """The same made-up market in a bucket and in a folder."""
    market = made_market(3)
    folder = tmp_path_factory.mktemp("made")
    for place in (f"{bucket}/a team's/market", folder):
        write_tables(place, market)
    return MarketTables(f"{bucket}/a team's/market/"), MarketTables(folder)


def closes(*values, symbol="AAA", source="s"):
    rows = [
        {"symbol": symbol, "date": f"2026-01-{day:02}", "close": value, "currency": "USD", "source": source}
        for day, value in enumerate(values, start=12)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize("name", METRICS)
def test_metric_gives_the_same_rows_as_over_a_folder(name, both):
    remote, local = both
    receipt = receipt_of(METRICS[name], remote, AS_OF, seed=5)
    expected = receipt_of(METRICS[name], local, AS_OF, seed=5)
    assert list(differences(expected.rows, receipt.rows, receipt.columns)) == []
    assert recheck(receipt, METRICS, remote, AS_OF).same
    assert SECRET not in receipt.sql


def test_statement_of_a_receipt_names_the_objects_and_runs_where_duckdb_can_read_them(both, bucket):
    remote, _ = both
    receipt = receipt_of(METRICS["total_return"], remote, AS_OF, seed=5)
    assert f"{bucket}/a%20team''s/market/prices/part-" in receipt.sql
    with duckdb.connect() as connection:
        connection.register_filesystem(ObjectFiles(bucket))
        names = [column.name for column in receipt.columns]
        rows = [dict(zip(names, row, strict=True)) for row in connection.execute(receipt.sql).fetchall()]
    assert [row["symbol"] for row in rows] == [row["symbol"] for row in receipt.rows]


def test_correction_keeps_the_version_that_a_receipt_read(bucket):
    tables = MarketTables(f"{bucket}/corrected", clock=lambda: NOW)
    assert tables.upsert("prices", closes(10, 11, 12)) == UpsertCount(3, 0, 0)
    receipt = run_metric(
        METRICS["price_return"], {"symbol": "AAA", "period": "13 to 14 Jan 2026"}, tables, NOW
    )
    later = datetime(2026, 3, 1, tzinfo=UTC)
    elsewhere = MarketTables(f"{bucket}/corrected", clock=lambda: later)
    assert elsewhere.upsert("prices", closes(10, 11, 13)) == UpsertCount(0, 1, 2)
    outcomes = {run.run: run.outcome for run in recheck(receipt, METRICS, tables, later).comparisons}
    assert outcomes == {"pinned": "same", "newest": "same", "today": "differs"}


def test_objects_that_are_gone_are_named_with_the_mend(bucket):
    tables = MarketTables(f"{bucket}/lost", clock=lambda: NOW)
    tables.upsert("prices", closes(10, 11, 12))
    receipt = run_metric(
        METRICS["price_return"], {"symbol": "AAA", "period": "13 to 14 Jan 2026"}, tables, NOW
    )
    system = ObjectFiles(f"{bucket}/lost/prices")._system
    (file,) = [file.path for file in system.get_file_info(_everything()) if file.path.endswith(".parquet")]
    system.delete_file(file)
    pinned = recheck(receipt, METRICS, tables, NOW).comparisons[0]
    assert pinned.outcome == "failed"
    assert f"{bucket}/lost/prices/{file}" in pinned.failure


def _everything():
    from pyarrow.fs import FileSelector

    return FileSelector("")


def test_several_writers_lose_no_row(bucket):
    counts = []

    def write(symbol):
        tables = MarketTables(f"{bucket}/busy", clock=lambda: NOW)
        counts.append(tables.upsert("prices", closes(10, 11, 12, symbol=symbol)))

    writers = [threading.Thread(target=write, args=(f"S{number}",)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert counts == [UpsertCount(3, 0, 0)] * 4
    assert len(MarketTables(f"{bucket}/busy").frame("prices")) == 12


def test_many_files_are_joined(bucket):
    tables = MarketTables(f"{bucket}/joined", clock=lambda: NOW, compact_above_files=3)
    for number in range(5):
        tables.upsert("prices", closes(10, 11, symbol=f"S{number}"))
    assert len(tables.snapshot(views=("prices",)).files["prices"]) <= 3
    assert len(tables.frame("prices")) == 10


def test_table_written_before_versions_were_kept_carries_on(bucket):
    import pyarrow as pa
    from deltalake import write_deltalake

    stored = arrow_schema(TABLES["observations"])
    row = {"series": "GDP", "period": date(2025, 10, 1), "value": 1.0, "unit": "", "title": "", "source": "bea",
           "known_at": datetime(2026, 1, 30, tzinfo=UTC)}  # fmt: skip
    old = pa.Table.from_pylist([row], schema=stored.remove(stored.get_field_index("known_until")))
    write_deltalake(f"{bucket}/old/observations", old)
    tables = MarketTables(f"{bucket}/old", clock=lambda: NOW)
    changed = pd.DataFrame([{**row, "value": 2.0, "known_at": None}]).drop(columns="known_at")
    assert tables.upsert("observations", changed) == UpsertCount(0, 1, 0)
    assert tables.frame("observations")["value"].to_list() == [2.0]


def test_bucket_that_does_not_exist_is_named_with_what_to_check(bucket):
    with pytest.raises(
        TableError, match=r"s3://nobody/market.* cannot be reached .*NoSuchBucket.*credentials"
    ):
        MarketTables("s3://nobody/market").versions()
