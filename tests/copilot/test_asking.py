"""A language model behind OpenAI's real client that misbehaves: each fault is mended or told, and nothing is lost."""

import time
from dataclasses import replace

import pytest
from pydantic import SecretStr

from benchmarks.conversations import unsound
from benchmarks.endpoint import Call, Reply
from copilot.agent import Copilot, Finished, Retracted, Step, Token
from copilot.errors import LimitReached, ModelFailed
from market.periods import parse_as_of

AS_OF = parse_as_of("2026-01-22")
RETURN = Call("price_return", {"symbol": "^RUT", "period": "YTD"})
QUESTION = "How is the Russell 2000 doing?"
GOOD = "Up 10.0 % [1]."
BUSY = Reply(status=429, headers=(("Retry-After", "7"),))


@pytest.fixture
def workspace(read_only_workspace):
    stated = read_only_workspace.settings
    yield read_only_workspace
    read_only_workspace.settings = stated


def told(messages):
    """What the tools gave since the last question that a person asked."""
    return [message["content"] for message in messages if message["role"] == "tool"]


def receipt_id(messages):
    found = [text for text in told(messages) if text.startswith("[m-")]
    return found[-1].split("]")[0].lstrip("[") if found else ""


def works(messages):
    """A model without faults: the return of ^RUT, then the answer."""
    if not receipt_id(messages):
        return Reply(calls=(RETURN,))
    return Reply(pieces=("Up 10", ".0 % ", f"[{receipt_id(messages)}]."))


def first(*faults, then=works):
    """A model that replies with ``faults``, one after the other, and then works."""
    left = list(faults)

    def reply(messages):
        fault = left.pop(0) if left else None
        if fault is None:
            return then(messages)
        return fault(messages) if callable(fault) else fault

    return reply


def in_answer(**changes):
    """A fault of the reply that writes the answer; the call before it is sound."""

    def reply(messages):
        return Reply(pieces=("Up 99.9 % ", "and so on"), **changes)

    return (None, reply)


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ((Reply(status=429),), "429"),
        ((Reply(ending="garbage"),), "asking again"),
        ((Reply(ending="error event"),), "overloaded"),
        ((Reply(),), "empty"),
        ((Reply(calls=(RETURN,), finish="length"),), "cut at the length"),
        (in_answer(ending="torn"), "asking again"),
        (in_answer(ending="clean"), "broke off"),
        ((Reply(status=502, body="<html>"), Reply(ending="clean"), Reply(pieces=(" ",))), "asking again"),
    ],
)
def test_reply_with_a_fault_is_asked_for_again_and_the_fault_is_shown(
    openai_server, with_model, faults, said
):
    server = openai_server(first(*faults))
    events = list(with_model(server).stream(QUESTION, as_of=AS_OF))
    assert events[-1].answer.prose == GOOD
    assert said in " ".join(event.text for event in events if isinstance(event, Step))
    assert len(server.requests) == 2 + len([fault for fault in faults if fault])
    kept = [n for n, event in enumerate(events) if isinstance(event, Retracted)]
    after = events[kept[-1] + 1 :] if kept else events
    assert "".join(event.text for event in after if isinstance(event, Token)) == GOOD


def test_call_of_a_reply_that_broke_off_is_not_made(openai_server, with_model):
    cut = Reply(calls=(Call("price_return", '{"symbol": "^IXIC", "peri'),), ending="clean")
    server = openai_server(first(cut))
    answer = with_model(server).ask(QUESTION, as_of=AS_OF)
    assert answer.prose == GOOD
    assert "IXIC" not in str(server.requests)


def test_what_the_endpoint_asks_to_wait_is_waited(openai_server, with_model):
    copilot = with_model(openai_server(first(BUSY, Reply(status=503), Reply(status=503))))
    assert copilot.ask(QUESTION, as_of=AS_OF).prose == GOOD
    asked, second, third = copilot.waited
    assert asked == 7
    assert second < third


