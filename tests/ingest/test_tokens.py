from ingest.tokens import LONGEST_WORD, STRETCH_CHARACTERS, TokenRuler


def test_a_word_that_the_model_does_not_know_can_be_cut():
    ruler = TokenRuler("short " + "x" * (10 * LONGEST_WORD))
    assert ruler.count(6, 6 + 10 * LONGEST_WORD) == 10
    assert ruler.last_cut(6, 6 + 3 * LONGEST_WORD) == 6 + 3 * LONGEST_WORD


def test_a_text_without_spaces_is_measured_in_stretches():
    text = "(1)" * STRETCH_CHARACTERS
    assert TokenRuler(text).count(0, len(text)) == len(text)
