"""Chooses the metric that a question asks for, by its likeness to the example questions of each metric's file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from copilot.analyst.masking import PLACEHOLDER, SHORT_PERIOD
from copilot.analyst.reading import NAME, Part, time_words
from copilot.analyst.screening import conditions_said
from copilot.analyst.senses import (
    EXTREMES,
    IN_DOCUMENTS_TOO,
    REPORTED_TOO,
    SOFT,
    fits_kind,
    fits_senses,
    measures_joined,
    senses_said,
    senses_told,
)
from copilot.analyst.unread import refers_to_a_time, unread_words
from copilot.analyst.vocabulary import foreign_words, words_of
from market.instruments import Instrument
from market.metrics import Metric
from market.said import SaidMention, find_said, values_said

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
Arguments = dict[str, str]

MIN_LIKENESS = 0.55
"""Cosine to the nearest example from which a metric is meant; ``tests/copilot/test_matching.py`` has both sides."""
MIN_LIKENESS_IF_SAID = 0.3
"""The same where the question's own words say what is measured: likeness then only orders what is left."""
USES_ALL_BONUS = 0.15
"""For a metric that takes all of several instruments, or all conditions, in one call: "the Russell against the
Nasdaq" is one figure."""
ORDERS_BONUS = 3 * USES_ALL_BONUS
"""For one that puts three or more in their order, before those that compare two by two."""
LATEST_SESSION = re.compile(
    r"\b(?:today|(?:latest|last|most recent|current) (?:trading )?(?:session|day))\b", re.IGNORECASE
)
AGAINST = re.compile(
    r"\b(?:against|versus|vs\.?|relative to|compared (?:to|with)|to|with|over)\s+the (?:index|stock)\b",
    re.IGNORECASE,
)
"""Words before a benchmark that a metric takes beside its instruments, with the placeholders of a core."""
GROUP_OF_AT_LEAST: Mapping[str, int] = MappingProxyType({"group": 3, "instruments": 1})
"""How many instruments a question must name for a parameter of each kind; two are compared, not ranked."""
PLAIN_KINDS = frozenset({"text", "integer", "number"})
"""Kinds that only the words of a ``said`` line can give."""
ALL_TIME, FIRST_DAY = "all time", "1800-01-01"
"""The default of metrics that look at all the time that is held, and a day before any of it."""
MAX_CALLS = 6  # a question that names more instruments is asking for a ranking


MEASURES = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"volatil\w*|vol",
        r"drawdowns?",
        r"correlat\w*",
        r"beta",
        r"sharpe|sortino",
        r"dividends?",
        r"yields?",
        r"p/?e|price.to.earnings|multiples?|valuations?",
        r"ratios?",
        r"average|mean|median",
        r"(?:worst|best) days?",
        r"(?:worst|best) weeks?",
        r"(?:worst|best) months?",
        r"(?:worst|best) (?:quarter|year)s?",
        r"highest|high|record|peak",
        r"lowest|low|trough",
        r"moving",
        r"momentum|rsi",
        r"breadth",
        r"percentile",
        r"precedents?",
        r"consensus|how many (?:firms|analysts|buys?|holds?|sells?)",
        r"upside|downside",
        r"growth|grow\w*|grew",
        r"inflation",
        r"seasonal\w*",
        r"(?:days|sessions) (?:before|after|around|following)|before and after|react\w*",
        r"worth",
        r"target range",
        r"probability|odds|chances?",
        r"times|often|streak",
    )
)
"""Words for what is measured, those of a row alike. A metric whose own file speaks of none of them measures
something else, however like its examples the rest of the question is."""

