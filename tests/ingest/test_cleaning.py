import pytest

from ingest.cleaning import clean_text, decode_text

SENTENCE = "Naïve – “quoted” text of €5"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_is_decoded_whatever_wrote_it(encoding):
    padded = SENTENCE + " and more plain words to stand around it"
    assert decode_text(padded.encode(encoding)) == padded


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ\x00\x01\x00\x00binary", "zero bytes"),
        (bytes(range(1, 32)) * 20, "control characters"),
        ("иностранный текст".encode("cp1251"), "encoding is unknown"),
        (b"\x81\x8d\x8f undefined", "neither UTF-8 nor Windows"),
    ],
)
def test_what_is_not_text_says_why(content, reason):
    with pytest.raises(ValueError, match=reason):
        decode_text(content)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\fd", "a\nb\nc\nd"),
        ("  indented\t and\u00a0spaced  \n   \n\n\n next ", "indented and spaced\n\nnext"),
        ("May 6â\x80\x937, 2025", "May 6–7, 2025"),
        ("12â\x80\x91month, S&PÂ\xa0500", "12‑month, S&PÂ 500"),
        ("â stays, Ünder é", "â stays, Ünder é"),
        (
            "zero\u200bwidth, soft\u00adhyphen, proﬁt, \x07bell, \ud800lone",
            "zerowidth, softhyphen, profit, bell, lone",
        ),
    ],
)
def test_cleaning_changes_space_and_what_cannot_be_seen(raw, clean):
    assert clean_text(raw) == clean
    assert clean_text(clean) == clean
