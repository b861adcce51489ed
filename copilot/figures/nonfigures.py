"""What holds digits and is not a figure: dates, names, markers, code, addresses, numbering.

:func:`blank` replaces all of it by fillers of the same length, so offsets stay true.
"""

from __future__ import annotations

import re

from copilot.figures.units import SCALE_WORD, UNIT

FILLER = "\ufffc"
"""Stands for a blanked character: no letter, digit or space."""

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_ID = r"[pm]-[0-9a-f]{8,16}"
_DASH = r"[-‐‑–—]"
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?(?![0-9%.,]?[0-9])"
_YEAR = r"(?:1[6-9]|20|21)[0-9]{2}"
_SHORT_YEAR = rf"(?:{_YEAR}|['’]?[0-9]{{2}})"
_TIME_NOUN = (
    r"(?:(?:trading|business|calendar|fiscal)\s)?"
    r"(?:years?|quarters?|months?|weeks?|days?|sessions?|hours?|minutes?)\b"
)
_COUNTED = (
    r"shares|stocks|employees|jobs|people|units|stores|companies|contracts|homes|votes|customers|"
    r"dollars|euros|yen|barrels|tons|tonnes|ounces"
)
_INDEX_NAMES = (
    r"S(?:&amp;|&|\s?and\s)P(?:\sMidCap|\sSmallCap|\sComposite)?\s?(?:500|400|600|100|1500)|"
    r"SPX\s?500|Russell\s?(?:1000|2000|2500|3000|5000)|Nasdaq[\s-]?100|NDX\s?100|FTSE\s?(?:100|250|350)|"
    r"Dow(?:\sJones)?(?:\sIndustrials?)?\s30|Nikkei\s?(?:225|400)|CAC\s?40|DAX\s?(?:30|40)|TSX\s?60|"
    r"ASX\s?(?:200|300)|KOSPI\s?200|CSI\s?(?:300|500|1000)|(?:Euro\s?)?STOXX\s?(?:50|600)|IBEX\s?35|SMI\s?20|"
    r"Nifty\s?(?:50|500)|Sensex\s?30|SSE\s?50|Wilshire\s?5000|Topix\s?(?:100|500)|OMX\s?30|"
    r"Fortune\s?(?:Global\s)?(?:100|500|1000)|Global\s(?:500|2000)|(?:Mag(?:nificent)?|Group\sof)\s(?:7|20)|"
    r"MSCI\s[A-Z]\w{1,15}\s[0-9]{2,4}"
)
_PRODUCT_NAMES = (
    r"3M(?:['’]s)?(?=\s(?:Co|Corp|said|is|was|has|and|shares|stock)|['’.,;)]|$)|7-?Eleven|"
    r"(?:Boeing|Airbus|iPhone|Windows|Phillips|Motel|Route|Forever|Model|Studio|Galaxy|Xbox|PlayStation|"
    r"Industry|Web|Big|Pier|Century|Chapter|Catch)\s[0-9]{1,4}(?:\.0)?(?!\s?(?:%|per|bn|million|billion)|[0-9.,])"
)
_LABELS = (
    r"Form|Forms|[Ss]ections?|[Pp]aragraphs?|Item|Items|Note|Notes|Rule|Exhibit|Table|Figure|Fig\.|Chart|Chapter|Page|"
    r"pages?|Appendix|Schedule|Regulation|Article|Title|Step|Level|Tier|Phase|Topic|Subtopic|ASC|ASU|IFRS|IAS|"
    r"FAS|SFAS|SAB|Day|Row|No\.|Nos\.|version|Class|Series"
)