_SPANS = frozenset({"year", "month", "quarter", "week", "election", "christmas", "thanksgiving", "easter"})
"""Beside a time that was read these name no other one: "the calmest year in 2025", "post-election November 2024"."""
_ANOTHER_TIME = re.compile(
    r"\b(?:earlier|before|ago|previous|prior|next|following|same|best|worst)\b", re.IGNORECASE
)
_BESIDE_A_DAY = re.compile(
    r"^\W*(?:(?:(?:in|over|during)\s+)?(?:the\s+)?(?:\w+\s+)?(?:days?|sessions?|weeks?)\s+)?(?:right\s+|just\s+)?"
    r"(?:after|before|since|following|around|from|until|on and after)\s+(?=.*\d)",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_BETWEEN_MONTHS = re.compile(
    rf"^(?P<led>(?:between|from)\s+)(?P<months>{_MONTH}(?:\s+\d{{4}})?\s+(?:and|to|until)\b)", re.IGNORECASE
)
_EVER = re.compile(
    r"\b(?:ever|record|all[- ]time|ath|in history|on record|of all time|in its history)\b", re.IGNORECASE
)
_COMPARES = re.compile(
    r"\b(?:than|vs\.?|versus|against|compared?|change\w*|differ\w*|between|from|move\w*|rise|rose|f[ae]ll|up|down)\b",
    re.IGNORECASE,
)
_MEAN = re.compile(r"\b(?:averaged?|mean)\b(?! (?:hourly|earnings))", re.IGNORECASE)
A_MONTH = timedelta(days=31)
DAILY = ("DGS", "T10Y", "DFII", "BAML", "^")
"""Beginnings of the symbols of series with a value for each day."""
_EXTREME = re.compile(r"\b(?:highest|lowest|peak|trough|maximum|minimum)\b", re.IGNORECASE)
_FILLING = re.compile(r"\b(?:over|in|during|for|the|past|last|latest|next|first|so|far)\b", re.IGNORECASE)

DOCUMENT_QUESTIONS = (
    "Tell me about the index",
    "What is the news on the index?",
    "What is the news on the stock?",
    "What is the outlook for the index?",
    "What do analysts say about the index?",
    "What do people think of the index?",
    "What risks does the index face?",
    "What are the risks and opportunities of the group?",
    "Who favours the group and why?",
    "Explain the history of the index",
    "How often has the index done this before?",
    "How many times has the index led so early?",
    "What did officials say about the rate?",
    "What does the report say about the stock?",
    "Summarise the article about the index",
    "How does the rate affect the index?",
    "What drives the index?",
    "Why is the index rising?",
    "Why did the stock fall?",
    "What is behind the rally in the index?",
)
"""What only documents answer, with the placeholders of :mod:`copilot.analyst.reading`."""


@dataclass(frozen=True, slots=True)
class MetricCall:
    """A metric with its arguments, and how like its examples the question is (a cosine)."""

    metric: Metric
    arguments: Arguments
    likeness: float


class MetricMatcher:
    """Matches parts of questions to metrics.

    ``mask`` replaces names and periods by placeholders, so that a question is compared by what it asks
    and not by whom it is about.
    """

    def __init__(self, metrics: Mapping[str, Metric], embed: Embed, mask: Callable[[str], str]) -> None:
        self._embed = embed
        examples: list[tuple[Metric | None, str]] = [(None, question) for question in DOCUMENT_QUESTIONS]
        examples += [(metric, mask(example)) for metric in metrics.values() for example in metric.examples]
        self._metrics = tuple(metrics.values())
        self._owners = [owner for owner, _ in examples]
        self._own_time = {
            name: {word for owner, text in examples if owner is metric for word in time_words(text)}
            for name, metric in metrics.items()
        }
        self._vectors = embed([text for _, text in examples])
        self._vocabulary = words_of(example for metric in metrics.values() for example in metric.examples)

    def calls_for(self, part: Part) -> list[MetricCall]:
        """The calls that answer ``part``: one metric, for each instrument, pair and period that it names.

        Empty where none is meant, where the future or advice is asked for, and where the time is not understood.
        A question for reasons is answered by documents, beside the move that it asks about.
        """
        named = part.instruments or part.groups
        if not named or part.future or part.advice:
            return []
        said = senses_said(part.asked)
        if self.unread_words(part) or (not part.periods and refers_to_a_time(part.asked)):
            return []
        if part.refused_time and not ("precedent" in said and "next" in part.refused_time):
            return []
        facets = measures_joined(part.asked) if not part.why else []
        if len(facets) > 1:
            each = [self._best(part, frozenset({facet}) | (said & SOFT) - {"move"}) for facet in facets]
            return [call for calls in each for call in calls][:MAX_CALLS]
        return self._best(part, said)

    def unread_words(self, part: Part) -> list[str]:
        """The words that were not understood, where without them only a default would be computed."""
        return unread_words(part, self._vocabulary)

    def _best(self, part: Part, said: frozenset[str]) -> list[MetricCall]:
        """The calls of the metric that measures ``said`` and whose examples are most like the part."""
        candidates = [
            calls for calls in self._candidates(part, said) if not part.why or measures_move(calls[0].metric)
        ]
        best = max(candidates, key=lambda calls: calls[0].likeness, default=[])
        least = MIN_LIKENESS_IF_SAID if said else MIN_LIKENESS
        sure = part.why or part.is_bare or (best and best[0].likeness >= least)
        return best[:MAX_CALLS] if sure else []

    def _candidates(self, part: Part, said: frozenset[str]) -> list[list[MetricCall]]:
        """The calls of each metric that measures what is said and can be computed.

        Where the question says nothing that only tables tell, it must also be less like a document question.
        """
        plain, named = PLACEHOLDER.subn(NAME, part.core)
        if foreign_words(plain, self._vocabulary, read=named) or asks_for_mean(part):
            return []
        cosines = self._vectors @ self._embed([part.core])[0]
        nearest: dict[str, tuple[Metric | None, float]] = {}
        for owner, cosine in zip(self._owners, cosines, strict=True):
            name = owner.name if owner else ""
            if name not in nearest or cosine > nearest[name][1]:
                nearest[name] = (owner, float(cosine))
        documents = nearest.pop("")[1]
        sure = asks_of_tables(part, said)
        found: list[list[MetricCall]] = []
        for metric, cosine in nearest.values():
            if not metric or not is_meant(metric, said, part) or self._unread_time(metric, part):
                continue
            bound = bind_arguments(metric, part, self._metrics)
            bonus = USES_ALL_BONUS * (2 if "compare" in said else 1)
            likeness = cosine + (bonus if _uses_all(metric) else 0.0)
            likeness += ORDERS_BONUS if _orders(metric, part, said) else 0.0
            if bound and (sure or likeness > documents):
                found.append([MetricCall(metric, arguments, likeness) for arguments in bound])
        return found

    def _unread_time(self, metric: Metric, part: Part) -> set[str]:
        """The words of time that are no period, no value of a parameter, and of none of the metric's examples."""
        said = " ".join(mention.text for mention in find_said(metric.said, part.text))
        unread = time_words(part.unread_time) - time_words(said) - self._own_time[metric.name]
        is_plain = bool(part.periods) and not _ANOTHER_TIME.search(part.asked)
        compares_times = sum(parameter.kind == "period" for parameter in metric.parameters) > 1
        if part.until or compares_times:
            return unread - _SPANS
        return unread - _SPANS if is_plain else unread


_OF_DOCUMENTS = re.compile(
    r"\b(?:why|say|says|said|told|think|thought|views?|opinions?|outlook|news|reports?|reported|article|minutes|statements?"
    r"|participants?|officials?|members?|staff|committee|fomc|analysts?|according|discuss\w*|mention\w*|expect\w*|explain\w*"
    r"|describ\w*|summar\w*|quot\w*|comment\w*|warn\w*|risks?|reasons?|driv\w+|drove|behind (?:the|it)|caus\w+|polic\w+"
    r"|powell|dissent\w*|vot\w+|decid\w*|target range|range|guidance|announc\w+|meeting|dot plot|projections?"
    r"|forecasts?|estimates?)\b",
    re.IGNORECASE,
)
"""Words for what only texts tell."""


SHORTHAND_WORDS = 5
"""A name with so few words beside it is shorthand for a figure: "s&p on 9/11"."""


def asks_for_closes(part: Part) -> bool:
    """Whether a part asks for figures of closes or series alone, so that no sentence of a text answers it."""
    named = part.groups or (part.instruments and all(item.kind != "stock" for item in part.instruments))
    if not named or part.why or part.kind or _OF_DOCUMENTS.search(part.text):
        return False
    short = len(part.text.split()) <= SHORTHAND_WORDS
    return part.is_bare or short or bool(senses_said(part.asked))


def asks_for_words(text: str) -> bool:
    """Whether a question asks for what only texts tell."""
    return _OF_DOCUMENTS.search(text) is not None


def says_nothing(part: Part, parts: Sequence[Part]) -> bool:
    """Whether a piece of a message is no question of its own: "thanks", "sell in may?" beside one on the index."""
    if part.instruments or part.groups or part.ambiguous or part.kind or part.named_terms or part.why:
        return False
    return not asks_for_words(part.text) and any(asks_for_closes(other) for other in parts)


def asks_what_somebody_said(part: Part) -> bool:
    """Whether a part names who spoke and that they did: no figure of a series answers it."""
    return _SPOKE.search(part.text) is not None


def asks_what_is_written(part: Part) -> bool:
    """Whether a part asks for what somebody says."""
    return _WRITTEN.search(part.text) is not None


_SPOKE = re.compile(
    r"\b(?:fed|fomc|committee|powell|chair|officials|participants|members|minutes|statement|economists|staff)\b.{0,30}"
    r"\b(?:say|says|said|describ\w*|characteri[sz]\w*|discuss\w*|comment\w*|mention\w*|warn\w*|explain\w*|assess\w*|judg\w*)\b",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"\b(?:say|says|said|told|wrote|written|according|minutes|statements?|participants?|members?|officials?|vot(?:e|es|ed|ing)"
    r"|dissent\w*|announc\w+|view\w*)\b",
    re.IGNORECASE,
)
_NO_CLOSE = re.compile(
    r"\b\d{1,2}:\d\d\b|\bintraday\b|\bpre-?market\b|\bafter[- ]hours\b|\b(?:trading|share) volumes?\b"
    r"|\bvolumes? (?:of|in|for) it\b"
    r"|\b(?:bid|ask) price\b|\bopening (?:price|level)\b",
    re.IGNORECASE,
)


def names_no_close(part: Part) -> bool:
    """Whether a part asks for what the table of prices has no metric for: volumes, prices within a session."""
    return _NO_CLOSE.search(part.asked) is not None


def only_in_tables(part: Part) -> bool:
    """Whether a part asks for a statistic of closes, which no text tells."""
    return bool(senses_said(part.asked) - IN_DOCUMENTS_TOO - REPORTED_TOO)


def asks_of_tables(part: Part, said: frozenset[str]) -> bool:
    """Whether a part asks for what only tables tell, so that its likeness to questions for documents says nothing."""
    several = bool(part.groups) or len(part.instruments) > 1
    return (
        part.why
        or part.is_bare
        or bool(said - IN_DOCUMENTS_TOO)
        or bool({"move", "level", "session"} & said)
        or (several and bool({"compare", "order"} & said))
    )


def is_meant(metric: Metric, said: frozenset[str], part: Part) -> bool:
    """Whether ``metric`` measures what a part says, of the kind of thing that it names."""
    screens = any(parameter.kind == "conditions" for parameter in metric.parameters)
    series = any(instrument.kind == "series" for instrument in part.instruments)
    if series and asks_for_extreme(part.asked) and not (said - SOFT - {"high", "low"}):
        return gives_extremes(metric)
    return fits_senses(metric, said, screens=screens) and fits_kind(
        metric, said, bare=part.is_bare, spans=part.spans, series=series, dated=bool(part.periods)
    )


def gives_extremes(metric: Metric) -> bool:
    """Whether a metric of one series gives its highest and lowest value with their days."""
    columns = {column.name for column in metric.columns}
    return {"highest_period", "lowest_period"} <= columns


def measures_named(core: str) -> list[re.Pattern[str]]:
    """The statistics that a question names; a text that answers it speaks of them too."""
    return [measure for measure in MEASURES if measure.search(core)]


def measures_instruments(calls: Sequence[MetricCall]) -> bool:
    """Whether calls measure closes of instruments, of which documents on decisions say nothing exact."""
    return bool(calls) and all(call.metric.reads_closes for call in calls)


def measures_move(metric: Metric) -> bool:
    """Whether a metric measures a move over time, for which a reader wants reasons."""
    return metric.unit in ("%", "pp") and any(parameter.kind == "period" for parameter in metric.parameters)


def bind_arguments(metric: Metric, part: Part, metrics: Sequence[Metric] = ()) -> list[Arguments]:
    """The arguments with which ``metric`` can be computed for what ``part`` names; empty where something is missing.

    ``metrics`` are those that conditions may be about.

    A metric without a period is of the latest session: it does not answer a question about another time.
    """
    said = find_said(metric.said, part.text)
    common: Arguments = values_said(said)
    priced = [instrument for instrument in part.instruments if instrument.kind != "series"]
    series = [instrument for instrument in part.instruments if instrument.kind == "series"]
    beside = next((item.name for item in metric.parameters if item.kind == "instrument" and item.default), "")
    if beside and AGAINST.search(part.core) and len(priced) > (0 if part.groups else 1):
        *priced, benchmark = priced
        common[beside] = benchmark.symbol
    for parameter in metric.parameters:
        if parameter.kind in GROUP_OF_AT_LEAST:
            if not (group := _group_argument(part, priced, GROUP_OF_AT_LEAST[parameter.kind])):
                return []
            common[parameter.name] = group
        elif parameter.kind == "conditions":
            if not (conditions := conditions_said(said, part.text, part.periods, metrics)):
                return []
            common[parameter.name] = conditions
        elif parameter.kind in PLAIN_KINDS and parameter.default is None and parameter.name not in common:
            return []
    screens = any(parameter.kind == "conditions" for parameter in metric.parameters)
    common |= _of_all_time(metric, part)
    periods = tuple(
        as_meant_by(metric, period, part.window, part.asked) for period in _periods_beside(part, said)
    )
    if joined := _joined(metric, part):
        periods = (joined,)
    bound = [common] if screens else _with_periods(metric, periods, common, part.until)
    for kind, found in (("instrument", priced), ("series", series)):
        names = [item.name for item in metric.parameters if item.kind == kind and item.default is None]
        bound = [{**arguments, **chosen} for arguments in bound for chosen in _assignments(names, found)]
    return bound


def _of_all_time(metric: Metric, part: Part) -> Arguments:
    """The period of an extreme that is one of all the time that is held: a record, the worst day ever."""
    if part.periods or not looks_at_all_time(metric) or not (part.until or _EVER.search(part.asked)):
        return {}
    takes = next(parameter.name for parameter in metric.parameters if parameter.kind == "period")
    return {takes: f"{FIRST_DAY}..{part.until}" if part.until else ALL_TIME}


def _joined(metric: Metric, part: Part) -> str:
    """The time from the one to the other of two that are compared: "higher in 2024 than in 2022"; empty where none is.

    A series changes from the last value of the one to that of the other; closes are compared of two days.
    """
    if len(part.dates) != 2 or len(part.instruments) != 1 or not _COMPARES.search(part.asked):
        return ""
    first, last = sorted(end for _, end in part.dates)
    days = all(end - start <= SHORT_PERIOD for start, end in part.dates)
    told = senses_told(metric)
    changes = gives_extremes(metric) or (days and "move" in told and not told - SOFT)
    return f"{first}..{last}" if changes and first < last else ""


def _periods_beside(part: Part, said: Sequence[SaidMention]) -> tuple[str, ...]:
    """The periods of ``part`` that are not the words of a parameter: "over three years" for a number of years."""
    return tuple(
        period for period in part.periods if not any(_is_all_of(mention.text, period) for mention in said)
    )


def as_meant_by(metric: Metric, period: str, window: tuple[date, date] | None = None, asked: str = "") -> str:
    """A period's words as ``metric`` takes them.

    The extremes of a series are those of the days of ``window``, without the day before from which a change counts; the
    first of January has no value.

    What happened after a day is told around that day; between two months a series goes from the one's value to the
    other's, where prices go from the close before.
    """
    takes = next((parameter for parameter in metric.parameters if parameter.kind == "period"), None)
    if takes and takes.default is None:
        return _BESIDE_A_DAY.sub("", period)
    if gives_extremes(metric) and window and asks_for_extreme(asked):
        return f"{window[0] + timedelta(days=window[0].strftime('%m%d') == '0101')}..{window[1]}"
    if metric.unit and any(parameter.kind == "series" for parameter in metric.parameters):
        return _BETWEEN_MONTHS.sub(lambda found: f"{found['led']}the end of {found['months']}", period)
    return period


def asks_for_mean(part: Part) -> bool:
    """Whether the mean of a series over a time is asked for, which no metric gives.

    The value of a monthly rate is the mean of its month.
    """
    if not any(item.kind == "series" for item in part.instruments) or not _MEAN.search(part.asked):
        return False
    months = [(end - start) <= A_MONTH for start, end in part.dates]
    daily = any(item.symbol.startswith(DAILY) for item in part.instruments)
    return daily or not all(months)


def asks_for_extreme(asked: str) -> bool:
    """Whether the highest or the lowest value is asked for."""
    return bool({"high", "low"} & senses_said(asked)) or _EXTREME.search(asked) is not None


def looks_at_all_time(metric: Metric) -> bool:
    """Whether a metric gives an extreme of closes, which can be one of all the time that is held."""
    takes = any(parameter.kind == "period" for parameter in metric.parameters)
    return takes and bool(EXTREMES & senses_told(metric))


def _is_all_of(said: str, period: str) -> bool:
    """Whether a period has no more words than a parameter's: "over the past" adds nothing to "three years"."""
    return period in said or (said in period and not _FILLING.sub("", period.replace(said, "")).strip())


def _with_periods(
    metric: Metric, periods: Sequence[str], common: Arguments, until: date | None
) -> list[Arguments]:
    takes = next((parameter for parameter in metric.parameters if parameter.kind == "period"), None)
    if until and not (takes and takes.name in common):
        if periods or (takes and takes.default != ALL_TIME):
            return []
        return [{**common, takes.name: f"{FIRST_DAY}..{until}"}] if takes else [common]
    if takes and periods:
        return [{**common, takes.name: period} for period in periods]
    if takes:
        return [common] if takes.default is not None else []
    of_the_latest = all(LATEST_SESSION.search(period) for period in periods)
    lists_reports = metric.one_per_row and "closes" not in metric.tables
    return [common] if lists_reports or of_the_latest else []


def _assignments(names: Sequence[str], found: Sequence[Instrument]) -> list[Arguments]:
    """Each way to give the parameters an instrument: one takes each in turn, several keep the first fixed."""
    if not names:
        return [{}]
    if len(found) < len(names):
        return []
    fixed = {name: instrument.symbol for name, instrument in zip(names[:-1], found, strict=False)}
    return [{**fixed, names[-1]: instrument.symbol} for instrument in found[len(names) - 1 :]]


def _group_argument(part: Part, priced: Sequence[Instrument], at_least: int) -> str:
    if part.groups:
        return ",".join(part.groups[0].symbols)
    return ",".join(instrument.symbol for instrument in priced) if len(priced) >= at_least else ""


def _orders(metric: Metric, part: Part, said: frozenset[str]) -> bool:
    """Whether a metric puts several instruments that a question names in the order that it asks for."""
    takes_group = any(parameter.kind == "group" for parameter in metric.parameters)
    return (
        takes_group
        and bool({"order", "compare"} & said)
        and len(part.instruments) >= GROUP_OF_AT_LEAST["group"]
    )


def _uses_all(metric: Metric) -> bool:
    """Whether a metric takes several instruments in one call, or all conditions of a question."""
    kinds = [parameter.kind for parameter in metric.parameters]
    return "conditions" in kinds or sum(kind in ("instrument", "series") for kind in kinds) > 1
