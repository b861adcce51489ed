import json
from datetime import UTC, date, datetime

import duckdb
import pandas as pd
import pytest

from market.errors import BadParameter, NoRows, QueryFailed, UnknownInstrument, UnknownPeriod
from market.metrics import load_metrics, run_metric
from market.periods import parse_as_of
from market.tables import MarketTables

AS_OF = parse_as_of("2026-01-22")
NOW = datetime(2026, 2, 1, tzinfo=UTC)
METRICS = load_metrics()


def levels(symbol, column="close", source="exchange", currency="", **by_day):
    days = [f"{day[1:5]}-{day[5:7]}-{day[7:]}" for day in by_day]
    frame = pd.DataFrame({"date": days, column: list(by_day.values())})
    return frame.assign(symbol=symbol, source=source, currency=currency)


@pytest.fixture
def tables(tmp_path):
    tables = MarketTables(tmp_path, clock=lambda: NOW)
    tables.upsert("prices", levels("^RUT", d20251230=99, d20251231=100, d20260121=110, d20260122=120))
    tables.upsert("prices", levels("^IXIC", d20251231=200, d20260121=202, d20260122=210))
    tables.upsert("prices", levels("XLE", "adj_close", d20251231=40, d20260122=50))
    tables.upsert("prices", levels("XLF", currency="USD", d20251231=50, d20260122=49))
    return tables


OWN_METRIC = """\
-- name: own
-- title: Own metric
-- summary: A metric of the user's own.
{params}
-- column: name [text]: a name
-- value: name
-- sentence: It is {{name}}.
-- example: What is it?
-- source: the name itself

{statement}
"""


def own_metric(folder, statement, params=""):
    text = OWN_METRIC.format(params=params, statement=statement).replace("\n\n-- column", "\n-- column")
    (folder / "own.sql").write_text(text, encoding="utf-8")
    return load_metrics(folder)["own"]


def run(tables, name, as_of=AS_OF, **arguments):
    return run_metric(METRICS[name], arguments, tables, as_of)


def test_price_return_runs_from_the_last_close_of_the_year_before(tables):
    receipt = run(tables, "price_return", symbol="Russell 2000")
    assert receipt.value == pytest.approx(20)
    assert receipt.unit == "%"
    assert receipt.window == (date(2025, 12, 31), date(2026, 1, 22))
    assert receipt.params == {"symbol": "^RUT", "period": "2025-12-31..2026-01-22"}
    assert receipt.sources == ("exchange",)
    assert receipt.notes == ()


def test_relative_return_is_a_spread_in_percentage_points(tables):
    receipt = run(tables, "relative_return", symbol="small caps", benchmark="Nasdaq")
    row = receipt.rows[0]
    assert (receipt.value, receipt.unit) == (pytest.approx(15), "pp")
    assert (row["return_pct"], row["benchmark_return_pct"]) == (pytest.approx(20), pytest.approx(5))
    assert (row["name"], row["benchmark_name"]) == ("Russell 2000", "Nasdaq Composite")


def test_last_close_has_the_currency_of_a_fund_and_none_for_an_index(tables):
    assert (run(tables, "last_close", symbol="XLF").value, run(tables, "last_close", symbol="XLF").unit) == (
        49,
        "USD",
    )
    assert (
        run(tables, "last_close", symbol="^RUT").value,
        run(tables, "last_close", symbol="^RUT").unit,
    ) == (
        120,
        "",
    )
    assert run(tables, "last_close", symbol="^RUT", period="2025").value == 100


def test_session_change_is_against_the_close_before(tables):
    row = run(tables, "session_change", symbol="^RUT").rows[0]
    assert row["change_pct"] == pytest.approx(100 * (120 / 110 - 1))
    assert (row["change"], row["previous_close"], row["previous_date"]) == (10, 110, "2026-01-21")


def test_ranking_orders_by_return_and_says_who_is_left_out(tables):
    receipt = run(tables, "ranking", group="XLE,XLF,XLK")
    assert [(row["rank"], row["symbol"], round(row["return_pct"])) for row in receipt.rows] == [
        (1, "XLE", 25),
        (2, "XLF", -2),
    ]
    assert "left out, no closes that cover the period: XLK" in receipt.notes
    assert receipt.params["group"] == "XLE,XLF,XLK"


def test_adjusted_closes_are_said_to_include_dividends(tables):
    receipt = run(tables, "price_return", symbol="XLE")
    assert receipt.rows[0]["basis"] == "adj_close"
    assert receipt.notes == ("XLE: dividends included (adjusted closes)",)


