"""Series that go back further than the indices and rates under the same name: Shiller's of the S&P 500, the ten-year's.

They are monthly. A question means them where it says so, or where it asks for a time before the daily series begin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from market.instruments import Instrument, InstrumentBook, Mention

_MONTHLY = r"\bmonthly\b(?! (?:returns?|performance|gains?|loss))"
_NAMED = tuple(
    (re.compile(words, re.IGNORECASE), suffix)
    for words, suffix in (
        (
            r"\bcape\b|\bpe10\b|\bp/?e ?10\b|\bshiller(?:'s)? (?:p/?e|ratio|multiple)\b|\bcyclically[- ]adjusted",
            ".PE10",
        ),
        (r"\bshiller\b.{0,60}\breal (?:price|s&p)", ".Real Price"),
        (r"\bshiller\b.{0,60}\bdividends?\b|\bdividends?\b.{0,30}\bshiller\b", ".Dividend"),
        (r"\bshiller\b.{0,60}\bearnings\b|\bearnings\b.{0,30}\bshiller\b", ".Earnings"),
        (r"\bshiller\b.{0,60}\b(?:long )?interest rate", ".Long Interest Rate"),
    )
)
_OTHERS = (
    (re.compile(rf"\bshiller\b|{_MONTHLY}", re.IGNORECASE), frozenset({"^GSPC"}), ".SP500"),
    (
        re.compile(rf"{_MONTHLY}|\b19[0-5]\d\b|\b196[01]\b", re.IGNORECASE),
        frozenset({"DGS10", "^TNX"}),
        "us10y-monthly",
    ),
)
"""What is said, of what, and the series that is meant: the daily ten-year begins in 1962."""
_WORDS = re.compile(
    r"\b(?:shiller(?:'s)?|cape|pe10|p/?e ?10|p/?e|ratio|multiple|cyclically[- ]adjusted|price[- ](?:to[- ])?earnings"
    r"|monthly|data|series|average|mean|dividends?|earnings|real price|long interest rate)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LongSeries:
    """A monthly series, and the question without the words that name it."""

    series: Instrument
    text: str


def long_series(
    text: str, whole: str, mentions: Sequence[Mention], book: InstrumentBook
) -> LongSeries | None:
    """The monthly series that ``text`` means, which was ``whole`` with its asides and has ``mentions``."""
    symbols = {mention.candidates[0].symbol for mention in mentions}
    suffix = next((suffix for words, suffix in _NAMED if words.search(whole)), "")
    if not suffix:
        suffix = next(
            (suffix for words, of, suffix in _OTHERS if symbols and symbols <= of and words.search(whole)), ""
        )
    found = next(
        (
            item
            for item in book.instruments
            if suffix and item.kind == "series" and item.symbol.endswith(suffix)
        ),
        None,
    )
    if found is None:
        return None
    for mention in reversed(mentions):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return LongSeries(found, " ".join(_WORDS.sub(" ", text).split()))
