"""Words that stand for many instruments at once: "sectors", "major indexes", "energy stocks"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SECTOR_ETFS = ("XLB", "XLC", "XLE", "XLF", "XLI", "XLK", "XLP", "XLRE", "XLU", "XLV", "XLY")
"""The eleven Select Sector SPDR funds, which together hold the S&P 500: one for each GICS sector."""

MAIN_INDICES = ("^GSPC", "^IXIC", "^DJI", "^RUT")
"""The four that a US market report opens with."""

SECTOR_WORDS: dict[str, tuple[str, ...]] = {
    "Communication Services": ("communication services", "communications", "communication", "telecom"),
    "Consumer Discretionary": ("consumer discretionary", "discretionary"),
    "Consumer Staples": ("consumer staples", "staples"),
    "Energy": ("energy",),
    "Financials": ("financials", "financial"),
    "Health Care": ("health care", "healthcare"),
    "Industrials": ("industrials", "industrial"),
    "Information Technology": ("information technology", "technology", "tech"),
    "Materials": ("materials",),
    "Real Estate": ("real estate",),
    "Utilities": ("utilities", "utility"),
}
"""The GICS sectors with what people call them."""


@dataclass(frozen=True, slots=True)
class GroupRule:
    """One group: the words for it, and which instruments belong to it (every condition that is set)."""

    name: str
    words: tuple[str, ...]
    symbols: tuple[str, ...] = ()
    closed: bool = False
    """Without one of its symbols it is not that group: seven are the Magnificent Seven, and six are not."""
    kind: str = ""
    sector: str = ""
    industry: str = ""
    answers_to: tuple[str, ...] = ()
    """Words that mean the group where a group is asked for, but not in running text ("stocks")."""

    def takes(self, symbol: str, kind: str, sector: str) -> bool:
        """Whether an instrument (of the industry, where one is set) belongs to the group."""
        return (
            (not self.symbols or symbol in self.symbols)
            and (not self.kind or kind == self.kind)
            and (not self.sector or sector.casefold() == self.sector.casefold())
        )


_WHOLE = (
    GroupRule(
        "sector ETFs",
        words=(
            "sectors",
            "sector ETFs",
            "sector funds",
            "sector SPDRs",
            "S&P sectors",
            "S&P 500 sectors",
            "S&P sector ETFs",
            "S&P 500 sector ETFs",
            "GICS sectors",
            "stock sectors",
            "market sectors",
            "which sector",
            "what sector",
            "each sector",
            "every sector",
            "best sector",
            "worst sector",
            "strongest sector",
            "weakest sector",
            "sector ETF",
            "sector performance",
            "sector returns",
            "by sector",
        ),
        answers_to=("all sectors", "eleven sectors", "11 sectors", "sector"),
        symbols=SECTOR_ETFS,
    ),
    GroupRule(
        "major indices",
        words=(
            "indices",
            "indexes",
            "major indices",
            "major indexes",
            "main indices",
            "main indexes",
            "benchmarks",
            "major benchmarks",
            "stock indices",
            "stock indexes",
            "equity indices",
            "equity indexes",
            "US indices",
            "US indexes",
            "major averages",
            "which index",
            "each index",
            "every index",
        ),
        symbols=MAIN_INDICES,
    ),
    GroupRule(
        "stocks",
        words=(
            "all stocks",
            "S&P 500 stocks",
            "S&P 500 companies",
            "S&P 500 constituents",
            "S&P 500 members",
            "index constituents",
            "constituents",
            "individual stocks",
            "single stocks",
            "which stocks",
            "what stocks",
            "which companies",
            "stocks with",
            "companies with",
            "shares with",
        ),
        answers_to=("stocks", "companies", "all companies", "shares"),
        kind="stock",
    ),
    GroupRule(
        "Magnificent Seven",
        words=(
            "Magnificent Seven",
            "Magnificent 7",
            "Mag Seven",
            "Mag 7",
            "Mag7",
            "Mag 7 stocks",
            "Mag Seven stocks",
        ),
        symbols=("AAPL", "AMZN", "GOOGL", "META", "MSFT", "NVDA", "TSLA"),
        closed=True,
    ),
    GroupRule(
        "big tech",
        words=("big tech", "big tech stocks", "Big Tech companies", "GAMAM", "the big five tech companies"),
        symbols=("AAPL", "AMZN", "GOOGL", "META", "MSFT"),
        closed=True,
    ),
    GroupRule(
        "FAANG",
        words=("FAANG", "FAANGs", "FAANG stocks", "FAANG names"),
        symbols=("AAPL", "AMZN", "GOOGL", "META", "NFLX"),
        closed=True,
    ),
    GroupRule(
        "big banks",
        words=("big banks", "big US banks", "biggest banks", "money-center banks", "Wall Street banks"),
        symbols=("BAC", "C", "GS", "JPM", "MS", "WFC"),
        closed=True,
    ),
    GroupRule("ETFs", words=("ETFs", "all ETFs", "exchange-traded funds"), kind="etf"),
)

_MEMBERS = ("stocks", "companies", "names", "shares", "constituents", "sector stocks", "sector companies")


def group_rules(industries: Iterable[str] = ()) -> Iterable[GroupRule]:
    """Every group there is: the whole market's, the stocks of each GICS sector, and of each of ``industries``."""
    yield from _WHOLE
    for industry in industries:
        words = tuple(f"{industry} {member}" for member in _MEMBERS if "sector" not in member)
        yield GroupRule(
            f"{industry} stocks", words=words, answers_to=(industry,), kind="stock", industry=industry
        )
    for sector, names in SECTOR_WORDS.items():
        words = tuple(f"{name} {member}" for name in names for member in _MEMBERS)
        yield GroupRule(f"{sector} stocks", words=words, kind="stock", sector=sector)


def sector_called(name: str) -> str | None:
    """The GICS sector that people call ``name``, or ``None``."""
    wanted = " ".join(name.casefold().replace("-", " ").removesuffix(" sector").split())
    for sector, names in SECTOR_WORDS.items():
        if wanted in names:
            return sector
    return None
