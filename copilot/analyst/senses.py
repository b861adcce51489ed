"""What a question measures, by its own words: "choppy" asks for volatility, "top to bottom" for a drawdown.

A sense has words that questions use, and words by which a metric's name and title tell that it measures this. A metric
that measures something particular is chosen only where a question says so, and none is chosen that does not measure
what the question says: likeness alone once took a nonsense question for a drawdown.
"""

# ruff: noqa: E501 - tables of words

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from market.metrics import Metric


@dataclass(frozen=True, slots=True)
class Sense:
    """Something that can be measured: ``said`` finds it in a question, ``told`` in a metric's name and title."""

    name: str
    said: re.Pattern[str]
    told: re.Pattern[str]

    def is_in(self, asked: str) -> bool:
        """Whether a question speaks of it."""
        return self.said.search(asked) is not None


def _sense(name: str, said: str, told: str) -> Sense:
    return Sense(name, re.compile(said, re.IGNORECASE), re.compile(told, re.IGNORECASE))


_MOST = r"(?:worst|biggest|largest|heaviest|steepest|weakest|sharpest|best|strongest|greatest|top|bottom)"
_DAY = r"(?:days?|sessions?|daily|one-day|single-day)"
_NOWHERE = r"(?!)"
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_USUAL = r"(?:average|mean|median|typical|usual|normal)"

