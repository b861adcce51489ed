"""Which reports a query names."""

from datetime import date

import numpy as np
import pytest

from vectorstore.labels import Label, Period, form_in, label_of, periods_in
from vectorstore.routing import ANOTHER_PERIOD, Router

REPORTS = (
    ("Acme Corp.", "ACME", "10-Q", date(2023, 3, 31), "acme-spring.pdf"),
    ("Acme Corp.", "ACME", "10-Q", date(2023, 7, 1), "acme-summer.pdf"),
    ("Acme Corp.", "ACME", "10-K", date(2022, 12, 31), "acme-annual.pdf"),
    ("Advanced Micro Devices, Inc.", "AMD", "10-K", date(2022, 12, 31), "amd.pdf"),
    ("Orchard Inc.", "ORCH", "10-Q", date(2022, 6, 25), "2022 Q3 ORCH.pdf"),
    ("Orchard Inc.", "ORCH", "10-Q", date(2022, 9, 30), "2022 Q4 ORCH.pdf"),
    ("", "", "", None, "3M_2018_10K.pdf"),
    ("", "", "", None, "JOHNSON_JOHNSON_2022_10K.pdf"),
    ("Walmart Inc.", "WMT", "10-K", date(2023, 1, 31), "walmart.pdf"),
)
ALL = frozenset(range(len(REPORTS)))


@pytest.fixture(scope="module")
def router() -> Router:
    labels = {}
    for number, (company, symbol, form, period_end, source) in enumerate(REPORTS):
        label = label_of(
            title=source.removesuffix(".pdf"),
            source=f"/reports/{source}",
            company=company,
            symbol=symbol,
            form=form,
            period_end=period_end,
        )
        assert label
        labels[number] = label
    return Router.of(labels)


def named(router: Router, query: str) -> set[int]:
    published = np.arange(len(REPORTS), dtype=np.int64)
    weights = router.route(query, published, np.ones(len(REPORTS), dtype=bool)).weights
    return {number for number, weight in weights.items() if weight == 1.0}


@pytest.mark.parametrize(
    ("query", "reports"),
    [
        ("How did revenue develop?", set()),
        ("How did Acme's revenue develop?", {0, 1, 2}),
        ("acme revenue in Q1 2023", {0}),
        ("revenue of ACME in the second quarter of 2023", {1}),
        ("2Q23 revenue at Acme", {1}),
        ("What was Acme's FY2022 revenue?", {2}),
        ("What does the annual report of Acme say about 2022?", {2}),
        ("What did Acme say in its latest 10-Q?", {1}),
        ("How does Acme's latest quarter compare with previous quarters?", {0, 1, 2}),
        ("AMD's margin in 2022", {3}),
        ("Advanced Micro Devices gross margin", {3}),
        ("Which devices are advanced?", set()),
        ("Orchard's net sales in Q3 2022", {4}),
        ("capex of 3M in FY2018", {6}),
        ("Johnson & Johnson's dividends in 2022", {7}),
        ("Walmart's fiscal 2023 sales", {8}),
        ("AMD against Orchard in 2022", {3, 4, 5}),
    ],
)
def test_a_query_leads_to_the_reports_that_it_names(router, query, reports):
    assert named(router, query) == reports


def test_other_periods_of_a_named_company_count_less(router):
    weights = router.route(
        "Orchard in Q3 2022", np.arange(len(REPORTS), dtype=np.int64), np.ones(len(REPORTS), dtype=bool)
    ).weights
    assert weights == {4: 1.0, 5: ANOTHER_PERIOD}


def test_what_is_not_allowed_is_not_named(router):
    allowed = np.ones(len(REPORTS), dtype=bool)
    allowed[3] = False
    assert router.route("AMD's margin", np.arange(len(REPORTS), dtype=np.int64), allowed).weights == {}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("What was Acme's gross margin in Q1 2023?", "What was gross margin in ?"),
        ("Acme 10-K 2022", "Acme 10-K 2022"),
    ],
)
def test_names_are_taken_from_the_words_to_look_for(router, query, words):
    route = router.route(query, np.arange(len(REPORTS), dtype=np.int64), np.ones(len(REPORTS), dtype=bool))
    assert route.words == words


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Q3 2022", [Period(2022, 3)]),
        ("2022 Q3", [Period(2022, 3)]),
        ("2022Q3", [Period(2022, 3)]),
        ("3Q22", [Period(2022, 3)]),
        ("the third quarter of fiscal 2022", [Period(2022, 3)]),
        ("Q1 FY2024", [Period(2024, 1)]),
        ("FY18 and FY2019", [Period(2018), Period(2019)]),
        ("fiscal year 2021", [Period(2021)]),
        ("from 2018 to 2019", [Period(2018), Period(2019)]),
        ("June 25, 2022", [Period(2022)]),
        ("3M_2018_10K", [Period(2018)]),
        ("$2,018 and 2018.5 and 20%", []),
        ("Q5 12022", []),
    ],
)
def test_periods_are_read_as_people_write_them(text, periods):
    assert [period for _, _, period in periods_in(text)] == periods


@pytest.mark.parametrize(
    ("text", "form"),
    [("its 10-Q", "10-Q"), ("the 10K", "10-K"), ("an 8-k", "8-K"), ("100-Q", ""), ("10", "")],
)
def test_forms_are_read(text, form):
    assert form_in(text) == form


def test_news_has_no_label():
    assert not label_of(title="Stocks fall", source="/n.md", company="", symbol="", form="", period_end=None)


def test_a_period_that_the_file_states_goes_before_the_calendar():
    label = Label(frozenset({"a"}), frozenset(), frozenset({Period(2022, 3)}), date(2022, 6, 25), "10-Q")
    assert label.fits(Period(2022, 3)) > label.fits(Period(2022, 2)) > label.fits(Period(2022, 1)) == 0
