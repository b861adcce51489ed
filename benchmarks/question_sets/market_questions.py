"""The questions of ``market.jsonl`` in the words of many people, each with how its value is computed."""

# ruff: noqa: E501 - a row is easier to check on one line
# fmt: off

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from benchmarks.question_sets.market_values import SECTOR_WORDS, SECTORS, Market, Row

TODAY = "2026-01-22"
END_2024, END_2025 = "2024-12-31", "2025-12-31"
YEAR_AGO = "2025-01-22"


def questions(market: Market) -> list[Row]:
    """All rows of the set, in order."""
    groups = (returns, comparisons, levels, extremes, risk, trend, groups_of_funds, history, rates, follow_ups,
              several_parts, misspelt, declined)
    return [
        {"id": f"m-{group.__name__}-{number:02}", "kind": f"market/{group.__name__}", **row}
        for group in groups
        for number, row in enumerate(group(market), start=1)
    ]


def ask(turns: str | Sequence[str], as_of: str = TODAY, **expect: object) -> Row:
    """One row; several turns are a conversation."""
    asked: Row = {"question": turns} if isinstance(turns, str) else {"turns": list(turns)}
    return {"as_of": as_of, **asked, "expect": expect}


def fig(value: float, unit: str = "%") -> Row:
    """An expected figure."""
    return {"value": round(float(value), 6), "unit": unit}


def figs(*pairs: tuple[float, str]) -> list[Row]:
    """Several expected figures."""
    return [fig(*pair) for pair in pairs]


def pct(*values: float) -> list[Row]:
    """Expected percentages."""
    return [fig(value) for value in values]


def returns(m: Market) -> Iterator[Row]:
    """How far one instrument went."""
    yield ask("RUT ytd?", figures=pct(m.ret("RUT", END_2025, TODAY)), lead=["Russell 2000"])
    yield ask("how's gold been doing since new year", figures=pct(m.ret("GLD", END_2025, TODAY)))
    yield ask("Please tell me the percentage change in the Nasdaq during calendar 2023.",
              figures=pct(m.ret("IXIC", "2022-12-31", "2023-12-31")))
    yield ask("What did an investor in the technology sector fund make in 2024?",
              figures=pct(m.ret("XLK", "2023-12-31", END_2024)))
    yield ask("spx 2022 performance", figures=pct(m.ret("GSPC", "2021-12-31", "2022-12-31")))
    yield ask("How much money would I have lost, in percent, on long Treasuries over 2022?",
              figures=pct(m.ret("TLT", "2021-12-31", "2022-12-31")))
    yield ask("By what percentage did the S&P 500 drop between 19 February 2020 and 23 March 2020?", "2021-06-30",
              figures=pct(m.ret("GSPC", "2020-02-19", "2020-03-23")))
    yield ask("oil, past 3 months", figures=pct(m.ret("USO", "2025-10-22", TODAY)))
    yield ask("energy 1y", figures=pct(m.ret("XLE", YEAR_AGO, TODAY)))
    yield ask("Small caps over the last five years: what was the gain?",
              figures=pct(m.ret("RUT", "2021-01-22", TODAY)))
    yield ask("Is the dollar fund up or down since the end of June 2025?",
              figures=pct(m.ret("UUP", "2025-06-30", TODAY)))
    yield ask("IWM Q3 2025", figures=pct(m.ret("IWM", "2025-06-30", "2025-09-30")))
    yield ask(
        "how did utilities fare in the first half of 2024",
        figures=pct(m.ret("XLU", "2023-12-31", "2024-06-30")),
    )
    yield ask("Did health care stocks go up in November 2020, and by how much?", "2021-02-01",
              figures=pct(m.ret("XLV", "2020-10-31", "2020-11-30")))
    yield ask("Where's the Dow this year in percentage terms?", figures=pct(m.ret("DJI", END_2025, TODAY)))
    yield ask(
        "What kind of return has QQQ delivered since 23 March 2020?",
        figures=pct(m.ret("QQQ", "2020-03-23", TODAY)),
    )
    yield ask("junk bonds in 2008?", figures=pct(m.ret("HYG", "2007-12-31", "2008-12-31")))
    yield ask("How many percent did consumer staples climb from 31 March 2023 to 30 June 2023?",
              figures=pct(m.ret("XLP", "2023-03-31", "2023-06-30")))
    yield ask("nasdaq mtd", figures=pct(m.ret("IXIC", END_2025, TODAY)))
    yield ask(
        "Give me the three-month change of the S&P 500 as a percentage.",
        figures=pct(m.ret("GSPC", "2025-10-22", TODAY)),
    )
    yield ask(
        "Over 2021, what was the rise in financials?", figures=pct(m.ret("XLF", "2020-12-31", "2021-12-31"))
    )
    yield ask("I bought GLD at the close of 2 January 2025. What is my profit in percent?",
              figures=pct(m.ret("GLD", "2025-01-02", TODAY)))
    yield ask("performance of XLC in 2025 pls", figures=pct(m.ret("XLC", END_2024, END_2025)))
    yield ask(
        "What was the stock market's return in 2019?", figures=pct(m.ret("GSPC", "2018-12-31", "2019-12-31"))
    )
    yield ask(
        "How has the Russell fared in the past six months?", figures=pct(m.ret("RUT", "2025-07-22", TODAY))
    )
    yield ask("What was the total return of the S&P 500 ETF in 2021, dividends and all?",
              figures=pct(m.ret("SPY", "2020-12-31", "2021-12-31")))
    yield ask(
        "If one reinvested the payouts, what did XLU earn in 2023?",
        figures=pct(m.ret("XLU", "2022-12-31", "2023-12-31")),
    )
    yield ask("What happened to the Nasdaq in the week to 10 April 2020?", "2020-05-01",
              figures=pct(m.ret("IXIC", "2020-04-03", "2020-04-10")))