SENSES = (
    _sense("drawdown",
           r"\bdraw-?downs?\b|\bdd\b|peak[- ]to[- ]trough|(?:from )?(?:its )?(?:top|peak|high) to (?:its )?"
           r"(?:bottom|trough|low)|\bhow (?:bad|deep|ugly) did (?:it|things)|(?:fall|fell|decline|slide|loss|slump|drop) from "
           r"(?:a|its|the|their) (?:peak|high|top)\b(?! of)|\bpeak, bottom\b|\b(?:deepest|steepest|largest|biggest|worst|maximum)"
           r" (?:peak|fall|slide|slump|decline)\b(?! in (?:a|one|any) )(?! day)",
           r"\bdrawdown"),
    _sense("volatility",
           r"\bvolatil\w*|\bvols?\b|\bchopp\w*|\bbumpy\b|\bbump\w*|\bswing\w*|\bswung\b|\bcalm\w*|\bturbulen\w*|\bjump(?:y|iest)\b|\bwild\w*"
           r"|\b(?:un)?stable\b|\bsteadi\w*|\bsteady\b|\bst(?:d|andard)\.? ?dev\w*|\brisk(?:y|ier|iest)\b|\bhow (?:risky|rough)"
           r"|\bfluctuat\w*|\bvar(?:y|ied|ies)\b|\bnervous\b|\bsmooth\w*|\bquiet\w*|\berratic\b",
           r"\bvolatility"),
    _sense("downside", r"\bsortino\b|\bdownside (?:risk|deviation|volatility)", r"\bsortino"),
    _sense("sharpe",
           r"\bsharpe\b(?!st)|\brisk[- ]adjusted|(?:per|for each|for every|for (?:its|the|their)) (?:unit of )?(?<!downside )risk\b"
           r"|\b(?:paid|pays?|reward\w*)\b.{0,30}\b(?:for (?:its|the|their) )(?:volatility|risk)",
           r"\bsharpe"),
    _sense("beta", r"\bbetas?\b|\bsensitiv\w*\b.{0,30}\b(?:the index|market)|\bmoves? (?:by )?one percent", r"\bbeta"),
    _sense("correlation",
           r"\bcorr?(?:elat\w*)?\b|\bmoved? together|\b(?:same|opposite) (?:direction|way)s?\b|\blockstep|\blinked\b|\bin tandem|\bco-?mov\w*"
           r"|\balike\b|\btrack(?:s|ed)?\b.{0,20}\bclosely|\bclosely .{0,30}\b(?:follow|track|tied)|\bdiversif\w*|\bhand in hand",
           r"\bcorrelation"),
    _sense("average",
           r"\bmoving averages?|\b(?:long-term|\d+)[- ]?(?:day|session|d)[- ](?:simple )?(?:moving )?(?:average|line|mean|sma|ma)\b"
           r"|\b\d*-?[dse]?ma\d*\b|\b\d+[- ]?dma\b|\baverage over \d+|\b(?:average|mean) of the (?:last|past) \d+"
           r"|\d+[- ](?:day|session)s?\b.{0,12}\b(?:average|line)|long-term average"
           r"|\b(?:above|below|over|under|vs\.?|against|from) (?:its|the|their|it's) \d+[- ]?days?\b(?! (?:high|low|vol|range|return|rsi))",
           r"\bmoving average"),
    _sense("rsi", r"\brsi\b|\brelative strength index|\bover-?(?:bought|sold)|\boverheated", r"\brelative strength index"),
    _sense("momentum", r"\bmomentum\b|\b12-1\b|\b12 minus 1\b", r"\bmomentum"),
    _sense("high",
           r"(?<!how )\bhighs?\b(?![- ](?:beta|yield))|\bhighest (?:clos|level|price|point|value|it\b|reading|yield|rate|print)\w*|\bpeak(?:s|ed)?\b(?![- ]to)|(?<!on )\brecords?\b(?! low)"
           r"|\btop(?:ped)? out|\ball[- ]time|\bath\b|\bfurther below|\bmaximum (?:close|level|price)",
           r"\bfrom the high"),
    _sense("low",
           r"(?<!how )\blows?\b(?![- ](?:beta|vol))|\blowest (?:clos|level|price|point|value|it\b|reading|yield|rate|print)\w*|\btroughs?\b|\bbottom(?:ed|s)?\b(?! (?:sector|day|three|\d))"
           r"|\bnadir\b|\brebound\w*|\bminimum (?:close|level|price)",
           r"\bfrom the low"),
    _sense("worst day",
           rf"\b(?:worst|weakest|heaviest|steepest|sharpest|bottom)\b.{{0,24}}\b{_DAY}\b|\b{_MOST}\b.{{0,16}}\b{_DAY}\b.{{0,12}}"
           rf"\b(?:drop|loss|fall|decline|slide|plunge)\w*|\b{_DAY} (?:of|with) the (?:biggest|largest|worst) (?:loss|fall|drop|decline)"
           rf"|\b(?:which|what) (?:day|date|session)\b.{{0,40}}\b(?:lose|lost|drop\w*|fall|fell|worst)\b|\bdown days?\b"
           rf"|\b{_DAY}\b.{{0,30}}\b(?:lose|lost|fell|fall|drop\w*|crash\w*) (?:the )?most\b"
           r"|\b(?:one|single|1)[- ]day (?:loss|fall|drop|decline|plunge|crash|slide|slump|sell-?off)",
           r"\bworst days"),
    _sense("best day",
           rf"\b(?:best|strongest|top)\b.{{0,24}}\b{_DAY}\b|\b{_MOST}\b.{{0,16}}\b{_DAY}\b.{{0,12}}"
           rf"\b(?:gain|jump|rise|advance|rall|surge|increase|climb)\w*"
           rf"|\b(?:which|what) (?:day|date|session)\b.{{0,40}}\b(?:gain\w*|ris\w*|rose|jump\w*|best)\b|\bup days?\b"
           rf"|\b{_DAY}\b.{{0,30}}\b(?:gain\w*|rose|rise|jump\w*) (?:the )?most\b"
           r"|\b(?:one|single|1)[- ]day (?:gain|rise|jump|advance|rally|surge|increase)",
           r"\bbest days"),
    _sense("breadth",
           r"\bbreadth\b|\badvanc(?:e|er|ing|ed)\w*.{0,40}\bdeclin\w*|\b(?:how many|what (?:share|percentage|proportion|fraction|part)|number)"
           r"\b.{0,12}\b(?:the group|sectors?|members|stocks|indices|funds|of them)\b.{0,40}\b(?:rose|fell|rise|fall|up|down|higher|lower|advanc\w*"
           r"|declin\w*|gain\w*|lost|above|below|uptrend|over|green|red)\b|\bhow broad|\brally broad",
           r"\bbreadth"),
    _sense("rotation",
           r"\brotat\w*|\bleadership\b|\b(?:taking|took|take) (?:over )?(?:the )?lead\b(?!.{0,20}points)|\btaking over\b"
           r"|\b(?:gain|los|mov|climb|slip|drop|improv)\w*\b.{0,24}\b(?:rank\w*|places|leadership|relative strength(?! index))"
           r"|\bchang\w*\b.{0,16}\brank\w*|\bnew leaders|\brank\w* .{0,20}\bchanged",
           r"\brotation"),
    _sense("calendar years",
           r"\bcalendar[- ]years?\b(?! over)|\byear[- ]by[- ]year|\bhow many .{0,20}\byears\b(?!.{0,60}\b(?:lead|led|ahead)\b)|\bby year\b(?!-to)|\beach (?:calendar )?year|\bevery (?:calendar )?year|\b(?:annual|yearly) (?:returns?|performance|gains?)"
           r"|\b(?:which|what|best|worst|strongest|weakest)(?: calendar)? years?\b(?!.{0,60}\b(?:lead|led|ahead|after)\b)",
           r"\bcalendar"),
    _sense("season",
           r"\bseason\w*|\busual\w*|\btypical\w*|\btend(?:s|ed)?\b|\bmonths? of the year|\bby (?:calendar )?month|\beach month"
           r"|\bon average\b.{0,30}\bmonth|\baverage (?:return|gain|move|performance)?\b.{0,20}\b(?:by|per|in|for) (?:calendar )?(?:months?|january|february|march|april|may|june|"
           r"july|august|september|october|november|december)\b|\b(?:best|worst|strongest|weakest|good|bad) months?\b|\bhistorically\b|\bhow often\b"
           rf"|\b{_USUAL} (?:\w+ )?{_MONTHS}\b(?! ?\d)|\b{_USUAL}\b.{{0,40}}\b(?:in|for|of|every|each|during) (?:the month of )?{_MONTHS}\b(?! ?\d)"
           rf"|\b{_MONTHS} (?:average|effect|rally|seasonal\w*|on average)\b|\b(?:every|each|any given) {_MONTHS}\b"
           rf"|\b(?:januaries|februaries|marches|aprils|mays|junes|julys|augusts|septembers|octobers|novembers|decembers)\b"
           rf"|\bdo(?:es)?\b.{{0,40}}\b(?:in|during) {_MONTHS}\b(?! ?\d)",
           r"\bmonth of the year"),
    _sense("event",
           r"\breact(?:s|ed|ion|ions)?\b(?! to (?:the )?(?:market|index))|\brespon\w*|\bbefore and after|\baround (?:the|on)\b"
           r"|\b(?:days|sessions|weeks?) (?:before|after|around|following|on that day|over the period)|\bevent\b|\bin the (?:days|sessions)\b|\b(?:days|sessions) (?:right )?after",
           r"\baround an event"),
    _sense("precedent",
           r"\bprecedents?\b|\b(?:past|earlier|previous|prior|other|what|which|how many|many|any) years?\b.{0,80}\b(?:lead|led|ahead|beat\w*|outperform\w*|started|began)\b"
           r"|\b(?:this|so|that) (?:early|far ahead)|\bearly(?:-year)? (?:lead|outperform\w*)|\b(?:lead|led|ahead)\b.{0,60}\bwhat (?:came|followed|happened)"
           r"|\bwhat (?:came|followed|happened) (?:next|after)|\bearlier years",
           r"\bprecedent"),
    _sense("valuation",
           r"\bp/?e\b(?! ratio of the index)|\bprice[- /]to[- /](?:earnings|sales|book)|\bmultiples?\b|\bvalued\b|\bvaluations?\b|\bp/[sb]\b|\bev(?:/| to )ebitda"
           r"|\btimes (?:its )?(?:sales|earnings)|\bdividend yield|\bexpensive\b|\bcheap\w*|\btimes its sales|\benterprise value",
           r"\bvaluation"),
    _sense("size class",
           r"\b(?:mega|micro|mid|large|small)[- ]caps?\b|\bcap(?:italisation|italization)? (?:band|bracket|class|category|tier)|\bsize (?:category|class|band)",
           r"\bmarket[- ]cap band"),
    _sense("reported",
           r"\brevenues?\b|\bfinancials\b|\bsales\b|\beps\b|\bearnings\b|\bnet income|\bprofits?\b|\bdebt\b|\bassets\b|\bebitda\b|\bcash\b(?! (?:index|close|market|session|price))|\bmarket (?:cap\w*|value)"
           r"|\bfundamentals\b|\breport(?:s|ed)?\b|\bfigures\b|\bhow big (?:is|was) it\b(?! (?:move|pop|drop|gain|loss|fall|swing|gap|drawdown|decline|rally))|\bdividends? per share",
           r"\breported figure|\bvaluation|\bmarket[- ]cap band"),
    _sense("growth", r"\bgrow(?:s|n|ing|th)?\b|\bgrew\b|\bcagr\b|\bshrink\w*|\bshr[au]nk\b|\bexpand\w*",
           r"\bgrowth|\bprice return|\bchange of an economic|\branking"),
    _sense("rating", r"\bratings?\b|\bupgrad\w*|\bdowngrad\w*|\brated\b|\banalysts?\b|\bcovers\b|\bfirms?\b|\bwall street",
           r"\banalyst|\bprice target"),
    _sense("target", r"\b(?:price )?targets?\b(?! range)", r"\banalyst|\bprice target"),
    _sense("consensus", r"\bconsensus\b|\b(?:average|mean|median|highest|lowest) (?:price )?target|\bhow many (?:firms|analysts|buys?|holds?|sells?)"
           r"|\bbullish\b|\bbuy, hold", r"\bconsensus|\bprice target"),
    _sense("upside", r"\bupside\b|\bdownside\b(?! (?:risk|dev|vol))|\b(?:below|above|reach\w*)\b.{0,16}\b(?:target|price target)|\bpotential\b", r"\bupside"),
    _sense("chart", r"\bcharts?\b|\blist (?:the |all |all the )?(?:values|closes|observations)|\bplot\b|\bgraph\b|\bdraw\b(?!down)|\btime series|\bdaily clos\w+|\bhistory of\b|\bprice history|\ball (?:observations|values)",
           r"\bhistory of"),
    _sense("year on year",
           r"\binflation\b|\byear[- ](?:on|over)[- ]year|\byoy\b|\by/y\b|\bannual rate|\b(?:from|than|vs\.?|versus|against|on|compared (?:to|with)) (?:a year|one year|twelve months|12 months|the year) (?:ago|before|earlier|prior)"
           r"|\bon the year\b|\btwelve months earlier|\ba year (?:ago|earlier)",
           r"\byear-on-year"),
    _sense("dividends", r"\bdividends?\b(?! (?:yield|per))|\btotal (?:return|performance|shareholder)|\breinvest\w*|\bpayouts?\b|\bdistributions\b|\bcoupons?\b",
           r"\btotal return|\breported figure"),
    _sense("session", r"\btoday\b|\byesterday|\b(?:last|latest|prior|previous|most recent|current) (?:trading )?(?:session|day)\b"
           r"|\bdaily (?:change|move|performance|return)\b|\bon the day\b|\bone-day\b|\bprevious close", r"\blatest session"),
    _sense("move",
           r"\breturn\w*|\bhow (?:bad|good|ugly|brutal) was\b|\btank\w*|\bslump\w*|\bcrater\w*|\bspik\w*|\bpops?\b|\bbounc\w*|\bpopp\w*|\bdip\w*|\bperform\w*|\bgain\w*|\bris(?:e|en|ing|es)\b|\brose\b|\brall(?:y|ied)\b|\bclimb\w*|\bjump\w*|\bf[ae]ll(?:s|en|ing)?\b"
           r"|\bdrop\w*|\bdeclin\w*|\bslid\w*|\blos(?:e|t|s|es|ing|ses)\b|\bup\b|\bdown\b|\bchang\w*|\bmov(?:e|ed|es|ing)\b|\bpercent(?:s|age)?\b|%"
           r"|\bprofits?\b|\bearn\w*|\bma[kd]e\b|\bdo(?:ne|ing)?\b(?! (?:you|we|i|they|people)\b| the (?!day|week|month|session|year|quarter))|\bfar(?:e|ed|es)\b|\bwent\b|\bgone?\b|\bgo\b|\bgrow\w*|\bgrew\b"
           r"|\bincreas\w*|\bdecreas\w*|\badvance[ds]?\b|\bdeliver\w*|\bhigher\b|\blower\b|\bsurg\w*|\bplung\w*|\bsank\b|\bsoar\w*|\btumbl\w*"
           r"|\bcome\b|\bcame\b|\bsteepen\w*|\bflatten\w*|\bappreciat\w*|\bdepreciat\w*|\bweaken\w*|\bstrengthen\w*|\bhappened\b|\bheld up\b|\bwinning\b",
           r"\breturn\b|\bchange (?:of|in)\b"),
    _sense("level",
           r"\blevels?\b|\bprices?\b|\bclos(?:e|ed|es|ing)\b|\bsettl\w*|\bfinish\w*|\btrad(?:es?|ed|ing)\b(?! (?:days?|sessions?|hours?|weeks?))|\bquote\w*|\bhow high\b|\bhow low\b|\bworth\b|\bcosts?\b"
           r"|\bst(?:oo|an)ds?\b|\bstanding\b|\bvalue\b|\breading\b|\byield(?:s|ing|ed)?\b|\bend(?:ed)?\b|\bsits?\b|\bnow\b|\bcurrent(?:ly)?\b|\blatest\b|\binvert\w*",
           r"\blast close|\bvalue of"),
    _sense("compare",
           r"\bvs\b|\bin front\b|\bversus\b|\bagainst\b|\brelative\b|\bcompar\w*|\bbeat\w*|\bout-?perform\w*|\bunder-?perform\w*|\blag(?:s|ged|ging)?\b|\bbehind\b|\bahead\b"
           r"|\blead(?:s|ing)?\b|\bled\b|\btrail\w*|\bbetter\b|\bworse\b|\bspreads?\b|\bgaps?\b|\bdifference\b|\bthan\b|\bminus\b|\bor\b|\bbetween\b|\bexceed\w*|\bapart\b|\bseparat\w*|\bk(?:eep|ept) (?:up|pace) with\b"
           r"|\babove\b|\bbelow\b|\bbasis points\b|\bbps?\b|\bfrom\b|\bover\b(?! the (?:past|last))|\bstack up\b|\bmatch\w*",
           r"\brelative (?:total )?return|\bspread between"),
    _sense("order",
           r"\b(?:best|worst|top|bottom|strongest|weakest|leaders?|leading|laggards?|lagging|winners?|losers?|ahead|last|first)\b|\brank\w*|\border\b|\bleader ?board|\bscoreboard|\bline up\b|\bsort\b|\bcrown\w*|\bchampions?\b|\bdisasters?\b|\bstandouts?\b|\b(?:most|least|hardest)\b(?! recent)",
           r"\branking"),
    _sense("not held",
           r"\b(?:trading |share )?volumes?\b|\bturnover\b|\b\d{1,2}:\d\d\b|\bintraday\b|\bpre-?market\b|\bafter[- ]hours\b|\bopen(?:ed|ing)?(?: price| level)?\b"
           r"|\bhow many (?:(?:trading )?(?:days|sessions|weeks|months)|barrels|ounces|tons|tonnes|units|employees|shares)\b|\bhow much of\b.{0,40}\b(?:recover\w*|recoup\w*|made back)"
           r"|\bconsecutive\b|\bin a row\b|\bstreaks?\b|\bholdings\b|\bweights?\b|\bexpense ratio|\bshort interest|\boptions?\b|\bput/call|\binflows?\b|\boutflows?\b|\bassets under management|\baum\b"
           r"|\bsquare root|\bweather\b|\bpoem\b|\bticker symbol\b|\bbid\b|\bask price\b|\bspread betting|\bimplied vol\w*|\bvalue at risk\b|\bvar\b|\balpha\b|\bskew\w*|\bkurtosis\b|\btreynor\b|\bcalmar\b|\bbollinger\b|\bhit (?:ratio|rate)\b|\bcapture\b|\broll yield\b|\btracking (?:error|difference)\b|\binformation ratio\b|\b(?:average|mean|median|typical) (?:daily|weekly|absolute) (?:move|return|change|gain|loss|range)s?\b|\bmacd\b",
           _NOWHERE),
)  # fmt: skip
"""Each row: a name, what questions say, what metrics are called. The last row is what no metric measures."""

