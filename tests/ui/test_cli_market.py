import json

import duckdb
import pytest
from scripted_faces import run

PRICES = """symbol,date,close,currency,source
^RUT,2025-12-31,2481.91,,public daily closes
^RUT,2026-01-22,2718.77,,public daily closes
^GSPC,2025-12-31,6845.50,,public daily closes
^GSPC,2026-01-22,6913.35,,public daily closes
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with four closes."""
    table = tmp_path_factory.mktemp("sources") / "prices.csv"
    table.write_text(PRICES)
    home = tmp_path_factory.mktemp("home")
    result = run(home, "load", table)
    assert result.exit_code == 0, result.output
    assert "prices: 4 rows added, 0 corrected, 0 unchanged" in result.stdout
    return home


def test_load_counts_what_was_corrected_and_what_was_held(tmp_path):
    table = tmp_path / "prices.csv"
    table.write_text(PRICES)
    run(tmp_path / "home", "load", table)
    table.write_text(PRICES.replace("2718.77", "2718.78"))
    result = run(tmp_path / "home", "load", table)
    assert "prices: 0 rows added, 1 corrected, 3 unchanged" in result.stdout


def test_load_names_what_it_refuses(tmp_path):
    broken = tmp_path / "prices.csv"
    broken.write_text("symbol,date,close\n^RUT,soon,1.0\n")
    result = run(tmp_path / "home", "load", broken, tmp_path / "missing.csv")
    assert result.exit_code == 1
    assert "refused: 2" in result.stdout
    assert "missing.csv" in result.stdout


def test_metric_shows_value_window_rows_and_sources(home):
    result = run(home, "metric", "price_return", "symbol=^RUT", "period=YTD", "--as-of", "2026-01-22")
    assert result.exit_code == 0, result.output
    for words in ("9.54 %", "2025-12-31 to 2026-01-22", "2,718.77", "public daily closes", "Russell 2000"):
        assert words in result.stdout
    assert "SELECT" not in result.stdout


def test_load_as_json_counts_the_rows_by_table(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text(
        "symbol,date,close,source\n^RUT,2025-12-31,2481.91,closes\n^RUT,2026-01-22,2718.77,closes\n"
    )
    report = json.loads(run(tmp_path / "home", "load", path, "--json").stdout)
    assert report["ok"]
    assert report["rows"]["prices"] == {"added": 2, "corrected": 0, "unchanged": 0}


def test_metric_as_json_is_the_receipt_with_every_digit(home):
    result = run(home, "metric", "price_return", "symbol=small caps", "--as-of", "2026-01-22", "--json")
    receipt = json.loads(result.stdout)
    assert receipt["value"] == pytest.approx(100 * (2718.77 / 2481.91 - 1), rel=1e-12)
    assert (receipt["unit"], receipt["params"]["symbol"]) == ("%", "^RUT")


def test_statement_that_sql_shows_runs_as_it_stands(home):
    result = run(home, "metric", "price_return", "symbol=^RUT", "--as-of", "2026-01-22", "--sql")
    statement = result.stdout[result.stdout.index("WITH ") :]
    with duckdb.connect() as database:
        row = database.execute(statement).fetchone()
    assert "^RUT" in row


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["metric", "price_retrun", "symbol=^RUT"], "did you mean price_return"),
        (["metrics", "price_retrun"], "did you mean price_return"),
        (["metric", "price_return", "symbol=Russel 20000000"], "Russel 20000000"),
        (["metric", "price_return", "symbl=^RUT"], "symbl"),
        (["metric", "price_return"], "symbol"),
        (["metric", "price_return", "symbol=^RUT", "period=someday"], "'someday' is not a period"),
        (["metric", "price_return", "symbol=^IXIC", "--as-of", "2026-01-22"], "^IXIC"),
    ],
)
def test_what_cannot_be_computed_ends_as_one_message(home, words, expected):
    result = run(home, *words)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("tieout: ")
    assert result.stderr.count("\n") == 1
    assert expected in result.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["metric"], "Missing argument 'NAME'"),
        (["metric", "price_return", "^RUT"], "'^RUT' is not of the form symbol=^RUT"),
        (["metric", "price_return", "symbol=^RUT", "--as-of", "22/01/2026"], "'22/01/2026' is neither a day"),
    ],
)
def test_wrong_use_is_named_with_status_2(home, words, expected):
    result = run(home, *words)
    assert result.exit_code == 2
    assert expected in " ".join(result.stderr.split())


def test_metrics_are_listed_with_their_parameters_and_a_question(home):
    result = run(home, "metrics")
    assert "price_return symbol=instrument [period=YTD]" in result.stdout
    assert "“" in result.stdout


def test_one_metric_is_shown_in_full(home):
    shown = run(home, "metrics", "price_return").stdout
    for words in ("symbol=", "required", "default YTD", "return_pct", "[%]"):
        assert words in shown


def test_metrics_as_json_name_every_parameter(home):
    listed = json.loads(run(home, "metrics", "--json").stdout)
    chosen = next(metric for metric in listed if metric["name"] == "price_return")
    assert [parameter["name"] for parameter in chosen["parameters"]] == ["symbol", "period"]
    assert all(metric["examples"] for metric in listed)


def test_numbers_of_rows_are_shown_with_their_units(home):
    result = run(home, "metric", "relative_return", "symbol=^RUT", "benchmark=^GSPC", "--as-of", "2026-01-22")
    assert "8.55 pp" in result.stdout
