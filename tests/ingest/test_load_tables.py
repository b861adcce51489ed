from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from ingest.adjustment import is_adjusted
from ingest.report import IngestReport, Refusal, RowCount
from ingest.tables import TableOptions, is_market_table, load_paths
from market.errors import TableError
from market.instruments import Instrument, InstrumentBook
from market.schemas import TableName
from market.tables import MarketTables, UpsertCount

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "market"
NOW = datetime(2026, 11, 22, tzinfo=UTC)

Write = Callable[[str, str], Path]


@pytest.fixture
def tables(tmp_path: Path) -> MarketTables:
    return MarketTables(tmp_path / "tables", clock=lambda: NOW)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(name: str, text: str) -> Path:
        path = tmp_path / "given" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


def prices(tables: MarketTables) -> list[tuple[str, str, float | None, float | None]]:
    frame = tables.frame("prices").sort_values(["symbol", "date"])
    return [
        (r.symbol, str(r.date.date()), *(None if pd.isna(v) else v for v in (r.close, r.adj_close)))
        for r in frame.itertuples()
    ]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "GSPC.csv",
            "date,open,high,low,close,volume\n2026-01-02,1,2,1,1.5,10\n",
            [("^GSPC", "2026-01-02", 1.5, None)],
        ),
        (
            "vix-daily.csv",
            "DATE,OPEN,HIGH,LOW,CLOSE\n01/02/2026,1,2,1,1.5\n",
            [("^VIX", "2026-01-02", 1.5, None)],
        ),
        (
            "acme.csv",
            'Date,Close/Last,Volume,Open,High,Low\n01/22/2026,$1,101.50,"2,000",$1,1,1\n'.replace(
                "$1,101.50", '"$1,101.50"'
            ).replace(",$1,1,1", ",1101,1102,1101"),
            [("ACME", "2026-01-22", 1101.5, None)],
        ),
        (
            "spy.csv",
            "Date,Open,High,Low,Close,Adj Close,Volume\n2026-01-02 00:00:00-05:00,1,2,1,1.5,1.41234567,10\n",
            [("SPY", "2026-01-02", 1.5, 1.41234567)],
        ),
        (
            "any.csv",
            "Price,Close,Close,High\nTicker,^RUT,XLB,XLB\nDate,,,\n2026-01-02,2000.5,50.25,51\n",
            [("XLB", "2026-01-02", 50.25, None), ("^RUT", "2026-01-02", 2000.5, None)],
        ),
        (
            "any.csv",
            "Price,Close,High\nTicker,XLB\nDate\n2026-01-02,50.25,51\n",
            [("XLB", "2026-01-02", 50.25, None)],
        ),
        (
            "wide.csv",
            "Date,^RUT,spy,^NEW\n2026-01-02,2000.5,650.25,7\n2026-01-05,2001.5,,8\n",
            [
                ("SPY", "2026-01-02", 650.25, None),
                ("^NEW", "2026-01-02", 7.0, None),
                ("^NEW", "2026-01-05", 8.0, None),
                ("^RUT", "2026-01-02", 2000.5, None),
                ("^RUT", "2026-01-05", 2001.5, None),
            ],
        ),
        (
            "spy.csv",
            "date;close;volume\n2026-01-02;3,50;1.000\n2026-01-05;1.234,56;12\n",
            [("SPY", "2026-01-02", 3.5, None), ("SPY", "2026-01-05", 1234.56, None)],
        ),
        (
            "spy.tsv",
            "date\tclose\tvolume\n2026-01-02\t1,234.5\t1,000\n",
            [("SPY", "2026-01-02", 1234.5, None)],
        ),
        (
            "long.csv",
            "Symbol;Date;Close;Note\nGSPC;2026-01-02;6900.25;x\nacme;2026-01-02;7;y\n",
            [("ACME", "2026-01-02", 7.0, None), ("^GSPC", "2026-01-02", 6900.25, None)],
        ),
    ],
)
def test_price_layouts(tables, write, name, text, expected):
    report = load_paths(tables, [write(name, text)])
    assert report.refused == []
    assert prices(tables) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("x.csv", "date,DGS10\n2026-01-02,4.1\n2026-01-05,.\n", [("DGS10", "2026-01-02", 4.1)]),
        ("x.csv", "observation_date,NEW1,DGS2\n2026-01-02,4.1,3.5\n",
         [("DGS2", "2026-01-02", 3.5), ("NEW1", "2026-01-02", 4.1)]),
        ("us10y.csv", "Date,Rate\n2026-01,2.83\n", [("us10y", "2026-01-01", 2.83)]),
        ("shiller.csv", "Date,SP500,PE10\n2026-01-01,10,0.0\n",
         [("shiller.PE10", "2026-01-01", 0.0), ("shiller.SP500", "2026-01-01", 10.0)]),
        ("own.csv", "series,period,value,unit\nHOUSES,2026-01-01,5,count\n", [("HOUSES", "2026-01-01", 5.0)]),
    ],
)  # fmt: skip
def test_series_layouts(tables, write, name, text, expected):
    report = load_paths(tables, [write(name, text)])
    assert report.refused == []
    frame = tables.frame("observations")
    assert [(r.series, str(r.period.date()), r.value) for r in frame.itertuples()] == expected