def test_longer_wait_than_there_is_time_is_not_waited(openai_server, with_model):
    copilot = with_model(openai_server(lambda _: BUSY), max_seconds=5.0)
    with pytest.raises(ModelFailed, match="asks to wait 7 seconds"):
        copilot.ask(QUESTION, as_of=AS_OF)
    assert copilot.waited == []


def test_time_out_is_asked_again(openai_server, with_model):
    server = openai_server(first(Reply(wait_s=5.0)))
    answer = with_model(server, timeout_s=0.2).ask(QUESTION, as_of=AS_OF)
    assert answer.prose == GOOD
    assert answer.elapsed_ms < 3000


@pytest.mark.parametrize(
    ("fault", "requests"),
    [
        (Reply(status=400), 1),
        (Reply(status=429, body='{"error": {"message": "pay", "code": "insufficient_quota"}}'), 1),
        (Reply(finish="content_filter"), 1),
        (Reply(), 3),
    ],
)
def test_fault_that_stays_is_an_error_that_names_the_model(openai_server, with_model, fault, requests):
    server = openai_server(lambda _: fault)
    copilot = with_model(server, max_retries=2)
    conversation = copilot.workspace.conversations.create(as_of=AS_OF)
    with pytest.raises(ModelFailed, match="openai:scripted gave no answer"):
        copilot.ask(QUESTION, conversation_id=conversation.id)
    assert len(server.requests) == requests
    assert copilot.workspace.conversations.answers(conversation.id) == []


def test_answer_that_always_breaks_off_stands_with_a_note(openai_server, with_model):
    def reply(messages):
        whole = works(messages)
        return whole if whole.calls else Reply(pieces=whole.pieces, ending="clean")

    answer = with_model(openai_server(reply), max_retries=1).ask(QUESTION, as_of=AS_OF)
    assert answer.prose == GOOD
    assert answer.notes == ("openai:scripted: the reply broke off; what came of it is shown.",)


def test_answer_that_was_cut_for_its_length_says_so(openai_server, with_model):
    def reply(messages):
        whole = works(messages)
        return whole if whole.calls else Reply(pieces=whole.pieces, finish="length")

    answer = with_model(openai_server(reply)).ask(QUESTION, as_of=AS_OF)
    assert answer.prose == GOOD
    assert "cut off at the length" in answer.notes[0]


@pytest.mark.parametrize(
    ("call", "told_of"),
    [
        (Call("price_return", "{not json}"), "no valid JSON"),
        (Call("price_return", '["a", "list"]'), "no valid JSON"),
        (Call("price_return", {"symbol": "^RUT", "period": 12}), "period"),
        (Call("no_such_tool", {}), "not a valid tool"),
        (Call("", {}), "not a valid tool"),
    ],
)
def test_call_that_cannot_be_made_is_told_and_mended(openai_server, with_model, call, told_of):
    server = openai_server(first(Reply(calls=(call,))))
    events = list(with_model(server).stream(QUESTION, as_of=AS_OF))
    assert events[-1].answer.prose == GOOD
    assert told_of in told(server.requests[1]["messages"])[-1]
    assert told_of in " ".join(event.text for event in events if isinstance(event, Step))


def test_calls_with_the_same_id_or_none_each_get_their_result(openai_server, with_model):
    calls = (Call("price_return", {"symbol": "^IXIC"}, None), RETURN, RETURN)
    server = openai_server(first(Reply(calls=calls)))
    assert with_model(server).ask(QUESTION, as_of=AS_OF).prose == GOOD
    sent = server.requests[1]["messages"]
    made = [call["id"] for call in sent[-4]["tool_calls"]]
    assert len(set(made)) == 3
    assert [message["tool_call_id"] for message in sent[-3:]] == made


