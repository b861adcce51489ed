"""Market episodes that people call by a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Episode:
    """From the S&P 500's last close before a fall to its lowest close."""

    names: tuple[str, ...]
    start: date
    end: date


EPISODES = (
    Episode(("black monday", "1987 crash", "crash of 1987"), date(1987, 10, 16), date(1987, 10, 19)),
    Episode(
        ("dot-com crash", "dot-com bust", "dotcom crash", "dotcom bust", "tech bust"),
        date(2000, 3, 24),
        date(2002, 10, 9),
    ),
    Episode(
        (
            "global financial crisis",
            "great financial crisis",
            "2008 financial crisis",
            "financial crisis",
            "gfc",
        ),
        date(2007, 10, 9),
        date(2009, 3, 9),
    ),
    Episode(("volmageddon",), date(2018, 1, 26), date(2018, 2, 8)),
    Episode(
        (
            "covid crash",
            "covid-19 crash",
            "covid sell-off",
            "covid selloff",
            "coronavirus crash",
            "pandemic crash",
        ),
        date(2020, 2, 19),
        date(2020, 3, 23),
    ),
    Episode(("2022 bear market", "bear market of 2022"), date(2022, 1, 3), date(2022, 10, 12)),
    Episode(
        ("tariff sell-off", "tariff selloff", "liberation day sell-off", "liberation day selloff"),
        date(2025, 4, 2),
        date(2025, 4, 8),
    ),
)
"""Dates by closes of the S&P 500, which the tests look up where its history is at hand."""
