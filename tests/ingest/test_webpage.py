from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.webpage import MOST_DEPTH, MOST_TAGS, MOST_TAGS_OF_ARTICLE, read_webpage
from market.clock import new_york_day

PROSE = "<p>The company said that revenue rose strongly in the quarter and that it expects more of it.</p>"


def page(body, head=""):
    return f"<html><head><title>Results</title>{head}</head><body><article>{body}</article></body></html>".encode()


def cells(*texts, tag="td"):
    return (
        "<tr>"
        + "".join(
            f"<{tag} {text[0]}>{text[1]}</{tag}>" if isinstance(text, tuple) else f"<{tag}>{text}</{tag}>"
            for text in texts
        )
        + "</tr>"
    )


def test_a_table_keeps_its_caption_heads_and_columns():
    table = (
        "<table><caption>Revenue by segment (in millions)</caption><thead>"
        + cells(("rowspan=2", "Segment"), ("colspan=2", "Three months ended"), tag="th")
        + cells("June 2022", "June 2021", tag="th")
        + "</thead><tbody>"
        + cells("Cloud", "$1,234", "$1,100")
        + cells("Devices", "", "(100)")
        + "</tbody></table>"
    )
    text = read_webpage(page(PROSE + table + PROSE), "source").text
    assert (
        "Revenue by segment (in millions)\n"
        "| | Three months ended |\n"
        "| Segment | June 2022 | June 2021 |\n"
        "| Cloud | $1,234 | $1,100 |\n"
        "| Devices | | (100) |\n"
    ) in text


def test_a_table_that_arranges_prose_is_no_table():
    long = PROSE[3:-4] * 3
    text = read_webpage(
        page(PROSE + f"<table>{cells(long, long)}{cells(long, long)}</table>" + PROSE), "source"
    ).text
    assert "| " not in text
    assert text.count("rose strongly") >= 8


def test_menus_scripts_and_comments_are_left_out():
    menu = "<nav><ul><li><a href='/'>Home</a></li></ul></nav><script>var secret = 1;</script><!-- note -->"
    text = read_webpage(
        page(menu + PROSE * 3 + "<ul><li>First item of it</li><li>Second item of it</li></ul>"), "source"
    ).text
    assert not any(word in text for word in ("Home", "secret", "note"))
    assert "- First item of it\n- Second item of it" in text


JSON_LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        (
            JSON_LD.format('{"datePublished": "2026-01-22", "publisher": {"name": "Example Wire"}}'),
            "Example Wire",
        ),
        (
            JSON_LD.format(
                '[{"@graph": [{"datePublished": "2026-01-22", "publisher": [{"name": "Example Wire"}]}]}]'
            ),
            "Example Wire",
        ),
        (
            JSON_LD.format('{"@type": "WebSite", "publisher": {"name": "Other"}}')
            + '<meta property="og:site_name" content="Example Wire">',
            "Example Wire",
        ),
        ('<meta name="publisher" content="Example Wire">', "Example Wire"),
    ],
)
def test_the_publisher_is_the_one_that_the_page_names(head, publisher):
    assert read_webpage(page(PROSE * 3, head), "source").publisher == publisher


@pytest.mark.parametrize(
    ("head", "moment"),
    [
        (
            '<meta property="article:published_time" content="2026-01-22T09:30:00-05:00">',
            datetime(2026, 1, 22, 14, 30, tzinfo=UTC),
        ),
        (
            '<meta itemprop="datePublished" content="2026-01-22T14:30:00Z">',
            datetime(2026, 1, 22, 14, 30, tzinfo=UTC),
        ),
        (
            '<meta name="pubdate" content="soon"><meta name="DC.date" content="2026-01-22T14:30:00Z">',
            datetime(2026, 1, 22, 14, 30, tzinfo=UTC),
        ),
        (
            JSON_LD.format('{"dateModified": "2026-02-01", "datePublished": "2026-01-22T14:30:00Z"}'),
            datetime(2026, 1, 22, 14, 30, tzinfo=UTC),
        ),
    ],
)
def test_the_moment_is_that_of_publication(head, moment):
    assert read_webpage(page(PROSE * 3, head), "source").published_at == moment


FILING = Path(__file__).with_name("filing.html")


def test_a_filing_in_html_is_read_whole_with_clean_rows():
    draft = read_webpage(FILING.read_bytes(), "source")
    assert draft.title == "Example Inc. Form 10-K, fiscal year ended December 31, 2022"
    assert (draft.company, draft.form, draft.period_end) == ("Example Inc.", "10-K", date(2022, 12, 31))
    assert new_york_day(draft.published_at) == date(2023, 2, 3)
    assert (
        "### CONSOLIDATED STATEMENTS OF OPERATIONS\n\n"
        "(In millions, except per share amounts)\n\n"
        "| | Year ended December 31, |\n"
        "| | 2022 | 2021 | 2020 |\n"
        "| Net sales of Example Inc.: |\n"
        "| Products | $1,234 | $1,100 | $1,000 |\n"
        "| Other income (expense), net | (12) | — | 5 |\n"
        "| Effective tax rate | 15% | 16% | (2)% |\n\n"
        "• Net sales grew in all regions of the world.\n\n"
    ) in draft.text
    assert "dei" not in draft.text
    assert "\n31\n" not in draft.text


def test_an_article_about_the_commission_is_an_article():
    text = "<p>The SECURITIES AND EXCHANGE COMMISSION said that the FORM 10-K of the company was late.</p>"
    assert read_webpage(page(text + PROSE * 3), "source").kind == "article"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (page("<div>" * 1_000_000), "1,000,010 tags, more than the 1,000,000"),
        (page("<div>" * (MOST_DEPTH + 1)), "nested 254 deep, more than the 250"),
        (page("<b>" * 500_000), "nested 500,003 deep"),
        (page("<br>" * MOST_TAGS), "tags, more than"),
        (page(""), "no main text"),
        (b"<html><body></body></html>", "no main text"),
        (b"<!-- only a comment -->", "no main text"),
    ],
)
def test_a_page_that_cannot_be_read_says_why(content, reason):
    with pytest.raises(UnreadableDocument, match=reason) as caught:
        read_webpage(content, "source")
    assert caught.value.mend


def test_a_very_large_page_is_read_whole():
    draft = read_webpage(page(PROSE * (MOST_TAGS_OF_ARTICLE // 2)), "source")
    assert draft.title == "Results"
    assert draft.text.count("rose strongly") == MOST_TAGS_OF_ARTICLE // 2


def test_hostile_spans_are_bounded():
    wide = cells(("colspan=999999999 rowspan=999999999", "a"), "b")
    table = f"<table>{wide}{cells('c', '1')}{cells('d', '2')}</table>"
    assert "| c | 1 |" in read_webpage(page(PROSE + table + PROSE), "source").text
