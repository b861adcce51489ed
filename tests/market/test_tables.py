import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from deltalake.exceptions import CommitFailedError

from market.errors import BadRows, TableError
from market.tables import MarketTables, UpsertCount

NOW = datetime(2026, 2, 1, tzinfo=UTC)
AS_OF = datetime(2026, 1, 23, 4, 59, tzinfo=UTC)


@pytest.fixture
def tables(tmp_path):
    return MarketTables(tmp_path / "market", clock=lambda: NOW)


def prices(*rows, symbol="AAA", source="exchange"):
    frame = pd.DataFrame(rows, columns=["date", "close"])
    return frame.assign(symbol=symbol, source=source)


def test_nothing_is_created_before_the_first_write(tables):
    assert tables.versions() == {}
    assert tables.frame("prices").empty
    assert tables.sessions(AS_OF) == []
    assert not tables.store.folder.exists()


def test_upsert_counts_added_corrected_and_unchanged(tables):
    assert tables.upsert("prices", prices(("2026-01-20", 10), ("2026-01-21", 11))) == UpsertCount(2, 0, 0)
    again = prices(("2026-01-20", 10), ("2026-01-21", 11.5), ("2026-01-22", 12))
    assert tables.upsert("prices", again) == UpsertCount(1, 1, 1)
    assert tables.frame("prices")["close"].tolist() == [10, 11.5, 12]


def test_unchanged_rows_make_no_new_version(tables):
    rows = prices(("2026-01-20", "10.10"), ("2026-01-21", 0.1 + 0.2))
    tables.upsert("prices", rows)
    version = tables.versions()
    assert tables.upsert("prices", rows) == UpsertCount(0, 0, 2)
    assert tables.versions() == version


def test_no_rows_write_nothing(tables):
    assert tables.upsert("prices", prices()) == UpsertCount(0, 0, 0)
    assert tables.versions() == {}


def test_a_correction_leaves_the_old_version_readable(tables):
    tables.upsert("prices", prices(("2026-01-20", 10)))
    before = tables.versions()
    tables.upsert("prices", prices(("2026-01-20", 20)))

    def level(versions, as_of=NOW):
        snapshot = tables.snapshot(as_of, versions=versions)
        return tables.query(snapshot.over_views(("closes",), "SELECT level FROM closes"))

    assert level(before) == [(10.0,)]
    assert level(tables.versions()) == [(20.0,)]
    assert level(tables.versions(), as_of=AS_OF) == [(10.0,)]


def test_a_version_that_does_not_exist_is_refused(tables):
    tables.upsert("prices", prices(("2026-01-20", 10)))
    with pytest.raises(TableError, match="version 99"):
        tables.snapshot(AS_OF, versions={"prices": 99})


def test_an_as_of_without_a_time_zone_is_refused(tables):
    with pytest.raises(TableError, match="no time zone"):
        tables.snapshot(datetime(2026, 1, 1))  # noqa: DTZ001


