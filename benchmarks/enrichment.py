"""How right the profile of a document is: symbols, topics, tone and language on labelled samples.

    .venv/bin/python benchmarks/enrichment.py [--constituents CSV] [--phrasebank TXT] [--tweets CSV] [--errors]

The samples stand in tests/ingest/enrichment_samples. Those called *_held were written apart and not looked at while
the rules were made. Prints JSON: for each sample precision and recall over all labels (symbols, topics) or the share of
right answers (tone, language), and a document's milliseconds of processor time. ``--errors`` shows what is wrong.

``--phrasebank`` is a file of the Financial PhraseBank (``sentence@label``), ``--tweets`` a CSV of the Twitter Financial
News topics (``text,label``): data of others, under their licences, that the rules were not made for.
"""

import argparse
import csv
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ingest.enrich import enrich
from ingest.language import language_of
from ingest.mentions import mentioned_symbols
from ingest.tone import tone_of
from ingest.topics import topics_of
from market.instruments import Instrument, InstrumentBook, read_reference
from vectorstore.documents import Document

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "tests" / "ingest" / "enrichment_samples"
CONSTITUENTS = ROOT.parent / "shared" / "data" / "market" / "pddl" / "sp500-constituents.csv"

SIDES = {"very negative": -1, "negative": -1, "neutral": 0, "mixed": 0, "positive": 1, "very positive": 1}
PHRASEBANK_SIDES = {"negative": -1, "neutral": 0, "positive": 1}
TWEET_TOPICS = {
    0: {"analyst ratings"},
    1: {"monetary policy"},
    3: {"credit and rates"},
    4: {"dividends and buybacks"},
    5: {"earnings", "guidance"},
    6: {"energy"},
    7: {"banking", "earnings", "guidance"},
    8: {"currencies"},
    10: {"commodities"},
    11: {"offerings"},
    12: {"regulation and litigation"},
    13: {"mergers and acquisitions"},
    14: {"economic growth", "inflation", "labour market", "consumer", "housing"},
    15: {"market moves"},
    16: {"trade and geopolitics"},
    17: {"management"},
}
"""Label of a tweet → our topics; product news, opinion and stock comment have none."""


class Score(NamedTuple):
    """Labels found and right, found and wrong, and missed; and a line for each row that is not all right."""

    right: int
    wrong: int
    missed: int
    errors: list[str]

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """The share of what is right that was found."""
        return self.right / max(self.right + self.missed, 1)


