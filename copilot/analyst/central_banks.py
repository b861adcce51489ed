"""How central banks are called, and how their texts write what people ask about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vectorstore.terms import written_for

CENTRAL_BANKS: Mapping[str, str] = {
    "Federal Reserve": r"fed|fomc|federal reserve|federal open market committee|open market committee",
    "European Central Bank": r"ecb|european central bank",
    "Bank of England": r"boe|bank of england|mpc",
    "Bank of Japan": r"boj|bank of japan",
    "Swiss National Bank": r"snb|swiss national bank",
    "Bank of Canada": r"boc|bank of canada",
    "Reserve Bank of Australia": r"rba|reserve bank of australia",
    "People's Bank of China": r"pboc|people's bank of china",
    "Reserve Bank of New Zealand": r"rbnz|reserve bank of new zealand",
    "Reserve Bank of India": r"rbi|reserve bank of india",
    "Bank of Korea": r"bok|bank of korea",
    "Bank of Mexico": r"banxico|bank of mexico",
    "Sveriges Riksbank": r"(?:sveriges )?riksbank",
    "Norges Bank": r"norges bank",
    "Central Bank of Brazil": r"bcb|central bank of brazil|brazilian central bank",
    "Central Bank of Turkey": r"cbrt|central bank of turkey|turkish central bank",
}
"""Publishers, and how people call them."""


def banks_named(text: str) -> list[str]:
    """The central banks that ``text`` names."""
    return [
        bank
        for bank, called in CENTRAL_BANKS.items()
        if re.search(rf"(?<!\w)(?:{called})(?!\w)(?!\s+funds)", text, re.IGNORECASE)
    ]


POLICY_TALK = re.compile(
    r"\b(?:qt|qe|quantitative (?:tightening|easing)|run-?offs?|redemption|caps?|hik(?:e|es|ed|ing)"
    r"|rate (?:cuts?|rises?|decision)"
    r"|(?:cut|raise|hold|lower)(?:s|ed|ing)? (?:interest )?rates|fomc|policy rate|target range|balance sheet|taper\w*"
    r"|dissent\w*|vot(?:e|ed|es|ing))\b",
    re.IGNORECASE,
)
"""What people say of a central bank's doings without naming it."""
_RATE = r"\b(?:rates?|target(?: range)?|funds target|policy rate)\b"
_CUT = r"\b(?:cuts?|cutting|lower\w*|eas(?:e|ed|ing)|reduc\w+)\b"
_RAISE = r"\b(?:hik\w+|rais\w+|lift\w*|increas\w+|tighten\w*)\b"
_HOLD = r"\b(?:hold|held|keep|kept|leave|left|maintain\w*|unchanged|paus\w+|steady)\b"
CUT = "decided to lower the target range for the federal funds rate by percentage point to percent"
RAISED = "decided to raise the target range for the federal funds rate to percent"
HELD = "decided to maintain the target range for the federal funds rate at percent"
BUYS = "increase its holdings of Treasury securities by at least per month"
WRITTEN: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(asked, re.IGNORECASE), written)
    for asked, written in (
        (rf"{_CUT}.*{_RATE}|{_RATE}.*{_CUT}", (CUT,)),
        (_CUT, ("reducing the target range at this meeting",)),
        (rf"{_RAISE}.*{_RATE}|{_RATE}.*{_RAISE}|\bhike[ds]?\b", (RAISED,)),
        (rf"{_HOLD}.*{_RATE}|{_RATE}.*{_HOLD}|\bpaus\w+", (HELD,)),
        (rf"{_RATE}|\bdecid\w*|\bdecision\b", (HELD, RAISED, CUT)),
        (
            r"\bbalance sheet\b|\brun-?off\b|\bqt\b|\bquantitative tightening\b|\bholdings\b|\bredemption\b",
            (
                "reducing its holdings of Treasury securities and agency debt and agency mortgage-backed securities",
                "slow the pace of decline of its securities holdings by reducing the monthly redemption cap",
                BUYS,
                "conclude the reduction of its aggregate securities holdings",
            ),
        ),
        (
            r"\bpurchas\w+|\bbuy\w*|\bbought\b|\btaper\w*|\bqe\b",
            ("reduce the monthly pace of its net asset purchases by for Treasury securities", BUYS),
        ),
        (
            r"\b(?:labou?r|jobs?) market|\bemployment\b|\bjobs?\b|\bhiring\b|\bunemployment\b",
            ("Job gains have been, and the unemployment rate has remained",),
        ),
        (r"\binflation\b|\bprices\b", ("Inflation has eased but remains elevated",)),
        (
            r"\b(?:economy|economic (?:activity|growth)|growth)\b",
            ("economic activity has been expanding at a pace",),
        ),
        (
            r"\bdissent\w*|\bvot(?:e|ed|es|ing)\b|\bunanim\w+|\boppos\w+",
            ("Voting against this action was, who preferred", "Voting for the monetary policy action were"),
        ),
        (
            r"\babsen\w+|\babstain\w*|\balternates?\b|\bnot vot\w+|\bmissing\b",
            ("Absent and not voting was", "voted as an alternate member at this meeting"),
        ),
        (
            r"\bnext\b.*\bmeet\w*|\bmeet\w*\b.*\bnext\b",
            ("It was agreed that the next meeting of the Committee would be held on",),
        ),
        (
            r"\bcaps?\b|\bceilings?\b",
            (
                "monthly caps of about billion for Treasury securities and about billion for agency MBS",
                "reducing the monthly redemption cap on Treasury securities from billion to billion",
            ),
        ),
    )
)
"""What is asked of a central bank's texts, in any order of words, and how these write it."""


def phrases_for(topic: str, publisher: str) -> tuple[str, ...]:
    """What texts of ``publisher`` write for the words of ``topic``."""
    general = written_for(topic)
    if publisher not in CENTRAL_BANKS:
        return tuple(general)
    own = [phrase for pattern, written in WRITTEN if pattern.search(topic) for phrase in written]
    return tuple(dict.fromkeys(own)) or tuple(general)
