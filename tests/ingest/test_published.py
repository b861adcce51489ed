from datetime import UTC, date, datetime

import pytest

from ingest.published import parse_dateline, parse_published
from market.clock import end_of_day, new_york_day

END_OF_22_JANUARY = datetime(2026, 1, 23, 4, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-22", "20260122", "2026/01/22", "01/22/2026", "1/22/2026", "January 22, 2026", "Jan. 22 2026",
        "22 January 2026", "22nd Jan 2026", " 2026-01-22 ", "2026-01-22 00:00:00", "2026-01-22T00:00:00Z",
        "2026-01-22T00:00:00-05:00", "D:20260122000000Z",
    ],
)  # fmt: skip
def test_a_day_without_time_is_known_at_its_end_in_new_york(text):
    assert parse_published(text) == END_OF_22_JANUARY


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-22T09:30:00-05:00", datetime(2026, 1, 22, 14, 30, tzinfo=UTC)),
        ("2026-01-22T14:30Z", datetime(2026, 1, 22, 14, 30, tzinfo=UTC)),
        ("2026-01-22 14:30:00 UTC", datetime(2026, 1, 22, 14, 30, tzinfo=UTC)),
        ("2026-07-22 09:30", datetime(2026, 7, 22, 13, 30, tzinfo=UTC)),
        ("Thu, 22 Jan 2026 14:30:00 GMT", datetime(2026, 1, 22, 14, 30, tzinfo=UTC)),
        ("D:20220729060321", datetime(2022, 7, 29, 10, 3, 21, tzinfo=UTC)),
        ("D:20220729100321Z", datetime(2022, 7, 29, 10, 3, 21, tzinfo=UTC)),
        ("D:20220729060321-04'00'", datetime(2022, 7, 29, 10, 3, 21, tzinfo=UTC)),
    ],
)
def test_a_moment_is_exact_and_without_a_zone_it_is_new_yorks(text, moment):
    assert parse_published(text) == moment


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "31 June 2026", "13/13/2026", "Q3 2022", "2022"])
def test_what_is_no_date_raises(text):
    with pytest.raises(ValueError, match=r"is not a date|day|month"):
        parse_published(text)


def test_the_day_shown_is_the_day_stated():
    assert new_york_day(end_of_day(date(2026, 7, 4))) == date(2026, 7, 4)


@pytest.mark.parametrize(
    "opening",
    [
        "CUPERTINO, California – July 28, 2022 – Apple today announced results.",
        "Apple Reports Third Quarter Results\n\nCUPERTINO, CALIFORNIA — July 28, 2022 — Apple® today announced.",
        "NEW YORK, July 28, 2022 /PRNewswire/ -- Example Inc. today announced results.",
        "REDMOND, Wash. — July 28, 2022 — Microsoft Corp. today announced.",
        "St. Paul, Minn. – July 28, 2022 – 3M today announced.",
    ],
)
def test_a_release_is_of_the_day_of_its_dateline(opening):
    assert new_york_day(parse_dateline(opening)) == date(2022, 7, 28)


@pytest.mark.parametrize(
    "text",
    ["Sales rose from July 28, 2022 - a record.", "As of July 28, 2022 we held cash.", "No day at all."],
)
def test_a_day_in_prose_is_no_dateline(text):
    assert parse_dateline(text) is None
