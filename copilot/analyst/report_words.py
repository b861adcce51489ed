"""Puts figures of companies' reports into words: one sentence first, then the rows they stand in, cited."""

from __future__ import annotations

from collections.abc import Sequence

from copilot.analyst.report_questions import ReportQuestion
from copilot.evidence import PassageEvidence
from copilot.inert import as_name
from copilot.reports.columns import INSTANT
from copilot.reports.evidence import day_in_words, evidence_id, span_in_words, value_in_words
from copilot.reports.lines import label_words
from copilot.reports.lookup import Found, Lookup
from copilot.reports.tables import plain_label

ROWS_SHOWN = 4
"""Rows shown where it is not certain which is meant."""


def describe_figures(
    question: ReportQuestion, lookups: Sequence[Lookup], passages: Sequence[PassageEvidence]
) -> list[str]:
    """The paragraphs that answer ``question``: the figures, several as a table, and what is not certain."""
    found = [item.found for item in lookups if item.found and evidence_id(item.found, passages)]
    paragraphs = _sentences(found, question, passages)
    if len(found) > 2 or len({item.company for item in found}) > 1:
        paragraphs.append(_comparison(found, question, passages))
    for lookup in lookups:
        near = [item for item in lookup.nearest if evidence_id(item, passages)][:ROWS_SHOWN]
        if near:
            paragraphs += [
                f"It is not certain which row of {as_name(lookup.company)}'s report is meant; these come nearest:",
                _nearest(near, passages),
            ]
    if paragraphs:
        paragraphs += [sentence for item in lookups if (sentence := missing_sentence(item, question))]
    return paragraphs


def missing_sentence(lookup: Lookup, question: ReportQuestion) -> str:
    """That the reports give no figure for a period, and the lines that come nearest; empty where they give one."""
    if lookup.found or lookup.nearest:
        return ""
    until = f" for a period that ends about {day_in_words(lookup.end)}" if lookup.end else ""
    sentence = f"No report of {as_name(lookup.company)} in the library gives {question.words}{until}."
    if not lookup.other_lines:
        return sentence
    names = "; ".join(f"“{as_name(name)}”" for name in lookup.other_lines)
    return f"{sentence} The lines that come nearest are called {names}."


def _sentences(
    found: Sequence[Found], question: ReportQuestion, passages: Sequence[PassageEvidence]
) -> list[str]:
    """The figures in sentences, those of one company in one sentence."""
    lines = []
    for company in dict.fromkeys(item.company for item in found):
        own = [item for item in found if item.company == company]
        first, *others = own
        said = f"{as_name(company)} reported {name_of_row(first, question)} of {told(first, passages)}"
        for other in others:
            change = _change(first, other)
            said += f", against {told(other, passages)}{change if len(own) == 2 else ''}"
        lines.append(f"{said}.")
    return [" ".join(lines)] if lines else []


def told(found: Found, passages: Sequence[PassageEvidence]) -> str:
    """The figure, its period, and where it stands."""
    return f"{_value(found)} {_when(found)}{_cite(found, passages)}"


def _value(found: Found) -> str:
    return value_in_words(found, found.written)


def _when(found: Found) -> str:
    span = span_in_words(found.span)
    return f"as of {span}" if found.span.months == INSTANT else f"for {span}"


def _cite(found: Found, passages: Sequence[PassageEvidence]) -> str:
    return f" [{evidence_id(found, passages)}]"


def name_of_row(found: Found, question: ReportQuestion) -> str:
    """The name of the row within a sentence, with its group where the label says little without it."""
    label, group = as_name(plain_label(found.row.label)), as_name(plain_label(found.row.group))
    if question.line.narrowing:
        return f"{label} ({group})" if group and group not in label and not _holds_digit(group) else label
    says_it = any(name <= label_words(label) for name in question.line.names)
    name = label if says_it or not group else f"{label} {group.lower()}"
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def _holds_digit(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def _change(now: Found, then: Found) -> str:
    """The change from one figure to another in words; empty where a percentage would say nothing."""
    first, second = _number(now), _number(then)
    if first is None or second is None or first <= 0 or second <= 0 or now.row.is_in_percent:
        return ""
    later, earlier = (first, second) if now.span.end >= then.span.end else (second, first)
    percent = (later / earlier - 1) * 100
    return f", {'a rise' if percent >= 0 else 'a fall'} of {abs(percent):.1f}%"


def _number(found: Found) -> float | None:
    digits = "".join(sign for sign in found.written if sign.isdigit() or sign == ".")
    negative = "(" in found.written
    return (-1 if negative else 1) * float(digits) if digits else None


def _nearest(near: Sequence[Found], passages: Sequence[PassageEvidence]) -> str:
    """The rows that come nearest, with their groups, and what each gives for the period."""
    lines = []
    for item in near:
        group = f"{_plain(plain_label(item.row.group))}: " if item.row.group else ""
        name = f"{group}{_plain(plain_label(item.row.label))}"
        lines.append(f"- {name}, {span_in_words(item.span)}: {_value(item)}{_cite(item, passages)}")
    return "\n".join(lines)


def _comparison(found: Sequence[Found], question: ReportQuestion, passages: Sequence[PassageEvidence]) -> str:
    lines = ["| | row | period | figure | |", "|---|---|---|---|---|"]
    lines += [
        f"| {_plain(item.company)} | {_plain(name_of_row(item, question))} | {span_in_words(item.span)} "
        f"| {_value(item)} |{_cite(item, passages)} |"
        for item in found
    ]
    return "\n".join(lines)


def _plain(text: str) -> str:
    return as_name(text).replace("|", "/")