def comparisons(m: Market) -> Iterator[Row]:
    """One against another."""
    gap = m.ret("RUT", END_2025, TODAY) - m.ret("IXIC", END_2025, TODAY)
    yield ask("Russell vs Nasdaq this year", figures=figs((gap, "pp")))
    yield ask("Who's ahead this year, small caps or the S&P, and by how many points?",
              figures=figs((m.ret("RUT", END_2025, TODAY) - m.ret("GSPC", END_2025, TODAY), "pp")))
    yield ask("How far behind QQQ was IWM in 2023?",
              figures=figs((m.ret("IWM", "2022-12-31", "2023-12-31") - m.ret("QQQ", "2022-12-31", "2023-12-31"), "pp")))
    yield ask("Was gold a better place to be than stocks in 2025?",
              figures=pct(m.ret("GLD", END_2024, END_2025), m.ret("GSPC", END_2024, END_2025)))
    yield ask("Energy outperformance over tech in 2022, in percentage points",
              figures=figs((m.ret("XLE", "2021-12-31", "2022-12-31") - m.ret("XLK", "2021-12-31", "2022-12-31"), "pp")))
    yield ask("compare the russell and the nasdaq for 2024",
              figures=pct(m.ret("RUT", "2023-12-31", END_2024), m.ret("IXIC", "2023-12-31", END_2024)))
    yield ask("SPY, QQQ, IWM and DIA in 2025: give me each return",
              figures=pct(*(m.ret(name, END_2024, END_2025) for name in ("SPY", "QQQ", "IWM", "DIA"))))
    yield ask("Did bonds (TLT) beat gold over the past three years?",
              figures=pct(m.ret("TLT", "2023-01-22", TODAY), m.ret("GLD", "2023-01-22", TODAY)))
    yield ask("What's the difference in performance between XLF and XLU since 30 September 2025?",
              figures=figs((m.ret("XLF", "2025-09-30", TODAY) - m.ret("XLU", "2025-09-30", TODAY), "pp")))
    yield ask("With dividends, did XLP do better than XLY in 2022, and by how much?",
              figures=figs((m.ret("XLP", "2021-12-31", "2022-12-31") - m.ret("XLY", "2021-12-31", "2022-12-31"), "pp")))


def levels(m: Market) -> Iterator[Row]:
    """Where something closed, and its last session."""
    yield ask("vix?", figures=figs((m.at("VIX", TODAY), "")))
    yield ask(
        "Where did the S&P 500 settle on 30 September 2022?", figures=figs((m.at("GSPC", "2022-09-30"), ""))
    )
    yield ask(
        "closing level of the russell 2000 on 9 nov 2021", figures=figs((m.at("RUT", "2021-11-09"), ""))
    )
    yield ask("At what price did GLD end 2025?", figures=figs((m.at("GLD", END_2025), "USD")))
    yield ask(
        "What level was the Nasdaq Composite at when 2021 ended?",
        figures=figs((m.at("IXIC", "2021-12-31"), "")),
    )
    yield ask("How high was the fear gauge on 16 March 2020?", figures=figs((m.at("VIX", "2020-03-16"), "")))
    yield ask("what's the dow at", figures=figs((m.at("DJI", TODAY), "")))
    yield ask("Tell me how the S&P moved in its last session.",
              figures=pct(m.moves("GSPC", "2026-01-21", TODAY).iloc[-1]))
    yield ask(
        "Did the Nasdaq finish higher or lower today?",
        figures=pct(m.moves("IXIC", "2026-01-21", TODAY).iloc[-1]),
    )
    yield ask(
        "daily move in small caps, latest session", figures=pct(m.moves("RUT", "2026-01-21", TODAY).iloc[-1])
    )
    yield ask(
        "How did the Dow do on 15 January 2026?",
        figures=pct(m.moves("DJI", "2026-01-14", "2026-01-15").iloc[-1]),
    )
    yield ask("By how much did oil change on 9 March 2020?", "2020-06-01",
              figures=pct(m.moves("USO", "2020-03-06", "2020-03-09").iloc[-1]))