def test_both_ends_of_a_return_are_of_one_basis(tables):
    tables.upsert("prices", levels("XLE", source="traded", d20260122=90))
    row = run(tables, "price_return", symbol="XLE").rows[0]
    assert (row["basis"], row["start_close"], row["end_close"]) == ("adj_close", 40, 50)
    tables.upsert("prices", levels("XLE", source="traded", d20251231=45))
    row = run(tables, "price_return", symbol="XLE").rows[0]
    assert (row["basis"], row["start_close"], row["end_close"]) == ("close", 45, 90)


def test_closes_from_two_sources_are_said_to_be(tables):
    tables.upsert("prices", levels("^DJI", source="old", d20251230=1, d20251231=100))
    tables.upsert("prices", levels("^DJI", source="new", d20260122=101))
    receipt = run(tables, "price_return", symbol="^DJI")
    assert receipt.sources == ("new", "old")
    assert receipt.notes == ("^DJI: its closes are from different sources (old; new)",)


def test_a_stale_close_is_said_to_be_stale(tables):
    tables.upsert("prices", levels("^DJI", d20251231=100, d20260109=101))
    receipt = run(tables, "price_return", symbol="^DJI")
    assert receipt.notes == ("stale: the close of ^DJI is of 2026-01-09, 13 days before 2026-01-22",)


def test_series_ratings_and_fundamentals_carry_the_units_of_their_rows(tables):
    observed = {"series": ["UNRATE", "UNRATE"], "period": ["2025-11-01", "2025-12-01"], "value": [4.5, 4.4]}
    tables.upsert("observations", pd.DataFrame(observed).assign(unit="%", source="FRED"))
    rating = {
        "symbol": "XLF",
        "date": "2026-01-05",
        "firm": "A",
        "target": 60,
        "currency": "USD",
        "source": "s",
    }
    tables.upsert("ratings", pd.DataFrame([rating, {**rating, "date": "2026-01-06", "target": None}]))
    reported = {"symbol": "XLF", "item": "revenue", "value": 7e9, "unit": "USD", "source": "s"}
    ends = [{**reported, "period_end": end} for end in ("2025-06-30", "2025-09-30")]
    tables.upsert("fundamentals", pd.DataFrame(ends))

    receipt = run(tables, "series_value", series="unemployment rate")
    assert (receipt.value, receipt.unit, receipt.rows[0]["previous_value"]) == (4.4, "%", 4.5)
    receipt = run(tables, "ratings", symbol="XLF")
    assert [row["target"] for row in receipt.rows] == [None, 60]
    assert (receipt.value, receipt.unit) == (None, "USD")
    receipt = run(tables, "fundamentals", symbol="XLF")
    assert [(row["period_end"], row["value"]) for row in receipt.rows] == [("2025-09-30", 7e9)]
    assert receipt.unit == "USD"


CALLS = [
    ("price_return", {"symbol": "^RUT"}),
    ("relative_return", {"symbol": "^RUT", "benchmark": "XLE"}),
    ("last_close", {"symbol": "XLE"}),
    ("session_change", {"symbol": "^IXIC"}),
    ("ranking", {"group": "XLE,XLF,^RUT"}),
]


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_the_sql_of_a_receipt_gives_its_rows_in_a_bare_connection(tables, name, arguments):
    receipt = run(tables, name, **arguments)
    with duckdb.connect() as connection:
        result = connection.execute(receipt.sql)
        names = [column[0] for column in result.description]
        rows = [
            {
                key: cell.isoformat() if isinstance(cell, date) else cell
                for key, cell in zip(names, row, strict=True)
            }
            for row in result.fetchall()
        ]
    assert rows == list(receipt.rows)
    assert json.loads(json.dumps(rows)) == rows


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_what_is_known_later_never_changes_a_receipt(tables, name, arguments):
    before = run(tables, name, **arguments)
    late = [levels(symbol, d20260123=1, d20260126=1000) for symbol in ("^RUT", "^IXIC", "XLE", "XLF")]
    late.append(levels("^RUT", source="another", d20251231=7).assign(known_at="2026-01-23T09:00:00-05:00"))
    tables.upsert("prices", pd.concat(late))
    after = run(tables, name, **arguments)
    assert (after.rows, after.value, after.notes) == (before.rows, before.value, before.notes)


