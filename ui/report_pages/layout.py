"""Lays a report out on a sheet: its sections in order, each chart by the text that cites it, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from copilot.charts import shape_of
from copilot.domain import NEW_YORK
from copilot.evidence import Evidence, PassageEvidence, describe_source
from copilot.research.plan import SECTION_TITLES, Section
from copilot.research.report import Part, QuoteLine, Reference, Report, ReportChart
from copilot.settings import EMBEDDED_MODEL
from copilot.tieout import UNTIED
from copilot.values import write_date, write_value
from ui.report_pages.reading import NO_BREAK, read_prose
from ui.report_pages.sheet import (
    Box,
    Bullets,
    Element,
    Grid,
    Heading,
    Line,
    Paragraph,
    Picture,
    Run,
    Sheet,
    Source,
    Sources,
)
from ui.terminal import printable

QUOTE_CHARS = 240
"""Of the words of a passage below its reference."""
CONTEXT_CHARS = 60
PERIOD_NAMES: Mapping[str, str] = {"1 month": "1 month", "YTD": "year to date"}
DISCLAIMER = "Not investment advice. Past performance does not indicate future results."


def lay_out(report: Report) -> Sheet:
    """The sheet of ``report``."""
    return Sheet(
        title=printable(report.title),
        subtitle=_subtitle(report),
        facts=tuple(_facts(report)),
        tags=tuple(printable(topic) for topic in report.topics),
        elements=tuple(_elements(report)),
        footer=f"Tieout · every figure checked by code · {DISCLAIMER}",
    )


def summary_line(report: Report) -> str:
    """How many figures tie out, and to what, in one line."""
    total, untied = len(report.figures), len(report.untied)
    rests = f"{_count(report.sources, 'document')} and {_count(report.computations, 'computation')}"
    if not total:
        return f"No figures; {rests} cited"
    if untied:
        return f"{total - untied} of {total} figures tie out to {rests}; {untied} marked"
    return f"All {total} figures tie out to {rests}"


def _subtitle(report: Report) -> str:
    kind = "Summary" if report.kind == "summary" else "Research report"
    return f"{kind} as of {write_date(_day(report.as_of))}"


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    yield "Written", write_date(_day(report.written_at))
    yield (
        "By",
        "Tieout's embedded analyst"
        if report.model == EMBEDDED_MODEL
        else printable(report.model) or "nobody",
    )
    if report.tone:
        yield "Tone of the sources", printable(report.tone)
    if report.market:
        yield "Market", printable(report.market)


def _elements(report: Report) -> Iterator[Element]:
    is_summary = report.kind == "summary"
    yield Box("untied" if report.untied else "tied", summary_line(report), ())
    waiting = [chart for chart in report.charts if shape_of(chart.receipt) is not None]
    first = (Section.SUMMARY, Section.ANALYSIS, Section.INSIGHTS)
    for section in (
        sorted(first, key=lambda section: section is not Section.INSIGHTS) if is_summary else first
    ):
        yield from _section(report, section, waiting)
    risky = [part for name in (Section.OPPORTUNITIES, Section.RISKS) for part in report.parts_of(name)]
    if risky:
        yield Heading(1, "Risks and opportunities")
    for section in (Section.OPPORTUNITIES, Section.RISKS):
        yield from _section(report, section, waiting, level=2)
    yield from _section(report, Section.INFORMATION, waiting)
    if waiting:
        yield Heading(1, "Charts")
        yield from map(_picture, waiting)
    if report.unanswered:
        yield Heading(1, "Not answered")
        yield Paragraph((Run(printable("Library and tables do not answer: " + " ".join(report.unanswered))),))
    yield from _references(report)
    yield from _instruments(report.instruments)
    if report.reading:
        yield Heading(1, "Related reading")
        yield Bullets(
            tuple(
                (Run(printable(", ".join(filter(None, (item.publisher, item.title, item.published))))),)
                for item in report.reading
            )
        )
    yield from _verification(report)


def _section(
    report: Report, section: Section, waiting: list[ReportChart], *, level: int = 1
) -> Iterator[Element]:
    parts = report.parts_of(section)
    if not parts:
        return
    in_brief = section is Section.INSIGHTS and report.kind == "summary"
    yield Heading(level, "In brief" if in_brief else SECTION_TITLES[section])
    for number, part in enumerate(parts):
        yield from _part(part, report.numbers(), level + 1)
        for chart in [chart for chart in waiting if _belongs(chart, part, first=number == 0)]:
            waiting.remove(chart)
            yield _picture(chart)


def _belongs(chart: ReportChart, part: Part, *, first: bool) -> bool:
    """Whether a chart stands below a part: it cites it, or it is the first and nothing cites it."""
    cited = chart.number in part.prose.cites
    uncited = (
        first
        and part.section in (Section.ANALYSIS, Section.SUMMARY)
        and chart.receipt.metric.endswith("history")
    )
    return cited or uncited


def _part(part: Part, numbers: Mapping[str, int], level: int) -> Iterator[Element]:
    if part.title:
        yield Heading(level, printable(part.title))
    yield from read_prose(part.prose, numbers)


def _picture(chart: ReportChart) -> Picture:
    return Picture(chart.receipt, printable(chart.caption), chart.number)


def _references(report: Report) -> Iterator[Element]:
    if report.references:
        yield Heading(1, "References")
        yield Sources(tuple(map(_source, report.references)))


def _source(reference: Reference) -> Source:
    first = reference.first
    if isinstance(first, PassageEvidence):
        words = " … ".join(_distinct(reference.evidence))
        quote = words if len(words) <= QUOTE_CHARS else f"{words[:QUOTE_CHARS].rsplit(' ', 1)[0]} …"
        return Source(
            reference.number,
            printable(describe_source(first)),
            printable(first.url),
            printable(f"“{quote}”"),
            f"library?document={first.document_id}&passage={first.id}",
        )
    return Source(
        reference.number,
        printable(_computation(first)),
        "",
        f"Receipt {first.id}; compute again: tieout recheck {first.id}",
    )


def _distinct(evidence: Sequence[Evidence]) -> list[str]:
    """The words of passages, those left out that stand within another's."""
    said = [" ".join(item.quote.split()) for item in evidence if isinstance(item, PassageEvidence)]
    longest = sorted(dict.fromkeys(said), key=len, reverse=True)
    kept = [words for n, words in enumerate(longest) if not any(words in other for other in longest[:n])]
    return [words for words in dict.fromkeys(said) if words in kept]


