from datetime import UTC, date, datetime

import pytest

from ingest.filings import form_in_name, read_filing
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


ANNUAL = """UNITED STATES
SECURITIES AND EXCHANGE COMMISSION
Washington, D.C. 20549
FORM 10-K
☒ ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934
For the fiscal year ended December 31, 2018
or
☐ TRANSITION REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934
For the transition period from to
Commission file number 1-3285
3M COMPANY
(Exact name of registrant as specified in its charter)
Delaware 41-0417775
"""
BODY = "\nThe business of 3M Company and its subsidiaries.\n"


@pytest.mark.parametrize(
    ("written", "instead", "form", "company", "period_end"),
    [
        ("", "", "10-K", "3M Company", date(2018, 12, 31)),
        ("FORM 10-K", "Form 10‑K/A", "10-K/A", "3M Company", date(2018, 12, 31)),
        ("FORM 10-K", "F O R M  10 - K", "10-K", "3M Company", date(2018, 12, 31)),
        ("20549\nFORM 10-K\n", "20549 FORM 10-K ", "10-K", "3M Company", date(2018, 12, 31)),
        (
            "fiscal year ended December 31, 2018",
            "FISCAL YEAR ENDED\nDECEMBER 31,2018",
            "10-K",
            "3M Company",
            date(2018, 12, 31),
        ),
        (
            "the fiscal year ended December 31, 2018",
            "the year ended: 29 September 2018",
            "10-K",
            "3M Company",
            date(2018, 9, 29),
        ),
        ("the fiscal year", "the 52-week period", "10-K", "3M Company", None),
        (
            "3M COMPANY\n",
            "# INTERNATIONAL BUSINESS MACHINES\n# CORPORATION\n",
            "10-K",
            "INTERNATIONAL BUSINESS MACHINES CORPORATION",
            date(2018, 12, 31),
        ),
        ("1-3285\n3M COMPANY", "1-3285 3M COMPANY", "10-K", "3M Company", date(2018, 12, 31)),
        (
            "3M COMPANY\n(Exact name of registrant as specified in its charter)",
            "Exact name of registrant as specified in its charter: 3M Company",
            "10-K",
            "3M Company",
            date(2018, 12, 31),
        ),
        ("3M COMPANY\n", "| 3M COMPANY |\n____\n", "10-K", "3M Company", date(2018, 12, 31)),
        ("3M COMPANY\n", "", "10-K", "", date(2018, 12, 31)),
        (
            "SECURITIES AND EXCHANGE COMMISSION",
            "SECURITIES AND\nEXCHANGE COMMISSION",
            "10-K",
            "3M Company",
            date(2018, 12, 31),
        ),
    ],
)
def test_covers_of_annual_reports_are_read_in_their_various_shapes(
    written, instead, form, company, period_end
):
    found = read_filing(ANNUAL.replace(written, instead) + BODY)
    assert (found.form, found.company, found.period_end) == (form, company, period_end)


def test_the_cover_may_stand_behind_the_letter_to_shareholders():
    letter = "2018 Annual Report\nDear shareholders, we had a strong year and grew in all regions.\n" * 500
    assert (
        read_filing(letter + ANNUAL + BODY).title
        == "3M Company Form 10-K, fiscal year ended December 31, 2018"
    )


def test_a_current_report_is_of_the_day_it_reports_on():
    text = ANNUAL.replace("10-K", "8-K").replace(
        "For the fiscal year ended December 31, 2018",
        "CURRENT REPORT\nDate of Report (Date of earliest event reported): July 28, 2022",
    )
    assert read_filing(text + BODY).title == "3M Company Form 8-K, July 28, 2022"


def test_the_period_of_the_metadata_serves_where_the_cover_has_none():
    text = ANNUAL.replace("For the fiscal year ended December 31, 2018", "") + BODY
    found = read_filing(text, ("Form 10-K filed on 2019-02-07 for the period ending 2018-12-31",))
    assert found.period_end == date(2018, 12, 31)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("3M_2018_10K", "10-K"),
        ("10-Q Apple", "10-Q"),
        ("ACME 8-k", "8-K"),
        ("shell 20F 2022", "20-F"),
        ("a10kb", ""),
        ("2010 kpis", ""),
    ],
)
def test_a_name_can_hold_the_form(name, form):
    assert form_in_name(name) == form


def test_a_report_to_other_authorities_is_no_filing():
    assert read_filing("Annual Report 2022\nExample plc\nfor the year ended 31 December 2022") is None


def test_other_text_is_no_filing():
    assert read_filing("An article about the FORM 10-Q of a company.") is None
