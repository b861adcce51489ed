"""The shipped demo: its articles are whole, its prices are the true ones, and the two agree."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import frontmatter
import pytest

from copilot.demo import demo_folder

NEW_YORK = ZoneInfo("America/New_York")
REAL_DATA = Path(__file__).parents[2].parent / "shared" / "data" / "market"
BASE = date(2025, 12, 31)
WEEK_OF_THE_REPORT_ENDS = date(2026, 1, 23)
EX_DIVIDEND_DAY = date(2025, 12, 22)
INDICES = ("^DJI", "^GSPC", "^IXIC", "^RUT")
SECTOR_FUNDS = ("XLB", "XLC", "XLE", "XLF", "XLI", "XLK", "XLP", "XLRE", "XLU", "XLV", "XLY")
COMPUTED_BY_US = ("Tieout Demo Desk", "Demo Wire", "MarketWatch")
"""Publishers whose market levels are taken from the demo's own prices."""
TABLES = ("prices", "instruments", "ratings", "fundamentals", "observations")


@dataclass(frozen=True)
class Article:
    name: str
    title: str
    publisher: str
    published: datetime
    kind: str
    url: str
    text: str

    @property
    def day(self) -> date:
        return self.published.astimezone(NEW_YORK).date()


def _articles() -> dict[str, Article]:
    found = {}
    for path in sorted((demo_folder() / "articles").glob("*.md"), key=lambda path: path.stem):
        post = frontmatter.loads(path.read_text(encoding="utf-8"))
        meta = post.metadata
        assert set(meta) <= {"title", "publisher", "published", "kind", "url"}, path.name
        found[path.stem] = Article(
            path.stem,
            meta["title"],
            meta["publisher"],
            meta["published"],
            meta["kind"],
            meta.get("url", ""),
            " ".join(post.content.split()),
        )
    return found


