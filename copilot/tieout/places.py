"""Where a number stands in its source, in words: the row and the columns of a table, the clause of a sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from copilot.figures import find_figures
from copilot.tieout.times import Time, times_in
from vectorstore.analysis import STOP_WORDS, words_of
from vectorstore.sentences import sentence_spans

_CELL = re.compile(r"(?<=\|)[^|\n]*(?=\||$)", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|[^\n]*", re.MULTILINE)
_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_PERCENT = re.compile(r"%|\bper\s?cent(?:age)?s?\b|\bpct\b|\bmargin\b|\brates?\b", re.IGNORECASE)
_VALUE = re.compile(r"[^\w|]*[0-9][0-9,.]*[^\w|]*(?:%|x|bps?|[kmbtKMBT]n?)?\W*|[—–-]")
"""A cell that is a number, or the dash that stands for none."""
_UNSCALED = re.compile(
    r"\bper\b|%|\bper\s?cent|\bratios?\b|\brates?\b|\bmargins?\b|\bnumber\b|\bemployees\b|\bheadcount\b|\byears\b|"
    r"\bprices?\b|\bmultiples?\b|\bstores\b|\bEPS\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_CLAUSE = re.compile(
    r";|,\s(?:and|but|while|whereas|up|down|versus)\b|\b(?:compared|while|whereas|versus|vs\.?|but|against)\b|"
    r"\b(?:up\s|down\s)?(?:from|to)\b(?=\s[$€£]?[0-9])",
    re.IGNORECASE,
)
_PART = re.compile(r";|,\s(?:and|but|while|whereas)\b|\b(?:while|whereas)\b", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_TIME_WORDS = (
    "january february march april may june july august september october november december year quarter month week "
    "fiscal ended ending end annual fy three six nine twelve first second third fourth period thousand million billion "
    "many much"
)


@dataclass(frozen=True, slots=True)
class Place:
    """What the words around a number say that it is."""

    words: frozenset[str] = frozenset()
    """Stems of the label of its row; in prose of its sentence."""
    around: frozenset[str] = frozenset()
    """Stems of what its row stands under: the group, the heads of its column, the headings above."""
    times: tuple[Time, ...] = ()
    label: str = ""
    """The label of its row, as written."""
    clause: str = ""
    """In prose the part of its sentence that it stands in."""
    in_table: bool = False
    is_percent: bool = False
    """Its column, its row or a cell above says that it is a percentage, which the number itself does not."""
    is_head: bool = False
    """It stands among the heads of the columns."""
    head: str = ""
    """What stands above its column."""
    is_unscaled: bool = False
    """Its label says that the scale of the table does not hold for it: a ratio, an amount per share, a headcount."""
    line: int = -1
    """Numbers of one row or one sentence of a text share it."""
    column: int = -1


WEAK_WORDS = frozenset({"total", "net", "averag", "amount", "number", "valu"})
"""What is added or left out without another thing being meant: total provision, provision."""

NOWHERE = Place()
"""Of a number that no words tell anything of: one of a receipt."""


@lru_cache(maxsize=4096)
def topic_stems(text: str) -> frozenset[str]:
    """The stems of the words of ``text`` that say what a number is: no figures, times or usual words."""
    return frozenset(word for word in words_of(text) if not word[0].isdigit()) - _left_out()


@lru_cache(maxsize=1)
def _left_out() -> frozenset[str]:
    return STOP_WORDS | frozenset(words_of(_TIME_WORDS))


class Places:
    """The places of the numbers of one text. ``above`` is what stands above it: headings, the head of its table."""

    def __init__(self, text: str, above: str = "") -> None:
        self._text = text
        self._above = above
        self._lines: list[tuple[int, int, _Row | None]] = []
        self._cut()
        self._starts = [start for start, _, _ in self._lines]
        self._prose: dict[int, _Prose] = {}

    def at(self, start: int) -> Place:
        """The place of the number at ``start``."""
        number = bisect_right(self._starts, start) - 1
        if number < 0:
            return Place()
        first, last, row = self._lines[number]
        if row:
            return row.place(number, start - first)
        if number not in self._prose:
            self._prose[number] = _Prose(self._text[first:last])
        return self._prose[number].place(number, start - first)

    def _cut(self) -> None:
        position = 0
        table: _Table | None = None
        for match in _ROW.finditer(self._text):
            between = self._text[position : match.start()]
            if between.strip():
                self._add_prose(position, match.start())
                table = None
            elif "\n\n" in between:
                table = None
            table = table or _Table(self._above if not self._lines else "")
            self._lines.append((match.start(), match.end(), table.add(match.group())))
            position = match.end()
        self._add_prose(position, len(self._text))

    def _add_prose(self, start: int, end: int) -> None:
        line_start = start
        for line in self._text[start:end].split("\n"):
            for first, last in sentence_spans(self._text, line_start, line_start + len(line)):
                self._lines.append((first, last, None))
            line_start += len(line) + 1


@dataclass(slots=True)
class _Table:
    """A table as far as it was read: the rows of heads, the group, what the columns hold."""

    above: str
    heads: list[list[str]] = field(default_factory=list)
    group: str = ""
    percent_columns: set[int] = field(default_factory=set)
    started: bool = False

    def add(self, line: str) -> _Row:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        below = False
        filled = [cell for cell in cells if cell]
        values = sum(bool(_VALUE.fullmatch(cell)) and not _YEAR.fullmatch(cell) for cell in cells[1:])
        has_figures = values > (0 if self.started else len(filled) // 3)
        if len(filled) == 1 and cells[0] and (self.started or self.heads):
            self.group = cells[0]
        elif not has_figures and filled and not self.started:
            self.heads.append(cells)
            self.group = cells[0] or self.group
        elif not has_figures and len(filled) > 1:
            self.heads = [cells]
            self.group = cells[0]
        else:
            below, self.started = self.started, True
            self.percent_columns |= {number for number, cell in enumerate(cells) if number and "%" in cell}
        heads = self._heads_of(len(cells))
        own = self._own_heads(len(cells))
        return _Row(
            line,
            cells,
            heads,
            own if self.heads else heads,
            self.group,
            self._above_words(),
            frozenset(self.percent_columns),
            not has_figures,
            below,
        )

    def _own_heads(self, columns: int) -> tuple[str, ...]:
        """For each column its lowest head, after the one to the left above it: a ``%`` under ``Change`` is a change."""
        lowest = [
            next((row[n] for row in reversed(self.heads) if n < len(row) and row[n]), "")
            for n in range(columns)
        ]
        own = list(lowest)
        for cells in self.heads[:-1]:
            held = ""
            for number in range(1, columns):
                held = cells[number] if number < len(cells) and cells[number] else held
                if held and held != lowest[number] and not times_in(lowest[number]):
                    own[number] = f"{held} {own[number]}"
        return tuple(own)

    def _above_words(self) -> str:
        return self.above

    def _heads_of(self, columns: int) -> tuple[str, ...]:
        """For each column the words of its heads, from the top."""
        if self.heads:
            spread = [_spread(cells, columns) for cells in self.heads]
            return tuple(" ".join(filter(None, (row[number] for row in spread))) for number in range(columns))
        return _heads_from_above(self.above, columns)


def _spread(cells: Sequence[str], columns: int) -> list[str]:
    """A row of heads over all columns: one that stands alone, or before empty cells, is the head of those too."""
    cells = [*cells, *[""] * columns][:columns] if len(cells) <= columns else list(cells[:columns])
    values = [cell for cell in cells[1:] if cell]
    if len(values) == 1:
        return [cells[0], *[values[0]] * (columns - 1)]
    spread = list(cells)
    for number in range(2, columns):
        spread[number] = spread[number] or spread[number - 1]
    return spread


def _heads_from_above(above: str, columns: int) -> tuple[str, ...]:
    """The heads of the columns from a head that a piece of a table repeats, with its empty cells left out.

    Where it gives a year for each column, in their order; else all of its years go for each.
    """
    head = above.rsplit(" > ", 1)[-1]
    cells = [cell.strip() for cell in head.split("|")]
    timed = [number for number, cell in enumerate(cells) if times_in(cell) and _YEAR.search(cell)]
    common = " ".join(cell for number, cell in enumerate(cells) if number not in timed)
    values = columns - 1
    if timed and values > 0 and len(timed) in (values, *([values // 2] if values % 2 == 0 else [])):
        step = values // len(timed)
        return ("", *(f"{common} {cells[timed[number // step]]}" for number in range(values)))
    return ("", *[" ".join(cells)] * max(values, 0))


@dataclass(slots=True)
class _Row:
    """A row of a table."""

    line: str
    cells: list[str]
    heads: tuple[str, ...]
    own_heads: tuple[str, ...]
    """The lowest head of each column, without those that span several."""
    group: str
    above: str
    percent_columns: frozenset[int]
    is_head: bool
    below_figures: bool
    """Figures stand above it: without a label it is their total."""

    def place(self, number: int, offset: int) -> Place:
        """The place of the number at ``offset`` of the row, which is line ``number`` of its text."""
        opens = self.line.startswith("|") or self.line.lstrip().startswith("|")
        column = self.line.count("|", 0, offset) - opens
        head = self.heads[column] if 0 <= column < len(self.heads) else ""
        own = self.own_heads[column] if 0 <= column < len(self.own_heads) else ""
        label = self.cells[0]
        words = topic_stems(label) if label or not self.below_figures else frozenset({"total"})
        times = [mention.time for mention in times_in(head)] or [m.time for m in times_in(label)]
        is_dated = bool(times) and not any(time.month for time in times) and not times_in(label)
        if is_dated and _MONTH.search(label):  # "At 1 January" below "2019"
            times = [mention.time for mention in times_in(f"{label} {head}")] or times
        return Place(
            words=words,
            around=topic_stems(f"{self.group} {head} {self.above}"),
            times=tuple(times),
            label=label,
            in_table=True,
            is_head=self.is_head,
            head=own,
            is_unscaled=bool(_UNSCALED.search(f"{label} {own}")),
            is_percent=column in self.percent_columns or bool(_PERCENT.search(f"{label} {own}")),
            line=number,
            column=column,
        )


class _Prose:
    """A sentence, with the times and the clauses in it."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence
        self._times = times_in(sentence)
        self._by_order = self._in_order() if _RESPECTIVELY.search(sentence) else {}
        parts = [0, *(match.start() for match in _PART.finditer(sentence)), len(sentence)]
        self._parts = sorted(set(parts))
        cuts = [0, *(match.start() for match in _CLAUSE.finditer(sentence)), len(sentence)]
        self._cuts = sorted(set(cuts))

    def place(self, number: int, start: int) -> Place:
        """The place of the number at ``start`` of the sentence, which is line ``number`` of its text."""
        at = bisect_right(self._parts, start)
        last = self._parts[at] if at < len(self._parts) else len(self._sentence)
        return Place(
            words=topic_stems(self._sentence),
            times=self._times_at(start),
            label=self._sentence.strip(),
            clause=self._sentence[self._parts[at - 1] : last],
            line=number,
        )

    def _times_at(self, start: int) -> tuple[Time, ...]:
        if start in self._by_order:
            return (self._by_order[start],)
        place = bisect_right(self._cuts, start)
        first, last = (
            self._cuts[place - 1],
            self._cuts[place] if place < len(self._cuts) else len(self._sentence),
        )
        within = tuple(mention.time for mention in self._times if first <= mention.start < last)
        return within or tuple(mention.time for mention in self._times)

    def _in_order(self) -> dict[int, Time]:
        """``$95 million, $97 million and $80 million in 2019, 2018 and 2017, respectively``: each its own."""
        starts = [figure.start for figure in find_figures(self._sentence)]
        count = len(self._times)
        if count < 2 or len(starts) % count:
            return {}
        return {start: self._times[number % count].time for number, start in enumerate(starts)}
