"""The demo: fills a workspace with the articles and tables that are shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot.demo import demo_folder

if TYPE_CHECKING:
    from copilot.workspace import Workspace
    from ingest.report import IngestReport, Progress

DEMO_AS_OF = "2026-01-22"
DEMO_QUESTION = "How did the Russell 2000 do against the Nasdaq this year?"


def fill_with_demo(workspace: Workspace, on_progress: Progress | None = None) -> IngestReport:
    """What bringing the demo into ``workspace`` did; a second time finds everything unchanged."""
    from ingest.jobs import DocumentOptions, ingest_paths

    folder = demo_folder()
    paths = [folder / "tables", folder / "articles"]
    return ingest_paths(workspace.library, workspace.tables, paths, DocumentOptions(), on_progress)