def test_same_call_again_and_again_is_not_made(openai_server, with_model):
    server = openai_server(lambda messages: Reply(calls=(RETURN,)))
    with pytest.raises(LimitReached, match=r"the limit of 5 calls was reached \(the setting max_steps\)"):
        with_model(server, max_steps=5).ask(QUESTION, as_of=AS_OF)
    assert len(server.requests) == 5
    assert "not made" in told(server.requests[3]["messages"])[-1]


def test_model_is_told_to_write_when_its_steps_end(openai_server, with_model):
    def reply(messages):
        if "No more tools" in messages[-1]["content"]:
            return Reply(pieces=(f"Up 10.0 % [{receipt_id(messages)}].",))
        return Reply(calls=(RETURN,))

    server = openai_server(reply)
    assert with_model(server, max_steps=3).ask(QUESTION, as_of=AS_OF).prose == GOOD
    assert server.requests[-1]["tool_choice"] == "none"


def test_flood_of_calls_is_cut(openai_server, with_model):
    flood = tuple(Call("resolve_instrument", {"name": f"x{n}"}, f"c{n}") for n in range(60))
    flood = (*flood, Call("price_return", "{no json", "c99"))
    server = openai_server(first(Reply(calls=flood), then=lambda _: Reply(pieces=("Nothing.",))))
    assert with_model(server, max_steps=4).ask(QUESTION, as_of=AS_OF).refused
    limited = [text for text in told(server.requests[1]["messages"]) if "limit exceeded" in text]
    assert len(limited) == 21
    assert unsound(server.requests[1]["messages"]) == ""


def test_reply_without_an_end_is_cut_at_the_limit_of_tokens(openai_server, with_model):
    def reply(messages):
        if not receipt_id(messages):
            return Reply(calls=(RETURN,))
        return Reply(pieces=(f"Up 10.0 % [{receipt_id(messages)}].", *(" and so on" for _ in range(5000))))

    answer = with_model(openai_server(reply), max_tokens=2000).ask(QUESTION, as_of=AS_OF)
    assert answer.prose.startswith("Up 10.0 % [1]. and so on")
    assert len(answer.prose) < 8000
    assert answer.notes == (
        "The answer was cut off: the limit of 2,000 tokens was reached (the setting max_tokens).",
    )


def test_reply_that_drips_is_cut_at_the_limit_of_time(openai_server, with_model):
    def reply(messages):
        if not receipt_id(messages):
            return Reply(calls=(RETURN,))
        return Reply(
            pieces=(f"Up 10.0 % [{receipt_id(messages)}].", *(" and" for _ in range(500))), piece_s=0.02
        )

    begun = time.monotonic()
    answer = with_model(openai_server(reply), max_seconds=3.0).ask(QUESTION, as_of=AS_OF)
    assert time.monotonic() - begun < 8
    assert answer.notes == (
        "The answer was cut off: the limit of 3 seconds was reached (the setting max_seconds).",
    )


def test_signs_of_life_without_a_word_do_not_hold_an_answer_for_ever(openai_server, with_model):
    begun = time.monotonic()
    with pytest.raises(LimitReached, match=r"the limit of 0\.6 seconds was reached"):
        with_model(openai_server(lambda _: Reply(signs_of_life_s=20)), max_seconds=0.6).ask(
            QUESTION, as_of=AS_OF
        )
    assert time.monotonic() - begun < 4


def test_reader_who_stops_waits_for_no_reply(openai_server, with_model):
    """The reply drips for ten seconds; the conversation is free at once, and without the question."""

    def reply(messages):
        whole = works(messages)
        return (
            whole
            if whole.calls
            else Reply(pieces=(*whole.pieces, *(" and" for _ in range(200))), piece_s=0.05)
        )

    server = openai_server(reply)
    copilot = with_model(server)
    conversation = copilot.workspace.conversations.create(as_of=AS_OF)
    begun = time.monotonic()
    events = copilot.stream(QUESTION, conversation_id=conversation.id)
    while not isinstance(next(events), Token):
        pass
    events.close()
    assert time.monotonic() - begun < 4
    server.reply = lambda body: works(body["messages"])
    assert copilot.ask("And now?", conversation_id=conversation.id).prose == GOOD
    assert "Russell 2000 doing" not in str(server.requests[-1])