def test_text_with_thousands_and_missing_marks_becomes_numbers(tables):
    rows = pd.DataFrame(
        {
            "symbol": ["^DJI", "^DJI"],
            "date": ["2026-01-20", "2026-01-21T00:00:00-05:00"],
            "close": ["48,488.59", " 49077.23 "],
            "volume": [".", "n/a"],
            "source": "exchange",
        }
    )
    tables.upsert("prices", rows)
    frame = tables.frame("prices")
    assert frame["close"].tolist() == [48488.59, 49077.23]
    assert frame["volume"].isna().all()
    assert frame["date"].dt.date.tolist() == [date(2026, 1, 20), date(2026, 1, 21)]
    assert frame["currency"].tolist() == ["", ""]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ({"close": "n.m."}, "close", "is not a number"),
        ({"close": "inf"}, "close", "is not a number"),
        ({"close": float("inf")}, "close", "is not a number"),
        ({"close": 0}, "close", "is not above zero"),
        ({"close": "-3"}, "close", "is not above zero"),
        ({"close": None}, "close", "is empty, as adj_close is"),
        ({"date": "22/01/2026"}, "date", "is not a date"),
        ({"date": "2026-02-30"}, "date", "is not a date"),
        ({"date": ""}, "date", "is empty"),
        ({"date": "2026-02-03"}, "date", "is in the future"),
        ({"symbol": "  "}, "symbol", "is empty"),
        ({"high": 9.0, "low": 10.0}, "high", "is below the low"),
        ({"high": 9.99, "low": 9.0}, "high", "is below the close"),
        ({"high": 12.0, "low": 11.0}, "low", "is above the close"),
        ({"close": None, "adj_close": 8.0, "high": 12.0, "low": 11.0}, "low", "is above the close"),
        ({"known_at": "2026-01-22 16:00"}, "known_at", "is not a day, or a moment with its time zone"),
        ({"known_at": "2026-01-20T16:00:00-05:00"}, "date", "is after the moment"),
        ({"date": "2026-01-19"}, "symbol", "has the symbol and date and source of an earlier row"),
    ],
)
def test_a_bad_row_is_named_with_its_number_column_value_and_reason(tables, row, column, reason):
    good = {"symbol": "AAA", "date": "2026-01-19", "close": 10.0, "source": "exchange"}
    rows = pd.DataFrame([good, {**good, "date": "2026-01-22", **row}])
    with pytest.raises(BadRows) as caught:
        tables.upsert("prices", rows)
    problem = caught.value.problems[0]
    assert (problem.row, problem.column) == (2, column)
    assert reason in problem.reason
    assert len(caught.value.problems) == 1
    assert f"row 2, {column} = {problem.value!r}" in str(caught.value)
    assert tables.versions() == {}


def test_every_bad_row_is_named_at_once(tables):
    with pytest.raises(BadRows) as caught:
        tables.upsert("prices", prices(("2026-01-20", "x"), ("2026-01-21", 5), ("2026-01-22", -5)))
    assert [(p.row, p.value) for p in caught.value.problems] == [(1, "x"), (3, "-5.0")]


def test_a_session_that_is_not_over_is_refused(tmp_path):
    noon = datetime(2026, 1, 22, 17, tzinfo=UTC)
    tables = MarketTables(tmp_path, clock=lambda: noon)
    with pytest.raises(BadRows, match="not over yet"):
        tables.upsert("prices", prices(("2026-01-22", 10)))


@pytest.mark.parametrize(
    ("exchange", "now", "refused"),
    [
        ("XTKS", "2026-01-22 06:29", "not over yet"),
        ("XTKS", "2026-01-22 06:30", ""),  # half past one at night in New York, where the 22nd is to come
        ("NZX", "2026-01-22 03:59", "is in the future"),
        ("NZX", "2026-01-22 04:00", ""),  # still the 21st in New York
        ("", "2026-01-22 20:59", "not over yet"),
        ("", "2026-01-22 21:00", ""),
        ("crypto", "2026-01-22 21:00", "not over yet"),
        ("crypto", "2026-01-23 00:00", ""),
    ],
)
def test_a_session_is_over_at_the_close_of_its_exchange(tmp_path, exchange, now, refused):
    tables = MarketTables(tmp_path, clock=lambda: datetime.fromisoformat(f"{now}+00:00"))
    tables.upsert(
        "instruments",
        pd.DataFrame([{"symbol": "AAA", "name": "A", "kind": "stock", "exchange": exchange, "source": "s"}]),
    )
    rows = prices(("2026-01-22", 10))
    if not refused:
        assert tables.upsert("prices", rows) == UpsertCount(1, 0, 0)
        return
    with pytest.raises(BadRows, match=refused):
        tables.upsert("prices", rows)


def test_noise_of_floats_does_not_put_a_close_outside_its_session(tables):
    rows = prices(("2026-01-20", 10.0)).assign(high=10.0 * (1 - 1e-7), low=9.0)
    assert tables.upsert("prices", rows).added == 1