def extremes(m: Market) -> Iterator[Row]:
    """Highs, lows, best and worst days, drawdowns."""
    fall, peak, trough = m.drawdown("GSPC", "2021-12-31", "2022-12-31")
    yield ask(
        "How bad did it get for the S&P 500 in 2022, from top to bottom?", figures=pct(fall), dates=[trough]
    )
    fall, peak, trough = m.drawdown("QQQ", "2021-12-31", "2022-12-31")
    yield ask("qqq max dd 2022", figures=pct(fall), dates=[peak, trough])
    fall, peak, trough = m.drawdown("USO", "2019-12-31", "2020-12-31")
    yield ask(
        "What was the steepest peak-to-trough loss in crude during 2020?", "2021-01-15", figures=pct(fall)
    )
    fall, *_ = m.drawdown("GLD", "2010-12-31", "2015-12-31")
    yield ask(
        "largest drawdown for gold between the end of 2010 and the end of 2015",
        "2016-06-30",
        figures=pct(fall),
    )
    below, high, day = m.high("IXIC", YEAR_AGO, TODAY)
    yield ask("How far is the Nasdaq from its 52 week high?", figures=pct(below), dates=[day])
    below, high, day = m.high("RUT", YEAR_AGO, TODAY)
    yield ask("Are small caps at their highs of the past year? How far off are they?", figures=pct(below))
    _, high, day = m.high("GLD", END_2024, END_2025)
    yield ask(
        "When in 2025 did gold top out, and at what price?",
        END_2025,
        figures=figs((high, "USD")),
        dates=[day],
    )
    above, low, day = m.low("GSPC", YEAR_AGO, TODAY)
    yield ask(
        "What was the S&P 500's lowest close over the past year and when was it?",
        figures=figs((low, "")),
        dates=[day],
    )
    above, low, day = m.low("XLE", YEAR_AGO, TODAY)
    yield ask(
        "By how much has the energy fund recovered from its low of the past 12 months?", figures=pct(above)
    )
    moves = m.moves("GSPC", "2019-12-31", "2020-12-31")
    yield ask("worst single day for the s&p in 2020", figures=pct(moves.min()), dates=["2020-03-16"])
    yield ask(
        "Which was the S&P 500's strongest session of 2020?", figures=pct(moves.max()), dates=["2020-03-24"]
    )
    moves = m.moves("RUT", END_2024, END_2025)
    day = f"{moves.idxmin():%Y-%m-%d}"
    yield ask(
        "On what date did the Russell 2000 suffer its heaviest one-day drop of 2025?",
        figures=pct(moves.min()),
        dates=[day],
    )
    worst = m.moves("IXIC", "2021-12-31", "2022-12-31").nsmallest(3)
    yield ask("Name the three worst days of the Nasdaq in 2022", figures=pct(*worst))
    best = m.moves("GLD", END_2024, END_2025).nlargest(3)
    yield ask("gold's 3 biggest daily gains in 2025", figures=pct(*best))
    jump = m.moves("VIX", END_2024, END_2025)
    yield ask("What was the largest daily jump of the VIX in 2025?", figures=pct(jump.max()))