def test_missing_values_are_counted(tables, write):
    path = write("x.csv", "date,DGS10\n2026-01-02,4.1\n2026-01-05,.\n2026-01-06,\n")
    assert load_paths(tables, [path]).notes == ["x.csv: DGS10: 2 missing value(s) left out"]
    assert tables.frame("observations")["title"].tolist() == ["10-Year Treasury Constant Maturity Rate"]


def test_constituents_become_stocks_of_their_sector(tables, write):
    header = "Symbol,Security,GICS Sector,GICS Sub-Industry,Date added\n"
    load_paths(tables, [write("members.csv", f'{header}XOM,"Exxon, Inc.",Energy,Oil,1957-03-04\n')])
    book = tables.book()
    assert book.resolve("XOM").name == "Exxon, Inc."
    assert book.resolve_group("energy stocks").symbols == ("XOM",)
    assert tables.frame("instruments", as_of=datetime(1990, 1, 1, tzinfo=UTC))["symbol"].eq("XOM").any()


def test_own_tables_take_ratings_and_fundamentals(tables, write):
    load_paths(
        tables,
        [
            write(
                "r.csv",
                "symbol,date,firm,action,rating,target,currency\nacme,2026-01-02,Bank,raise,buy,10,USD\n",
            ),
            write("f.csv", "ticker,period_end,item,value,unit\nACME,2025-12-31,revenue,5,USD\n"),
        ],
    )
    assert tables.frame("ratings")[["symbol", "target"]].to_numpy().tolist() == [["ACME", 10.0]]
    assert tables.frame("fundamentals")["item"].tolist() == ["revenue"]


