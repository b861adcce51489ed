"""The days that a query names, and the documents that it asks for by them."""

from datetime import UTC, date, datetime

import pytest
from library_documents import make_document

from vectorstore.embeddings import HashEmbedder
from vectorstore.library import Library
from vectorstore.windows import titled_day, windows_in


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("in March 2022", [(date(2022, 3, 1), date(2022, 3, 31))]),
        ("on 16 March 2022", [(date(2022, 3, 16), date(2022, 3, 16))]),
        ("on March 16th, 2022", [(date(2022, 3, 16), date(2022, 3, 16))]),
        ("on 2022-03-16", [(date(2022, 3, 16), date(2022, 3, 16))]),
        ("Dec. 2021", [(date(2021, 12, 1), date(2021, 12, 31))]),
        ("in Q1 2022", [(date(2022, 1, 1), date(2022, 3, 31))]),
        ("during 2022", [(date(2022, 1, 1), date(2022, 12, 31))]),
        ("March 2022 and 2020", [(date(2022, 3, 1), date(2022, 3, 31)), (date(2020, 1, 1), date(2020, 12, 31))]),
        ("on 31 June 2022", []),
        ("the march on Rome", []),
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(query, days):
    assert [(window.first, window.last) for window in windows_in(query)] == days


def test_a_title_bears_a_day_but_not_a_year():
    assert titled_day("Minutes, 2022-01-26") == date(2022, 1, 26)
    assert titled_day("Outlook for 2022") is None


@pytest.fixture
def library(tmp_path):
    """Twelve statements that say the same, one for each month, and a comment on them."""
    with Library(tmp_path / "library", embedder=HashEmbedder()) as opened:
        for month in range(1, 13):
            moment = datetime(2022, month, 16, 19, tzinfo=UTC)
            text = f"The Committee decided to set the rate at {month} percent."
            opened.add(
                *make_document(text, published_at=moment, publisher="Federal Reserve", kind="statement")
            )
        text = "The Committee decided to set the rate, analysts say, at a percent."
        opened.add(*make_document(text, published_at=datetime(2022, 5, 17, tzinfo=UTC)))
        opened.index_pending()
        yield opened


@pytest.mark.parametrize("asked", ["in May 2022", "on 16 May 2022", "on 2022-05-16", "in mid May 2022"])
def test_what_came_out_on_the_days_asked_for_comes_first(library, asked):
    hit = library.search(f"What rate did the Committee decide on in its statement {asked}?", limit=1)[0]
    assert "at 5 percent" in hit.passage.text


def test_a_publisher_that_is_named_is_preferred(library):
    best = library.search("What did the Federal Reserve decide in May 2022?", limit=1)[0]
    assert best.document.publisher == "Federal Reserve"
    assert library.search("What did Reuters say in May 2022?", limit=1)[0].document.publisher == "Reuters"
