from collections import Counter
from pathlib import Path

import pytest

from ingest.drafts import DocumentOptions
from ingest.errors import UnreadableDocument
from ingest.sources.tabular import read_tabular
from market.clock import new_york_day

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
    [document] = read_tabular(table(content), PLAIN).documents
    assert (document.title, document.text, document.publisher) == ("Rates", "Rates held.", "Wire")
    assert (document.url, document.kind) == ("https://x.example", "news")
    assert new_york_day(document.published_at).isoformat() == "2026-01-28"


def test_the_release_date_is_the_publication_and_the_date_the_title(table):
    [document] = read_tabular(
        table("Date,Release Date,Type,Text\n2026-01-28,2026-02-18,Minute,Words.\n"), PLAIN
    ).documents
    assert document.title == "Minute, 2026-01-28"
    assert new_york_day(document.published_at).isoformat() == "2026-02-18"


def test_a_mapping_names_other_columns(table):
    options = DocumentOptions(mapping={"text": "Note", "published_at": "On"})
    [document] = read_tabular(
        table("On;Note\n2026-01-28;Rates; held.\n".replace("; held", " held")), options
    ).documents
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
    found = read_tabular(table(content), PLAIN)
    assert [refusal.source.rpartition("#")[2] for refusal in found.skipped] == ["row=2", "row=5"]
    [refused] = found.refused
    assert refused.source.endswith("#row=3")
    assert "'2026-02-30'" in refused.reason
    [document] = found.documents
    assert not document.dated


def test_a_row_keeps_its_source_when_rows_are_put_above(table):
    old = "date,title,text\n2026-01-01,A,First.\n2026-01-01,A,Second.\n"
    before = {d.text: d.source for d in read_tabular(table(old), PLAIN).documents}
    new = old.replace("text\n", "text\n2026-02-01,B,New.\n")
    after = {d.text: d.source for d in read_tabular(table(new), PLAIN).documents}
    assert len(set(before.values())) == 2
    assert after.items() >= before.items()


def test_a_cell_longer_than_pythons_limit_and_windows_text_are_read(table):
    content = f'text\n"{"word " * 60_000}café"\n'
    [document] = read_tabular(table(content, "cp1252"), PLAIN).documents
    assert document.text.endswith("café")


@pytest.mark.real_data
@pytest.mark.skipif(not FOMC.exists(), reason=f"{FOMC} is missing")
def test_fomc_communications_are_104_documents_and_18_rows_without_text():
    found = read_tabular(FOMC, DocumentOptions(publisher="Federal Reserve"))
    assert Counter(document.kind for document in found.documents) == {"statement": 53, "minute": 51}
    assert (len(found.skipped), len(found.refused)) == (18, 0)
    assert len({document.source for document in found.documents}) == 104
    minutes = next(document for document in found.documents if document.title == "Minute, 2026-01-28")
    assert new_york_day(minutes.published_at).isoformat() == "2026-02-18"
    assert "\x80" not in minutes.text