def test_columns_that_a_table_lacks_are_told(tables, write):
    report = load_paths(tables, [write("long.csv", "symbol,date,close,mood\nACME,2026-01-02,7,good\n")])
    assert report.notes == ["long.csv: columns mood left out: the table prices has none"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "date,close,volume\n2026-01-02,1,1\n2026-01-05,n/k,1\n",
            "line 3, column close: 'n/k' is not a number",
        ),
        ("date,close,volume\n\n2026-01-02,1,1\nsoon,2,1\n", "line 4, column date: 'soon' is not a date"),
        (
            "date,close,volume\n2026-01-02,1,1\n2026-01-05,-2,1\n",
            "line 3, column close: '-2.0' is not above zero",
        ),
        (
            "date,close,volume\n2026-01-02,1,1\n2031-01-02,2,1\n",
            "line 3, column date: '2031-01-02' is in the future",
        ),
        ("date,close,volume\n2026-01-02,1,1\n2026-01-02,2,1\n", "line 3, column symbol: 'GOOD1'"),
        ("date,close,volume\n2026-01-02,1,1,7\n", "line 2 has 4 cells, the header has 3"),
        ("date,close,volume\n13/02/2026,1,1\n", "line 2, column date: '13/02/2026'"),
        ('date,close,volume\n2026-01-02,"3,50",1\n', "'3,50' is not a number with a decimal point"),
        ("date;close;volume\n2026-01-02;3,50;1.5\n", "'3,50' is not a number with a decimal point"),
        ("date;close;volume\n2026-01-02;3,500;1\n", "the comma of '3,500' may part thousands or decimals"),
        ("Price,High\nTicker,XLB\nDate,\n2026-01-02,51\n", "there is no column of closes of XLB"),
        (
            "symbol,date,close,close_last\nA,2026-01-02,1,2\n",
            "the columns close and close_last both give close",
        ),
        (
            "Symbol,Security,Name,GICS Sector\nXOM,Exxon,Exxon,Energy\n",
            "the columns Security and Name both give name",
        ),
        ("Price,Close\nTicker,XLB,XLC\nDate,\n2026-01-02,51\n", "line 2 has 3 cells, the header has 2"),
        ("colour,size\nred,1\n", "no market table has the columns colour, size"),
        ("Date,Text\n2026-01-02,hello\n", "no market table has the columns Date, Text"),
        ("date,close,volume\n", "holds no rows"),
        ("", "holds no rows"),
    ],
)
def test_a_bad_file_is_refused_whole_and_the_others_are_loaded(tables, write, text, named):
    bad = write("good1.csv", text)
    good = write("good2.csv", "date,close,volume\n2026-01-02,5,1\n")
    report = load_paths(tables, [bad, good])
    assert not report.ok
    assert [refusal.source for refusal in report.refused] == [str(bad)]
    assert named in report.refused[0].reason
    assert report.refused[0].mend
    assert [row[0] for row in prices(tables)] == ["GOOD2"]


class BusyTables(MarketTables):
    """Tables of which one is never free to be written."""

    def upsert(self, table: TableName, rows: pd.DataFrame) -> UpsertCount:
        if table == "prices":
            raise TableError("table prices was busy")
        return super().upsert(table, rows)


def test_a_table_that_cannot_be_written_refuses_its_files_and_the_others_are_loaded(tmp_path, write):
    busy = BusyTables(tmp_path / "tables", clock=lambda: NOW)
    closes = [write(name, "date,close,volume\n2026-01-02,5,1\n") for name in ("spy.csv", "qqq.csv")]
    report = load_paths(busy, [*closes, write("x.csv", "date,DGS10\n2026-01-02,4.1\n")])
    assert [(refusal.source, refusal.reason) for refusal in report.refused] == [
        (str(path), "table prices was busy") for path in closes
    ]
    assert report.rows == {"observations": RowCount(added=1)}


def test_a_file_on_which_the_reader_fails_is_refused_and_the_others_are_loaded(tmp_path, write):
    class FailingBook(InstrumentBook):
        def called(self, name: str) -> tuple[Instrument, ...]:
            if "strange" in name.lower():
                raise LookupError("no such thing")
            return super().called(name)

    class Tables(MarketTables):
        def book(self) -> InstrumentBook:
            return FailingBook([])

    tables = Tables(tmp_path / "tables", clock=lambda: NOW)
    text = "date,close,volume\n2026-01-02,5,1\n"
    report = load_paths(tables, [write("spy.csv", text), write("strange.csv", text), write("qqq.csv", text)])
    assert [refusal.reason for refusal in report.refused] == [
        "it could not be read (LookupError: no such thing)"
    ]
    assert report.rows == {"prices": RowCount(added=2)}


def test_many_bad_cells_are_counted(tables, write):
    rows = "".join(f"2026-01-{day:02},x,1\n" for day in range(1, 10))
    report = load_paths(tables, [write("a.csv", f"date,close,volume\n{rows}")])
    assert "and 6 more is not a number" in report.refused[0].reason


