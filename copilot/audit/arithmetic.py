"""What a report's own figures say of one another: leads, changes, ratios, shares, sums, comparisons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise

from copilot.audit.check import Check
from copilot.audit.claims import Claim, clause_of
from copilot.audit.intervals import (
    Interval,
    difference,
    magnitude,
    meet,
    middle,
    percent_change,
    ratio,
    size,
    total,
)
from copilot.figures.units import is_currency

_FROM_TO = re.compile(r"\A\s?(?:[\w’'-]+\s){0,9}?(?:to|through)\s(?:a\s)?(?:[a-z]+\s){0,2}\Z", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s(?:[a-z]+\s){0,3}\Z", re.IGNORECASE)
_TO_FROM = re.compile(
    r"\A[\s,]*(?:[\w’'.-]+[\s,]+){0,8}?(?:from|compared\s(?:with|to)|versus|vs\.?|against|up\sfrom|down\sfrom)\s"
    r"(?:[a-z]+\s){0,4}\Z"
    r"|\A[^().;]{0,30}\((?:[A-Za-z0-9 ’'/-]{1,20}:|vs\.?|versus|from|against|prior[^:()]{0,12}:?)\s?\Z",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:rose|rise[sn]?|rising|climb(?:s|ed|ing)?|increas(?:e[sd]?|ing)|gr[eo]w(?:s|n|ing)?|gain(?:s|ed)?|up|jump(?:s|ed)?|"
    r"advanc(?:e[sd]?|ing)|improv(?:e[sd]?|ing)|expand(?:s|ed|ing)?|widen(?:s|ed|ing)?|higher|surg(?:e[sd]?|ing))\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:fell|fall(?:s|en|ing)?|declin(?:e[sd]?|ing)|decreas(?:e[sd]?|ing)|drop(?:s|ped|ping)?|down|slip(?:s|ped)?|lower|"
    r"shr[aiu]nk|contract(?:s|ed)|narrow(?:s|ed|ing)?|eas(?:e[sd]|ing)|slid|sank|tumbl(?:e[sd]?|ing)|cut|reduc(?:e[sd]?|ing))\b",
    re.IGNORECASE,
)
_BEAT = re.compile(
    r"\b(?:beat(?:s|en|ing)?|topp(?:ed|ing)|tops|exceed(?:s|ed|ing)|surpass(?:es|ed|ing)|above|ahead\sof|better\sthan|"
    r"higher\sthan|more\sthan)\b",
    re.IGNORECASE,
)
_MISS = re.compile(
    r"\b(?:miss(?:es|ed|ing)?|below|short\sof|worse\sthan|lower\sthan|less\sthan|under|trail(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_YARDSTICK = re.compile(
    r"\b(?:estimates?|consensus|expectations?|forecasts?|expected|guidance|street|projections?)\b", re.I
)
_SHARE_OF = re.compile(r"\A\s(?:of|margin)\b|\A\s(?:of\s)?(?:the\s)?(?:total|share)\b", re.IGNORECASE)
_SHARE_BEFORE = re.compile(
    r"\b(?:or|margin\s(?:of|was|at)|account(?:s|ed|ing)?\sfor|represent(?:s|ed|ing)?|equal\sto|equivalent\sto|i\.e\.,?)\s"
    r"(?:about\s|roughly\s|some\s|nearly\s|just\s|over\s|a\s)?\Z",
    re.IGNORECASE,
)
_OR = re.compile(
    r"[\s,(]{1,3}(?:or|i\.e\.,?|equal\sto|representing|about)\s(?:about\s|some\s|roughly\s)?", re.IGNORECASE
)
_TOTAL_BEFORE = re.compile(
    r"\b(?:total(?:s|ed|led|ing|ling)?(?:\sof)?|combined(?:\stotal)?(?:\sof)?|sum\s(?:of|is|was)|add(?:s|ed)?\sup\sto|in\sall,?|"
    r"altogether,?|bringing\sthe\stotal\sto)\s(?:about\s|roughly\s|nearly\s)?\Z",
    re.IGNORECASE,
)
_TOTAL_AFTER = re.compile(r"\A\s(?:in\stotal|in\sall|altogether|combined|together)\b", re.IGNORECASE)
_OF_A_YEAR = re.compile(
    r"\A\s(?:in|for|at)\s(?:fiscal\s|the\s|year\s|end\s|of\s)*(?:19|20)[0-9]{2}\b", re.IGNORECASE
)
"""After amounts that are the same quantity of several years, not parts of one."""

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")

Outcome = tuple[Claim, Check]


def check_own_figures(claims: Sequence[Claim]) -> list[Outcome]:
    """The claims that the report's own figures confirm (``derived``) or contradict, each with the step."""
    by_sentence: dict[int, list[Claim]] = {}
    for claim in claims:
        by_sentence.setdefault(claim.sentence.number, []).append(claim)
    found: list[Outcome] = []
    for held in by_sentence.values():
        for rule in _RULES:
            found += rule(held)
    found += _leads(claims)
    return found


