"""What a sentence says has become better or worse: comparisons, orders won, what rose and fell, plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.tone_cues import Cue, cues_in

NEGATED = -0.75
"""What a cue is worth after "not": not good is bad, a little less than bad is."""
NEGATES_WITHIN = 3
DEGREE_WITHIN = 2

MEASURE_BEFORE = 9
MEASURE_AFTER = 4
"""Words between "fell" and what fell: subject first, then object."""
MEASURE_IN_SENTENCE = 25
"""Where the clause of a stated move names nothing: "sales were 54 million, up 5 %"."""

COMPARED_BEFORE = 16
COMPARED_AFTER = 9
AMOUNT_AFTER = 6
"""Words on each side of "compared with" in which the two results, and the second amount, stand."""
VERB_BEFORE = 4
"""A verb so near before the first result ("slipped to a loss from a profit") is read with it."""
WON_WITHIN = 7

UNKNOWN_SUBJECT = 0.5
"""Something rose that the lists do not know, such as a company's name: mostly its shares."""
PLAIN_LOSS = 0.75
"""A net loss that nothing is said of: bad, and known before."""

SIGNS = {"desired": 1.0, "undesired": -1.0}
DIRECTIONS = {"up": 1.0, "down": -1.0}
VERDICTS = {"good": 1.0, "bad": -1.0}
MEASURES = frozenset({"desired", "undesired", "flat"})

COMPARED_WORDS = frozenset({"compared", "versus", "vs", "against"})
COMPARERS = COMPARED_WORDS | {"from"}
THOUSANDS, MILLIONS, BILLIONS = ("k", "thousand"), ("m", "mn", "mln", "million"), ("bn", "bln", "billion")
SCALES = {
    **dict.fromkeys(THOUSANDS, 1e3),
    **dict.fromkeys(MILLIONS, 1e6),
    **dict.fromkeys(BILLIONS, 1e9),
    "trillion": 1e12,
}
YEARS = frozenset(str(year) for year in range(1980, 2060))
NUMBERED = frozenset({"s&p", "russell", "nasdaq", "dow", "ftse", "stoxx", "form", "note", "item"})
"""A number after one of these is part of a name."""

RESULTS = frozenset({"profit", "income", "loss", "losses"})
LOSSES = frozenset({"loss", "losses"})
ARTICLES = frozenset({"a", "an", "the", "its"})

WINNING = frozenset(
    "awarded bagged bags clinched landed lands received receives secured secures signed win wins won".split()
)
PRIZES = frozenset({"order", "orders", "contract", "contracts"})

TRANSITIVE = frozenset(
    """
    add added boost boosted cut cuts cutting expand expanded falling fewer growing higher increased increasing less lift
    lifted lifts lower lowered lowers more narrowing raise raised raises raising record reduce reduced reduces removed
    removes rising shrinking slash slashed trim trimmed trims widening
    """.split()
)
"""After these comes what they change: higher costs, cut its forecast."""


def values_in(words: Sequence[str]) -> list[float]:
    """What each thing that a sentence says is worth: above zero for the better, 1 for a plain statement.

    Each word is read once: first in comparisons, then as what was won, what rose or fell, and last by itself.
    """
    sentence = _Sentence(words)
    return [*sentence.compared(), *sentence.won(), *sentence.moved(), *sentence.plain()]


