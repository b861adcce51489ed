import pytest

from ui.web.excerpt import excerpt, headings_above

TEXT = "# Top\n\nalpha beta gamma\n\n## Part\n\ndelta QUOTE epsilon zeta\n\n## Next\n\neta"


def span(words):
    start = TEXT.index(words)
    return start, start + len(words)


def test_quotation_is_exact_and_the_parts_join_to_the_text():
    found = excerpt(TEXT, *span("QUOTE"), context_chars=None)
    assert found.quote == "QUOTE"
    assert found.before + found.quote + found.after == TEXT
    assert not found.cut_before
    assert not found.cut_after


def test_surroundings_are_cut_between_words():
    found = excerpt(TEXT, *span("QUOTE"), context_chars=9)
    assert (found.before, found.after) == ("\ndelta ", " epsilon")
    assert found.cut_before
    assert found.cut_after


def test_one_long_word_is_cut_within():
    text = "x" * 50 + "QUOTE" + "y" * 50
    found = excerpt(text, 50, 55, context_chars=10)
    assert found.before == "x" * 10
    assert found.quote == "QUOTE"


@pytest.mark.parametrize(
    ("words", "expected"),
    [("alpha", ("Top",)), ("QUOTE", ("Top", "Part")), ("eta", ("Top",)), ("# Top", ())],
)
def test_headings_lead_from_the_widest_to_the_nearest(words, expected):
    position = TEXT.rindex(words) if words != "eta" else TEXT.index("beta")
    assert headings_above(TEXT, position) == expected
