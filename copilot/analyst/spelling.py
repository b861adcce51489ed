"""Mends small typos and shorthand of a question before it is read: "volatilty", "1y", "russell2000"."""

# ruff: noqa: E501 - tables of words

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from copilot.analyst.dates_in_short import mend_dates
from market.instruments import InstrumentBook
from market.words import ordinary_words

MIN_LETTERS = 5
"""Shorter words have too many neighbours."""
TWO_EDITS_FROM = 9
_MEASURES = frozenset(
    """
    annualised average averages basis best beta between breadth calendar change changed close closed compare compared correlation
    correlations cumulative daily december declined difference happened distance dividend dividends drawdown drawdowns during energy
    february federal financials gained highest indexes indices inflation january largest latest level leading lowest market
    maximum momentum monthly moving november october outperform overbought oversold percent percentage perform performance
    performed performing points precedent previous quarter quarterly ranking rating ratio realised return returned returns
    rotation seasonality sector sectors september session sessions sharpe sortino spread stocks strongest technology today total
    treasury unemployment utilities valuation versus volatile volatility weakest worst yesterday yield yields
    """.split()
)
"""The words that an answer hangs on, with which others are compared."""
_WORD = re.compile(r"(?<![\w^$.])[A-Za-z]{5,}(?![\w.]\w)")
_GLUED = re.compile(r"(?<![\w^$.])(?P<word>[A-Za-z]{4,})(?P<number>\d{2,4})(?!\w)")
_LENGTH = re.compile(
    r"(?<![\w.,$-])(?P<number>\d{1,2})\s?(?P<unit>y|yr|yrs|mo|mos|mth|mths|wk|wks)(?![\w-])(?!\s+(?:treasury|yield|note|bond))",
    re.IGNORECASE,
)
_LED = re.compile(
    r"\b(?:past|last|trailing|previous|prior|over|for|next|in|within|after|the)\s+(?:the\s+)?(?:past\s+|last\s+)?$",
    re.IGNORECASE,
)
_NUMBER = r"one|two|three|four|five|six|nine|ten|twelve|eighteen|\d{1,2}"
_Meant = str | Callable[[re.Match[str]], str]
_SHORTHAND: tuple[tuple[re.Pattern[str], _Meant], ...] = tuple(
    (re.compile(words, flags), meant)
    for words, meant, flags in (
        (r"(?<!\w)mtd(?!\w)", "this month", 0),
        (r"(?<!\w)qtd(?!\w)", "this quarter", 0),
        (
            r"\b(\d{1,3})[- ]?(?:d|days?|sessions?)?[- ]?(?:simple )?(?:[se]?ma|moving (?:av|avg|avge|mean))\b\.?",
            r"\1-day moving average",
            re.IGNORECASE,
        ),
        (r"\b(?:av|avg|avge|ave)\b\.?", "average", 0),
        (r"\b(?:lvl|lvls)\b", "level", re.IGNORECASE),
        (r"\b(?:perf|perfs)\b\.?", "performance", re.IGNORECASE),
        (r"\b(?:rtn|rtns)\b", "return", re.IGNORECASE),
        (r"\b(?:chg|chng)\b", "change", re.IGNORECASE),
        (r"\b(?:corr|correls?)\b", "correlation", re.IGNORECASE),
        (r"\bvola\b", "volatility", re.IGNORECASE),
        (r"\b(?:pct|pcnt)\b", "percent", re.IGNORECASE),
        (r"(?<=12-1 )mom\b|\bprice mom\b", "momentum", re.IGNORECASE),
        (r"\bop\.? (?=(?:income|profit|margin|expenses?)\b)", "operating ", re.IGNORECASE),
        (r"\b(?:ugliest|nastiest|most awful|most terrible|bloodiest)\b", "worst", re.IGNORECASE),
        (
            rf"\b(worst|best|weakest|strongest|biggest|largest) ({_NUMBER}|seven|eight)(?= (?:single |trading )?(?:days|sessions)\b)",
            r"\2 \1",
            re.IGNORECASE,
        ),
        (r"\b(?:finest|happiest)(?= (?:\w+ )?(?:days?|sessions?|months?|years?)\b)", "best", re.IGNORECASE),
        (
            r"\ban? (?:awful|terrible|horrible|ugly|nasty|dreadful|brutal) (?=(?:day|session)\b)",
            "a worst ",
            re.IGNORECASE,
        ),
        (r"\b(?:yld)(s?)\b", r"yield\1", 0),
        (r"\b(?:px|prc)\b", "price", 0),
        (r"\b(?:hi/lo)\b", "high and low", 0),
        (r"(?<=\w )v\.?(?= \w)", "vs", 0),
        (r"(?<=\d)\s?(?:ppts?|p\.p\.|pts?)\b", " points", re.IGNORECASE),
        (r"\b(realiz|annualiz|capitaliz|normaliz)(ed|ation)\b", lambda f: f"{f[1][:-1]}s{f[2]}", 0),
        (r"^\W*y(?= (?:did|does|is|was|were|has|have|the|are)\b)", "why", 0),
        (
            r"\b(?:w/o|without|ex|excl\.?|excluding|skipping|less|minus|omitting|leaving out|not counting)"
            r" (?:the )?(?:last|latest|most recent|final|past) month\b",
            "12-1",
            re.IGNORECASE,
        ),
        (
            rf"\b({_NUMBER}|52)[- ]?(month|year|week|wk|yr)s?[- ](high|low)s?\b",
            r"\3 over the past \1 \2s",
            re.IGNORECASE,
        ),
        (
            r"\b(\d{1,3})[- ]?(?:d|day|session)s? (change|returns?|performance|gains?|loss|move)\b",
            r"\2 over the past \1 sessions",
            re.IGNORECASE,
        ),
        (r"\b(ytd|year to date) (?:on|at|by)(?= (?:the )?\d| [A-Z][a-z]+ \d)", r"\1 to", re.IGNORECASE),
        (r"\bbig[- ]?caps?\b", "large caps", re.IGNORECASE),
        (r"\brsi[- ]?\(?(\d{1,2})\)?(?![\w.])", r"\1-day RSI", re.IGNORECASE),
        (r"\b(\d{1,3})d(?= [a-z])", r"\1-day", re.IGNORECASE),
        (r"\bfall (?=(?:this|last) (?:year|quarter|month|week)\b)", "decline ", re.IGNORECASE),
        (r"\b(januar|februar)ies\b", r"\1y", re.IGNORECASE),
        (
            r"\b(march|april|june|july|august|september|october|november|december)e?s\b",
            r"\1",
            re.IGNORECASE,
        ),
        (
            r"\b(for|did|do|does|have|has|were|are|how|was|and|when|with|between) (?:us |american )?(?:stocks|equities)\b"
            r"(?! (?:that|which|with|of|in the|rose|fell|rise|fall))",
            r"\1 the stock market",
            re.IGNORECASE,
        ),
        (
            rf"\b({_NUMBER})[- ](month|year|week) (change|returns?|performance|gains?|loss|move)\b",
            r"\3 over the past \1 \2s",
            re.IGNORECASE,
        ),
        (
            r"\bsector (?=rotation|leadership|breadth|ranking|rankings|correlations?|leaders|laggards|winners|losers|momentum"
            r"|leader ?board|scoreboard|table|returns|performance)",
            "sectors ",
            re.IGNORECASE,
        ),
        (
            r"\b(?:(?:new )?(?:people|workers|americans|persons) )?(?:who )?(?:filed|filing|file|applied|applying|applications)"
            r" (?:for the first time )?for (?:unemployment|jobless) (?:benefits?|insurance|aid)(?: for the first time)?",
            "initial jobless claims",
            re.IGNORECASE,
        ),
        (
            r"\b(than|vs\.?|versus|against|beat|beating) (?:stocks|equities)\b",
            r"\1 the stock market",
            re.IGNORECASE,
        ),
        (r"\bsince (?:the )?begin of\b", "since the beginning of", re.IGNORECASE),
    )
)
"""What is said in short or in other words, and what it means; capitals count where the word is a ticker too."""
_UNITS = {"y": "years", "m": "months", "w": "weeks"}


