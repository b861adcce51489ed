"""The times that a text names, and whether two of them can be the same."""

import pytest

from copilot.tieout.times import Time, times_in


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("in 2019", [(2019, 0, 0, 0)]),
        ("for 2017,2018 and 2019", [(2017, 0, 0, 0), (2018, 0, 0, 0), (2019, 0, 0, 0)]),
        ("Three Months Ended September 30, 2022 and 2021", [(2022, 0, 9, 3), (2021, 0, 9, 3)]),
        ("Years Ended September 30, | 2019 | 2018", [(2019, 0, 9, 12), (2018, 0, 9, 12)]),
        ("the third quarter of fiscal 2022", [(2022, 3, 0, 3)]),
        ("fiscal 2019 second quarter", [(2019, 2, 0, 3)]),
        ("2022 Q3", [(2022, 3, 0, 3)]),
        ("3Q22", [(2022, 3, 0, 3)]),
        ("Q4 2019 against Q4 2018", [(2019, 4, 0, 3), (2018, 4, 0, 3)]),
        ("first quarter ended March 31, 2019", [(2019, 1, 3, 3)]),
        ("the second and first quarter of 2019", [(2019, 2, 0, 3), (2019, 1, 0, 3)]),
        ("January 26 and April 27, 2019", [(2019, 0, 1, 0), (2019, 0, 4, 0)]),
        ("nine months ended June 30, 2023", [(2023, 0, 6, 9)]),
        ("FY19 and F18", [(2019, 0, 0, 0), (2018, 0, 0, 0)]),
        ("in 2018/19", [(2019, 0, 0, 0)]),
        ("5 in 2019 compared with 4 a year earlier", [(2019, 0, 0, 0), (2018, 0, 0, 0)]),
        ("2022-03-16", [(2022, 0, 3, 0)]),
        ("the Russell 2000, the S&P 500 and 2,019 shares at $2019", []),
        ("2019 million units", []),
    ],
)
def test_times_of_a_text(text, times):
    assert [tuple(mention.time) for mention in times_in(text)] == times


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        (Time(2019), Time(2019, 3, 9, 3), True),
        (Time(2019), Time(2018), False),
        (Time(2019, 3, 0, 3), Time(2019, 0, 9, 3), True),
        (Time(2019, 3, 0, 3), Time(2019, 0, 9, 9), False),
        (Time(2019, 3, 0, 3), Time(2019, 2, 0, 3), False),
    ],
)
def test_times_agree_where_no_field_that_both_state_differs(first, second, agree):
    assert first.agrees(second) is agree is second.agrees(first)