class _Sentence:
    """One sentence, its cues, and the places that have been read."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._cues = cues_in(words)
        self._measures = [cue for cue in self._cues if cue.role in MEASURES]
        self._read: set[int] = set()

    def compared(self) -> Iterator[float]:
        """Two states side by side: "8.3 %, compared with 11.8 %", "a profit against a loss"."""
        valued = [cue for cue in self._measures if cue.role in SIGNS]
        for place, word in enumerate(self._words if valued else ()):
            if word not in COMPARERS:
                continue
            before = [cue for cue in valued if place - COMPARED_BEFORE <= cue.start < place]
            after = [cue for cue in valued if place < cue.start <= place + COMPARED_AFTER]
            if not before or before[-1].start in self._read:
                continue
            subject, end = before[-1], after[0].end if after else place
            sign = self._turn(subject, after) if after else 0.0
            if not sign and word in COMPARED_WORDS:
                sign = self._change_at(place) * SIGNS[subject.role]
            if sign:
                reached = range(subject.start - VERB_BEFORE, end)
                self._read.update(cue.start for cue in self._cues if cue.start in reached)
                yield sign * self._force(subject)

    def won(self) -> Iterator[float]:
        """Orders and contracts that were won."""
        for place, word in enumerate(self._words):
            if word in WINNING and PRIZES.intersection(self._words[place + 1 : place + 1 + WON_WITHIN]):
                self._read.add(place)
                yield 1.0

    def moved(self) -> Iterator[float]:
        """What rose and what fell: better up for what is desired, better down for what is not."""
        for cue in self._cues:
            if cue.role not in DIRECTIONS or cue.start in self._read:
                continue
            direction = DIRECTIONS[cue.role]
            measure = self._measure_of(cue)
            if measure is None and self._is_a_stated_move(cue):
                self._read.add(cue.start)
                yield direction * UNKNOWN_SUBJECT * self._force(cue)
            elif measure is not None and measure.role in SIGNS:
                self._read.update((cue.start, measure.start))
                yield direction * SIGNS[measure.role] * self._force(cue)

    def plain(self) -> Iterator[float]:
        """Words that are good or bad by themselves."""
        for cue in self._cues:
            if cue.start in self._read:
                continue
            if cue.role in VERDICTS:
                self._read.add(cue.start)
                yield VERDICTS[cue.role] * self._force(cue)
            elif cue.role == "undesired" and self._is_loss(cue):
                yield -PLAIN_LOSS * self._force(cue)

    def _measure_of(self, cue: Cue) -> Cue | None:
        """What rose or fell: "decline in revenue", "higher costs", "cut its forecast", "losses narrowed"."""
        measures = [other for other in self._measures if other.start != cue.start]
        near = [other for other in measures if other.clause == cue.clause]
        after = [other for other in near if 0 <= other.start - cue.end < MEASURE_AFTER]
        before = [other for other in near if 0 <= cue.start - other.end < MEASURE_BEFORE][::-1]
        follows = (
            self._words[cue.end : cue.end + 1] in (["in"], ["of"]) or self._words[cue.start] in TRANSITIVE
        )
        nearest = [*after, *before] if follows else [*before, *after]
        if not nearest and self._is_a_stated_move(cue):
            nearest = [other for other in measures if 0 <= cue.start - other.end < MEASURE_IN_SENTENCE][::-1]
        return nearest[0] if nearest else None

    def _force(self, cue: Cue) -> float:
        """The weight of a cue after degree, negation and hedging; negation turns its sign."""
        force = cue.weight
        for other in self._cues:
            apart = min(abs(other.start - cue.end), abs(cue.start - other.end))
            follows = other.clause == cue.clause and 0 <= cue.start - other.end < NEGATES_WITHIN
            if other.role == "degree" and apart < DEGREE_WITHIN:
                force *= other.weight
            elif other.role == "negator" and follows:
                force *= NEGATED
            elif other.role == "hedge" and other.start < cue.start:
                return force * other.weight
        return force

    def _is_a_stated_move(self, cue: Cue) -> bool:
        """Whether a number says by how much: "fell 5 %", "a rise of 19 percent", "up from 9 million"."""
        following = self._words[cue.end : cue.end + MEASURE_AFTER]
        return cue.start > 0 and any(word[0].isdigit() and word not in YEARS for word in following)

    def _turn(self, subject: Cue, after: Sequence[Cue]) -> float:
        """1 from a loss to a profit, -1 from a profit to a loss, else 0."""
        was, is_result = self._is_loss(after[0]), bool(RESULTS.intersection(self._text(after[0])))
        now = self._is_loss(subject)
        return 0.0 if was is now or not is_result else (-1.0 if now else 1.0)

    def _change_at(self, place: int) -> float:
        """Whether the amount before ``place`` is above the one after it; 0 where there are not two."""
        start = max(place - COMPARED_BEFORE, 0)
        now = next(self._amounts(range(place - 1, start - 1, -1)), None)
        then = next(self._amounts(range(place, min(place + AMOUNT_AFTER, len(self._words)))), None)
        return 0.0 if now is None or then is None else float((now > then) - (now < then))

    def _amounts(self, places: range) -> Iterator[float]:
        for place in places:
            word = self._words[place]
            if not word[0].isdigit() or word in YEARS or (place and self._words[place - 1] in NUMBERED):
                continue
            try:
                value = float(word.replace(",", ""))
            except ValueError:
                continue
            yield value * SCALES.get("".join(self._words[place + 1 : place + 2]), 1.0)

    def _is_loss(self, cue: Cue) -> bool:
        """Whether the cue is a loss in accounts: a net loss, "its loss"; not the loss of a customer."""
        named = cue.end - cue.start > 1 or bool(ARTICLES.intersection(self._words[cue.start - 1 : cue.start]))
        return named and not LOSSES.isdisjoint(self._text(cue))

    def _text(self, cue: Cue) -> Sequence[str]:
        return self._words[cue.start : cue.end]