def _leads(claims: Sequence[Claim]) -> Iterator[Outcome]:
    """A lead of A over B against what the report says of A and of B."""
    moves = [
        c
        for c in claims
        if c.role == "move" and c.figure.unit == "%" and c.stance != "expected" and c.subject
    ]
    for claim in claims:
        if claim.role != "gap" or claim.figure.unit not in ("pp", "points", "%") or not claim.subject:
            continue
        if claim.subject.instrument and claim.subject.instrument.kind in ("series", "rate"):
            continue
        yield from _lead(claim, moves)


def _lead(claim: Claim, moves: Sequence[Claim]) -> Iterator[Outcome]:
    assert claim.subject
    others = dict.fromkeys(
        s.key for s in claim.subjects if s.key != claim.subject.key and (s.instrument or s.company)
    )
    steps: list[tuple[Interval, str, Claim, Claim]] = []
    for other in others:
        pair = _nearest_pair(claim, moves, claim.subject.key, other)
        steps += [(difference(a.interval, b.interval), _less(a, b), a, b) for a, b in pair]
    stated = size(claim)
    hit = next((step for step in steps if meet(stated, magnitude(step[0]))), None)
    if hit:
        yield claim, Check("derived", hit[1], others=_places(hit[2], hit[3]))
    elif steps:
        told = "; ".join(dict.fromkeys(step[1] for step in steps))
        places = tuple(place for step in steps for place in _places(step[2], step[3]))
        yield (
            claim,
            Check("contradicted", f"by the report's own figures {told}", kind="arithmetic", others=places),
        )


def _nearest_pair(claim: Claim, moves: Sequence[Claim], key: str, other: str) -> list[tuple[Claim, Claim]]:
    """The moves of the two over the same time: those of the sentence, else of the paragraph, else of the report."""
    scopes: tuple[Callable[[Claim], bool], ...] = (
        lambda c: c.sentence.number == claim.sentence.number,
        lambda c: c.sentence.paragraph == claim.sentence.paragraph,
        lambda _: True,
    )
    for within in scopes:
        same_time = [c for c in moves if within(c) and c is not claim and _same_time(c, claim)]
        first = [c for c in same_time if c.subject and c.subject.key == key]
        second = [c for c in same_time if c.subject and c.subject.key == other]
        if first and second:
            return [(a, b) for a in first for b in second if _same_time(a, b)]
    return []


def _same_time(a: Claim, b: Claim) -> bool:
    return a.time is not None and b.time is not None and a.time.key == b.time.key


def _less(a: Claim, b: Claim) -> str:
    gap = middle(difference(a.interval, b.interval))
    return f"{_signed(a)} less {_signed(b)} is {_short(abs(gap))} points"


def _signed(claim: Claim) -> str:
    return f"-{claim.figure.text}" if claim.sign < 0 and claim.figure.value > 0 else claim.figure.text


def _changes(held: Sequence[Claim]) -> Iterator[Outcome]:
    """A move against the two levels that its clause gives: "rose 7 % to 81.8 from 76.1"."""
    text = held[0].sentence.text
    for before, after, span in _level_pairs(held, text):
        bounds = _bounds(text, span)
        moves = [
            c
            for c in held
            if c not in (before, after)
            and c.role in ("move", "ratio")
            and bounds[0] <= c.figure.start - c.sentence.start < bounds[1]
            and c.stance != "earlier"
        ]
        moves = [c for c in moves if _explains(c, before)]
        nearest = sorted(
            moves,
            key=lambda c: min(
                abs(c.figure.start - before.figure.end),
                abs(before.figure.start - c.figure.end),
                abs(c.figure.start - after.figure.end),
                abs(after.figure.start - c.figure.end),
            ),
        )
        if nearest:
            yield from _change(nearest[0], before, after)
        elif (way := _way(text, span, bounds)) and not meet(size(before), size(after)):
            rose = middle(after.interval) > middle(before.interval)
            if rose != (way > 0):
                reason = (
                    f"from {before.figure.text} to {after.figure.text} is {'a rise' if rose else 'a fall'}"
                )
                yield after, Check("contradicted", reason, kind="order", others=_places(before))