def risk(m: Market) -> Iterator[Row]:
    """Volatility, beta, correlation, Sharpe and Sortino."""
    yield ask("annualised vol of SPY in 2022", figures=pct(m.vol("SPY", "2021-12-31", "2022-12-31")))
    yield ask(
        "How bumpy was the ride in small caps last year?", figures=pct(m.vol("RUT", END_2024, END_2025))
    )
    yield ask("How much did the daily returns of oil swing in 2020?", "2021-01-15",
              figures=pct(m.vol("USO", "2019-12-31", "2020-12-31")))
    yield ask(
        "Realized volatility of gold over the past 12 months?", figures=pct(m.vol("GLD", YEAR_AGO, TODAY))
    )
    yield ask(
        "beta of XLU to the S&P over the last year",
        figures=figs((m.beta("XLU", "GSPC", YEAR_AGO, TODAY), "")),
    )
    yield ask(
        "What's small caps' beta versus the Nasdaq for 2025?",
        figures=figs((m.beta("RUT", "IXIC", END_2024, END_2025), "")),
    )
    yield ask("How strongly does the tech fund react to the market, measured as beta, in 2024?",
              figures=figs((m.beta("XLK", "GSPC", "2023-12-31", END_2024), "")))
    yield ask("Do gold and the dollar move in opposite directions? Give the correlation for 2025.",
              figures=figs((m.corr("GLD", "UUP", END_2024, END_2025), "")))
    yield ask("corr SPY TLT 2022", figures=figs((m.corr("SPY", "TLT", "2021-12-31", "2022-12-31"), "")))
    yield ask("How tightly are oil and energy stocks linked over the past year?",
              figures=figs((m.corr("USO", "XLE", YEAR_AGO, TODAY), "")))
    yield ask("sharpe SPY 2023", figures=figs((m.sharpe("SPY", "2022-12-31", "2023-12-31"), "")))
    yield ask("What was gold's risk-adjusted return in 2025, as a Sharpe ratio?",
              figures=figs((m.sharpe("GLD", END_2024, END_2025), "")))
    yield ask(
        "Tell me the Sortino ratio for QQQ over 2023",
        figures=figs((m.sortino("QQQ", "2022-12-31", "2023-12-31"), "")),
    )
    yield ask(
        "How well did IWM pay for its downside risk in 2024?",
        figures=figs((m.sortino("IWM", "2023-12-31", END_2024), "")),
    )
    vols = sorted(((m.vol(name, END_2024, END_2025), name) for name in SECTORS), reverse=True)
    yield ask(
        "Which sector was the choppiest in 2025?", lead=[SECTOR_WORDS[vols[0][1]]], figures=pct(vols[0][0])
    )
    yield ask(
        "Which sector fund had the calmest year in 2025?",
        lead=[SECTOR_WORDS[vols[-1][1]]],
        figures=pct(vols[-1][0]),
    )
    sharpes = sorted(
        (
            (m.sharpe(name, "2022-12-31", "2023-12-31"), name)
            for name, _ in m.best(SECTORS, "2022-12-31", "2023-12-31")
        ),
        reverse=True,
    )
    yield ask(
        "Which sector had the best Sharpe ratio in 2023?",
        lead=[SECTOR_WORDS[sharpes[0][1]]],
        figures=figs((sharpes[0][0], "")),
    )
    betas = sorted((m.beta(name, "GSPC", YEAR_AGO, TODAY), name) for name in SECTORS)
    yield ask(
        "Which sector has the lowest beta?", lead=[SECTOR_WORDS[betas[0][1]]], figures=figs((betas[0][0], ""))
    )
    yield ask("Was the Dow less volatile than the Nasdaq in the past 3 months?",
              figures=pct(m.vol("DJI", "2025-10-22", TODAY), m.vol("IXIC", "2025-10-22", TODAY)))


def trend(m: Market) -> Iterator[Row]:
    """Averages, RSI, momentum."""
    average = m.average("GSPC", 200, TODAY)
    yield ask(
        "Is the S&P trading over its 200 day line?",
        figures=figs((average, ""), (100 * (m.at("GSPC", TODAY) / average - 1), "%")),
    )
    yield ask("50dma of the nasdaq", figures=figs((m.average("IXIC", 50, TODAY), "")))
    average = m.average("GLD", 100, TODAY)
    yield ask(
        "how far above its 100-day moving average is gold",
        figures=pct(100 * (m.at("GLD", TODAY) / average - 1)),
    )
    yield ask(
        "What was the 200-day average of small caps on 30 June 2022?",
        figures=figs((m.average("RUT", 200, "2022-06-30"), "")),
    )
    yield ask("RSI(14) SPY", figures=figs((m.rsi("SPY", 14, TODAY), "")))
    yield ask("Does the Nasdaq look overbought?", figures=figs((m.rsi("IXIC", 14, TODAY), "")))
    yield ask("was the s&p oversold on 23 March 2020", figures=figs((m.rsi("GSPC", 14, "2020-03-23"), "")))
    yield ask(
        "What does the 9 day relative strength index say for oil?", figures=figs((m.rsi("USO", 9, TODAY), ""))
    )
    yield ask("12-1 momentum, XLK", figures=pct(m.momentum("XLK", TODAY)))
    yield ask("How strong is gold's price momentum?", figures=pct(m.momentum("GLD", TODAY)))
    momenta = sorted(((m.momentum(name, TODAY), name) for name in SECTORS), reverse=True)
    yield ask(
        "Which sector shows the strongest momentum right now?",
        lead=[SECTOR_WORDS[momenta[0][1]]],
        figures=pct(momenta[0][0]),
    )


