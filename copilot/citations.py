"""Citations: evidence ids in a model's prose become ``[1]``, ``[2]``, in order of appearance, while it streams.

A marker is one or more ids in square, lenticular or round brackets: ``[m-7c9e01aa]``, ``[p-…, m-…]``. An id that
the ledger lacks is removed with the spaces before it, and so is a number in brackets that the model wrote
itself (``[3]``, ``［３］``, ``[^3]``), as no evidence stands behind it. Code (inline or fenced) passes untouched:
brackets there are indices.

The same stream makes the prose inert (:mod:`copilot.inert`): an address is written as code, a link or an image
keeps its words, a tag loses its bracket, invisible characters are left out. A reader of the answer's JSON may render
its Markdown, and an image that is loaded tells its server what stands in its address.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from copilot.evidence import EVIDENCE_ID, Evidence, Ledger
from copilot.inert import (
    ADDRESS,
    CIRCLED,
    CLOSERS,
    INVISIBLE,
    MARK_INSIDE,
    OPENERS,
    ROUND_CLOSERS,
    ROUND_OPENERS,
    TRAILING,
    is_plain,
    may_begin_address,
    normal_mark,
    written_out,
)

LONGEST_MARKER = 400
"""Characters after which an open bracket is text: a marker of twenty ids is shorter."""

_GENUINE = {"[": "]", "【": "】", "(": ")"}
"""The brackets of markers. All others only look like them."""
_ITEM = rf"(?:{EVIDENCE_ID.pattern}|[0-9]{{1,3}})"
_MARKER = re.compile(rf"\s*{_ITEM}(?:\s*[,;–-]?\s*{_ITEM})*\s*")
_IDS_ONLY = re.compile(rf"\s*{EVIDENCE_ID.pattern}(?:\s*[,;]?\s*{EVIDENCE_ID.pattern})*\s*")
_EACH = re.compile(_ITEM)
_INSIDE = re.compile(rf"{MARK_INSIDE}*")
_SPECIAL = re.compile(rf"[{re.escape(OPENERS + ROUND_OPENERS + CIRCLED)}\]`~<\s]")
_SPACES = re.compile(r"\s+")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_MAY_DEFINE = re.compile(r"[\s>*+\d.)-]*\[")
"""The beginning of a line that may define the address of a reference, also within a list or a quotation."""
LINE_NOTED = 40
_FENCE = 3
LONGEST_INDENT = 4  # so far in, no fence begins
_LONE_TICK = "ˋ"
"""In place of a backtick that closes nothing on its line: it could make code of an address's own ticks."""


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
    _gap: str = ""
    """The white space that went with a removed marker: it comes back where a word follows right behind."""
    _line: str = ""
    """How the line begins that is being written, and its last character."""
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
        self._held += text.translate(INVISIBLE)
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
        taker = _TAKERS.get(character)
        if taker:
            return taker(self, final=final)
        special = _SPECIAL.search(self._held)
        return self._take_words(special.start() if special else len(self._held), final=final)

    def _take_words(self, length: int, *, final: bool) -> str | None:
        """The first ``length`` characters, which hold nothing special, up to the address that is in them."""
        run = self._held[:length]
        more = length == len(self._held) and not final
        found = ADDRESS.search(run)
        if found is None:
            settled = length - (may_begin_address(run) if more else 0)
            return self._plain(settled) if settled else None
        if found.start():
            return self._plain(found.start())
        if more and found.end() == length:
            return None
        address = found[0].rstrip(TRAILING)
        self._held = self._held[len(address) :]
        return self._as_it_is(written_out(address))

    def _take_closer(self, *, final: bool) -> str:
        """``]`` by itself, so that what follows it is looked at: see :meth:`_would_act`."""
        del final
        return self._plain(1)

    def _take_tag(self, *, final: bool) -> str | None:
        if len(self._held) == 1 and not final:
            return None
        if not _TAG.match(self._held):
            return self._plain(1)
        self._held = self._held[1:]
        return self._as_it_is("‹")

    def _take_circled(self, *, final: bool) -> str:
        """A circled digit, written as it would be in a list: on the page a circle is a citation."""
        del final  # settled by itself
        number = normal_mark(self._held[0])
        self._held = self._held[1:]
        return self._as_it_is(f"({number})")

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
        piece, self._held = self._held[:length], self._held[length:]
        return self._as_it_is(piece)

    def _as_it_is(self, text: str) -> str:
        """``text``, which is settled, with the white space before it."""
        gap = self._gap if not self._spaces and (text[0].isalnum() or text[0] == "(") else ""
        if not (gap or self._spaces) and self._would_act(text[0]):
            gap = " "
        piece, self._spaces, self._gap = gap + self._spaces + text, "", ""
        self._note(piece)
        self._at_line_start = self._swallow = False
        self._adjacent.clear()
        return piece

    def _would_act(self, sign: str) -> bool:
        """Whether ``sign`` would act together with what it stands right behind.

        A bracket makes a link, an image or a definition of what is in brackets; a tick belongs to the ticks before it.
        """
        if sign == "`":
            return self._line.endswith(("\\", "`"))
        return self._line.endswith("]") and (
            sign == "(" or (sign == ":" and bool(_MAY_DEFINE.match(self._line)))
        )

    def _note(self, piece: str) -> None:
        """Remembers how the line begins that ``piece`` goes on, and its last character."""
        _, newline, rest = piece.rpartition("\n")
        line = rest if newline else self._line + piece
        self._line = line[:LINE_NOTED] + line[-1:] if len(line) > LINE_NOTED else line

    def _take_code(self, *, final: bool) -> str | None:
        sign = self._held[0]
        run = len(self._held) - len(self._held.lstrip(sign))
        if run == len(self._held) and not final:
            return None
        line, newline, _ = self._held[run:].partition("\n")
        known = bool(newline) or final
        if run >= _FENCE and self._at_line_start and len(self._spaces.rpartition("\n")[2]) < LONGEST_INDENT:
            if not known:
                return None
            if sign == "~" or sign not in line:
                self._fence = sign * run
                return self._plain(run)
        return self._plain(run) if sign == "~" else self._take_span(run, line, known=known)

    def _take_span(self, run: int, line: str, *, known: bool) -> str | None:
        """Inline code, or ticks that open none: what a table's bar cuts, what a backslash precedes, what never ends."""
        closing = re.search(rf"(?<!`)`{{{run}}}(?!`)", line)
        escaped = not self._spaces and self._line.endswith("\\")
        if closing and not known and closing.end() == len(line):
            return None
        if closing and not escaped and "|" not in line[: closing.start()]:
            return self._plain(run + closing.end())
        if closing or known:
            self._held = self._held[run:]
            return self._as_it_is(_LONE_TICK * run)
        return None

    def _next_in_fence(self, *, final: bool) -> str | None:
        line, newline, _ = self._held.partition("\n")
        if not newline and not final:
            return None
        bare = line.strip()
        if bare.startswith(self._fence) and not bare.strip(self._fence[0]) and self._at_line_start:
            self._fence = ""
        piece = self._plain(len(line) + len(newline))
        self._at_line_start = bool(newline)
        return piece

    def _take_bracket(self, *, final: bool) -> str | None:
        opener = self._held[0]
        found = _INSIDE.match(self._held, 1)
        assert found
        end, inside = found.end(), found[0]
        if end > LONGEST_MARKER:
            return self._plain(1)
        if end == len(self._held):
            return self._plain(1) if final else None
        closer = self._held[end]
        if closer not in (CLOSERS if opener in OPENERS else ROUND_CLOSERS):
            return self._plain(1)
        marker = _IDS_ONLY if opener in ROUND_OPENERS else _MARKER
        if not marker.fullmatch(normal_mark(inside)):
            return self._plain(1)
        self._held = self._held[end + 1 :]
        genuine = _GENUINE.get(opener) == closer and is_plain(inside)
        return self._numbered(_EACH.findall(normal_mark(inside)), genuine=genuine)

    def _numbered(self, items: list[str], *, genuine: bool) -> str:
        """The markers for ``items``, each but once; those without evidence are removed, with the spaces before."""
        known = [item for item in items if genuine and item in self.ledger]
        self._removed += [item if "-" in item else f"[{item}]" for item in items if item not in known]
        fresh = []
        for item in known:
            number = self._numbers.setdefault(item, len(self._numbers) + 1)
            if number not in self._adjacent:
                self._adjacent.add(number)
                fresh.append(f"[{number}]")
        if not fresh:
            kept = self._spaces.rstrip(" \t")
            self._gap = self._gap or self._spaces[len(kept) :]
            self._spaces = kept
            self._swallow = self._at_line_start
            return ""
        piece = self._spaces + "".join(fresh)
        self._spaces, self._gap, self._at_line_start, self._swallow = "", "", False, False
        self._note(piece)
        return piece


_TAKERS: dict[str, Callable[..., str | None]] = {
    **dict.fromkeys("`~", CitationStream._take_code),
    **dict.fromkeys(OPENERS + ROUND_OPENERS, CitationStream._take_bracket),
    "]": CitationStream._take_closer,
    "<": CitationStream._take_tag,
    **dict.fromkeys(CIRCLED, CitationStream._take_circled),
}
"""What takes the piece that begins with a character."""