def read_sample(name: str) -> Iterator[dict[str, str]]:
    """The rows of a labelled sample: fields between bars, the label first."""
    with (SAMPLES / f"{name}.psv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE)


def constituents_book(path: Path = CONSTITUENTS) -> InstrumentBook:
    """The shipped instruments and the members of the S&P 500."""
    with path.open(encoding="utf-8", newline="") as file:
        stocks = [
            Instrument(row["Symbol"], row["Security"], "stock", row["GICS Sector"])
            for row in csv.DictReader(file)
        ]
    return InstrumentBook([*read_reference(), *stocks])


def score_mentions(name: str, book: InstrumentBook) -> Score:
    """Symbols of a sample."""
    return _score(
        (set(row["symbols"].split()), set(), _mentioned(row, book), f"{row['title']} {row['text']}")
        for row in read_sample(name)
    )


def first_symbols_right(name: str, book: InstrumentBook) -> float:
    """The share of rows with a title or a company in which the first symbol is the label's first."""
    rows = [row for row in read_sample(name) if row["symbols"] and (row["title"] or row["company"])]
    return sum(_mentioned(row, book)[:1] == (row["symbols"].split()[0],) for row in rows) / len(rows)


def score_topics(name: str) -> Score:
    """Topics of a sample; a label with a question mark may be found or not."""
    return _score(_topic_rows(name))


def score_tone(name: str) -> tuple[float, float, Counter[tuple[str, str]]]:
    """The share of rows in the right band, the share on the right side of neutral, and label → found."""
    found = Counter((row["tone"], str(tone_of(row["title"], row["text"]))) for row in read_sample(name))
    count = found.total()
    bands = sum(number for (label, given), number in found.items() if label == given)
    sides = sum(number for (label, given), number in found.items() if SIDES[label] == SIDES[given])
    return bands / count, sides / count, found


def score_language() -> tuple[float, list[str]]:
    """The share of texts whose language is right, and those that are not."""
    with (SAMPLES / "languages.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = [
        f"{row['language']} {row['text']}" for row in rows if language_of(row["text"]) != row["language"]
    ]
    return 1 - len(wrong) / len(rows), wrong


def _mentioned(row: dict[str, str], book: InstrumentBook) -> tuple[str, ...]:
    return mentioned_symbols(row["title"], row["text"], row["company"], book)


def _topic_rows(name: str) -> Iterator[tuple[set[str], set[str], tuple[str, ...], str]]:
    for row in read_sample(name):
        labels = [label.strip() for label in row["topics"].split(",") if label.strip()]
        allowed = {label.removeprefix("?") for label in labels if label.startswith("?")}
        wanted = {label for label in labels if not label.startswith("?")}
        found = topics_of(row["title"], row["text"])
        yield wanted, allowed, found, f"{row['title']} {row['text']}"


def _score(rows: Iterator[tuple[set[str], set[str], tuple[str, ...], str]]) -> Score:
    right = wrong = missed = 0
    errors = []
    for wanted, allowed, found, text in rows:
        extra, lacking = set(found) - wanted - allowed, wanted - set(found)
        right += len(wanted & set(found))
        wrong += len(extra)
        missed += len(lacking)
        if extra or lacking:
            errors.append(f"too many {sorted(extra)} missing {sorted(lacking)}: {text.strip()}")
    return Score(right, wrong, missed, errors)


def score_phrasebank(path: Path) -> dict[str, object]:
    """Three sides of neutral against the judgement of annotators, and the share that is on the opposite side."""
    lines = [line.rsplit("@", 1) for line in path.read_text(encoding="latin-1").splitlines() if "@" in line]
    pairs = [(PHRASEBANK_SIDES[label.strip()], SIDES[str(tone_of("", text))]) for text, label in lines]
    report: dict[str, object] = {
        "sentences": len(pairs),
        "right": round(sum(label == given for label, given in pairs) / len(pairs), 3),
        "opposite": round(sum(label * given < 0 for label, given in pairs) / len(pairs), 3),
    }
    for name, side in PHRASEBANK_SIDES.items():
        both = sum(label == given == side for label, given in pairs)
        report[name] = {
            "precision": round(both / max(sum(given == side for _, given in pairs), 1), 3),
            "recall": round(both / max(sum(label == side for label, _ in pairs), 1), 3),
        }
    return report


def score_tweets(path: Path) -> dict[str, object]:
    """One label a tweet: how often one of its topics is among ours, and how often our first is it."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            (TWEET_TOPICS[int(r["label"])], topics_of("", r["text"]))
            for r in csv.DictReader(file)
            if int(r["label"]) in TWEET_TOPICS
        ]
    given = [(wanted, found) for wanted, found in rows if found]
    return {
        "tweets": len(rows),
        "among_ours": round(sum(bool(wanted & set(found)) for wanted, found in rows) / len(rows), 3),
        "first_is_it": round(sum(found[0] in wanted for wanted, found in given) / len(given), 3),
        "with_a_topic": round(len(given) / len(rows), 3),
    }


def milliseconds(work: Callable[[], object], runs: int = 5) -> float:
    """Processor time, the best of several runs: other processes do not count."""
    taken = []
    for _ in range(runs):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return round(min(taken) * 1000, 1)


def time_document(book: InstrumentBook, words: int) -> dict[str, float]:
    """Milliseconds for a document of about ``words`` words, made of the samples' texts."""
    texts = [row["text"] for name in ("mentions", "topics", "tone") for row in read_sample(name)]
    text = "\n\n".join(texts)
    text = "\n\n".join([text] * (words // len(text.split()) + 1))
    text = text[: int(len(text) * words / len(text.split()))]
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    document = Document("", text, moment, publisher="benchmark", source="benchmark")
    return {
        "all": milliseconds(lambda: enrich(document, book)),
        "symbols": milliseconds(lambda: mentioned_symbols("", text, "", book)),
        "topics": milliseconds(lambda: topics_of("", text)),
        "tone": milliseconds(lambda: tone_of("", text)),
        "language": milliseconds(lambda: language_of(text)),
    }


def main() -> None:
    """Prints the report, or the errors."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--constituents", type=Path, default=CONSTITUENTS)
    parser.add_argument("--phrasebank", type=Path)
    parser.add_argument("--tweets", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    book = constituents_book(options.constituents)
    scores = {name: score_mentions(name, book) for name in ("mentions", "mentions_held")}
    scores |= {name: score_topics(name) for name in ("topics", "topics_held")}
    language, wrong_languages = score_language()
    if options.errors:
        for name, score in scores.items():
            print(name, *score.errors, sep="\n  ")
        for name in ("tone", "tone_held"):
            for row in read_sample(name):
                given = str(tone_of(row["title"], row["text"]))
                if given != row["tone"]:
                    print(f"{name}: {row['tone']} found {given}: {row['title']} {row['text']}")
        print("language", *wrong_languages, sep="\n  ")
        return
    report: dict[str, object] = {
        name: {"precision": round(score.precision, 3), "recall": round(score.recall, 3)}
        for name, score in scores.items()
    }
    report["first_symbol"] = round(first_symbols_right("mentions_held", book), 3)
    for name in ("tone", "tone_held"):
        bands, sides, _ = score_tone(name)
        report[name] = {"band": round(bands, 3), "side": round(sides, 3)}
    report["language"] = round(language, 3)
    report["ms_5000_words"] = time_document(book, 5_000)
    report["ms_40000_words"] = time_document(book, 40_000)
    if options.phrasebank:
        report["phrasebank"] = score_phrasebank(options.phrasebank)
    if options.tweets:
        report["tweets"] = score_tweets(options.tweets)
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
