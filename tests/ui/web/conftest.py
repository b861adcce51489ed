"""A desk for the tests of the page."""

from datetime import date

import pytest
from page_answers import DOCUMENT, make_answer, make_refusal

from copilot.conversations import Conversations
from copilot.holdings import Holdings
from market.errors import NoRows
from ui.web.scripted import ScriptedDesk


@pytest.fixture
def desk(tmp_path):
    return ScriptedDesk(
        conversations=Conversations(tmp_path / "conversations.db"),
        script={
            "How did small caps do?": make_answer(),
            "What is the rent on the moon?": make_refusal(),
            "How did ^XYZ do?": NoRows("no close of ^XYZ; load its prices"),
        },
        documents={DOCUMENT.id: DOCUMENT},
        stock=Holdings(
            documents=17,
            passages=64,
            publishers=("Demo Wire", "RSM US"),
            instruments=15,
            prices=630,
            sessions=(date(2025, 12, 1), date(2026, 1, 30)),
            series=5,
            observations=5,
            fundamentals=9,
            ratings=4,
            examples=("How did small caps do?", "Is $5 `more` than *4*?"),
        ),
    )
