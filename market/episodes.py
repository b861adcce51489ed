"""Market episodes that people call by a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch of days under a name: from the S&P 500's last close before a fall to its lowest close."""

    names: tuple[str, ...]
    """As patterns of :mod:`market.grammar`."""
    start: date
    end: date
    weak_names: tuple[str, ...] = ()
    """Words that are the name of something else as often: in running text "during covid", and not "covid"."""
    by_close: bool = True
    """Whether its dates are those of the highest and the lowest close; else an authority gave them."""


def _fall(of: str) -> tuple[str, ...]:
    """What people call a fall of the market, after the words for its reason."""
    return f"{of} crash|bust|selloff|slump|rout|shock|panic|meltdown", f"{of} sell off", f"{of} bear market"


EPISODES = (
    Episode(("1929|great crash", "crash of 1929"), date(1929, 9, 16), date(1932, 6, 1)),
    Episode(
        ("[1973] 74|1974 bear market", "bear market of [1973] 74|1974"), date(1973, 1, 11), date(1974, 10, 3)
    ),
    Episode(("black monday", "1987 crash", "crash of 1987"), date(1987, 10, 16), date(1987, 10, 19)),
    Episode(("asian [financial|currency] crisis",), date(1997, 10, 7), date(1997, 10, 27)),
    Episode(("ltcm crisis", "russian [debt] default|crisis"), date(1998, 7, 17), date(1998, 8, 31)),
    Episode((*_fall("dot com"), *_fall("dotcom"), "tech bust"), date(2000, 3, 24), date(2002, 10, 9)),
    Episode(
        ("[global|great] [2008] financial crisis", "financial crisis of 2008", "gfc"),
        date(2007, 10, 9),
        date(2009, 3, 9),
    ),
    Episode(("brexit shock|slump|selloff", "brexit sell off"), date(2016, 6, 23), date(2016, 6, 27)),
    Episode(("volmageddon",), date(2018, 1, 26), date(2018, 2, 8)),
    Episode(
        _fall("covid|coronavirus|pandemic [19]"),
        date(2020, 2, 19),
        date(2020, 3, 23),
        weak_names=("covid|coronavirus [19]",),
    ),
    Episode(
        ("covid|coronavirus [19] pandemic", "covid|pandemic era|years"),
        date(2020, 3, 11),
        date(2023, 5, 5),
        weak_names=("pandemic",),
        by_close=False,  # from the day the World Health Organization called it one to that it ended the emergency
    ),
    Episode(("2022 bear market", "bear market of 2022"), date(2022, 1, 3), date(2022, 10, 12)),
    Episode(("[yen] carry trade unwind", "yen carry unwind"), date(2024, 7, 16), date(2024, 8, 5)),
    Episode((*_fall("[2025] tariff"), *_fall("liberation day")), date(2025, 4, 2), date(2025, 4, 8)),
)
"""Dates by closes of the S&P 500, which the tests look up where its history is at hand."""
