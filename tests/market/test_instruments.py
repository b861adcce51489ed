from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.errors import AmbiguousInstrument, UnknownInstrument
from market.instruments import (
    Instrument,
    InstrumentBook,
    read_reference,
    short_name,
)
from market.views import REFERENCE

DATA = Path(__file__).parents[2].parent / "shared" / "data"

STOCKS = [
    Instrument("GOOGL", "Alphabet Inc. (Class A)", "stock", "Communication Services"),
    Instrument("GOOG", "Alphabet Inc. (Class C)", "stock", "Communication Services"),
    Instrument("TGT", "Target Corporation", "stock", "Consumer Staples"),
    Instrument("XOM", "ExxonMobil", "stock", "Energy"),
    Instrument("CVX", "Chevron Corporation", "stock", "Energy"),
    Instrument("F", "Ford Motor Company", "stock", "Consumer Discretionary"),
    Instrument("A", "Agilent Technologies", "stock", "Health Care"),
    Instrument("ALL", "Allstate", "stock", "Financials"),
    Instrument("ON", "ON Semiconductor", "stock", "Information Technology"),
    Instrument("NVDA", "Nvidia", "stock", "Information Technology"),
    Instrument("MSFT", "Microsoft", "stock", "Information Technology"),
    Instrument("BRK.B", "Berkshire Hathaway", "stock", "Financials"),
    Instrument("DOW", "Dow Inc.", "stock", "Materials"),
    Instrument("JPM", "JPMorgan Chase", "stock", "Financials"),
    Instrument("EL", "Estée Lauder Companies (The)", "stock", "Consumer Staples"),
    Instrument("ORLY", "O’Reilly Automotive", "stock", "Consumer Discretionary"),
]


@pytest.fixture(scope="module")
def book() -> InstrumentBook:
    return InstrumentBook([*read_reference(), *STOCKS])


def named(book: InstrumentBook, text: str) -> list[tuple[str, list[str]]]:
    return [(m.text, [c.symbol for c in m.candidates]) for m in book.mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is the Russell 2000 beating the S&P 500?", [("Russell 2000", "^RUT"), ("S&P 500", "^GSPC")]),
        (
            "How did the Nasdaq's run compare with small caps?",
            [("Nasdaq's", "^IXIC"), ("small caps", "^RUT")],
        ),
        ("small-cap stocks or large caps", [("small-cap stocks", "^RUT"), ("large caps", "^GSPC")]),
        ("S & P 500, SP500 and SPX", [("S & P 500", "^GSPC"), ("SP500", "^GSPC"), ("SPX", "^GSPC")]),
        ("^rut, $spy and qqq", [("^rut", "^RUT"), ("$spy", "SPY"), ("qqq", "QQQ")]),
        ("the ten-year yield and 2s10s", [("ten-year yield", "DGS10"), ("2s10s", "T10Y2Y")]),
        ("Where is the 10-year?", [("the 10-year", "DGS10")]),
        ("10-year Treasury yields", [("10-year Treasury yields", "DGS10")]),
        (
            "core PCE, CPI, jobless claims",
            [("core PCE", "PCEPILFE"), ("CPI", "CPIAUCSL"), ("jobless claims", "ICSA")],
        ),
        ("the effective fed funds rate", [("effective fed funds rate", "FEDFUNDS")]),
        ("energy against utilities", [("energy", "XLE"), ("utilities", "XLU")]),
        ("oil prices and gold", [("oil prices", "USO"), ("gold", "GLD")]),
        ("brk-b and BRK.B", [("brk-b", "BRK.B"), ("BRK.B", "BRK.B")]),
        ("Estee Lauder or O'Reilly Automotive", [("Estee Lauder", "EL"), ("O'Reilly Automotive", "ORLY")]),
        ("$F rose, Ford (F) too", [("$F", "F"), ("Ford", "F"), ("F", "F")]),
        ("Nasdak vs Russel 2000", [("Nasdak", "^IXIC"), ("Russel 2000", "^RUT")]),
        ("the unemploymnet rate", [("unemploymnet rate", "UNRATE")]),
        ("Sell in May. Gold rallied", [("Gold", "GLD")]),
    ],
)
def test_names_as_people_write_them_are_found(book, text, expected):
    assert named(book, text) == [(words, [symbol]) for words, symbol in expected]


@pytest.mark.parametrize(
    "text",
    [
        "what are all the key lows now on it",
        "how is a well so low",
        "The A and F grades",
        "AI spending in the US and EPS",
        "oil companies, energy costs and the market cap",
        "my target for a new bank",
        "over the past two years and the last ten years",
        "the 10-year return, a five-year plan",
        "billions of US dollars",
        "Marco and the progression of Technologies",
        "Target is the first word here",
        "please compare the results and explain",
        "",
        "?!",
    ],
)
def test_ordinary_words_are_no_instruments(book, text):
    assert named(book, text) == []


