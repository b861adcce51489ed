"""Weekdays on which New York's exchanges are closed: holidays by rule, and the days of mourning, attack and storm.

Sessions come from the data; this only tells a missing session from a day on which one symbol alone has a row.
"""

from __future__ import annotations

from datetime import date

from market.exchanges import WEEKEND

SPECIAL_CLOSINGS = (
    date(1994, 4, 27),  # mourning: Nixon
    *(date(2001, 9, day) for day in (11, 12, 13, 14)),
    date(2004, 6, 11),  # Reagan
    date(2007, 1, 2),  # Ford
    *(date(2012, 10, day) for day in (29, 30)),  # hurricane Sandy
    date(2018, 12, 5),  # Bush
    date(2025, 1, 9),  # Carter
)


def new_york_closings(first: date, last: date) -> list[date]:
    """The weekdays from ``first`` to ``last`` without a session, by the rules of today. Source: nyse.com/markets."""
    import pandas as pd
    from pandas.tseries import holiday

    rules = [
        holiday.Holiday("New Year", month=1, day=1, observance=holiday.sunday_to_monday),
        holiday.Holiday(
            "Martin Luther King",
            month=1,
            day=1,
            offset=pd.offsets.WeekOfMonth(week=2, weekday=0),
            start_date="1998",
        ),
        holiday.USPresidentsDay,
        holiday.GoodFriday,
        holiday.USMemorialDay,
        holiday.Holiday(
            "Juneteenth", month=6, day=19, observance=holiday.nearest_workday, start_date="2022-01-01"
        ),
        holiday.Holiday("Independence Day", month=7, day=4, observance=holiday.nearest_workday),
        holiday.USLaborDay,
        holiday.USThanksgivingDay,
        holiday.Holiday("Christmas", month=12, day=25, observance=holiday.nearest_workday),
    ]
    span = (pd.Timestamp(first), pd.Timestamp(last))
    found = {day.date() for rule in rules for day in rule.dates(*span)}
    found |= {day for day in SPECIAL_CLOSINGS if first <= day <= last}
    return sorted(day for day in found if day.weekday() not in WEEKEND)
