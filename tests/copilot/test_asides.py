"""What a question says beside itself and in short, what it leans on, and what is asked back."""

from datetime import date

import pytest

from copilot.analyst.asides import AsideReader
from copilot.analyst.asking_back import which_is_meant
from copilot.analyst.forecasts import asks_for_forecast
from copilot.analyst.long_series import long_series
from copilot.analyst.reading import read_question, up_to_year
from market.instruments import Instrument, InstrumentBook
from market.periods import parse_as_of, parse_period

BOOK = InstrumentBook.reference()
AS_OF = parse_as_of("2026-01-23")


def read(question, before=None):
    return read_question(question, BOOK, as_of=AS_OF, before=before)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("small caps on 6 Nov 2024 (day after the US election)", "small caps on 6 Nov 2024"),
        ("vix close 16 march 2020, height of the panic", "vix close 16 march 2020"),
        ("spy in the week of 9 dec 2024 (6 dec close to 13 dec close)", "spy in the week of 9 dec 2024"),
        ("US 10y yield (DGS10) on 19 Oct 2023", "US 10y yield on 19 Oct 2023"),
        ("IWM vs SPY 2021, spread in pp", "IWM vs SPY 2021, spread in pp"),
        ("Nasdaq versus S&P, first half of 2023", "Nasdaq versus S&P, first half of 2023"),
        (
            "the two-year on the day it broke (10 march 2023)",
            "the two-year on the day it broke (10 march 2023)",
        ),
        ("SPY in 2022 (volatility)", "SPY in 2022 (volatility)"),
    ],
)
def test_an_aside_is_left_out_only_where_it_names_nothing_new(text, kept):
    assert AsideReader(BOOK, AS_OF).without_asides(text) == kept


def test_a_question_that_only_says_which_was_meant_is_part_of_the_one_before():
    (part,) = read("where did small caps finish on 24 sept 2025? the russell ETF i mean, not the index")
    assert [item.symbol for item in part.instruments] == ["IWM"]


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("best year of gold through 2024", date(2024, 12, 31)),
        ("in how many years before 2026", date(2025, 12, 31)),
        ("record high up to 2021", date(2021, 12, 31)),
        ("from 2010 to 2024", None),
        ("in 2024", None),
    ],
)
def test_all_the_time_up_to_a_year(text, until):
    assert up_to_year(text)[1] == until


@pytest.mark.parametrize(
    ("asked", "symbols", "periods"),
    [
        (("Correlation of HYG with the S&P 500 in 2020?", "and TLT?"), ["TLT", "^GSPC"], ("in 2020",)),
        (
            ("How did the russell do against the nasdaq in 2024?", "and against the S&P?"),
            ["^RUT", "^GSPC"],
            ("in 2024",),
        ),
        (
            ("where was the ten year at the end of 2021?", "and end of 2022?", "so how many bp?"),
            ["DGS10"],
            ("from the end of 2021 to end of 2022",),
        ),
        (("10y yield at end of 2022?", "2y?", "and the spread?"), ["DGS10", "DGS2"], ("end of 2022",)),
        (
            ("where did vix close on 5 feb 2018?", "and the day before?"),
            ["^VIX"],
            ("the session before close on 5 feb 2018",),
        ),
    ],
)
def test_a_follow_up_gives_only_what_is_new(asked, symbols, periods):
    part = None
    for question in asked:
        part = read(question, part)[-1]
    assert [item.symbol for item in part.instruments] == symbols
    assert part.periods == periods


def test_what_was_bought_is_held_since():
    (part,) = read("I put money in IWM at the close on 2024-11-29. Where do I stand today in percent?")
    assert part.held
    assert parse_period(part.periods[0], AS_OF).start == date(2024, 11, 29)


@pytest.mark.parametrize(
    ("question", "candidates"),
    [
        ("How did consumer stocks do in 2023?", ["XLY", "XLP"]),
        ("what did the bond fund return in 2022", ["TLT", "HYG"]),
        ("net income in q3 2022?", ["Apple Inc.", "Intel Corporation"]),
        ("how did it do last year?", ["S&P 500"]),
        ("How did gold do in 2023?", []),
        ("What did the minutes say about bonds?", []),
    ],
)
def test_what_is_not_named_is_asked_back(question, candidates):
    said = which_is_meant(read(question)[0], BOOK, ["Apple Inc.", "Intel Corporation"])
    assert bool(said) == bool(candidates)
    assert all(candidate in said for candidate in candidates)


@pytest.mark.parametrize(
    "question",
    [
        "probability of recession in 2027?",
        "odds of a cut in March",
        "how high can gold go",
        "what's next for the nasdaq",
    ],
)
def test_what_will_be_is_a_forecast_in_slang_too(question):
    assert asks_for_forecast(question, 2026)


@pytest.mark.parametrize(
    "question",
    [
        "is now a good time to dump my TLT?",
        "should we rotate into small caps",
        "would it be smart to buy gold",
    ],
)
def test_advice_in_slang_is_advice(question):
    assert read(question)[0].advice


@pytest.mark.parametrize("question", ["best day for the nasdaq in 2025", "Is Microsoft rated a buy?"])
def test_a_good_day_is_no_advice(question):
    assert not read(question)[0].advice


@pytest.mark.parametrize(
    ("question", "symbol"),
    [
        ("Shiller PE (CAPE) in December 1999", "file.PE10"),
        ("10-year yield in march 1955", "us10y-monthly"),
        ("10-year yield in march 2005", None),
    ],
)
def test_the_long_series_is_meant_where_it_is_named_or_no_other_goes_back(question, symbol):
    own = [Instrument(name, name, "series") for name in ("file.PE10", "us10y-monthly")]
    book = InstrumentBook([*BOOK.instruments, *own])
    found = long_series(question, question, book.mentions(question), book)
    assert (found.series.symbol if found else None) == symbol
