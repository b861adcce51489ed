"""Whose documents are asked for, as people and models write it: names in any case, tickers, days."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from copilot.reading_room import ReadingRoom
from ingest.chunk import chunk
from market.errors import MarketError
from market.periods import parse_as_of
from vectorstore.documents import Document, Profile

WORDS = "Net sales rose as costs fell."
REPORTS = (
    ("Apple Inc.", "10-Q", ("AAPL",)),
    ("Apple Hospitality REIT, Inc.", "10-K", ("APLE",)),
    ("Alphabet Inc.", "10-K", ("GOOGL", "GOOG")),
    ("MICROSOFT CORPORATION", "10-Q", ("MSFT", "AAPL")),
)
STOCKS = {
    "AAPL": "Apple Inc.",
    "APLE": "Apple Hospitality REIT Inc.",
    "GOOG": "Alphabet Inc. (Class C)",
    "GOOGL": "Alphabet Inc. (Class A)",
    "MSFT": "Microsoft Corp",
    "NVDA": "Nvidia Corp",
}


@pytest.fixture
def room(workspace):
    """A room with four reports beside the three articles, none of which was read for its symbols."""
    for number, (company, form, symbols) in enumerate(REPORTS):
        document = Document(
            f"{company} Form {form}",
            f"{WORDS} {number}",
            datetime(2026, 1, 10, 12, tzinfo=UTC),
            company,
            f"test/{company}",
            kind="filing",
            company=company,
            form=form,
            period_end=date(2025, 12, 31),
            profile=Profile(symbols),
        )
        workspace.library.add(document, chunk(document))
    workspace.library.index_pending()
    rows = [
        {"symbol": symbol, "name": name, "kind": "stock", "source": "test"} for symbol, name in STOCKS.items()
    ]
    workspace.tables.upsert("instruments", pd.DataFrame(rows))
    return ReadingRoom.of(workspace, parse_as_of("2026-01-25"))


def companies(documents):
    return {document.company for document in documents}


@pytest.mark.parametrize(
    ("company", "found"),
    [
        ("Apple Inc.", {"Apple Inc."}),
        ("apple", {"Apple Inc."}),
        ("AAPL", {"Apple Inc."}),
        ("msft", {"MICROSOFT CORPORATION"}),
        ("Microsoft Corp", {"MICROSOFT CORPORATION"}),
        ("hospitality", {"Apple Hospitality REIT, Inc."}),
        ("hospital", set()),
        ("Nobody", set()),
    ],
)
def test_company_is_called_by_its_name_a_part_of_it_or_its_ticker(room, company, found):
    assert companies(room.documents(company=company)) == found
    assert companies(hit.document for hit in room.search(WORDS, company=company)) == found


@pytest.mark.parametrize(
    ("symbol", "found"),
    [
        ("AAPL", {"Apple Inc.", "MICROSOFT CORPORATION"}),
        ("aapl", {"Apple Inc.", "MICROSOFT CORPORATION"}),
        ("apple", {"Apple Inc.", "MICROSOFT CORPORATION"}),
        ("$MSFT", {"MICROSOFT CORPORATION"}),
        ("aple", {"Apple Hospitality REIT, Inc."}),
        ("alphabet", {"Alphabet Inc."}),  # both share classes
        ("nvidia", set()),
    ],
)
def test_symbol_is_a_ticker_or_a_name_in_any_case(room, symbol, found):
    assert companies(room.documents(symbol=symbol)) == found
    assert companies(hit.document for hit in room.search(WORDS, symbol=symbol)) == found


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"form": "10q"}, 2),
        ({"form": "Form 10-K"}, 2),
        ({"kind": "Filing"}, 4),
        ({"kind": "ARTICLE"}, 2),
        ({"publisher": "example wire"}, 2),
        ({"kind": "filing", "form": "10-K", "company": "Alphabet"}, 1),
        ({}, 6),
    ],
)
def test_other_values_are_taken_in_any_case(room, asked, number):
    assert len(room.documents(**asked)) == number


def test_documents_without_symbols_are_found_where_none_is_asked_for(room):
    assert "article" in {hit.document.kind for hit in room.search("small caps rose")}


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"kind": "memo"}, "No document has the kind 'memo'; there are: article, filing."),
        (
            {"publisher": "Nobody", "kind": "article"},
            "No document has the publisher 'Nobody'; there are: Alphabet",
        ),
        (
            {"company": "Nobody"},
            "Alphabet Inc., Apple Hospitality REIT, Inc., Apple Inc., MICROSOFT CORPORATION.",
        ),
        ({"form": "8-K"}, "No document has the form '8-K'; there are: 10-K, 10-Q."),
        (
            {"symbol": "nvidia"},
            "No document has the symbol 'nvidia'; there are: AAPL, APLE, GOOG, GOOGL, MSFT.",
        ),
        ({"symbol": "qzxv"}, "No document has the symbol 'qzxv'; there are: AAPL,"),
    ],
)
def test_value_that_no_document_has_is_told_with_those_there_are(room, asked, reason):
    assert reason in room.explain_nothing(**asked)


@pytest.mark.parametrize(
    "asked", [{}, {"since": "2026-01-24"}, {"kind": "filing", "form": "10-Q", "symbol": "GOOG"}]
)
def test_nothing_is_told_where_each_value_is_known(room, asked):
    assert room.explain_nothing(**asked) == ""


def test_values_of_documents_that_came_out_later_are_not_told(room):
    early = ReadingRoom(room.library, parse_as_of("2026-01-05"))
    assert early.explain_nothing(kind="memo") == "No document has the kind 'memo'; no document has one."


def test_long_list_of_values_is_cut_to_those_of_most_documents(room):
    named = room.documents(company="apple")[0]
    for number in range(40):
        document = Document(
            f"T{number}", f"{WORDS} {number}", named.published_at, f"Publisher {number:02}", f"s{number}"
        )
        room.library.add(document, [])
    for number in range(2):
        again = Document(f"U{number}", f"{WORDS} U{number}", named.published_at, "Wire 39", f"u{number}")
        room.library.add(replace(again), [])
    told = room.explain_nothing(publisher="Nobody")
    assert "Wire 39" in told
    assert told.endswith("and 16 more.")


def test_ticker_that_no_table_knows_is_looked_for_as_it_is(room):
    document = Document("T", WORDS, datetime(2026, 1, 10, tzinfo=UTC), "P", "s", profile=Profile(("QZXV",)))
    room.library.add(document, chunk(document))
    assert [item.title for item in room.documents(symbol="qzxv")] == ["T"]


@pytest.mark.parametrize("bound", ["since", "until"])
def test_bound_that_is_no_day_is_refused(room, bound):
    with pytest.raises(MarketError, match="soon"):
        room.documents(**{bound: "soon"})
