"""Composes a report of the answers to a plan: nothing said twice, citations numbered over all of it, nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from copilot.citations import number_citations
from copilot.evidence import Evidence, Ledger, PassageEvidence, ReceiptEvidence, publication_day
from copilot.quoteboard import quotes
from copilot.research.conflicts import find_conflicts
from copilot.research.insights import find_insights
from copilot.research.keyfacts import key_facts
from copilot.research.pictures import choose_charts
from copilot.research.plan import Section
from copilot.research.prose import Prose, is_list_item, joined, without_empty_headings
from copilot.research.report import FurtherReading, Part, QuoteLine, Reference, Report
from copilot.settings import EMBEDDED_MODEL
from copilot.tieout import check

if TYPE_CHECKING:
    from copilot.answer import Answer
    from copilot.research.plan import Step
    from copilot.research.studies import Study
    from copilot.workspace import Workspace

QUOTES_OF_A_STEP = 6
"""Quotations that one step keeps: with more, a section is a press review."""
CLAIMS_FIRST = (
    Section.RISKS, Section.OPPORTUNITIES, Section.SUMMARY, Section.INSIGHTS, Section.ANALYSIS, Section.INFORMATION
)  # fmt: skip
"""Who keeps a sentence that several steps quote: the section that asks for the fewest comes first."""
QUOTE_PERIODS = ("1 month", "YTD")
INSTRUMENTS_SHOWN = 12
READING_SHOWN = 6
TOPICS_SHOWN = 8

Answered = tuple["Step", "Answer"]

_MARKETS = {
    "index": "Equities", "etf": "Funds", "stock": "Equities", "fund": "Funds", "series": "Rates and the economy",
    "rate": "Rates and the economy", "currency": "Currencies", "commodity": "Commodities",
}  # fmt: skip


def compose(study: Study, workspace: Workspace) -> Report:
    """The report of a study whose steps are answered. Steps that could not be answered are named in it."""
    plan = study.plan
    as_of = plan.as_of or study.begun_at or datetime.now(UTC)
    answered = [(step, answer) for step in plan.steps if (answer := study.answer_to(step)) is not None]
    told = [(step, answer) for step, answer in answered if not answer.refused]
    numbering = _Numbering()
    pieces = _pieces(told)
    parts = [
        Part(step.section, step.title, joined(_numbered(blocks, answer, numbering)))
        for step, answer, blocks in pieces
        if blocks
    ]
    insights = _insights(study, [answer for _, answer in told], workspace, as_of)
    everything = [item for _, answer in told for item in answer.citations]
    if plan.kind == "report":
        conflicts, differing = find_conflicts(plan.documents, workspace, as_of)
        insights += conflicts
        everything += differing
    parts = _with_written(
        parts, Section.INSIGHTS, "", "\n".join(f"- {one}" for one in insights), everything, numbering
    )
    parts = _with_written(
        parts, Section.INFORMATION, "Key figures", key_facts(everything), everything, numbering, last=True
    )
    titles = {item.id: step.title for step, answer in told for item in answer.citations}
    drawn = plan.symbols if plan.kind == "report" else ()
    charts = choose_charts(drawn, everything, titles, numbering.number_of, workspace, as_of)
    models = list(dict.fromkeys(answer.model for _, answer in answered))
    notes = dict.fromkeys(note for _, answer in answered for note in answer.notes)
    summaries = {item.id: item for item in workspace.library.documents(as_of)}
    about = [summaries[one] for one in plan.documents if one in summaries]
    return Report(
        title=plan.title or _capitalised(plan.topic),
        topic=plan.topic,
        kind=plan.kind,
        as_of=as_of.isoformat(),
        written_at=datetime.now(UTC).isoformat(),
        model=", ".join(models),
        topics=_most_common(topic for item in about for topic in item.profile.topics),
        tone=_overall([item.profile.tone for item in about]),
        market=", ".join(dict.fromkeys(_markets(plan.symbols, workspace))),
        parts=tuple(sorted(parts, key=lambda part: list(Section).index(part.section))),
        references=numbering.references(),
        charts=charts,
        instruments=_quotes(plan.symbols, workspace, as_of),
        reading=tuple(
            FurtherReading(
                item.id,
                item.title,
                item.publisher,
                publication_day(item.published_at, dated=item.dated),
                item.url,
            )
            for item in about
            if item.id not in numbering.documents and item.near_copy_of not in numbering.documents
        )[:READING_SHOWN],
        unanswered=tuple(step.question for step, answer in answered if answer.refused),
        notes=(*plan.notes, *notes),
    )


def _insights(study: Study, answers: Sequence[Answer], workspace: Workspace, as_of: datetime) -> list[str]:
    """The insights: a language model's where one is set and gives some, else those that code finds."""
    if study.plan.kind == "summary" and len(answers) < 2:
        return []  # the summary of one document is its insights
    drafted: list[str] = []
    if answers and workspace.settings.model != EMBEDDED_MODEL:
        from copilot.research.drafting import draft_insights

        drafted = draft_insights(study.plan.topic, answers, workspace, as_of)
    return drafted or find_insights([(Prose(a.prose, a.figures), a.citations) for a in answers])