def _level_pairs(held: Sequence[Claim], text: str) -> Iterator[tuple[Claim, Claim, tuple[int, int]]]:
    """Pairs of levels of one unit that the words make a start and an end of."""
    levels = [
        c for c in held if c.role == "level" or (c.figure.unit == "%" and c.role == "move" and not c.sign)
    ]
    for first, second in pairwise(levels):
        if _per_unit(first) != _per_unit(second) or not first.figure.value > 0 < second.figure.value:
            continue
        if first.subject and second.subject and first.subject.key != second.subject.key:
            continue
        start = first.sentence.start
        between = _words_between(held, first, second)
        span = (first.figure.start - start, second.figure.end - start)
        if _FROM_TO.match(between) and _FROM.search(text[: span[0]]):
            yield first, second, span
        elif _TO_FROM.match(between) and not _YARDSTICK.search(
            text[max(0, second.figure.start - start - 30) : span[1] + 40]
        ):
            yield second, first, span


def _words_between(held: Sequence[Claim], first: Claim, second: Claim) -> str:
    """The words between two figures, without the other figures that stand there."""
    text, place = "", first.figure.end
    for claim in held:
        if first.figure.end <= claim.figure.start < second.figure.start:
            text += first.sentence.text[
                place - first.sentence.start : claim.figure.start - first.sentence.start
            ]
            place = claim.figure.end
    return (
        " ".join(
            (
                text
                + first.sentence.text[
                    place - first.sentence.start : second.figure.start - first.sentence.start
                ]
            ).split()
        )
        + " "
    )


def _bounds(text: str, span: tuple[int, int]) -> tuple[int, int]:
    first, last = clause_of(text, span[0]), clause_of(text, span[1] - 1)
    return first[0], last[1]


def _explains(move: Claim, level: Claim) -> bool:
    unit, of = move.figure.unit, level.figure.unit
    if of == "%":
        return unit in ("pp", "bp", "points", "%")
    if unit == "x" or unit == "%":
        return True
    return unit == of or (unit == "points" and not of)


def _change(move: Claim, before: Claim, after: Claim) -> Iterator[Outcome]:
    unit = move.figure.unit
    results: list[tuple[Interval, str]] = []
    step, start, end = (
        f"from {before.figure.text} to {after.figure.text}",
        before.figure.value,
        after.figure.value,
    )
    if unit == "x":
        results.append((ratio(size(after), size(before)), f"{step} is {end / start:.3g} times"))
    if unit == "%":
        change = f"{step} is {100 * (end / start - 1):+.2f} %"
        results.append((percent_change(size(before), size(after)), change))
    if unit != "x" and (unit != "%" or before.figure.unit == "%"):
        factor = 100.0 if unit == "bp" and before.figure.unit == "%" else 1.0
        low, high = difference(size(after), size(before))
        name = "basis points" if unit == "bp" else "points" if before.figure.unit == "%" else ""
        shown = f"{step} is {(end - start) * factor:+,.4g} {name}"
        results.append(((low * factor, high * factor), shown.rstrip()))
    stated = size(move)
    for interval, words in results:
        way = middle(interval)
        right_way = not move.sign or unit == "x" or abs(way) < 1e-9 or (way > 0) == (move.sign > 0)
        if meet(stated, magnitude(interval)) and right_way:
            yield move, Check("derived", words, others=_places(before, after))
            return
    if results:
        interval, words = results[-1] if before.figure.unit == "%" else results[0]
        yield (
            move,
            Check(
                "contradicted",
                words,
                kind="arithmetic",
                others=_places(before, after),
            ),
        )


def _way(text: str, span: tuple[int, int], bounds: tuple[int, int]) -> int:
    """-1 or +1 where a word of falling or rising stands right before the levels."""
    head = text[max(bounds[0], span[0] - 45) : span[0]]
    up, down = list(_UP.finditer(head)), list(_DOWN.finditer(head))
    if bool(up) == bool(down) or re.search(r"\b(?:not|n't|no|rate|rates)\b", head):
        return 0
    return 1 if up else -1


def _comparisons(held: Sequence[Claim]) -> Iterator[Outcome]:
    """Beats and misses: "EPS of 1.40 beat the consensus of 1.43": the first must be the greater."""
    text, start = held[0].sentence.text, held[0].sentence.start
    for first, second in pairwise(held):
        if first.figure.value <= 0 or second.figure.value <= 0 or _per_unit(first) != _per_unit(second):
            continue
        between = text[first.figure.end - start : second.figure.start - start]
        after = text[second.figure.end - start : second.figure.end - start + 45]
        if len(between) > 70 or not (_YARDSTICK.search(between) or _YARDSTICK.search(after)):
            continue
        beat, miss = _BEAT.search(between), _MISS.search(between)
        if bool(beat) == bool(miss) or first.figure.high == second.figure.high:
            continue
        if meet(size(first), size(second)):
            continue
        greater = middle(size(first)) > middle(size(second))
        if greater != bool(beat):
            word = (beat or miss).group()  # type: ignore[union-attr]
            than = "more" if greater else "less"
            reason = f"{first.figure.text} is {than} than {second.figure.text}: “{word}” does not fit"
            yield first, Check("contradicted", reason, kind="order", others=_places(second))


