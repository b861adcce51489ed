"""Citations: evidence ids in a model's prose become ``[1]``, ``[2]``, in order of appearance, while it streams.

A marker is one or more ids in square, lenticular or round brackets: ``[m-7c9e01aa]``, ``[p-…, m-…]``. An id that
the ledger lacks is removed with the spaces before it, and so is a number in brackets that the model wrote
itself (``[3]``), as no evidence stands behind it. Code (inline or fenced) and Markdown links pass untouched:
brackets there are indices and addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from copilot.evidence import EVIDENCE_ID, Evidence, Ledger

LONGEST_MARKER = 400
"""Characters after which an open bracket is text: a marker of twenty ids is shorter."""

_CLOSERS = {"[": "]", "【": "】", "(": ")"}
_ITEM = rf"(?:{EVIDENCE_ID.pattern}|[0-9]{{1,3}})"
_MARKER = re.compile(rf"\s*{_ITEM}(?:\s*[,;–-]?\s*{_ITEM})*\s*")
_IDS_ONLY = re.compile(rf"\s*{EVIDENCE_ID.pattern}(?:\s*[,;]?\s*{EVIDENCE_ID.pattern})*\s*")
_EACH = re.compile(_ITEM)
_INSIDE = re.compile(r"[pma-f0-9,;–\s-]*")
_SPECIAL = re.compile(r"[\[【(`\s]")
_SPACES = re.compile(r"\s+")
_FENCE = 3


@dataclass(frozen=True, slots=True)
class Numbered:
    """Prose with its citations numbered."""

    prose: str
    cited: tuple[Evidence, ...]
    """``[n]`` of the prose is ``cited[n - 1]``."""
    removed: tuple[str, ...]
    """What was taken out: ids that the ledger lacks, and numbers in brackets that the model wrote itself."""


def number_citations(prose_with_ids: str, ledger: Ledger) -> Numbered:
    """``prose_with_ids`` with its markers numbered. The same as :class:`CitationStream` in any chunking."""
    stream = CitationStream(ledger)
    prose = stream.feed(prose_with_ids) + stream.close()
    return Numbered(prose, stream.cited, stream.removed)


@dataclass(slots=True)
class CitationStream:
    """Numbers citations in text that arrives in pieces, holding back only what may still become a marker."""

    ledger: Ledger
    _held: str = ""
    _spaces: str = ""
    """White space read and not yet given: it goes where a removed marker goes."""
    _numbers: dict[str, int] = field(default_factory=dict)
    _removed: list[str] = field(default_factory=list)
    _adjacent: set[int] = field(default_factory=set)
    """The citations that stand right before, with nothing but space between."""
    _fence: str = ""
    _at_line_start: bool = True
    _swallow: bool = False
    """A marker was removed at the start of a line: the spaces behind it go too."""

    @property
    def cited(self) -> tuple[Evidence, ...]:
        """The evidence cited so far, in the order of its numbers."""
        found = (self.ledger.get(evidence_id) for evidence_id in self._numbers)
        return tuple(item for item in found if item is not None)

    @property
    def removed(self) -> tuple[str, ...]:
        """What was removed so far."""
        return tuple(self._removed)

    def feed(self, text: str) -> str:
        """Takes the next piece and gives the text that is settled by now."""
        self._held += text
        return self._settle(final=False)

    def close(self) -> str:
        """The rest, once no more text comes: an unclosed marker is text."""
        rest = self._settle(final=True) + self._spaces
        self._spaces = ""
        return rest

    def _settle(self, *, final: bool) -> str:
        settled: list[str] = []
        while self._held:
            step = self._next_in_fence if self._fence else self._next
            piece = step(final=final)
            if piece is None:
                break
            settled.append(piece)
        return "".join(settled)

    def _next(self, *, final: bool) -> str | None:
        """The next piece of ordinary text, or ``None`` where more must be read to know it."""
        character = self._held[0]
        if character.isspace():
            return self._take_spaces()
        if character == "`":
            return self._take_code(final=final)
        if character in _CLOSERS:
            return self._take_bracket(final=final)
        special = _SPECIAL.search(self._held)
        return self._plain(special.start() if special else len(self._held))

    def _take_spaces(self) -> str:
        match = _SPACES.match(self._held)
        assert match
        self._held = self._held[match.end() :]
        spaces = match.group()
        if self._swallow:
            spaces = spaces.lstrip(" \t")
            self._swallow = not spaces
        self._spaces += spaces
        if "\n" in spaces:
            self._at_line_start = True
            self._adjacent.clear()
        return ""

    def _plain(self, length: int) -> str:
        """The first ``length`` characters as they are, with the white space before them."""
        piece = self._spaces + self._held[:length]
        self._held, self._spaces = self._held[length:], ""
        self._at_line_start = self._swallow = False
        self._adjacent.clear()
        return piece

    def _take_code(self, *, final: bool) -> str | None:
        run = len(self._held) - len(self._held.lstrip("`"))
        if run == len(self._held) and not final:
            return None
        ticks = "`" * run
        if run >= _FENCE and self._at_line_start:
            self._fence = ticks
            return self._plain(run)
        line, newline, _ = self._held[run:].partition("\n")
        closing = re.search(rf"(?<!`){ticks}(?!`)", line)
        if closing and (final or newline or closing.end() < len(line)):
            return self._plain(run + closing.end())
        if newline or final:
            return self._plain(run)
        return None

    def _next_in_fence(self, *, final: bool) -> str | None:
        line, newline, _ = self._held.partition("\n")
        if not newline and not final:
            return None
        if line.strip().startswith(self._fence) and not line.strip().strip("`") and self._at_line_start:
            self._fence = ""
        piece = self._plain(len(line) + len(newline))
        self._at_line_start = bool(newline)
        return piece

    def _take_bracket(self, *, final: bool) -> str | None:
        opener = self._held[0]
        inside = _INSIDE.match(self._held, 1)
        assert inside
        end = inside.end()
        if end > LONGEST_MARKER:
            return self._plain(1)
        if end == len(self._held):
            return self._plain(1) if final else None
        if self._held[end] != _CLOSERS[opener]:
            return self._plain(1)
        if not (_IDS_ONLY if opener == "(" else _MARKER).fullmatch(inside.group()):
            return self._plain(1)
        if opener == "[" and not _IDS_ONLY.fullmatch(inside.group()):
            if end + 1 == len(self._held) and not final:
                return None
            if self._held[end + 1 : end + 2] == "(":
                return self._plain(end + 1)
        self._held = self._held[end + 1 :]
        return self._numbered(_EACH.findall(inside.group()))

    def _numbered(self, items: list[str]) -> str:
        """The markers for ``items``, each but once; those without evidence are removed, with the spaces before."""
        known = [item for item in items if item in self.ledger]
        self._removed += [item if "-" in item else f"[{item}]" for item in items if item not in self.ledger]
        fresh = []
        for item in known:
            number = self._numbers.setdefault(item, len(self._numbers) + 1)
            if number not in self._adjacent:
                self._adjacent.add(number)
                fresh.append(f"[{number}]")
        if not fresh:
            self._spaces = self._spaces.rstrip(" \t")
            self._swallow = self._at_line_start
            return ""
        piece = self._spaces + "".join(fresh)
        self._spaces, self._at_line_start, self._swallow = "", False, False
        return piece
