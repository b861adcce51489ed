"""Lines of reports: which rows a question's words mean."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from copilot.reports.tables import Row
from vectorstore.analysis import words_of

SURE = 0.8
"""A row that scores less is not what was asked for for sure: it is shown whole instead of picked from."""
POSSIBLE = 0.7
"""A row that scores less has other words than the question."""
AS_GOOD = 0.03
"""Rows whose scores differ by less are equally good."""
OF_A_LIST = 0.9
"""What one name of a label that lists several counts beside a label of that name alone."""
DETAIL = 0.3
"""What "total" and "net" count beside the other words of a name."""
GROUP_WORD = 0.25
"""What a word counts of the group above a row that is not asked for; it may have ended before."""
WORD_ABOVE = 0.7
"""What a line's word counts that stands in the title or above the table: Data Center, under Revenue by Market."""

_BEFORE_TITLE = (
    r"(?:.*\b(?:inc|corporation|corp|company|co|plc|ltd)\b\.?,?\s+)?"
    r"(?:(?:condensed|consolidated|interim|unaudited)\s+)*"
)
STATEMENTS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"{_BEFORE_TITLE}(?:{title})\s*(?:\(.*)?$", re.IGNORECASE)
    for name, title in {
        "income": r"statements?\s+of\s+(?:consolidated\s+)?(?:income|operations|earnings)|income\s+statements?",
        "balance": r"balance\s+sheets?|statements?\s+of\s+financial\s+position",
        "cash": r"cash\s+flows?\s+statements?|statements?\s+of\s+cash\s+flows?",
    }.items()
}
"""The titles of the statements themselves, not of notes that speak of them."""
_SMALL = frozenset(words_of("a an and of the in for to by on from with its their it at as or be"))
_ASKING = frozenset(
    words_of(
        """
        close closed closing day date time result results outcome
        later after since until next following meanwhile bring brings bigger biggest
        what was is were are how much many did does do have has had make made report reported spend spent
        hold held show me tell give list which who whose please figure figures value values amount number
        total level compare compared comparison between versus vs against than earlier before ago prior
        previous same period quarter quarterly year yearly month months fiscal calendar end ended ending
        beginning start last latest recent current currently most now change changed changes grow grew grown
        growth rise rose fall fell increase decrease increased decreased higher lower more less bigger
        larger greater difference differ company companies firm filing filings reports 10 q k form according
        statement statements there up down big large high low about into over during come came go went bring
        brought book booked post posted record recorded generate generated take took state stated per cent
        dollars dollar usd money this that these those and could can you know want i like would look find
        out both each other one ones their corporation inc only just across q1 q2 q3 q4 first second third
        fourth half nine six three twelve date ytd yoy qoq sequentially well worth back side stand stood sit
        sat run ran pay paid owe owed carry carried sold
        """
    )
)
"""Words of a question that name no line of a report, stemmed."""
_GENERAL = frozenset(
    words_of("expense cost spending expenditure outlay segment business division unit group region")
)
"""Words that add nothing to the name of a line or of a segment."""
_OF_A_SHARE = frozenset(words_of("percentage percent rate ratio share"))
_IN_A_LIST = re.compile(r",\s*(?:and\s+)?|\s+and\s+|\s*&\s*")
_PERCENT = re.compile(r"\b(?:percent(?:age)?|per cent|share of|rate|ratio)\b|%", re.IGNORECASE)
_STATEMENT_NAME = re.compile(
    r"\b(?:balance sheets?|income statements?|cash flow statements?)\b", re.IGNORECASE
)
_WORD = re.compile(r"[\w&]+(?:['’]s)?")

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """What rows are looked for: names that a row may have, the words that narrow it, the statement it belongs to."""

    names: tuple[Words, ...]
    narrowing: Words
    """Words beside the name of a line, such as those of a segment or a product."""
    statement: str
    in_percent: bool

    @property
    def part(self) -> str:
        """The line whose share of revenue this is; empty where it is no such ratio."""
        return _ratios().get(self.names, ("", False))[0] if self.in_percent else ""

    @property
    def is_empty(self) -> bool:
        """Whether the words name nothing."""
        return not (self.names or self.narrowing)


def line_of(words: str) -> Line:
    """The line that ``words`` ask for, the names of companies and the periods already left out."""
    tokens = [token.lower() for token in _WORD.findall(words.replace("-", " ").replace("’", "'"))]
    names, statement, taken = _longest_name(tokens)
    rest = " ".join(token for number, token in enumerate(tokens) if number not in taken)
    narrowing = frozenset(
        word
        for word in words_of(rest.replace("'s", ""))
        if word not in _ASKING | _SMALL and not word.isdigit()
    )
    in_percent = bool(_PERCENT.search(words)) or _ratios().get(names, ("", False))[1]
    narrowing -= _OF_A_SHARE if in_percent else frozenset()
    return Line(names, (narrowing - _GENERAL) or (frozenset() if names else narrowing), statement, in_percent)


def line_words(text: str) -> str:
    """The words of ``text`` that name a line, in their order, as they are written; its signs of percent as words."""
    spelled = text.replace("-", " ").replace("%", " percent ")
    return " ".join(
        token
        for token in _WORD.findall(_STATEMENT_NAME.sub(" ", spelled))
        if len(token) > 1 and not set(words_of(token)) <= _ASKING | _SMALL
    )


def score(row: Row, line: Line) -> float:
    """How well a row is what ``line`` asks for, 0 to 1."""
    label, group = label_words(row.label), label_words(row.group)
    if line.in_percent:
        label -= _OF_A_SHARE
    if line.narrowing:
        return _narrowed_score(row, line, label, group)
    return max((_likeness(name, label, group) for name in line.names), default=0.0)


