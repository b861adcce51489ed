import json
import re

import pytest
from fpdf import FPDF
from scripted_faces import run

ARTICLE = """---
title: {title}
publisher: {publisher}
published: {published}
kind: {kind}
---
{text}
"""


def write_article(folder, name, **fields):
    given = {"title": name, "publisher": "Example Wire", "published": "2026-01-22", "kind": "article"}
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.md"
    path.write_text(ARTICLE.format(**(given | fields)))
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with two articles."""
    folder = tmp_path_factory.mktemp("sources")
    write_article(folder, "rotation", text="Small companies lead the market because rates fall.")
    write_article(
        folder,
        "oil",
        text="Crude prices fell on rising supply.",
        published="2026-01-30",
        publisher="Oil Desk",
    )
    home = tmp_path_factory.mktemp("home")
    result = run(home, "ingest", folder)
    assert result.exit_code == 0, result.output
    assert "documents: 2 added, 0 unchanged, 0 replaced" in result.stdout
    return home


def test_ingest_again_finds_everything_unchanged_and_changes_replaced(tmp_path):
    folder = tmp_path / "sources"
    write_article(folder, "a", text="One thing is said.")
    write_article(folder, "b", text="Another thing is said.")
    run(tmp_path / "home", "ingest", folder)
    write_article(folder, "b", text="Now it is said otherwise.")
    result = run(tmp_path / "home", "ingest", folder)
    assert "documents: 0 added, 1 unchanged, 1 replaced" in result.stdout


def test_ingest_as_json_says_what_was_done_and_what_was_not(tmp_path):
    good = write_article(tmp_path / "sources", "a", text="One thing is said.")
    result = run(tmp_path / "home", "ingest", good, tmp_path / "missing.md", "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (report["added"], report["unchanged"], report["ok"]) == (1, 0, False)
    assert report["refused"][0]["source"].endswith("missing.md")


def test_ingest_names_what_it_refuses_and_takes_the_rest(tmp_path):
    good = write_article(tmp_path / "sources", "a", text="One thing is said.")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 no more")
    missing = tmp_path / "missing.md"
    result = run(tmp_path / "home", "ingest", good, broken, missing)
    assert result.exit_code == 1
    assert "documents: 1 added" in result.stdout
    assert "refused: 2" in result.stdout
    assert f"{broken}: " in result.stdout
    assert f"{missing}: " in result.stdout


def test_ingest_options_fill_what_the_file_leaves_open(tmp_path):
    plain = tmp_path / "note.txt"
    plain.write_text("Breadth improves while large caps pause.")
    options = ["--publisher", "The Desk", "--kind", "note", "--title", "Breadth", "--published", "2026-01-22"]
    assert run(tmp_path / "home", "ingest", plain, *options).exit_code == 0
    (found,) = json.loads(run(tmp_path / "home", "documents", "--json").stdout)
    assert (found["publisher"], found["kind"], found["title"]) == ("The Desk", "note", "Breadth")
    assert found["published_on"] == "2026-01-22"
    assert found["published_at"] == "2026-01-23T04:59:59.999999+00:00"


def test_table_of_documents_is_read_by_its_column_mapping(tmp_path):
    table = tmp_path / "news.csv"
    table.write_text("headline,body,when\nRates fall,The bank cut its rate by a quarter point.,2026-01-20\n")
    mapping = ["--map", "title=headline", "--map", "text=body", "--map", "published_at=when"]
    result = run(tmp_path / "home", "ingest", table, *mapping)
    assert "documents: 1 added" in result.stdout, result.output


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["ingest", "x.md", "--published", "someday"], "'--published': 'someday' is not a date"),
        (["ingest", "x.md", "--map", "title"], "'title' is not of the form title=headline"),
        (["ingest", "x.md", "--map", "title=a", "--map", "title=b"], "'title' is given twice"),
        (["ingest"], "Missing argument 'PATH"),
        (
            ["search", "x", "--as-of", "yesterday"],
            "'--as-of': 'yesterday' is neither a day such as 2026-01-22",
        ),
        (["search", "x", "--as-of", "2026-02-30"], "'--as-of': '2026-02-30' is neither"),
        (["search", "x", "--limit", "0"], "'--limit'"),
        (["documents", "--as-of", ""], "'--as-of': '' is neither"),
    ],
)
def test_wrong_use_is_named_with_status_2(tmp_path, words, expected):
    result = run(tmp_path, *words)
    assert result.exit_code == 2
    assert expected in " ".join(result.stderr.split())


def test_search_shows_passages_with_their_source(home):
    result = run(home, "search", "why small companies lead")
    assert result.stdout.startswith("1. Example Wire, rotation, 2026-01-22\n")
    assert "Small companies lead the market because rates fall." in result.stdout


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        ([], {"rotation", "oil"}),
        (["--limit", "1"], {"oil"}),
        (["--as-of", "2026-01-22"], {"rotation"}),
        (["--as-of", "2026-01-21"], set()),
        (["--publisher", "Oil Desk"], {"oil"}),
        (["--kind", "article"], {"rotation", "oil"}),
        (["--kind", "filing"], set()),
        (["--latest"], {"oil"}),
    ],
)
def test_search_filters(home, options, titles):
    result = run(home, "search", "crude prices and rising supply", "--json", *options)
    assert result.exit_code == 0
    hits = json.loads(result.stdout)
    assert {hit["title"] for hit in hits} == titles
    assert all(hit["kind"] == "passage" and hit["score"] >= 0 for hit in hits)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--kind", "filing"], "No document has the kind 'filing'; there are: article."),
        (
            ["--publisher", "Nobody"],
            "No document has the publisher 'Nobody'; there are: Example Wire, Oil Desk.",
        ),
        (["--as-of", "2020-01-01"], "No passage found."),
    ],
)
def test_search_says_why_it_found_nothing(home, options, reason):
    assert run(home, "search", "small companies", *options).stdout.strip() == reason


def test_search_in_an_empty_library_says_how_to_fill_it(tmp_path):
    assert "tieout ingest" in run(tmp_path, "search", "anything").stdout


def test_blank_query_ends_as_a_message(home):
    result = run(home, "search", "  ")
    assert result.exit_code == 1
    assert result.stderr.startswith("tieout: ")


def test_documents_are_listed_newest_first_and_up_to_the_as_of(home):
    lines = run(home, "documents").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["published", "2026-01-30", "2026-01-22"]
    early = json.loads(run(home, "documents", "--json", "--as-of", "2026-01-22").stdout)
    assert [document["title"] for document in early] == ["rotation"]


def test_documents_of_an_empty_library_say_how_to_fill_it(tmp_path):
    assert "tieout demo" in run(tmp_path, "documents").stdout


def test_hits_and_documents_as_json_say_what_they_are_of(home):
    (hit,) = json.loads(run(home, "search", "crude", "--publisher", "Oil Desk", "--json").stdout)
    assert (hit["page"], hit["company"], hit["form"], hit["period_end"]) == (None, "", "", None)
    assert isinstance(hit["symbols"], list)
    (document, _) = json.loads(run(home, "documents", "--json").stdout)
    assert document["period_end"] is None
    assert {"symbols", "topics", "tone", "language", "company", "form"} <= document.keys()
    assert (document["version"], document["previous_version"], document["near_copy_of"]) == (1, "", "")


def test_pages_of_a_pdf_are_shown_with_its_passages(tmp_path):
    pdf = FPDF()
    pdf.set_font("helvetica", size=12)
    for text in ("Small companies lead the market.", "Crude prices fell on rising supply."):
        pdf.add_page()
        pdf.multi_cell(0, 8, text)
    pdf.output(str(tmp_path / "report.pdf"))
    assert run(tmp_path / "home", "ingest", tmp_path / "report.pdf").exit_code == 0
    shown = run(tmp_path / "home", "search", "crude prices", "--limit", "1").stdout
    assert re.search(r"pp?\. 1", shown.splitlines()[0])
    (hit,) = json.loads(run(tmp_path / "home", "search", "crude prices", "--limit", "1", "--json").stdout)
    assert hit["page"] in (1, 2)


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        (["--since", "2026-01-30"], {"oil"}),
        (["--until", "2026-01-22"], {"rotation"}),
        (["--since", "2026-01-23", "--until", "2026-01-29"], set()),
        (["--company", "apple"], set()),
        (["--symbol", "AAPL"], set()),
        (["--kind", "article", "--publisher", "Oil Desk"], {"oil"}),
    ],
)
def test_documents_and_search_take_the_same_limits(home, options, titles):
    listed = json.loads(run(home, "documents", "--json", *options).stdout)
    found = json.loads(run(home, "search", "companies or crude", "--json", *options).stdout)
    assert {item["title"] for item in listed} == {item["title"] for item in found} == titles


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--company", "apple"], "No document has the company 'apple'; no document has one."),
        (["--form", "10-Q"], "No document has the form '10-Q'; no document has one."),
        (["--since", "2027-01-01"], "No passage found."),
    ],
)
def test_search_says_which_limit_nothing_meets(home, options, reason):
    assert run(home, "search", "small companies", *options).stdout.strip() == reason


def test_documents_that_none_match_say_so(home):
    assert run(home, "documents", "--kind", "poem").stdout == "No document matches.\n"


def test_versions_and_near_copies_have_columns_of_their_own(tmp_path):
    folder = tmp_path / "sources"
    story = (
        "Small companies lead because rates fall and because their debt floats, say nine of ten strategists. "
        * 3
    )
    write_article(folder, "first", text=story, published="2026-01-22T10:00:00Z")
    write_article(
        folder, "second", text=f"(Wire) {story}", publisher="The Daily", published="2026-01-22T12:00:00Z"
    )
    run(tmp_path / "home", "ingest", folder)
    header, second, first = run(tmp_path / "home", "documents").stdout.splitlines()
    assert header.split()[-3:] == ["near-copy", "of", "id"]
    assert second.split()[-2] == first.split()[-1]
    write_article(folder, "first", text="It is said otherwise now.", published="2026-01-23")
    run(tmp_path / "home", "ingest", folder)
    (newest, _) = json.loads(run(tmp_path / "home", "documents", "--json").stdout)
    assert (newest["version"], newest["previous_version"]) == (2, first.split()[-1])
    (_, oldest) = json.loads(run(tmp_path / "home", "documents", "--json", "--as-of", "2026-01-22").stdout)
    assert oldest["next_version"] == newest["id"]