@pytest.mark.parametrize(
    ("table", "row", "reason"),
    [
        (
            "instruments",
            {"symbol": "AAA", "name": "A", "kind": "share", "source": "s"},
            "is not one of index, etf",
        ),
        ("ratings", {"symbol": "AAA", "date": "2026-01-20", "source": "s", "firm": ""}, "is empty"),
        ("observations", {"series": "X", "period": "2026-01-01", "value": None, "source": "s"}, "is empty"),
        (
            "fundamentals",
            {"symbol": "AAA", "period_end": "2026-03-31", "item": "eps", "value": 1, "source": "s"},
            "is in the future",
        ),
    ],
)
def test_other_tables_have_their_rules(tables, table, row, reason):
    with pytest.raises(BadRows, match=reason):
        tables.upsert(table, pd.DataFrame([row]))


def test_columns_that_do_not_fit_are_named(tables):
    rows = prices(("2026-01-20", 10))
    with pytest.raises(TableError, match=r"lack the column.*source"):
        tables.upsert("prices", rows.drop(columns="source"))
    with pytest.raises(TableError, match="no column 'closee'; did you mean close"):
        tables.upsert("prices", rows.rename(columns={"close": "closee"}))


def test_a_close_is_not_known_before_the_session_ends(tables):
    tables.upsert("prices", prices(("2026-01-21", 10), ("2026-01-22", 11)))
    before_the_bell = datetime(2026, 1, 22, 20, 59, 59, tzinfo=UTC)
    assert tables.frame("prices", before_the_bell)["close"].tolist() == [10]
    assert tables.sessions(before_the_bell) == [date(2026, 1, 21)]
    assert tables.sessions(datetime(2026, 1, 22, 21, tzinfo=UTC)) == [date(2026, 1, 21), date(2026, 1, 22)]


def test_sessions_follow_a_new_version(tables):
    tables.upsert("prices", prices(("2026-01-21", 10)))
    assert len(tables.sessions(AS_OF)) == 1
    tables.upsert("prices", prices(("2026-01-22", 10)))
    assert len(tables.sessions(AS_OF)) == 2


def test_the_source_with_the_most_rows_gives_the_close_of_a_shared_day(tables):
    tables.upsert("prices", prices(("2026-01-19", 9), ("2026-01-20", 10), ("2026-01-21", 11), source="long"))
    tables.upsert("prices", prices(("2026-01-21", 99), ("2026-01-22", 12), source="a"))
    tables.upsert("prices", prices(("2026-01-21", 98), ("2026-01-22", 97), source="b"))
    with tables.connect(AS_OF) as connection:
        rows = connection.execute("SELECT level, source FROM closes ORDER BY date").fetchall()
    assert rows == [(9.0, "long"), (10.0, "long"), (11.0, "long"), (12.0, "a")]


def test_closes_have_the_currency_of_their_row_or_instrument_and_none_for_an_index(tables):
    for symbol, currency in (("^RUT", "USD"), ("SPY", ""), ("ABC", "EUR"), ("XYZ", "")):
        tables.upsert("prices", prices(("2026-01-20", 10), symbol=symbol).assign(currency=currency))
    with tables.connect(AS_OF) as connection:
        rows = connection.execute("SELECT symbol, currency FROM closes ORDER BY symbol").fetchall()
    assert rows == [("ABC", "EUR"), ("SPY", "USD"), ("XYZ", ""), ("^RUT", "")]


def test_adjusted_closes_of_a_symbol_come_from_one_source_only(tables):
    def adjusted(source, *rows):
        return prices(*rows, source=source).rename(columns={"close": "adj_close"})

    tables.upsert("prices", adjusted("long", ("2026-01-19", 1), ("2026-01-20", 1)))
    tables.upsert("prices", adjusted("short", ("2026-01-21", 2)))
    with tables.connect(AS_OF) as connection:
        rows = connection.execute("SELECT date, basis, source FROM closes ORDER BY date").fetchall()
    assert rows == [(date(2026, 1, day), "adj_close", "long") for day in (19, 20)]


