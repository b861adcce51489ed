"""Sources that tell different figures of one thing are set side by side."""

from __future__ import annotations

import pytest

from copilot.analyst.disagreements import told_of, unranked
from copilot.evidence import PassageEvidence
from market.instruments import Instrument, InstrumentBook

RUSSELL = Instrument(symbol="^RUT", name="Russell 2000", kind="index", aliases=("Russell 2000",))
NASDAQ = Instrument(symbol="^IXIC", name="Nasdaq Composite", kind="index", aliases=("Nasdaq Composite",))
QUESTION = "What gain of the Russell 2000 for the year do the sources report?"


def passage(number: int, text: str) -> PassageEvidence:
    return PassageEvidence(
        id=f"p-{number:012x}",
        document_id=f"d-{number}",
        title="T",
        publisher=f"Publisher {number}",
        url="",
        published_at="2026-01-22T00:00:00+00:00",
        dated=True,
        doc_kind="article",
        quote=text,
        start=0,
        end=len(text),
    )


@pytest.mark.parametrize(
    ("other", "values"),
    [
        ("For the year the Russell 2000 is up 7.54%, the Nasdaq Composite 1.12%.", [8.2, 7.54]),
        ("For the year the Russell 2000 is up 8.2%, as others have reported too.", []),
        ("On the day the Russell 2000 rose 0.4% as traders bought the dip again.", []),
        ("For the year the Nasdaq Composite is up 1.12% after a good start this time.", []),
    ],
)
def test_figures_of_one_instrument_and_time_that_differ_are_told_together(
    other: str, values: list[float]
) -> None:
    first = "The gain of the year of the Russell 2000 was put at 8.2%, against 1.8% for the Nasdaq Composite."
    book = InstrumentBook([RUSSELL, NASDAQ])
    told = told_of(QUESTION, RUSSELL, unranked([passage(1, first), passage(2, other)]), book)
    assert [item.value for item in told] == values
