"""Each figure of a prose gets the verdict that the evidence bears out."""

import pytest

from copilot.evidence import PassageEvidence, ReceiptEvidence
from copilot.tieout import check


def passage(quote, hex_digit="a", section=""):
    return PassageEvidence(
        id=f"p-{hex_digit * 12}",
        document_id="d-0123456789ab",
        title="Markets",
        publisher="The Paper",
        url="https://paper.example/markets",
        published_at="2026-01-22T21:00:00+00:00",
        dated=True,
        doc_kind="article",
        quote=quote,
        start=0,
        end=len(quote),
        section=section,
    )


def receipt(columns, *rows, metric="price_return", value=None, hex_digit="b"):
    names = list(columns)
    return ReceiptEvidence(
        id=f"m-{hex_digit * 12}",
        metric=metric,
        title=metric.replace("_", " ").capitalize(),
        metric_hash="0" * 64,
        params={"symbol": "^RUT", "days": 63},
        as_of="2026-01-23T04:59:59.999999+00:00",
        window={"start": "2025-12-31", "end": "2026-01-22"},
        value=value if value is not None else rows[0][0],
        unit=columns[names[0]],
        columns=tuple({"name": name, "unit": unit, "description": name} for name, unit in columns.items()),
        rows=tuple(dict(zip(names, row, strict=True)) for row in rows),
        tables={"prices": 3},
        sources=("yahoo",),
        sql="SELECT 1",
        notes=(),
        hash="1" * 64,
    )


RETURN = receipt({"return_pct": "%", "start_close": "", "end_close": ""}, (8.2439, 2481.91, 2686.52))
SLIP = receipt(
    {"change_pct": "%", "close": "", "change": ""}, (-1.0523, 2684.13, -28.54), metric="session_change"
)
SPREAD = receipt(
    {"spread_pp": "pp", "return_pct": "%", "benchmark_pct": "%"}, (8.71, 9.54, 0.83), metric="relative_return"
)
TRAIL = receipt({"spread_pp": "pp", "return_pct": "%", "benchmark_pct": "%"}, (-8.71, 0.83, 9.54))
CAP = receipt({"value": "{unit}", "unit": "text"}, (3_412_000_000.0, "USD"), value=3_412_000_000.0)
YIELD = receipt({"value": "%", "period": "date"}, (4.26, "2026-01-21"))
SECTORS = receipt(
    {"return_pct": "%", "symbol": "text"},
    *[(9.1, "XLE"), (7.4, "XLB"), (5.2, "XLI"), (2.2, "XLP"), (0.4, "XLV"), (-1.6, "XLK"), (-2.3, "XLC")],
    metric="ranking",
)
MULTIPLE = receipt({"pe": "x"}, (21.36,))
LEVEL = receipt({"close": "USD"}, (44.42,))

TABLE_GOES_ON = passage("| Cost of sales | 47,074 |", section="Operations > In millions | Three Months Ended")
TWO_TABLES = passage(
    "We leased 12 stores. (in millions) | Net sales | 812 | (In thousands) | Shares | $437 |"
)
SALES = passage("Sales of $94,836 million after $82,959 million.")
TWO_RETURNS = [passage("RUT rose 9.54%."), passage("SPX rose 0.83%.", "c")]

