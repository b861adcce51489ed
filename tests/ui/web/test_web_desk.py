"""The desk over a workspace."""

import pytest

from copilot.settings import Settings
from copilot.workspace import Workspace
from ingest.jobs import DocumentOptions, ingest_paths
from ui.web.desk import WorkspaceDesk
from vectorstore.errors import UnknownDocument


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "note.md").write_text("Rates fell.")
    with Workspace(Settings(home=tmp_path / "home", embedding_model="hash")) as workspace:
        ingest_paths(workspace.library, workspace.tables, [tmp_path / "note.md"], DocumentOptions())
        yield WorkspaceDesk(workspace)


def test_desk_gives_a_document(desk):
    (summary,) = desk.workspace.library.documents()
    assert desk.document(summary.id).text == "Rates fell."
    with pytest.raises(UnknownDocument):
        desk.document("d-000000000000")


def test_deleted_conversation_is_gone(desk):
    desk.delete_conversation(desk.conversations.create(title="x").id)
    assert desk.conversations.all() == []
