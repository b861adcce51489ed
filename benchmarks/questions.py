"""How long the names and the times of a question take to be read, with thousands of instruments known.

    python -m benchmarks.questions [--instruments 5000]

Prints JSON: milliseconds of processor time a question for each piece of work, the median of 200 questions with typos.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

from market.instruments import Instrument, InstrumentBook, read_reference
from market.periods import find_periods, parse_period

SYLLABLES = "ba ce di fo gu ha ji ka lo mi nu pe ri so ta ve wo xi zu".split()
QUESTION = "How did {} and the Rusell 2000 do against the benchmrk and the Nasdaq since {} October?"
AS_OF = datetime(2026, 1, 22, 21, tzinfo=UTC)


def main() -> None:
    """Make the instruments and the questions, measure, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--instruments", type=int, default=5_000)
    options = parser.parse_args()
    dice = random.Random(1)
    names = ["".join(dice.choices(SYLLABLES, k=4)).title() for _ in range(options.instruments)]
    made = [Instrument(f"Q{n}", f"{name} Holdings", "stock", "Energy") for n, name in enumerate(names)]
    book = InstrumentBook([*read_reference(), *made])
    questions = [QUESTION.format(dice.choice(names)[1:], dice.randint(1, 28)) for _ in range(200)]
    works: dict[str, Callable[[str], object]] = {
        "instruments": book.mentions,
        "groups": book.group_mentions,
        "periods": lambda text: find_periods(text, AS_OF),
        "one period": lambda _text: parse_period("since the end of October", AS_OF),
    }
    figures = {name: round(median(map(timed(work), questions)), 2) for name, work in works.items()}
    json.dump({"instruments": len(book.instruments), "milliseconds": figures}, sys.stdout, indent=2)
    sys.stdout.write("\n")


def timed(work: Callable[[str], object]) -> Callable[[str], float]:
    """``work`` as the milliseconds that it takes."""

    def milliseconds(text: str) -> float:
        begun = time.process_time()
        work(text)
        return 1000 * (time.process_time() - begun)

    return milliseconds


if __name__ == "__main__":
    main()
