"""What counts as a figure in market prose, its value, unit, precision and direction; and what does not."""

import pytest

from copilot.figures import find_figures

FOUND = [
    # percent
    ("8.2 %", [(8.2, "%")]),
    ("8.2%", [(8.2, "%")]),
    ("8.2\u00a0%", [(8.2, "%")]),
    ("**8.2 %**", [(8.2, "%")]),
    ("**8.2** %", [(8.2, "%")]),
    ("8.2 percent", [(8.2, "%")]),
    ("8.2 per cent", [(8.2, "%")]),
    ("8.2 pct", [(8.2, "%")]),
    ("8.2-percent", [(8.2, "%")]),
    ("0.21%, 0.30%", [(0.21, "%"), (0.3, "%")]),
    (".5 %", [(0.5, "%")]),
    ("a 100% rise", [(100, "%")]),
    # points of several kinds
    ("2.5 percentage points", [(2.5, "pp")]),
    ("a 2.5-percentage-point gap", [(2.5, "pp")]),
    ("2.5 percent points", [(2.5, "pp")]),
    ("2.5 %-points", [(2.5, "pp")]),
    ("2.5 pp", [(2.5, "pp")]),
    ("2.5pp", [(2.5, "pp")]),
    ("2.5 ppt", [(2.5, "pp")]),
    ("25 basis points", [(25, "bp")]),
    ("a 25-basis-point cut", [(25, "bp")]),
    ("25 bps", [(25, "bp")]),
    ("25bp", [(25, "bp")]),
    ("outperformed by 8.7 points", [(8.7, "points")]),
    ("the Dow fell 103.5 points", [(103.5, "points")]),
    ("8.7 pts", [(8.7, "points")]),
    # money and scales
    ("$3.4B", [(3.4e9, "USD")]),
    ("$3.4 B", [(3.4e9, "USD")]),
    ("$3.4bn", [(3.4e9, "USD")]),
    ("$3.4 billion", [(3.4e9, "USD")]),
    ("$3.4-billion", [(3.4e9, "USD")]),
    ("US$ 12.5 million", [(12.5e6, "USD")]),
    ("USD 12.5 million", [(12.5e6, "USD")]),
    ("12.5 million dollars", [(12.5e6, "USD")]),
    ("12.5 million U.S. dollars", [(12.5e6, "USD")]),
    ("3.4 billion USD", [(3.4e9, "USD")]),
    ("€5", [(5, "EUR")]),
    ("5 €", [(5, "EUR")]),
    ("£1.2m", [(1.2e6, "GBP")]),
    ("¥150", [(150, "JPY")]),
    ("HK$12", [(12, "HKD")]),
    ("\\$5 and \\$6", [(5, "USD"), (6, "USD")]),
    ("$2,161,000", [(2161000, "USD")]),
    ("$82,959 million", [(82959e6, "USD")]),
    ("$500M-$50B", [(500e6, "USD"), (50e9, "USD")]),
    ("5 cents", [(0.05, "USD")]),
    ("$1.25 per share", [(1.25, "USD/share")]),
    ("$1.25 per diluted share", [(1.25, "USD/share")]),
    ("$1.25 a share", [(1.25, "USD/share")]),
    ("50k users", [(50e3, "")]),
    ("50 thousand", [(50e3, "")]),
    ("1.2mn barrels", [(1.2e6, "")]),
    ("2 trillion", [(2e12, "")]),
    ("$1.3tn", [(1.3e12, "USD")]),
    # multiples and counts
    ("21.4x earnings", [(21.4, "x")]),
    ("21.4 times sales", [(21.4, "x")]),
    ("Die Rendite stieg um 7,5 % auf €3,50", [(7.5, "%"), (3.5, "EUR")]),
    ("Items 1,2 and 3,50", [(1, ""), (3, "")]),
    ("$3,500 and $1,234.50", [(3500, "USD"), (1234.5, "USD")]),
    ("only eight times since 1928", [(8, "")]),
    ("8 times since 1928", [(8, "")]),
    ("a 3-fold rise", [(3, "x")]),
    ("8 of the 11 sectors", [(8, ""), (11, "")]),
    # plain numbers
    ("closed at 6,923.58", [(6923.58, "")]),
    ("closed at 6\u202f923.58", [(6923.58, "")]),
    ("a score of 68.1", [(68.1, "")]),
    ("2000 shares", [(2000, "")]),
    ("$2026", [(2026, "USD")]),
    ("2,026 homes", [(2026, "")]),
    ("1950 points", [(1950, "points")]),
    ("6.2 years of duration", [(6.2, "years")]),
    # signs
    ("-1.05 %", [(-1.05, "%")]),
    ("−1.05%", [(-1.05, "%")]),
    ("+1.05%", [(1.05, "%")]),
    ("-$5", [(-5, "USD")]),
    ("$-5", [(-5, "USD")]),
    ("(1.05)%", [(-1.05, "%")]),
    ("$(1,234)", [(-1234, "USD")]),
    ("$(9.8) million", [(-9.8e6, "USD")]),
    ("5.25%-5.50%", [(5.25, "%"), (5.5, "%")]),
    ("the index (8.2 %) led", [(8.2, "%")]),
    ("| -0.21 % |", [(-0.21, "%")]),
    # fractions
    ("1/4 percent", [(0.25, "%")]),
    ("0 to 1/4 percent", [(0, "%"), (0.25, "%")]),
    ("1/4 to 1/2 percent", [(0.25, "%"), (0.5, "%")]),
    ("3-1/2 percent", [(3.5, "%")]),
    ("5-1/4 to 5-1/2 percent", [(5.25, "%"), (5.5, "%")]),
    ("5‑1/4 to 5‑1/2 percent", [(5.25, "%"), (5.5, "%")]),
    ("5¼ %", [(5.25, "%")]),
    ("½ percentage point", [(0.5, "pp")]),
    ("one third", [(1 / 3, "")]),
    ("two-thirds of revenue", [(2 / 3, "")]),
    ("a third of the total", [(1 / 3, "")]),
    ("a quarter point", [(0.25, "pp")]),
    ("a quarter-point cut", [(0.25, "pp")]),
    ("a quarter of a percentage point", [(0.25, "pp")]),
    ("half a percentage point", [(0.5, "pp")]),
    ("three-quarters of a point", [(0.75, "pp")]),
    ("half a percent", [(0.5, "%")]),
    # ranges and pairs
    ("8.15 to 8.25 %", [(8.15, "%"), (8.25, "%")]),
    ("2-3%", [(2, "%"), (3, "%")]),
    ("2–3%", [(2, "%"), (3, "%")]),
    ("between 8 and 9 %", [(8, "%"), (9, "%")]),
    ("$3-4 billion", [(3e9, "USD"), (4e9, "USD")]),
    ("3 to 4 billion", [(3e9, ""), (4e9, "")]),
    ("25 to 50 basis points", [(25, "bp"), (50, "bp")]),
    ("0.23 and 0.49 percent", [(0.23, "%"), (0.49, "%")]),
    # words
    ("twelve percent", [(12, "%")]),
    ("twenty-five basis points", [(25, "bp")]),
    ("two and a half percent", [(2.5, "%")]),
    ("three points", [(3, "points")]),
    ("two billion", [(2e9, "")]),
    ("two billion dollars", [(2e9, "USD")]),
    ("a hundred basis points", [(100, "bp")]),
    ("two hundred and fifty stocks", [(250, "")]),
    ("it doubled", [(2, "x")]),
    ("it tripled", [(3, "x")]),
    ("twice as much", [(2, "x")]),
    ("it halved", [(0.5, "x")]),
    ("a fivefold rise", [(5, "x")]),
    ("one in five", [(0.2, "")]),
    ("two out of three", [(2 / 3, "")]),
    ("half a million", [(500_000, "")]),
    ("a quarter of a million jobs", [(250_000, "")]),
    ("half its revenue", [(0.5, "")]),
    ("an eighth of a point", [(0.125, "pp")]),
    # beside things that are none
    ("The S&P 500 fell 1 % on January 22, 2026", [(1, "%")]),
    ("The Russell 2000’s 8.2% gain [0][1]", [(8.2, "%")]),
    ("Russell 2000: 2,684.13", [(2684.13, "")]),
    ("the 10-year yield rose to 4.26 %", [(4.26, "%")]),
    ("1. Energy rose 3 %", [(3, "%")]),
    ("net sales (fiscal year 2024) of $5", [(5, "USD")]),
    ("2.2% for 2026", [(2.2, "%")]),
    ("In 2025, 3 of them", [(3, "")]),
    ("[2](https://x.example/9) 7 %", [(7, "%")]),
    ("ends at 5.", [(5, "")]),
    ("5, 6 and 7 %", [(5, ""), (6, "%"), (7, "%")]),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_figures_with_value_and_unit(text, expected):
    found = find_figures(text)
    assert [figure.unit for figure in found] == [unit for _, unit in expected]
    assert [figure.value for figure in found] == pytest.approx([value for value, _ in expected])
    assert all(text[figure.start : figure.end] == figure.text for figure in found)
    assert all(figure.low <= figure.value <= figure.high for figure in found)


NONE = [
    "2026", "since 1928", "in 2019 and 2020", "2025-26", "2025–2026", "2020/21", "the 1990s", "the '90s",
    "January 22, 2026", "Jan. 22", "22 January 2026", "22 Jan", "January 2026", "January 27-28, 2026", "Dec 31",
    "2022-03-16", "2022-03", "2026-01-22T16:00:00Z", "1/22/2026", "22.01.2026", "as of the 22nd of January 2026",
    "Q3 2022", "2Q23", "Q1", "FY2023", "FY 23", "fiscal 2024", "(fiscal year 2024)", "H1 2026",
    "10:00 a.m.", "at 4 p.m.", "16:00", "4:30 pm",
    "the 1st and 22nd", "the eleventh", "first, second, third",
    "1. First\n2) Second\n(3) Third", "## 2.1 Results", "# 3. Risks", "**1.** One",
    "[1]", "[1][2]", "[1, 2]", "[p-0123456789ab]", "see m-1234567890ab", "【3】",
    "S&P 500", "S&amp;P 500", "S&P MidCap 400", "Russell 2000", "Russell 1000 Index", "Nasdaq-100", "Nasdaq 100",
    "FTSE 100", "Nikkei 225", "CAC 40", "STOXX 600", "Fortune 500", "CSI 300", "DAX 40",
    "10-K", "10-Q", "10-Qs", "8-K", "20-F", "Form 4", "a 13F filing", "Section 13(d)", "Item 7A", "Note 12",
    "Rule 10b-5", "Table 3", "Exhibit 99.1", "ASC 606", "Level 3", "page 12",
    "3M said", "7-Eleven", "401(k)", "COVID-19", "G7", "G20", "GPT-4", "F-35", "iPhone 15", "Boeing 737", "Chapter 11",
    "the 10-year Treasury", "the 10 year Treasury", "the two-year yield", "2s10s", "the 50-day average", "12-month",
    "a 52-week high", "three-year growth", "the last 12 months", "over the past 5 years", "within 30 days", "the 10Y",
    "https://x.example/2024/05/12?n=3", "www.x.example/5", "`x = 5`", "```\nrate = 4.5\n```", "[text](/a/7)",
    "growth3", "AAPL.12x", "2022 Q3 AAPL.pdf", "0000320193-23-000077", "7203.T", "v2.1", "1.2.3",
    "two indices", "one of them", "the three majors", "a 5-star fund", "a 3-for-1 split", "24/7", "a 60/40 portfolio",
    "third quarter", "the first half of 2026", "one day", "double-digit", "", "No digits here.", "&#39;s",
    "Philippe Andrade,2 Vice President", "the Fund (IMF).1 B", "call 202-452-2955", "section 13(3)",
    "five years", "mid-2026", "pre-2020", "12-1 momentum", "one in London", "the first half of the year",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_figure(text):
    assert [figure.text for figure in find_figures(text)] == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("8.2 %", 8.15, 8.25),
        ("8.20 %", 8.195, 8.205),
        ("8 %", 7.5, 8.5),
        ("$3.4B", 3.35e9, 3.45e9),
        ("6,923.58", 6923.575, 6923.585),
        ("400", 399.5, 400.5),
        ("some 400", 350, 450),
        ("about 400", 350, 450),
        ("nearly 3", 2.5, 3),
        ("almost 3 %", 2.5, 3),
        ("just under 3 %", 2.5, 3),
        ("more than 3 %", 3, 3.5),
        ("over $3", 3, 3.5),
        ("at least 3", 3, 3.5),
        ("about 3", 2.5, 3.5),
        ("roughly 3", 2.5, 3.5),
        ("around 3.25%", 3.245, 3.255),
        ("~3", 2.5, 3.5),
        ("nearly -3 %", -3, -2.5),
        ("-8.2 %", -8.25, -8.15),
        ("5-1/4 percent", 5.245, 5.255),
        ("twelve percent", 11.5, 12.5),
        ("nearly doubled", 1.5, 2),
        ("as much as 3 %", 2.5, 3),
        ("north of 3 %", 3, 3.5),
        ("3 % or so", 2.5, 3.5),
        ("10 % or more", 10, 15),
        ("half a million", 475_000, 525_000),
        ("doubled", 1.95, 2.05),
        ("more than $500 million", 500e6, 550e6),
        ("$500 million", 499.5e6, 500.5e6),
    ],
)
def test_precision_is_that_of_the_writing(text, low, high):
    (figure,) = find_figures(text)
    assert (figure.low, figure.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        ("It fell 1.05 %", [-1]),
        ("It rose 1.05 %", [1]),
        ("It was down 1.05 %", [-1]),
        ("It is up 7.5 %", [1]),
        ("a 1.25% gain", [1]),
        ("a slight decline of 0.21%", [-1]),
        ("weakness at 1.48% decline", [-1]),
        ("2.2% GDP growth", [1]),
        ("25 basis points lower", [-1]),
        ("slipped 1.05% to close at 2,684.13", [-1, 0]),
        ("rose from 5.25 % to 5.5 %", [0, 0]),
        ("It fell 2 to 3 %", [-1, -1]),
        ("The S&P 500 rose 0.23 % and the Dow fell 0.21 %", [1, -1]),
        ("Small caps rose 8.2 %, while the Nasdaq at 1.8 % lagged", [1, 0]),
        ("After falling in May, it closed at 4.2 %", [0]),
        ("It stands at 4.2 %.", [0]),
        ("-1.05 % lower", [0]),
        ("a return of minus 3 %", [-1]),
        ("4.26 % minus 3.61 %", [0, 0]),
        ("the close is 2.18 % below the high", [-1]),
        ("51.69 % above the risk-free rate", [1]),
    ],
)
def test_direction_words_govern_the_figures_of_their_clause(text, directions):
    assert [figure.direction for figure in find_figures(text)] == directions


