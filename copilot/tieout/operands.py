"""The numbers that evidence holds, in one form: those of a receipt exact, those of a quote as written."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from copilot.evidence import Evidence, PassageEvidence, ReceiptEvidence
from copilot.figures import Figure, find_figures
from copilot.figures.units import conversion, is_currency, normal_unit
from copilot.tieout.places import NOWHERE, Place, Places
from market.receipts import Column, unit_of

RELATIVE_TOLERANCE = 1e-9
"""What binary floating point loses at the edge of an interval: 8.25 is not always 8.25."""
_TABLE_SCALE = re.compile(
    r"""\bin\s(?:[A-Z]{2,3}\s|U\.?S\.?\s|[$€£¥]\s?)?(?P<word>thousand|million|billion)s?\b
    |(?<!\w)[(|]\s?(?:(?:US|U\.S\.|[A-Z]{2,3}|dollars|euros?)?\s?[$€£¥]?\s?)(?P<alone>thousand|million|billion)s?\s?[,)|]
    |(?:[$€£¥]|\b(?:USD|EUR|GBP|RMB|CHF|JPY|NOK|SEK|AUD|CAD))\s?(?:['’]\s?)?(?P<short>thousand|million|billion|mn?|bn|b|k|000)s?(?![\w.,])
    |\b(?P<counted>thousand|million|billion)s\sof\s(?:U\.?S\.?\s)?(?:dollars|euros|pounds)\b
    |(?<![\w,.])['’]?(?P<zeros>000)['’]?s?(?![\w,.])|['’](?P<quoted>thousand|million|billion)s?\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
EXCEPTION_CHARACTERS = 80
_EXCEPTION = re.compile(r"\bexcept\b[^)\n|]*$", re.IGNORECASE)
"""(In millions, except number of shares, which are reflected in thousands): the second scale is not the table's."""
NEXT_LINE = 1
"""Characters between two pieces of a table: the end of a line. A blank line ends the table."""
_TABLE_SCALES = {"t": 1e3, "k": 1e3, "0": 1e3, "m": 1e6, "b": 1e9}
"""By the first letter of what is written: thousand, '000, m, million, bn."""


@dataclass(frozen=True, slots=True)
class Operand:
    """One number of a piece of evidence."""

    value: float
    """Signed; a quote's ``fell 1.05 %`` is 1.05 with ``direction`` -1."""
    unit: str
    evidence_id: str
    text: str
    """How the number is named in the step of a derived figure."""
    quoted: bool
    column: str = ""
    row: int = -1
    row_names: tuple[str, ...] = ()
    """The text cells of the row it stands in."""
    direction: int = 0
    signless: bool = False
    scale: float = 1.0
    """What the number was multiplied by because its table is in thousands or millions."""
    in_scale: bool = False
    """Its table is in thousands or millions, whether it is read so here or not."""
    scaled: bool = False
    """A scale is written with it: ``$2.2 billion``."""
    place: Place = NOWHERE
    """What the words around it say that it is."""

    @property
    def signed(self) -> float:
        """The value with the sign that its words give it."""
        return -self.value if self.value > 0 and self.direction < 0 else self.value


class Operands:
    """The numbers of several pieces of evidence, found by value."""

    def __init__(self, operands: Iterable[Operand]) -> None:
        self.all = list(operands)
        self._by_unit: dict[tuple[str, bool], list[Operand]] = defaultdict(list)
        for operand in sorted(self.all, key=lambda operand: abs(operand.value)):
            self._by_unit[operand.unit, operand.quoted].append(operand)
        self._sizes = {key: [abs(o.value) for o in held] for key, held in self._by_unit.items()}

    def stated_by(self, figure: Figure) -> Operand | None:
        """The operand that ``figure`` states, a computed one before a quoted one; ``None`` if there is none."""
        return next(self.all_stated_by(figure), None)

    def all_stated_by(self, figure: Figure) -> Iterator[Operand]:
        """The operands that ``figure`` states, computed ones before quoted ones."""
        for (unit, quoted), held in sorted(self._by_unit.items(), key=lambda item: item[0][1]):
            factor = conversion(figure.unit, unit, quoted=quoted)
            if factor is None:
                continue
            low, high = interval_of(figure)
            sizes = self._sizes[unit, quoted]
            first, last = bisect_left(sizes, low / factor), bisect_right(sizes, high / factor)
            yield from (operand for operand in held[first:last] if _signs_agree(figure, operand))


def comparable(a: Operand, b: Operand) -> bool:
    """Whether two operands are of one unit, and both read with the scale of their table or both without."""
    plain = {a.unit, b.unit} - {""}
    same_unit = a.unit == b.unit or (len(plain) == 1 and a.quoted and b.quoted and is_currency(min(plain)))
    if a.place.in_table != b.place.in_table or (not a.place.in_table and a.unit != b.unit):
        return False
    return same_unit and (a.scale == b.scale or a.evidence_id != b.evidence_id)


def interval_of(figure: Figure) -> tuple[float, float]:
    """The least and the greatest magnitude that would be written like ``figure``."""
    low, high = sorted((abs(figure.low), abs(figure.high)))
    if figure.low <= 0 <= figure.high:
        low = 0.0
    return low * (1 - RELATIVE_TOLERANCE), high * (1 + RELATIVE_TOLERANCE)


def matches(figure: Figure, operand: Operand) -> bool:
    """Whether ``operand``, rounded as the figure is written, is the figure: same unit, scale and sign."""
    return Operands([operand]).stated_by(figure) is not None


def _signs_agree(figure: Figure, operand: Operand) -> bool:
    if figure.signless or operand.signless or operand.value == 0:
        return True
    written_sign = -1 if figure.value < 0 else figure.direction
    if operand.quoted:
        held_sign = -1 if operand.value < 0 else operand.direction
        return 0 in (written_sign, held_sign) or written_sign == held_sign
    return (written_sign or 1) == (-1 if operand.value < 0 else 1)


def operands_of(evidence: Evidence, beside: Sequence[Evidence] = ()) -> list[Operand]:
    """Every number of ``evidence``, those of a receipt's notes too. Parameters (the length of a window) are none.

    ``beside`` is the other evidence of the answer: a passage that goes on where another one ends is read as one text
    with it, and a table that states no scale itself has the one that its document states elsewhere.
    """
    return _of_quote(evidence, beside) if isinstance(evidence, PassageEvidence) else _of_receipt(evidence)


def _of_receipt(receipt: ReceiptEvidence) -> list[Operand]:
    found = []
    columns = [Column(**column) for column in receipt.columns]
    for number, row in enumerate(receipt.rows):
        for column in columns:
            cell = row.get(column.name)
            if column.unit in ("date", "text") or cell is None or isinstance(cell, (str, bool)):
                continue
            unit = normal_unit(unit_of(column, row))
            names = tuple(str(row[c.name]) for c in columns if c.unit == "text" and row.get(c.name))
            found.append(_computed(receipt, float(cell), unit, (column.name, number, names)))
    told = find_figures("\n".join(receipt.notes))
    found += [_computed(receipt, figure.value, figure.unit, ("note", -1, ())) for figure in told]
    headline = headline_of(receipt)
    if headline and not any(operand.value == headline.value for operand in found):
        found.append(headline)
    return found


def headline_of(receipt: ReceiptEvidence) -> Operand | None:
    """The one value that stands for the receipt; ``None`` where it has none."""
    if receipt.value is None:
        return None
    row = receipt.rows[0] if receipt.rows else {}
    unit = normal_unit(unit_of(Column("value", receipt.unit, ""), row))
    return _computed(receipt, receipt.value, unit, ("value", 0, ()))


def _computed(
    receipt: ReceiptEvidence, value: float, unit: str, place: tuple[str, int, tuple[str, ...]]
) -> Operand:
    column, row, names = place
    text = written(value, unit)
    return Operand(value, unit, receipt.id, text, quoted=False, column=column, row=row, row_names=names)


def _of_quote(passage: PassageEvidence, beside: Sequence[Evidence]) -> list[Operand]:
    """Its figures as written, and those of a table in the scale that was last stated above them, or elsewhere."""
    same = [e for e in beside if isinstance(e, PassageEvidence) and e.document_id == passage.document_id]
    above, before = _read_before(passage, same)
    text = before + passage.quote
    stated = scales_stated(f"{above}\n{text}")
    elsewhere = {scale for other in same for _, scale in scales_stated(f"{other.section}\n{other.quote}")}
    places = Places(text, above)
    found = []
    for figure in find_figures(passage.quote):
        start = figure.start + len(before)
        place = places.at(start)
        if figure.text.strip("0") == "" and len(figure.text) > 1:  # the '000 of a head
            continue
        last = _last_stated(stated, f"{above}\n{text}", start + len(above))
        may_scale = not figure.scaled and (not figure.unit or is_currency(figure.unit))
        scales = (last or (elsewhere if place.in_table else set())) if may_scale else set()
        found.append(replace(_quoted(passage, figure, 1.0, place), in_scale=bool(scales) and place.in_table))
        found += [_quoted(passage, figure, scale, place) for scale in scales]
        if place.in_table and place.is_percent and not figure.unit:
            found.append(replace(_quoted(passage, figure, 1.0, place), unit="%"))
    return found


def _read_before(passage: PassageEvidence, same: Sequence[PassageEvidence]) -> tuple[str, str]:
    """What stands above a passage and, where it goes on with the table of others, their text."""
    parts: list[str] = []
    first = passage
    while first.quote.startswith("|"):
        previous = next((o for o in same if 0 <= first.start - o.end <= NEXT_LINE and o.id != first.id), None)
        if previous is None or "|" not in previous.quote:
            break
        parts.insert(0, previous.quote + "\n" * (first.start - previous.end))
        first = previous
    return first.section, "".join(parts)


def _last_stated(stated: Sequence[tuple[int, float]], text: str, before: int) -> set[float]:
    """The scale stated last before a place; both of ``in millions, except shares, which are in thousands``."""
    above = [(where, scale) for where, scale in stated if where < before]
    if not above:
        return set()
    last, scale = above[-1]
    found = {scale}
    for where, other in above[-2:-1]:
        if "except" in text[max(0, where) : max(0, last)].casefold():
            found.add(other)
    return found


def scales_stated(text: str) -> list[tuple[int, float]]:
    """Where ``text`` says that its tables are in thousands or millions: the places and the factors."""
    found = []
    for match in _TABLE_SCALE.finditer(text):
        if _EXCEPTION.search(text, max(0, match.start() - EXCEPTION_CHARACTERS), match.start()):
            continue
        word = next(group for group in match.groups() if group)
        found.append((match.start(), _TABLE_SCALES[word[0].lower()]))
    return found


def _quoted(passage: PassageEvidence, figure: Figure, scale: float, place: Place) -> Operand:
    negative = place.in_table and figure.value > 0 and _is_bracketed(passage.quote, figure)
    return Operand(
        value=figure.value * scale * (-1 if negative else 1),
        unit=figure.unit,
        evidence_id=passage.id,
        text=figure.text,
        quoted=True,
        direction=figure.direction,
        signless=figure.signless or negative,
        scale=scale,
        scaled=figure.scaled,
        place=place,
    )


def _is_bracketed(quote: str, figure: Figure) -> bool:
    """Whether a cell writes its number in brackets, which in a table mean a minus."""
    return quote[: figure.start].rstrip(" $€£").endswith("(") and quote[figure.end :].lstrip()[:1] == ")"


def written(value: float, unit: str) -> str:
    """``value`` as a step names it: ``9.54 %``, ``USD 3,400,000``."""
    number = f"{value:,.2f}" if abs(value) < 1e6 else f"{value:,.0f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    if is_currency(unit):
        return f"{unit} {number}"
    return f"{number} {unit}".rstrip()