def _shares(held: Sequence[Claim]) -> Iterator[Outcome]:
    """Shares and margins, "40 % of revenue": the amounts of the sentence against their share."""
    text, start = held[0].sentence.text, held[0].sentence.start
    amounts = [c for c in held if is_currency(c.figure.unit) and not c.figure.unit.endswith("/share")]
    amounts = [c for c in amounts if c.stance == "actual" and c.figure.value > 0]
    for claim in held:
        if claim.figure.unit != "%" or claim.role != "level":
            continue
        head, tail = text[: claim.figure.start - start], text[claim.figure.end - start :]
        if not (_SHARE_OF.match(tail) or _SHARE_BEFORE.search(head)):
            continue
        pairs = _parts_and_wholes(claim, amounts, text)
        told = [(ratio(size(part), size(whole)), part, whole) for part, whole in pairs]
        hit = next((one for one in told if meet(size(claim), (100 * one[0][0], 100 * one[0][1]))), None)
        for (low, high), part, whole in [hit] if hit else told[:1]:
            step = f"{part.figure.text} of {whole.figure.text} is {50 * (low + high):.3g} %"
            places = _places(part, whole)
            if hit:
                yield claim, Check("derived", step, others=places)
            else:
                yield claim, Check("contradicted", step, kind="arithmetic", others=places)


def _parts_and_wholes(claim: Claim, amounts: Sequence[Claim], text: str) -> list[tuple[Claim, Claim]]:
    """The part and the whole of which a percentage can be the share: two amounts alone, or that before "or 40 %"."""
    start = claim.sentence.start
    if len(amounts) == 2:
        part, whole = sorted(amounts, key=lambda c: c.figure.value)
        ends = (part.figure.start - start, whole.figure.start - start)
        same = part.figure.unit == whole.figure.unit and clause_of(text, ends[0]) == clause_of(text, ends[1])
        return [(part, whole)] if same else []
    part = next(
        (c for c in amounts if _OR.fullmatch(text[c.figure.end - start : claim.figure.start - start])), claim
    )
    if part is claim:
        return []
    return [
        (part, c) for c in amounts if c.figure.unit == part.figure.unit and c.figure.value > part.figure.value
    ]


def _sums(held: Sequence[Claim]) -> Iterator[Outcome]:
    """A total against its parts, where one sentence gives them all."""
    text, start = held[0].sentence.text, held[0].sentence.start
    for claim in held:
        head, tail = text[: claim.figure.start - start], text[claim.figure.end - start :]
        if not (_TOTAL_BEFORE.search(head) or _TOTAL_AFTER.match(tail)):
            continue
        parts = [
            c
            for c in held
            if c is not claim
            and c.figure.unit == claim.figure.unit
            and c.stance != "earlier"
            and c.role == claim.role
        ]
        if any(_OF_A_YEAR.match(text[part.figure.end - start :]) for part in (claim, *parts)):
            continue
        if len(parts) < 2 or any(part.figure.value > claim.figure.high * 1.5 for part in parts):
            continue
        whole = total([part.interval for part in parts])
        listed = " + ".join(part.figure.text for part in parts)
        step = f"{listed} is {_NUMBER.sub(_short(middle(whole) / _scale(claim)), claim.figure.text, count=1)}"
        if meet(claim.interval, whole):
            yield claim, Check("derived", step, others=_places(*parts))
        elif not any(
            meet(claim.interval, total([p.interval for p in some]))
            for n in range(2, len(parts))
            for some in combinations(parts, n)
        ):
            yield claim, Check("contradicted", step, kind="arithmetic", others=_places(*parts))


def _per_unit(claim: Claim) -> str:
    """Its unit; "$3.35 per share" and "$3.64" may be compared."""
    return claim.figure.unit.removesuffix("/share")


def _scale(claim: Claim) -> float:
    """What the number as written stands for: 1e9 in ``$3.4 billion``."""
    digits = _NUMBER.search(claim.figure.text)
    written = float(digits.group().replace(",", "")) if digits else 0.0
    return abs(claim.figure.value) / written if written else 1.0


def _short(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _places(*claims: Claim) -> tuple[tuple[int, int], ...]:
    return tuple((claim.figure.start, claim.figure.end) for claim in claims)


_RULES: tuple[Callable[[Sequence[Claim]], Iterator[Outcome]], ...] = (_changes, _comparisons, _shares, _sums)
"""What is looked for within each sentence."""
