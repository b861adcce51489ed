"""The audit of a report: every figure looked up, its own arithmetic done again, its sources followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from copilot.audit.agreement import check_agreement, repeats
from copilot.audit.arithmetic import check_own_figures
from copilot.audit.check import Check
from copilot.audit.claims import Claim, claims_of
from copilot.audit.closes import Market
from copilot.audit.dating import check_dates
from copilot.audit.filings import FilingCheck
from copilot.audit.meetings import MeetingCheck
from copilot.audit.order import check_order
from copilot.audit.passages import Passages, documents_of
from copilot.audit.prices import PriceCheck
from copilot.audit.report import Report, Sentence, Source, read_report
from copilot.audit.reported import ReportedCheck
from copilot.audit.result import KINDS, TIED, AuditedFigure, AuditResult, Finding, Kind, finding
from copilot.audit.sourcing import check_sources, publisher_of, references_of
from copilot.audit.subjects import SubjectFinder
from copilot.evidence import Ledger, describe_source
from market.clock import end_of_day, new_york_day

if TYPE_CHECKING:
    from copilot.evidence import PassageEvidence
    from copilot.workspace import Workspace
    from vectorstore.documents import Document


def audit(report: str | Document, workspace: Workspace, as_of: datetime | None = None) -> AuditResult:
    """What does not add up in ``report``, and what ties out, with the evidence for both.

    ``report`` is its text, or the document that the ingest reader made of its file. Nothing later than ``as_of`` is
    looked at; without it, nothing later than the report's own date, and where it gives none, than now. The receipts
    that are made are kept in the workspace, so that each can be computed again.
    """
    text = report if isinstance(report, str) else report.text
    title = "" if isinstance(report, str) else report.title
    published = None if isinstance(report, str) or not report.dated else new_york_day(report.published_at)
    read = read_report(text, title=title, published=published)
    moment = as_of or _own_moment(read.day) or datetime.now(UTC)
    return _Audit(read, workspace, moment).result()


def _own_moment(day: date | None) -> datetime | None:
    return min(end_of_day(day), datetime.now(UTC)) if day else None


class _Audit:
    """One run, with what is read once for all checks."""

    def __init__(self, report: Report, workspace: Workspace, as_of: datetime) -> None:
        self._report = report
        self._as_of = as_of
        self._today = min(report.day or new_york_day(as_of), new_york_day(as_of))
        self._finder = SubjectFinder(workspace.tables.book(as_of), workspace.library.companies())
        sessions = workspace.tables.sessions(as_of)
        self._claims = claims_of(report, self._finder, as_of, self._today, sessions)
        self._market = Market(workspace, as_of)
        self._library = workspace.library
        self._passages = Passages(workspace, as_of, self._finder)
        self._ledger = Ledger()
        self._findings: list[Finding] = []
        self._checks: dict[int, Check] = {}
        """By the place of the figure."""

    def result(self) -> AuditResult:
        """Runs every check."""
        named = (s for claim in self._claims for s in claim.subjects)
        also = (s for sentence in self._report.sentences for s in self._finder.find(sentence.text))
        self._market.load(s.instrument.symbol for s in (*named, *also) if s.instrument)
        self._check_tables()
        self._check_own_figures()
        self._check_library()
        self._check_repeats()
        self._findings += check_dates(self._report, self._finder, self._market, self._today)
        self._findings += check_sources(self._report, self._finder)
        order = list(KINDS)
        findings = sorted(
            _merged(self._findings), key=lambda f: (order.index(f.kind), f.spans[0].start if f.spans else 0)
        )
        return AuditResult(
            title=self._report.title,
            text=self._report.text,
            report_date=self._report.day.isoformat() if self._report.day else None,
            as_of=self._as_of.isoformat(),
            figures=tuple(self._figure(claim) for claim in self._claims),
            findings=tuple(findings),
            references=references_of(self._report),
            evidence=tuple(self._ledger),
        )

    def _check_tables(self) -> None:
        days = [day for day in self._report.days if day <= self._today] or [self._today]
        own = [claim for claim in self._claims if claim.measure == "close" and claim.role == "level"]
        prices, reported = PriceCheck(self._market, days, own), ReportedCheck(self._market)
        for claim in self._claims:
            for check in (prices.check(claim), reported.check(claim)):
                if check:
                    self._take(claim, check)
        for sentence in self._report.sentences:
            if sentence.is_prose:
                for subject, check in reported.check_ratings(sentence, self._finder.find(sentence.text)):
                    span = (sentence.start + subject.start, sentence.start + subject.end)
                    self._add(sentence, check, [span])

    def _check_own_figures(self) -> None:
        for claim, check in (
            *check_own_figures(self._claims),
            *check_order(self._claims),
            *check_agreement(self._claims),
        ):
            self._take(claim, check)

    def _take(self, claim: Claim, check: Check) -> None:
        """Keeps what was found of a claim: a contradiction always, agreement where there is nothing yet."""
        place = claim.figure.start
        held = self._checks.get(place)
        if check.status == "contradicted":
            self._add(claim.sentence, check, [(place, claim.figure.end), *check.others])
            if held is None or held.status != "contradicted":
                self._checks[place] = check
        elif held is None:
            self._ledger.add(check.evidence)
            self._checks[place] = check

    def _add(self, sentence: Sentence, check: Check, spans: Iterable[tuple[int, int]]) -> None:
        assert check.kind
        self._ledger.add(check.evidence)
        ids = [item.id for item in check.evidence]
        self._findings.append(finding(check.kind, sentence.text, check.reason, spans, ids))

    def _check_library(self) -> None:
        if self._passages.is_empty:
            return
        sources = {source.label: source for source in self._report.sources if source.label}
        self._check_documents()
        for claim in self._claims:
            place = claim.figure.start
            passages = self._cited_first(claim, self._passages.near(claim.sentence), sources)
            stated = self._passages.stating(claim, passages)
            held = self._checks.get(place)
            if stated:
                self._ledger.add([stated.evidence])
                told = f"{describe_source(stated.evidence)} states it"
                if held is None:
                    self._checks[place] = Check("quoted", told, (stated.evidence,))
                elif held.status == "contradicted" and held.kind in (
                    "no_session",
                    "other_session",
                    "table_value",
                ):
                    self._checks[place] = Check(
                        "contradicted", f"{held.reason}; {told}", (*held.evidence, stated.evidence), held.kind
                    )
            elif held is None:
                self._look_further(
                    claim, [sources[label] for label in claim.sentence.cites if label in sources]
                )

    @staticmethod
    def _cited_first(
        claim: Claim, passages: Sequence[PassageEvidence], sources: Mapping[str, Source]
    ) -> list[PassageEvidence]:
        """The passages of the sources that the sentence cites before the others."""
        cited = [sources[label] for label in claim.sentence.cites if label in sources]
        first = [p for source in cited for p in documents_of(source, publisher_of(source), passages)]
        return [*first, *(passage for passage in passages if passage not in first)]

    def _check_documents(self) -> None:
        """Companies' figures against the rows of their reports, moves of a day against the documents of that day."""
        filings = FilingCheck(self._library, self._as_of)
        meetings = MeetingCheck(self._library, self._as_of)
        for claim in self._claims:
            if claim.figure.start in self._checks:
                continue
            held = [other for other in self._claims if other.sentence is claim.sentence]
            check = filings.check(claim, held)
            if check is None and claim.time and claim.time.kind == "session" and claim.time.end:
                about = " ".join(other.text for other in self._report.paragraph(claim.sentence))
                check = meetings.check(claim, claim.time.end, about)
            if check:
                self._take(claim, check)

    def _look_further(self, claim: Claim, cited: Sequence[Source]) -> None:
        """Where a figure should stand: the documents of its day, the reports of its company, the cited source."""
        day = claim.time.end if claim.time and claim.time.kind == "session" else None
        moment = datetime.combine(day, time(12), tzinfo=UTC) if day else None
        company = claim.subject.company if claim.subject else ""
        for passages in (
            self._passages.near(claim.sentence, day=moment) if moment else [],
            self._passages.near(claim.sentence, company=company) if company else [],
        ):
            stated = self._passages.stating(claim, passages)
            if stated:
                self._ledger.add([stated.evidence])
                self._checks[claim.figure.start] = Check(
                    "quoted", f"{describe_source(stated.evidence)} states it", (stated.evidence,)
                )
                return
        near = self._passages.near(claim.sentence)
        for source in cited:
            held = documents_of(source, publisher_of(source), near)
            if held and claim.figure.digits > 1:
                named = f"[{source.label}] {source.text}"
                reason = f"{claim.figure.text} does not stand in what the library holds of {named}"
                self._ledger.add(held[:1])
                span = (claim.figure.start, claim.figure.end)
                self._findings.append(
                    finding("not_in_cited_source", claim.sentence.text, reason, [span], [held[0].id])
                )
                return

    def _check_repeats(self) -> None:
        earlier = repeats(self._claims)
        for claim in self._claims:
            first = earlier.get(claim.figure.start)
            if first is None or claim.figure.start in self._checks:
                continue
            check = self._checks.get(first.figure.start)
            if check and check.status in TIED:
                self._checks[claim.figure.start] = Check(
                    "repeated", f"as before: {check.reason}", check.evidence
                )
            elif check and check.status == "contradicted":
                self._checks[claim.figure.start] = Check(
                    "contradicted", f"as before: {check.reason}", check.evidence
                )

    def _figure(self, claim: Claim) -> AuditedFigure:
        check = self._checks.get(claim.figure.start)
        figure = claim.figure
        return AuditedFigure(
            text=figure.text,
            value=figure.value,
            unit=figure.unit,
            start=figure.start,
            end=figure.end,
            status=check.status if check else "unchecked",
            subject=claim.subject.name if claim.subject else "",
            measure=claim.measure or ("return" if claim.role == "move" else ""),
            reason=check.reason if check else "neither the tables nor the library nor the report itself tell",
            evidence=tuple(dict.fromkeys(item.id for item in check.evidence)) if check else (),
        )


def _merged(findings: Sequence[Finding]) -> list[Finding]:
    """Each finding once: what is found again at the same place, or the same words found wrong for the same reason."""
    found: dict[tuple[str, ...], Finding] = {}
    for item in findings:
        place = (item.kind, str(item.spans[0]) if item.spans else item.sentence)
        same = next((key for key, held in found.items() if key == place or _is_same(held, item)), place)
        held = found.get(same)
        if held is None:
            found[place] = item
            continue
        reason = held.reason if item.reason in held.reason else f"{held.reason}; {item.reason}"
        found[same] = replace(
            held,
            reason=reason,
            spans=tuple(dict.fromkeys((*held.spans, *item.spans))),
            evidence=tuple(dict.fromkeys((*held.evidence, *item.evidence))),
        )
    return list(found.values())


def _is_same(held: Finding, item: Finding) -> bool:
    return (held.kind, held.reason) == (item.kind, item.reason) and item.kind in _REPEATED


_REPEATED: frozenset[Kind] = frozenset({"no_session", "other_session", "table_value"})
"""Kinds whose reason names the figure's subject and time: equal reasons are one finding, told at several places."""
