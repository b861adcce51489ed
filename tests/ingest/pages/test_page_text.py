from placed import SIZE, words

from ingest.pages.lines import lines_of
from ingest.pages.prose import Usual
from ingest.pages.running_heads import without_running_heads
from ingest.pages.text import join_pages, write_page

PROSE = """
The company manages its business primarily on a geographic basis, and
its segments include the Americas, Europe and Greater China, where net
sales rose in the quarter.
"""
JOINED = " ".join(PROSE.split())


def page_text(*parts):
    lines = lines_of([word for part in parts for word in part])
    return write_page(lines, Usual(SIZE, 400, False, frozenset({"operations"})))


def test_lines_of_a_paragraph_are_joined_and_paragraphs_parted():
    assert page_text(words(PROSE), words(PROSE, top=80)) == f"{JOINED}\n\n{JOINED}"


def test_a_broken_word_is_joined_and_a_compound_keeps_its_hyphen():
    text = page_text(words("The results of opera-\ntions were driven by long-\nterm demand."))
    assert text == "The results of operations were driven by long-term demand."


def test_large_and_bold_lines_are_headings():
    text = page_text(
        words("Annual Report", size=2 * SIZE),
        words("Results of Operations", size=1.2 * SIZE, top=40),
        words("Segment Information", weight=700, top=60),
        words(PROSE, top=75),
        words("A bold sentence is no heading.", weight=700, top=130),
    )
    assert text.split("\n\n") == [
        "# Annual Report",
        "## Results of Operations",
        "### Segment Information",
        JOINED,
        "A bold sentence is no heading.",
    ]


def test_items_of_a_list_stand_one_a_line():
    text = page_text(words("They were as follows:\n• Net sales rose.\n• Costs fell and\n  margins widened."))
    assert text == "They were as follows:\n• Net sales rose.\n• Costs fell and margins widened."


def test_columns_of_prose_are_read_one_after_the_other():
    left = [f"the left column has line number {n} of words" for n in range(8)]
    right = [f"and to the right stands another line {n}" for n in range(8)]
    page = "\n".join(f"{a:<50}{b}" for a, b in zip(left, right, strict=True))
    assert page_text(words(page)) == f"{' '.join(left)}\n\n{' '.join(right)}"


def test_a_table_of_terms_and_what_they_mean_is_read_row_by_row():
    rows = [
        [
            f"{f'term {n} that is long to say':<40}its meaning number {n} of words,",
            f"{f'over two lines of it {n}':<40}which goes on in line {n}",
        ]
        for n in range(4)
    ]
    page = "\n\n".join("\n".join(row) for row in rows)
    text = page_text(words(page))
    assert text.split("\n\n")[:3] == [
        "term 0 that is long to say over two lines of it 0",
        "its meaning number 0 of words, which goes on in line 0",
        "term 1 that is long to say over two lines of it 1",
    ]


def test_a_table_of_names_and_offices_is_not_read_by_columns():
    rows = [
        (f"Name of Officer Number {n}", "Senior Vice President " + "of Sales " * (n % 3)) for n in range(8)
    ]
    page = "\n".join(f"{name:<40}{office}" for name, office in rows)
    assert "| Name of Officer Number 3 | Senior Vice President |" in page_text(words(page))


def test_running_heads_page_numbers_and_rules_go():
    pages = [
        lines_of(words(f"Example Inc. | {n}\nText of page {n}00.\n______\nMore text of page {n}00.\n{n}"))
        for n in range(1, 6)
    ]
    assert [[line.text for line in lines] for lines in without_running_heads(pages)] == [
        [f"Text of page {n}00.", f"More text of page {n}00."] for n in range(1, 6)
    ]


def test_pages_begin_where_it_is_said():
    pages = ["A sentence that goes", "on overleaf.", "", "# Heading\n\nText."]
    text, starts = join_pages(pages)
    assert text == "A sentence that goes\non overleaf.\n\n# Heading\n\nText."
    assert [text[start:].split("\n")[0] for start in starts] == [
        "A sentence that goes",
        "on overleaf.",
        "",
        "# Heading",
    ]