CASES = [
    # computed: at the precision written, in the same unit
    ("Up 8.2 % [1].", [RETURN], ["computed"]),
    ("Up 8.24% [1].", [RETURN], ["computed"]),
    ("Up 8.244 per cent [1].", [RETURN], ["computed"]),
    ("Up nearly 8.3 % [1].", [RETURN], ["conflicting"]),
    ("Up about 8 % [1].", [RETURN], ["computed"]),
    ("Up more than 8 % [1].", [RETURN], ["computed"]),
    ("Up 8.3 % [1].", [RETURN], ["conflicting"]),
    ("Up 8.25 % [1].", [RETURN], ["conflicting"]),
    ("Up 8.2 points [1].", [RETURN], ["unsupported"]),
    ("Up 8.2 percentage points [1].", [RETURN], ["unsupported"]),
    ("Up 824 basis points [1].", [RETURN], ["unsupported"]),
    ("It closed at 2,686.52 [1].", [RETURN], ["computed"]),
    ("It closed at 2,686.53 [1].", [RETURN], ["unsupported"]),
    ("It closed at $2,686.52 [1].", [RETURN], ["unsupported"]),
    ("It closed at $44.42 [1].", [LEVEL], ["computed"]),
    ("It closed at 44.42 [1].", [LEVEL], ["computed"]),
    ("It closed at €44.42 [1].", [LEVEL], ["unsupported"]),
    ("A market cap of $3.4B [1].", [CAP], ["computed"]),
    ("A market cap of $3.4 billion [1].", [CAP], ["computed"]),
    ("A market cap of $3,412 million [1].", [CAP], ["computed"]),
    ("A market cap of $3.4 million [1].", [CAP], ["conflicting"]),
    ("A market cap of $3.5B [1].", [CAP], ["conflicting"]),
    ("It trades at 21.4x earnings [1].", [MULTIPLE], ["computed"]),
    ("It trades at 21.4 times earnings [1].", [MULTIPLE], ["computed"]),
    ("It yields 21.4 % [1].", [MULTIPLE], ["unsupported"]),
    ("The yield is 4.26 % [1].", [YIELD], ["computed"]),
    ("The yield is 426 bp [1].", [YIELD], ["unsupported"]),
    # percentage points, basis points and points
    ("A lead of 8.7 percentage points [1].", [SPREAD], ["computed"]),
    ("A lead of 8.7 points [1].", [SPREAD], ["computed"]),
    ("A lead of 871 basis points [1].", [SPREAD], ["computed"]),
    ("A lead of 8.7 % [1].", [SPREAD], ["unsupported"]),
    ("It fell 28.54 points [1].", [SLIP], ["computed"]),
    # sign and direction
    ("It fell 1.05 % [1].", [SLIP], ["computed"]),
    ("A change of -1.05 % [1].", [SLIP], ["computed"]),
    ("A change of −1.05 % [1].", [SLIP], ["computed"]),
    ("A change of (1.05)% [1].", [SLIP], ["computed"]),
    ("It rose 1.05 % [1].", [SLIP], ["conflicting"]),
    ("A 1.05 % decline [1].", [SLIP], ["computed"]),
    ("A 1.05 % gain [1].", [SLIP], ["conflicting"]),
    ("It fell 8.24 % [1].", [RETURN], ["conflicting"]),
    ("It slipped 1.05 % to close at 2,684.13 [1].", [SLIP], ["computed", "computed"]),
    ("It trailed by 8.7 points [1].", [TRAIL], ["computed"]),
    ("It trailed by 8.7 points [1].", [SPREAD], ["computed"]),
    # quoted: same unit and scale, the prose may round but not sharpen
    ("Growth of 2.2 % [1].", [passage("RSM forecasts 2.2% GDP growth for 2026.")], ["quoted"]),
    ("Growth of 2.2 points [1].", [passage("RSM forecasts 2.2% GDP growth.")], ["unsupported"]),
    ("A gain of 8.2 % [1].", [passage("The index gained 8.24 %.")], ["quoted"]),
    ("A gain of 8.24 % [1].", [passage("The index gained 8.2 %.")], ["unsupported"]),
    ("A loss of 8.2 % [1].", [passage("The index gained 8.2 %.")], ["unsupported"]),
    ("Sales of $94.8 billion [1].", [passage("Total net sales were $94,836 million.")], ["quoted"]),
    ("Sales of $94.8 million [1].", [passage("Total net sales were $94,836 million.")], ["unsupported"]),
    ("Sales of $94,836 million [1].", [passage("(in millions) Total net sales 94,836 82,959")], ["quoted"]),
    ("A cost of $47.1 billion [1].", [TABLE_GOES_ON], ["quoted"]),
    ("A cost of $47.1 million [1].", [TABLE_GOES_ON], ["unsupported"]),
    ("Net sales of $812 million, $437 thousand apart [1].", [TWO_TABLES], ["quoted", "quoted"]),
    ("Net sales of $812 thousand, $437 million apart [1].", [TWO_TABLES], ["unsupported", "unsupported"]),
    ("It leased 12 million stores [1].", [TWO_TABLES], ["unsupported"]),
    ("The note on p. 4 and pp. 12-13 says so [1].", [SALES], []),
    ("A cost of $2,161,000 [1].", [passage("The cost was $2,161,000.")], ["quoted"]),
    ("A cost of $161,000 [1].", [passage("The cost was $2,161,000.")], ["unsupported"]),
    ("The range is 5.25 to 5.5 percent [1].", [passage("the range to 5-1/4 to 5-1/2 percent")], ["quoted", "quoted"]),
    ("A cut of 25 basis points [1].", [passage("The Committee lowered the rate by a quarter point.")], ["quoted"]),
    ("Only eight times since 1928 [1].", [passage("This has occurred only eight times since 1928.")], ["quoted"]),
    ("A target of \\$395 [1].", [passage("an upgrade with a $395 price target")], ["quoted"]),
    ("A rating by 3 banks [1].", [passage("Three banks raised it in 2023 and Q3.")], ["unsupported"]),
    # derived: one step
    ("A gap of 8.71 percentage points [1][2].", TWO_RETURNS, ["derived"]),
    ("A gap of 8.71 % [1][2].", TWO_RETURNS, ["unsupported"]),
    ("A gap of 871 bp [1].", [passage("RUT rose 9.54% and SPX 0.83%.")], ["derived"]),
    ("Sales grew 14.3 % [1].", [SALES], ["derived"]),
    ("Sales were 1.14 times as high [1].", [SALES], ["derived"]),
    ("Together they sold $177.8 billion [1].", [SALES], ["derived"]),
    ("On average $88.9 billion [1].", [SALES], ["derived"]),
    ("An annual growth of 6.9 % over two years [1].", [SALES], ["derived"]),
    ("Services were 24.7 % of the total [1].",
     [passage("Services $23,400 million, total $94,836 million.")], ["derived"]),
    ("XLE led XLK by 10.7 points [1].", [SECTORS], ["derived"]),
    ("All 7 sectors are ranked [1].", [SECTORS], ["derived"]),
    ("5 of them rose [1].", [SECTORS], ["derived"]),
    ("A gap of 3.9 percentage points [1].", [passage("Rates of 1.1%, 2.2% and 3.3%.")], ["unsupported"]),
    ("Nearly 3 percentage points [1].", [passage("It rose 8.2% and 5.4%.")], ["unsupported"]),
    ("A lead of nearly 3 percentage points [1].", [passage("It rose 8.2% and 5.4%.")], ["derived"]),
    ("A lead of nearly 3 percentage points [1].", [passage("It rose 8.2% and 1.8%.")], ["unsupported"]),
    # where the evidence is looked for
    ("Up 8.2 %. [1]", [RETURN], ["computed"]),
    ("Up 8.2 %. That is much [1].", [RETURN], ["computed"]),
    ("Up 8.2 %.\n\nThat is much [1].", [RETURN], ["computed"]),
    ("Up 8.2 %.", [], ["unsupported"]),
    ("Up 8.2 % [7].", [RETURN], ["computed"]),
    ("It has 2 parts.\n\nUp 8.2 % [1].", [receipt({"n": "count"}, (2,))], ["unsupported", "unsupported"]),
    ("| Index | Return |\n|---|---|\n| RUT | 8.2 % [1] |\n| SPX | 0.8 % [2] |", [RETURN, SPREAD], ["computed"] * 2),
    ("A window of 63 [1].", [RETURN], ["unsupported"]),
    ("On January 22, 2026, the S&P 500 was quiet [1].", [RETURN], []),
    ("", [RETURN], []),
]  # fmt: skip


