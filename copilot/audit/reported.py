"""Ratings, reported figures and economic series of a report against the tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from copilot.audit.check import Check
from copilot.audit.claims import Claim
from copilot.audit.intervals import Interval, magnitude, meet
from copilot.evidence import ReceiptEvidence
from copilot.figures.units import conversion, normal_unit

if TYPE_CHECKING:
    from copilot.audit.closes import Market
    from copilot.audit.report import Sentence
    from copilot.audit.subjects import Subject
    from market.receipts import Cell, Receipt

_SYNONYMS = {
    "sales": "sales", "revenue": "sales", "revenues": "sales", "turnover": "sales", "profit": "income",
    "earnings": "earnings", "income": "income", "eps": "eps", "capitalization": "cap", "capitalisation": "cap",
    "cap": "cap", "valued": "market cap",
    "growth": "growth", "grew": "growth", "grown": "growth", "rose": "growth", "increased": "growth", "fell": "growth",
    "declined": "growth", "up": "growth", "down": "growth",
    "three-year": "3y", "one-year": "1y", "five-year": "5y", "two-year": "2y", "3-year": "3y", "5-year": "5y",
    "1-year": "1y", "annual": "1y",
}  # fmt: skip
"""What a report calls the items of the table of fundamentals."""
_LEVEL_OF_RATE = re.compile(
    r"\b(?:rate|yields?|stands?|stood|was|is|were|at|to|reached|score|near|around|approximately|projected?|forecasts?)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\btarget\s(?:range|rate)\b|\brange\b", re.IGNORECASE)
"""A range that is set is not the rate that comes of it."""
_FORECAST = re.compile(r"forecast|project|outlook|estimate", re.IGNORECASE)
_UPGRADE = re.compile(r"\bupgrad(?:e|es|ed|ing)\b", re.IGNORECASE)
_DOWNGRADE = re.compile(r"\bdowngrad(?:e|es|ed|ing)\b", re.IGNORECASE)
_TELLING = re.compile(r"upgrad|downgrad|maintain|reiterat|initiat|reaffirm|keep|hold|up|down|start|cut|raise")
"""Actions that say whether it was an upgrade; "rating" does not."""
_NOT_AN_ACTION = re.compile(r"\b(?:no|not|never|without|potential|possible|could|may|if)\b", re.IGNORECASE)


class ReportedCheck:
    """Checks claims on price targets, reported figures and series."""

    def __init__(self, market: Market) -> None:
        self._market = market

    def check(self, claim: Claim) -> Check | None:
        """What the tables say of ``claim``; ``None`` where they say nothing."""
        subject = claim.subject
        if subject is None or subject.instrument is None:
            return None
        if claim.measure == "price target":
            return self._target(claim, subject)
        if subject.instrument.kind in ("series", "rate"):
            return self._series(claim, subject)
        if subject.instrument.kind == "stock":
            return self._fundamental(claim, subject)
        return self._scores(claim, subject)

    def check_ratings(self, sentence: Sentence, subjects: Sequence[Subject]) -> list[tuple[Subject, Check]]:
        """The stocks that a sentence calls upgraded, or downgraded, where the ratings of the tables are otherwise."""
        up, down = _UPGRADE.search(sentence.text), _DOWNGRADE.search(sentence.text)
        if bool(up) == bool(down) or _NOT_AN_ACTION.search(sentence.text):
            return []
        said = "upgrade" if up else "downgrade"
        found = []
        for subject in _each_once(subjects):
            receipt = self._market.receipt("ratings", symbol=subject.key)
            if receipt is None:
                continue
            actions = [str(row["action"]).lower() for row in receipt.rows]
            telling = [action for action in actions if _TELLING.search(action)]
            if telling and not any(said[:-1] in action or action in ("up", "down") for action in actions):
                told = "; ".join(_rating(row) for row in receipt.rows[:3])
                reason = f"the tables hold no {said} of {subject.name}: {told}"
                found.append((subject, Check("contradicted", reason, _evidence(receipt), "wrong_rating")))
        return found

    def _target(self, claim: Claim, subject: Subject) -> Check | None:
        receipt = self._market.receipt("ratings", symbol=subject.key)
        rows = [row for row in receipt.rows if row.get("target") is not None] if receipt else []
        if not receipt or not rows:
            return None
        text = claim.sentence.text
        named = [row for row in rows if str(row["firm"]) in text] or rows
        for row in named:
            if meet(_size(claim), _point(float(row["target"] or 0))):
                return Check("computed", _rating(row), _evidence(receipt))
        if len(named) == len(rows) and not any(str(row["firm"]) in text for row in rows):
            return None
        told = "; ".join(_rating(row) for row in named[:3])
        return Check("contradicted", f"the tables give {told}", _evidence(receipt), "table_value")

    def _fundamental(self, claim: Claim, subject: Subject) -> Check | None:
        receipt = self._market.receipt("fundamentals", symbol=subject.key)
        if receipt is None or not claim.measure:
            return None
        words = _item_words(claim.measure)
        near: list[dict[str, Cell]] = []
        for row in receipt.rows:
            item = _item_words(str(row["item"]).replace("_", " "))
            if (
                item == words
                or (item - {"1y"}) == (words - {"1y"})
                or (words and words <= item and len(item - words) == 1)
            ):
                near.append(row)
        for row in near:
            factor = conversion(claim.figure.unit, normal_unit(str(row["unit"] or "")), quoted=False)
            if factor is not None and meet(_size(claim), _point(abs(float(row["value"] or 0)) * factor)):
                return Check("computed", _reported(row), _evidence(receipt))
        exact = [row for row in near if _item_words(str(row["item"]).replace("_", " ")) == words]
        same_unit = [row for row in exact if normal_unit(str(row["unit"] or "")) == claim.figure.unit]
        if same_unit and claim.stance == "actual" and claim.time is None:
            told = "; ".join(_reported(row) for row in same_unit)
            return Check("contradicted", f"the tables give {told}", _evidence(receipt), "table_value")
        return None

    def _series(self, claim: Claim, subject: Subject) -> Check | None:
        if claim.role == "gap" or claim.stance == "earlier" or _RANGE.search(claim.sentence.text):
            return None
        period = self._period(claim)
        if claim.role == "move":
            return self._series_change(claim, subject)
        tried = [
            receipt
            for metric in ("series_value", "series_year_on_year")
            if (receipt := self._market.receipt(metric, series=subject.key, period=period))
        ]
        for receipt in tried:
            hit = _series_hit(claim, receipt)
            if hit:
                return Check("computed", hit, _evidence(receipt))
        value = tried[0] if tried and tried[0].metric == "series_value" else None
        if (
            value is None
            or value.value is None
            or not _compares(claim, value)
            or subject not in claim.subjects
        ):
            return None
        if claim.stance == "expected" and not _FORECAST.search(
            subject.name + str(value.rows[0].get("name", ""))
        ):
            return None
        low, high = _size(claim)
        if 2 * low - high <= abs(value.value) <= 2 * high - low:
            return None  # a series is revised, and a month may be meant that is one off
        start = claim.figure.start - claim.sentence.start
        between = claim.sentence.text[subject.end : start] if subject.end <= start else ""
        if len(between) > 60 or not _LEVEL_OF_RATE.search(between):
            return None
        row = value.rows[0]
        reason = f"{row['name']} stood at {row['value']} for {row['period']}, {row['previous_value']} before"
        return Check(
            "contradicted", f"the tables give another value: {reason}", _evidence(value), "table_value"
        )

    def _series_change(self, claim: Claim, subject: Subject) -> Check | None:
        period = self._period(claim)
        receipt = self._market.receipt("series_change", series=subject.key, period=period)
        if receipt is not None and _any_cell(claim, receipt):
            return Check("computed", f"the change of {subject.name} that the tables give", _evidence(receipt))
        return None

    def _scores(self, claim: Claim, subject: Subject) -> Check | None:
        """A score, or another plain number, of something whose series goes by its name."""
        if claim.measure != "score":
            return None
        for instrument in self._market.series_called(f"{subject.name} score"):
            receipt = self._market.receipt("series_value", series=instrument)
            if receipt is None or receipt.value is None:
                continue
            if meet(_size(claim), _point(receipt.value)):
                return Check(
                    "computed", f"{receipt.rows[0]['name']} stood at {receipt.value:g}", _evidence(receipt)
                )
            reason = f"the tables give {receipt.value:g} for {receipt.rows[0]['name']}"
            return Check("contradicted", reason, _evidence(receipt), "table_value")
        return None

    def _period(self, claim: Claim) -> str:
        if claim.time and claim.time.end and not claim.time.to_date:
            start = claim.time.start or claim.time.end
            return (
                f"{min(start, claim.time.end)}..{claim.time.end}"
                if start != claim.time.end
                else str(claim.time.end)
            )
        return "YTD"


def _series_hit(claim: Claim, receipt: Receipt) -> str:
    row = receipt.rows[0]
    unit = normal_unit(receipt.unit)
    for column, when in (("value", "period"), ("previous_value", "previous_period")):
        cell = row.get(column)
        factor = conversion(claim.figure.unit, unit, quoted=True)
        if (
            isinstance(cell, (int, float))
            and factor is not None
            and meet(_size(claim), _point(abs(cell) * factor))
        ):
            return f"{row['name']} stood at {cell:g} {unit} for {row[when]}".replace("  ", " ")
    yearly = receipt.metric == "series_year_on_year" and claim.figure.unit == "%"
    if yearly and receipt.value is not None and meet(_size(claim), _point(abs(receipt.value))):
        return f"{row['name']} rose {receipt.value:.2f} % over the year"
    return ""


def _any_cell(claim: Claim, receipt: Receipt) -> bool:
    for column in receipt.columns:
        cell = receipt.rows[0].get(column.name)
        factor = conversion(claim.figure.unit, normal_unit(column.unit), quoted=False)
        if column.unit not in ("%", "pp", "bp") or not isinstance(cell, (int, float)) or factor is None:
            continue
        if meet(_size(claim), _point(abs(cell) * factor)):
            return True
    return False


def _compares(claim: Claim, receipt: Receipt) -> bool:
    """Whether the claim can be of that series at all: the same unit, and near enough not to be another measure."""
    if receipt.value is None or normal_unit(receipt.unit) != claim.figure.unit or not claim.figure.unit:
        return False
    low, high = _size(claim)
    return high > 0 and 0.5 < abs(receipt.value) / max(high, low) < 2.0


def _item_words(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z0-9-]+", text.lower())
    found = " ".join(_SYNONYMS.get(word, word) for word in words).split()
    return frozenset(found) - {"net", "diluted", "total"}


def _rating(row: dict[str, Cell]) -> str:
    target = f", target {row['target']:g}" if isinstance(row.get("target"), (int, float)) else ""
    return f"{row['firm']}, {row['date']}: {row['action']}, {row['rating']}{target}"


def _reported(row: dict[str, Cell]) -> str:
    value = float(row["value"] or 0)
    shown = f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:g}"
    return f"{row['symbol']} {row['item']} {shown} {row['unit']} ({row['source']})"


def _each_once(subjects: Sequence[Subject]) -> list[Subject]:
    found: dict[str, Subject] = {}
    for subject in subjects:
        if subject.instrument and subject.instrument.kind == "stock":
            found.setdefault(subject.key, subject)
    return list(found.values())


def _size(claim: Claim) -> Interval:
    return magnitude((claim.figure.low, claim.figure.high))


def _point(value: float) -> Interval:
    return value, value


def _evidence(receipt: Receipt) -> tuple[ReceiptEvidence, ...]:
    return (ReceiptEvidence.of(receipt),)
