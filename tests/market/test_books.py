from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from market.errors import UnknownInstrument
from market.tables import MarketTables

NOW = datetime(2026, 2, 1, tzinfo=UTC)


def test_names_and_groups_are_those_of_the_moment(tmp_path):
    tables = MarketTables(tmp_path, clock=lambda: NOW)
    renamed = datetime(2025, 10, 28, tzinfo=UTC)
    row = {
        "symbol": "META",
        "name": "Facebook",
        "kind": "stock",
        "sector": "Information Technology",
        "source": "x",
    }
    tables.upsert("instruments", pd.DataFrame([row]))
    changed = row | {"name": "Meta Platforms", "sector": "Communication Services", "known_at": renamed}
    tables.upsert("instruments", pd.DataFrame([changed]))
    before, after = tables.book(renamed - timedelta(microseconds=1)), tables.book(renamed)
    assert before.resolve("Facebook").name == "Facebook"
    assert before.resolve_group("technology stocks").symbols == ("META",)
    assert after.resolve("Meta Platforms").symbol == "META"
    assert after is tables.book()
    with pytest.raises(UnknownInstrument):
        before.resolve("Meta Platforms")
    with pytest.raises(UnknownInstrument):
        after.resolve_group("technology stocks")


def test_books_of_many_moments_are_made_again_when_needed(tmp_path):
    tables = MarketTables(tmp_path, clock=lambda: NOW)
    days = [datetime(2025, 1, day, tzinfo=UTC) for day in range(1, 12)]
    rows = [
        {
            "symbol": f"NEW{day.day}",
            "name": f"Listed {day.day}",
            "kind": "stock",
            "source": "x",
            "known_at": day,
        }
        for day in days
    ]
    tables.upsert("instruments", pd.DataFrame(rows))
    for _ in range(2):
        for day in days:
            known = {each.symbol for each in tables.book(day).instruments if each.symbol.startswith("NEW")}
            assert known == {f"NEW{number}" for number in range(1, day.day + 1)}