@pytest.mark.parametrize(("prose", "evidence", "verdicts"), CASES)
def test_verdicts(prose, evidence, verdicts):
    assert [figure.verdict for figure in check(prose, evidence)] == verdicts


def test_a_figure_says_where_it_stands_and_what_it_rests_on():
    prose = "The Russell 2000 is up 8.2 % [1]."
    (figure,) = check(prose, [RETURN])
    assert prose[figure.start : figure.end] == figure.text == "8.2 %"
    assert (figure.value, figure.unit, figure.evidence) == (8.2, "%", (RETURN.id,))


def test_the_sentence_s_own_evidence_comes_first():
    other = receipt({"return_pct": "%"}, (8.21,), hex_digit="e")
    (figure,) = check("Up 8.2 % [2].", [RETURN, other])
    assert figure.evidence == (other.id,)


@pytest.mark.parametrize(
    ("prose", "quote", "step"),
    [
        ("A gap of 8.71 pp [1].", "9.54 % and 0.83 %", "difference of 9.54 % and 0.83 %"),
        ("It grew 50 % [1].", "from $100 to $150", "percent change from $100 to $150"),
        ("It doubled [1].", "from $100 to $200", "ratio of $200 to $100"),
        ("In total $450 [1].", "$100, $150 and $200", "sum of $100, $150 and $200"),
        ("A mean of $125 [1].", "$100 and $150", "mean of $100 and $150"),
        (
            "A CAGR of 41 % over 2 years [1].",
            "$100 to $200",
            "compound annual growth from $100 to $200 over 2 years",
        ),
    ],
)
def test_a_derived_figure_names_its_step(prose, quote, step):
    figure = check(prose, [passage(quote)])[0]
    assert (figure.verdict, figure.step) == ("derived", step)


def test_a_conflict_says_what_the_evidence_gives():
    (figure,) = check("Up 9 % [1].", [RETURN])
    assert (figure.verdict, figure.step) == ("conflicting", "Price return gives 8.24 %")


def test_a_conflict_needs_one_receipt_alone():
    (figure,) = check("Up 9 % [1][2].", [RETURN, SPREAD])
    assert figure.verdict == "unsupported"


def test_rows_of_a_long_table_that_are_not_spoken_of_give_no_difference():
    (figure,) = check("A difference of 3.0 points [1].", [SECTORS])  # XLI less XLP
    assert figure.verdict == "unsupported"
