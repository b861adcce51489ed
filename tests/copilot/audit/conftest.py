"""A workspace with the demo's tables, and a few articles of a library."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from copilot.demo import demo_folder
from copilot.settings import Settings
from copilot.workspace import Workspace
from ingest.chunk import chunk
from vectorstore.documents import Document

ARTICLES = (
    (
        "RSM US",
        "Growth outlook",
        "RSM US expects the economy to grow 2.2% in 2026.",
        datetime(2026, 1, 13, tzinfo=UTC),
    ),
    (
        "FXEmpire",
        "Small-Cap Resurgence in 2026",
        "FXEmpire put the year-to-date gain of the Russell 2000 at 8.2%.",
        datetime(2026, 1, 23, 12, tzinfo=UTC),
    ),
    (
        "MoneyFlows",
        "Inflows",
        "Net inflows are concentrated in companies with a market value between $500 million and $50 billion.",
        datetime(2026, 1, 23, 12, tzinfo=UTC),
    ),
)


@pytest.fixture(scope="session")
def market_workspace(tmp_path_factory):
    """The demo's tables, and a library of three short articles."""
    home = tmp_path_factory.mktemp("audit")
    with Workspace(Settings(home=home, embedding_model="hash")) as workspace:
        for table in ("instruments", "prices", "fundamentals", "ratings", "observations"):
            workspace.tables.upsert(table, pd.read_csv(demo_folder() / "tables" / f"{table}.csv"))
        for publisher, title, text, published in ARTICLES:
            document = Document(
                title=title, text=text, published_at=published, publisher=publisher, source=title
            )
            workspace.library.add(document, chunk(document))
        workspace.library.index_pending()
        yield workspace
