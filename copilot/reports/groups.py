"""Groups of rows in a table: where one begins, and the total that ends it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

_TOTAL = re.compile(r"total\b", re.IGNORECASE)
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?")
LEAST_MEMBERS = 2
ROUNDED = Decimal("0.5")
"""Units of the last place by which each member may be off for its rounding."""


@dataclass(slots=True)
class Groups:
    """The group that the rows of a table are in, as they are read from the top."""

    name: str = ""
    """The label above the rows; empty where there is none."""
    outer: str = ""
    """The group that the group itself is in."""
    _members: list[Sequence[str]] = field(default_factory=list)

    def begin(self, label: str) -> None:
        """A group begins under ``label``: within the one before it where that has no rows of its own."""
        self.outer = "" if self._members else self.name
        self.name, self._members = label, []

    def add(self, cells: Sequence[str]) -> None:
        """A row with its label first; one that is called the group's total ends it."""
        self._members.append(cells)
        if self.name and _TOTAL.match(cells[0]) and self.name.rstrip(":").lower() in cells[0].lower():
            self.end()

    def end(self) -> None:
        """What follows is in the group around this one."""
        self.name, self.outer, self._members = self.outer, "", []

    def is_total(self, cells: Sequence[str]) -> bool:
        """Whether a row without a label holds the sums of the rows of this group."""
        if not self.name or len(self._members) < LEAST_MEMBERS:
            return False
        sums = [
            (total, [_amount(row[number]) if number < len(row) else None for row in self._members])
            for number, cell in enumerate(cells)
            if number and (total := _amount(cell)) is not None
        ]
        return bool(sums) and all(_adds_up(total, parts) for total, parts in sums)


def _adds_up(total: Decimal, parts: Sequence[Decimal | None]) -> bool:
    known = [part for part in parts if part is not None]
    last_place = Decimal(1).scaleb(int(total.as_tuple().exponent))
    return len(known) == len(parts) and abs(sum(known) - total) <= ROUNDED * last_place * len(known)


def _amount(cell: str) -> Decimal | None:
    digits = _AMOUNT.search(cell)
    if digits is None or "%" in cell:
        return None
    value = Decimal(digits[0].replace(",", ""))
    return -value if "(" in cell or cell.startswith(("-", "–", "—")) else value
