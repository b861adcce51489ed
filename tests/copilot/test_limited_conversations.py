"""Conversations that are limited to documents."""

import pytest

from copilot.agent import Copilot
from copilot.settings import Settings
from copilot.workspace import Workspace
from ingest.jobs import DocumentOptions, ingest_paths


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for name, text in (
        (
            "widgets",
            "Widget makers reported that orders grew 12 % in the quarter, helped by lower borrowing costs.",
        ),
        (
            "gadgets",
            "Gadget makers reported that orders fell 7 % in the quarter, as retailers emptied their shelves.",
        ),
    ):
        (folder / f"{name}.md").write_text(
            f"---\ntitle: {name}\npublisher: Wire\npublished: 2026-01-20\n---\n{text}\n"
        )
    with Workspace(Settings(home=tmp_path_factory.mktemp("home"))) as opened:
        assert ingest_paths(opened.library, opened.tables, [folder], DocumentOptions()).ok
        yield opened


def ask(workspace, question, *titles):
    chosen = [item.id for item in workspace.library.documents() if item.title in titles]
    conversation = workspace.conversations.create(documents=chosen)
    return Copilot(workspace).ask(question, conversation_id=conversation.id)


@pytest.mark.parametrize("question", ["How much did orders change?", "What happened to orders?"])
def test_a_document_that_was_chosen_is_what_is_asked(workspace, question):
    assert "orders grew 12 %" in ask(workspace, question, "widgets").prose
    answer = ask(workspace, question, "gadgets")
    assert "orders fell 7 %" in answer.prose
    assert {item.title for item in answer.citations} == {"gadgets"}


def test_what_the_documents_do_not_say_is_refused(workspace):
    answer = ask(workspace, "Who is the chancellor of Germany?", "widgets")
    assert answer.refused
    assert "limited to" in answer.prose


def test_a_branch_stays_limited(workspace):
    chosen = [item.id for item in workspace.library.documents()][:1]
    parent = workspace.conversations.create(documents=chosen)
    assert workspace.conversations.branch(parent.id, None).documents == tuple(chosen)
