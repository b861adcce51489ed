"""The market's clock: which moments a day in New York holds, and what a moment without a zone means."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")

END_OF_DAY = time.max
"""23:59:59.999999: an as-of that is a day means this moment, and what is known to be of a day and no nearer
counts as known at it."""


def start_of_day(day: date) -> datetime:
    """Midnight with which ``day`` begins in New York, in UTC."""
    return in_utc(datetime.combine(day, time.min))


def end_of_day(day: date) -> datetime:
    """The last microsecond of ``day`` in New York, in UTC."""
    return in_utc(datetime.combine(day, END_OF_DAY))


def new_york_day(moment: datetime) -> date:
    """The day in New York on which ``moment`` (aware) falls."""
    return moment.astimezone(NEW_YORK).date()


def written_moment(moment: datetime) -> str:
    """``moment`` as people write it: a day where it is the end of one in New York, else with the time there."""
    day = new_york_day(moment)
    return (
        day.isoformat()
        if moment == end_of_day(day)
        else f"{moment.astimezone(NEW_YORK):%Y-%m-%d %H:%M} in New York"
    )


def in_utc(moment: datetime) -> datetime:
    """``moment`` in UTC; one without a zone is New York's."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=NEW_YORK)).astimezone(UTC)