@pytest.mark.parametrize(
    ("text", "candidates"),
    [("Alphabet's earnings", ["GOOGL", "GOOG"]), ("DOW today", ["DOW", "^DJI"]), ("ALL of it", ["ALL"])],
)
def test_every_candidate_of_an_ambiguous_name_is_given(book, text, candidates):
    assert named(book, text)[0][1] == candidates


def test_an_everyday_word_is_a_company_only_with_a_capital_inside_a_sentence(book):
    assert named(book, "Shares of Target fell short of the target.") == [("Target", ["TGT"])]


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("gspc", "^GSPC"),
        ("^RUT", "^RUT"),
        ("$nvda", "NVDA"),
        ("energy", "XLE"),
        ("Materials", "XLB"),
        ("Dow", "^DJI"),
        ("DOW", "DOW"),
        ("microsft", "MSFT"),
        ("JPMorgan", "JPM"),
        ("f", "F"),
        ("  the   market ", "^GSPC"),
        ("dgs10", "DGS10"),
    ],
)
def test_resolve_gives_one_symbol(book, name, symbol):
    assert book.resolve(name).symbol == symbol


def test_unknown_name_offers_near_ones(book):
    with pytest.raises(UnknownInstrument, match="MSFT") as caught:
        book.resolve("Mikrosoft Azure")
    assert "MSFT" in caught.value.suggestions


@pytest.mark.parametrize("name", ["", "  ", "$", "zzzzzz"])
def test_nothing_resolves_to_nothing(book, name):
    with pytest.raises(UnknownInstrument):
        book.resolve(name)


def test_ambiguous_name_lists_the_candidates(book):
    with pytest.raises(AmbiguousInstrument, match="GOOGL, GOOG"):
        book.resolve("alphabet")


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("sectors", 11),
        ("sector ETFs", 11),
        ("S&P sectors", 11),
        ("the major indexes", 4),
        ("indices", 4),
        ("Energy stocks", 2),
        ("tech companies", 3),
        ("stocks", len(STOCKS)),
        ("XLE, xlk; the Nasdaq", 3),
        ("NVDA", 1),
    ],
)
def test_groups(book, name, count):
    assert len(book.resolve_group(name).symbols) == count


@pytest.mark.parametrize("name", ["utilities stocks", "", ",", "XLE, nonsense-name"])
def test_a_group_without_members_is_unknown(book, name):
    with pytest.raises(UnknownInstrument):
        book.resolve_group(name)


def test_groups_are_found_in_running_text(book):
    found = book.group_mentions(
        "Which sectors led, and did the major indexes follow? Energy stocks? Stocks fell."
    )
    assert [(m.text, m.group.name) for m in found] == [
        ("Which sectors", "sector ETFs"),
        ("major indexes", "major indices"),
        ("Energy stocks", "Energy stocks"),
    ]
    assert [m.text for m in book.group_mentions("Which sector ETF led?")] == ["Which sector"]
    assert book.group_mentions("the energy sector ETF, energy sector returns, one sector") == []


def test_without_stocks_the_words_mean_the_fund_only():
    book = InstrumentBook.reference()
    assert named(book, "energy stocks") == [("energy stocks", ["XLE"])]
    assert book.group_mentions("energy stocks") == []


def test_first_row_of_a_symbol_counts():
    book = InstrumentBook([Instrument("X", "First"), Instrument("X", "Second")])
    assert book.resolve("X").name == "First"


def test_reference_table_is_well_formed():
    instruments = read_reference()
    assert len({i.symbol for i in instruments}) == len(instruments)
    book = InstrumentBook(instruments)
    for instrument in instruments:
        for name in (instrument.symbol, instrument.name, *instrument.aliases):
            assert book.resolve(name) == instrument, name
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        assert all(None not in row for row in csv.DictReader(file))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Alphabet Inc. (Class A)", "Alphabet"),
        ("The Walt Disney Company", "Walt Disney"),
        ("Coca-Cola Company (The)", "Coca-Cola"),
        ("Eli Lilly and Company", "Eli Lilly"),
        ("Group", "Group"),
    ],
)
def test_short_name_drops_the_legal_form(name, short):
    assert short_name(name) == short


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_mentions_lie_in_the_text_in_order_without_overlap(text):
    book = InstrumentBook.reference()
    end = 0
    for mention in book.mentions(text):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.candidates
        end = mention.end


@pytest.fixture(scope="module")
def constituents() -> Iterator[list[dict[str, str]]]:
    path = DATA / "market" / "pddl" / "sp500-constituents.csv"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    with path.open(encoding="utf-8", newline="") as file:
        yield list(csv.DictReader(file))


@pytest.mark.real_data
def test_companies_of_the_s_and_p_500_are_found_by_name(constituents):
    stocks = [Instrument(r["Symbol"], r["Security"], "stock", r["GICS Sector"]) for r in constituents]
    book = InstrumentBook([*read_reference(), *stocks])
    missed = [
        stock.symbol
        for stock in stocks
        if stock.symbol
        not in {c.symbol for m in book.mentions(f"Shares of {stock.name} fell") for c in m.candidates}
    ]
    assert missed == []
