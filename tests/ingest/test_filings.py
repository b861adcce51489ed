from datetime import UTC, datetime

import pytest

from ingest.filings import read_filing
from market.clock import new_york_day

COVER = """UNITED STATES
SECURITIES AND EXCHANGE COMMISSION
FORM 10-Q
For the quarterly period ended June 25, 2022
Commission File Number: 001-36743
{name}
(Exact name of Registrant as specified in its charter)
"""
SIGNATURE = """
SIGNATURE
Pursuant to the requirements of the Securities Exchange Act of 1934, the Registrant has signed.
{date} Example Inc.
"""


def filing(name="EXAMPLE INC.", signed="Date: July 28, 2022", metadata=(), created=None):
    text = (
        COVER.format(name=name) + "Text of Example Inc. and of EXAMPLE INC." + SIGNATURE.format(date=signed)
    )
    return read_filing(text, metadata, created)


def test_the_cover_gives_form_company_and_period():
    assert filing().title == "Example Inc. Form 10-Q, quarter ended June 25, 2022"


@pytest.mark.parametrize(
    ("signed", "metadata", "created", "day"),
    [
        ("Date: July 28, 2022", (), None, "2022-07-28"),
        ("July 28, 2022", (), None, "2022-07-28"),
        ("Date: July 28, 2022", ("Form 10-Q filed on 2022-07-29 for the period",), None, "2022-07-29"),
        ("Date: July 28, 2022", ("10-Q - 07/29/2022 - Example",), None, "2022-07-29"),
        ("Date: July 28, 2022", ("filed 07/27/2022",), None, "2022-07-28"),
        ("Date: July 28, 2022", (), datetime(2022, 7, 29, 16, tzinfo=UTC), "2022-07-29"),
        ("Date: July 28, 2022", (), datetime(2024, 1, 5, 16, tzinfo=UTC), "2022-07-28"),
        ("", (), datetime(2022, 8, 5, 16, tzinfo=UTC), "2022-08-05"),
    ],
)
def test_a_filing_is_public_on_the_last_of_the_days_stated(signed, metadata, created, day):
    published_at = filing(signed=signed, metadata=metadata, created=created).published_at
    assert new_york_day(published_at).isoformat() == day


def test_a_filing_without_any_date_is_undated():
    assert filing(signed="").published_at is None


def test_the_company_stands_below_the_file_number_where_the_cover_has_no_label():
    text = COVER.format(name="____\nMICROSOFT CORPORATION").replace("(Exact name of Registrant", "(")
    assert read_filing(text).company == "MICROSOFT CORPORATION"


def test_other_text_is_no_filing():
    assert read_filing("An article about the FORM 10-Q of a company.") is None