@pytest.mark.parametrize("name", ["notes.txt", "missing.csv", "nothing"])
def test_what_is_no_csv_file_is_refused(tables, write, tmp_path, name):
    write("notes.txt", "words")
    (tmp_path / "given" / "nothing").mkdir()
    report = load_paths(tables, [tmp_path / "given" / name])
    assert len(report.refused) == 1
    assert report.refused[0].mend


def test_a_file_that_is_not_text_is_refused(tables, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"date,close,volume\n\xff\xfe,1,1\n")
    assert "cannot be read" in load_paths(tables, [path]).refused[0].reason


def test_an_ambiguous_file_name_asks_for_the_symbol(tables, write):
    members = write("m.csv", "Symbol,Security,GICS Sector\nGOOGL,Alphabet,Tech\nGOOG,Alphabet,Tech\n")
    load_paths(tables, [members])
    path = write("alphabet.csv", "date,close,volume\n2026-01-02,5,1\n")
    assert "can mean GOOG, GOOGL" in load_paths(tables, [path]).refused[0].reason
    assert load_paths(tables, [path], TableOptions(symbol="googl")).ok
    assert prices(tables)[0][0] == "GOOGL"


def test_options_overrule_symbol_source_and_adjustment(tables, write):
    path = write("spy.csv", "date,close,volume\n2026-01-02,650.25,1\n")
    report = load_paths(tables, [path], TableOptions(symbol="gspc", source="my vendor", adjusted=True))
    assert prices(tables) == [("^GSPC", "2026-01-02", None, 650.25)]
    assert tables.frame("prices")["source"].tolist() == ["my vendor"]
    assert report.notes == ["spy.csv: ^GSPC: closes taken as adjusted for dividends, as the options say"]


def test_folders_are_read_to_the_bottom_and_loading_again_adds_nothing(tables, write, tmp_path):
    write("a/spy.csv", "date,close,volume\n2026-01-02,5,1\n")
    write("b/c/qqq.csv", "date,close,volume\n2026-01-02,5,1\n")
    write("b/.hidden/dia.csv", "date,close,volume\n2026-01-02,5,1\n")
    write("readme.md", "# words")
    seen: list[tuple[str, int, int]] = []
    given = tmp_path / "given"
    first = load_paths(tables, [given], on_progress=lambda *step: seen.append(step))
    assert first.rows == {"prices": RowCount(added=2)}
    assert seen == [("spy.csv", 1, 2), ("qqq.csv", 2, 2)]
    assert [refusal.source for refusal in first.skipped] == [str(given / "readme.md")]
    assert tables.frame("prices")["source"].tolist() == ["c/qqq.csv", "a/spy.csv"]
    assert load_paths(tables, [given / "a", given / "b" / "c" / "qqq.csv"]).rows == {
        "prices": RowCount(unchanged=2)
    }


def test_a_row_that_two_files_of_one_run_have_is_the_first_ones_and_a_correction_by_the_second(tables, write):
    header = "symbol,name,kind,source\n"
    one = write("one.csv", f"{header}ACME,Acme,stock,s\nBBB,Bbb,stock,s\n")
    two = write("two.csv", f"{header}ACME,Acme Holdings,stock,s\nCCC,Ccc,stock,s\n")
    three = write("three.csv", f"{header}DDD,Ddd,stock,s\nDDD,Ddd,stock,s\n")
    report = load_paths(tables, [one, two, three])
    assert report.rows == {"instruments": RowCount(added=3, corrected=1)}
    assert [refusal.source for refusal in report.refused] == [str(three)]
    assert "line 3, column symbol: 'DDD' has the symbol of an earlier row" in report.refused[0].reason
    frame = tables.frame("instruments").set_index("symbol")
    assert frame.loc["ACME", "name"] == "Acme Holdings"
    bad = write("bad.csv", f"{header}EEE,,stock,s\n")
    four = write("four.csv", f"{header}EEE,Eee,stock,s\n")
    report = load_paths(tables, [bad, four, three])
    assert report.rows == {"instruments": RowCount(added=1)}
    assert [refusal.source for refusal in report.refused] == [str(bad), str(three)]