def _rows(table: str) -> list[dict[str, str]]:
    with (demo_folder() / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _closes() -> dict[str, dict[date, float]]:
    closes: dict[str, dict[date, float]] = defaultdict(dict)
    for row in _rows("prices"):
        closes[row["symbol"]][date.fromisoformat(row["date"])] = float(row["close"])
    return closes


ARTICLES = _articles()
CLOSES = _closes()
SESSIONS = sorted(CLOSES["^RUT"])


def _change_pct(symbol: str, start: date, end: date) -> float:
    return (CLOSES[symbol][end] / CLOSES[symbol][start] - 1) * 100


def _real_closes(path: Path) -> dict[date, float]:
    """The closes of any of the layouts in the real data: the first column is the day."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    column = next(i for i, name in enumerate(rows[0]) if name.lower() == "close")
    return {
        date.fromisoformat(row[0]): float(row[column])
        for row in rows[1:]
        if re.fullmatch(r"\d{4}-\d\d-\d\d", row[0])
    }


@pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES)
def test_article_has_a_whole_front_matter_and_a_short_text(article: Article):
    assert article.title
    assert article.publisher
    assert article.kind in {"article", "statement", "report", "note"}
    assert article.published.utcoffset() is not None
    assert article.name.startswith(article.day.isoformat())
    assert 120 <= len(article.text.split()) <= 250


def test_only_the_federal_reserve_speech_claims_an_address():
    assert {article.name for article in ARTICLES.values() if article.url} == {"2026-01-16-jefferson-reserves"}


def test_exactly_one_article_is_later_than_the_week_of_the_report():
    late = [article.name for article in ARTICLES.values() if article.day > WEEK_OF_THE_REPORT_ENDS]
    assert late == ["2026-01-30-end-of-january"]


def test_exactly_one_pair_of_articles_is_a_near_duplicate_by_two_publishers():
    alike = [
        (one, other)
        for one, other in combinations(ARTICLES.values(), 2)
        if SequenceMatcher(None, one.text.split(), other.text.split(), autojunk=False).ratio() > 0.8
    ]
    assert [(one.name, other.name) for one, other in alike] == [
        ("2026-01-22-closing-levels", "2026-01-22-closing-levels-wire")
    ]
    assert alike[0][0].publisher != alike[0][1].publisher
    assert alike[0][0].text != alike[0][1].text


def test_two_publishers_disagree_on_the_gain_of_the_year():
    assert "gain of the Russell 2000 at 8.2%" in ARTICLES["2026-01-23-small-cap-resurgence"].text
    assert "up 9.54%" in ARTICLES["2026-01-22-closing-levels"].text
    january = [day for day in SESSIONS if day > BASE]
    assert not [day for day in january if round(_change_pct("^RUT", BASE, day), 1) == 8.2]


@pytest.mark.parametrize(
    ("symbol", "end", "percent"),
    [
        ("^RUT", date(2026, 1, 22), 9.54),
        ("^IXIC", date(2026, 1, 22), 0.83),
        ("^RUT", date(2026, 1, 23), 7.54),
        ("^IXIC", date(2026, 1, 23), 1.12),
        ("^RUT", date(2026, 1, 30), 5.31),
    ],
)
def test_gain_of_the_year_by_the_closing_levels(symbol: str, end: date, percent: float):
    assert round(_change_pct(symbol, BASE, end), 2) == percent


def _known_numbers(day: date) -> set[str]:
    """Each number that the closes up to ``day`` can give: levels, moves of a session, of the year, leads."""
    sessions = [session for session in SESSIONS if session <= day]
    numbers: set[str] = set()
    for symbol, closes in CLOSES.items():
        numbers |= {f"{closes[session]:,.2f}" for session in sessions}
        for before, session in pairwise(sessions):
            numbers.add(f"{abs(_change_pct(symbol, before, session)):.2f}")
            numbers.add(f"{abs(closes[session] - closes[before]):,.2f}")
        for session in sessions:
            numbers.add(f"{abs(_change_pct(symbol, BASE, session)):.2f}")
            numbers.add(f"{abs(_change_pct(symbol, session, day)):.2f}")
            lead = _change_pct("^RUT", BASE, session) - _change_pct(symbol, BASE, session)
            numbers.add(f"{lead:.2f}")
    return numbers


@pytest.mark.parametrize("name", [a.name for a in ARTICLES.values() if a.publisher in COMPUTED_BY_US])
def test_each_two_place_number_of_a_market_text_comes_from_the_closes(name: str):
    article = ARTICLES[name]
    written = set(re.findall(r"\d[\d,]*\.\d\d\b", article.text))
    assert written
    assert written <= _known_numbers(article.day)


# The statements that a reader is likeliest to check: name in the text, symbol, start, end.
STATEMENTS = [
    ("2026-01-22-closing-levels", "is up {}", "^RUT", BASE, date(2026, 1, 22)),
    ("2026-01-22-closing-levels", "is up {} for the year. The Nasdaq", "^GSPC", BASE, date(2026, 1, 22)),
    ("2026-01-22-closing-levels", "23,436.02, a gain of {}", "^IXIC", BASE, date(2026, 1, 22)),
    ("2026-01-22-closing-levels", "stands {} higher", "^DJI", BASE, date(2026, 1, 22)),
    ("2026-01-22-closing-levels", "Energy is first for the year with {}", "XLE", BASE, date(2026, 1, 22)),
    ("2026-01-22-closing-levels", "Materials with {}", "XLB", BASE, date(2026, 1, 22)),
    ("2026-01-22-closing-levels", "Industrials with {}", "XLI", BASE, date(2026, 1, 22)),
    ("2026-01-22-closing-levels", "last with a loss of {}", "XLF", BASE, date(2026, 1, 22)),
    ("2026-01-23-closing-levels", "Russell 2000 fell {}", "^RUT", date(2026, 1, 22), date(2026, 1, 23)),
    ("2026-01-23-closing-levels", "is now up {}", "^RUT", BASE, date(2026, 1, 23)),
    ("2026-01-23-closing-levels", "Nasdaq Composite {} and", "^IXIC", BASE, date(2026, 1, 23)),
    (
        "2026-01-23-closing-levels",
        "Financials were the weakest with a loss of {}",
        "XLF",
        date(2026, 1, 22),
        date(2026, 1, 23),
    ),
    ("2026-01-30-end-of-january", "it is up {}", "^RUT", BASE, date(2026, 1, 30)),
    ("2026-01-30-end-of-january", "has fallen {}", "^RUT", date(2026, 1, 22), date(2026, 1, 30)),
    ("2026-01-30-end-of-january", "Energy widened its lead to {}", "XLE", BASE, date(2026, 1, 30)),
    ("2026-01-30-end-of-january", "Financials lost {}", "XLF", BASE, date(2026, 1, 30)),
]


@pytest.mark.parametrize(("name", "words", "symbol", "start", "end"), STATEMENTS)
def test_statement_of_a_market_text_is_the_computed_move(
    name: str, words: str, symbol: str, start: date, end: date
):
    assert words.format(f"{abs(_change_pct(symbol, start, end)):.2f}%") in ARTICLES[name].text


def test_the_named_first_and_last_sectors_of_the_year_are_so():
    for day, first_three in (
        (date(2026, 1, 22), ["XLE", "XLB", "XLI"]),
        (date(2026, 1, 30), ["XLE", "XLB", "XLP"]),
    ):
        ranked = sorted(SECTOR_FUNDS, key=lambda symbol: _change_pct(symbol, BASE, day), reverse=True)
        assert ranked[:3] == first_three
        assert ranked[-1] == "XLF"


def test_prices_hold_every_session_of_every_symbol_once():
    rows = _rows("prices")
    assert set(CLOSES) == {*INDICES, *SECTOR_FUNDS}
    assert (SESSIONS[0], SESSIONS[-1], len(SESSIONS)) == (date(2025, 12, 1), date(2026, 1, 30), 42)
    assert all(sorted(closes) == SESSIONS for closes in CLOSES.values())
    assert len(rows) == len(CLOSES) * len(SESSIONS)
    assert all(
        row["source"] and row["currency"] == ("USD" if row["symbol"][0] != "^" else "") for row in rows
    )


@pytest.mark.real_data
@pytest.mark.skipif(not REAL_DATA.is_dir(), reason=f"no real data at {REAL_DATA}")
@pytest.mark.parametrize("symbol", INDICES)
def test_index_closes_are_the_real_ones(symbol: str):
    real = _real_closes(REAL_DATA / "recent_unadjusted" / f"{symbol[1:]}.csv")
    assert CLOSES[symbol] == {day: round(real[day], 2) for day in SESSIONS}


@pytest.mark.real_data
@pytest.mark.skipif(not REAL_DATA.is_dir(), reason=f"no real data at {REAL_DATA}")
@pytest.mark.parametrize("symbol", [symbol for symbol in SECTOR_FUNDS if symbol != "XLRE"])
def test_fund_closes_move_like_adjusted_ones_but_on_the_ex_dividend_day(symbol: str):
    real = _real_closes(REAL_DATA / "adjusted" / f"{symbol}.csv")
    gaps = {
        day: abs(_change_pct(symbol, before, day) - (real[day] / real[before] - 1) * 100)
        for before, day in pairwise(SESSIONS)
    }
    rounding_pct = 100 * 0.01 / min(CLOSES[symbol].values())
    assert [day for day, gap in gaps.items() if gap > 1.5 * rounding_pct] == [EX_DIVIDEND_DAY]


@pytest.mark.parametrize("table", TABLES)
def test_table_has_no_row_twice_and_no_moment_without_a_zone(table: str):
    rows = _rows(table)
    assert len({tuple(row.items()) for row in rows}) == len(rows) > 0
    for row in rows:
        if "known_at" in row:
            assert datetime.fromisoformat(row["known_at"]).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("table", "source", "article"),
    [
        ("ratings", "24/7 Wall St.", "2026-01-23-analyst-calls"),
        ("fundamentals", "FXEmpire", "2026-01-23-four-companies"),
        ("observations", "RSM US", "2026-01-13-rsm-growth-outlook"),
        ("observations", "Trading Economics", "2026-01-20-fed-funds-path"),
        ("observations", "MoneyFlows via FXEmpire", "2026-01-23-moneyflows-inflows"),
    ],
)
def test_figures_of_a_table_stand_in_the_article_and_are_known_with_it(table: str, source: str, article: str):
    rows = [row for row in _rows(table) if row["source"] == source]
    published = ARTICLES[article].published.astimezone(UTC)
    assert rows
    for row in rows:
        figure = float(row.get("target") or row["value"])
        written = f"${figure / 1e9:g} billion" if figure > 1e6 else f"{figure:g}"
        assert written in ARTICLES[article].text
        assert datetime.fromisoformat(row["known_at"]) == published


def test_every_row_names_a_symbol_that_the_demo_describes():
    described = {row["symbol"] for row in _rows("instruments")}
    named = {row["symbol"] for table in ("ratings", "fundamentals") for row in _rows(table)}
    assert named | {row["series"] for row in _rows("observations")} == described


def test_readme_names_every_publisher_and_every_article():
    readme = (demo_folder() / "README.md").read_text(encoding="utf-8")
    table_rows = [line for line in readme.splitlines() if line.startswith("| ")]
    for article in ARTICLES.values():
        assert [
            row
            for row in table_rows
            if row.startswith(f"| {article.publisher} |") and f"`{article.name}`" in row
        ]
    for table in TABLES:
        assert f"| `{table}.csv` | {len(_rows(table))} |" in readme
