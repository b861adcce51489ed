"""Routing: which reports a query names, by company, period, form or "latest", and what it looks for in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vectorstore.labels import COMMON_WORDS, FORM, SHORT_NAME, Label, Period, form_in, periods_in

MOST_NAME_WORDS = 5
ANOTHER_PERIOD = 0.4
"""The weight of a named company's reports of other periods: their figures for comparison still help."""
ANOTHER_FORM = 0.7
"""Weight taken from reports of another form than the one named, where there is one of that form."""
LEAST_WORDS = 2
"""A query of fewer words beside the names is searched for as it stands."""

_LATEST = re.compile(r"\b(?:most\s+recent(?:ly)?|latest|newest|last\s+reported)\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?:previous|prior|past|earlier|preceding|other)\s+(?:quarters|years|periods|ones|filings|reports)\b|\bover\s+time\b",
    re.IGNORECASE,
)
"""Words that compare the latest report with those before it."""
_ANNUAL = re.compile(r"\bannual\s+(?:report|filing)s?\b", re.IGNORECASE)
_QUARTERLY = re.compile(r"\bquarterly\s+(?:report|filing)s?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’]s\b)?|&")
_FILLER = re.compile(
    r"\b(?:in|for|of|from|by|at|to|according|the|its|their|report|reported|filing|as)\b|[\W_]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Route:
    """Where a query leads: ``weights`` of documents by number (1 is what it names), and the words left to look for.

    Without ``weights`` the query names no report, and ``words`` is all of it.
    """

    weights: Mapping[int, float]
    words: str
    tickers: frozenset[str] = frozenset()
    """Of the companies that the query names."""


@dataclass(slots=True)
class Router:
    """Knows the labels of the reports in a library, by the number of the document."""

    labels: dict[int, Label] = field(default_factory=dict)
    _by_name: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _by_ticker: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, labels: Mapping[int, Label]) -> Router:
        """The router over these labels."""
        router = cls(dict(labels))
        for number, label in labels.items():
            for name in label.names:
                router._by_name[name].add(number)
            for ticker in label.tickers:
                router._by_ticker[ticker].add(number)
        return router

    def route(self, query: str, published: NDArray[np.int64], allowed: NDArray[np.bool_]) -> Route:
        """The route of a query among the ``allowed`` (n,) documents, which came out at ``published`` (n,)."""
        named_companies, spans = self._companies(query)
        companies = [seen for named in named_companies if (seen := {n for n in named if allowed[n]})]
        if not companies:
            return Route({}, query)
        named = list(periods_in(query))
        latest = _LATEST.search(query) and not _SEVERAL.search(query)
        form = _form_named(query)
        weights: dict[int, float] = {}
        for documents in companies:
            if named:
                fitting = self._fitting(documents, [period for _, _, period in named])
            elif latest:
                reports = {number for number in documents if self._is_of_form(number, form)} or documents
                fitting = {max(reports, key=lambda number: published[number]): 1.0}
            else:
                fitting = dict.fromkeys(documents, 1.0)
            for number in documents:
                weight = fitting.get(number, ANOTHER_PERIOD)
                weights[number] = max(weights.get(number, 0.0), weight)
        of_form = {number for number in weights if self._is_of_form(number, form)}
        for number in weights.keys() - of_form if of_form else ():
            weights[number] *= ANOTHER_FORM
        spans += [(start, end) for start, end, _ in named]
        spans += [match.span() for pattern in (FORM, _LATEST) for match in pattern.finditer(query)]
        tickers = frozenset[str]().union(*(self.labels[number].tickers for number in weights))
        return Route(weights, _without(query, spans), tickers)

    def _companies(self, query: str) -> tuple[list[set[int]], list[tuple[int, int]]]:
        """The documents of each company that the query names, and where it names them: the longest names first."""
        words = list(_WORD.finditer(query))
        groups: list[set[int]] = []
        spans: list[tuple[int, int]] = []
        position = 0
        while position < len(words):
            length, documents = self._name_at(words, position)
            if documents:
                spans.append((words[position].start(), words[position + length - 1].end()))
                groups.append(documents)
            position += max(1, length)
        return groups, spans

    def _name_at(self, words: Sequence[re.Match[str]], position: int) -> tuple[int, set[int]]:
        for length in range(min(MOST_NAME_WORDS, len(words) - position), 0, -1):
            texts = [
                word[0].removesuffix("'s").removesuffix("’s") for word in words[position : position + length]
            ]
            called = "".join(texts).replace("&", "")
            written_small = called == called.lower()
            if not written_small or (len(called) > SHORT_NAME and called not in COMMON_WORDS):
                documents = self._by_name.get(called.lower())
                if documents:
                    return length, documents
            if called in self._by_ticker and len(called) > 1:
                return length, self._by_ticker[called]
        return 0, set()

    def _fitting(self, documents: set[int], periods: Sequence[Period]) -> dict[int, float]:
        """The documents that fit a period best, for each period."""
        fitting: dict[int, float] = {}
        for period in periods:
            fits = {number: self.labels[number].fits(period) for number in documents}
            best = max(fits.values())
            fitting |= {number: 1.0 for number, fit in fits.items() if fit == best > 0}
        return fitting

    def _is_of_form(self, number: int, form: str) -> bool:
        return bool(form) and self.labels[number].form.startswith(form)


def _form_named(query: str) -> str:
    """The form of report that a query asks for; empty where it does not say."""
    if form := form_in(query):
        return form
    return "10-K" if _ANNUAL.search(query) else "10-Q" if _QUARTERLY.search(query) else ""


def _without(query: str, spans: Sequence[tuple[int, int]]) -> str:
    """The query without these spans, or the whole of it where too little is left."""
    rest = list(query)
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    words = " ".join("".join(rest).split())
    return words if len(_FILLER.sub(" ", words).split()) >= LEAST_WORDS else query
