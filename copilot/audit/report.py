"""A report that somebody else wrote: its sentences, the citations in them, its sources, its date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from copilot.audit.days import StatedDay, find_days
from copilot.figures import Figure, find_figures
from copilot.tieout.segments import Segments

HEAD_CHARACTERS = 3000
"""Where a report states its own date."""
DATE_LINE_CHARACTERS = 90
"""A longer line tells of something; a shorter one that holds a date is a date line."""
DATE_LINE_WORDS = 8
BODY_LINE_CHARACTERS = 400
"""With so long a line the body has begun."""
PROSE_WORDS = 5
"""A piece with fewer words is a heading, a ticker or a label."""

_CITATION = re.compile(
    r"\[\^?(?P<labels>[0-9]{1,3}(?:\s?[,;]\s?\^?[0-9]{1,3}|\s?[-–]\s?[0-9]{1,3})*)\](?!\()"
)
_SOURCES_HEADING = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]*)?(?:\*\*)?(?:[0-9]{1,2}[.)][ \t]*)?"
    r"(?:references?|sources?|bibliography|works\scited|end\s?notes|footnotes|citations)"
    r"(?:\*\*)?[ \t]*:?(?:\*\*)?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBERED = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?(?:\[\^?(?P<bracket>[0-9]{1,3})\]:?|(?P<plain>[0-9]{1,3})[.)])[ \t]+(?P<text>\S[^\n]*)$",
    re.MULTILINE,
)
_BULLET = re.compile(r"^[ \t]*[-*+•][ \t]+(?P<text>\S[^\n]*)$", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?:;][\"”’')*_]{0,3}(?:\s?\[[^\]]{1,20}\])*\s*$")
_TELLS_OF = re.compile(
    r"\b(?:on|since|until|from|to|through|before|after|for|ended|ending|by)\s+(?:\w+,?\s)?\Z"
)
_AFTERWORD = re.compile(
    r"\b(?:not\s(?:constitute\s)?investment\sadvice|informational\spurposes|past\sperformance|all\srights\sreserved|"
    r"terms\sof\suse|disclaimer|log\s?in\sto|sign\sup|subscribe|about\sus)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, a heading, a list item or a row of a table, at ``[start, end)``."""

    number: int
    start: int
    end: int
    text: str
    paragraph: int
    cites: tuple[str, ...]
    """The labels that are cited in it or right after it."""
    figures: tuple[Figure, ...]
    """With places in the whole text."""
    is_prose: bool
    """No heading, label or notice: something that says something."""


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the list of sources."""

    label: str
    """Its number; empty in a list without numbers."""
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Report:
    """The text of a report, taken apart."""

    title: str
    text: str
    sentences: tuple[Sentence, ...]
    sources: tuple[Source, ...]
    date_lines: tuple[StatedDay, ...]
    """The days that its head gives as its own."""
    day: date | None
    """Its date: what its file says, else the latest of its date lines."""

    @property
    def days(self) -> tuple[date, ...]:
        """Its date, and the others that its head gives, the latest first."""
        named = {stated.day for stated in self.date_lines if stated.day}
        return tuple(sorted(named | ({self.day} if self.day else set()), reverse=True))

    def paragraph(self, sentence: Sentence) -> list[Sentence]:
        """All sentences of the paragraph that ``sentence`` is in."""
        return [other for other in self.sentences if other.paragraph == sentence.paragraph]


def read_report(text: str, *, title: str = "", published: date | None = None) -> Report:
    """``text`` taken apart. ``published`` is the day that its file gives."""
    sources = _sources(text)
    masked = _without(text, sources)
    date_lines = _date_lines(masked)
    stated = max((line.day for line in date_lines if line.day), default=None)
    return Report(
        title=title or _first_line(text),
        text=text,
        sentences=tuple(_sentences(masked)),
        sources=tuple(sources),
        date_lines=tuple(date_lines),
        day=published or stated,
    )


def labels_in(text: str) -> list[str]:
    """The labels that ``text`` cites, each once: ``[1, 3-5]`` cites four."""
    found: dict[str, None] = {}
    for match in _CITATION.finditer(text):
        for part in re.split(r"[,;]", match["labels"]):
            ends = [int(number) for number in re.findall(r"[0-9]+", part)]
            span = (
                range(ends[0], ends[-1] + 1) if len(ends) > 1 and ends[0] < ends[-1] <= ends[0] + 40 else ends
            )
            found.update(dict.fromkeys(map(str, span)))
    return list(found)


def _sources(text: str) -> list[Source]:
    headings = list(_SOURCES_HEADING.finditer(text))
    if headings:
        start = headings[-1].end()
        following = _HEADING.search(text, start)
        block_end = following.start() if following else len(text)
        entries = _entries(_NUMBERED, text, start, block_end) or _entries(_BULLET, text, start, block_end)
        if entries:
            return entries
    trailing = [
        entry for entry in _entries(_NUMBERED, text, 0, len(text)) if text[entry.start :].lstrip()[:1] == "["
    ]
    return trailing if len(trailing) > 1 else []


def _entries(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[Source]:
    found = []
    for match in pattern.finditer(text, start, end):
        groups = match.groupdict()
        label = groups.get("bracket") or groups.get("plain") or ""
        found.append(Source(label, match["text"].strip(), match.start(), match.end()))
    return found


def _without(text: str, sources: Sequence[Source]) -> str:
    """``text`` with the list of sources as blanks, so that all places stay."""
    for source in sources:
        text = text[: source.start] + " " * (source.end - source.start) + text[source.end :]
    return _SOURCES_HEADING.sub(lambda match: " " * len(match.group()), text) if sources else text


def _sentences(text: str) -> list[Sentence]:
    figures = find_figures(text)
    found: list[Sentence] = []
    for piece in Segments(text).sentences:
        written = text[piece.start : piece.end]
        if not written.strip():
            continue
        start = piece.start + len(written) - len(written.lstrip())
        end = piece.start + len(written.rstrip())
        held = tuple(figure for figure in figures if start <= figure.start < end)
        found.append(
            Sentence(
                number=len(found),
                start=start,
                end=end,
                text=text[start:end],
                paragraph=piece.paragraph,
                cites=tuple(labels_in(text[start:end])),
                figures=held,
                is_prose=_is_prose(text[start:end]),
            )
        )
    return found


def _is_prose(written: str) -> bool:
    if _AFTERWORD.search(written) or written.lstrip().startswith("#"):
        return False
    if written.lstrip().startswith("|"):
        return True
    long = len(written.split()) >= PROSE_WORDS
    return long and (
        bool(_SENTENCE_END.search(written)) or bool(re.match(r"\s*[-*+•]\s|\s*[0-9]{1,2}[.)]\s", written))
    )


def _date_lines(text: str) -> list[StatedDay]:
    found = []
    place = 0
    for line in text[:HEAD_CHARACTERS].splitlines(keepends=True):
        if len(line) <= DATE_LINE_CHARACTERS:
            found += [
                _moved(day, place)
                for day in find_days(line)
                if day.day and day.year and _is_dateline(line, day)
            ]
        elif len(line) > BODY_LINE_CHARACTERS:
            break
        place += len(line)
    return found


def _is_dateline(line: str, day: StatedDay) -> bool:
    """Whether the line says little besides the day, and tells of nothing that happened on it."""
    before, after = line[: day.start], line[day.end :]
    return len(f"{before} {after}".split()) <= DATE_LINE_WORDS and not _TELLS_OF.search(before)


def _moved(stated: StatedDay, by: int) -> StatedDay:
    return StatedDay(
        stated.text, stated.start + by, stated.end + by, stated.year, stated.month, stated.number, stated.weekday,
        stated.day,
    )  # fmt: skip


def _first_line(text: str) -> str:
    return next((line.strip("# ").strip() for line in text.splitlines() if line.strip("# ").strip()), "")
