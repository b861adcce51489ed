"""A long conversation is sent shortened: oldest first, ids kept, the question at hand whole as long as it can be."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from copilot.context import count_tokens, fit
from copilot.mending import MEND_REQUEST

PASSAGE = {
    "kind": "passage",
    "id": "p-3f2a9c1b04de",
    "document_id": "d-0a1b2c3d4e5f",
    "title": "Small caps lead",
    "publisher": "Example Wire",
    "url": "",
    "published_at": "2026-01-23T04:59:59+00:00",
    "dated": True,
    "doc_kind": "article",
    "quote": "Small caps rose 8.2%.",
    "start": 0,
    "end": 21,
}


def turn(number, *, results=2, chars=3000, answer_chars=1000):
    calls = [{"name": "search", "args": {"query": "x"}, "id": f"c{number}-{n}"} for n in range(results)]
    return [
        HumanMessage(f"Question {number}?"),
        AIMessage("", tool_calls=calls),
        *(
            ToolMessage("w " * (chars // 2), tool_call_id=call["id"], artifact=[PASSAGE], name="search")
            for call in calls
        ),
        AIMessage("Draft."),
        HumanMessage("Mend it", name=MEND_REQUEST),
        AIMessage(f"Answer {number} " + "long " * (answer_chars // 5) + "[p-3f2a9c1b04de]."),
    ]


def at_hand(number, **options):
    """A turn whose answer is still to be written."""
    return turn(number, **options)[:-3]


def conversation(turns, **options):
    return [message for number in range(turns - 1) for message in turn(number, **options)] + at_hand(
        turns - 1
    )


def texts(fitted):
    return [message.text for message in fitted.messages]


def test_conversation_that_fits_is_sent_as_it_is():
    messages = conversation(3)
    fitted = fit(messages, 1_000_000)
    assert (fitted.messages, fitted.shortened) == (messages, False)


@pytest.mark.parametrize("room", [30_000, 12_000, 8_000, 6_000, 4_000, 3_000, 2_500])
def test_long_conversation_fits_and_keeps_the_question_at_hand(room):
    messages = conversation(30)
    fitted = fit(messages, room)
    assert fitted.shortened
    assert count_tokens(fitted.messages) <= room
    kept = {message.id or message.text for message in at_hand(29)}
    assert kept <= {message.id or message.text for message in fitted.messages}


@pytest.mark.parametrize("room", [30_000, 12_000, 8_000, 4_000, 2_500, 900])
def test_every_call_keeps_its_result(room):
    messages = fit(conversation(30), room).messages
    calls = [call["id"] for message in messages for call in getattr(message, "tool_calls", [])]
    assert calls == [message.tool_call_id for message in messages if isinstance(message, ToolMessage)]


def test_oldest_is_shortened_first():
    fitted = texts(fit(conversation(6), 13_000))
    assert "Example Wire, Small caps lead" in fitted[2]
    assert fitted[-1].startswith("w w w")


def test_ids_are_kept_as_long_as_their_turn_is():
    fitted = fit(conversation(30), 8_000)
    turns = sum(text.startswith("Question") for text in texts(fitted))
    assert 5 < turns <= 30
    cited = [text for text in texts(fitted) if text.startswith("Answer")]
    assert len(cited) == turns - 1
    assert all("[p-3f2a9c1b04de]" in text for text in cited)


def test_what_is_left_out_is_said():
    first = texts(fit(conversation(30), 3_000))[0]
    assert "earlier questions of this conversation are left out" in first


def test_results_at_hand_are_cut_alike_and_say_so():
    messages = at_hand(0, results=5, chars=20_000)
    fitted = fit(messages, 4_000)
    lengths = {len(message.text) for message in fitted.messages if isinstance(message, ToolMessage)}
    assert len(lengths) == 1
    assert count_tokens(fitted.messages) <= 4_200
    assert all("Cut here" in message.text for message in fitted.messages[2:])


def test_what_is_kept_of_the_conversation_is_not_touched():
    messages = conversation(10)
    before = [message.text for message in messages]
    fit(messages, 2_500)
    assert [message.text for message in messages] == before
    assert all(message.artifact for message in messages if isinstance(message, ToolMessage))