def test_a_fresh_home_knows_the_reference_instruments(tables):
    frame = tables.frame("instruments").set_index("symbol")
    assert frame.loc["^RUT", "name"] == "Russell 2000"
    assert tables.book().resolve("small caps").symbol == "^RUT"


def test_a_loaded_instrument_replaces_the_reference_row_of_its_symbol(tables):
    row = {"symbol": "^RUT", "name": "Small ones", "kind": "index", "source": "mine"}
    tables.upsert("instruments", pd.DataFrame([row]))
    frame = tables.frame("instruments")
    assert frame[frame["symbol"] == "^RUT"]["name"].tolist() == ["Small ones"]
    assert "^GSPC" in set(frame["symbol"])


def test_a_symbol_with_prices_can_be_named_without_an_instruments_row(tables):
    tables.upsert("prices", prices(("2026-01-20", 10), symbol="ZZTOP"))
    assert tables.book().resolve("zztop").symbol == "ZZTOP"
    observed = {"series": "MYSERIES", "period": "2026-01-01", "value": 1, "title": "My series", "source": "s"}
    tables.upsert("observations", pd.DataFrame([observed]))
    assert tables.book().resolve("MYSERIES").kind == "series"


def test_the_sql_of_a_view_runs_in_a_bare_connection(tables):
    tables.upsert("prices", prices(("2026-01-20", 10)))
    for view in ("instruments", "closes", "ratings"):
        counting = tables.snapshot(AS_OF).over_views((view,), f"SELECT count(*) FROM {view}")
        counted = tables.query(counting)[0][0]
        assert counted == {"closes": 1, "ratings": 0}.get(view, len(tables.frame("instruments")) - 1)


def test_an_unknown_view_is_refused(tables):
    with pytest.raises(TableError, match="did you mean closes"):
        tables.snapshot(AS_OF).view_sql("close")


def test_many_upserts_are_compacted_and_nothing_is_lost(tmp_path):
    tables = MarketTables(tmp_path, compact_above_files=3)
    for day in range(5, 11):
        tables.upsert("prices", prices((f"2026-01-{day:02}", day)))
    snapshot = tables.snapshot(views=("prices",))
    assert len(snapshot.files["prices"]) <= 3
    assert tables.frame("prices")["close"].tolist() == [5, 6, 7, 8, 9, 10]


class OvertakenTable:
    """A Delta table of which another writer always commits first while it is compacted."""

    def __init__(self, table):
        self._table = table
        self.optimize = self

    def __getattr__(self, name):
        return getattr(self._table, name)

    def compact(self, **how):
        raise CommitFailedError("another writer was first")


class OvertakenTables(MarketTables):
    def _open(self, schema):
        return OvertakenTable(super()._open(schema))


def test_a_compaction_that_another_writer_overtook_leaves_the_count_right(tmp_path):
    tables = OvertakenTables(tmp_path, clock=lambda: NOW, compact_above_files=0)
    assert tables.upsert("prices", prices(("2026-01-20", 10))) == UpsertCount(1, 0, 0)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "prices").write_text("a file where the table's folder should be")
    with pytest.raises(TableError, match=r"prices cannot be written .*; check the disk"):
        MarketTables(tmp_path, clock=lambda: NOW).upsert("prices", prices(("2026-01-20", 10)))


WRITER = textwrap.dedent("""
    import sys, pandas as pd
    from pathlib import Path
    from market.tables import MarketTables
    tables = MarketTables(Path(sys.argv[1]))
    for day in range(1, 6):
        rows = [{"symbol": symbol, "date": f"2026-01-{day:02}", "close": day, "source": "s"}
                for symbol in (sys.argv[2], "BOTH")]
        tables.upsert("prices", pd.DataFrame(rows))
""")


def test_two_processes_that_write_at_once_both_land(tmp_path):
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), symbol], cwd=root)
        for symbol in ("ONE", "TWO")
    ]
    assert [writer.wait(timeout=90) for writer in writers] == [0, 0]
    rows = MarketTables(tmp_path).frame("prices").groupby("symbol").size().to_dict()
    assert rows == {"ONE": 5, "TWO": 5, "BOTH": 5}
