"""No row that was known later than the as-of is read; ``python -m benchmarks.as_of`` makes 10,000 such calls."""

import numpy as np
import pytest

from benchmarks.as_of import compare_calls, known_by, poisoned_after
from benchmarks.made_market import made_market
from market.periods import parse_as_of


def test_later_rows_however_absurd_change_no_result():
    tally = compare_calls(60, seed=29, a_moment=30)
    assert tally.differing == []
    assert sum(tally.gave_rows.values()) > 30
    assert len(tally.gave_rows) > 10


@pytest.mark.parametrize("table", ["prices", "instruments", "fundamentals", "ratings", "observations"])
def test_poison_lies_after_the_moment_and_nowhere_else(table):
    as_of = parse_as_of("2021-06-30")
    market = made_market(3)
    clean = known_by(market, as_of)[table]
    poisoned = poisoned_after(market, as_of, np.random.default_rng(1))[table]
    early = poisoned[poisoned["known_at"] <= as_of]
    late = poisoned[poisoned["known_at"] > as_of]
    assert early.reset_index(drop=True).equals(clean.reset_index(drop=True))
    assert len(late) > 0.1 * len(clean)
