import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from copilot.answer import Answer
from copilot.conversations import Conversations, UnreadableAnswer
from copilot.errors import BrokenStore, UnknownConversation

AS_OF = datetime(2026, 1, 22, tzinfo=UTC)


def answer(number, question="How did small caps do?"):
    return Answer(
        id=f"a-{number:012x}",
        question=question,
        as_of=None,
        prose="I found nothing.",
        refused=True,
        citations=(),
        figures=(),
        model="embedded",
        elapsed_ms=3,
    )


@pytest.fixture
def store(tmp_path):
    return Conversations(tmp_path / "home" / "conversations.db")


def test_answers_survive_a_restart_in_order(store):
    conversation = store.create(as_of=AS_OF)
    for number in range(3):
        store.add_answer(answer(number, f"question {number}"), conversation.id)
    again = Conversations(store.path)
    assert again.answers(conversation.id) == [answer(number, f"question {number}") for number in range(3)]
    assert again.get(conversation.id).as_of == AS_OF


def test_first_question_becomes_the_title_and_a_rename_stays(store):
    conversation = store.create()
    store.add_answer(answer(1, "How did   small caps\ndo?" + " really" * 20), conversation.id)
    title = store.get(conversation.id).title
    assert title.startswith("How did small caps do?")
    assert len(title) <= 60
    store.rename(conversation.id, "Rotation")
    store.add_answer(answer(2), conversation.id)
    assert store.get(conversation.id).title == "Rotation"


def test_most_recently_used_comes_first(store):
    first, second = store.create(title="first"), store.create(title="second")
    assert [item.id for item in store.all()] == [second.id, first.id]
    store.add_answer(answer(1), first.id)
    assert [item.id for item in store.all()] == [first.id, second.id]


def test_delete_takes_the_answers_along(store):
    kept, gone = store.create(), store.create()
    store.add_answer(answer(1), kept.id)
    store.add_answer(answer(2), gone.id)
    store.delete(gone.id)
    assert store.answers(gone.id) == []
    assert len(store.answers(kept.id)) == 1


@pytest.mark.parametrize("action", ["get", "delete"])
def test_unknown_conversation_is_an_error(store, action):
    with pytest.raises(UnknownConversation, match="c-nowhere"):
        getattr(store, action)("c-nowhere")


def test_answer_to_a_deleted_conversation_is_refused(store):
    with pytest.raises(UnknownConversation, match="c-nowhere"):
        store.add_answer(answer(1), "c-nowhere")


def test_answer_without_a_conversation_is_kept_apart(store):
    conversation = store.create()
    store.add_answer(answer(1))
    assert store.answers(conversation.id) == []


def test_damaged_file_is_named_with_the_mend(tmp_path):
    path = tmp_path / "conversations.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(BrokenStore, match="move the file away") as caught:
        Conversations(path)
    assert str(path) in str(caught.value)


def test_file_that_is_damaged_later_is_named(store):
    store.path.write_bytes(b"not a database" * 1000)
    with pytest.raises(BrokenStore, match=store.path.name):
        store.all()


@pytest.mark.parametrize("content", ["{", "{}", "[]", "null", '{"id": "a-1"}'])
def test_unreadable_answer_is_told_in_its_place_and_hides_none(store, content):
    conversation = store.create()
    for number in range(3):
        store.add_answer(answer(number), conversation.id)
    with closing(sqlite3.connect(store.path)) as db, db:
        db.execute("UPDATE answers SET json = ? WHERE id = ?", (content, answer(1).id))
    first, second, third = store.answers(conversation.id)
    assert (first, third) == (answer(0), answer(2))
    assert isinstance(second, UnreadableAnswer)
    assert second.id == answer(1).id


def test_conversations_are_found_by_what_was_said(store):
    rates, caps = store.create(title="Rates in 100 % of cases"), store.create(title="Small caps")
    assert [found.id for found in store.search("small")] == [caps.id]
    assert [found.id for found in store.search("100 %")] == [rates.id]
    assert store.search("100_%") == []
    store.add_answer(answer(1, "Where is gold?"), caps.id)
    assert [found.id for found in store.search("where is GOLD")] == [caps.id]
    assert [found.id for found in store.search("found nothing")] == [caps.id]