FORBIDDING = "not held"
SOFT = frozenset({"session", "move", "level", "compare", "growth", "order"})
"""Senses that any metric may leave out; those that tell of one still wait for it to be said."""
IN_DOCUMENTS_TOO = frozenset(
    {"rating", "target", "reported", "event", "precedent", "season", "upside", *SOFT}
)
"""Senses of which texts tell as much as tables do: likeness decides."""
REPORTED_TOO = frozenset(
    {
        "dividends",
        "year on year",
        "valuation",
        "size class",
        "high",
        "low",
        "volatility",
        "consensus",
        "chart",
        "breadth",
        "not held",
    }
)
"""Further ones of which companies and central banks write."""


EXTREMES = frozenset({"high", "low", "drawdown", "worst day", "best day"})
"""Senses of metrics that give an extreme of closes."""


def senses_told(metric: Metric) -> frozenset[str]:
    """The names of the senses that a metric measures."""
    return _told_by(metric.name, metric.title)


@cache
def _told_by(name: str, title: str) -> frozenset[str]:
    told = f"{name.replace('_', ' ')} {title}"
    return frozenset(sense.name for sense in SENSES if sense.told.search(told))


def senses_said(asked: str) -> frozenset[str]:
    """The names of the senses that a question speaks of; the names of instruments in it are replaced."""
    return frozenset(sense.name for sense in SENSES if sense.is_in(asked))


