from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from market.clock import NEW_YORK
from market.date_words import MONTH_NUMBERS
from market.episodes import EPISODES, Episode
from market.errors import UnknownPeriod
from market.periods import Period, find_periods, parse_as_of, parse_period

DATA = Path(__file__).parents[2].parent / "shared" / "data"
AS_OF = parse_as_of("2026-01-22")  # a Thursday
WEEKDAYS = [date(2025, 12, 1) + timedelta(days=n) for n in range(53)]
SESSIONS = [
    day
    for day in WEEKDAYS
    if day.weekday() < 5 and day not in (date(2025, 12, 25), date(2026, 1, 1), date(2026, 1, 19))
]


def days(period: Period) -> str:
    return f"{period.start}..{period.end}"


def test_an_as_of_date_is_the_end_of_that_day_in_new_york():
    assert parse_as_of("2026-01-22") == datetime(2026, 1, 23, 4, 59, 59, 999999, tzinfo=UTC)
    assert parse_as_of(" 2026-07-22 ") == datetime(2026, 7, 23, 3, 59, 59, 999999, tzinfo=UTC)


def test_an_as_of_moment_is_exact():
    assert parse_as_of("2026-01-22T16:00:00-05:00") == datetime(2026, 1, 22, 21, tzinfo=UTC)
    assert parse_as_of("2026-01-22T16:00:00Z") == datetime(2026, 1, 22, 16, tzinfo=UTC)
    assert parse_as_of("2026-01-22T16:00") == datetime(2026, 1, 22, 21, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-02-30", "2026-13-01", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_as_of_is_refused(text):
    with pytest.raises(UnknownPeriod):
        parse_as_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("YTD", "2025-12-31..2026-01-22"),
        ("year to date", "2025-12-31..2026-01-22"),
        ("so far this year", "2025-12-31..2026-01-22"),
        ("in 2026", "2025-12-31..2026-01-22"),
        ("MTD", "2025-12-31..2026-01-22"),
        ("this quarter", "2025-12-31..2026-01-22"),
        ("this week", "2026-01-18..2026-01-22"),
        ("last year", "2024-12-31..2025-12-31"),
        ("last quarter", "2025-09-30..2025-12-31"),
        ("last month", "2025-11-30..2025-12-31"),
        ("last week", "2026-01-11..2026-01-18"),
        ("2020", "2019-12-31..2020-12-31"),
        ("the year 2020", "2019-12-31..2020-12-31"),
        ("Q1 2022", "2021-12-31..2022-03-31"),
        ("2022Q1", "2021-12-31..2022-03-31"),
        ("first quarter of 2022", "2021-12-31..2022-03-31"),
        ("fourth quarter of last year", "2025-09-30..2025-12-31"),
        ("second half of 2025", "2025-06-30..2025-12-31"),
        ("March 2020", "2020-02-29..2020-03-31"),
        ("mar. 2020", "2020-02-29..2020-03-31"),
        ("2020-03", "2020-02-29..2020-03-31"),
        ("in January", "2025-12-31..2026-01-22"),
        ("December", "2025-11-30..2025-12-31"),
        ("last January", "2024-12-31..2025-01-31"),
        ("past 30 days", "2025-12-23..2026-01-22"),
        ("past twelve months", "2025-01-22..2026-01-22"),
        ("trailing 3 years", "2023-01-22..2026-01-22"),
        ("over the last year", "2025-01-22..2026-01-22"),
        ("over the past decade", "2016-01-22..2026-01-22"),
        ("6m", "2025-07-22..2026-01-22"),
        ("since March", "2025-02-28..2026-01-22"),
        ("since 2020-02-19", "2020-02-19..2026-01-22"),
        ("since 2020", "2019-12-31..2026-01-22"),
        ("since the end of October", "2025-10-31..2026-01-22"),
        ("since the end of last month", "2025-12-31..2026-01-22"),
        ("since the start of the year", "2025-12-31..2026-01-22"),
        ("since year-end 2024", "2024-12-31..2026-01-22"),
        ("since 19 Feb 2020", "2020-02-19..2026-01-22"),
        ("since February 19th, 2020", "2020-02-19..2026-01-22"),
        ("since 2/19/2020", "2020-02-19..2026-01-22"),
        ("since Friday", "2026-01-16..2026-01-22"),
        ("since a year ago", "2025-01-22..2026-01-22"),
        ("since February 29", "2024-02-29..2026-01-22"),
        ("between 19 Feb and 23 March 2020", "2020-02-19..2020-03-23"),
        ("from 19th of February 2020 to 23 March", "2020-02-19..2020-03-23"),
        ("from November to February 2020", "2019-10-31..2020-02-29"),
        ("from March 2020 through June", "2020-02-29..2020-06-30"),
        ("Q1 to Q3 2022", "2021-12-31..2022-09-30"),
        ("2020-02-19..2020-03-23", "2020-02-19..2020-03-23"),
        ("2019–2021", "2018-12-31..2021-12-31"),
        ("on 16 March 2020", "2020-03-15..2020-03-16"),
        ("the covid crash", "2020-02-19..2020-03-23"),
        ("Global  Financial Crisis", "2007-10-09..2009-03-09"),
        ("the latest session", "2026-01-21..2026-01-22"),
        ("prior session", "2026-01-21..2026-01-22"),
        ("today", "2026-01-21..2026-01-22"),
        ("yesterday", "2026-01-20..2026-01-21"),
        ("past 5 sessions", "2026-01-14..2026-01-22"),
        ("since inception", "2025-12-01..2026-01-22"),
    ],
)
def test_periods_by_the_words(text, expected):
    assert days(parse_period(text, AS_OF, SESSIONS)) == expected


