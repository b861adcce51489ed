"""Reads which figures of companies' reports a question asks for, and finds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from copilot.analyst.reading import Part
from copilot.analyst.scope import DocumentAsk, Scope
from copilot.reports.lines import Line, line_of, line_words
from copilot.reports.lookup import CompanyReports, Lookup
from copilot.reports.periods import AskedPeriod, asked_periods, in_words
from market.company_names import short_name
from vectorstore.analysis import words_of
from vectorstore.labels import COMMON_WORDS, SHORT_NAME, label_of

if TYPE_CHECKING:
    from vectorstore.library import Library

REPORT_TOOL = "report_figures"
MOST_LOOKUPS = 8
"""Companies times periods; a question with more wants a table that no report has."""
MOST_NAME_WORDS = 3
LEANING_WORDS = 7
"""A question of so few words leans on the one before it: "what about Amazon?"."""
_IN_WORDS_ASKED = re.compile(
    r"\b(?:why|reasons?|explain\w*|describe\w*|say|says|said|discuss\w*|mention\w*|risks?|because|caus\w+|driv\w+|drove"
    r"|affect\w*|impact\w*|hurt\w*|help\w*|expect\w*|plans?|strategy|outlook|guidance|comment\w*|attribut\w+|factors?"
    r"|tell me about|summari[sz]e\w*"
    r"|concern\w*|warn\w*|contribut\w+|behind|due to|led to|forecast\w*|predict\w*|will)\b",
    re.IGNORECASE,
)
"""Words that ask for sentences, not for figures of a table."""
_LEANS = re.compile(
    r"^\W*(?:and|what about|how about|same|also|then|now)\b|\b(?:its|their|it|they|that|those|one)\b",
    re.IGNORECASE,
)
_BRINGS_IN = re.compile(
    r"\b(?:br(?:ing|ings|ought)|t(?:ake|akes|ook)|generat\w+|sells?|sold|turn(?:s|ed)? over|mak(?:e|es)|made)\b",
    re.IGNORECASE,
)
"""What a segment or a product brings in is its revenue."""
_MEASURES = frozenset(words_of("stock level volume size balance position pile holding"))
"""Words for how much there is of something ("the stock of inventories"); labels have them for other things."""
_PREPOSITIONS = frozenset("of from in for on with by at per outside within through".split())
_OF_REPORT = re.compile(
    r"\b(?:(?:in|of|from|according to|per|as per)\s+)?(?:(?:the|its|their|his|a|this|that)\s+)?"
    r"(?:latest\s+|most recent\s+|quarterly\s+|october\s+)*(?:10-?[qk]s?|reports?|filings?|quarters?)\b"
    r"(?:\s+(?:report|filing|for|of))*(?:\s+(?:the\s+)?(?:quarter|period|three months))?(?:\s+end(?:ed|ing))?",
    re.IGNORECASE,
)
"""What names the report in a question about its words."""
_TITLE_WORDS = re.compile(r"\b[A-Z][a-z]+(?:\s+[A-Z][a-z]+){1,4}\b")
_CORRECTS = re.compile(
    r"\s*(?:\.{2,}|…|,|;|-|–|—)\s*(?:(?:no|nope|sorry|wait|pardon|scratch that|correction|i mean|i meant|or rather"
    r"|make that)\b[,:\s]*)+",
    re.IGNORECASE,
)
_MARK = "\x1f"
_INITIALS = re.compile(r"\b[A-Z]{2,6}\b")
_WORD = re.compile(r"[^\W_]+(?:['’]s\b)?|&")


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """The figures that a question asks for: of which companies, which line, in which periods."""

    companies: tuple[str, ...]
    line: Line
    words: str
    """The words that name the line."""
    periods: tuple[AskedPeriod, ...]
    weak: frozenset[str] = frozenset()
    """Stems of words that narrow the line only where reports have them: they stand apart from its name."""

    def known_to(self, library: Library, as_of: datetime) -> ReportQuestion:
        """The same question without the weak words that no label in the companies' reports has."""
        if not self.weak & self.line.narrowing:
            return self
        labels = frozenset[str]().union(
            *(CompanyReports(library, name, as_of).vocabulary() for name in self.companies)
        )
        noise = (self.weak & self.line.narrowing) - (labels - _MEASURES)
        if not noise or not (self.line.names or self.line.narrowing - noise):
            return self
        words = " ".join(word for word in self.words.split() if not noise.issuperset(words_of(word)))
        return replace(self, words=words, line=line_of(words))

    def pairs(self) -> list[tuple[str, AskedPeriod]]:
        """Each company with each period."""
        return [(company, period) for company in self.companies for period in self.periods][:MOST_LOOKUPS]

    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """The tool calls that find them."""
        return [
            (REPORT_TOOL, {"company": company, "line": self.words, "period": in_words(period)})
            for company, period in self.pairs()
        ]


