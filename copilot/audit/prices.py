"""Closes, moves and returns of a report against the closes of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from copilot.audit.check import Check
from copilot.audit.claims import Claim
from copilot.audit.intervals import Interval, magnitude, meet
from copilot.evidence import ReceiptEvidence
from copilot.figures.units import is_currency
from copilot.values import write_date, write_value

if TYPE_CHECKING:
    from copilot.audit.closes import Closes, Market
    from copilot.audit.subjects import Subject
    from market.receipts import Receipt

LEVEL_SLACK = 0.011
"""Sources round closes to cents, some of them up."""
MOVE_SLACK_PP = 0.006
"""Sources compute moves from closes of more digits than they print."""
GAP_SLACK_PP = 0.11
"""A lead is often told as the difference of two rounded returns."""
PROXY_SLACK_PP = 0.03
"""A sector and the fund that stands for it differ by so much in a session, by fees, cash and the hour of the close."""
LONG_PERIOD = timedelta(days=100)
"""Over a longer time dividends are seen: a return without them is not checked against closes that hold them."""
RECENT_SESSIONS = 12
"""How far back it is looked whether a figure is that of another session."""
_TOTAL = re.compile(
    r"\btotal[\s-]returns?\b|\bdividends?\s(?:included|reinvested)\b|\bincluding\sdividends\b", re.I
)
_MOVES = re.compile(
    r"\b(?:gain\w*|los[st]\w*|ris\w+|rose|fell|fall\w*|advanc\w+|declin\w+|return\w*|perform\w*|outperform\w*|up|down|led|"
    r"leads?|added|slip\w*|drop\w*|climb\w*|move\w*|higher|lower|jump\w*|surg\w+|rall\w+|slid\w*|tumbl\w+)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|would|could|might|should|insur\w+|scenario|hypothetical\w*|probability|chance|risk\sof|assum\w+|odds)\b",
    re.IGNORECASE,
)
_LOOSE_LEVEL = re.compile(
    r"\b(?:above|below|near|toward|resistance|support|target|forecast|over|under|reach\w*|break|high|low|intraday|opened|"
    r"open|milestone|mark|average)\b[^.]{0,20}\Z",
    re.IGNORECASE,
)


class PriceCheck:
    """Checks claims about instruments that have closes. ``days`` are the report's own, the latest first."""

    def __init__(self, market: Market, days: Sequence[date], own_closes: Sequence[Claim] = ()) -> None:
        self._market = market
        self._days = days
        self._own_closes = own_closes

    def check(self, claim: Claim) -> Check | None:
        """What the closes say of ``claim``; ``None`` where they cannot say anything."""
        subject = claim.subject
        if subject is None or subject.instrument is None or claim.stance == "expected":
            return None
        closes = self._market.closes(subject.instrument.symbol)
        if closes is None or not self._ends(closes):
            return None
        if claim.role == "level" and claim.measure == "close":
            return self._level(claim, subject, closes)
        if claim.role == "gap":
            return self._gap(claim)
        if claim.role != "move" or claim.measure not in ("", "return", "close", "yield"):
            return None
        return (
            self._move_in_units(claim, subject, closes)
            if claim.figure.unit != "%"
            else self._move(claim, subject, closes)
        )

    def _level(self, claim: Claim, subject: Subject, closes: Closes) -> Check | None:
        figure = claim.figure
        if figure.unit and not is_currency(figure.unit):
            return None
        wanted = (figure.low - LEVEL_SLACK, figure.high + LEVEL_SLACK)
        asked = self._sessions(claim, closes)
        if not asked:
            return None
        hit = next((place for place in asked if meet(wanted, _point(closes.values[place]))), None)
        if hit is not None:
            text = (
                f"{_named(subject)} closed at {_number(closes.values[hit])} on {write_date(closes.days[hit])}"
            )
            return Check("computed", text, self._last_close(closes, [hit]))
        if closes.basis != "close":
            return None
        start = figure.start - claim.sentence.start
        named = subject.end if subject.end <= start else 0
        if _LOOSE_LEVEL.search(claim.sentence.text[max(named, start - 40) : start]):
            return None
        told = "; ".join(f"{write_date(closes.days[p])} at {_number(closes.values[p])}" for p in asked)
        others = [place for place, value in enumerate(closes.values) if meet(wanted, _point(value))]
        evidence = self._last_close(closes, asked)
        if others:
            place = others[-1]
            reason = (
                f"{_named(subject)} closed at {_number(closes.values[place])} on {write_date(closes.days[place])}; "
                f"the close that the report speaks of is that of {told}"
            )
            return Check(
                "contradicted", reason, (*evidence, *self._last_close(closes, [place])), "other_session"
            )
        reason = (
            f"no session from {write_date(closes.days[0])} to {write_date(closes.days[-1])} closed at {figure.text}: "
            f"{_named(subject)} closed on {told}"
        )
        return Check("contradicted", reason, evidence, "no_session")

    def _move(self, claim: Claim, subject: Subject, closes: Closes) -> Check | None:
        if claim.time is None or _may_be_a_level(claim):
            return self._untimed(claim, subject, closes)
        if claim.time.kind == "session":
            return self._session_move(claim, subject, closes)
        return self._return(claim, subject, closes)

    def _session_move(self, claim: Claim, subject: Subject, closes: Closes) -> Check | None:
        asked = [place for place in self._sessions(claim, closes) if place > 0]
        if not asked:
            return None
        moves = {place: closes.move(place) or 0.0 for place in asked}
        hit = next((place for place, move in moves.items() if _is_move(claim, move)), None)
        if hit is not None:
            text = f"{_of(subject, closes)} moved {_percent(moves[hit])} on {write_date(closes.days[hit])}"
            return Check("computed", text, self._session_changes(closes, [hit]))
        if subject.proxy and any(_is_move(claim, move, PROXY_SLACK_PP) for move in moves.values()):
            return None
        told = "; ".join(f"{write_date(closes.days[p])}: {_percent(move)}" for p, move in moves.items())
        near = range(max(1, asked[0] - RECENT_SESSIONS), asked[-1] + 1)
        other = next((place for place in reversed(near) if _is_move(claim, closes.move(place) or 0.0)), None)
        evidence = self._session_changes(closes, asked)
        if claim.time and claim.time.end and (so_far := self._year_so_far(claim, subject, closes, asked[0])):
            return so_far
        if not claim.time_stated and self._any_window(claim, closes):
            return None
        reason = f"no session spoken of shows it: {_of(subject, closes)} moved {told}"
        if other is not None and claim.figure.digits > 1:
            reason += f"; it moved so on {write_date(closes.days[other])}"
        return Check("contradicted", reason, evidence, "no_session")

    def _return(self, claim: Claim, subject: Subject, closes: Closes) -> Check | None:
        time = claim.time
        if time is None or time.start is None or time.end is None:
            return None
        if time.start < closes.days[0] or (closes.last(time.end) is None and not time.to_date):
            return None
        ends = self._ends(closes) if time.to_date else [closes.last(time.end)]
        results = {
            end: change
            for end in ends
            if end is not None and (change := closes.change(time.start, end)) is not None
        }
        if not results:
            return None
        total = bool(_TOTAL.search(claim.sentence.text))
        metric = "total_return" if total and closes.basis != "adj_close" else "price_return"
        receipts = self._returns(metric, closes, time.start, list(results))
        values = {
            end: receipt.value if receipt and receipt.value is not None else results[end]
            for end, receipt in receipts.items()
        }
        slack = PROXY_SLACK_PP if subject.proxy else MOVE_SLACK_PP
        hit = next((end for end, value in values.items() if _is_move(claim, value)), None)
        if hit is not None:
            receipt = receipts[hit]
            text = _returned(subject, closes, values[hit], time.start, hit)
            return Check("computed", text, _evidence([receipt]))
        if any(_is_move(claim, value, slack) for value in values.values()):
            return None
        if (closes.basis == "adj_close" or total) and time.end - time.start > LONG_PERIOD:
            return None
        if not claim.time_stated and self._any_window(claim, closes):
            return None
        told = "; ".join(
            f"to {write_date(closes.days[end])} {_percent(value)}" for end, value in values.items()
        )
        reason = f"{_of(subject, closes)} returned from {write_date(time.start)} {told}"
        other = self._other_end(claim, closes, time.start, min(values)) if time.to_date else None
        if other is not None:
            reason += f"; {claim.figure.text} was the return to {write_date(closes.days[other])}"
        if time.to_date:
            reason += self._from_own_close(claim, closes, time.start)
        return Check("contradicted", reason, _evidence(receipts.values()), "table_value")

    def _from_own_close(self, claim: Claim, closes: Closes, start: date) -> str:
        """What the report's own close of the instrument gives for a time to date."""
        base = closes.last(start)
        for own in self._own_closes:
            if (
                base is None
                or own.subject is None
                or own.subject.key != closes.symbol
                or own.figure.value <= 0
            ):
                continue
            change = (own.figure.value / closes.values[base] - 1) * 100
            word = "gives it" if _is_move(claim, change) else "does not give it either"
            return f"; the report's own close of {own.figure.text} {word} ({_percent(change)})"
        return ""

    def _move_in_units(self, claim: Claim, subject: Subject, closes: Closes) -> Check | None:
        """A move in points, or in money."""
        time, unit = claim.time, claim.figure.unit
        if (unit not in ("points", "") and not is_currency(unit)) or time is None or time.kind != "session":
            return None
        asked = [place for place in self._sessions(claim, closes) if place > 0]
        moves = {place: closes.values[place] - closes.values[place - 1] for place in asked}
        hit = next((place for place, move in moves.items() if _is_move(claim, move, LEVEL_SLACK)), None)
        if hit is not None:
            text = f"{_named(subject)} moved {moves[hit]:+,.2f} on {write_date(closes.days[hit])}"
            return Check("computed", text, self._session_changes(closes, [hit]))
        if not moves or not claim.time_stated or closes.basis != "close":
            return None
        told = "; ".join(f"{write_date(closes.days[p])}: {move:+,.2f}" for p, move in moves.items())
        return Check(
            "contradicted",
            f"no session shows it: {_named(subject)} moved {told}",
            self._session_changes(closes, asked),
            "no_session",
        )

    def _gap(self, claim: Claim) -> Check | None:
        """A lead of one instrument over another, over a time that is named."""
        time = claim.time
        if time is None or time.kind != "span" or time.start is None or time.end is None:
            return None
        pairs = [pair for pair in self._pairs(claim) if time.start >= max(c.days[0] for c in pair)]
        told, receipts = [], []
        for a, b in pairs:
            ends = self._ends(a) if time.to_date else [a.last(time.end)]
            for end in ends:
                receipt = end is not None and self._market.receipt(
                    "relative_return",
                    symbol=a.symbol,
                    benchmark=b.symbol,
                    period=f"{time.start}..{a.days[end]}",
                )
                if not receipt or receipt.value is None or end is None:
                    continue
                if meet(
                    magnitude((claim.figure.low, claim.figure.high)),
                    _around(abs(receipt.value), GAP_SLACK_PP),
                ):
                    lead = write_value(abs(receipt.value), "pp", short=True)
                    text = f"the tables give {lead} to {write_date(a.days[end])}"
                    return Check("computed", text, _evidence([receipt]))
                told.append(
                    f"{_pair_name(receipt)} {write_value(receipt.value, 'pp', short=True)} to {write_date(a.days[end])}"
                )
                receipts.append(receipt)
        if not told or not claim.time_stated:
            return None
        return Check("contradicted", f"the tables give {'; '.join(told)}", _evidence(receipts), "table_value")

    def _pairs(self, claim: Claim) -> list[tuple[Closes, Closes]]:
        """The instrument that leads with each of the others that the sentence names."""
        assert claim.subject is not None
        first = self._market.closes(claim.subject.key)
        others = dict.fromkeys(s.key for s in claim.subjects if s.instrument and s.key != claim.subject.key)
        found = [closes for key in others if (closes := self._market.closes(key))]
        return [(first, other) for other in found] if first else []

    def _untimed(self, claim: Claim, subject: Subject, closes: Closes) -> Check | None:
        """A move without a time may be that of the latest sessions, the week, the month or the year."""
        for end in self._ends(closes):
            move = closes.move(end)
            if move is not None and _is_move(claim, move) and claim.figure.digits > 1:
                text = f"{_of(subject, closes)} moved {_percent(move)} on {write_date(closes.days[end])}"
                return Check("computed", text, self._session_changes(closes, [end]))
        for start in self._usual_starts():
            for end in self._ends(closes):
                change = closes.change(start, end)
                if change is not None and _is_move(claim, change) and claim.figure.digits > 1:
                    receipts = self._returns("price_return", closes, start, [end])
                    text = _returned(subject, closes, change, start, end)
                    return Check("computed", text, _evidence(receipts.values()))
        return None

    def _year_so_far(self, claim: Claim, subject: Subject, closes: Closes, end: int) -> Check | None:
        """The return of the year up to a day that is named: "Thursday's close gives 0.83 %"."""
        start = date(closes.days[end].year - 1, 12, 31)
        change = closes.change(start, end)
        if change is None or not _is_move(claim, change) or claim.figure.digits < 2:
            return None
        text = _returned(subject, closes, change, start, end)
        return Check(
            "computed", text, _evidence(self._returns("price_return", closes, start, [end]).values())
        )

    def _any_window(self, claim: Claim, closes: Closes) -> bool:
        return any(
            (change := closes.change(start, end)) is not None and _is_move(claim, change)
            for start in self._usual_starts()
            for end in self._ends(closes)
        ) or any(_is_move(claim, closes.move(end) or 0.0) for end in self._ends(closes) if end)

    def _usual_starts(self) -> list[date]:
        """Where the week, the month and the year begin, and five sessions ago."""
        today = self._days[0]
        month = today.replace(day=1) - timedelta(days=1)
        return [
            date(today.year - 1, 12, 31),
            month,
            today - timedelta(days=today.weekday() + 3),
            today - timedelta(days=7),
        ]

    def _other_end(self, claim: Claim, closes: Closes, start: date, before: int) -> int | None:
        for end in range(before, max(0, before - RECENT_SESSIONS), -1):
            change = closes.change(start, end)
            if change is not None and _is_move(claim, change):
                return end
        return None

    def _ends(self, closes: Closes) -> list[int]:
        """The last session on or before each of the report's days, and the one before: what it may call the latest."""
        found: dict[int, None] = {}
        for day in self._days:
            place = closes.last(day)
            if place is not None:
                found.update(dict.fromkeys(p for p in (place, place - 1) if p >= 0))
        return list(found)

    def _sessions(self, claim: Claim, closes: Closes) -> list[int]:
        """The sessions that the claim may speak of."""
        day = claim.time.end if claim.time else None
        if day is None:
            return self._ends(closes)
        place = closes.on(day) if claim.time and claim.time.kind == "session" else closes.last(day)
        if claim.time and claim.time.kind == "span" and claim.time.to_date:
            base = closes.last(claim.time.start) if claim.time.start else None
            return [*([] if base is None else [base]), *self._ends(closes)]
        return [] if place is None else [place]

    def _last_close(self, closes: Closes, places: Iterable[int]) -> tuple[ReceiptEvidence, ...]:
        return _evidence(
            self._market.receipt("last_close", symbol=closes.symbol, period=_until(closes.days[place]))
            for place in places
        )

    def _session_changes(self, closes: Closes, places: Iterable[int]) -> tuple[ReceiptEvidence, ...]:
        """Each session's move, as the return from the close before."""
        return _evidence(
            self._market.receipt(
                "price_return", symbol=closes.symbol, period=f"{closes.days[place - 1]}..{closes.days[place]}"
            )
            for place in places
            if place > 0
        )

    def _returns(
        self, metric: str, closes: Closes, start: date, ends: Sequence[int]
    ) -> dict[int, Receipt | None]:
        return {
            end: self._market.receipt(metric, symbol=closes.symbol, period=f"{start}..{closes.days[end]}")
            for end in ends
        }


