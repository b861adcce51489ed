"""Counts and example questions, over the demo's tables and a few documents."""

import pytest

from copilot.holdings import take_stock
from copilot.settings import Settings
from copilot.workspace import Workspace
from market.periods import parse_as_of
from ui.demo import fill_with_demo


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with Workspace(Settings(home=home, embedding_model="hash")) as found:
        assert fill_with_demo(found).ok
        yield found


def test_holdings_count_what_is_there(workspace):
    held = take_stock(workspace, None)
    assert (held.documents, held.prices, held.instruments, held.observations) == (17, 630, 15, 5)
    assert [str(day) for day in held.sessions] == ["2025-12-01", "2026-01-30"]
    assert not held.empty


def test_holdings_of_a_past_day_leave_out_what_came_later(workspace):
    held = take_stock(workspace, parse_as_of("2026-01-22"))
    assert held.documents < 17
    assert str(held.sessions[1]) == "2026-01-22"


def test_examples_name_only_what_the_tables_hold(workspace):
    examples = take_stock(workspace, parse_as_of("2026-01-22")).examples
    assert "How much is the Russell 2000 up this year?" in examples
    assert not [text for text in examples if "Nvidia" in text or "2020" in text or "gold" in text]
    assert examples[-1].startswith("What does ")


def test_empty_home_holds_nothing_and_offers_nothing(tmp_path):
    with Workspace(Settings(home=tmp_path, embedding_model="hash")) as workspace:
        held = take_stock(workspace, None)
        assert held.empty
        assert held.examples == ()
