import openpyxl
import pytest
from test_table_files import NOW, prices

from ingest.errors import UnknownLayout, UnreadableLayout
from ingest.report import RowCount
from ingest.tables import TableOptions, load_paths
from market.tables import MarketTables

BROKER = """
table = "prices"
header_row = 3
date_format = "%d.%m.%Y"
decimal = ","
adjusted = false

[columns]
symbol = "Kuerzel"
date = "Handelstag"
close = "Schluss"
high = "Hoch"

[values]
currency = "EUR"
source = "Broker"
"""
FILE = """Depot 4711
erstellt am 3.2.2026
Handelstag;Kuerzel;Schluss;Hoch;Kommentar
22.01.2026;SAP;231,5;233;gut
23.01.2026;SAP;1.230,1234;1.233;
22.01.2026;BMW;80;81,25;
"""


@pytest.fixture
def tables(tmp_path):
    return MarketTables(tmp_path / "market", clock=lambda: NOW)


@pytest.fixture
def load(tables, tmp_path):
    folder = tmp_path / "layouts"
    folder.mkdir()

    def load_with(layout, file, name="depot.csv", layout_name="broker", **options):
        (folder / "broker.toml").write_text(layout, encoding="utf-8")
        path = tmp_path / name
        if isinstance(file, str):
            path.write_text(file, encoding="utf-8")
        else:
            file.save(path)
        return load_paths(tables, [path], TableOptions(layout=layout_name, **options), layouts=folder)

    return load_with


def test_a_layout_says_which_column_is_which(tables, load):
    report = load(BROKER, FILE)
    assert (report.refused, report.rows) == ([], {"prices": RowCount(added=3)})
    assert [(symbol, str(day), close) for symbol, day, close in prices(tables)] == [
        ("BMW", "2026-01-22", 80.0), ("SAP", "2026-01-22", 231.5), ("SAP", "2026-01-23", 1230.1234),
    ]  # fmt: skip
    frame = tables.frame("prices")
    assert set(frame["currency"]) == {"EUR"}
    assert set(frame["source"]) == {"Broker"}
    assert frame["high"].tolist() == [81.25, 233.0, 1233.0]


def test_the_option_source_goes_before_the_layouts(tables, load):
    load(BROKER, FILE, source="me")
    assert set(tables.frame("prices")["source"]) == {"me"}


def test_without_a_symbol_the_file_is_named_after_it(tables, load):
    layout = 'table = "prices"\n[columns]\ndate = "when"\nclose = "PX_LAST"\n'
    assert load(layout, "px_last,When\n12.5,2026-01-22\n", name="spy.csv").refused == []
    assert prices(tables)[0][0] == "SPY"
    load(layout, "px_last,When\n12.5,2026-01-22\n", name="spy.csv", symbol="gspc")
    assert prices(tables)[1][0] == "^GSPC"


def test_a_sheet_of_a_workbook_is_chosen(tables, load):
    book = openpyxl.Workbook()
    book.active.append(["nothing here"])
    sheet = book.create_sheet("Daily")
    for row in (["Report"], ["when", "last"], ["2026-01-22", 12.5]):
        sheet.append(row)
    layout = 'table = "prices"\nsheet = "Daily"\nheader_row = 2\n[columns]\ndate = "when"\nclose = "last"\n'
    assert load(layout, book, name="spy.xlsx").refused == []
    assert prices(tables)[0][2] == 12.5
    report = load(layout.replace("Daily", "Weekly"), book, name="spy.xlsx")
    assert "has no sheet 'Weekly'" in report.refused[0].reason
    assert "nothing here" not in report.refused[0].mend
    assert "Sheet, Daily" in report.refused[0].mend


def test_other_tables_have_layouts_too_and_a_day_of_release(tables, load):
    layout = (
        'table = "observations"\ndate_format = "%d/%m/%Y"\n[columns]\nperiod = "month"\nvalue = "CPI"\n'
        'known_at = "out"\n[values]\nseries = "UKCPI"\nunit = "index"\n'
    )
    load(layout, "month,CPI,out\n01/12/2025,138.9,21/01/2026\n01/11/2025,138.1,\n")
    frame = tables.frame("observations")
    assert [str(moment) for moment in frame["known_at"]] == [
        "2026-01-14 13:30:00+00:00", "2026-01-22 04:59:59.999999+00:00",
    ]  # fmt: skip
    assert frame["unit"].tolist() == ["index", "index"]