def groups_of_funds(m: Market) -> Iterator[Row]:
    """Rankings, screens, breadth, rotation, matrices."""

    def ranked(first: str, last: str) -> list[tuple[str, float]]:
        return m.best(SECTORS, first, last)

    def named(row: tuple[str, float]) -> str:
        return SECTOR_WORDS[row[0]]

    year = ranked(END_2025, TODAY)
    yield ask("best sector ytd", lead=[named(year[0])], figures=pct(year[0][1]))
    yield ask(
        "What sector has been the weakest since the start of the year?",
        lead=[named(year[-1])],
        figures=pct(year[-1][1]),
    )
    old = ranked("2021-12-31", "2022-12-31")
    yield ask(
        "Line up the sector funds by how they did in 2022.",
        lead=[named(old[0])],
        figures=pct(old[0][1], old[-1][1]),
    )
    yield ask("who were the losers among the sectors in 2022", lead=[named(old[-1])], figures=pct(old[-1][1]))
    crash = ranked("2020-02-19", "2020-03-23")
    yield ask(
        "Which sector held up best from 19 February to 23 March 2020?",
        "2020-12-31",
        lead=[named(crash[0])],
        figures=pct(crash[0][1]),
    )
    yield ask("top 3 sectors in 2023", order=[named(row) for row in ranked("2022-12-31", "2023-12-31")[:3]],
              figures=pct(*(value for _, value in ranked("2022-12-31", "2023-12-31")[:3])))
    indices = m.best(["GSPC", "IXIC", "DJI", "RUT"], END_2025, TODAY)
    words = {"GSPC": "S&P 500", "IXIC": "Nasdaq Composite", "DJI": "Dow Jones", "RUT": "Russell 2000"}
    yield ask(
        "Which of the big indexes is winning in 2026?",
        lead=[words[indices[0][0]]],
        figures=pct(indices[0][1]),
    )
    yield ask(
        "Which major index is the laggard this year?",
        lead=[words[indices[-1][0]]],
        figures=pct(indices[-1][1]),
    )
    assets = m.best(["GLD", "USO", "TLT", "SPY"], END_2024, END_2025)
    yield ask(
        "Rank gold, oil, TLT and SPY by their 2025 returns.", figures=pct(*(value for _, value in assets))
    )
    vols = {name: m.vol(name, END_2024, END_2025) for name in SECTORS}
    calm = [name for name in SECTORS if vols[name] < 16]
    yield ask("List the sectors whose volatility was under 16 % in 2025.", names=[SECTOR_WORDS[name] for name in calm],
              figures=[fig(len(calm), "")])
    strong = [name for name, value in ranked(END_2024, END_2025) if value > 15]
    yield ask(
        "which sectors gained more than 15% in 2025?",
        names=[SECTOR_WORDS[name] for name in strong],
        figures=[fig(len(strong), "")],
    )
    up = sum(m.moves(name, "2026-01-21", TODAY).iloc[-1] > 0 for name in SECTORS)
    yield ask("How many of the sectors closed higher in the latest session?", figures=[fig(up, "")])
    above = sum(m.at(name, TODAY) > m.average(name, 200, TODAY) for name in SECTORS)
    yield ask(
        "What percentage of sector funds sit above their 200-day moving average?",
        figures=pct(100 * above / len(SECTORS)),
    )
    now = [name for name, _ in ranked("2025-12-22", TODAY)]
    before = [name for name, _ in ranked("2025-11-22", "2025-12-22")]
    climbed = max(SECTORS, key=lambda name: before.index(name) - now.index(name))
    yield ask("Show me the sector rotation", lead=[SECTOR_WORDS[climbed]], cites=["rotation"])
    yield ask(
        "Which sectors are taking over the lead, compared with the month before?",
        lead=[SECTOR_WORDS[climbed]],
        cites=["rotation"],
    )
    corr = m.joint(SECTORS, END_2024, END_2025).corr()
    pairs = [(corr.loc[a, b], a, b) for place, a in enumerate(SECTORS) for b in SECTORS[place + 1 :]]
    yield ask(
        "how correlated were the sector funds with one another in 2025",
        figures=[fig(sum(row[0] for row in pairs) / len(pairs), "")],
    )
    top = max(pairs)
    yield ask(
        "Which two sectors moved most alike in 2025?",
        lead=[SECTOR_WORDS[top[1]], SECTOR_WORDS[top[2]]],
        figures=[fig(top[0], "")],
    )
    falls = sorted((m.drawdown(name, END_2024, END_2025)[0], name) for name in SECTORS)
    yield ask(
        "What sector suffered the deepest drawdown in 2025?",
        lead=[SECTOR_WORDS[falls[0][1]]],
        figures=pct(falls[0][0]),
    )