def measures_joined(asked: str) -> list[str]:
    """The senses of which a question asks one and another: "return and drawdown"; none where it asks of one."""
    found = sorted(
        (match.start(), match.end(), sense.name)
        for sense in SENSES
        if sense.name not in SOFT
        for match in [sense.said.search(asked)]
        if match
    )
    if noun := _RETURN_NOUN.search(asked):
        found = sorted([*found, (noun.start(), noun.end(), "move")])
    joined = [
        (before, after)
        for before, after in pairwise(found)
        if before[1] <= after[0] and _AND.fullmatch(asked[before[1] : after[0]])
    ]
    return list(dict.fromkeys(name for pair in joined for _, _, name in pair))


def fits_senses(metric: Metric, said: frozenset[str], *, screens: bool = False) -> bool:
    """Whether ``metric`` measures all that is said, and nothing particular that is not said.

    A metric that takes conditions speaks of any measure: the conditions say which.
    """
    if FORBIDDING in said or screens:
        return FORBIDDING not in said
    told = _told_by(metric.name, metric.title)
    wanted = {name for name in said - SOFT if name in told or not _LOOSE.get(name, frozenset()) & said}
    particular = told - SOFT
    return wanted <= told and (not particular or bool((particular | {"growth"}) & told & said))


def fits_kind(
    metric: Metric, said: frozenset[str], *, bare: bool, spans: bool, series: bool, dated: bool = False
) -> bool:
    """Whether a move, a level or a comparison is meant, for the metrics that give one of these.

    ``spans`` says whether a time of more than a day is named, ``series`` whether economic series are asked for. Where
    nothing is said of it, a level is meant of a series and where no time is named, else the return over that time, of
    a day too: its sentence has both closes.
    """
    told = _told_by(metric.name, metric.title)
    if "session" in told:
        return "session" in said and ("move" in said or "level" not in said)
    if "compare" in told:
        return "compare" in said
    if "level" in told:
        return "move" not in said and (
            "level" in said or series or (bare and not dated) or not (spans or bare)
        )
    if "order" in told:
        return bool({"order", "move", "compare"} & said) or spans
    if "move" in told and not told - SOFT:
        return "move" in said or (
            not series and ("level" not in said or "compare" in said) and (spans or dated or not bare)
        )
    return True