@pytest.mark.parametrize(
    ("layout", "named"),
    [
        ("table = ", "cannot be read"),
        ('table = "price"\n[columns]\ndate = "a"\nclose = "b"', "table: Input should be 'instruments'"),
        ('table = "prices"\ncolour = 1\n[columns]\ndate = "a"\nclose = "b"', "colour: Extra inputs"),
        ('table = "prices"\n[columns]\ndate = "a"\nclosee = "b"', "no column 'closee'; did you mean close"),
        ('table = "prices"\n[columns]\nclose = "b"', "does not say which column is date"),
        ('table = "prices"\n[columns]\ndate = "b"', "which column is close or adj_close"),
        ('table = "ratings"\n[columns]\ndate = "b"', "which column is firm, symbol"),
    ],
)
def test_a_layout_that_cannot_be_understood_is_named_with_the_mend(load, layout, named):
    with pytest.raises(UnreadableLayout, match=r"broker\.toml") as caught:
        load(layout, FILE)
    assert named in str(caught.value)


def test_an_unknown_layout_is_told_with_those_there_are(load):
    with pytest.raises(UnknownLayout, match="no layout 'brokr'; did you mean broker") as caught:
        load(BROKER, FILE, layout_name="brokr")
    assert "daily-prices" in str(caught.value)


def test_a_file_that_lacks_a_column_of_the_layout_is_refused(load):
    report = load(BROKER.replace("Schluss", "Ende"), FILE)
    assert (
        "the layout's column 'Ende' is not in the header; it has Handelstag, Kuerzel"
        in report.refused[0].reason
    )


def test_a_date_in_another_form_than_the_layouts_is_refused_by_line(load):
    report = load(BROKER, FILE.replace("23.01.2026", "01/23/2026"))
    assert "line 5, column date: '01/23/2026' is not a date (write it as YYYY-MM-DD or %d.%m.%Y)" in (
        report.refused[0].reason
    )


def test_a_built_in_layout_can_be_named(tables, load):
    text = "date,close\n2026-01-22,7\n"
    load(BROKER, text, name="x.csv", layout_name="dated-numbers")
    assert tables.frame("observations")["series"].tolist() == ["x"]
    load(BROKER, text, name="spy.csv", layout_name="daily-prices")
    assert prices(tables)[0][0] == "SPY"


def test_a_file_that_fits_none_is_told_how_a_layout_is_written(tables, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("Handelstag,Ende\n22.01.2026,5\n")
    [refusal] = load_paths(tables, [path]).refused
    assert refusal.reason == "no market table has the columns Handelstag, Ende"
    for words in ("layouts/NAME.toml", 'date = "Handelstag"', "--layout NAME", "daily-prices"):
        assert words in refusal.mend


@pytest.mark.parametrize("column", ["filed", "Filing Date", "accepted_at"])
def test_a_statement_is_known_at_its_filing(tables, tmp_path, column):
    path = tmp_path / "f.csv"
    path.write_text(f"symbol,period_end,item,value,{column}\nACME,2025-09-30,eps,1.5,2025-11-04\n")
    assert load_paths(tables, [path]).refused == []
    assert str(tables.frame("fundamentals")["known_at"][0]) == "2025-11-05 04:59:59.999999+00:00"


def test_a_moment_can_be_stated_for_the_whole_file(tables, tmp_path):
    path = tmp_path / "GDP.csv"
    for value, known_at in ((1.4, "2026-01-30T08:30:00-05:00"), (0.7, "2026-02-27T08:30:00-05:00")):
        path.write_text(f"date,GDP\n2025-10-01,{value}\n")
        assert load_paths(tables, [path], TableOptions(known_at=known_at)).ok
    assert tables.frame("observations", NOW.replace(month=2))["value"].tolist() == [1.4]
    assert tables.frame("observations")["value"].tolist() == [0.7]


def test_rows_that_look_odd_are_taken_and_flagged_with_file_and_day(tables, tmp_path):
    path = tmp_path / "spy.csv"
    path.write_text("date,close,volume\n2026-01-22,100,1\n2026-01-23,50,1\n2026-01-24,50.5,1\n")
    report = load_paths(tables, [path])
    assert report.ok
    assert [(flag.file, flag.symbol, flag.date, flag.kind) for flag in report.flags] == [
        (str(path), "SPY", "2026-01-23", "split"), (str(path), "SPY", "2026-01-24", "closed day"),
    ]  # fmt: skip
    later = tmp_path / "later" / "spy.csv"
    later.parent.mkdir()
    later.write_text("date,close,volume\n2026-01-26,51,1\n")
    assert load_paths(tables, [later], TableOptions(source=report.flags[0].source)).flags == []
