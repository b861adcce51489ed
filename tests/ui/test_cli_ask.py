import json
import re

import pytest
from scripted_faces import (
    PASSAGE,
    ScriptedCopilot,
    Terminal,
    answering,
    figure,
    hash_workspace,
    make_answer,
    run,
)

from copilot.agent import Finished, Retracted, Step, Token
from copilot.answer import Answer
from copilot.errors import CopilotError
from copilot.usage import Usage
from market.errors import MarketError
from ui.rendering import render_answer
from ui.streaming import Draft, watch
from ui.terminal import Screen
from vectorstore.errors import LibraryError


@pytest.fixture
def shown(tmp_path):
    return run(tmp_path, "ask", "How did small caps do?", copilot=answering(make_answer()))


@pytest.mark.parametrize(
    "words",
    [
        "up 9.54% this year [1], and one report says 8.2% [2].",
        "[1] Price return of ^RUT, YTD",
        "price_return (symbol=^RUT, period=YTD)",
        "2025-12-31 to 2026-01-22",
        "9.54%",
        "2,718.77",
        "public daily closes",
        "dividends are not included",
        "and 2 more rows",
        "[2] Example Wire, Small caps lead, 2026-01-22",
        "“Small caps rose 8.2% [since December].”",
        "https://example.com/small-caps",
        "2 figures: 1 computed, 1 quoted",
    ],
)
def test_answer_shows_prose_citations_and_verdicts(shown, words):
    assert shown.exit_code == 0
    assert words in shown.stdout


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ((), ["no figures"]),
        ((figure("8.2%", "quoted"),), ["1 figure: 1 quoted"]),
        (
            (figure("8.2%", "unsupported"), figure("7.5%", "computed")),
            ["2 figures: 1 computed, 1 unsupported", "unsupported: “8.2%”"],
        ),
        (
            (figure("8.2%", "conflicting", "receipt 1 gives 9.54%"),),
            ["1 figure: 1 conflicting", "conflicting: “8.2%”: receipt 1 gives 9.54%"],
        ),
    ],
)
def test_figures_that_do_not_tie_out_are_named(tmp_path, figures, expected):
    result = run(tmp_path, "ask", "?", copilot=answering(make_answer(figures=figures)))
    for words in expected:
        assert words in result.stdout


def test_refusal_is_its_sentence_alone_and_no_failure(tmp_path):
    refusal = make_answer(prose="I found nothing on Mars.", refused=True, citations=(), figures=())
    result = run(tmp_path, "ask", "Mars?", copilot=answering(refusal))
    assert result.exit_code == 0
    assert result.stdout.strip() == "I found nothing on Mars."


@pytest.mark.parametrize("refused", [False, True])
def test_json_is_the_answer_and_nothing_else(tmp_path, refused):
    answer = make_answer(refused=refused)
    copilot = answering(answer, Step("searching"), Token("The "))
    result = run(tmp_path, "ask", "?", "--json", copilot=copilot)
    assert json.loads(result.stdout) == answer.to_json()
    assert Answer.from_json(json.loads(result.stdout)) == answer


def test_what_a_library_prints_does_not_reach_standard_output(tmp_path):
    class Chatty(ScriptedCopilot):
        def stream(self, question, *, as_of=None, conversation_id=None):
            print("Loading weights: 100%")  # noqa: T201
            yield from super().stream(question)

    result = run(tmp_path, "ask", "?", "--json", copilot=Chatty([Finished(make_answer())]))
    json.loads(result.stdout)
    assert "Loading weights" in result.stderr


def test_as_of_day_ends_in_new_york(tmp_path):
    copilot = answering(make_answer())
    run(tmp_path, "ask", "?", "--as-of", "2026-01-22", copilot=copilot)
    assert copilot.asked[0]["as_of"].isoformat() == "2026-01-23T04:59:59.999999+00:00"


def test_continue_goes_on_with_the_last_conversation(tmp_path):
    copilot = answering(make_answer())
    run(tmp_path, "ask", "one", copilot=copilot)
    run(tmp_path, "ask", "two", "--continue", copilot=copilot)
    run(tmp_path, "ask", "three", copilot=copilot)
    first, second, third = (asked["conversation_id"] for asked in copilot.asked)
    assert first == second != third


def test_continue_as_of_another_day_starts_a_branch(tmp_path):
    copilot = answering(make_answer())
    run(tmp_path, "ask", "one", "--as-of", "2026-01-30", copilot=copilot)
    run(tmp_path, "ask", "two", "--continue", "--as-of", "2026-01-30", copilot=copilot)
    run(tmp_path, "ask", "three", "--continue", "--as-of", "2026-01-22", copilot=copilot)
    first, same, branch = (asked["conversation_id"] for asked in copilot.asked)
    assert first == same != branch
    stored = hash_workspace(tmp_path).conversations.get(branch)
    assert stored.parent_id == first
    assert str(stored.as_of).startswith("2026-01-23 04:59:59")
    assert copilot.asked[2]["as_of"] == stored.as_of


