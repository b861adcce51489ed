"""The same quantity with two values in one report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.audit.check import Check
from copilot.audit.claims import Claim
from copilot.audit.intervals import Interval, magnitude, meet
from copilot.figures.units import is_currency

_RANGE = re.compile(
    r"[0-9]\s?(?:%|per\s?cent)?\s?(?:to|[-–])\s?[$€£]?[0-9][0-9-/.]*\s?(?:%|per\s?cent|$|[a-z])",
    re.IGNORECASE,
)
"""Two ends of a range are two values on purpose."""
_PART = re.compile(
    r"\b(?:includ\w+|of\swhich|compris\w+|consist\w+|exclud\w+|of\sthis|above|below|toward|goal|objective)\b[^.;]{0,25}\Z",
    re.IGNORECASE,
)
"""Before an amount that is a part of the quantity that its words name."""
Key = tuple[object, ...]

MACRO = frozenset(
    ("gdp", "policy rate", "unemployment", "inflation", "core inflation", "PCE inflation", "core PCE inflation",
     "CPI inflation", "core CPI inflation")
)  # fmt: skip
"""Measures of an economy, whoever tells of them."""
_UNTIMED = frozenset(
    ("market cap", "price target", "score", "eps", "sales", "net income", "operating income", "gross margin",
     "operating margin", "free cash flow", "dividend")
)  # fmt: skip
"""Measures of which a report gives one value where it names no time."""


def check_agreement(claims: Sequence[Claim]) -> list[tuple[Claim, Check]]:
    """The later of two claims that give one quantity two values, with the place of the first."""
    found = []
    first: dict[Key, list[Claim]] = {}
    for claim in claims:
        key = key_of(claim)
        if key is None:
            continue
        earlier = first.setdefault(key, [])
        told = [other for other in earlier if other.sentence.number != claim.sentence.number]
        if told and not any(_equal(claim, other) for other in earlier):
            other = told[0]
            reason = (
                f"{_what(claim)} is {claim.figure.text} here and {other.figure.text} in: "
                f"“{' '.join(other.sentence.text.split())}”"
            )
            place = ((other.figure.start, other.figure.end),)
            found.append((claim, Check("contradicted", reason, kind="two_values", others=place)))
        earlier.append(claim)
    return found


def repeats(claims: Sequence[Claim]) -> dict[int, Claim]:
    """For the place of each claim that says again what an earlier one said, that one."""
    found: dict[int, Claim] = {}
    seen: dict[Key, Claim] = {}
    for claim in claims:
        if claim.subject is None or claim.figure.digits < 2:
            continue
        key = (claim.subject.key, claim.figure.unit, claim.figure.value, claim.sign, claim.role)
        if key in seen:
            found[claim.figure.start] = seen[key]
        else:
            seen[key] = claim
    return found


def key_of(claim: Claim) -> Key | None:
    """Equal for two claims about one quantity; ``None`` where it is not clear which quantity it is."""
    if claim.role not in ("level", "move") or claim.stance == "earlier":
        return None
    if claim.role == "move" and claim.figure.unit != "%":
        return None
    start = claim.figure.start - claim.sentence.start
    if _PART.search(claim.sentence.text[max(0, start - 40) : start]):
        return None
    subject = claim.subject.key if claim.subject else ""
    instrument = claim.subject.instrument if claim.subject else None
    measure = claim.measure
    if claim.role == "move" and instrument is not None and measure in ("", "return", "close"):
        measure = "return"
    if not measure or (not subject and measure not in MACRO) or _RANGE.search(_around(claim)):
        return None
    if claim.time is None and measure not in _UNTIMED:
        return None
    if (measure == "return" or measure in MACRO) and not claim.time_stated:
        return None
    near = (
        claim.near_name if claim.near_name != subject and measure not in ("return", "close", *MACRO) else ""
    )
    time = claim.time.key if claim.time else None
    subject = "" if measure in MACRO else subject
    return (
        subject,
        near,
        measure,
        claim.role,
        _kind_of(claim.figure.unit),
        time,
        claim.stance,
        claim.details,
    )


def _around(claim: Claim) -> str:
    start = claim.figure.start - claim.sentence.start
    return claim.sentence.text[max(0, start - 14) : start + len(claim.figure.text) + 14]


def _kind_of(unit: str) -> str:
    return "money" if is_currency(unit) or not unit else unit


def _equal(a: Claim, b: Claim) -> bool:
    if a.figure.unit != b.figure.unit and "" not in (a.figure.unit, b.figure.unit):
        return False
    if not (a.sign and b.sign):
        return meet(_size(a), _size(b))
    return meet(a.interval, b.interval)


def _size(claim: Claim) -> Interval:
    return magnitude((claim.figure.low, claim.figure.high))


def _what(claim: Claim) -> str:
    name = claim.subject.name if claim.subject else ""
    measure = claim.measure or "return"
    when = f" ({claim.time.label})" if claim.time else ""
    return " ".join(part for part in (name, measure) if part) + when