def test_a_changed_price_is_a_correction(tables, write):
    load_paths(tables, [write("spy.csv", "date,close,volume\n2026-01-02,5,1\n")])
    report = load_paths(tables, [write("spy.csv", "date,close,volume\n2026-01-02,6,1\n")])
    assert report.rows == {"prices": RowCount(corrected=1)}


@pytest.mark.parametrize(
    ("name", "text", "is_one"),
    [
        ("a.csv", "date,close,volume\n2026-01-02,5,1\n", True),
        ("a.csv", "Date,Headline\n2026-01-02,5 things\n", False),
        ("a.csv", "title,text,published_at\nA,B,2026-01-02\n", False),
        ("a.tsv", "date\tclose\tvolume\n2026-01-02\t5\t1\n", True),
        ("a.csv", "Date;Price\n2026-01-02;3,5\n", True),
        ("a.txt", "date,close,volume\n2026-01-02,5,1\n", False),
        ("a.csv", "", False),
    ],
)
def test_market_tables_are_told_from_other_files(write, name, text, is_one):
    assert is_market_table(write(name, text), InstrumentBook.reference()) is is_one


@pytest.mark.parametrize(
    ("closes", "adjusted"),
    [
        ([6.019999980926514, 5.989999771118164], False),
        ([43.62020492553711, 43.08405303955078], True),
        ([4.046000003814697, 4.072], False),
        ([47501.55078125, 45514.94921875], False),
        ([], False),
    ],
)
def test_adjusted_closes_lie_off_the_grid_of_quoted_prices(closes, adjusted):
    assert is_adjusted(pd.Series(closes, dtype="float64")) is adjusted


def test_reports_add_up():
    one, two = IngestReport(added=1), IngestReport(added=2, refused=[Refusal("a", "b")])
    two.count_rows("prices", RowCount(1, 2, 3))
    one.count_rows("prices", RowCount(1, 0, 0))
    one.merge(two)
    assert (one.added, one.ok, one.rows) == (3, False, {"prices": RowCount(2, 2, 3)})


@pytest.mark.real_data
def test_the_recent_files_and_the_long_history_load_side_by_side(tables):
    if not DATA.exists():
        pytest.skip(f"{DATA} is missing")
    paths = [
        DATA / "recent_unadjusted",
        DATA / "rut",
        DATA / "pddl",
        DATA / "fred",
        DATA / "adjusted" / "XLB.csv",
    ]
    report = load_paths(tables, paths)
    assert report.refused == []
    frame = tables.frame("prices")
    assert frame.groupby("symbol")["date"].count().to_dict() == {
        "^DJI": 125, "^GSPC": 125, "^IRX": 125, "^IXIC": 125, "^RUT": 6848, "^TNX": 125, "^VIX": 9360, "XLB": 506,
    }  # fmt: skip
    assert frame.loc[frame["adj_close"].notna(), "symbol"].unique().tolist() == ["XLB"]
    observations = tables.frame("observations")
    assert observations["series"].nunique() == 18
    latest = observations[observations["series"] == "DGS10"].iloc[-1]
    assert (latest["period"].date(), latest["value"]) == (date(2026, 7, 28), 4.61)


@pytest.mark.real_data
def test_every_market_file_is_known_by_its_header_and_documents_are_not():
    if not DATA.exists():
        pytest.skip(f"{DATA} is missing")
    book = InstrumentBook.reference()
    assert [path.name for path in DATA.rglob("*.csv") if not is_market_table(path, book)] == []
    assert not is_market_table(DATA.parent / "fomc" / "communications.csv", book)
    assert not is_market_table(DATA.parent / "sec10q" / "qna_data.csv", book)
