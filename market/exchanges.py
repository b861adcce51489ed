"""The exchanges: where each closes, in which time zone, and on which days of the week it never trades."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
"""As ``date.weekday`` counts."""

WEEKEND = frozenset({SATURDAY, SUNDAY})


@dataclass(frozen=True, slots=True)
class Exchange:
    """A market place: the normal close of its day, on the clock of its own place."""

    name: str
    codes: frozenset[str]
    """What sources call it, in lower case without signs: its names, market codes and suffixes."""
    zone: str
    close: time
    """Where :attr:`closes_next_day` is set, a time of the day after the session's date."""
    closed_days: frozenset[int] = WEEKEND
    """Days of the week without a session; empty where trading goes on around the clock."""
    closes_next_day: bool = False

    @property
    def tzinfo(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.zone)


def _row(name: str, zone: str, close: str, codes: str, *, closed: frozenset[int] = WEEKEND) -> Exchange:
    hour, minute = map(int, close.split(":"))
    known = frozenset(_plain(code) for code in (name, *codes.split(";")))
    return Exchange(name, known, zone, time(hour % 24, minute), closed, closes_next_day=hour == 24)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.lower())


_NEVER: frozenset[int] = frozenset()

NEW_YORK_EXCHANGES = _row(
    "New York",
    "America/New_York",
    "16:00",
    "NYSE; NYSE Arca; NYSE American; NYSE MKT; AMEX; Arca; Nasdaq; NasdaqGS; NasdaqGM; NasdaqCM; NMS; NGM; NCM; "
    "NYQ; PCX; ASE; BATS; BATS Trading; Cboe; CBOE Global Markets; BZX; IEX; XNYS; XNAS; ARCX; XASE; OTC; OTC Markets; "
    "PNK; US; USA; United States; New York Stock Exchange",
)
"""Where a symbol's exchange is not known, its closes count as New York's."""

AROUND_THE_CLOCK = _row(
    "around the clock",
    "UTC",
    "24:00",
    "crypto; cryptocurrency; CCC; Binance; Coinbase; Kraken; Bitstamp; Bitfinex; Gemini; OKX; Bybit; 24/7; 24h",
    closed=_NEVER,
)
"""Crypto: the day ends at midnight UTC, which is when sources take its close."""

