"""What the analyst knows of the library's documents: which of them a question is about, and what their tables give."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from copilot.analyst.central_banks import CENTRAL_BANKS, POLICY_TALK
from copilot.analyst.ratios import Margin, describe_margins, find_margins, margin_calls
from copilot.analyst.report_questions import (
    ReportQuestion,
    companies_named,
    find_figures,
    lacks_company,
    products_named,
    read_report_question,
    reports_named,
    with_acronyms,
    written_out,
)
from copilot.analyst.report_words import describe_figures, missing_sentence
from copilot.analyst.scope import AFTERMATH, MOST_DOCUMENTS, DocumentAsk, Scope, read_document_ask, scope_of
from copilot.analyst.scope_changes import describe_scope_changes, is_comparable
from copilot.analyst.scoped import asks_for_causes
from copilot.evidence import PassageEvidence
from copilot.inert import as_name
from market.clock import new_york_day

if TYPE_CHECKING:
    from copilot.analyst.reading import Part
    from copilot.reports.lookup import Lookup
    from vectorstore.library import Library

RECENT = timedelta(days=365)
HITS_ASKED, HITS_OF_ONE = 8, 6
"""A name that is no company's ("AWS") belongs to the company of whose reports most hits for it are."""


_SAID_OR_DONE = re.compile(
    r"\b(?:decid\w+|decisions?|announc\w+|says?|said|vot(?:e|es|ed|ing)|dissent\w*"
    r"|(?:policy|target|key|interest) rates? (?:set|left|kept|raised|cut|lowered)|rate set|set (?:its|the|rates?)"
    r"|target range|(?:rais\w+|hik\w+|cut|lower\w*) (?:its |the |interest )*(?:policy |key )?rates?)\b",
    re.IGNORECASE,
)
"""What somebody says or decides is in documents, though the figure itself may be in the tables too."""
BECAUSE = "(primarily reflects, due to, driven by)"
"""How reports give reasons: the sentence that does seldom repeats the name of what moved."""
SEARCH_TOOL, READ_TOOL = "search_documents", "read_document"