class _Numbering:
    """Numbers references in the order in which they are cited: one for each document, one for each receipt."""

    def __init__(self) -> None:
        self._held: dict[str, list[Evidence]] = {}

    def number_of(self, item: Evidence) -> int:
        """The number of the reference that ``item`` belongs to."""
        key = item.document_id if isinstance(item, PassageEvidence) else item.id
        held = self._held.setdefault(key, [])
        if item not in held:
            held.append(item)
        return list(self._held).index(key) + 1

    @property
    def documents(self) -> set[str]:
        """The ids of the documents that are cited."""
        return {
            one.document_id
            for held in self._held.values()
            for one in held
            if isinstance(one, PassageEvidence)
        }

    def references(self) -> tuple[Reference, ...]:
        """All references, by number."""
        return tuple(Reference(n, tuple(held)) for n, held in enumerate(self._held.values(), start=1))


def _pieces(told: Sequence[Answered]) -> list[tuple[Step, Answer, list[Prose]]]:
    """What each step keeps of its answer, in the plan's order: what another step says better is left to that one."""
    claimed: set[str] = set()
    kept: dict[str, list[Prose]] = {}
    for step, answer in sorted(told, key=lambda item: _claim_order(*item)):
        blocks, quoted = [], 0
        for block in _asked_for(step, answer):
            is_quote = _is_quotation(block, answer.citations)
            if block.bare in claimed or (
                is_quote and quoted >= min(QUOTES_OF_A_STEP, step.most) and step.section != Section.SUMMARY
            ):
                continue
            quoted += is_quote
            if not block.text.endswith(":"):
                claimed.add(block.bare)
            blocks.append(_as_item(block) if is_quote else block)
        blocks = without_empty_headings(blocks)
        kept[step.id] = blocks if any(block.cites for block in blocks) else []
    return [(step, answer, kept[step.id]) for step, answer in told]


def _asked_for(step: Step, answer: Answer) -> list[Prose]:
    """The blocks of an answer; of a step on data that computed something, no quotations beside the figures."""
    blocks = Prose(answer.prose, answer.figures).blocks()
    computes = any(isinstance(item, ReceiptEvidence) for item in answer.citations)
    if step.kind != "data" or not computes:
        return blocks
    return [block for block in blocks if not _is_quotation(block, answer.citations)]


def _claim_order(step: Step, answer: Answer) -> tuple[bool, int, bool]:
    """Steps on documents before what a computation quotes beside its figures, sections by what they ask for."""
    computes = any(isinstance(item, ReceiptEvidence) for item in answer.citations)
    return computes, CLAIMS_FIRST.index(step.section), bool(step.documents)


def _is_quotation(block: Prose, cited: Sequence[Evidence]) -> bool:
    """Whether a block does no more than quote a document."""
    numbers = [n for n in block.cites if 1 <= n <= len(cited)]
    words = block.text.partition("“")[2].rpartition("”")[0]
    return (
        bool(numbers)
        and all(isinstance(cited[n - 1], PassageEvidence) for n in numbers)
        and len(words) > len(block.text) / 2
    )


def _as_item(block: Prose) -> Prose:
    """A quotation as an item of a list, as those of other steps are."""
    if is_list_item(block):
        return block
    moved = tuple(replace(figure, start=figure.start + 2, end=figure.end + 2) for figure in block.figures)
    return Prose(f"- {block.text}", moved)


def _numbered(blocks: Iterable[Prose], answer: Answer, numbering: _Numbering) -> list[Prose]:
    found = []
    for block in blocks:
        numbers = {
            n: numbering.number_of(answer.citations[n - 1]) for n in block.cites if n <= len(answer.citations)
        }
        found.append(block.renumbered(numbers))
    return found


def _with_written(
    parts: Sequence[Part],
    section: Section,
    title: str,
    written: str,
    evidence: Sequence[Evidence],
    numbering: _Numbering,
    *,
    last: bool = False,
) -> list[Part]:
    """``parts`` with one that code wrote, checked like every other prose; before the others of its section, or last."""
    if not written:
        return list(parts)
    ledger = Ledger()
    ledger.add(evidence)
    numbered = number_citations(written, ledger)
    prose = Prose(numbered.prose, tuple(check(numbered.prose, numbered.cited)))
    numbers = {n: numbering.number_of(item) for n, item in enumerate(numbered.cited, start=1)}
    part = Part(section, title, prose.renumbered(numbers))
    return [*parts, part] if last else [part, *parts]


def _quotes(symbols: Sequence[str], workspace: Workspace, as_of: datetime) -> tuple[QuoteLine, ...]:
    found = quotes(workspace, symbols[: 2 * INSTRUMENTS_SHOWN], as_of, QUOTE_PERIODS)[:INSTRUMENTS_SHOWN]
    return tuple(
        QuoteLine(q.symbol, q.name, q.close, q.currency, q.date, q.change_pct, dict(q.returns)) for q in found
    )


def _markets(symbols: Sequence[str], workspace: Workspace) -> list[str]:
    kinds = {item.symbol: item.kind for item in workspace.instruments.instruments}
    return [_MARKETS[kinds[symbol]] for symbol in symbols if kinds.get(symbol) in _MARKETS]


def _most_common(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(item for item, _ in Counter(items).most_common(TOPICS_SHOWN))


def _overall(tones: Sequence[str]) -> str:
    """The tone of several documents: the side that has two thirds of those that take one, else mixed."""
    sides: Mapping[str, int] = Counter(tone.removeprefix("very ") for tone in tones if tone)
    good, bad = sides.get("positive", 0), sides.get("negative", 0)
    if not sides:
        return ""
    if good > 2 * bad and good >= sides.get("mixed", 0):
        return "positive"
    if bad > 2 * good and bad >= sides.get("mixed", 0):
        return "negative"
    return "mixed" if good or bad or sides.get("mixed") else "neutral"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
