"""The numbers that evidence holds, in one form: those of a receipt exact, those of a quote as written."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from copilot.evidence import Evidence, PassageEvidence, ReceiptEvidence
from copilot.figures import Figure, find_figures
from copilot.figures.units import conversion, is_currency, normal_unit
from market.receipts import Column, unit_of

RELATIVE_TOLERANCE = 1e-9
"""What binary floating point loses at the edge of an interval: 8.25 is not always 8.25."""
_TABLE_SCALE = re.compile(r"\b(?:in|\$)\s?(thousands|millions|billions)\b", re.IGNORECASE)
_TABLE_SCALES = {"thousands": 1e3, "millions": 1e6, "billions": 1e9}


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
        for (unit, quoted), held in sorted(self._by_unit.items(), key=lambda item: item[0][1]):
            factor = conversion(figure.unit, unit, quoted=quoted)
            if factor is None:
                continue
            low, high = interval_of(figure)
            sizes = self._sizes[unit, quoted]
            first, last = bisect_left(sizes, low / factor), bisect_right(sizes, high / factor)
            found = next((operand for operand in held[first:last] if _signs_agree(figure, operand)), None)
            if found:
                return found
        return None


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


def operands_of(evidence: Evidence) -> list[Operand]:
    """Every number of ``evidence``, those of a receipt's notes too. Parameters (the length of a window) are none."""
    return _of_quote(evidence) if isinstance(evidence, PassageEvidence) else _of_receipt(evidence)


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


def _of_quote(passage: PassageEvidence) -> list[Operand]:
    """Its figures as written, and those of a table in the scale that was last stated above them."""
    above = f"{passage.section}\n"
    stated = [
        (match.start() - len(above), _TABLE_SCALES[match[1].lower()])
        for match in _TABLE_SCALE.finditer(above + passage.quote)
    ]
    found = []
    for figure in find_figures(passage.quote):
        found.append(_quoted(passage, figure, 1.0))
        scale = next((scale for start, scale in reversed(stated) if start < figure.start), None)
        if scale and not figure.scaled and (not figure.unit or is_currency(figure.unit)):
            found.append(_quoted(passage, figure, scale))
    return found


def _quoted(passage: PassageEvidence, figure: Figure, scale: float) -> Operand:
    return Operand(
        value=figure.value * scale,
        unit=figure.unit,
        evidence_id=passage.id,
        text=figure.text,
        quoted=True,
        direction=figure.direction,
        signless=figure.signless,
    )


def written(value: float, unit: str) -> str:
    """``value`` as a step names it: ``9.54 %``, ``USD 3,400,000``."""
    number = f"{value:,.2f}" if abs(value) < 1e6 else f"{value:,.0f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    if is_currency(unit):
        return f"{unit} {number}"
    return f"{number} {unit}".rstrip()