def test_a_run_at_pinned_versions_repeats_a_receipt_after_a_correction(tables):
    receipt = run(tables, "price_return", symbol="small caps")
    assert run(tables, "price_return", symbol="small caps") == receipt
    tables.upsert("prices", levels("^RUT", d20260122=999).assign(known_at="2026-01-22T16:00:00-05:00"))
    metric, params = METRICS["price_return"], {key: str(value) for key, value in receipt.params.items()}
    assert run_metric(metric, params, tables, AS_OF, versions=receipt.tables) == receipt
    corrected = run_metric(metric, params, tables, AS_OF)
    assert corrected.id != receipt.id
    assert corrected.value == pytest.approx(899)


@pytest.mark.parametrize(
    ("name", "arguments", "error", "message"),
    [
        ("price_return", {}, BadParameter, "price_return needs 'symbol'"),
        (
            "price_return",
            {"symbol": "^RUT", "perod": "YTD"},
            BadParameter,
            "no parameter 'perod'; did you mean period",
        ),
        ("price_return", {"symbol": "DGS10"}, BadParameter, "ask series_value"),
        ("series_value", {"series": "^RUT"}, BadParameter, "ask last_close"),
        ("ratings", {"symbol": "^RUT", "limit": "few"}, BadParameter, "is not a whole number"),
        ("price_return", {"symbol": "nobody knows"}, UnknownInstrument, "nobody knows"),
        ("price_return", {"symbol": "^RUT", "period": "soonish"}, UnknownPeriod, "soonish"),
        (
            "price_return",
            {"symbol": "^RUT", "period": "1998"},
            NoRows,
            "no close of ^RUT on or before 1997-12-31; the first is 2025-12-30",
        ),
        ("price_return", {"symbol": "^DJI"}, NoRows, "no close of ^DJI is held"),
        ("relative_return", {"symbol": "^RUT", "benchmark": "^DJI"}, NoRows, "no close of ^DJI is held"),
        ("ranking", {"group": "XLK,XLU"}, NoRows, "no close of XLK is held; load it; no close of XLU"),
        ("ratings", {"symbol": "^RUT"}, NoRows, "no rating of ^RUT is held"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_the_mend(tables, name, arguments, error, message):
    with pytest.raises(error) as caught:
        run(tables, name, **arguments)
    assert message in str(caught.value)


def test_closes_that_end_before_the_period_are_no_return_of_zero(tables):
    tables.upsert("prices", levels("^DJI", d20251030=99, d20251120=100))
    with pytest.raises(NoRows, match=r"no close of \^DJI after 2025-12-31; the last is 2025-11-20"):
        run(tables, "price_return", symbol="^DJI")


def test_bases_that_cover_one_end_each_make_no_return(tables):
    tables.upsert("prices", levels("^DJI", d20251230=99, d20251231=100))
    tables.upsert("prices", levels("^DJI", "adj_close", source="b", d20260122=100))
    with pytest.raises(
        NoRows, match=r"no closes of one basis cover the period; held are \^DJI from 2025-12-30"
    ):
        run(tables, "price_return", symbol="^DJI")


def test_text_in_an_argument_stays_text(tables):
    tables.upsert("prices", levels("O'X", d20251231=100, d20260122=101))
    assert run(tables, "price_return", symbol="O'X").value == pytest.approx(1)


@pytest.mark.parametrize(
    ("statement", "params", "message"),
    [
        (
            "SELECT name FROM instruments WHERE kind = 'none'",
            "",
            "own: no row of instruments is what it asks for (as of 2026-01-22)",
        ),
        (
            "SELECT symbol AS name FROM closes WHERE level < 0",
            "",
            "own: no row of closes is what it asks for",
        ),
        (
            "SELECT name FROM instruments WHERE symbol = $symbol AND kind = 'none'",
            "-- param: symbol (instrument): it",
            "own: no row of instruments is what it asks for",
        ),
        (
            "SELECT symbol AS name FROM prices WHERE symbol = $symbol AND volume < 0",
            "-- param: symbol (instrument): it",
            "own: no prices are what it asks for; held are ^RUT from 2025-12-30 to 2026-01-22",
        ),
    ],
)
def test_why_a_metric_found_nothing_is_a_plain_sentence(tables, tmp_path, statement, params, message):
    metric = own_metric(tmp_path, statement, params)
    with pytest.raises(NoRows) as caught:
        run_metric(metric, {"symbol": "^RUT"} if params else {}, tables, AS_OF)
    assert str(caught.value).startswith(message)


def test_a_statement_that_does_not_run_names_metric_and_file(tables, tmp_path):
    metric = own_metric(tmp_path, "SELECT nmae AS name FROM instruments")
    with pytest.raises(QueryFailed, match=r"metric own \(.*own\.sql\) cannot be computed: .*nmae"):
        run_metric(metric, {}, tables, AS_OF)
