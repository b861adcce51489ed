"""The words that questions on markets are put in: what is said in others is perhaps about something else."""

# ruff: noqa: E501 - lists of words

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from copilot.analyst.senses import SENSES

_WORD = re.compile(r"[a-z][a-z'&-]*[a-z]|[a-z]", re.IGNORECASE)
_FILLING = frozenset(
    """
    a steepest deepest sharpest heaviest biggest largest smallest highest lowest strongest weakest able about above across actually after again against ago ahead all almost alone along already also although always am an and
    another any anybody anyone anything approximately are around as ask at available away back bad badly be became become been
    before began begin beginning being below best better between big bit both bought brief briefly but buy by calculate came can
    care case chance check clear come could current currently curious data date day days dear decide detail did different do does
    doing done down due during each earlier early easy either else end ended ending ends enough ever every exact exactly far fast
    feel felt few figure figures final finally find fine first follow following for former found from full fund funds further gave
    general get gets getting give given gives go goes going gone good got great had half happen happened happening happens hard
    has have having he heard hello help her here hey hi his hold holding holdings how however i idea if important in index
    information instead interested into investor investors is it its itself job just keep kept kind know known last late lately
    later latest least left less let like likely line list little long look looked looking looks lot made main make makes making
    many market markets matter may maybe me mean means meanwhile measured measure mention might mind mine minute moment money more
    morning most much must my name near nearly need never new news next no none not note nothing now number numbers of off often
    ok okay old on once one ones only open or other others our out over overall own part particular past people per perhaps
    period please point points possible pretty previous price prices probably put question quick quickly quite rather read real
    really recall recent recently regarding relative rest result results right same savings say see seem seems seen sense shape
    share shares she short should show shown shows side since situation small so some somebody someone something soon sorry start
    started starting still stock stocks stuff such sum suppose sure take taken takes talk talking tell terms than thank thanks
    that the their them then there these they thing things think this those though thought through thus till time times to today
    together told too took total toward try trying turn turned two under unit until up upon us use used using usually value very
    via view want wanted was way we week weeks well went were what whatever what's whats when where where's wheres whether which
    while who who's whole whom whose why will wish with within without wonder wondering word words work worked working would
    write year years yes yet you your yours actual annual annually annualised annualized ball park ballpark basis bond bonds cash
    chart close closed closer closing comparison consider considering contrast correct cumulative daily decade deliver delivered
    desk dollar dollars each equities equity etf etfs exactly exchange experience explain fell figure finish fixed fund's gains
    gauge graph growth held historic historical history home hour house hows hundred income index's indexes indices industry
    inflation interest invest invested investing investment issue leading level levels life major manage managed measured measures
    member members month monthly months multi net nominal observed on-year outcome pace pair pairs percent percentage percents
    percentagewise performance performer performers place point portfolio position posted present principal print prints published
    quarter quarters quote rank ranking rate rates ratio raw reach read reading readings reckon report return returns ride risk
    said sector sectors segment sell sense series session sessions set settle sharply shift sold stand stands standing state stats
    statistic statistics summary sum table tables talk tape team terrible trade traded trader traders trading trend trends typical
    typically usual versus vs wall weekend worth yield yields yoy ytd mtd qtd pls plz thx ur u r im i'm i'd i've don't didn't
    doesn't isn't wasn't hasn't haven't can't couldn't wouldn't it's that's there's let's you're they're we're
    employment employed unemployed filed file filing claim claims benefits treasury treasuries federal reserve fed note notes bill
    bills emergency cut cuts hike hikes decision meeting announcement tariff tariffs election crash crisis pandemic covid lockdown
    bottomed recovered recovery drop plunge crowded reinvested payouts bubble burst dotcom dot-com interested compared comparing measured exactly thousand
    million billion trillion dollars euro big-cap pp pts ppt front wide deep deeply strongly tightly badly nicely effective post-election sir madam headline running run runs core consumer producer figure calendar full-year full
    """.split()
)
"""Words that say nothing of what is measured, and those of markets that every reader knows."""
MOST_FOREIGN = 0.5
"""Share of the words that tell something, from which on a question is in another language than ours."""
_NAME_FOLLOWS = re.compile(
    r"\b(?:vs\.?|versus|against|than|or|beat|relative to|compared (?:to|with)|and|of|for|did|does|has|is|was)"
    r"\s+(?:(?:the|my|your|our|a)\s+)?(?P<name>[a-z][\w'-]+)(?! (?:last|first))",
    re.IGNORECASE,
)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of texts, in small letters."""
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def is_plain_word(word: str) -> bool:
    """Whether a word in small letters is one that any question may hold."""
    return (
        word in _FILLING or word.rstrip("s") in _FILLING or any(sense.said.search(word) for sense in SENSES)
    )


def foreign_words(asked: str, vocabulary: Collection[str], *, read: int = 0) -> list[str]:
    """The words that make a question one about something else; none where it is understood well enough.

    ``read`` is how many names and times were read in it: each tells as much as a word.

    It is not where many of its words are unknown, or one stands where a name is expected: gold vs *silver*.
    """
    told = [word for word in _WORD.findall(asked) if len(word) > 1]
    strange = strange_words(asked, vocabulary)
    if not strange:
        return []
    telling = [word for word in told if word.lower() not in _PLAIN]
    named = {found["name"].lower() for found in _NAME_FOLLOWS.finditer(asked)}
    if any(word.lower() in named for word in strange) or len(strange) >= MOST_FOREIGN * max(
        1, len(telling) + read
    ):
        return strange
    return []


def strange_words(asked: str, vocabulary: Collection[str]) -> list[str]:
    """The words of a question that neither ``vocabulary`` nor any table of words has."""
    return [word for word in _WORD.findall(asked) if len(word) > 1 and not _is_known(word, vocabulary)]


_PLAIN = frozenset("a an and are as at be been by did do does for from had has have how i in is it me my of on or the this to was "
                   "were what when where which who with you please tell".split())  # fmt: skip


def _is_known(word: str, vocabulary: Collection[str]) -> bool:
    low = word.lower().removesuffix("'s").removesuffix("'")
    return (
        low in _FILLING
        or low in vocabulary
        or low.rstrip("s") in vocabulary
        or low.rstrip("s") in _FILLING
        or any(sense.said.search(low) for sense in SENSES)
        or all(piece in _FILLING or piece in vocabulary for piece in low.split("-"))
    )