class DocumentDesk:
    """The documents of a library as of a moment, for one turn."""

    def __init__(self, library: Library, as_of: datetime) -> None:
        self._library = library
        self._as_of = as_of
        self._scopes: dict[tuple[DocumentAsk, str], Scope] = {}
        self._found: dict[str, tuple[ReportQuestion, list[Lookup]]] = {}
        self._owners: dict[str, str] = {}

    @property
    def limited(self) -> bool:
        """Whether a reader chose the documents: what is asked is asked of them."""
        return self._library.limited

    @cached_property
    def companies(self) -> Sequence[str]:
        """The companies whose reports are held."""
        return self._library.companies()

    @cached_property
    def kinds(self) -> Sequence[str]:
        """The kinds of documents that are held."""
        return self._library.kinds()

    @cached_property
    def publishers(self) -> Sequence[str]:
        """The publishers of the documents that are held."""
        return self._library.publishers()

    def calls(self, part: Part) -> list[tuple[str, dict[str, Any]]]:
        """The tool calls that bring what the documents say on ``part``."""
        if reports := self.report_calls(part):
            return reports
        scope = self.scope(part)
        if scope.ask.compares and is_comparable(scope):
            return [(READ_TOOL, {"document_id": item.id}) for item in scope.documents]
        return [(SEARCH_TOOL, arguments) for arguments in self.searches(part)]

    def names_documents(self, part: Part) -> bool:
        """Whether ``part`` asks for certain documents by their kind: what these say is no matter of computing."""
        scope = self.scope(part)
        is_named = scope.ask.kind or scope.ask.where_target_stands or _SAID_OR_DONE.search(part.text)
        return bool(is_named and (scope.documents or scope.missing))

    def is_of_a_bank(self, part: Part) -> bool:
        """Whether ``part`` asks what a central bank does or says, by its name or by the words for its doings."""
        scope = self.scope(part)
        talks = scope.documents and POLICY_TALK.search(part.text)
        return bool(scope.ask.publisher in CENTRAL_BANKS or scope.ask.stranger or talks)

    def report_calls(self, part: Part) -> list[tuple[str, dict[str, Any]]]:
        """The tool calls for the figures of reports that ``part`` asks for; empty where the reports give none."""
        question, lookups = self._figures_of(part)
        if question is None:
            return []
        if self._margins_of(part):
            return margin_calls(question)
        return question.calls() if any(item.found or item.nearest for item in lookups) else []

    def scope(self, part: Part) -> Scope:
        """The documents that ``part`` names."""
        ask = read_document_ask(part, self.kinds, self.publishers, new_york_day(self._as_of))
        key = (ask, part.text)
        if key not in self._scopes:
            named, rest = companies_named(part.text, self.companies)
            if not named and not part.instruments and (product := products_named(part.text)):
                named = [owner] if (owner := self._owner(product)) else []
            if named and not ask.publisher:
                self._scopes[key] = reports_named(ask, part.text, named, rest, self._library, self._as_of)
            else:
                self._scopes[key] = scope_of(ask, self._library, self._as_of)
        return self._scopes[key]

    def searches(self, part: Part) -> list[dict[str, Any]]:
        """The searches for documents that answer ``part``: in those it names, else around its time and at any time."""
        scope = self.scope(part)
        if scope.missing or self._asks_for_missing_figure(part) or self._lacks_company(part):
            return []
        if 0 < len(scope.documents) <= MOST_DOCUMENTS:
            query = f"{scope.ask.topic} {BECAUSE}" if asks_for_causes(part.text) else scope.ask.topic
            return [{"query": query, "document_id": item.id} for item in scope.documents]
        names = [item.name for item in part.instruments if item.name.lower() not in part.text.lower()]
        query = f"{part.text} ({', '.join(names)})" if names else part.text
        plain: dict[str, Any] = {"query": query, "kind": part.kind, "latest": part.latest}
        if not part.window:
            lately = (self._as_of - RECENT).date().isoformat()
            return [plain] if part.latest else [{**plain, "since": lately}, plain]
        first, last = part.window
        return [{**plain, "since": first.isoformat(), "until": (last + AFTERMATH).isoformat()}, plain]

    def figures(self, part: Part, passages: Sequence[PassageEvidence]) -> list[str]:
        """The paragraphs with the figures or the changes that ``part`` asks for, which stand in ``passages``."""
        scope = self.scope(part)
        if scope.ask.compares and is_comparable(scope):
            return describe_scope_changes(scope, passages)
        question, lookups = self._figures_of(part)
        if question and (margins := self._margins_of(part)):
            return describe_margins(question, margins, passages)
        return describe_figures(question, lookups, passages) if question else []

    def why_not(self, parts: Sequence[Part]) -> str:
        """Why the documents do not answer; empty where there is nothing to say."""
        for part in parts:
            if missing := self.scope(part).missing:
                return missing
            if stranger := self.scope(part).ask.stranger:
                return f"The library holds no documents of the {stranger}."
            if self._lacks_company(part):
                return f"Of which company? The library holds reports of {', '.join(map(as_name, self.companies))}."
            question, lookups = self._figures_of(part)
            if question:
                return " ".join(filter(None, (missing_sentence(item, question) for item in lookups)))
        return ""

    def _margins_of(self, part: Part) -> list[Margin]:
        """The margins to work out for ``part``: those that no report states."""
        question, lookups = self._figures_of(part)
        if question is None or not question.line.part or any(item.found for item in lookups):
            return []
        return find_margins(question, self._library, self._as_of)

    def _lacks_company(self, part: Part) -> bool:
        scope = self.scope(part)
        names_others = scope.ask.kind or scope.ask.publisher or scope.ask.stranger
        return len(self.companies) > 1 and not names_others and lacks_company(part, self.companies)

    def _asks_for_missing_figure(self, part: Part) -> bool:
        """Whether a line of the statements is asked for that no report gives: no sentence stands in for it."""
        question, lookups = self._figures_of(part)
        return bool(question and question.line.names and lookups) and not any(
            item.found or item.nearest for item in lookups
        )

    def _figures_of(self, part: Part) -> tuple[ReportQuestion | None, list[Lookup]]:
        question = read_report_question(part, self.companies, self._owner)
        if question is None:
            return None, []
        question = question.known_to(self._library, self._as_of)
        key = repr(question)
        if key not in self._found:
            self._found[key] = (question, find_figures(question, self._library, self._as_of))
            if not any(item.found for item in self._found[key][1]):
                self._found[key] = self._found_by_other_name(part, question) or self._found[key]
        return self._found[key]

    def _found_by_other_name(
        self, part: Part, question: ReportQuestion
    ) -> tuple[ReportQuestion, list[Lookup]] | None:
        """What is found with initials for a name, or the name for initials."""
        for named in (with_acronyms(part, question), written_out(question, self._library, self._as_of)):
            lookups = find_figures(named, self._library, self._as_of) if named else []
            if named and any(item.found for item in lookups):
                return named, lookups
        return None

    def _owner(self, text: str) -> str:
        """The company to whose reports a text leads that names none; empty where it leads to several."""
        if text not in self._owners:
            hits = self._library.search(text, as_of=self._as_of, limit=HITS_ASKED)
            companies = Counter(hit.document.company for hit in hits)
            company, count = companies.most_common(1)[0] if companies else ("", 0)
            self._owners[text] = company if count >= HITS_OF_ONE else ""
        return self._owners[text]
