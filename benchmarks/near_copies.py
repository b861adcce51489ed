"""How well near-copies are told from documents that only look alike.

    .venv/bin/python benchmarks/near_copies.py --data ../shared/data [--articles 200]

Articles of 150 to 700 words are cut from the minutes of the Federal Reserve and from quarterly filings. Each gets
copies as carriers make them: another agency's lines around it, cut off, words replaced, sentences dropped, all of it.
Pairs that must stay apart: an article with other figures, the policy statements among each other, and the same
company's reports of different quarters. Prints JSON: for each kind of copy the share found, for each kind of look-alike
the share taken for a copy, at several thresholds.
"""

import argparse
import csv
import json
import random
import re
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from pathlib import Path

from ingest.drafts import DocumentOptions
from ingest.parse import parse_file
from vectorstore.near_copies import CONTAINED, LEAST_SHARE, VALUES, Fingerprint, compare, fingerprint

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)
AGENCY_HEAD = "NEW YORK, Jan 22 (Example Wire) - "
AGENCY_TAIL = (
    "\n\nReporting by A. Writer in New York and B. Writer in London; Editing by C. Editor. Our standards: the wire's"
    " trust principles. Opinions are the authors' own. All rights reserved, no redistribution without permission."
)
OTHER_WORDS = (
    "also broadly still overall later notably firms officials traders moreover partly sharply about".split()
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
SENTENCE = re.compile(r"(?<=[.!?])\s+")


def articles(texts: list[str], generator: random.Random, count: int) -> Iterator[str]:
    """Runs of whole sentences from random places."""
    cut = [sentences for text in texts if len(sentences := SENTENCE.split(text)) > 60]
    for _ in range(count):
        sentences = generator.choice(cut)
        start, wanted, taken = (
            generator.randrange(len(sentences) - 50),
            generator.randint(150, 700),
            list[str](),
        )
        while sum(len(sentence.split()) for sentence in taken) < wanted and start < len(sentences):
            taken.append(sentences[start])
            start += 1
        yield " ".join(taken)


def with_agency(text: str, _: random.Random) -> str:
    """With the lines of an agency before and after it."""
    return AGENCY_HEAD + text + AGENCY_TAIL


def cut_to(share: float) -> Callable[[str, random.Random], str]:
    """Cut off after a share of its words."""
    return lambda text, _: " ".join(text.split()[: int(len(text.split()) * share)])


def with_words_replaced(share: float) -> Callable[[str, random.Random], str]:
    """A share of the words, never a figure, replaced, dropped or followed by another one."""

    def edit(text: str, generator: random.Random) -> str:
        words = list[str]()
        for word in text.split():
            if generator.random() >= share or NUMBER.search(word) or word.strip(".,;").casefold() in VALUES:
                words.append(word)
                continue
            other = generator.choice(OTHER_WORDS)
            words += generator.choice([[other], [], [word, other]])
        return " ".join(words)

    return edit


def without_sentences(share: float) -> Callable[[str, random.Random], str]:
    """A share of its sentences dropped."""
    return lambda text, generator: " ".join(s for s in SENTENCE.split(text) if generator.random() >= share)


def edited_and_cut(text: str, generator: random.Random) -> str:
    """Agency lines, one word in twelve edited, a tenth of the sentences dropped, the last third cut off."""
    shorter = cut_to(0.67)(without_sentences(0.1)(text, generator), generator)
    return with_agency(with_words_replaced(0.08)(shorter, generator), generator)


COPIES: dict[str, Callable[[str, random.Random], str]] = {
    "agency lines": with_agency,
    "cut to 70 %": cut_to(0.7),
    "cut to 50 %": cut_to(0.5),
    "cut to 35 %": cut_to(0.35),
    "5 % of words edited": with_words_replaced(0.05),
    "10 % of words edited": with_words_replaced(0.10),
    "15 % of words edited": with_words_replaced(0.15),
    "20 % of words edited": with_words_replaced(0.20),
    "a quarter of sentences dropped": without_sentences(0.25),
    "agency lines, edited and cut": edited_and_cut,
}


def with_other_figures(count: int) -> Callable[[str, random.Random], str]:
    """With so many of its figures changed, all of them where it has fewer."""

    def change(text: str, generator: random.Random) -> str:
        places = list(NUMBER.finditer(text))
        for place in sorted(generator.sample(places, min(count, len(places))), key=lambda m: -m.start()):
            other = "".join(str((int(c) + 3) % 10) if c.isdigit() else c for c in place.group())
            text = text[: place.start()] + other + text[place.end() :]
        return text

    return change


def outcome(one: Fingerprint, other: Fingerprint) -> tuple[bool, float]:
    """Whether the pair is looked at (a band in common, no figure changed, sizes alike), and its containment."""
    found = compare(one, other)
    looked_at = bool(set(one.bands.tolist()) & set(other.bands.tolist()))
    return looked_at and not found.other_figures and found.size_ratio >= LEAST_SHARE, found.containment


def shares(outcomes: list[tuple[bool, float]]) -> dict[str, float]:
    """The share of pairs taken for copies, by threshold."""
    return {
        str(threshold): round(sum(ok and found >= threshold for ok, found in outcomes) / len(outcomes), 3)
        for threshold in THRESHOLDS
    }


def read_communications(path: Path) -> dict[str, list[str]]:
    """The texts of ``Statement`` and ``Minute``, the oldest first."""
    csv.field_size_limit(1 << 30)
    texts: dict[str, list[str]] = {"Statement": [], "Minute": []}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Text"].strip() not in ("", "None"):
                texts[row["Type"]].insert(0, row["Text"])
    return texts


def main() -> None:
    """Builds the pairs and prints the shares."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=200)
    options = parser.parse_args()
    generator = random.Random(11)
    texts = read_communications(options.data / "fomc" / "communications.csv")
    filings = {
        path.stem: parse_file(path, DocumentOptions()).text
        for path in sorted((options.data / "sec10q").glob("*.pdf"))
    }
    bases = list(articles([*texts["Minute"], *filings.values()], generator, options.articles))
    prints = [fingerprint(base) for base in bases]
    found = {
        name: [
            outcome(one, fingerprint(make(base, generator))) for base, one in zip(bases, prints, strict=True)
        ]
        for name, make in COPIES.items()
    }
    figured = [(base, one) for base, one in zip(bases, prints, strict=True) if len(NUMBER.findall(base)) >= 5]
    apart = {
        f"{count} figures changed": [
            outcome(one, fingerprint(with_other_figures(count)(base, generator))) for base, one in figured
        ]
        for count in (1, 3, 1000)
    }
    statements, minutes = ([fingerprint(text) for text in texts[name]] for name in ("Statement", "Minute"))
    apart["policy statements, each with each"] = [outcome(*pair) for pair in combinations(statements, 2)]
    apart["minutes, each with each"] = [outcome(*pair) for pair in combinations(minutes, 2)]
    apart["statement with the minutes that quote it"] = [
        outcome(*pair) for pair in zip(statements, minutes, strict=False)
    ]
    quarters = sorted(filings, key=lambda name: name.split()[::-1])
    whole = {name: fingerprint(text) for name, text in filings.items()}
    apart["filings of one company"] = [
        outcome(whole[a], whole[b]) for a, b in combinations(quarters, 2) if a.split()[-1] == b.split()[-1]
    ]
    apart["articles, each with the next"] = [outcome(*pair) for pair in pairwise(prints)]
    result = {
        "articles": len(bases),
        "threshold": CONTAINED,
        "copies found": {name: shares(outcomes) for name, outcomes in found.items()},
        "taken for copies": {
            name: shares(outcomes) | {"pairs": len(outcomes)} for name, outcomes in apart.items()
        },
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
