"""What a question may ask for: risks, chances, expectations, reasons; and what sentences that give it are like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from copilot.analyst.sentences import gives_a_reason


@dataclass(frozen=True, slots=True)
class Stance:
    """What a question may ask for: its words in a question, those of a sentence, and what such sentences are like."""

    asked: re.Pattern[str]
    taken: Callable[[str], object]
    like: str
    unlike: str


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


_RISK = _words(
    r"risks?\b|warn|caution|concern|worr|threat|weak|declin|fall(?:s|ing|en)?\b|fell\b|drop|loss|los(?:e|es|ing|t)\b"
    r"|hurt|harm|adverse|uncertain|headwind|pressur|vulnerab|volatil|slow|shrink|fragil|revers|cuts both ways"
    r"|may not|might not|could (?:end|fail|fall|mean|point|reduce)|not (?:every|all)\b|later stages"
    r"|disput|tighten|default|negativ"
)
_CHANCE = _words(
    r"opportunit|benefit|advantage|gain(?:s|ed|ing)?\b|grow|improv|boost|support|help|attract|favou?r|upside|upgrad|demand"
    r"|strong|lift|stimul|expand|expansion|recover|rise|rose\b|rising|cheaper|easier|inflow|positive|firmer"
)
_EXPECTED = _words(
    r"expect|forecast|project(?:s|ed|ion)|outlook|anticipat|predict|likely|will\b|would\b|may\b|might\b|could\b|should\b"
    r"|seen\b|sees\b|ahead\b|guidance|target|plans?\b|intend|next (?:year|quarter|month)|coming\b"
    r"|longer[- ]run|going forward"
)
_GOOD = "This helps: it improves growth and profits, lowers costs, attracts money, and gives investors an opportunity."
_BAD = "This is a risk and a warning: it could hurt, end or reverse the move, bring losses, weakness and uncertainty."
STANCES = (
    Stance(_words(r"risks?|threat|go wrong|danger|downside|concern|warn|against"), _RISK.search, _BAD, _GOOD),
    Stance(_words(r"opportunit|benefit|upside|who gains|favou?r|help"), _CHANCE.search, _GOOD, _BAD),
    Stance(
        _words(r"expect|outlook|forecast|project|ahead|next year|coming"),
        _EXPECTED.search,
        "It is expected, forecast or projected for the coming months and years.",
        "It happened in the past and was reported.",
    ),
    Stance(
        _words(r"why\b|reason|driv(?:e|es|ing|ers?|en)\b|drove\b|behind\b|caus|explain"),
        gives_a_reason,
        "It happened because of this, which is the reason, the cause and the driver.",
        "These are the figures of what happened.",
    ),
)


def stances_in(question: str) -> list[Stance]:
    """What a question asks for."""
    return [stance for stance in STANCES if stance.asked.search(question)]
