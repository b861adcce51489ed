"""Market tables from Parquet and Excel files: the same rows as from CSV, and the same care with bad ones."""

from datetime import UTC, date, datetime

import openpyxl
import pandas as pd
import pytest

from ingest.report import RowCount
from ingest.tables import load_paths
from market.tables import MarketTables

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CLOSES = [650.25, 651.5, 649.75]
DAYS = [date(2026, 1, 2), date(2026, 1, 5), date(2026, 1, 6)]


@pytest.fixture
def tables(tmp_path):
    return MarketTables(tmp_path / "market", clock=lambda: NOW)


def workbook(path, rows, sheet="Sheet1", before=()):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in [*before, *rows]:
        book.active.append(row)
    book.save(path)
    return path


def prices(tables):
    frame = tables.frame("prices")
    return [(r.symbol, r.date.date(), r.close) for r in frame.itertuples()]


EXPECTED = [("SPY", day, close) for day, close in zip(DAYS, CLOSES, strict=True)]


@pytest.mark.parametrize("days", [DAYS, [day.isoformat() for day in DAYS], pd.to_datetime(DAYS)])
def test_a_parquet_file_of_prices_is_read(tables, tmp_path, days):
    frame = pd.DataFrame({"Date": days, "Close": CLOSES, "Volume": [1, 2, None]})
    path = tmp_path / "spy.parquet"
    frame.to_parquet(path)
    assert load_paths(tables, [path]).rows == {"prices": RowCount(added=3)}
    assert prices(tables) == EXPECTED


def test_the_index_of_a_frame_stands_first_as_it_did_there(tables, tmp_path):
    frame = pd.DataFrame(
        {"Close": CLOSES}, index=pd.DatetimeIndex(DAYS, name="Date").tz_localize("America/New_York")
    )
    frame.assign(High=[700, 701, 702]).to_parquet(tmp_path / "SPY.parquet")
    frame.rename_axis(None).rename(columns={"Close": "close"}).assign(open=CLOSES).to_parquet(
        tmp_path / "QQQ.pq"
    )
    assert load_paths(tables, [tmp_path / "SPY.parquet", tmp_path / "QQQ.pq"]).refused == []
    assert [(symbol, close) for symbol, _, close in prices(tables)] == [
        *(("QQQ", close) for close in CLOSES), *(("SPY", close) for close in CLOSES),
    ]  # fmt: skip


def test_floats_of_32_bits_keep_the_digits_they_were_written_with(tables, tmp_path):
    frame = pd.DataFrame({"date": DAYS[:1], "close": pd.array([6.02], dtype="Float32"), "open": [6.0]})
    frame.to_parquet(tmp_path / "spy.parquet")
    load_paths(tables, [tmp_path / "spy.parquet"])
    assert tables.frame("prices")["close"].tolist() == [6.02]


def test_a_table_of_our_own_comes_back_from_parquet(tables, tmp_path):
    row = {
        "series": "GDP",
        "period": "2025-10-01",
        "value": 1.4,
        "source": "bea",
        "known_at": "2026-01-30T13:30:00Z",
    }
    tables.upsert("observations", pd.DataFrame([row]))
    path = tmp_path / "gdp.parquet"
    tables.frame("observations").to_parquet(path)
    assert load_paths(tables, [path]).rows == {"observations": RowCount(unchanged=1)}


@pytest.mark.parametrize("before", [(), ([], ["", None])])
def test_a_sheet_of_prices_is_read(tables, tmp_path, before):
    rows = [
        ["Date", "Close", "Volume"],
        *([day, close, None] for day, close in zip(DAYS, CLOSES, strict=True)),
    ]
    path = workbook(tmp_path / "spy.xlsx", rows, before=before)
    report = load_paths(tables, [path])
    assert report.refused == []
    assert prices(tables) == EXPECTED


def test_text_and_numbers_of_a_sheet_are_read_alike(tables, tmp_path):
    rows = [
        ["date", "close", "volume"],
        ["2026-01-02", "1,650.25", "n/a"],
        [datetime(2026, 1, 5, 16), 651.5, 12],  # noqa: DTZ001 - a workbook has no zones
    ]
    load_paths(tables, [workbook(tmp_path / "spy.xlsx", rows)])
    assert prices(tables) == [("SPY", DAYS[0], 1650.25), ("SPY", DAYS[1], 651.5)]


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (
            [["date", "close", "volume"], [DAYS[0], 1, 1], [DAYS[1], "soon", 1]],
            "line 3, column close: 'soon' is not",
        ),
        ([["date", "close", "volume"], [DAYS[0], -1, 1]], "line 2, column close: '-1.0' is not above zero"),
        (
            [["date", "close", "volume"], [DAYS[0], 1, 1, 7]],
            "row 2 has a cell to the right of the header's 3",
        ),
        ([["colour", "size"], ["red", 1]], "no market table has the columns colour, size"),
        ([["date", "close"]], "holds no rows"),
        ([], "holds no rows"),
    ],
)
def test_a_bad_sheet_is_refused_with_row_and_reason(tables, tmp_path, rows, named):
    report = load_paths(tables, [workbook(tmp_path / "spy.xlsx", rows)])
    assert named in report.refused[0].reason
    assert report.refused[0].mend


def test_a_bad_row_of_a_parquet_file_is_named(tables, tmp_path):
    pd.DataFrame({"date": DAYS, "close": [1.0, -2.0, 3.0], "open": 1.0}).to_parquet(tmp_path / "spy.parquet")
    report = load_paths(tables, [tmp_path / "spy.parquet"])
    assert "line 2, column close: '-2.0' is not above zero" in report.refused[0].reason


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet"])
def test_a_file_that_is_not_what_its_name_says_is_refused(tables, tmp_path, name):
    (tmp_path / name).write_bytes(b"date,close\n")
    report = load_paths(tables, [tmp_path / name])
    assert "cannot be read" in report.refused[0].reason
    assert "or as CSV" in report.refused[0].mend


def test_a_workbook_of_the_old_kind_is_refused_with_the_mend(tables, tmp_path):
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    assert "old kind" in load_paths(tables, [tmp_path / "a.xls"]).refused[0].reason


def test_a_folder_gives_its_files_of_every_kind(tables, tmp_path):
    folder = tmp_path / "prices"
    folder.mkdir()
    frame = pd.DataFrame({"date": DAYS, "close": CLOSES, "open": CLOSES})
    frame.to_parquet(folder / "spy.parquet")
    frame.to_csv(folder / "qqq.csv", index=False)
    workbook(folder / "dia.xlsx", [list(frame.columns), *frame.to_numpy().tolist()])
    (folder / "~notes.docx").write_text("x")
    report = load_paths(tables, [folder])
    assert report.rows == {"prices": RowCount(added=9)}
    assert [skipped.reason for skipped in report.skipped] == ["not a CSV, Parquet or Excel file"]
