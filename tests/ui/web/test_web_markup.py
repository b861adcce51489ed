"""Untrusted words become text, never markup."""

import re

import pytest
from page_answers import figure, make_answer, passage_evidence, receipt_evidence

from copilot.support import CheckedSentence
from ui.web.markup import label, render_prose, web_link

OUR_TAGS = re.compile(
    r"</?(p|strong|em|ul|ol|li|h[1-6]|code|pre|blockquote|hr|table|thead|tbody|tr|th|td|br|span)\b[^<>]*>"
)


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
        (
            "<div>\n\n<img src=x onerror=alert(1)>",
            "<p>&lt;div&gt;</p>\n<p>&lt;img src=x onerror=alert(1)&gt;</p>\n",
        ),
        ("![logo](http://evil.example/x.png)", "<p>![logo](http://evil.example/x.png)</p>\n"),
        ("[press](javascript:alert(1))", "<p>[press](javascript:alert(1))</p>\n"),
        ("[press](https://example.com)", "<p>[press](https://example.com)</p>\n"),
        ("<https://example.com>", "<p>&lt;https://example.com&gt;</p>\n"),
        ("see https://example.com", "<p>see https://example.com</p>\n"),
        ("[1]: https://example.com", '<p><span class="chip">1</span>: https://example.com</p>\n'),
        ("from $5 to $6", "<p>from $5 to $6</p>\n"),
        ("$$x^2$$", "<p>$$x^2$$</p>\n"),
        (":material/home: :smile: :red[x]", "<p>:material/home: :smile: :red[x]</p>\n"),
        ("&lt;b&gt; &amp;", "<p>&lt;b&gt; &amp;</p>\n"),
        ("`<i>$5</i>`", "<p><code>&lt;i&gt;$5&lt;/i&gt;</code></p>\n"),
        ("    indented <b>", "<p>indented &lt;b&gt;</p>\n"),
        ('```html" onclick="x\n<b>\n```', "<pre><code>&lt;b&gt;\n</code></pre>\n"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("\ue0000\ue001", "<p>\ufffd0\ufffd</p>\n"),
        ("", ""),
    ],
)
def test_prose_becomes_safe_html(prose, expected):
    assert render_prose(prose) == expected


def test_table_keeps_its_cells_and_their_figures():
    prose = "| index | return |\n|---|---|\n| ^RUT | 7.54% [1] |\n"
    receipt = receipt_evidence()
    markup = render_prose(prose, [figure(prose, "7.54%", "computed", (receipt.id,))], [receipt])
    assert "<td>^RUT</td>" in markup
    assert '<td><span class="figure computed" role="button" tabindex="0" data-open="1"' in markup
    assert markup.count("data-open") == 2


def test_every_figure_carries_the_mark_of_its_verdict():
    answer = make_answer()
    markup = render_prose(answer.prose, answer.figures, answer.citations)
    marks = re.findall(r'class="figure (\w+)".*?aria-label="\1">(.)</span></span>', markup)
    assert marks == [
        ("computed", "✓"),
        ("derived", "∑"),
        ("conflicting", "⚠"),
        ("quoted", "❝"),
        ("unsupported", "✗"),
    ]


def test_hover_title_names_evidence_and_step():
    answer = make_answer()
    markup = render_prose(answer.prose, answer.figures, answer.citations)
    assert 'title="derived: one arithmetic step from figures that are cited · [1] [2] · 8.2 - 7.54"' in markup


def test_figure_within_bold_words_stays_bold():
    answer = make_answer()
    assert re.search(
        r'<strong>up <span class="figure computed"',
        render_prose(answer.prose, answer.figures, answer.citations),
    )


def test_source_title_cannot_leave_its_attribute():
    markup = render_prose("so it is [1]", (), [passage_evidence()])
    assert "<script>" not in markup
    assert "&lt;script&gt;alert(&quot;title&quot;)&lt;/script&gt;" in markup
    assert not re.sub(OUR_TAGS, "", markup).count("<")


@pytest.mark.parametrize("number", ["[0]", "[2]", "[999]", "[1234]"])
def test_number_without_a_source_stays_text(number):
    assert render_prose(f"x {number}", (), [passage_evidence()]) == f"<p>x {number}</p>\n"


def test_overlapping_spans_are_shown_once():
    prose = "up 7.54% now"
    figures = [figure(prose, "7.54%", "computed"), figure(prose, "54%", "unsupported")]
    assert render_prose(prose, figures).count("figure") == 1


def test_figure_text_is_escaped():
    prose = "up <7% now"
    assert ">&lt;7%<" in render_prose(prose, [figure(prose, "<7%", "unsupported")])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("$5 *b* `c`", r"\$5 \*b\* \`c\`"),
        ("[x](http://y)", r"\[x\]\(http\:\/\/y\)"),
        ("two\n lines", "two lines"),
        (":smile:", "\\:\u2060smile\\:"),
        ("<b>", r"\<b\>"),
    ],
)
def test_label_takes_every_sign_for_itself(text, expected):
    assert label(text) == expected


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://example.com/a?b=1&c=2", True),
        ("http://example.com", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://example.com/ x", False),
        ('https://example.com/"onclick=x', False),
        ("//example.com", False),
    ],
)
def test_only_web_addresses_become_links(url, is_link):
    markup = web_link(url)
    assert markup.startswith("<a ") is is_link
    assert '"onclick' not in markup


@pytest.mark.parametrize("prose", ["[１]", "[1](//evil.example)", "［1］", "[①]"])
def test_what_looks_like_a_citation_is_no_chip(prose):
    assert "chip" not in render_prose(prose, (), [passage_evidence()])


def test_a_sentence_that_is_not_supported_ends_with_a_mark_that_tells_why():
    prose = "Profits rose [1]. **Sales** fell [1].\n\n| a | b [1] |\n|---|---|\n| c | d [1] |"
    row = prose.index("| c")
    sentences = [
        CheckedSentence(0, 17, "supported", ("p-3f2a9c1b04de",)),
        CheckedSentence(18, 37, "unsupported", ("p-3f2a9c1b04de",), ("<Sales> is not in what it cites",)),
        CheckedSentence(row, len(prose), "weak", ("p-3f2a9c1b04de",), ("d",)),
    ]
    markup = render_prose(prose, (), [passage_evidence()], sentences)
    assert markup.count('class="doubt') == 2
    assert re.search(r'fell <span class="chip".*?</span>\.<span class="doubt unsupported"', markup)
    assert "&lt;Sales&gt; is not in what it cites" in markup
    assert re.search(
        r'<td>d <span class="chip"[^>]*>1</span><span class="doubt weak"[^>]*>\?</span></td>', markup
    )