def read_report_question(
    part: Part, companies: Sequence[str], owner: Callable[[str], str]
) -> ReportQuestion | None:
    """What ``part`` asks for of the reports of ``companies``; ``None`` where it asks for no figure of theirs.

    ``owner`` gives the company to whose reports words lead that name none, such as a product's.
    """
    if part.why or part.future or part.advice or _IN_WORDS_ASKED.search(part.text):
        return None
    found = _read(part, companies)
    if not found.companies and found.line.names and found.line.narrowing and not part.instruments:
        names = " ".join(word for word in found.words.split() if not word.islower())
        company = owner(found.words) or (owner(names) if names else "")
        found = replace(found, companies=(company,) if company else ())
    return None if found.line.is_empty or not found.companies else found


def lacks_company(part: Part, companies: Sequence[str]) -> bool:
    """Whether ``part`` asks for a line of a report of some period, and neither says nor lets see of which company."""
    if part.why or part.kind or part.instruments or part.groups or part.ambiguous or part.named_terms:
        return False
    found = _read(part, companies)
    says_when = not found.periods[0].is_open or _OF_REPORT.search(part.text) is not None
    is_bare = not (found.companies or found.line.narrowing)
    return bool(is_bare and found.line.names and says_when) and not _IN_WORDS_ASKED.search(part.text)


def reports_named(
    ask: DocumentAsk, text: str, named: Sequence[str], rest: str, library: Library, as_of: datetime
) -> Scope:
    """The reports of the companies ``named`` that are of the periods which ``text`` names; none where it names none.

    ``rest`` is the text without the companies' names.
    """
    periods, words = asked_periods(rest)
    topic = " ".join(_OF_REPORT.sub(" ", words).split()) or " ".join(words.split())
    if periods[0].is_open and not re.search(r"\b(?:latest|most recent|newest|last)\b", text, re.IGNORECASE):
        return Scope(replace(ask, topic=topic))
    documents = []
    for company in named:
        reports = CompanyReports(library, company, as_of)
        documents += [item for period in periods for item in reports.about(period)]
    unique = {item.id: item for item in documents}
    return Scope(replace(ask, topic=topic), tuple(unique.values()))


def products_named(text: str) -> str:
    """The names in a question on the words of some period's report that may be products or segments: AWS, Xbox."""
    periods, rest = asked_periods(text)
    if periods[0].is_open or not _IN_WORDS_ASKED.search(text):
        return ""
    words = [match[0] for match in _WORD.finditer(rest)][1:]
    return " ".join(word for word in words if any(sign.isupper() for sign in word) and len(word) > 1)


def find_figures(question: ReportQuestion, library: Library, as_of: datetime) -> list[Lookup]:
    """What the reports of the library give for each company and period."""
    held = {company: CompanyReports(library, company, as_of) for company in question.companies}
    return [held[company].look_up(question.line, period) for company, period in question.pairs()]


def with_acronyms(part: Part, question: ReportQuestion) -> ReportQuestion | None:
    """``question`` with a name of several words as its initials, as reports write it: Amazon Web Services, AWS."""
    for match in _TITLE_WORDS.finditer(part.text):
        initials = "".join(word[0] for word in match[0].split())
        own = {word.lower() for word in match[0].split()} | {initials.lower()}
        words = " ".join(word for word in question.words.split() if word.lower() not in own)
        line = line_of(f"{initials} {words}")
        if line != question.line:
            return replace(question, line=line, words=f"{initials} {words}".strip())
    return None


def written_out(question: ReportQuestion, library: Library, as_of: datetime) -> ReportQuestion | None:
    """``question`` with initials as the reports write them out (CCG, Client Computing); ``None`` where none are."""
    for short in _INITIALS.findall(question.words):
        for company in question.companies:
            name = CompanyReports(library, company, as_of).written_out(short)
            if name:
                words = re.sub(rf"\b{short}\b", name, question.words)
                return replace(question, words=words, line=line_of(words), weak=frozenset())
    return None


def weak_words(text: str, line: Line) -> frozenset[str]:
    """The stems of words in ``text`` that may have nothing to do with the line's name.

    Strong are words right before it (grocery revenue), after a preposition (revenue from groceries), and names.
    """
    named = frozenset[str]().union(*line.names) if line.names else frozenset[str]()
    tokens = list(_WORD.finditer(text))
    strong: set[str] = set()
    weak: set[str] = set()
    for number, token in enumerate(tokens):
        before = tokens[number - 1] if number else None
        following = tokens[number + 1] if number + 1 < len(tokens) else None
        leads = following is not None and text[token.end() : following.start()] in (" ", "-")
        is_before_name = leads and not named.isdisjoint(words_of(following[0])) if following else False
        skipped = 2 if before and before[0].lower() in ("the", "its", "their", "a") else 1
        governing = tokens[number - skipped][0].lower() if number >= skipped else ""
        is_name = token[0][0].isupper() and number > 0
        stems = set(words_of(token[0]))
        if is_before_name or governing in _PREPOSITIONS or is_name:
            strong |= stems
        else:
            weak |= stems
    return frozenset(weak - strong)


