"""Branches: another as-of goes on from the same conversation, and nothing later than it comes along."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from benchmarks.endpoint import Call, Reply
from copilot.answer import Answer
from copilot.carrying import carried_turns
from copilot.conversations import Conversations
from copilot.errors import UnknownConversation
from market.periods import parse_as_of

EARLY, AS_OF, LATE = (parse_as_of(day) for day in ("2026-01-21", "2026-01-22", "2026-01-30"))


@pytest.fixture
def workspace(read_only_workspace):
    stated = read_only_workspace.settings
    yield read_only_workspace
    read_only_workspace.settings = stated


@pytest.fixture
def copilot(openai_server, with_model):
    """A model that computes the return of ^RUT for each question, and tells it with its id."""

    def reply(messages):
        last = messages[-1]
        if last["role"] != "tool":
            return Reply(calls=(Call("price_return", {"symbol": "^RUT", "period": "YTD"}),))
        said, found = last["content"].split("\n")[0], last["content"].split("]")[0].lstrip("[")
        return Reply(pieces=(f"The Russell 2000 returned {said.rsplit(': ')[-1]} [{found}].",))

    server = openai_server(reply)
    made = with_model(server)
    made.server = server
    return made


def asked(copilot, as_of):
    """A conversation with one answer as of that moment."""
    conversation = copilot.workspace.conversations.create(as_of=as_of)
    answer = copilot.ask("How did small caps do?", conversation_id=conversation.id)
    assert answer.citations
    return conversation, answer


def sent(copilot):
    """What the model is sent first for the next question, without the system prompt."""
    return [message for message in copilot.server.requests[-2]["messages"] if message["role"] != "system"]


def test_branch_backwards_knows_the_questions_and_nothing_else(copilot):
    conversation, answer = asked(copilot, LATE)
    branch = copilot.workspace.conversations.branch(conversation.id, EARLY)
    later = copilot.ask("And now?", conversation_id=branch.id)
    assert later.as_of == EARLY.isoformat()
    carried = sent(copilot)
    assert [message["role"] for message in carried] == ["user", "assistant", "user"]
    assert carried[0]["content"] == "How did small caps do?"
    assert "not known here" in carried[1]["content"]
    whole = str(copilot.server.requests[-2:])
    assert answer.citations[0].id not in whole
    assert "2026-01-30" not in whole
    assert str(answer.citations[0].value) in answer.prose
    assert str(answer.citations[0].value) not in whole


def test_branch_forwards_knows_what_was_said_and_when_and_no_evidence(copilot):
    conversation, answer = asked(copilot, AS_OF)
    branch = copilot.workspace.conversations.branch(conversation.id, LATE)
    later = copilot.ask("And now?", conversation_id=branch.id)
    carried = sent(copilot)[1]["content"]
    assert "Answered as of 2026-01-23 04:59 UTC" in carried
    assert "10.0" in carried
    assert "[1]" not in carried
    assert answer.citations[0].id not in str(copilot.server.requests[-2:])
    assert {item.as_of for item in later.citations} == {LATE.isoformat()}


@pytest.mark.parametrize(
    ("first", "second", "third", "known"),
    [
        (EARLY, LATE, AS_OF, [True, False]),
        (EARLY, AS_OF, LATE, [True, True]),
        (LATE, EARLY, AS_OF, [False, True]),
        (LATE, EARLY, None, [True, True]),
        (None, EARLY, LATE, [False, True]),
    ],
)
def test_branch_of_a_branch_judges_each_answer_by_its_own_as_of(tmp_path, first, second, third, known):
    store = Conversations(tmp_path / "c.db")
    one = store.create(first)
    store.add_answer(said("a-000000000001", "First?", first), one.id)
    two = store.branch(one.id, second)
    store.add_answer(said("a-000000000002", "Second?", second), two.id)
    store.add_answer(said("a-000000000003", "Too late for the branch", first), one.id)
    turns = carried_turns(store, store.branch(two.id, third).id)
    assert [turn.question for turn in turns] == ["First?", "Second?"]
    assert ["not known here" not in turn.answer for turn in turns] == known


def said(answer_id, question, as_of):
    moment = as_of.isoformat() if as_of else None
    return Answer(answer_id, question, moment, "Up 10 % [1].", False, (), (), "scripted", 1)


def test_follow_up_in_a_branch_leans_on_the_questions_before(copilot):
    """The embedded analyst too: 'and the Nasdaq?' is about the same period and measure."""
    workspace = copilot.workspace
    workspace.settings = workspace.settings.model_copy(update={"model": "embedded"})
    conversation = workspace.conversations.create(as_of=LATE)
    copilot.ask("How did the Russell 2000 do this year?", conversation_id=conversation.id)
    branch = workspace.conversations.branch(conversation.id, AS_OF)
    answer = copilot.ask("And the Nasdaq Composite?", conversation_id=branch.id)
    assert "+1.00 %" in answer.prose
    assert all(item.as_of == AS_OF.isoformat() for item in answer.citations if item.kind == "receipt")


def test_branch_goes_on_after_its_first_question(copilot):
    conversation, _ = asked(copilot, AS_OF)
    branch = copilot.workspace.conversations.branch(conversation.id, LATE)
    copilot.ask("And now?", conversation_id=branch.id)
    copilot.ask("And again?", conversation_id=branch.id)
    questions = [message["content"] for message in sent(copilot) if message["role"] == "user"]
    assert questions == ["How did small caps do?", "And now?", "And again?"]


def test_branch_of_nothing_is_an_error(tmp_path):
    with pytest.raises(UnknownConversation, match="c-nowhere"):
        Conversations(tmp_path / "c.db").branch("c-nowhere", None)


def test_branch_outlives_the_conversation_it_comes_from(tmp_path):
    store = Conversations(tmp_path / "c.db")
    parent = store.create(as_of=LATE)
    branch = store.branch(parent.id, EARLY)
    assert store.get(branch.id).parent_id == parent.id
    store.delete(parent.id)
    assert store.get(branch.id).parent_id is None
    assert store.inherited(branch.id) == []


def test_file_from_before_there_were_branches_is_read(tmp_path):
    path = tmp_path / "c.db"
    now = datetime.now(UTC).isoformat()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "CREATE TABLE conversations (id TEXT PRIMARY KEY, title TEXT NOT NULL, as_of TEXT, "
            "created_at TEXT NOT NULL, updated_at TEXT NOT NULL)"
        )
        db.execute("INSERT INTO conversations VALUES ('c-old', 'Old', NULL, ?, ?)", (now, now))
    for _ in range(2):
        store = Conversations(path)
        assert store.get("c-old").parent_id is None
    assert store.branch("c-old", EARLY).parent_id == "c-old"
