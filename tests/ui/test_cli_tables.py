import json

import pytest
from scripted_faces import run

from copilot.workspace import Workspace

PRICES = "symbol,date,close,source\nSPY,2026-01-21,600.5,a\nSPY,2026-01-22,300.25,a\n"
OTHER = "symbol,date,close,source\nSPY,2026-01-21,600.5,b\nSPY,2026-01-22,301.25,b\n"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def prices(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text(PRICES)
    return path


def test_load_flags_what_looks_odd_and_ends_well(home, prices):
    result = run(home, "load", prices)
    assert result.exit_code == 0, result.output
    assert "flagged, and loaded as they are: 1 split" in result.stdout
    assert "SPY 2026-01-22 (a): split: moved by -50.0 %" in " ".join(result.stdout.split())


def test_load_as_json_lists_the_flags(home, prices):
    report = json.loads(run(home, "load", prices, "--json").stdout)
    [flag] = report["flags"]
    assert (flag["file"], flag["symbol"], flag["date"], flag["kind"]) == (
        str(prices),
        "SPY",
        "2026-01-22",
        "split",
    )


def test_flags_can_be_listed_again(home, prices):
    run(home, "load", prices)
    listed = run(home, "check", "--tables")
    assert (listed.exit_code, "SPY 2026-01-22 (a): split" in listed.stdout) == (0, True)
    assert json.loads(run(home, "check", "--tables", "^RUT", "--json").stdout) == []
    assert [flag["kind"] for flag in json.loads(run(home, "check", "--tables", "spy", "--json").stdout)] == [
        "split"
    ]
    assert "nothing looks odd" in run(home, "check", "--tables", "^RUT").stdout
    assert run(home, "check", "spy").exit_code == 2


def test_reconcile_shows_where_sources_differ(home, prices, tmp_path):
    run(home, "load", prices)
    assert "no symbol has two sources" in run(home, "reconcile").stdout
    (tmp_path / "other.csv").write_text(OTHER)
    run(home, "load", tmp_path / "other.csv")
    shown = run(home, "reconcile", "SPY").stdout
    assert "SPY: levels of b against a" in shown
    assert "2026-01-22 +0.333 % (301.2500 against 300.2500)" in " ".join(shown.split())
    found = json.loads(run(home, "reconcile", "--tolerance", "0.2", "--json").stdout)
    assert found["tolerance_pct"] == 0.2
    largest = found["differences"][0]
    assert (largest["date"], largest["measure"], largest["other_value"]) == ("2026-01-22", "level", 301.25)
    assert json.loads(run(home, "reconcile", "--tolerance", "5", "--json").stdout)["differences"] == []
    assert (
        json.loads(run(home, "reconcile", "--as-of", "2026-01-21", "--json").stdout)["pairs"][0]["days"] == 1
    )


def test_reconcile_refuses_what_makes_no_sense(home):
    assert run(home, "reconcile", "--tolerance", "-1").exit_code == 1
    assert run(home, "reconcile", "nobody knows this").exit_code == 1


def test_a_stated_order_of_sources_is_a_setting(home, prices, tmp_path):
    (tmp_path / "other.csv").write_text(OTHER)
    run(home, "load", prices, tmp_path / "other.csv")
    asked = ("metric", "last_close", "symbol=SPY", "--as-of", "2026-01-23", "--json")
    assert json.loads(run(home, *asked, open_workspace=Workspace).stdout)["value"] == 300.25
    (home / "tieout.toml").write_text('source_order = "nobody, b*"\n')
    assert json.loads(run(home, *asked, open_workspace=Workspace).stdout)["value"] == 301.25


def test_load_takes_a_layout_of_the_home_and_the_moment_of_a_vintage(home, tmp_path):
    (home / "layouts").mkdir(parents=True)
    (home / "layouts" / "mine.toml").write_text(
        'table = "prices"\n[columns]\ndate = "when"\nclose = "last"\n'
    )
    path = tmp_path / "spy.csv"
    path.write_text("when,last\n2026-01-22,600.5\n")
    refused = run(home, "load", path)
    assert refused.exit_code == 1
    assert "--layout NAME" in " ".join(refused.stdout.split())
    assert run(home, "load", path, "--layout", "mine").exit_code == 0
    assert "known: mine, download" in " ".join(run(home, "load", path, "--layout", "no").output.split())
    path.write_text("when,last\n2026-01-22,601.5\n")
    assert run(home, "load", path, "--layout", "mine", "--known-at", "2026-01-25").exit_code == 0
    asked = ("metric", "last_close", "symbol=SPY", "--json", "--as-of")
    assert [json.loads(run(home, *asked, day).stdout)["value"] for day in ("2026-01-24", "2026-01-25")] == [
        600.5,
        601.5,
    ]
    assert run(home, "load", path, "--known-at", "soon").exit_code == 2
