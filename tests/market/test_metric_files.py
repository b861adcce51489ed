from pathlib import Path

import pytest

from market.errors import MetricFileError, UnknownMetric
from market.metric_files import read_metric
from market.metrics import find_metric, load_metrics

GOOD = """\
-- name: newest
-- title: Newest close
-- summary: The newest close
--   of a share.
-- param: symbol (instrument): the share
-- param: period (period, default YTD): the window
-- column: level [{currency}]: the close
-- column: currency [text]: its currency
-- value: level
-- sentence: The newest close of {symbol} is {level}.
-- example: What is the newest close of AAA?
-- source: the close itself

SELECT level, currency
FROM closes
WHERE symbol = $symbol AND date <= $period_end
ORDER BY date DESC
"""

METRICS = load_metrics()


def written(folder: Path, text: str) -> Path:
    file = folder / "newest.sql"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_declares_a_metric(tmp_path):
    metric = read_metric(written(tmp_path, GOOD))
    assert metric.summary == "The newest close of a share."
    assert [(p.name, p.kind, p.default) for p in metric.parameters] == [
        ("symbol", "instrument", None),
        ("period", "period", "YTD"),
    ]
    assert (metric.value, metric.unit, metric.tables) == (
        "level",
        "{currency}",
        ("instruments", "prices", "source_order", "closes"),
    )
    assert metric.sql.startswith("SELECT level")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("-- title: Newest close\n", "", "line 1: the header has no line '-- title"),
        ("-- sentence: The newest close of {symbol} is {level}.\n", "", "needs one line '-- sentence: ...'"),
        ("is {level}", "is {levle}", "{levle} is no column and no parameter; did you mean level"),
        ("-- title: ", "-- titel: ", "line 2: unknown key 'titel'; did you mean title"),
        ("-- title: ", "-- name: ", "line 2: 'name' stands on line 1 already"),
        ("-- title: Newest close", "-- Newest close", "line 2: expected '-- key: value'"),
        ("(instrument)", "(ticker)", "line 5: unknown kind 'ticker'"),
        ("symbol (instrument): the share", "symbol the share", "line 5: expected 'name (kind"),
        ("level [{currency}]: the close", "level: the close", "line 7: expected 'name [unit]"),
        ("-- value: level", "-- value: levle", "line 9: value 'levle' is no column; did you mean level"),
        ("$symbol", "$symbl", "line 16: $symbl is no declared parameter; did you mean symbol"),
        ("$symbol", "'AAA'", "does not use parameter 'symbol'"),
        ("SELECT level, currency", "SELECT level", "the statement gives level"),
        ("FROM closes", "FROM close", "line 15: there is no view 'close'; did you mean closes"),
        (
            "SELECT level",
            "WITH closes AS (FROM prices)\nSELECT level",
            "line 14: WITH closes has the name of a view",
        ),
        ("SELECT level, currency", "SELECT level, FROM (", "not SQL"),
        ("SELECT level, currency", "DELETE", "expected one SELECT statement"),
        ("DESC\n", "DESC; SELECT 1\n", "expected one SELECT statement"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_line(tmp_path, old, new, message):
    with pytest.raises(MetricFileError) as caught:
        read_metric(written(tmp_path, GOOD.replace(old, new, 1)))
    assert "newest.sql" in str(caught.value)
    assert message in str(caught.value)


def test_files_of_another_folder_join_those_of_the_package(tmp_path):
    written(tmp_path, GOOD)
    assert "newest" in load_metrics(tmp_path)
    written(tmp_path, GOOD.replace("-- name: newest", "-- name: ranking"))
    with pytest.raises(MetricFileError, match="there is a metric 'ranking' already"):
        load_metrics(tmp_path)


def test_the_hash_is_of_what_decides_the_result_only(tmp_path):
    first = read_metric(written(tmp_path, GOOD)).hash
    told_otherwise = GOOD.replace("Newest close", "Latest close").replace(
        "FROM closes", "  FROM closes -- all"
    )
    assert read_metric(written(tmp_path, told_otherwise)).hash == first
    other = GOOD.replace("<= $period_end", "< $period_end")
    assert read_metric(written(tmp_path, other)).hash != first


@pytest.mark.parametrize("name", METRICS)
def test_each_metric_of_the_package_is_told_well(name):
    metric = METRICS[name]
    assert 8 <= len(metric.examples) <= 15
    assert len(set(metric.examples)) == len(metric.examples)
    assert metric.summary.endswith(".")
    assert metric.formula_source


def test_an_unknown_metric_is_answered_with_near_ones():
    with pytest.raises(UnknownMetric, match="did you mean price_return"):
        find_metric(METRICS, "price_retrun")


def test_a_file_that_is_not_text_is_named(tmp_path):
    (tmp_path / "newest.sql").write_bytes(b"-- name: caf\xe9\n")
    with pytest.raises(MetricFileError, match=r"newest\.sql cannot be read"):
        load_metrics(tmp_path)
