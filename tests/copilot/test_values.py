from datetime import UTC, datetime

import pytest

from copilot.evidence import ReceiptEvidence
from copilot.tieout import check
from copilot.values import write_cell, write_value
from market.receipts import Column, Receipt


@pytest.mark.parametrize(
    ("value", "unit", "form", "written"),
    [
        (9.5432, "%", "+", "+9.54 %"),
        (-1.05, "%", "+", "-1.05 %"),
        (-1.05, "%", "abs", "1.05 %"),
        (0.0, "%", "", "0.00 %"),
        (-0.004, "%", "", "-0.004 %"),
        (0.0000123, "%", "", "0.0000123 %"),
        (-1e-17, "%", "+", "+0.00 %"),
        (8.7123, "pp", "", "8.71 percentage points"),
        (25, "bp", "", "25.00 bp"),
        (1.5, "x", "", "1.50x"),
        (395, "USD", "", "$395.00"),
        (-12.5, "USD", "", "-$12.50"),
        (12.5, "USD", "+", "+$12.50"),
        (3.4e9, "USD", "", "$3.40 billion"),
        (-2.5e6, "EUR", "", "-€2.50 million"),
        (996_000.0, "USD", "", "$996,000.00"),
        (999_999.994, "USD", "", "$999,999.99"),
        (999_999_999.99, "USD", "", "$1.00 billion"),
        (999_999_999_999.0, "USD", "", "$1.00 trillion"),
        (12.0, "SEK", "", "SEK 12.00"),
        (3.25, "USD/share", "", "$3.25 per share"),
        (2684.13, "", "", "2,684.13"),
        (3, "", "", "3"),
        (21_345_678.0, "", "", "21,345,678"),
        (1234, "count", "", "1,234"),
        (21.0, "count", "", "21"),
        ("2026-01-22", "date", "", "22 January 2026"),
        ("Buy", "text", "", "Buy"),
        (True, "", "", "True"),
        (None, "%", "", "n/a"),
    ],
)
def test_value_is_written_with_its_unit(value, unit, form, written):
    assert write_value(value, unit, form=form) == written


@pytest.mark.parametrize(
    ("unit", "cell", "written"),
    [
        ("pp", 8.7123, "8.71 pp"),
        ("date", "2026-01-22", "2026-01-22"),
        ("USD/share", 3.25, "$3.25/share"),
        ("{currency}", 395.0, "€395.00"),
        ("%", 7.54, "7.54 %"),
        ("text", "net_income", "net_income"),
        ("%", None, "n/a"),
    ],
)
def test_cell_is_short_and_takes_its_unit_from_the_column_or_the_row(unit, cell, written):
    assert write_cell(Column("cell", unit, ""), {"cell": cell, "currency": "EUR"}) == written


@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (9.5432, "%"),
        (-0.0041, "%"),
        (8.7123, "pp"),
        (25.0, "bp"),
        (1.5, "x"),
        (395.0, "USD"),
        (-3.4e9, "USD"),
        (999_999_999.99, "USD"),
        (12.0, "SEK"),
        (12.0, "AUD"),
        (3.25, "USD/share"),
        (2684.13, ""),
        (21_345_678.0, ""),
    ],
)
def test_what_is_written_ties_out_to_the_value(value, unit, short):
    receipt = Receipt(
        metric="test",
        title="Test",
        metric_hash="0",
        params={},
        as_of=datetime(2026, 1, 22, tzinfo=UTC),
        window=None,
        value=value,
        unit=unit,
        columns=(Column("value", unit, ""),),
        rows=({"value": value},),
        tables={},
        sources=(),
        sql="",
    )
    prose = f"The value is {write_value(value, unit, short=short)} [1]."
    (figure,) = check(prose, [ReceiptEvidence.of(receipt)])
    assert figure.verdict == "computed", figure