_PATTERNS: tuple[tuple[str, int], ...] = (
    # code, addresses, links, ids and markers
    (r"^[ \t]*```[^\n]*\n.*?(?:^[ \t]*```|\Z)", re.DOTALL | re.MULTILINE),
    (r"(?<!`)`[^`\n]+`(?!`)", 0),
    (r"(?:https?://|www\.)[^\s<>]+", re.IGNORECASE),
    (r"\]\([^()\s]{0,2000}\)", 0),
    (rf"[\[【]\s?(?:{_ID}|[0-9]{{1,3}})(?:\s?[,;–-]\s?(?:{_ID}|[0-9]{{1,3}})){{0,40}}\s?[\]】]", 0),
    (r"\b[pmda]-[0-9a-f]{8,16}\b", 0),
    (r"&#[0-9]{1,6};", 0),
    (r"\b[\w-]{1,80}\.(?:pdf|csv|html?|txt|json|xlsx?|md|docx?)\b", re.IGNORECASE),
    (r"\b[0-9]{10}-[0-9]{2}-[0-9]{6}\b|\b[0-9]{3}-[0-9]{3}-[0-9]{4}\b", 0),
    (r"\b[0-9]{4,6}\.(?:T|SS|SZ|HK|KS|TW|L|PA|DE)\b", 0),
    # numbering of headings and lists
    (r"^[ \t]{0,3}#{1,6}[ \t]+(?:[0-9]{1,3}\.)*[0-9]{1,3}[.):]?(?=[ \t])", re.MULTILINE),
    (r"^[ \t>]*(?:[-*+•][ \t]+)?(?:\*\*)?\(?[0-9]{1,3}[.):](?:\*\*)?(?=[ \t])", re.MULTILINE),
    (r"(?<=[\s(])\((?:[0-9]{1,2}|[ivx]{1,4})\)(?=\s[A-Za-z])", 0),
    # names
    (_INDEX_NAMES, re.IGNORECASE),
    (_PRODUCT_NAMES, 0),
    (
        rf"\b(?:{_LABELS})\s?[0-9]{{1,4}}(?:[.-][0-9]{{1,4}})*[A-Z]?(?:\([0-9A-Za-z]{{1,3}}\))*(?![0-9%,])"
        rf"(?!\s?(?:%|per\s?cent|{SCALE_WORD}))",
        0,
    ),
    (r"\bp\.\s?[0-9]{1,4}\b(?![.,][0-9])|\bpp\.\s?[0-9]{1,4}\s?[-–]\s?[0-9]{1,4}\b", 0),
    (r"\b(?:401|403|457)\([kb]\)|\b529\splans?\b", 0),
    (r"\b(?:10|8|6|11)\s?-?\s?[KQ](?:/A)?s?\b|\b(?:20|40)-?F\b|\b13[DFG]\b", 0),
    (r"(?<![\w.])[A-Za-z]{1,20}-[0-9]{1,4}(?![0-9.,]*[0-9]|\s?%|\s(?:per\s?cent|basis))", 0),
    (rf"\b[0-9]{{1,2}}{_DASH}[0-9]{{1,2}}(?=\s(?:months?\s)?momentum\b)", re.IGNORECASE),
    # dates and times
    (rf"\b{_YEAR}-[01][0-9](?:-[0-3][0-9](?:T[0-9:.]{{4,15}}(?:Z|[+-][0-9:]{{4,5}})?)?)?(?![0-9])", 0),
    (r"\b[0-3]?[0-9]/[0-3]?[0-9]/(?:[0-9]{4}|[0-9]{2})\b|\b[0-3]?[0-9]\.[01]?[0-9]\.(?:19|20)[0-9]{2}\b", 0),
    (
        rf"(?<![\w.,])(?:[0-3]?[0-9]\s?{_DASH}\s?)?[0-3]?[0-9](?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}"
        rf"(?:,?\s{_SHORT_YEAR}\b)?",
        0,
    ),
    (rf"\b{_MONTH}\s{_DAY}(?:\s?{_DASH}\s?(?:{_MONTH}\s)?{_DAY})?(?:,?\s{_YEAR})?", 0),
    (rf"\b{_MONTH}\s{_SHORT_YEAR}\b", 0),
    (
        r"\b(?:[QH][1-4]|[1-4][QH]|FY|CY|(?:fiscal|calendar)(?:\syear)?)\s?(?:of\s)?(?:fiscal\s)?"
        rf"{_SHORT_YEAR}(?:[EAF]\b|\b)",
        re.IGNORECASE,
    ),
    (r"\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]\.?m\b\.?)?|\b[0-9]{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE),
    (rf"(?<![\w.,$€£¥])(?:{_YEAR}|['’][0-9]0)s\b", 0),
    (rf"(?<![\w.,$€£¥]){_YEAR}\s?[-–/]\s?(?:{_YEAR}|[0-9]{{2}})(?![0-9.,]?[0-9]|\s?(?:%|per\s?cent))", 0),
    (
        rf"(?<![\w.,$€£¥+−-])(?<!\$\s){_YEAR}(?![0-9,.]?[0-9]|[A-Za-z])"
        rf"(?![\s-]?(?:{UNIT}|{SCALE_WORD}|{_COUNTED}\b))",
        re.IGNORECASE,
    ),
    # spans of time, tenors, shares of a portfolio
    (
        r"\b(?:last|past|previous|prior|next|first|final|trailing|recent|over|within|in|for|every|after|following|"
        r"another|of)\s(?:the\s)?(?:(?:last|past|previous|next|first)\s)?"
        rf"[0-9]{{1,3}}\s{_TIME_NOUN}",
        re.IGNORECASE,
    ),
    (
        r"\b[0-9]{1,2}[\s-](?:to\s[0-9]{1,2}[\s-])?(?:years?|yr|month|week|day)\s(?:U\.?S\.?\s)?"
        r"(?:Treasur|note|bond|yield|bill|T-|TIPS|swap|bund|gilt|JGB|mortgage|rate|low|high|moving)",
        re.IGNORECASE,
    ),
    (r"(?<![\w.,$€£¥])[0-9]{1,2}[Yy]\b", 0),
    (r"\b24/7\b|\b247\sWall\sSt\b|\b50/50\b|\b60/40\b|\b9/11\b", 0),
    (r"(?<![\w.])[0-9]{1,4}(?:\.[0-9]{1,4}){2,6}(?![\w])", 0),
)  # fmt: skip
_RULES = tuple(re.compile(pattern, flags) for pattern, flags in _PATTERNS)


_NAMES = re.compile(rf"\b(?:(?i:{_INDEX_NAMES})|{_PRODUCT_NAMES})")


def blank(text: str) -> str:
    """``text`` with everything that holds digits and is no figure replaced by fillers of equal length."""
    for rule in _RULES:
        text = rule.sub(_filler, text)
    return text


def blank_names(text: str) -> str:
    """``text`` with only the names that hold digits replaced: the 2000 of Russell 2000 is no year."""
    return _NAMES.sub(_filler, text) if any(map(str.isdigit, text)) else text


def _filler(match: re.Match[str]) -> str:
    return "".join("\n" if character == "\n" else FILLER for character in match.group())
