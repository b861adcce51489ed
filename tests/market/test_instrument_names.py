"""Hundreds of names as people write them, on the reference and the companies of the S&P 500; and what holds for any."""

from __future__ import annotations

import csv
import random
import string
import time
import timeit
from collections.abc import Iterator
from pathlib import Path

import pytest

from market.errors import AmbiguousInstrument, UnknownInstrument
from market.instruments import Instrument, InstrumentBook, read_reference

HERE = Path(__file__).parent
CONSTITUENTS = HERE.parents[1].parent / "shared" / "data" / "market" / "pddl" / "sp500-constituents.csv"

pytestmark = pytest.mark.real_data


def cases(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def constituents() -> list[Instrument]:
    if not CONSTITUENTS.exists():
        pytest.skip(f"{CONSTITUENTS} is missing")
    with CONSTITUENTS.open(encoding="utf-8", newline="") as file:
        return [
            Instrument(r["Symbol"], r["Security"], "stock", r["GICS Sector"], r["GICS Sub-Industry"])
            for r in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def book() -> InstrumentBook:
    return InstrumentBook([*read_reference(), *constituents()])


def found(book: InstrumentBook, name: str) -> str:
    """The symbol; or ? and the candidates; or ! and the symbols that are offered."""
    try:
        return book.resolve(name).symbol
    except AmbiguousInstrument as error:
        return "?" + ",".join(error.candidates)
    except UnknownInstrument as error:
        return "!" + ",".join(error.suggestions)


@pytest.mark.parametrize(("name", "expected"), cases("names.tsv"))
def test_names_as_people_write_them_have_their_symbol(book, name, expected):
    symbol = found(book, name)
    if expected[0] in "?!":
        assert symbol[0] == expected[0]
        assert set(expected[1:].split(",")) - {""} <= set(symbol[1:].split(","))
    else:
        assert symbol == expected


@pytest.mark.parametrize(("text", "expected"), cases("mentions.tsv"))
def test_a_question_names_these_and_no_others(book, text, expected):
    mentions = book.mentions(text)
    names = ["/".join(sorted(c.symbol for c in mention.candidates)) for mention in mentions]
    assert names == ["/".join(sorted(name.split("/"))) for name in expected.split()]


@pytest.mark.parametrize(
    ("words", "symbols"),
    [
        ("Mag 7", "AAPL AMZN GOOGL META MSFT NVDA TSLA"),
        ("the Magnificent Seven", "AAPL AMZN GOOGL META MSFT NVDA TSLA"),
        ("big tech", "AAPL AMZN GOOGL META MSFT"),
        ("FAANG", "AAPL AMZN GOOGL META NFLX"),
        ("faangs", "AAPL AMZN GOOGL META NFLX"),
        ("big banks", "BAC C GS JPM MS WFC"),
        ("passenger airlines stocks", "DAL LUV UAL"),
    ],
)
def test_a_group_by_its_nickname_or_industry_is_its_companies(book, words, symbols):
    assert set(symbols.split()) <= set(book.resolve_group(words).symbols)
    assert [m.text.lower() for m in book.group_mentions(f"How did {words} do?")] == [
        words.lower().removeprefix("the ")
    ]


def test_a_nickname_is_no_group_where_one_of_its_companies_is_not_known():
    book = InstrumentBook([i for i in constituents() if i.symbol != "TSLA"])
    with pytest.raises(UnknownInstrument):
        book.resolve_group("Mag 7")
    assert book.group_mentions("How did the Mag 7 do?") == []


def test_every_symbol_and_every_name_of_one_is_itself_in_any_case(book):
    for instrument in book.instruments:
        assert book.resolve(instrument.symbol) == instrument
        for name in (
            instrument.name,
            instrument.name.upper(),
            instrument.name.lower(),
            f" {instrument.name}  ",
        ):
            assert instrument.symbol in found(book, name).strip("?!").split(","), name


def typos(names: list[str], seed: int) -> Iterator[tuple[str, str]]:
    """Each name with one letter changed, left out, doubled or swapped, in its longest word."""
    dice = random.Random(seed)
    for name in names:
        word = max(name.split(), key=len)
        if len(word) < 6 or not word.isalpha() or not word.isascii():
            continue
        place = dice.randrange(1, len(word) - 1)
        before, letter, after = word[:place], word[place], word[place + 1 :]
        wrong = dice.choice(
            (before + dice.choice(string.ascii_lowercase) + after, before + after, before + letter * 2 + after,
             before + after[0] + letter + after[1:])
        )  # fmt: skip
        yield name, name.replace(word, wrong)


@pytest.mark.parametrize("seed", range(3))
def test_a_name_with_a_typo_is_itself_or_refused_and_never_another(book, seed):
    names = {instrument.name: instrument.symbol for instrument in book.instruments}
    right = 0
    for name, wrong in typos(sorted(names), seed):
        symbol = found(book, wrong)
        same = {c.symbol for c in book.called(name)}
        assert symbol[0] in "?!" or symbol in same or book.called(wrong), (name, wrong, symbol)
        right += symbol in same
    assert right > 0.8 * len(names) * 0.6  # the others have no word of six letters, or a neighbour as near


@pytest.mark.parametrize(
    "piece", ["a", "Ab ", "^", "$$", "S&P ", "the ", "10-year ", "-", "(F) ", "'s", "É", "BRK."]
)
def test_long_odd_text_is_searched_in_time_that_grows_with_it(book, piece):
    def least_spent(length: int) -> float:
        """The least of three runs: what a busy machine adds is left out."""
        text = (piece * length)[: length * 4]
        return min(timeit.repeat(lambda: search(text), timer=time.process_time, repeat=3, number=1))

    def search(text: str) -> None:
        book.mentions(text)
        book.group_mentions(text)

    least_spent(10)
    assert least_spent(1_600) < 8 * max(least_spent(400), 0.02)  # four times the text; a square would be 16