def test_fallback_answers_where_the_model_fails_and_is_named(openai_server, with_model):
    main, other = openai_server(lambda _: Reply(status=500)), openai_server(works)
    copilot = with_model(
        main,
        fallback_model="openai:cheap",
        fallback_base_url=other.base_url,
        fallback_api_key=SecretStr("none"),
    )
    answer = copilot.ask(QUESTION, as_of=AS_OF)
    assert (answer.prose, answer.model) == (GOOD, "openai:cheap")
    assert answer.notes[0].startswith("openai:scripted gave no answer")
    assert answer.notes[0].endswith("openai:cheap wrote it.")
    assert len(main.requests) == 4, "its tries are not repeated at each step"


def test_fallback_goes_on_from_what_was_found(openai_server, with_model):
    main, other = openai_server(first(None, then=lambda _: Reply(status=500))), openai_server(works)
    main.reply = lambda body: works(body["messages"]) if not told(body["messages"]) else Reply(status=500)
    copilot = with_model(
        main,
        fallback_model="openai:cheap",
        fallback_base_url=other.base_url,
        fallback_api_key=SecretStr("none"),
    )
    assert copilot.ask(QUESTION, as_of=AS_OF).prose == GOOD
    assert len(other.requests) == 1


@pytest.mark.parametrize("tools_before", [False, True])
def test_embedded_analyst_can_be_the_fallback(openai_server, with_model, tools_before):
    def reply(messages):
        return works(messages) if tools_before and not told(messages) else Reply(status=500)

    copilot = with_model(openai_server(reply), fallback_model="embedded")
    answer = copilot.ask("How did the Russell 2000 do this year?", as_of=AS_OF)
    assert answer.model == "embedded"
    assert "+10.00 %" in answer.prose


def test_limits_hold_for_the_embedded_analyst_too(workspace):
    for limit in ({"max_seconds": 1e-6}, {"max_tokens": 1}):
        workspace.settings = workspace.settings.model_copy(update=limit)
        with pytest.raises(LimitReached, match="embedded"):
            Copilot(workspace).ask("How did the Russell 2000 do this year?", as_of=AS_OF)
        workspace.settings = workspace.settings.model_copy(update={"max_seconds": 300.0})


def test_tokens_and_cost_are_counted_over_all_calls(openai_server, with_model):
    server = openai_server(first(Reply(status=500)))
    copilot = with_model(server, prices={"openai:scripted": (1.0, 10.0)})
    usage = copilot.ask(QUESTION, as_of=AS_OF).usage
    assert (usage.calls, usage.input_tokens, usage.output_tokens, usage.estimated) == (3, 200, 20, False)
    assert usage.cost_usd == pytest.approx((200 * 1.0 + 20 * 10.0) / 1e6)
    assert server.requests[0]["stream_options"] == {"include_usage": True}


def test_no_cost_is_made_up(openai_server, with_model):
    assert with_model(openai_server(works)).ask(QUESTION, as_of=AS_OF).usage.cost_usd is None


def test_tokens_that_nobody_counts_are_reckoned(openai_server, with_model):
    def reply(body):
        if "stream_options" in body:
            return Reply(status=400, body='{"error": {"message": "unknown field stream_options"}}')
        whole = works(body["messages"])
        return Reply(pieces=whole.pieces, calls=whole.calls, usage=None)

    server = openai_server(works)
    server.reply = reply
    answer = with_model(server).ask(QUESTION, as_of=AS_OF)
    assert answer.prose == GOOD
    assert answer.usage.estimated
    assert 5_000 < answer.usage.input_tokens < 60_000


