"""Hundreds of ways to name a time, with the dates worked out by hand; and what must hold for any words."""

from __future__ import annotations

import time
import timeit
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.clock import NEW_YORK
from market.episodes import EPISODES
from market.errors import UnknownPeriod
from market.periods import find_periods, parse_as_of, parse_period, refused_periods

AS_OF = parse_as_of("2026-01-22")  # a Thursday
TODAY = date(2026, 1, 22)
CLOSED = {date(2025, 11, 27), date(2025, 12, 25), date(2026, 1, 1), date(2026, 1, 19)}
SESSIONS = [
    day
    for number in range((TODAY - date(1999, 1, 4)).days + 1)
    if (day := date(1999, 1, 4) + timedelta(number)).weekday() < 5 and day not in CLOSED
]
LINES = (Path(__file__).parent / "periods.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if not line.startswith("#")]
PHRASES = [words for words, _ in CASES]


def read(text: str, as_of: datetime = AS_OF) -> str:
    """The two dates, or a question mark and why it is refused."""
    try:
        period = parse_period(text, as_of, SESSIONS)
    except UnknownPeriod as error:
        return f"?{error.reason}"
    return f"{period.start}..{period.end}"


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_words_for_a_time_have_their_dates(words, expected):
    found = read(words)
    if expected.startswith("?"):
        assert found.startswith("?")
        assert any(reason in found for reason in expected[1:].split("|"))
    else:
        assert found == expected


@pytest.mark.parametrize(
    "change", [str.upper, str.lower, str.title, lambda words: words.replace(" ", " \n ")]
)
def test_case_and_blanks_say_nothing(change):
    changed = [words for words in PHRASES if "'" not in words or change is not str.title]
    assert [read(change(words)) for words in changed] == [read(words) for words in changed]


def test_what_running_text_calls_a_time_means_the_same_as_an_answer():
    for words in PHRASES:
        for found in find_periods(f"Small caps, {words}: how?", AS_OF, SESSIONS):
            again = parse_period(found.text, AS_OF, SESSIONS)
            assert (again.start, again.end) == (found.period.start, found.period.end), found.text


def test_a_label_read_again_gives_the_same_dates():
    for words in PHRASES:
        if not read(words).startswith("?"):
            period = parse_period(words, AS_OF, SESSIONS)
            assert read(period.label) == f"{period.start}..{period.end}"


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(PHRASES),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_at_any_as_of_a_period_begins_before_it_ends_and_ends_by_that_day(words, as_of):
    try:
        period = parse_period(words, as_of)
    except UnknownPeriod:
        return
    assert period.start <= period.end <= as_of.astimezone(NEW_YORK).date()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(" ".join(PHRASES).split()), max_size=8).map(" ".join))
def test_any_mixture_of_the_words_is_read_or_refused(text):
    periods = [found.period for found in find_periods(text, AS_OF, SESSIONS)]
    if not read(text).startswith("?"):
        periods.append(parse_period(text, AS_OF, SESSIONS))
    assert all(period.start <= period.end <= TODAY for period in periods)
    for found in find_periods(text, AS_OF, SESSIONS):
        assert read(found.text) == f"{found.period.start}..{found.period.end}"


@pytest.mark.parametrize(
    "piece",
    ["1", "2020 ", "2020-", "the ", "first ", "first two weeks of ", "Q", "q1-", " ", "\n", "in ", "since ", "19/",
     "a couple of ", "day after ", "year to ", "end of the ", "Jan 5-", "'", "-", "..", "mid-", "last year's ", "½é"],
)  # fmt: skip
def test_long_odd_text_is_read_in_time_that_grows_with_it(piece):
    def least_spent(length: int) -> float:
        """The least of three runs: what a busy machine adds is left out."""
        text = (piece * length)[: length * 4]
        return min(
            timeit.repeat(lambda: find_periods(text, AS_OF), timer=time.process_time, repeat=3, number=1)
        )

    least_spent(10)
    assert least_spent(1_600) < 8 * max(least_spent(400), 0.02)  # four times the text; a square would be 16


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How have small caps done since Powell's May 2022 hike?", "since Powell's May 2022"),
        ("And after the December meeting?", "after the December"),
        ("Apple's revenue in FY23", "in FY23"),
        ("Gold since 5/1/2026", "since 5/1/2026"),
        ("Q1 against the same period last year", "the same period last year"),
        ("small caps since the covid crash", "since the covid crash"),
    ],
)
def test_a_time_that_cannot_be_read_is_told_and_no_part_of_it_is_taken(text, expected):
    refused = refused_periods(text, AS_OF, SESSIONS)
    assert [found.text for found in refused] == [expected]
    assert all(found.reason for found in refused)
    assert all(found.text not in expected for found in find_periods(text, AS_OF, SESSIONS))


@pytest.mark.parametrize(
    "text",
    ["the S&P 500 5-year CAGR", "its 52-week high and 50-day average", "24/7, 1/2 of 5-10 stocks", "3M and 12-1",
     "since then it fell, March was worse", "the sun rose", "is covid over", "it may march",
     "the 7 biggest of 2,020 stocks", "stocks fall", "year over year inflation",
     "a 2-year note and a 10-year one", "rose from 1950 to 2000 points", "for 1900 dollars"],
)  # fmt: skip
def test_numbers_and_other_words_are_no_time(text):
    assert find_periods(text, AS_OF, SESSIONS) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is the 10-year above 4.5% since Labor Day?", ["since Labor Day"]),
        ("rank the sectors for H2 2025 and Q4'25", ["for H2 2025", "Q4'25"]),
        ("Return of 3M over 3m", ["over 3m"]),
        ("last year, this year and the past 3 years", ["last year", "this year", "the past 3 years"]),
        ("how did 2025's second half look", ["2025's second half"]),
        ("in the first quarter, and the first half of", ["in the first quarter", "the first half"]),
        ("what happened the week of 12 January?", ["the week of 12 January"]),
        ("stocks fall in the fall", ["in the fall"]),
        ("during covid and during the GFC", ["during covid", "during the GFC"]),
    ],
)
def test_a_time_is_found_among_other_words(text, expected):
    assert [found.text for found in find_periods(text, AS_OF, SESSIONS)] == expected


def test_every_episode_is_called_by_one_name_only():
    names = [name for episode in EPISODES for name in (*episode.names, *episode.weak_names)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2024-03-29", "2024-03-28..2024-03-29"), ("2025-04-18", "2025-04-17..2025-04-18"),
     ("2038-04-23", "2038-04-22..2038-04-23"), ("2008-03-21", "2008-03-20..2008-03-21")],
)  # fmt: skip
def test_good_friday_is_found_in_its_year(day, expected):
    period = parse_period(f"Good Friday {day[:4]}", parse_as_of("2040-01-01"))
    assert f"{period.start}..{period.end}" == expected