_RETURN_NOUN = re.compile(r"(?<!adjusted )(?<!total )\b(?:returns?|performance)\b(?! for)", re.IGNORECASE)
_AND = re.compile(r"(?:\s*(?:ratios?|it|of|its|the|\w+ly|maximum|max|annualised|worst|realised|deepest)\b){0,4}\s*(?:,|,? ?\band\b|&|\bplus\b|/|\bas well as\b)"
                  r"(?:\s*(?:ratios?|it|of|its|the|their|also|maximum|max|annualised|realised|deepest|price)\b){0,4}\s*", re.IGNORECASE)  # fmt: skip


_LOOSE: Mapping[str, frozenset[str]] = {
    "high": frozenset({"drawdown", "consensus", "worst day", "best day"}),
    "low": frozenset({"drawdown", "consensus", "worst day", "best day"}),
    "rating": frozenset({"consensus", "target", "upside"}),
    "target": frozenset({"consensus", "upside"}),
    "reported": frozenset({"growth", "valuation", "size class", "event"}),
    "event": frozenset({"precedent", "worst day", "best day", "correlation", "beta"}),
    "volatility": frozenset({"sharpe", "downside"}),
    "upside": frozenset({"downside"}),
    "sharpe": frozenset({"downside"}),
    "best day": frozenset({"worst day", "calendar years", "season"}),
    "worst day": frozenset({"calendar years", "season"}),
    "season": frozenset({"precedent", "correlation", "calendar years"}),
    "calendar years": frozenset({"precedent", "season"}),
    "growth": frozenset({"calendar years"}),
    "dividends": frozenset({"growth", "reported"}),
    "year on year": frozenset({"growth", "reported"}),
    "average": frozenset({"breadth"}),
    "size class": frozenset({"reported"}),
}
"""A sense that does not count beside one of these: "how far from peak to trough" asks for no high."""
