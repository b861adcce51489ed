from __future__ import annotations

import pytest

from ingest.mentions import mentioned_symbols
from ingest.names import names_of
from market.instruments import Instrument, InstrumentBook, read_reference

STOCKS = [
    Instrument("AAPL", "Apple Inc.", "stock"),
    Instrument("MSFT", "Microsoft", "stock"),
    Instrument("GOOGL", "Alphabet Inc. (Class A)", "stock"),
    Instrument("GOOG", "Alphabet Inc. (Class C)", "stock"),
    Instrument("TGT", "Target Corporation", "stock"),
    Instrument("GAP", "Gap Inc.", "stock"),
    Instrument("ALL", "Allstate", "stock"),
    Instrument("IT", "Gartner", "stock"),
    Instrument("DOW", "Dow Inc.", "stock"),
    Instrument("NDAQ", "Nasdaq, Inc.", "stock"),
    Instrument("SPGI", "S&P Global", "stock"),
    Instrument("T", "AT&T", "stock"),
    Instrument("BBY", "Best Buy", "stock"),
    Instrument("LLY", "Lilly (Eli)", "stock"),
    Instrument("HIG", "Hartford (The)", "stock"),
    Instrument("MGM", "MGM Resorts", "stock"),
    Instrument("RMBS", "Rambus", "stock"),
    Instrument("META", "Metalworks of Ohio", "stock"),
]


@pytest.fixture(scope="module")
def book() -> InstrumentBook:
    return InstrumentBook([*read_reference(), *STOCKS])


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Microsoft fell.", "MSFT"),
        ("microsoft fell.", ""),
        ("MICROSOFT CORPORATION", "MSFT"),
        ("Apple said it would wait.", "AAPL"),
        ("Apple pie is served at noon.", ""),
        ("They like Apple.", "AAPL"),
        ("Shares of Target slid.", "TGT"),
        ("Target prices differ, and the Target date moved.", ""),
        ("Target Hospitality opened a lodge.", ""),
        ("The Target Center in Minneapolis was full.", ""),
        ("She bought it at Gap, and Gap's sales rose.", "GAP"),
        ("Mind the gap. Gap years are popular.", ""),
        ("He said that Microsoft, Gap and others had cut prices.", "MSFT GAP"),
        ("That one is a Best Buy.", ""),
        ("Best Buy cut its outlook.", "BBY"),
        ("Eli Lilly gained.", "LLY"),
        ("The Hartford raised its payout. Rents in Hartford fell.", "HIG"),
        ("It bought MGM Holdings Inc. from investors.", ""),
        ("Google lost the case.", "GOOGL GOOG"),
    ],
)
def test_names_need_what_stands_beside_them(book, text, symbols):
    assert mentioned_symbols("", text, "", book) == tuple(symbols.split())


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("The maker (NASDAQ: AAPL) fell.", "AAPL"),
        ("The maker (NASDAQ:AAPL) fell.", "AAPL"),
        ("Telus (TSX: T) rose.", ""),
        ("$AAPL and $T", "AAPL"),
        ("Gartner (IT) grew.", "IT"),
        ("Spending on information technology (IT) grew, and IT budgets too.", ""),
        ("ALL RIGHTS RESERVED. ALL of them.", ""),
        ("MSFT closed flat.", "MSFT"),
        ("Residential mortgage-backed securities (RMBS) fell; RMBS spreads widened.", ""),
        ("The VIX and QQQ rose.", "^VIX QQQ"),
        ("The cost was $1.2T, or ($M) 40.", ""),
    ],
)
def test_tickers(book, text, symbols):
    assert mentioned_symbols("", text, "", book) == tuple(symbols.split())


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("The Nasdaq lost 1%.", "^IXIC"),
        ("Nasdaq's rally ended.", "^IXIC"),
        ("Its shares are listed on the Nasdaq.", ""),
        ("The Nasdaq Stock Market LLC", ""),
        ("Nasdaq Inc. said revenue rose.", "NDAQ"),
        ("The Dow fell 300 points.", "^DJI"),
        ("Dow said it would close a plant.", "DOW"),
        ("The S&P 500 rose.", "^GSPC"),
        ("S&P cut the rating of Peru.", ""),
        ("S&P Global raised its forecast.", "SPGI"),
        ("The unemployment rate fell.", "UNRATE"),
        ("Spain's unemployment rate fell.", ""),
        ("The Committee lowered the federal funds rate.", "FEDFUNDS"),
        ("Energy is dear, and technology helps.", ""),
        ("Energy stocks led.", "XLE"),
        ("Core PCE inflation eased.", "PCEPILFE"),
        ("She told Dow Jones Newswires. The Dow Jones Industrial Average fell.", "^DJI"),
        ("She told Dow Jones Newswires.", ""),
        ("Thomson Financial - Shares fell.", ""),
        ("The 10-year Treasury yields rose.", "DGS10"),
    ],
)
def test_indices_series_and_funds(book, text, symbols):
    assert mentioned_symbols("", text, "", book) == tuple(symbols.split())


def test_a_company_named_once_for_certain_vouches_for_its_everyday_name(book):
    text = "Apple Inc. reported. A rise in demand at Apple surprised, as Apple itself admits."
    assert mentioned_symbols("", text, "", book) == ("AAPL",)


def test_the_prominent_come_first(book):
    text = "Microsoft rose. Gartner fell, Gartner said, and Gartner's sales fell too."
    assert mentioned_symbols("", text, "", book) == ("IT", "MSFT")
    assert mentioned_symbols("Microsoft rises", text, "", book) == ("MSFT", "IT")


@pytest.mark.parametrize("company", ["Apple Inc.", "APPLE INC", "APPLE INC /CA/", "The Apple Company"])
def test_whose_report_it_is_comes_first(book, company):
    text = "The Company competes with Microsoft. Microsoft is larger. Microsoft is older."
    assert mentioned_symbols("Microsoft everywhere", text, company, book) == ("AAPL", "MSFT")


def test_an_unknown_company_has_no_symbol(book):
    assert mentioned_symbols("", "The Company is a bank.", "Hollowbrook Bancorp", book) == ()


def test_names_everybody_uses_are_not_given_to_a_namesake_of_the_symbol(book):
    assert mentioned_symbols("", "Facebook grew.", "", book) == ()


def test_two_companies_under_one_name_are_neither():
    book = InstrumentBook(
        [Instrument("A1", "Zentrix Systems", "stock"), Instrument("B1", "Zentrix Networks", "stock")]
    )
    assert mentioned_symbols("", "Zentrix rose. Zentrix Networks fell.", "", book) == ("B1",)


def test_names_are_prepared_once_for_a_book(book):
    assert names_of(book) is names_of(book)