def mend_question(text: str, book: InstrumentBook) -> str:
    """``text`` with typos in the words of markets mended, glued names parted, and lengths such as 1y written out.

    Names of instruments stay as they are: they are found with typos by themselves.
    """
    text = mend_dates(text, is_known_word)
    for words, meant in _SHORTHAND:
        text = words.sub(meant, text)
    text = _GLUED.sub(lambda found: _parted(found, book), text)
    named = [(mention.start, mention.end) for mention in book.mentions(text)]

    def free(found: re.Match[str]) -> bool:
        return not any(found.start() < end and start < found.end() for start, end in named)

    mended = _WORD.sub(lambda found: _mended(found[0]) if free(found) else found[0], text)
    named = [(mention.start, mention.end) for mention in book.mentions(mended)]
    return _LENGTH.sub(lambda found: _length(found) if free(found) else found[0], mended)


def _parted(found: re.Match[str], book: InstrumentBook) -> str:
    """A name and the number in it apart, where only so it is the name of something."""
    apart = f"{found['word']} {found['number']}"
    whole = any(mention.text == apart for mention in book.mentions(apart))
    return apart if whole and not book.mentions(found[0]) else found[0]


def _length(found: re.Match[str]) -> str:
    if _LED.search(found.string[: found.start()]):
        return found[0]
    return f"past {found['number']} {_UNITS[found['unit'][0].lower()]}"


@cache
def _model_words() -> frozenset[str]:
    """The words that the shipped embedding model knows whole: thirty thousand, hardly a misspelt one among them."""
    from vectorstore.embeddings import model_folder

    return frozenset((model_folder() / "vocab.txt").read_text(encoding="utf-8").split())


def is_known_word(low: str) -> bool:
    """Whether a word in small letters is one of the language, so that it is no typo."""
    from copilot.analyst.vocabulary import is_plain_word

    return low in ordinary_words() or is_plain_word(low) or low in _model_words()


@cache
def _mended(word: str) -> str:
    """The one word of markets that is a letter or two away from a word that is none of English."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    low = word.lower()
    if low in _MEASURES or is_known_word(low):
        return word
    edits = 2 if len(low) >= TWO_EDITS_FROM else 1
    near = process.extract(low, _MEASURES, scorer=OSA.distance, score_cutoff=edits, limit=2)
    if not near or (
        len(near) > 1 and near[0][1] == near[1][1] and near[0][0].rstrip("s") != near[1][0].rstrip("s")
    ):
        return word
    return str(near[0][0])
