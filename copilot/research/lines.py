"""The lines of research: what can be asked about an instrument, a market or a topic, and where the answer goes.

A line on the tables names the metric that must be computable for it to be asked. Another line is another row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from copilot.research.plan import Section, StepKind

TRADED = ("index", "etf", "stock", "fund", "commodity", "currency", "rate", "other")
COMPANY = ("stock",)
SERIES = ("series",)


@dataclass(frozen=True, slots=True)
class Line:
    """One question, with ``{name}``, ``{benchmark}``, ``{period}`` or ``{topic}`` for what it is asked of."""

    title: str
    question: str
    section: Section
    needs: StepKind = "data"
    metric: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()

    @property
    def needs_benchmark(self) -> bool:
        """Whether it compares with an index."""
        return "{benchmark}" in self.question


_ONE = {"symbol": "{symbol}"}
_PERIOD = {"symbol": "{symbol}", "period": "{period}"}
_PAIR = {"symbol": "{symbol}", "benchmark": "{benchmark_symbol}"}

LINES = (
    Line(
        "{name} against {benchmark}",
        "How did {name} do against {benchmark} {period}, and why?",
        Section.ANALYSIS,
        "analysis",
        "relative_return",
        {**_PAIR, "period": "{period}"},
        TRADED,
    ),
    Line("Where {name} stands", "How far is {name} below its 52-week high?", Section.RISKS, "data",
         "distance_from_high", _ONE, TRADED),
    Line("How much {name} varies", "What was the volatility of {name} over the past year?", Section.RISKS, "data",
         "volatility", _ONE, TRADED),
    Line("The deepest fall", "What was the maximum drawdown of {name} over the past year?", Section.RISKS, "data",
         "max_drawdown", _ONE, TRADED),
    Line("Earlier years like this one",
         "In which past years did {name} lead {benchmark} by {lead} points after {sessions} sessions, and what "
         "followed?",
         Section.INSIGHTS, "data", "precedent", {**_PAIR, "lead": "{lead}", "sessions": "{sessions}"}, TRADED),
    Line("Reported figures", "What are the latest fundamentals of {name}?", Section.ANALYSIS, "data",
         "fundamentals", _ONE, COMPANY),
    Line("Growth", "How fast has {name} grown?", Section.ANALYSIS, "data", "fundamental_growth", _ONE, COMPANY),
    Line("Valuation", "What is the P/E ratio of {name}?", Section.INSIGHTS, "data", "valuation", _ONE, COMPANY),
    Line("What analysts say", "What is the analyst consensus on {name}?", Section.INSIGHTS, "data",
         "ratings_consensus", _ONE, COMPANY),
    Line("Price target", "How much upside does {name} have to its price target?", Section.OPPORTUNITIES, "data",
         "target_upside", _ONE, COMPANY),
    Line("{name}", "What is the {name}?", Section.ANALYSIS, "data", "series_value", {"series": "{symbol}"}, SERIES),
    Line("How the {name} has changed", "How much has the {name} changed over the past 12 months?", Section.ANALYSIS,
         "data", "series_change", {"series": "{symbol}"}, SERIES),
)  # fmt: skip
"""What is asked of each instrument that a report is about."""

GROUP_LINES = (
    Line("The major indices", "Rank the major indices by return {period}", Section.ANALYSIS, "data",
         "ranking", {"group": "major indices", "period": "{period}"}),
    Line("The latest session",
         "How did the S&P 500, the Nasdaq, the Dow and the Russell 2000 do in the latest session?",
         Section.ANALYSIS, "data", "ranking", {"group": "major indices", "period": "{period}"}),
    Line("The sectors", "Rank the sectors by return {period}", Section.ANALYSIS, "data",
         "ranking", {"group": "sectors", "period": "{period}"}),
    Line("Which sectors gain and lose leadership", "How has the leadership of the sectors rotated {period}?",
         Section.ANALYSIS, "data", "rotation", {"group": "sectors", "period": "{period}"}),
)  # fmt: skip
"""What is asked of the market at large."""

STOCK_LINES = (
    ("ratings", Section.INSIGHTS, "Analysts' ratings", "What do analysts say about {names}?"),
    (
        "fundamentals",
        Section.INFORMATION,
        "Companies that the sources name",
        "What are the latest fundamentals of {names}?",
    ),
)
"""What is asked of shares that the documents mention: metric, section, title, question."""

REPORT_LINES = (
    "revenue",
    "gross margin",
    "operating income",
    "net income",
    "research and development",
    "cost of sales",
    "inventories",
    "cash and cash equivalents",
    "total assets",
    "long-term debt",
)
"""What is asked of the tables in a company's reports; a line whose words stand in the topic comes first."""

THEME_LINES = (
    Line("What the sources report", "What do the sources say about {topic}?", Section.ANALYSIS, "documents"),
    Line("What drives it", "Why {topic}: what reasons do the sources give, what drives it?", Section.ANALYSIS,
         "documents"),
    Line("What the sources expect", "What do the sources expect for {topic}?", Section.INSIGHTS, "documents"),
    Line("Who benefits", "What opportunities do the sources see in {topic}, and who benefits?",
         Section.OPPORTUNITIES, "documents"),
    Line("What could go wrong", "What risks do the sources see in {topic}, and what could go wrong?", Section.RISKS,
         "documents"),
)  # fmt: skip
"""What is asked of the documents on a topic."""
