"""Tells questions for a forecast from those for what sources say of the future."""

from __future__ import annotations

import re

LAST_YEAR = 2199
_WILL_BE = re.compile(
    r"^\W*(?:(?:and|so|but|then|please|can you|could you|tell me|do you think|predict|forecast|estimate)\b[\s,]*)*"
    r"(?:(?:what|where|how|which|who|when|whether|if)\b[^?]{0,60}?\b)?"
    r"(?:will|won't|shall|is going to|are going to|gonna)\b",
    re.IGNORECASE,
)
_IS_GOING = re.compile(
    r"^\W*(?:is|are)\b.{1,60}\bgoing to\b|\bwhat(?:'s| is) going to happen\b", re.IGNORECASE
)
_PREDICT = re.compile(
    r"^\W*(?:(?:please|can you|could you)\s+)?(?:predict|forecast|project|estimate|guess)\b"
    r"|\b(?:your|a|give me a|any)\s+(?:own\s+)?(?:forecast|prediction|price target|guess)\b"
    r".{0,20}\b(?:for|of|on)\b.{0,60}\b(?:next|20[3-9]\d)\b",
    re.IGNORECASE,
)
_SCHEDULE = re.compile(r"\bwhen\b.{0,40}\b(?:meets?|meeting|convene)\b", re.IGNORECASE)
"""The day of a meeting is set long before."""
_OF_SOURCES = re.compile(
    r"\b(?:say|says|said|according|expect\w*|forecasts?\s+(?:by|of|from|in)|outlook|guidance|project(?:s|ed|ions?)"
    r"|analysts?|economists?|participants?|officials?|members?|staff|committee (?:see|saw|expect)|reports?|article"
    r"|minutes|statement|announc\w+"
    r"|plans?|think)\b",
    re.IGNORECASE,
)
"""Words that ask for what somebody else has said: a document may tell that."""


_YEAR = re.compile(r"\b20\d\d\b(?!\s*(?:sessions|days|points|index))")
_LIKELY = re.compile(
    r"\b(?:probabilit\w+|odds|chances?|likelihood)\b (?:of|that|for)\b"
    r"|\blikely\b.{0,60}\b(?:next|coming|soon|tomorrow)\b"
    r"|\bwhere\b.{0,40}\b(?:headed|heading|going next)\b|\bnext (?:week|month|quarter|year)\b"
    r"|\bwhat(?:'s| is) next for\b|\bhow (?:high|low|far) (?:can|could|might)\b",
    re.IGNORECASE,
)
_TARGET_BY = re.compile(
    r"(?:\b(?:at|to|above|over|below|under|past|hits?|hitting|reach(?:es|ing)?|touch(?:es|ing)?)\s+)\$?\d[\d,.]*k?"
    r"\s+(?:by|before|until)\b(?![^?]*\b20\d\d\b)",
    re.IGNORECASE,
)
"""A level to be reached by a time whose year is not told: "gold at 5000 by christmas"."""
_PAST = re.compile(r"\b(?:did|was|were|had|closed?|traded|got|went|ended|stood|rose|fell)\b", re.IGNORECASE)


def asks_for_forecast(text: str, year: int = LAST_YEAR) -> bool:
    """Whether ``text`` asks what will be, after ``year`` for instance, and not what a source says of it."""
    if _SCHEDULE.search(text):
        return False
    if _OF_SOURCES.search(re.sub(r"\bdo you think\b", "", text, flags=re.IGNORECASE)):
        return False
    if any(int(found) > year for found in _YEAR.findall(text)):
        return True
    if _TARGET_BY.search(text) and not _PAST.search(text):
        return True
    return any(pattern.search(text) for pattern in (_WILL_BE, _IS_GOING, _PREDICT, _LIKELY))
