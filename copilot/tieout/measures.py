"""What is measured, in the words of reports and markets: revenue and net income are two things, sales is the first."""

from __future__ import annotations

import re

_MEASURES: tuple[tuple[str, str], ...] = (
    ("cost of sales", r"costs?\sof\s(?:net\s)?(?:sales|revenues?|goods\ssold|products?)|COGS"),
    ("gross profit", r"gross\s(?:profits?|margins?|income)"),
    (
        "operating income",
        r"operating\s(?:income|profits?|loss(?:es)?|earnings|margins?|results?)|"
        r"(?:income|profit|loss)\sfrom\soperations|EBIT",
    ),
    ("EBITDA", r"EBITDA"),
    ("earnings per share", r"(?:earnings|income|profits?|loss)(?:\s\(loss\))?\sper\s(?:\w+\s)?share|EPS"),
    ("comprehensive income", r"comprehensive\s(?:income|loss)"),
    (
        "pretax income",
        r"(?:income|profits?|earnings|loss)\sbefore\s(?:\w+\s){0,4}tax\w*|"
        r"pre-?tax\s(?:income|profits?|earnings)",
    ),
    (
        "net income",
        r"net\s(?:income|profits?|earnings|loss(?:es)?)|bottom\sline|"
        r"profits?\s(?:after\stax|for\sthe\s(?:year|period|quarter))",
    ),
    (
        "income tax",
        r"(?:income\s)?tax(?:es)?\s(?:expense|provision|benefit)|"
        r"(?:provisions?|benefits?)\s(?:for|from)\s(?:income\s)?taxes",
    ),
    ("interest", r"interest\s(?:expenses?|income|costs?|charges?)"),
    ("operating expenses", r"operating\s(?:expenses?|costs)|opex"),
    ("research and development", r"research\s(?:and|&)\sdevelopment|R&D"),
    ("selling and administrative", r"selling,?\s(?:general|and|&)[\w\s,&]{0,20}administrative|SG&A"),
    ("cash flow", r"(?:free\s)?cash\sflows?|cash\s(?:provided|generated|used)"),
    (
        "capital expenditure",
        r"capital\s(?:expenditures?|spending|investments?)|capex|"
        r"purchases?\sof\sproperty",
    ),
    ("total assets", r"total\sassets"),
    ("liabilities", r"(?:total\s)?liabilities"),
    ("equity", r"(?:share|stock)holders[’']?\s?equity|book\svalue"),
    ("debt", r"(?:net\s|total\s|long-term\s|short-term\s)?(?:debt|borrowings)"),
    ("dividend", r"dividends?"),
    (
        "buyback",
        r"(?:share|stock)\s(?:repurchases?|buy-?backs?)|repurchases?\sof\s(?:common\s)?stock|"
        r"buy-?backs?",
    ),
    ("volatility", r"volatility|standard\sdeviation"),
    ("drawdown", r"draw-?downs?|peak[\s-]to[\s-]trough"),
    ("correlation", r"correlations?|correlated"),
    ("beta", r"beta"),
    ("Sharpe ratio", r"sharpe"),
    ("market value", r"market\s(?:cap(?:itali[sz]ation)?|value)"),
    ("volume", r"(?:trading\s)?volumes?|turnover\sof\sshares"),
    ("inflation", r"inflation|CPI|PCE|consumer\sprices?"),
    ("unemployment", r"unemployment|jobless\srate"),
    ("payrolls", r"payrolls?"),
    ("price target", r"(?:price\s)?targets?"),
    ("multiple", r"P/E|price[\s-](?:to|/)[\s-](?:earnings|sales|book)|EV/EBITDA|multiples?|times\searnings"),
    ("revenue", r"(?:net\s|total\s)?(?:revenues?|sales|turnover)|top\sline"),
)  # fmt: skip
"""Name and words, the more special before the more general: what one of them takes is no longer read by the next."""

_COMPILED = tuple((name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for name, words in _MEASURES)


def measures_in(text: str) -> frozenset[str]:
    """The measures that ``text`` names."""
    found = set()
    for name, pattern in _COMPILED:
        if pattern.search(text):
            found.add(name)
            text = pattern.sub(" ", text)
    return frozenset(found)
