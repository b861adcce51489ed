"""Proposes a plan for any topic.

The topic and its documents name instruments, groups and themes; of these is asked what tables and library can answer
as of the day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from copilot.analyst.sentences import content_stems
from copilot.errors import NothingToReport
from copilot.research.ground import BEST_DOCUMENTS, Ground, survey
from copilot.research.lines import GROUP_LINES, LINES, REPORT_LINES, STOCK_LINES, THEME_LINES, Line
from copilot.research.plan import Plan, Section, Step, listed
from copilot.settings import EMBEDDED_MODEL
from market.errors import MarketError
from market.groups import MAIN_INDICES
from market.instruments import Instrument, short_name

if TYPE_CHECKING:
    from copilot.workspace import Workspace
    from market.receipts import Receipt

SUBJECTS, MENTIONED_STOCKS = 2, 4
"""Instruments that a report follows through all its questions, and shares whose ratings and figures it asks for."""
MENTIONS_OF_A_SUBJECT = 0.4
"""Share of these that must mention an instrument which the topic does not name, before the report is about it."""
THEMES = 3
DOCUMENTS_OF_A_THEME = 6
FEW_DOCUMENTS = 12
"""Up to so many, one document makes a theme; of more, a theme has two."""
READ_WHOLE = 30
"""Passages up to which the documents of a theme are read whole; in longer ones the theme is searched for."""
REPORT_LINES_ASKED = 5
LATELY = timedelta(days=14)
COMMON = 0.75
"""A theme that more of the documents have than this says nothing of any."""
FEW_SESSIONS = 10
"""Of the year so far; before, the past three months are looked at."""
THIS_YEAR, THREE_MONTHS = "this year", "over the past three months"
SYMBOLS_NAMED = 16


def propose(topic: str, workspace: Workspace, as_of: datetime | None) -> Plan:
    """A plan for a report on ``topic``. Raises :class:`NothingToReport` where nothing is held on it."""
    moment = as_of or datetime.now(UTC)
    ground = survey(topic, workspace, moment)
    asker = _Asker(workspace, moment, ground)
    steps = [*asker.computed(), *asker.read()]
    if not steps:
        raise NothingToReport(
            f"Neither the library nor the tables hold anything on {topic!r} as of {moment:%Y-%m-%d}. Add documents "
            "with `tieout ingest` or tables with `tieout load`, or name the topic in other words."
        )
    order = list(Section)
    return Plan(
        topic=topic,
        steps=tuple(sorted(steps, key=lambda step: order.index(step.section))),
        as_of=as_of,
        documents=ground.documents,
        symbols=asker.symbols(),
        proposed_by=EMBEDDED_MODEL,
    )


class _Asker:
    """Puts the lines that fit to one topic, and keeps those that can be answered."""

    def __init__(self, workspace: Workspace, as_of: datetime, ground: Ground) -> None:
        self._workspace = workspace
        self._as_of = as_of
        self._ground = ground
        self._known = {item.symbol: item for item in workspace.tables.book(as_of).instruments}
        self._subjects = list(self._find_subjects())
        self._period = self._choose_period()

    def symbols(self) -> tuple[str, ...]:
        """The instruments of the report: its subjects with what they are measured by, then those mentioned."""
        measured = [self._benchmark(item) for item in self._subjects]
        counts = self._ground.mentioned
        least = 2 if len(self._ground.documents) > FEW_DOCUMENTS else 1
        by_count = sorted(
            (symbol for symbol, count in counts.items() if count >= least), key=lambda symbol: -counts[symbol]
        )
        found = [
            *(item.symbol for item in self._subjects),
            *(item.symbol for item in measured if item),
            *by_count,
        ]
        return tuple(dict.fromkeys(symbol for symbol in found if symbol in self._known))[:SYMBOLS_NAMED]

    def computed(self) -> Iterator[Step]:
        """The steps on the tables that can be computed."""
        for subject in self._subjects:
            for line in LINES:
                if subject.kind in line.kinds:
                    yield from self._put(line, subject)
        if self._is_of_the_market():
            for line in GROUP_LINES:
                yield from self._put(line, None)
        yield from self._reports()
        yield from self._stocks()

    def read(self) -> Iterator[Step]:
        """The steps on the documents, where there are any on the topic."""
        if not self._ground.hits:
            return
        for line in THEME_LINES:
            yield Step(line.title, line.question.format(topic=self._ground.topic), line.needs, line.section)
        passages = {item.id: item.passages for item in self._workspace.library.documents(self._as_of)}
        for theme, documents in self._themes():
            title = theme[:1].upper() + theme[1:]
            are_short = sum(passages.get(one, 0) for one in documents) <= READ_WHOLE
            asked = f"about {theme}" if are_short else f"on {theme} and {self._ground.topic}"
            yield Step(title, f"What do the sources say {asked}?", "documents", Section.ANALYSIS, documents)

    def _find_subjects(self) -> Iterator[Instrument]:
        """The instruments that the topic names and the tables know, or else those that its documents speak of most."""
        named = [item for item in self._ground.named if self._is_held(item)]
        if self._ground.named:
            yield from named[:SUBJECTS]
            return
        if any(part.groups or part.named_terms for part in self._ground.parts):
            return  # it names what it is about, if nothing that the tables know
        looked_at = min(BEST_DOCUMENTS, len(self._ground.documents))
        enough = max(min(2, looked_at), MENTIONS_OF_A_SUBJECT * looked_at)
        often = [symbol for symbol, count in Counter(self._ground.mentioned).most_common() if count >= enough]
        found = (self._known[symbol] for symbol in often if symbol in self._known)
        yield from [item for item in found if self._is_held(item)][:SUBJECTS]

    def _is_held(self, item: Instrument) -> bool:
        metric, name = ("series_value", "series") if item.kind == "series" else ("last_close", "symbol")
        if self._compute(metric, {name: item.symbol}) is not None:
            return True
        return any(self._compute(metric, {"symbol": item.symbol}) for metric in ("fundamentals", "ratings"))

    def _is_of_the_market(self) -> bool:
        """Whether the topic is on the market at large: it names an index or a group, or nothing that is traded."""
        groups = any(part.groups for part in self._ground.parts)
        traded = [item for item in self._subjects if item.kind != "series"]
        return groups or any(item.kind in ("index", "etf") for item in traded)

    def _choose_period(self) -> str:
        named = [words for part in self._ground.parts for words in part.periods]
        if named:
            return named[0]
        this_year = [
            day for day in self._workspace.tables.sessions(self._as_of) if day.year == self._as_of.year
        ]
        traded = [item.symbol for item in self._subjects if item.kind != "series"]
        if len(this_year) > FEW_SESSIONS or not traded:
            return THIS_YEAR
        lately = self._compute("price_return", {"symbol": traded[0], "period": THREE_MONTHS})
        return THREE_MONTHS if lately else THIS_YEAR

    def _benchmark(self, subject: Instrument) -> Instrument | None:
        """What a subject is measured by: the first main index beside it that the tables hold."""
        preferred = (
            ("^IXIC", "^GSPC") if subject.symbol == "^RUT" else ("^GSPC", "SPY", "^IXIC", *MAIN_INDICES)
        )
        for symbol in preferred:
            if symbol != subject.symbol and self._compute("last_close", {"symbol": symbol}) is not None:
                return self._known.get(symbol)
        return None

    def _put(self, line: Line, subject: Instrument | None) -> Iterator[Step]:
        """The line as a step, if its metric can be computed for the subject now."""
        benchmark = self._benchmark(subject) if subject and line.needs_benchmark else None
        if line.needs_benchmark and benchmark is None:
            return
        given = {
            "symbol": subject.symbol if subject else "",
            "name": short_name(subject.name) if subject else "",
            "benchmark_symbol": benchmark.symbol if benchmark else "",
            "benchmark": short_name(benchmark.name) if benchmark else "",
            "period": self._period,
        }
        if line.metric == "precedent":
            lead = self._lead(given)
            if not lead:
                return
            given["lead"], given["sessions"] = lead
        arguments = {name: value.format(**given) for name, value in line.arguments.items()}
        if self._compute(line.metric, arguments) is not None:
            yield Step(line.title.format(**given), line.question.format(**given), line.needs, line.section)

    def _lead(self, given: Mapping[str, str]) -> tuple[str, str] | None:
        """How many whole points the subject leads by this year, and after how many sessions."""
        found = self._compute(
            "relative_return",
            {"symbol": given["symbol"], "benchmark": given["benchmark_symbol"], "period": "YTD"},
        )
        sessions = [
            day for day in self._workspace.tables.sessions(self._as_of) if day.year == self._as_of.year
        ]
        if found is None or found.value is None or found.value < 1 or not sessions:
            return None
        return str(int(found.value)), str(len(sessions))

    def _stocks(self) -> Iterator[Step]:
        """What is asked of the shares that the documents mention, and of those rated of late."""
        subjects = {item.symbol for item in self._subjects}
        often = [symbol for symbol, _ in Counter(self._ground.mentioned).most_common()]
        recent = self._rated_lately() if self._is_of_the_market() else []
        shares = [
            self._known[symbol]
            for symbol in dict.fromkeys([*often, *recent])
            if symbol in self._known and self._known[symbol].kind == "stock" and symbol not in subjects
        ]
        for metric, section, title, question in STOCK_LINES:
            held = [item for item in shares if self._compute(metric, {"symbol": item.symbol})]
            if held:
                names = listed(short_name(item.name) for item in held[:MENTIONED_STOCKS])
                yield Step(title, question.format(names=names), "data", section)

    def _reports(self) -> Iterator[Step]:
        """What is asked of the reports of a company that the topic names."""
        from copilot.reports.evidence import look_up

        library = self._workspace.library
        named = {short_name(item.name).casefold() for item in self._ground.named if item.kind == "stock"}
        held = dict.fromkeys(hit.document.company for hit in self._ground.hits if hit.document.company)
        companies = [one for one in held if short_name(one).casefold() in named][:SUBJECTS]
        for company in companies:
            asked = sorted(REPORT_LINES, key=lambda line: not self._is_in_topic(line))
            found = [line for line in asked if look_up(library, company, line, "", self._as_of).found]
            for line in found[:REPORT_LINES_ASKED]:
                title = f"{short_name(company)}: {line}"
                question = f"What was {short_name(company)}'s {line} in the latest quarter?"
                yield Step(title, question, "data", Section.ANALYSIS)

    def _is_in_topic(self, line: str) -> bool:
        return bool(content_stems(line) & content_stems(self._ground.topic))

    def _rated_lately(self) -> list[str]:
        with self._workspace.tables.connect(self._as_of) as tables:
            rows = tables.execute(
                "SELECT symbol FROM ratings WHERE date >= ? GROUP BY symbol ORDER BY max(date) DESC, symbol LIMIT ?",
                [(self._as_of - LATELY).date(), MENTIONED_STOCKS],
            ).fetchall()
        return [str(row[0]) for row in rows]

    def _themes(self) -> list[tuple[str, tuple[str, ...]]]:
        """The topics that several of the documents have and not nearly all, with these documents, best first."""
        held: dict[str, list[str]] = {}
        documents_found = list({hit.document.id: hit.document for hit in self._ground.hits}.values())
        if len(documents_found) > FEW_DOCUMENTS:
            documents_found.sort(key=lambda document: document.published_at, reverse=True)
        for document in documents_found:
            for theme in document.profile.topics:
                held.setdefault(theme, []).append(document.id)
        most = max(1, COMMON * len(self._ground.documents))
        fewest = 1 if len(self._ground.documents) <= FEW_DOCUMENTS else 2
        words = self._ground.topic.casefold()
        telling = [
            (theme, tuple(documents[:DOCUMENTS_OF_A_THEME]))
            for theme, documents in held.items()
            if fewest <= len(documents) <= most and theme.casefold() not in words
        ]
        return sorted(telling, key=lambda item: -len(item[1]))[:THEMES]

    def _compute(self, metric: str, arguments: Mapping[str, str]) -> Receipt | None:
        """The receipt, or ``None`` where the tables hold too little for it, or the home has no such metric."""
        from market.metrics import run_metric

        if metric not in self._workspace.metrics:
            return None
        try:
            return run_metric(self._workspace.metrics[metric], arguments, self._workspace.tables, self._as_of)
        except MarketError:
            return None