def _computation(item: Evidence) -> str:
    assert not isinstance(item, PassageEvidence)
    given = ", ".join(f"{name} {value}" for name, value in item.params.items() if value not in (None, ""))
    sources = f"; data: {', '.join(item.sources)}" if item.sources else ""
    return f"Computation: {item.title} ({given}){sources}"


def _instruments(lines: Sequence[QuoteLine]) -> Iterator[Element]:
    if not lines:
        return
    yield Heading(1, "Related instruments")
    periods = [period for period in PERIOD_NAMES if any(period in line.returns for line in lines)]
    head = ("symbol", "name", "close", "day", *(PERIOD_NAMES[period] for period in periods), "session")
    rows = (
        (
            line.symbol,
            "" if line.name == line.symbol else line.name,
            write_value(line.close, line.currency, short=True),
            _percent(line.change_pct),
            *(_percent(line.returns.get(period)) for period in periods),
            line.date,
        )
        for line in lines
    )
    right = (False, False, True, True, *(True for _ in periods), False)
    yield Grid(_line(head), tuple(_line(row) for row in rows), right)


def _verification(report: Report) -> Iterator[Element]:
    yield Heading(1, "Verification")
    lines = [f"{count} {verdict}" for verdict, count in report.counts.items()]
    told = [
        f"{figure.verdict}: “{figure.text}”{_where(part, figure.start)}{f': {figure.step}' if figure.step else ''}"
        for part, figure in report.untied
    ]
    counted = [", ".join(lines)] if lines else []
    yield Box("untied" if told else "tied", summary_line(report), tuple(map(printable, [*counted, *told])))
    for note in report.notes:
        yield Paragraph((Run(printable(note)),), quiet=True)
    yield Paragraph(
        (
            Run(
                "Code has compared each figure of this report with the passages and the computations that are "
                "cited. computed: equals a value of a computation; quoted: stands in a passage; derived: follows "
                f"in one step of arithmetic. What is {' or '.join(UNTIED)} is marked where it stands. "
                + DISCLAIMER
            ),
        ),
        quiet=True,
    )


def _where(part: Part, start: int) -> str:
    words = " ".join(part.prose.text[max(0, start - CONTEXT_CHARS) : start].split())
    return f" after “… {words[-CONTEXT_CHARS:]}”" if words else ""


def _percent(value: float | None) -> str:
    return "n/a" if value is None else write_value(value, "%", form="+", short=True).replace(" ", NO_BREAK)


def _line(cells: Sequence[str]) -> tuple[Line, ...]:
    return tuple((Run(printable(cell)),) for cell in cells)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(NEW_YORK).date()
