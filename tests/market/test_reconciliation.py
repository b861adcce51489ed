from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from market.errors import TableError
from market.reconciliation import reconcile
from market.tables import MarketTables

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DATA = Path(__file__).parents[2].parent / "shared" / "data" / "market"
DAYS = ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08"]


@pytest.fixture
def tables(tmp_path):
    return MarketTables(tmp_path / "market", clock=lambda: NOW)


def load(tables, source, levels, days=DAYS, symbol="AAA", column="close", known_at=None):
    rows = pd.DataFrame({"date": days[: len(levels)], column: levels, "known_at": known_at})
    tables.upsert("prices", rows.assign(symbol=symbol, source=source))


def told(found):
    return [(d.date, d.measure, d.source, d.other_source, d.value, d.other_value) for d in found.differences]


def test_one_source_alone_or_sources_without_a_common_day_have_nothing_to_compare(tables):
    assert reconcile(tables).pairs == ()
    load(tables, "a", [1.0, 2.0])
    load(tables, "b", [1.0], days=DAYS[3:])
    load(tables, "c", [1.0, 2.0], symbol="BBB")
    assert reconcile(tables).pairs == ()


def test_levels_and_returns_above_the_tolerance_are_told_with_dates_values_and_sources(tables):
    load(tables, "long", [100.0, 110.0, 121.0, 121.0])
    load(tables, "short", [100.05, 111.0, 121.0])
    found = reconcile(tables)
    [pair] = found.pairs
    assert (pair.symbol, pair.source, pair.other_source, pair.days, pair.first, pair.last) == (
        "AAA", "long", "short", 3, "2026-01-05", "2026-01-07",
    )  # fmt: skip
    assert (pair.levels_apart, pair.returns_apart) == (1, 2)
    assert told(found)[0] == ("2026-01-06", "level", "long", "short", 110.0, 111.0)
    assert found.differences[0].difference == pytest.approx(100 / 110)
    day, measure, *_, value, other = told(found)[1]
    assert (day, measure) == ("2026-01-07", "return")
    assert (value, other) == (pytest.approx(10), pytest.approx(100 * (121 / 111 - 1)))
    assert reconcile(tables, tolerance_pct=1.5).differences == ()
    assert len(reconcile(tables, tolerance_pct=0).differences) == 4


def test_adjusted_and_plain_levels_differ_while_their_returns_agree(tables):
    load(tables, "plain", [100.0, 110.0, 121.0, 133.1])
    load(tables, "adjusted", [99.0, 108.9, 119.79], column="adj_close")
    found = reconcile(tables)
    [pair] = found.pairs
    assert (pair.basis, pair.other_basis) == ("close", "adj_close")
    assert (pair.levels_apart, pair.returns_apart) == (3, 0)


def test_each_two_of_several_sources_are_compared_and_only_the_asked_symbols(tables):
    for symbol in ("AAA", "BBB"):
        for source, level in (("a", 1.0), ("b", 1.0), ("c", 2.0)):
            load(tables, source, [level], symbol=symbol)
    found = reconcile(tables, ["BBB"])
    assert [(p.symbol, p.source, p.other_source, p.levels_apart) for p in found.pairs] == [
        ("BBB", "a", "b", 0), ("BBB", "a", "c", 1), ("BBB", "b", "c", 1),
    ]  # fmt: skip


def test_series_are_compared_too(tables):
    row = {"series": "DGS10", "period": "2026-01-05", "value": 4.1, "source": "fred"}
    tables.upsert("observations", pd.DataFrame([row, {**row, "value": 4.2, "source": "treasury"}]))
    assert told(reconcile(tables, ["DGS10"])) == [("2026-01-05", "level", "fred", "treasury", 4.1, 4.2)]


def test_what_was_known_later_is_not_compared(tables):
    load(tables, "a", [100.0], known_at="2026-01-05T21:00:00Z")
    load(tables, "b", [200.0], known_at="2026-03-01T21:00:00Z")
    assert reconcile(tables, as_of=datetime(2026, 2, 1, tzinfo=UTC)).pairs == ()
    assert len(reconcile(tables).differences) == 1


@pytest.mark.parametrize("tolerance", [-1, float("nan")])
def test_a_tolerance_that_makes_no_sense_is_refused(tables, tolerance):
    with pytest.raises(TableError, match="makes no sense"):
        reconcile(tables, tolerance_pct=tolerance)


@pytest.mark.parametrize(
    ("order", "sources"),
    [
        ((), ["long", "long", "long", "long"]),
        (("vendor",), ["vendor", "vendor", "long", "long"]),
        (("nobody", "files/*"), ["files/50%_a", "long", "long", "long"]),
        (("files/50%_*", "vendor"), ["files/50%_a", "vendor", "long", "long"]),
        (("files/5*", "it's"), ["files/50%_a", "long", "long", "long"]),
        (("f_les*",), ["long", "long", "long", "long"]),
    ],
)
def test_a_stated_order_of_sources_goes_before_the_number_of_rows(tmp_path, order, sources):
    tables = MarketTables(tmp_path, clock=lambda: NOW, source_order=order)
    load(tables, "long", [1.0, 2.0, 3.0, 4.0])
    load(tables, "vendor", [1.0, 2.0])
    load(tables, "files/50%_a", [1.0])
    sql = tables.snapshot(NOW).over_views(("closes",), "SELECT source FROM closes ORDER BY date")
    assert [source for (source,) in tables.query(sql)] == sources
    plain = MarketTables(tmp_path)
    assert [source for (source,) in plain.query(sql)] == sources  # the statement carries the order in it


def test_the_stated_order_chooses_the_source_of_adjusted_closes_among_those_that_have_them(tmp_path):
    tables = MarketTables(tmp_path, clock=lambda: NOW, source_order=("plain", "second"))
    load(tables, "plain", [1.0, 2.0])
    load(tables, "first", [1.0, 2.0, 3.0], column="adj_close")
    load(tables, "second", [1.0, 2.0], column="adj_close")
    sql = "SELECT DISTINCT basis, source FROM closes ORDER BY basis"
    rows = tables.query(tables.snapshot(NOW).over_views(("closes",), sql))
    assert rows == [("adj_close", "second"), ("close", "plain")]


@pytest.mark.real_data
def test_real_sources_agree_but_for_what_is_truly_odd(tmp_path):
    if not DATA.exists():
        pytest.skip(f"{DATA} is missing")
    from ingest.tables import load_paths

    tables = MarketTables(tmp_path, clock=lambda: datetime(2026, 11, 22, tzinfo=UTC))
    report = load_paths(tables, [DATA / "recent_unadjusted", DATA / "rut", DATA / "pddl" / "vix-daily.csv"])
    assert [(flag.symbol, flag.date, flag.kind) for flag in report.flags] == [("^VIX", "2000-01-03", "gap")]
    found = reconcile(tables)
    assert {pair.symbol: (pair.days, pair.levels_apart, pair.returns_apart) for pair in found.pairs} == {
        "^RUT": (13, 0, 0), "^VIX": (125, 1, 2),
    }  # fmt: skip
    [level] = [each for each in found.differences if each.measure == "level"]
    assert (level.date, level.value, level.other_value) == (
        "2026-02-06",
        17.76,
        pytest.approx(20.37, abs=1e-6),
    )