@pytest.mark.parametrize(
    "text",
    [
        "trailed by 8.7 points",
        "a gap of 8.7 points",
        "a drawdown of 33.9 %",
        "a net loss of $3",
        "scores (1,234) here",
    ],
)
def test_some_words_leave_the_sign_open(text):
    (figure,) = find_figures(text)
    assert figure.signless


@pytest.mark.parametrize(
    "unit",
    ["1", "1,", "1.", "1-", "-", "$", "(", "`", "[1", "a1", "1 ", "one ", "two and ", " ", "\n", "```\n", "| 1 ",
     "Jan ", "1/4", "a-", "http://", "in 1 ", "1:", "S&P ", "](", "nearly ", "twenty-"],
)  # fmt: skip
def test_no_text_makes_the_patterns_backtrack(unit):
    """A pattern that backtracks would take minutes for these, past the limit of a test."""
    text = unit * (60_000 // len(unit))
    assert all(text[figure.start : figure.end] == figure.text for figure in find_figures(text))


VALUES = [0.05, 0.5, 1.0, 3.4, 8.25, 12.0, 99.95, 150.0, 1234.5, 999_999.0]
UNITS = [
    ("{} %", "%"),
    ("{} percentage points", "pp"),
    ("{} bp", "bp"),
    ("${}", "USD"),
    ("{}x", "x"),
    ("{}", ""),
]


@pytest.mark.parametrize(("form", "unit"), UNITS)
@pytest.mark.parametrize("value", VALUES)
def test_a_number_is_found_as_it_was_written_with_any_sign_and_precision(value, form, unit):
    for decimals in range(3):
        for sign in ("", "-"):
            written = f"{value:,.{decimals}f}"
            (figure,) = find_figures(f"It is {sign}{form.format(written)} now.")
            said = float(f"{sign}{written.replace(',', '')}")
            assert (figure.value, figure.unit) == (pytest.approx(said), unit)
            assert figure.high - figure.low == pytest.approx(10.0**-decimals)
            assert figure.low <= said <= figure.high


@pytest.mark.parametrize("words", ["", "nearly ", "about ", "more than ", "at least ", "up to ", "roughly "])
@pytest.mark.parametrize("scale", [("thousand", 1e3), ("million", 1e6), ("bn", 1e9), ("trillion", 1e12)])
def test_a_scale_multiplies_value_and_interval_alike(words, scale):
    name, factor = scale
    (plain,) = find_figures(f"{words}$3.4")
    (scaled,) = find_figures(f"{words}$3.4 {name}")
    assert (scaled.value, scaled.low, scaled.high) == pytest.approx(
        (plain.value * factor, plain.low * factor, plain.high * factor)
    )