def _is_move(claim: Claim, value: float, slack: float = MOVE_SLACK_PP) -> bool:
    """Whether ``value`` would be written as the claim's figure; the sign counts where the words say one."""
    if not meet(magnitude((claim.figure.low, claim.figure.high)), _around(abs(value), slack)):
        return False
    sign = claim.sign
    return sign == 0 or abs(value) <= slack or (value > 0) == (sign > 0)


def _may_be_a_level(claim: Claim) -> bool:
    """Whether no word says that the percentage is a move: "was 2.8 %". It may tie out, and is never contradicted."""
    text, start = claim.sentence.text, claim.figure.start - claim.sentence.start
    if _SUPPOSED.search(text[max(0, start - 60) : start]):
        return True
    if not claim.time_stated and claim.time and claim.time.kind == "span" and not claim.time.to_date:
        return True
    return (
        not claim.sign and not claim.measure and not _MOVES.search(text) and not text.lstrip().startswith("|")
    )


def _around(value: float, slack: float) -> Interval:
    return value - slack, value + slack


def _point(value: float) -> Interval:
    return value, value


def _until(day: date) -> str:
    return f"{day - timedelta(days=1)}..{day}"


def _of(subject: Subject, closes: Closes) -> str:
    return f"{subject.name} (by its fund {closes.symbol})" if subject.proxy else _named(subject)


def _returned(subject: Subject, closes: Closes, change: float, start: date, end: int) -> str:
    days = f"from {write_date(start)} to {write_date(closes.days[end])}"
    return f"{_of(subject, closes)} returned {_percent(change)} {days}"


def _named(subject: Subject) -> str:
    return subject.instrument.name if subject.instrument else subject.name


def _pair_name(receipt: Receipt) -> str:
    row = receipt.rows[0]
    return f"{row['name']} over {row['benchmark_name']}"


def _percent(value: float) -> str:
    return f"{value:+.2f} %"


def _number(value: float) -> str:
    return f"{value:,.2f}"


def _evidence(receipts: Iterable[Receipt | None]) -> tuple[ReceiptEvidence, ...]:
    return tuple(ReceiptEvidence.of(receipt) for receipt in receipts if receipt)
