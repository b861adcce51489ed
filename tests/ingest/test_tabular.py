from collections import Counter
from pathlib import Path

import pytest

from ingest.drafts import DocumentOptions
from ingest.errors import UnreadableDocument
from ingest.items import Refused, Skipped
from ingest.sources.tabular import CELL_CHARACTERS, NAMED_ROWS, has_text_column, read_tabular
from market.clock import new_york_day
from vectorstore.documents import Document

FOMC = Path(__file__).parents[2].parent / "shared" / "data" / "fomc" / "communications.csv"
PLAIN = DocumentOptions()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "news.csv"

    def write(content, encoding="utf-8"):
        path.write_bytes(content.encode(encoding))
        return path

    return write


def test_columns_are_found_by_name(table):
    content = "Headline,Body,Publish Date,Source,Link,Type\nRates,Rates held.,2026-01-28,Wire,https://x.example,News\n"
    [document] = read_tabular(table(content), PLAIN)
    assert (document.title, document.text, document.publisher) == ("Rates", "Rates held.", "Wire")
    assert (document.url, document.kind) == ("https://x.example", "news")
    assert new_york_day(document.published_at).isoformat() == "2026-01-28"


def test_the_release_date_is_the_publication_and_the_date_the_title(table):
    [document] = read_tabular(
        table("Date,Release Date,Type,Text\n2026-01-28,2026-02-18,Minute,Words.\n"), PLAIN
    )
    assert document.title == "Minute, 2026-01-28"
    assert new_york_day(document.published_at).isoformat() == "2026-02-18"


def test_a_mapping_names_other_columns(table):
    options = DocumentOptions(mapping={"text": "Note", "published_at": "On"})
    [document] = read_tabular(table("On;Note\n2026-01-28;Rates; held.\n".replace("; held", " held")), options)
    assert document.text == "Rates held."


@pytest.mark.parametrize(
    ("content", "mapping", "reason"),
    [
        ("a,b\n1,2\n", {}, "no column holds the text"),
        ("a,b\n1,2\n", {"text": "c"}, "text=c does not fit"),
        ("text,b\n1,2\n", {"body": "b"}, "body does not fit"),
        ("  \n", {}, "it is empty"),
        ("text\nx\x00y\n", {}, "zero bytes"),
    ],
)
def test_a_file_that_is_no_table_of_documents_says_why(table, content, mapping, reason):
    with pytest.raises(UnreadableDocument, match=reason):
        read_tabular(table(content), DocumentOptions(mapping=mapping))


def test_rows_without_text_are_skipped_and_bad_dates_refused_by_row(table):
    content = "date,text\n2026-01-01,None\n2026-02-30,Words.\n,Undated words.\n2026-01-02,  \n"
    first, second, third, fourth = read_tabular(table(content), PLAIN)
    assert isinstance(first, Skipped)
    assert first.refusal.source.endswith("#row=2")
    assert isinstance(second, Refused)
    assert second.refusal.source.endswith("#row=3")
    assert "'2026-02-30'" in second.refusal.reason
    assert isinstance(third, Document)
    assert not third.dated
    assert isinstance(fourth, Skipped)
    assert fourth.refusal.source.endswith("#row=5")


def test_a_million_bad_rows_are_counted_and_a_hundred_named(table):
    rows = "2026-01-01,\n2026-02-30,Words.\n" * (NAMED_ROWS + 20)
    found = list(read_tabular(table(f"date,text\n{rows}"), PLAIN))
    assert len(found) == 2 * NAMED_ROWS + 2
    skipped, refused = found[-2:]
    assert skipped.refusal.reason == "20 more rows have no text"
    assert refused.refusal.reason == "20 more rows cannot be read"
    assert refused.refusal.source.endswith("news.csv")


def test_a_file_that_is_no_csv_to_its_end_gives_no_document(table):
    open_quote = 'text\nFirst words.\n"' + "word " * (CELL_CHARACTERS // 5 + 1)
    with pytest.raises(UnreadableDocument, match="line 3 is not CSV"):
        read_tabular(table(open_quote), PLAIN)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_system_ends_them(table, end):
    content = end.join(["date,text", '2026-01-01,"One', 'word."', "2026-01-02,Two words.", ""])
    assert [document.text for document in read_tabular(table(content), PLAIN)] == ["One\nword.", "Two words."]


def test_a_column_of_text_is_seen_in_the_head(table):
    assert has_text_column(table("date,Body,close\n2026-01-01,Words.,1\n"))
    assert not has_text_column(table("date,close\n2026-01-01,1\n"))


def test_a_row_keeps_its_source_when_rows_are_put_above(table):
    old = "date,title,text\n2026-01-01,A,First.\n2026-01-01,A,Second.\n"
    before = {d.text: d.source for d in read_tabular(table(old), PLAIN)}
    new = old.replace("text\n", "text\n2026-02-01,B,New.\n")
    after = {d.text: d.source for d in read_tabular(table(new), PLAIN)}
    assert len(set(before.values())) == 2
    assert after.items() >= before.items()


def test_a_cell_longer_than_pythons_limit_and_windows_text_are_read(table):
    content = f'text\n"{"word " * 60_000}café"\n'
    [document] = read_tabular(table(content, "cp1252"), PLAIN)
    assert document.text.endswith("café")


@pytest.mark.real_data
@pytest.mark.skipif(not FOMC.exists(), reason=f"{FOMC} is missing")
def test_fomc_communications_are_104_documents_and_18_rows_without_text():
    found = list(read_tabular(FOMC, DocumentOptions(publisher="Federal Reserve")))
    documents = [item for item in found if isinstance(item, Document)]
    assert Counter(document.kind for document in documents) == {"statement": 53, "minute": 51}
    assert sum(isinstance(item, Skipped) for item in found) == len(found) - 104 == 18
    assert len({document.source for document in documents}) == 104
    minutes = next(document for document in documents if document.title == "Minute, 2026-01-28")
    assert new_york_day(minutes.published_at).isoformat() == "2026-02-18"
    assert "\x80" not in minutes.text
