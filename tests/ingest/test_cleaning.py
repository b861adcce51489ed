import pytest

from ingest.cleaning import clean_text, decode_text

SENTENCE = "Naïve – “quoted” text of €5"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "utf-16-le", "utf-16-be"]
)
def test_text_is_decoded_whatever_wrote_it(encoding):
    padded = SENTENCE + " and more plain words to stand around it"
    assert decode_text(padded.encode(encoding)) == padded


TEXTS = {
    "fr": "La Banque centrale européenne a laissé ses taux inchangés. L’euro s’est apprécié face au dollar.",
    "de": "Die Europäische Zentralbank ließ die Zinsen unverändert. Ökonomen erwarten Senkungen über Quartale.",
    "pt": "O Banco Central manteve a taxa básica de juros. Analistas não esperam alterações até março.",
    "sv": "Riksbanken lämnade räntan oförändrad. Kronan stärktes mot dollarn och börsen steg under våren.",
    "pl": "Narodowy Bank Polski utrzymał stopy bez zmian. Złoty umocnił się wobec dolara, inflacja słabnie.",
    "cs": "Česká národní banka ponechala sazby beze změny. Koruna posílila vůči dolaru a index vzrostl.",
    "ru": "Центральный банк сохранил ключевую ставку на прежнем уровне. Рубль укрепился к доллару.",
    "el": "Η Ευρωπαϊκή Κεντρική Τράπεζα διατήρησε τα επιτόκια. Το ευρώ ενισχύθηκε έναντι του δολαρίου.",
    "ja": "日本銀行は金融政策決定会合で政策金利を据え置いた。円相場は対ドルで下落し、日経平均株価は上昇した。",
    "zh": "中国人民银行维持利率不变，人民币兑美元小幅走强，上证综指上涨。分析师预计明年春季将降息。",
    "ko": "한국은행은 기준금리를 동결했다. 원화는 달러 대비 강세를 보였고 코스피는 상승했다.",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("fr", "cp1252"), ("de", "cp1252"), ("pt", "cp1252"), ("sv", "cp1252"), ("pl", "cp1250"), ("cs", "cp1250"),
        ("ru", "cp1251"), ("ru", "koi8-r"), ("el", "cp1253"), ("ja", "shift_jis"), ("ja", "euc-jp"),
        ("zh", "gb18030"), ("ko", "euc-kr"), ("ja", "utf-16-le"),
    ],
)  # fmt: skip
def test_the_letters_tell_the_encoding(language, encoding):
    text = TEXTS[language] + " 1.2\n"
    for repeated in (text, text * 5_000):
        assert decode_text(repeated.encode(encoding)) == repeated


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ\x00\x01\x00\x00binary", "zero bytes"),
        (bytes(range(1, 32)) * 20, "control characters"),
        (bytes(range(128, 256)) * 20, "encoding is unknown"),
        (bytes(255 - number % 256 for number in range(10_000)), "begins as UTF-16 text does, and is none"),
        (bytes(number % 256 for number in range(10_000)), "zero bytes"),
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