@pytest.mark.parametrize(
    "text",
    ["", "foo", "2027", "since 2027", "March 2027", "2020-13-01", "Feb 30 2020", "past 99999 years", "10-year",
     "between 23 March 2020 and 19 Feb 2020", "past 400 sessions", "Russell 2000", "x" * 1000],
)  # fmt: skip
def test_what_is_no_period_is_refused(text):
    with pytest.raises(UnknownPeriod):
        parse_period(text, AS_OF, SESSIONS)


def test_latest_session_is_the_last_with_prices():
    before_the_close = datetime(2026, 1, 20, 10, tzinfo=NEW_YORK)
    known = [day for day in SESSIONS if day < date(2026, 1, 20)]
    assert days(parse_period("latest session", before_the_close, known)) == "2026-01-15..2026-01-16"


def test_without_sessions_weekdays_stand_in():
    assert days(parse_period("latest session", parse_as_of("2026-01-25"))) == "2026-01-22..2026-01-23"
    with pytest.raises(UnknownPeriod, match="no prices"):
        parse_period("since inception", AS_OF)


def test_the_day_of_as_of_is_new_yorks():
    assert parse_period("YTD", datetime(2026, 1, 1, 3, tzinfo=UTC)).end == date(2025, 12, 31)


def test_label_holds_the_words():
    assert parse_period("  since   March ", AS_OF).label == "since March"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is the Russell 2000 up YTD against the S&P 500?", {"YTD": "2025-12-31..2026-01-22"}),
        ("the Russell 2000 in 2000", {"in 2000": "1999-12-31..2000-12-31"}),
        ("S&P 500 return 2020", {"2020": "2019-12-31..2020-12-31"}),
        ("10-year yield in March 2020", {"in March 2020": "2020-02-29..2020-03-31"}),
        ("between 19 Feb and 23 March 2020 it fell",
         {"between 19 Feb and 23 March 2020": "2020-02-19..2020-03-23"}),
        ("How was December 2025 against January?",
         {"December 2025": "2025-11-30..2025-12-31", "January": "2025-12-31..2026-01-22"}),
        ("Q1 2022 vs Q1 2021",
         {"Q1 2022": "2021-12-31..2022-03-31", "Q1 2021": "2020-12-31..2021-03-31"}),
        ("As of 22 January 2026, what happened today?", {"today": "2026-01-21..2026-01-22"}),
        ("last year's gains", {"last year": "2024-12-31..2025-12-31"}),
        ("since the end\nof October", {"since the end\nof October": "2025-10-31..2026-01-22"}),
        ("It may march on in May", {"in May": "2025-04-30..2025-05-31"}),
        ("the covid crash", {"the covid crash": "2020-02-19..2020-03-23"}),
    ],
)  # fmt: skip
def test_periods_in_running_text(text, expected):
    found = find_periods(text, AS_OF, SESSIONS)
    assert {mention.text: days(mention.period) for mention in found} == expected
    assert all(text[mention.start : mention.end] == mention.text for mention in found)


@pytest.mark.parametrize(
    "text",
    ["Russell 2000", "S&P 500", "the 10-year and the 2-year", "rose from 2000 to 2100 points", "above 2020",
     "$2020, 2,020, 2020%, 2020.5", "it may march", "5 years", "in 2031", "max", "now"],
)  # fmt: skip
def test_numbers_and_words_that_are_no_period(text):
    assert find_periods(text, AS_OF, SESSIONS) == []


_PIECES = st.sampled_from(
    ["since", "between", "and", "to", "from", "the", "end of", "past", "last", "this", "in", "year", "month",
     "quarter", "sessions", "weeks", "ago", "Q1", "first quarter", "H2", "2020", "1999", "2026", "19", "31", "Feb 29",
     "2020-02-30", "2/31/2020", "..", "-", ",", "0", "99999", "YTD", "today", "friday", "covid crash", *MONTH_NUMBERS]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=7).map(" ".join)),
    st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001
)
@example("past 3 sessions", datetime(1, 1, 2, tzinfo=UTC))
@example("last year", datetime(1, 1, 3, tzinfo=UTC))
def test_any_text_gives_a_period_up_to_as_of_or_is_refused(text, as_of):
    today = as_of.astimezone(NEW_YORK).date()
    try:
        periods = [parse_period(text, as_of)]
    except UnknownPeriod:
        periods = []
    periods += [mention.period for mention in find_periods(f"x {text} y", as_of)]
    assert all(period.start <= period.end <= today for period in periods)


@pytest.mark.real_data
@pytest.mark.parametrize("episode", [e for e in EPISODES if e.by_close], ids=lambda episode: episode.names[0])
def test_episodes_run_from_the_high_close_to_the_low_close(episode: Episode):
    path = DATA / "market" / "adjusted" / "GSPC.csv"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    with path.open(encoding="utf-8", newline="") as file:
        closes = {date.fromisoformat(row["date"]): float(row["close"]) for row in csv.DictReader(file)}
    after = {
        day: close for day, close in closes.items() if episode.start < day <= episode.end + timedelta(10)
    }
    assert min(after, key=lambda day: after[day]) == episode.end
    assert closes[episode.start] > max(after.values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the days around 12 January 2026", "12 January 2026"),
        ("trading near 2020-03-16", "2020-03-16"),
        ("a close above 2000 in May", "in May"),
    ],
)
def test_a_whole_date_after_around_is_read_as_one(text, words):
    found = find_periods(text, parse_as_of("2026-01-22"))
    assert [mention.text for mention in found] == [words]
