"""How well the check of support tells sentences that their evidence supports from others: recall and false alarms.

Sentences of a library's own passages (of filings and statements, say) are put into other words by rule and cited with
their passage: they must come out as supported. Then each is spoilt (another passage, a negation, a name, a figure, a
day, a direction), and must come out as weak or unsupported. The words that are exchanged here are listed here, apart
from those that the check knows. ``--home`` is a home with a library, as `tieout ingest` fills one.

    python benchmarks/support.py --home ~/research --sample 400
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from copilot.evidence import PassageEvidence
from copilot.instructions import reads_as_instruction
from copilot.settings import Settings
from copilot.support import UNSOUND, CheckedSentence, check_support
from copilot.tieout import check
from copilot.workspace import Workspace
from vectorstore.sentences import sentence_spans

MIN_WORDS, MAX_WORDS = 10, 40

IN_OTHER_WORDS = {
    "increased": "went up", "increase": "rise", "decreased": "went down", "decrease": "drop", "declined": "dropped",
    "approximately": "roughly", "primarily": "mainly", "significant": "considerable", "compared to": "against",
    "compared with": "against", "due to": "because of", "remained": "stayed", "continued": "went on",
    "additional": "further", "prior": "previous", "participants": "members of the meeting", "noted": "remarked",
    "indicated": "showed", "anticipates": "expects", "elevated": "high", "require": "need", "assess": "judge",
    "monitor": "watch", "obtain": "get", "several": "a number of", "principally": "above all", "substantial": "large",
    "sufficient": "enough", "various": "different", "purchase": "buy", "attain": "reach", "maintain": "keep",
}  # fmt: skip
TURNED = {
    "increased": "decreased", "increase": "decrease", "increases": "decreases", "higher": "lower", "lower": "higher",
    "rose": "fell", "fell": "rose", "declined": "rose", "decline": "rise", "decreased": "increased",
    "decrease": "increase", "strong": "weak", "strengthened": "weakened", "above": "below", "below": "above",
    "more": "less", "raise": "lower", "positive": "negative", "gain": "loss", "loss": "gain", "tightened": "eased",
    "upside": "downside", "growth": "contraction", "gains": "losses", "likely": "unlikely", "up": "down",
}  # fmt: skip
NAMES = (
    "Apple",
    "Amazon",
    "Intel",
    "Microsoft",
    "NVIDIA",
    "Boeing",
    "Pfizer",
    "Toyota",
    "Germany",
    "Japan",
    "Brazil",
    "Texas",
)
_NEGATABLE = re.compile(r"\b(is|are|was|were|has|have|had|will|would|could|should|may|can|must)\b(?!\s+not)")
_FIGURE = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-]|[.,]\d)")
_YEAR = re.compile(r"\b20[12]\d\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?: [A-Z][a-z]{3,})?")


@dataclass(frozen=True)
class Sample:
    """A sentence, the passage that it is from, and another passage."""

    sentence: str
    passage: PassageEvidence
    other: PassageEvidence


def as_it_is(sample: Sample, _: random.Random) -> str:
    """The sentence word for word, without quotation marks."""
    return sample.sentence


def reported(sample: Sample, _: random.Random) -> str:
    """In reported speech."""
    first = sample.sentence.split()[0]
    begin = sample.sentence if not first.istitle() else sample.sentence[0].lower() + sample.sentence[1:]
    return f"{sample.passage.publisher} said that {begin}"


def other_words(sample: Sample, _: random.Random) -> str | None:
    """With words exchanged for others of the same meaning; ``None`` where it holds none of them."""
    return _exchanged(sample.sentence, IN_OTHER_WORDS)


def shortened(sample: Sample, _: random.Random) -> str | None:
    """Without its parentheses and its last clause."""
    short = re.sub(r"\s*\([^)]*\)", "", sample.sentence)
    head, comma, _rest = short.rpartition(", ")
    short = f"{head}." if comma and len(head.split()) >= MIN_WORDS else short
    return short if short != sample.sentence else None


def turned_round(sample: Sample, _: random.Random) -> str | None:
    """With its first clause at the end."""
    head, comma, rest = sample.sentence.partition(", ")
    if not comma or len(rest.split()) < 5 or len(head.split()) < 3:
        return None
    return f"{rest.rstrip('.')[0].upper()}{rest.rstrip('.')[1:]}, {head[0].lower() + head[1:]}."


def shifted(sample: Sample, _: random.Random) -> str:
    """As it is, though cited with another passage."""
    return sample.sentence


def negated(sample: Sample, _: random.Random) -> str | None:
    """With a "not", where nothing is denied yet."""
    if re.search(r"\b(?:no|not|nor|never|none|without)\b", sample.sentence):
        return None
    changed = _NEGATABLE.sub(r"\1 not", sample.sentence, count=1)
    return changed if changed != sample.sentence else None


def other_name(sample: Sample, chance: random.Random) -> str | None:
    """With another name."""
    match = _NAME.search(sample.sentence)
    choices = [
        name for name in NAMES if name.lower() not in f"{sample.passage.quote} {sample.passage.title}".lower()
    ]
    return (
        sample.sentence[: match.start()] + chance.choice(choices) + sample.sentence[match.end() :]
        if match
        else None
    )


def other_figure(sample: Sample, chance: random.Random) -> str | None:
    """With one digit of a figure changed."""
    figures = [
        m
        for m in _FIGURE.finditer(sample.sentence)
        if not _YEAR.fullmatch(m[0]) and not _is_of_a_day(sample, m)
    ]
    if not figures:
        return None
    match = chance.choice(figures)
    place = chance.choice([n for n, sign in enumerate(match[0]) if sign.isdigit()])
    digit = chance.choice([d for d in "123456789" if d != match[0][place]])
    changed = match[0][:place] + digit + match[0][place + 1 :]
    return sample.sentence[: match.start()] + changed + sample.sentence[match.end() :]


def other_year(sample: Sample, _: random.Random) -> str | None:
    """With a year that the passage does not name."""
    known = f"{sample.passage.quote} {sample.passage.title} {sample.passage.published_at} {sample.passage.section}"
    years = [str(year) for year in range(2011, 2030) if str(year) not in known]
    match = _YEAR.search(sample.sentence)
    return sample.sentence[: match.start()] + years[-1] + sample.sentence[match.end() :] if match else None


def turned(sample: Sample, _: random.Random) -> str | None:
    """With up for down."""
    return _exchanged(sample.sentence, TURNED, count=1)


Change = Callable[[Sample, random.Random], str | None]
FAITHFUL: tuple[Change, ...] = (as_it_is, reported, other_words, shortened, turned_round)
SPOILT: tuple[Change, ...] = (shifted, negated, other_name, other_figure, other_year, turned)


def _is_of_a_day(sample: Sample, match: re.Match[str]) -> bool:
    before = sample.sentence[: match.start()].rstrip()
    return bool(
        re.search(
            r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Note|Item|Section|Form)$",
            before,
        )
    )


def _exchanged(sentence: str, words: dict[str, str], count: int = 0) -> str | None:
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b")
    changed = pattern.sub(lambda match: words[match[0]], sentence, count=count)
    return changed if changed != sentence else None


def take_samples(workspace: Workspace, size: int, chance: random.Random) -> dict[str, list[Sample]]:
    """Sentences of the library by kind of document, each with its passage and another one of its kind."""
    passages: dict[str, list[PassageEvidence]] = defaultdict(list)
    documents = workspace.library.documents()
    for summary in chance.sample(documents, min(len(documents), size)):
        document = workspace.library.document(summary.id)
        held = list(workspace.library.passages_of(summary.id))
        for passage in chance.sample(held, min(len(held), 12)):
            passages[summary.kind].append(PassageEvidence.of(document, passage))
    samples: dict[str, list[Sample]] = {}
    for kind, found in passages.items():
        pairs = [(sentence, passage) for passage in found for sentence in _sentences(passage.quote)]
        samples[kind] = []
        for sentence, passage in chance.sample(pairs, min(len(pairs), size)):
            other = chance.choice(found)
            if sentence not in other.quote:
                samples[kind].append(Sample(sentence, passage, other))
    return samples


def _sentences(text: str) -> list[str]:
    found = (" ".join(text[start:end].split()) for start, end in sentence_spans(text, 0, len(text)))
    return [
        item for item in found
        if MIN_WORDS <= len(item.split()) <= MAX_WORDS and item[0].isupper() and item[-1] == "."
        and "|" not in item and not reads_as_instruction(item) and sum(c.isdigit() for c in item) < len(item) / 6
    ]  # fmt: skip


def judge(sentence: str, cited: PassageEvidence) -> CheckedSentence:
    """The verdict on ``sentence`` where it cites one passage."""
    prose = f"{sentence.rstrip('.')} [1]."
    found = check_support(prose, [cited], check(prose, [cited]))
    return next(iter(found), CheckedSentence(0, 0, "supported", ()))


def measure(samples: Sequence[Sample], changes: Sequence[Change], chance: random.Random, shown: int) -> None:
    """Prints for each change how many sentences got which verdict, and some that were wrong."""
    faithful = changes is FAITHFUL
    for change in changes:
        counts: Counter[str] = Counter()
        wrong = []
        for sample in samples:
            words = change(sample, chance)
            if words is None:
                continue
            checked = judge(words, sample.other if change is shifted else sample.passage)
            counts[checked.verdict] += 1
            if (checked.verdict in UNSOUND) == faithful:
                wrong.append((words, checked.reasons))
        total = sum(counts.values())
        if not total:
            continue
        marked = sum(counts[verdict] for verdict in UNSOUND)
        print(f"  {change.__name__:14} {total:5}  marked {marked / total:6.1%}   {dict(counts)}")
        for words, reasons in wrong[:shown]:
            print(f"      {words}\n        {reasons}")


def main() -> None:
    """Runs the measurement."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=300, help="sentences of each kind of document")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0, help="wrong verdicts shown of each change")
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with Workspace(Settings(home=given.home)) as workspace:
        samples = take_samples(workspace, given.sample, chance)
    for kind, found in samples.items():
        started = perf_counter()
        print(f"{kind}: {len(found)} sentences")
        print(" faithful: marked is a false alarm")
        measure(found, FAITHFUL, chance, given.show)
        print(" spoilt: marked is right")
        measure(found, SPOILT, chance, given.show)
        print(f"  {perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