def test_conversation_is_gone_on_with_by_its_id(tmp_path):
    copilot = answering(make_answer())
    run(tmp_path, "ask", "one", "--as-of", "2026-01-22", copilot=copilot)
    run(tmp_path, "ask", "two", copilot=copilot)
    first = copilot.asked[0]["conversation_id"]
    run(tmp_path, "ask", "three", "--conversation", first, copilot=copilot)
    assert copilot.asked[2]["conversation_id"] == first
    missing = run(tmp_path, "ask", "four", "--conversation", "c-nowhere", copilot=copilot)
    assert missing.exit_code == 1
    assert "c-nowhere" in missing.stderr


@pytest.mark.parametrize("refused", [False, True])
def test_what_to_know_of_an_answer_stands_below_it(tmp_path, refused):
    answer = make_answer(
        refused=refused, notes=("The reply broke off.",), usage=Usage(3, 5210, 312, False, 0.0021)
    )
    lines = run(tmp_path, "ask", "?", copilot=answering(answer)).stdout.splitlines()
    assert lines[-2:] == ["The reply broke off.", "scripted: 3 calls, 5,210 tokens in, 312 out, $0.0021"]


def test_continue_without_a_conversation_starts_one(tmp_path):
    result = run(tmp_path, "ask", "one", "--continue", copilot=answering(make_answer()))
    assert result.exit_code == 0
    assert len(hash_workspace(tmp_path).conversations.all()) == 1


@pytest.mark.parametrize("error", [CopilotError, LibraryError, MarketError])
def test_errors_end_as_one_message_and_leave_no_empty_conversation(tmp_path, error):
    result = run(tmp_path, "ask", "?", copilot=ScriptedCopilot([Step("x"), error("no\x1b[2J luck")]))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == "tieout: no\\x1b[2J luck\n"
    assert hash_workspace(tmp_path).conversations.all() == []


def test_interrupt_ends_with_status_130(tmp_path):
    result = run(tmp_path, "ask", "?", copilot=ScriptedCopilot([KeyboardInterrupt()]))
    assert result.exit_code == 130


def test_control_characters_and_markup_of_documents_are_shown_and_not_obeyed(tmp_path):
    from dataclasses import replace

    hostile = replace(
        PASSAGE, quote="\x1b[31mRED[/bold] [link=x]$5 and $6\x9b2J", title="[bold]T\x07", url=""
    )
    result = run(tmp_path, "ask", "?", copilot=answering(make_answer(citations=(hostile,))))
    assert "“\\x1b[31mRED[/bold] [link=x]$5 and $6\\x9b2J”" in result.stdout
    assert "[bold]T\\x07" in result.stdout
    assert not set(result.stdout) & {"\x1b", "\x9b", "\x07"}


def test_terminal_lays_out_tables_of_the_prose_and_shows_where_links_lead():
    out = Terminal()
    prose = "Up $5 and $6 [1][2]; see [here](https://x.example).\n\n| who | return |\n|---|---|\n| XLE | +9.39 % |"
    render_answer(Screen(out, Terminal()), make_answer(prose=prose, refused=True))
    shown = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())
    for words in ("Up $5 and $6 [1][2]; see here (https://x.example).", "XLE", "+9.39 %"):
        assert words in shown
    assert "|---|" not in shown
    assert "\x1b]8" not in out.getvalue()


def test_terminal_sees_steps_and_words_as_they_come():
    out = Terminal()
    seen = []

    def events():
        for event in (Step("searching the documents"), Token("The wrong"), Retracted(), Token("The right")):
            yield event
            seen.append(out.getvalue())
        yield Finished(make_answer())

    assert watch(Screen(out, Terminal()), events()) == make_answer()
    assert "searching the documents" in out.getvalue()


def test_draft_forgets_what_was_retracted_and_keeps_the_end_in_view():
    draft = Draft()
    for event in (
        Step("one"),
        Token("wrong [1]"),
        Retracted(),
        Step("two"),
        Token("right "),
        Token("words [1]"),
    ):
        draft.take(event)
    assert draft.shown(lines=10, width=80).plain.split() == ["one", "two", "right", "words", "[1]"]
    assert draft.shown(lines=1, width=80).plain == "right words [1]"


def test_steps_are_dim_and_the_words_of_the_answer_are_not():
    draft = Draft()
    for event in (Step("searching"), Token("Small caps lead.")):
        draft.take(event)
    shown = draft.shown(lines=10, width=80)
    dim = [shown.plain[span.start : span.end].strip() for span in shown.spans if span.style == "dim"]
    assert dim == ["searching"]
    assert shown.style != "dim"


def test_stream_without_an_answer_is_an_error_of_the_program():
    with pytest.raises(RuntimeError, match="without an answer"):
        watch(Screen(), iter([Step("x")]))