@pytest.mark.parametrize("status", [400, 200])
def test_endpoint_that_does_not_stream_is_asked_for_the_whole(openai_server, with_model, status):
    """One refuses, another sends the whole where a stream was asked for."""
    refusal = Reply(status=status, body='{"error": {"message": "must be verified to stream this model"}}')

    def reply(body):
        whole = works(body["messages"])
        if not body.get("stream"):
            return whole
        return refusal if status == 400 else replace(whole, ending="unstreamed")

    server = openai_server(works)
    server.reply = reply
    events = list(with_model(server).stream(QUESTION, as_of=AS_OF))
    assert (events[-1].answer.prose, events[-1].answer.usage.estimated) == (GOOD, False)
    assert [event.text for event in events if isinstance(event, Token)] == [GOOD]


def test_window_that_is_too_small_is_found_out(openai_server, with_model):
    full = Reply(status=400, body='{"error": {"message": "too long", "code": "context_length_exceeded"}}')
    server = openai_server(first(None, full))
    answer = with_model(server).ask(QUESTION, as_of=AS_OF)
    assert answer.prose == GOOD
    assert "shortened" in answer.notes[0]


def test_long_conversation_stays_in_the_window_and_its_first_evidence_can_be_cited(openai_server, with_model):
    window, cited = 16_000, []

    def reply(body):
        messages = body["messages"]
        assert len(str(body)) / 4 < window, "even at four characters a token"
        if messages[-1]["role"] == "tool":
            ids = [text.split("]")[0].lstrip("[") for text in told(messages) if text.startswith("[m-")]
            cited.extend(ids[-1:])
            return Reply(pieces=(f"Up 10.0 % [{cited[0]}]. " + "And so on. " * 200,), usage=None)
        searches = tuple(
            Call("search_documents", {"query": query}, query)
            for query in ("small caps", "rates", "energy", "oil")
        )
        return Reply(calls=searches if cited else (RETURN, *searches), usage=None)

    server = openai_server(works)
    server.reply = reply
    copilot = with_model(server, context_tokens=window)
    conversation = copilot.workspace.conversations.create(as_of=AS_OF)
    answers = [copilot.ask(f"{QUESTION} {n}", conversation_id=conversation.id) for n in range(8)]
    assert all(answer.figures[0].verdict == "computed" for answer in answers)
    assert "Parts of the conversation were shortened to fit into the model's window." in answers[-1].notes
    assert copilot.workspace.conversations.answers(conversation.id) == answers


def test_key_that_an_endpoint_repeats_is_shown_nowhere(openai_server, with_model, caplog):
    key = "verysecret-0123456789"
    said = f'{{"error": {{"message": "wrong key {key}, Bearer {key}, sk-abcdefghijklmnop"}}}}'
    server = openai_server(first(Reply(status=500, body=said), then=lambda _: Reply(status=401, body=said)))
    copilot = with_model(server, api_key=SecretStr(key))
    events = copilot.stream(QUESTION, as_of=AS_OF)
    steps = []
    with pytest.raises(ModelFailed) as caught:
        steps.extend(events)
    import traceback

    shown = (
        "".join(traceback.format_exception(caught.value)) + str(steps) + caplog.text + str(server.requests)
    )
    assert "wrong key" in shown
    assert "verysecret" not in shown
    assert "sk-abc" not in shown


def test_first_words_are_shown_as_they_come(openai_server, with_model):
    def reply(messages):
        whole = works(messages)
        return (
            whole
            if whole.calls
            else Reply(pieces=(*whole.pieces, *(" more" for _ in range(12))), piece_s=0.05)
        )

    shown = {}
    for event in with_model(openai_server(reply)).stream(QUESTION, as_of=AS_OF):
        shown.setdefault(type(event), time.monotonic())
    assert shown[Finished] - shown[Token] > 0.4, "twelve more words came after the first was shown"