def history(m: Market) -> Iterator[Row]:
    """Calendar years, seasons, events, precedents."""
    years = m.years("RUT", TODAY)
    yield ask(
        "What was the Russell 2000's best calendar year?",
        names=[str(years.idxmax())],
        figures=pct(years.max()),
    )
    years = m.years("GSPC", TODAY)
    yield ask("s&p 500 returns year by year since 2015", figures=pct(*years[years.index >= 2015]))
    years = m.years("GLD", TODAY)
    yield ask("In which year did gold do worst?", names=[str(years.idxmin())], figures=pct(years.min()))
    septembers = m.months("GSPC", 9, TODAY)
    yield ask("Is September usually bad for the S&P 500? Average return?", figures=pct(septembers.mean()))
    januaries = m.months("RUT", 1, "2025-12-31")
    yield ask("How do small caps usually do in January?", "2025-12-31", figures=pct(januaries.mean()))
    before, on, after = m.around("GSPC", "2020-03-16", 5)
    yield ask("How did the S&P respond to the emergency cut of 16 March 2020?", figures=pct(on, after))
    before, on, after = m.around("RUT", "2024-11-06", 10)
    yield ask("Small caps ten sessions before and after 6 November 2024", figures=pct(before, on, after))
    before, on, after = m.around("IXIC", "2025-04-09", 5)
    yield ask("What did the Nasdaq do in the days after 9 April 2025?", figures=pct(on, after))


def rates(m: Market) -> Iterator[Row]:
    """Economic series and yields."""
    yield ask("10y?", figures=pct(m.value("DGS10", TODAY, TODAY)))
    yield ask("where's the 2-year treasury yielding", figures=pct(m.value("DGS2", TODAY, TODAY)))
    yield ask(
        "What was the ten-year yield at the end of 2023?", figures=pct(m.value("DGS10", "2023-12-31", TODAY))
    )
    yield ask("unemployment rate now", figures=pct(m.value("UNRATE", TODAY, TODAY)))
    yield ask(
        "How high did joblessness stand in April 2020?", figures=pct(m.value("UNRATE", "2020-04-30", TODAY))
    )
    yield ask(
        "What's the policy rate as of the latest reading?", figures=pct(m.value("FEDFUNDS", TODAY, TODAY))
    )
    yield ask(
        "How many people filed for unemployment benefits for the first time last week?",
        figures=figs((m.value("ICSA", TODAY, TODAY), "")),
    )
    cpi = m.known("CPIAUCSL", TODAY)
    year_on_year = 100 * (cpi.iloc[-1] / cpi[cpi.index == cpi.index[-1] - pd.DateOffset(years=1)].iloc[0] - 1)
    yield ask("what is inflation running at?", figures=pct(year_on_year))
    june = m.series("CPIAUCSL")
    yield ask(
        "How much were consumer prices up on the year in June 2022?",
        figures=pct(100 * (june["2022-06-01"] / june["2021-06-01"] - 1)),
    )
    core = m.series("PCEPILFE")
    yield ask(
        "Core PCE inflation, year on year, December 2024",
        figures=pct(100 * (core["2024-12-01"] / core["2023-12-01"] - 1)),
    )
    yield ask("How much did the 10-year yield climb over 2022?",
              figures=figs((m.value("DGS10", "2022-12-31", TODAY) - m.value("DGS10", "2021-12-31", TODAY), "pp")))
    yield ask("change in the fed funds rate since August 2024",
              figures=figs((m.value("FEDFUNDS", TODAY, TODAY) - m.value("FEDFUNDS", "2024-07-31", TODAY), "pp")))
    spread = m.value("DGS10", TODAY, TODAY) - m.value("DGS2", TODAY, TODAY)
    yield ask(
        "How many basis points are there between the 10-year and the 2-year yield?",
        figures=figs((100 * spread, "bp")),
    )
    yield ask("2s10s", figures=figs((m.value("T10Y2Y", TODAY, TODAY), "pp")))
    yield ask(
        "Was the yield curve inverted at the end of June 2023, and by how much?",
        figures=figs((m.value("T10Y2Y", "2023-06-30", TODAY), "pp")),
    )
    gap = m.value("DGS10", "2022-12-31", TODAY) - m.value("DGS2", "2022-12-31", TODAY)
    yield ask("How far was the two-year yield from the ten-year at the end of 2022?", figures=figs((-100 * gap, "bp")))
    yield ask("By how many percentage points did unemployment go up between February and April 2020?",
              figures=figs((m.value("UNRATE", "2020-04-30", TODAY) - m.value("UNRATE", "2020-02-29", TODAY), "pp")))