EXCHANGES: tuple[Exchange, ...] = (
    NEW_YORK_EXCHANGES,
    AROUND_THE_CLOCK,
    # Spot currencies have their daily close at 17:00 in New York.
    _row("foreign exchange", "America/New_York", "17:00", "FX; forex; CCY; OTC FX; interbank"),
    # The settlement of most futures is out by 17:00, when the session of Globex ends in New York.
    _row("US futures", "America/New_York", "17:00", "CME; CBOT; CBT; NYMEX; NYM; COMEX; CMX; Globex; ICE US; NYB; CFE"),
    _row("Toronto", "America/Toronto", "16:00", "TSX; TSXV; TOR; XTSE; Toronto Stock Exchange"),
    _row("Mexico City", "America/Mexico_City", "15:00", "BMV; XMEX"),
    _row("Sao Paulo", "America/Sao_Paulo", "18:00", "B3; Bovespa; SAO; BVMF; São Paulo"),
    _row("London", "Europe/London", "16:35", "LSE; XLON; London Stock Exchange; LON; FTSE"),
    # The closing auctions of the continent end between 17:30 and 17:40 in local time.
    _row("Euronext Paris", "Europe/Paris", "17:40", "Euronext; Paris; XPAR; PAR; EPA"),
    _row("Euronext Amsterdam", "Europe/Amsterdam", "17:40", "Amsterdam; XAMS; AMS"),
    _row("Euronext Brussels", "Europe/Brussels", "17:40", "Brussels; XBRU; BRU; EBR"),
    _row("Euronext Lisbon", "Europe/Lisbon", "16:40", "Lisbon; XLIS; LIS"),
    _row("Xetra", "Europe/Berlin", "17:40", "Frankfurt; FRA; GER; ETR; XETR; XFRA; Deutsche Börse; Deutsche Boerse"),
    _row("Milan", "Europe/Rome", "17:40", "Borsa Italiana; MIL; XMIL; Euronext Milan; BIT"),
    _row("Madrid", "Europe/Madrid", "17:40", "BME; XMAD; MCE; Bolsa de Madrid"),
    _row("SIX Swiss Exchange", "Europe/Zurich", "17:40", "SIX; Swiss; XSWX; EBS; Zurich; SWX; VTX"),
    _row("Vienna", "Europe/Vienna", "17:40", "XWBO; VIE; Wiener Börse"),
    _row("Stockholm", "Europe/Stockholm", "17:30", "XSTO; STO; Nasdaq Stockholm; OMX"),
    _row("Copenhagen", "Europe/Copenhagen", "17:00", "XCSE; CPH; Nasdaq Copenhagen"),
    _row("Oslo", "Europe/Oslo", "16:30", "XOSL; OSL; Oslo Børs; Oslo Bors"),
    _row("Helsinki", "Europe/Helsinki", "18:30", "XHEL; HEL; Nasdaq Helsinki"),
    _row("Warsaw", "Europe/Warsaw", "17:05", "GPW; XWAR; WSE"),
    _row("Istanbul", "Europe/Istanbul", "18:10", "BIST; XIST; IST; Borsa Istanbul"),
    _row("Johannesburg", "Africa/Johannesburg", "17:05", "JSE; XJSE; JNB"),
    _row("Tel Aviv", "Asia/Jerusalem", "17:35", "TASE; XTAE; TLV", closed=frozenset({SATURDAY})),
    _row("Riyadh", "Asia/Riyadh", "15:20", "Tadawul; Saudi Exchange; XSAU; SAU", closed=frozenset({FRIDAY, SATURDAY})),
    _row("Mumbai", "Asia/Kolkata", "15:30", "NSE; BSE; XNSE; XBOM; NSI; BOM; NSE India"),
    _row("Singapore", "Asia/Singapore", "17:16", "SGX; SES; XSES"),
    _row("Hong Kong", "Asia/Hong_Kong", "16:10", "HKEX; HKG; XHKG; SEHK; HKSE"),
    _row("Shanghai and Shenzhen", "Asia/Shanghai", "15:00", "SSE; SZSE; SHH; SHZ; XSHG; XSHE; Shanghai; Shenzhen"),
    _row("Taipei", "Asia/Taipei", "13:30", "TWSE; TAI; XTAI; Taiwan"),
    _row("Seoul", "Asia/Seoul", "15:30", "KRX; KSE; KOSPI; KSC; KOE; XKRX; Korea"),
    _row("Tokyo", "Asia/Tokyo", "15:30", "TSE; JPX; XTKS; TYO; Tokyo Stock Exchange; JPX Tokyo; Osaka; OSE"),
    _row("Sydney", "Australia/Sydney", "16:12", "ASX; XASX"),
    _row("Auckland", "Pacific/Auckland", "17:00", "NZX; NZE; XNZE; New Zealand"),
)  # fmt: skip
"""The normal close of each, its closing auction included, as the exchanges state their trading hours (2026). An early
close counts as the normal one. Tokyo closed at 15:00 until November 2024: later when in doubt."""

_COIN = re.compile(r"[A-Z0-9]{2,10}[-/](USD[TC]?|EUR|GBP|JPY|BTC|ETH)", re.IGNORECASE)
"""How sources write a crypto pair, such as BTC-USD."""

_BY_CODE = {code: exchange for exchange in reversed(EXCHANGES) for code in exchange.codes}


def exchange_called(name: str) -> Exchange | None:
    """The exchange that a source calls ``name`` (``NYSE Arca``, ``XTKS``, ``Tokyo``), None where nobody does."""
    return _BY_CODE.get(_plain(name))


def exchange_of(exchange: str, kind: str = "", symbol: str = "") -> Exchange:
    """Where an instrument trades, by the ``exchange`` of its row.

    Where that does not tell: around the clock if its kind or its symbol say that it is a currency, else New York.
    """
    found = exchange_called(exchange)
    if found is None and (kind == "currency" or _COIN.fullmatch(symbol)):
        return AROUND_THE_CLOCK  # the later of what a currency may be
    return found or NEW_YORK_EXCHANGES
