"""Rankings in a report against the figures that it gives with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from copilot.audit.check import Check
from copilot.audit.claims import Claim
from copilot.audit.intervals import Interval, magnitude

_FOLLOWED = re.compile(
    r"\b(?:followed\s(?:closely\s)?by|ahead\sof|then\scame|trailed\sby|with\s[^,;]{1,30}\snext|(?:came|ranked)\ssecond|"
    r"in\ssecond\splace)\b",
    re.IGNORECASE,
)
_BEST = (
    r"led|leads?|leading|top(?:s|ped)?|best|strongest|highest|largest|biggest|greatest|first|outperform\w*|most|fastest|"
    r"widest|leader"
)
_WORST = (
    r"worst|weakest|lowest|smallest|bottom|last|laggards?|slowest|steepest\s(?:decline|drop|fall|loss)|"
    r"(?:largest|biggest|sharpest|deepest|heaviest)\s(?:decline|drop|fall|loss|losses|decliner|loser)|"
    r"most\s(?:significant|pronounced|severe)\s(?:weakness|decline|drop|fall|loss)"
)
_HEAD = re.compile(rf"\b(?:(?P<worst>{_WORST})|(?P<best>{_BEST}))\b", re.IGNORECASE)
_SUPERLATIVE = re.compile(
    rf"\b(?:(?P<worst>{_WORST})|(?P<best>led\s(?:\w+\s){{0,3}}(?:performance|gains|gainers|the\s\w+|sectors?)|"
    r"(?:was|were|is|are|as|saw|had|posted|recorded|delivered|gave|enjoyed|the)\s(?:the\s)?(?:day[’']s\s|year[’']s\s)?"
    r"(?:best|strongest|highest|largest|biggest|greatest|top|fastest|leader)\b(?!\s(?:sector\s)?(?:since|in\s\w+\syears)))"
    r")(?=\W|\Z)",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\A[^.;]{0,40}\b(?:since|in\s(?:more\sthan\s)?(?:\w+\s)?(?:years|months|weeks|decades)|ever|on\srecord)\b",
    re.I,
)
_LIST_END = re.compile(
    r"[;]|\.\s|,?\s(?:while|whereas|but|although|though|and\sat\sthe\sbottom|conversely)\s",
    re.IGNORECASE,
)

Outcome = tuple[Claim, Check]


def check_order(claims: Sequence[Claim]) -> list[Outcome]:
    """The claims whose place in a ranking, or whose superlative, the figures given with them contradict."""
    found: list[Outcome] = []
    by_sentence: dict[int, list[Claim]] = {}
    by_paragraph: dict[int, list[Claim]] = {}
    for claim in claims:
        by_sentence.setdefault(claim.sentence.number, []).append(claim)
        by_paragraph.setdefault(claim.sentence.paragraph, []).append(claim)
    for held in by_sentence.values():
        found += _lists(held)
    reported = {id(claim) for claim, _ in found}
    for held in by_paragraph.values():
        found += [outcome for outcome in _superlatives(held) if id(outcome[0]) not in reported]
    return found


def _lists(held: Sequence[Claim]) -> Iterator[Outcome]:
    """Lists: "led by A at 3 %, followed by B at 2 % and C at 4 %"."""
    text, start = held[0].sentence.text, held[0].sentence.start
    cue = _FOLLOWED.search(text)
    if not cue:
        return
    before = [c for c in held if c.figure.end - start <= cue.start()]
    after = [c for c in held if c.figure.start - start >= cue.end()]
    if not before or not after:
        return
    cut = _LIST_END.search(text, after[0].figure.end - start)
    stop = cut.start() if cut else len(text)
    row = [
        c
        for c in (before[-1], *after)
        if c.figure.unit == before[-1].figure.unit and c.figure.start - start < stop
    ]
    heads = list(_HEAD.finditer(text, 0, before[-1].figure.end - start + 30))
    if len(row) < 2 or not heads:
        return
    falls = heads[-1]["worst"] is not None
    loss = any(c.sign < 0 for c in row)
    for first, second in pairwise(row):
        a, b = _signed(first, loss=falls and loss), _signed(second, loss=falls and loss)
        wrong = b[1] < a[0] if falls else b[0] > a[1]
        if wrong:
            reason = f"{_name(second)} at {second.figure.text} is ranked behind {_name(first)} at {first.figure.text}"
            place = ((first.figure.start, first.figure.end),)
            yield second, Check("contradicted", reason, kind="order", others=place)


def _superlatives(held: Sequence[Claim]) -> Iterator[Outcome]:
    """Superlatives, "the weakest sector", "led the day": against the others of the paragraph for the same time."""
    for claim in held:
        if claim.subject is None or claim.role not in ("move", "level"):
            continue
        found = _superlative_of(claim, held)
        if found is None:
            continue
        worst = found["worst"] is not None
        loss = claim.sign < 0
        for other in held:
            if not _comparable(claim, other):
                continue
            mine, its = _signed(claim, loss=loss and not other.sign), _signed(other, loss=False)
            wrong = its[1] < mine[0] if worst else its[0] > mine[1]
            if wrong:
                than = "lower" if worst else "higher"
                reason = f"{_name(other)} at {other.figure.text} is {than} than {_name(claim)} at {claim.figure.text}"
                place = ((other.figure.start, other.figure.end),)
                yield claim, Check("contradicted", reason, kind="order", others=place)
                break


def _superlative_of(claim: Claim, held: Sequence[Claim]) -> re.Match[str] | None:
    """The superlative between the claim's subject and its figure, if no other figure stands there too."""
    subject = claim.subject
    if subject is None:
        return None
    text, start = claim.sentence.text, claim.figure.start - claim.sentence.start
    end = claim.figure.end - claim.sentence.start
    if not 0 <= subject.end <= start or text[subject.start : subject.end] != subject.name:
        return None
    if any(
        subject.end <= c.figure.start - c.sentence.start < start for c in held if c.sentence is claim.sentence
    ):
        return None
    window = text[subject.end : end + 25]
    match = _SUPERLATIVE.search(window)
    return None if match is None or _SINCE.match(window[match.end() :]) else match


def _comparable(claim: Claim, other: Claim) -> bool:
    if other.subject is None or claim.subject is None or other.subject.key == claim.subject.key:
        return False
    kinds = {
        bool(s.instrument) and (s.instrument.kind if s.instrument else "")
        for s in (claim.subject, other.subject)
    }
    same_time = (claim.time.key if claim.time else None) == (other.time.key if other.time else None)
    return (
        len(kinds) == 1
        and claim.subject.proxy == other.subject.proxy
        and claim.figure.unit == other.figure.unit
        and claim.role == other.role
        and claim.measure.replace("return", "") == other.measure.replace("return", "")
        and claim.stance == other.stance
        and same_time
    )


def _signed(claim: Claim, *, loss: bool) -> Interval:
    """Its interval; in a list of losses a figure without a sign is a loss."""
    if loss and not claim.sign:
        low, high = magnitude((claim.figure.low, claim.figure.high))
        return -high, -low
    return claim.interval


def _name(claim: Claim) -> str:
    return claim.subject.name if claim.subject else "the next"