def follow_ups(m: Market) -> Iterator[Row]:
    """What leans on the question before."""
    yield ask(
        ["How did the Russell 2000 do this year?", "and the Nasdaq?"],
        figures=pct(m.ret("IXIC", END_2025, TODAY)),
    )
    yield ask(["RUT ytd?", "and since the end of October?"], figures=pct(m.ret("RUT", "2025-10-31", TODAY)))
    yield ask(
        ["What did energy return in 2022?", "what about tech?"],
        figures=pct(m.ret("XLK", "2021-12-31", "2022-12-31")),
    )
    yield ask(["volatility of gold in 2025", "how about oil?"], figures=pct(m.vol("USO", END_2024, END_2025)))
    yield ask(
        ["What was the max drawdown of SPY in 2022?", "And in 2020?"],
        figures=pct(m.drawdown("SPY", "2019-12-31", "2020-12-31")[0]),
    )
    yield ask(
        ["How did QQQ do over the past year?", "how about over 3 years?"],
        figures=pct(m.ret("QQQ", "2023-01-22", TODAY)),
    )
    yield ask(["Russell 2000 against the Nasdaq this year?", "And against the S&P 500?"],
              figures=figs((m.ret("RUT", END_2025, TODAY) - m.ret("GSPC", END_2025, TODAY), "pp")))
    yield ask(["beta of XLE in 2025", "and its volatility?"], figures=pct(m.vol("XLE", END_2024, END_2025)))
    year = m.best(SECTORS, "2021-12-31", "2022-12-31")
    yield ask(
        ["Which sector did best in 2022?", "and the worst?"],
        lead=[SECTOR_WORDS[year[-1][0]]],
        figures=pct(year[-1][1]),
    )
    year = m.best(SECTORS, "2022-12-31", "2023-12-31")
    yield ask(
        ["Which sector did best in 2022?", "And in 2023?"],
        lead=[SECTOR_WORDS[year[0][0]]],
        figures=pct(year[0][1]),
    )
    yield ask(
        ["Where did the S&P 500 close on 30 June 2025?", "and the Russell 2000?"],
        figures=figs((m.at("RUT", "2025-06-30"), "")),
    )
    yield ask(["What's the 10-year yield?", "and the 2-year?"], figures=pct(m.value("DGS2", TODAY, TODAY)))
    yield ask(["What's the 10-year yield?", "How much has it changed since the end of June 2025?"],
              figures=figs((m.value("DGS10", TODAY, TODAY) - m.value("DGS10", "2025-06-30", TODAY), "pp")))
    yield ask(["gold ytd", "silver?", "and oil?"], figures=pct(m.ret("USO", END_2025, TODAY)))
    yield ask(
        ["correlation of gold and the dollar in 2025", "and in 2022?"],
        figures=figs((m.corr("GLD", "UUP", "2021-12-31", "2022-12-31"), "")),
    )
    yield ask(["How much is XLE up this year?", "Compare that with XLK."],
              figures=figs((m.ret("XLE", END_2025, TODAY) - m.ret("XLK", END_2025, TODAY), "pp")))
    yield ask(
        ["Is the S&P above its 200-day average?", "And the 50-day?"],
        figures=figs((m.average("GSPC", 50, TODAY), "")),
    )
    yield ask(
        ["How did small caps do in 2024?", "Same for large caps please"],
        figures=pct(m.ret("GSPC", "2023-12-31", END_2024)),
    )
    yield ask(
        ["What was the worst day of the Nasdaq in 2022?", "best?"],
        figures=pct(m.moves("IXIC", "2021-12-31", "2022-12-31").max()),
    )


