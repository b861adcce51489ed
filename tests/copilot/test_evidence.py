"""What a citation says of a passage: its words, its pages, and where it is from."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from copilot.evidence import (
    PassageEvidence,
    describe_source,
    from_json,
    full_title,
    narrowed,
    pages_of,
    to_json,
)
from vectorstore.documents import Document, Passage

PAGES = ("Cover of the report.\n\n", "Sales rose. ", "", "Costs fell. Margins", " widened a little.")
REPORT = Document(
    title="Apple Inc. Form 10-Q, quarter ended June 25, 2022",
    text="".join(PAGES),
    published_at=datetime(2022, 7, 29, 3, 59, tzinfo=UTC),
    publisher="Apple Inc.",
    source="aapl.pdf",
    kind="filing",
    company="Apple Inc.",
    form="10-Q",
    period_end=date(2022, 6, 25),
    pages=tuple(len("".join(PAGES[:number])) for number in range(len(PAGES))),
)
NEWS = Document("Sales rise", REPORT.text, REPORT.published_at, "Example Wire", "wire")


def evidence(words, document=REPORT):
    """The passage of ``document`` that these words are."""
    start = document.text.index(words)
    return PassageEvidence.of(document, Passage(document.id, start, start + len(words), words))


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ("Cover of the report.", "p. 1"),
        ("Sales rose.", "p. 2"),
        ("Costs fell.", "p. 4"),
        ("Sales rose. Costs fell.", "pp. 2-4"),  # page 3 is empty
        ("Margins widened", "pp. 4-5"),
        (" widened a little.", "p. 5"),
    ],
)
def test_pages_are_those_on_which_the_words_stand(words, pages):
    assert pages_of(evidence(words)) == pages


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ("Sales rose.", "p. 2"),
        ("Costs fell.", "p. 4"),
        ("widened", "p. 5"),
        ("fell. Margins widened", "pp. 4-5"),
    ],
)
def test_narrowed_quote_stands_on_the_pages_of_its_own_words(words, pages):
    whole, part = evidence("Sales rose. Costs fell. Margins widened a little."), evidence(words)
    found = narrowed(whole, part.start, part.end)
    assert (found.quote, pages_of(found)) == (words, pages)
    assert found == replace(part, id=whole.id)


def test_document_without_pages_has_none_to_cite():
    plain = evidence("Sales rose. Costs fell.", NEWS)
    assert pages_of(plain) == pages_of(narrowed(plain, plain.start + 6, plain.end)) == ""


def test_citation_of_a_report_names_each_thing_once():
    assert describe_source(evidence("Costs fell.")) == (
        "Apple Inc. Form 10-Q, quarter ended June 25, 2022, 2022-07-28, p. 4"
    )


@pytest.mark.parametrize(
    ("title", "full"),
    [
        ("Third quarter", "Third quarter (Apple Inc., 10-Q, June 25, 2022)"),
        ("apple inc. 10-q", "apple inc. 10-q (June 25, 2022)"),
        (REPORT.title, REPORT.title),
    ],
)
def test_title_is_given_what_it_lacks_of_company_form_and_period(title, full):
    assert full_title(replace(evidence("Costs fell."), title=title)) == full


def test_citation_of_news_is_publisher_title_and_day():
    assert describe_source(evidence("Costs fell.", NEWS)) == "Example Wire, Sales rise, 2022-07-28"


def test_passage_survives_json():
    passage = evidence("Margins widened")
    assert from_json(json.loads(json.dumps(to_json(passage)))) == passage


def test_passage_written_before_there_were_pages_is_read():
    written = to_json(evidence("Costs fell.", NEWS))
    older = {
        key: value
        for key, value in written.items()
        if not key.startswith(("page", "company", "form", "section", "period"))
    }
    assert from_json(older) == evidence("Costs fell.", NEWS)
