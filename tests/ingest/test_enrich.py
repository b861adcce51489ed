from __future__ import annotations

import csv
import pickle
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.drafts import DocumentOptions
from ingest.enrich import enrich
from ingest.parse import parse_file
from market.instruments import Instrument, InstrumentBook, read_reference
from vectorstore.documents import Document

DATA = Path(__file__).parents[2].parent / "shared" / "data"
CONSTITUENTS = DATA / "market" / "pddl" / "sp500-constituents.csv"

HOSTILE_CHARACTERS = 300_000
HOSTILE_SECONDS = 20.0
"""Each takes under a second on an idle machine; with the square of its length it would take hours."""


def article(text: str, title: str = "", company: str = "") -> Document:
    moment = datetime(2026, 1, 23, tzinfo=UTC)
    return Document(title, text, moment, publisher="Wire", source="a.md", company=company)


@pytest.fixture(scope="module")
def book() -> InstrumentBook:
    return InstrumentBook([*read_reference(), Instrument("AAPL", "Apple Inc.", "stock")])


def test_a_document_gets_its_profile_and_stays_the_same(book):
    document = article(
        "Apple said that quarterly profit fell 4% and that it had cut its forecast.", "Apple slips"
    )
    enriched = enrich(document, book)
    assert enriched.profile.symbols == ("AAPL",)
    assert enriched.profile.topics == ("earnings", "guidance")
    assert enriched.profile.tone == "negative"
    assert enriched.profile.language == "en"
    assert enriched.id == document.id
    assert replace(enriched, profile=document.profile) == document


def test_topics_and_tone_are_read_in_english_only(book):
    text = "Apple hat im dritten Quartal weniger verdient. Der Umsatz ging um vier Prozent zurück, sagte die Firma."
    profile = enrich(article(text), book).profile
    assert (profile.language, profile.topics, profile.tone) == ("de", (), "")


def test_an_empty_text_has_an_empty_profile(book):
    profile = enrich(article(""), book).profile
    assert (profile.symbols, profile.topics, profile.language) == ((), (), "")


def test_a_profile_travels_between_processes(book):
    enriched = enrich(article("Apple Inc. gained."), book)
    assert pickle.loads(pickle.dumps(enriched)) == enriched


def test_importing_it_loads_nothing_heavy():
    heavy = "{'numpy', 'pandas', 'torch', 'py3langid', 'rapidfuzz'}"
    code = f"import sys, ingest.enrich; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "unit",
    [
        "apple rose and fell ",
        ".",
        "\n \n",
        "AAPL ",
        "\" '",
        "x",
        "12,345 ",
        "Apple, Apple, ",
        "(",
        "\u202e\x00",
        "Apple's ",
    ],
)
def test_hostile_texts_take_bounded_time(book, unit):
    started = time.perf_counter()
    enrich(article(unit * (HOSTILE_CHARACTERS // len(unit))), book)
    assert time.perf_counter() - started < HOSTILE_SECONDS


@pytest.fixture(scope="module")
def s_and_p_500() -> InstrumentBook:
    if not CONSTITUENTS.exists():
        pytest.skip(f"{CONSTITUENTS} is missing")
    with CONSTITUENTS.open(encoding="utf-8", newline="") as file:
        stocks = [Instrument(row["Symbol"], row["Security"], "stock") for row in csv.DictReader(file)]
    return InstrumentBook([*read_reference(), *stocks])


@pytest.mark.real_data
def test_the_fed_mentions_no_stock_by_accident(s_and_p_500):
    path = DATA / "fomc" / "communications.csv"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    kinds = {instrument.symbol: instrument.kind for instrument in s_and_p_500.instruments}
    found: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = max((value or "" for value in row.values()), key=len)
            found.update(enrich(article(text), s_and_p_500).profile.symbols)
    stocks = {symbol for symbol in found if kinds[symbol] == "stock"}
    assert stocks <= {
        "ADP",
        "BA",
        "GM",
    }  # the payroll firm, Boeing's grounding and the strike at General Motors
    assert "FEDFUNDS" in found


@pytest.mark.real_data
def test_a_filing_is_about_its_own_company_first(s_and_p_500):
    path = DATA / "sec10q" / "2023 Q2 AAPL.pdf"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    document = replace(parse_file(path, DocumentOptions()), company="Apple Inc.")
    profile = enrich(document, s_and_p_500).profile
    assert profile.symbols == ("AAPL",)
    assert profile.topics[0] == "earnings"
    assert profile.language == "en"


@pytest.mark.real_data
def test_the_seed_report_is_read_as_its_authors_label_it(s_and_p_500):
    path = DATA / "seed" / "small_cap_resurgence.txt"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    text = path.read_text(encoding="utf-8")
    profile = enrich(article(text, text.splitlines()[0]), s_and_p_500).profile
    assert profile.tone == "mixed"
    assert profile.topics[0] == "market moves"
    assert profile.symbols[0] == "^RUT"
    assert {"AMAT", "FTNT", "PG", "FOXA", "^GSPC", "^IXIC"} <= set(profile.symbols)