def several_parts(m: Market) -> Iterator[Row]:
    """More than one question in a message."""
    yield ask(
        "How did gold do in 2025, and how volatile was it?",
        figures=pct(m.ret("GLD", END_2024, END_2025), m.vol("GLD", END_2024, END_2025)),
    )
    yield ask(
        "Where did the Dow close and what is the ten-year yield?",
        figures=figs((m.at("DJI", TODAY), ""), (m.value("DGS10", TODAY, TODAY), "%")),
    )
    yield ask(
        "What's the VIX at? Also the S&P's return this year?",
        figures=figs((m.at("VIX", TODAY), ""), (m.ret("GSPC", END_2025, TODAY), "%")),
    )
    yield ask(
        "XLE and XLK: returns in 2024",
        figures=pct(m.ret("XLE", "2023-12-31", END_2024), m.ret("XLK", "2023-12-31", END_2024)),
    )
    yield ask(
        "Return and max drawdown of QQQ in 2022",
        figures=pct(
            m.ret("QQQ", "2021-12-31", "2022-12-31"), m.drawdown("QQQ", "2021-12-31", "2022-12-31")[0]
        ),
    )
    yield ask(
        "Small caps in 2023 and in 2024?",
        figures=pct(m.ret("RUT", "2022-12-31", "2023-12-31"), m.ret("RUT", "2023-12-31", END_2024)),
    )
    yield ask(
        "What are the unemployment rate and the fed funds rate?",
        figures=pct(m.value("UNRATE", TODAY, TODAY), m.value("FEDFUNDS", TODAY, TODAY)),
    )
    yield ask("Tell me SPY's Sharpe and Sortino ratios for 2023.",
              figures=figs((m.sharpe("SPY", "2022-12-31", "2023-12-31"), ""), (m.sortino("SPY", "2022-12-31", "2023-12-31"), "")))
    yield ask("hi! could you tell me how the nasdaq did last year and, while you're at it, its biggest one-day drop? thanks",
              figures=pct(m.ret("IXIC", END_2024, END_2025), m.moves("IXIC", END_2024, END_2025).min()))


def misspelt(m: Market) -> Iterator[Row]:
    """Typos, and English as a second language."""
    yield ask("how did the nasdq perfom in 2023", figures=pct(m.ret("IXIC", "2022-12-31", "2023-12-31")))
    yield ask("russel 2000 retrun this year", figures=pct(m.ret("RUT", END_2025, TODAY)))
    yield ask("volatilty of the S&P500 last year??", figures=pct(m.vol("GSPC", END_2024, END_2025)))
    yield ask(
        "which secotr was best in 2022",
        lead=["Energy"],
        figures=pct(m.ret("XLE", "2021-12-31", "2022-12-31")),
    )
    yield ask(
        "How much percents the gold has grown in the year 2024?",
        figures=pct(m.ret("GLD", "2023-12-31", END_2024)),
    )
    yield ask(
        "Please to say me what is correlation from SPY with GLD in 2025",
        figures=figs((m.corr("SPY", "GLD", END_2024, END_2025), "")),
    )
    yield ask("unemploymnet rate latest?", figures=pct(m.value("UNRATE", TODAY, TODAY)))
    yield ask(
        "maximun drawdown of russell2000 in 2020",
        figures=pct(m.drawdown("RUT", "2019-12-31", "2020-12-31")[0]),
    )
    yield ask(
        "What is level of ten years treasury yield at 30 June 2025?",
        figures=pct(m.value("DGS10", "2025-06-30", TODAY)),
    )
    yield ask("Tech sector how performs against energy sector since begin of 2025?",
              figures=pct(m.ret("XLK", END_2024, TODAY), m.ret("XLE", END_2024, TODAY)))


def declined(_: Market) -> Iterator[Row]:
    """What cannot be computed, and what Tieout does not do."""
    refused = (
        "Should I put my savings into small caps?",
        "Is now a good moment to sell my QQQ?",
        "Where will the S&P 500 be at the end of the year?",
        "Predict the price of gold for next month",
        "Give me a price target for the Nasdaq in 2027",
        "Will the Fed's rate be lower in a year?",
        "how's the weather in chicago",
        "Write me a poem about the stock market",
        "What is the square root of 1764?",
        "How did the Nikkei do last year?",
        "What was the DXY in 2022?",
        "Bitcoin ytd?",
        "What did silver return in 2024?",
        "purple volatility sandwich of the moon",
        "the drawdown of my patience in traffic",
        "How tall is the Eiffel tower in percent of the Dow?",
        "blorp the nasdaq fizzle quux",
        "Which stocks are going to double?",
        "What portfolio would you recommend for retirement?",
        "Dow Jones return in 1901",
        "P/E ratio of the Nasdaq?",
        "What is the dividend yield of SPY?",
        "How did XLRE do in 2024?",
        "performance of XLC in 2023 pls",
        "What was the S&P 500 at 11:30 this morning?",
        "trading volume of SPY yesterday",
    )
    for text in refused:
        yield ask(text, refusal=True)
    yield ask("S&P 500 return in 2027", refusal=True)
    yield ask("How did the Russell 2000 do in March 2026?", refusal=True)
