"""Words for the check of support: those without a meaning of their own, of the same meaning, of contrary meaning."""

from __future__ import annotations

from functools import cache

from vectorstore.analysis import words_of

_FILLERS = """
a about above according account across add addition after again ago all almost along already also
although among amount an and another any approximately are around as at away back based be because
become been before being below between both but by came can case come compare could day did do does down
due during each either else end even ever every example far few find for from further gave get give
given go got had has have he hence her here him his how however i if in indeed instead into is it its
itself just keep know last late latest least less let like likewise look made main mainly make many may
me mean meanwhile might more moreover most much must my nearly need new next now of off often on once
one only onto or other otherwise our out over overall own part per perhaps put quite rather re really
relative report respectively roughly s said same say says see seem set several shall she should show
similarly since so some still such t take tell than that the their them themselves then there therefore
these they thing this those though through thus to together told too toward towards under until up upon
us use versus very view vs was way we well went were what when where whether which while who whole whom
whose why will with within would yet you your note notes noted state stated states mention mentioned
announce announced explain explained describe described point pointed article source sources publisher
document statement passage text write wrote writes following
""".split()

_SAME = (
    "rise rose risen rising gain gained climb climbed advance advanced jump jumped surge surged rally "
    "rallied increase increased higher grew grow grown growth soar soared expand expanded expansion raise "
    "raised hike hiked up accelerate accelerated strengthen strengthened improve improved uptick upturn "
    "rebound recover",
    "fall fell fallen decline declined drop dropped slip slipped lose lost decrease decreased slid slide "
    "sank sink tumble plunge plunged shed retreat retreated lower lowered cut shrink shrank contract "
    "contraction dip dipped weaken weakened reduce reduced reduction slump slumped down downturn soften "
    "softened moderate decelerate slow slowed",
    "outperform outperformed beat ahead lead led leads leading exceed exceeded",
    "underperform underperformed trail trailed lag lagged behind",
    "firm company business corporation group",
    "share stock equity",
    "sale sales revenue turnover",
    "profit profits earnings income",
    "bond treasury note",
    "percent percentage pct",
    "hold held keep kept maintain maintained leave left unchanged steady",
    "expect expected forecast forecasts project projected anticipate anticipated foresee see estimate "
    "estimated predict",
    "fed federal reserve committee fomc",
    "rate rates interest",
    "begin began begun start started",
    "big large major sizeable substantial significant considerable",
    "small little modest slight minor",
    "help helped aid support supported boost boosted lift lifted",
    "reason cause caused because driven drive drove",
    "buy bought purchase purchased acquire acquired",
    "sell sold",
    "jobs employment payroll",
    "price prices cost costs",
    "show shows indicate indicates suggest suggests reflect reflects",
    "quick fast rapid swift",
    "u.s us united states america american",
    "year annual yearly",
    "quarter quarterly",
    "month monthly",
)

_CONTRARY: tuple[tuple[str, str], ...] = (
    (_SAME[0], _SAME[1]),
    (_SAME[2], _SAME[3]),
    ("above over exceeding", "below under beneath"),
    ("more", "less fewer"),
    (
        "most highest largest biggest maximum best strongest top",
        "least lowest smallest minimum worst weakest bottom",
    ),
    ("strong stronger strength robust solid", "weak weaker weakness soft sluggish"),
    ("tighten tightened tightening tighter tight", "ease eased easing loosen loosened looser"),
    ("support supported favor favored back backed", "oppose opposed against dissent dissented"),
    ("buy bought purchase purchased buyer buyers", "sell sold seller sellers"),
    ("positive", "negative"),
    ("favorable", "unfavorable adverse"),
    ("profit gain", "loss"),
    ("profitable", "unprofitable"),
    ("before", "after"),
    ("likely", "unlikely"),
    ("able", "unable"),
    ("certain certainty", "uncertain uncertainty"),
    ("changed", "unchanged"),
    ("inflow inflows", "outflow outflows"),
    ("approve approved accept accepted", "reject rejected deny denied"),
    ("include included including", "exclude excluded excluding"),
    ("win won", "lose lost"),
    ("help helped boost boosted benefit benefited", "hurt hurts harm harmed pressure weigh weighed"),
    ("optimistic optimism bullish", "pessimistic pessimism bearish"),
    ("easy easier", "hard harder difficult"),
    ("cheap cheaper", "expensive dearer"),
    ("domestic", "foreign"),
    ("short shorter", "long longer"),
    ("increasingly", "decreasingly"),
    ("upside", "downside"),
    ("hawkish", "dovish"),
    ("begin began start started", "finish finished stop stopped cease ceased"),
)
"""Pairs of poles. A word may stand in several."""

RECEIPT_WORDS = """
return returned level close closed closing value figure number average mean rank ranked ranking first
second third position place compare compared relative against difference gap spread ahead behind lead
lag year month week day quarter period session date start end since until today yesterday january
february march april may june july august september october november december monday tuesday wednesday
thursday friday index fund stock share instrument sector series percent percentage point basis total
cumulative annual annualised annualized daily monthly high low best worst top bottom stand stood reach
reached compute computed calculate calculated window table row among group member measure market
performance perform performed move moved change changed gain loss ytd dividend price volatility drawdown
ratio beta multiple growth estimate rating target consensus correlation trading
"""
"""What a sentence on a computation may say in words of its own: entities, days and figures are checked apart."""


_COMMON_SUBJECTS = """
appetite bank beyond board bond capital cash china commodity concern confidence consumer core cost
credit crude currency debt demand despite dollar early economic economy energy equity euro europe
exchange executive expense fear federal final fiscal foreign fresh full fund future gold good gross
group hope housing import income industry inflation interest job japan labor labour large leverage like
liquidity long low lower main margin market mixed momentum money monthly mortgage name net no oil one
online open output pace people policy poor pressure price private product production profit public
quarter real recent regional retail revenue risk rising sector senior sentiment service short small
solid spot staff strong supply surplus talk tax technology tight trade traffic travel treasury trend
uncertainty unit volume wage weak wealth wide work world yield young
"""


@cache
def common_subjects() -> frozenset[str]:
    """Words that begin a sentence on markets and name nobody."""
    return frozenset(_COMMON_SUBJECTS.split())


@cache
def fillers() -> frozenset[str]:
    """The stems that carry no meaning of their own."""
    return frozenset(words_of(" ".join(_FILLERS)))


@cache
def _classes() -> dict[str, str]:
    found: dict[str, str] = {}
    for number, words in enumerate(_SAME):
        for stem in words_of(words):
            found.setdefault(stem, f"={number}")
    return found


def meaning(stem: str) -> str:
    """What stands for ``stem`` when words are compared: the class of words that mean the same, or itself."""
    return _classes().get(stem, stem)


@cache
def poles() -> dict[str, tuple[tuple[int, int], ...]]:
    """For a stem that has a contrary: the pairs it stands in, and on which side."""
    found: dict[str, list[tuple[int, int]]] = {}
    for pair, sides in enumerate(_CONTRARY):
        for side, words in enumerate(sides):
            for stem in dict.fromkeys(words_of(words)):
                found.setdefault(stem, []).append((pair, side))
    return {stem: tuple(places) for stem, places in found.items()}


@cache
def receipt_words() -> frozenset[str]:
    """The meanings that a sentence on a computation may hold."""
    return frozenset(meaning(stem) for stem in words_of(RECEIPT_WORDS)) | {meaning(s) for s in _classes()}