def companies_named(text: str, companies: Sequence[str]) -> tuple[list[str], str]:
    """The companies that ``text`` names, in order, and the text without their names."""
    names = _names_of(companies)
    words = list(_WORD.finditer(text))
    found: dict[str, None] = {}
    rest, position = list(text), 0
    while position < len(words):
        length, company = _company_at(words, position, names)
        if company:
            found[company] = None
            start, end = words[position].start(), words[position + length - 1].end()
            rest[start:end] = " " * (end - start)
        position += max(1, length)
    return list(found), "".join(rest)


def _read(part: Part, companies: Sequence[str]) -> ReportQuestion:
    named, rest = companies_named(part.text, companies)
    names = _names_of(companies)
    for instrument in part.instruments:
        company = names.get("".join(_WORD.findall(short_name(instrument.name).lower())), "")
        if company and company not in named:
            named.append(company)
    periods, rest = asked_periods(rest)
    words = _words_meant(_without_tickers(rest, part))
    line = line_of(words)
    if line.narrowing and not line.names and _BRINGS_IN.search(part.text):
        words = f"{_BRINGS_IN.sub(' ', words)} revenue".strip()
        line = line_of(words)
    question = ReportQuestion(tuple(named), line, words, tuple(periods), weak_words(rest, line))
    leans = len(part.text.split()) <= LEANING_WORDS or _LEANS.search(part.text)
    if part.before is None or not leans or (named and not question.line.is_empty and not periods[0].is_open):
        return question
    return _completed(question, _read(part.before, companies))


def _words_meant(text: str) -> str:
    """The words of the line: of one who corrects himself ("cost of sales... no, operating income") the latter ones."""
    said, _, meant = _CORRECTS.sub(_MARK, text, count=1).partition(_MARK)
    before, after = line_words(said), line_words(meant)
    correction = line_of(after)
    if correction.is_empty:
        return line_words(text)
    if correction.names:
        return after
    narrowing = line_of(before).narrowing
    kept = " ".join(word for word in before.split() if narrowing.isdisjoint(words_of(word)))
    return f"{after} {kept}".strip()


def _completed(question: ReportQuestion, before: ReportQuestion) -> ReportQuestion:
    """``question`` with what it leaves out taken from the one before it."""
    if not before.companies:
        return question
    periods = question.periods
    if periods[0].is_open and before.periods and periods[0].months is None:
        base = before.periods[0]
        moved = [replace(base, years_back=base.years_back + item.years_back,
                         quarters_back=base.quarters_back + item.quarters_back) for item in periods]  # fmt: skip
        periods = (moved[-1],) if len(moved) > 1 else before.periods
    is_empty = question.line.is_empty
    return ReportQuestion(
        companies=question.companies or before.companies,
        line=before.line if is_empty else question.line,
        words=before.words if is_empty else question.words,
        weak=before.weak if is_empty else question.weak,
        periods=tuple(periods),
    )


def _without_tickers(text: str, part: Part) -> str:
    for instrument in part.instruments:
        text = re.sub(rf"(?<!\w)\$?{re.escape(instrument.symbol)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return text


def _names_of(companies: Sequence[str]) -> dict[str, str]:
    """Names without spaces in lower case, and tickers in capitals, to companies."""
    names: dict[str, str] = {}
    for company in companies:
        label = label_of(title="", source="", company=company, symbol="", form="10-Q", period_end=None)
        if label:
            names |= dict.fromkeys(label.names | label.tickers, company)
    return names


def _company_at(words: Sequence[re.Match[str]], position: int, names: dict[str, str]) -> tuple[int, str]:
    for length in range(min(MOST_NAME_WORDS, len(words) - position), 0, -1):
        called = "".join(re.sub(r"['’]s$", "", word[0]) for word in words[position : position + length])
        for name in (called, _without_plural(called)):
            if name in names and not name.islower():
                return length, names[name]
            low = name.lower()
            is_plain_word = name.islower() and (len(low) <= SHORT_NAME or low in COMMON_WORDS)
            if low in names and not is_plain_word:
                return length, names[low]
    return 0, ""


def _without_plural(called: str) -> str:
    """A name without the s of a possessive whose apostrophe is left out: microsofts."""
    return called[:-1] if called.lower().endswith("s") and len(called) > SHORT_NAME + 1 else ""