def is_of_statement(row: Row, line: Line) -> bool:
    """Whether a row stands in the very statement to which the line belongs, or in any where it is a line of none.

    Notes repeat the names with other contents.
    """
    patterns = [STATEMENTS[line.statement]] if line.statement else STATEMENTS.values()
    return any(pattern.match(row.table.title) for pattern in patterns)


def _narrowed_score(row: Row, line: Line, label: Words, group: Words) -> float:
    """All narrowing words must stand in the row or its group; the name of the line there, or above the table."""
    if not line.narrowing <= label | group or _is_other_line(group, line) or _is_other_line(label, line):
        return 0.0
    above = label_words(f"{row.table.title} {row.table.above}") | group
    share = max((_named_share(name, label | group, above) for name in line.names), default=WORD_ABOVE)
    wanted = line.narrowing.union(*line.names)
    exact = max(_exactness(label, wanted), OF_A_LIST * _exactness_in_list(row.label, wanted))
    of_group = len(group & wanted) / len(group) if group & wanted else 1.0
    return 0.5 * share + 0.35 * exact + 0.15 * of_group


def _exactness(label: Words, wanted: Words) -> float:
    return _weight(label & wanted) / _weight(label) if label else 0.0


def _exactness_in_list(label: str, wanted: Words) -> float:
    """How exactly one of the names that a label lists is asked for: Wearables, Home and Accessories."""
    return max((_exactness(label_words(name), wanted) for name in _IN_A_LIST.split(label)), default=0.0)


def _is_other_line(words: Words, line: Line) -> bool:
    """Whether these are the name of another line: the services under cost of sales are no sales of services."""
    return (
        bool(line.names) and words in _row_names() and words not in line.names and not words <= line.narrowing
    )


def _named_share(name: Words, near: Words, above: Words) -> float:
    return sum(
        _weight({word}) * (1.0 if word in near else WORD_ABOVE if word in above else 0.0) for word in name
    ) / _weight(name)


_DETAILS = frozenset(words_of("total net"))


def _weight(words: Iterable[str]) -> float:
    return sum(DETAIL if word in _DETAILS else 1.0 for word in words)


def _likeness(name: Words, label: Words, group: Words) -> float:
    """Dice's coefficient of the words, those of the group counted where they are asked for, else a little."""
    if not (label & name) - _DETAILS and label != name:
        return 0.0
    common = _weight(name & (label | group))
    size = _weight(label | (group & name)) + GROUP_WORD * min(2, len(group - name - label)) * (
        not label >= name
    )
    return 2 * common / (_weight(name) + size)


@cache
def _row_names() -> frozenset[Words]:
    lines, _ = _lines()
    return frozenset(name for names, _ in lines.values() for name in names)


@cache
def label_words(text: str) -> Words:
    """The words of a label, without small words and figures, as stems."""
    return frozenset(word for word in words_of(text) if word not in _SMALL and not word[0].isdigit())


def _longest_name(tokens: Sequence[str]) -> tuple[tuple[Words, ...], str, set[int]]:
    """The longest name of a line among ``tokens``: what its rows are called, its statement, the places of its words.

    Its words stand side by side; only those of cash flows may be apart: how much cash came from operations.
    """
    lines, longest = _lines()
    stems = [_stem(token) for token in tokens]
    for length in range(min(longest, len(tokens)), 0, -1):
        for first in range(len(tokens) - length + 1):
            found = lines.get(tuple(stems[first : first + length]))
            if found:
                apart = _name_apart(stems, length)
                names, statement = apart[0] if apart else found
                taken = apart[1] if apart else set(range(first, first + length))
                same = {n for n, stem in enumerate(stems) if lines.get((stem,), ((), ""))[0] == names}
                return names, statement, taken | same
    return (), "", set()


def _name_apart(stems: Sequence[str], length: int) -> tuple[tuple[tuple[Words, ...], str], set[int]] | None:
    """A line of the statement of cash flows with more than ``length`` words, all of which are among ``stems``."""
    held = set(stems)
    lines, _ = _lines()
    fitting = [
        key
        for key, (_, statement) in lines.items()
        if statement == "cash" and len(key) > length and held >= set(key)
    ]
    if not fitting:
        return None
    key = max(fitting, key=len)
    return lines[key], {number for number, stem in enumerate(stems) if stem in key}


def _stem(token: str) -> str:
    return "".join(words_of(token.removesuffix("'s")))


@cache
def _ratios() -> Mapping[tuple[Words, ...], tuple[str, bool]]:
    """Lines of which there is a ratio to revenue: the line that it is of, and whether they are told as such only."""
    return {
        tuple(label_words(name) for name in row["rows"]): (row["part"], row.get("is_ratio", False))
        for row in _table()
        if "part" in row
    }


@cache
def _table() -> Sequence[Mapping[str, Any]]:
    text = files("copilot.reports").joinpath("lines.toml").read_text(encoding="utf-8")
    table: Sequence[Mapping[str, Any]] = tomllib.loads(text)["line"]
    return table


@cache
def _lines() -> tuple[Mapping[tuple[str, ...], tuple[tuple[Words, ...], str]], int]:
    """The names by which lines are asked for, as stems without small words, to their rows and statement."""
    lines: dict[tuple[str, ...], tuple[tuple[Words, ...], str]] = {}
    for row in _table():
        names = tuple(label_words(name) for name in row["rows"])
        for asked in row["asked"]:
            tokens = _WORD.findall(line_words(asked).lower())
            lines[tuple(_stem(token) for token in tokens)] = (names, row["statement"])
    return lines, max(len(key) for key in lines)
