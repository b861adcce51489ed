"""Runs outlive their reader, stop when told, and never die silently."""

import threading

import pytest
from page_answers import make_answer

from copilot.agent import Finished, Retracted, Step, Token
from ui.web.runs import WAITING, Runs

WAIT_S = 5.0


def wait_for_end(run):
    for _ in range(100):
        if run.progress().state != "running":
            return run.progress()
        run.wait(WAIT_S / 100)
    raise AssertionError("the run did not end")


def test_run_gathers_steps_and_prose_until_it_finishes():
    def stream(question, conversation_id):
        yield Step("searching")
        yield Token("a draft")
        yield Retracted()
        yield Token("The answer.")
        yield Finished(make_answer())

    runs = Runs(stream)
    progress = wait_for_end(runs.start("q", "c-1"))
    assert (progress.state, progress.steps, progress.prose) == ("finished", ("searching",), "The answer.")
    assert runs.of("c-1") is None


def test_failure_is_kept_with_what_was_written():
    def stream(question, conversation_id):
        yield Token("half")
        raise ValueError("the model went away")

    runs = Runs(stream)
    progress = wait_for_end(runs.start("q", "c-1"))
    assert (progress.state, progress.prose, str(progress.error)) == ("failed", "half", "the model went away")
    assert runs.of("c-1").question == "q"


def test_stopped_run_ends_at_its_next_event_and_stores_nothing():
    going_on, closed = threading.Event(), threading.Event()

    def stream(question, conversation_id):
        try:
            yield Token("one")
            going_on.wait(WAIT_S)
            yield Token("two")
            raise AssertionError("a stopped run is not taken further")
        finally:
            closed.set()

    run = Runs(stream).start("q", "c-1")
    while run.progress().prose != "one":
        run.wait(0.01)
    run.stop()
    assert run.progress().state == "stopped"
    going_on.set()
    assert closed.wait(WAIT_S)
    assert run.progress().prose == "one"


def test_answer_that_was_stored_before_the_stop_counts_as_finished():
    going_on = threading.Event()

    def stream(question, conversation_id):
        going_on.wait(WAIT_S)
        yield Finished(make_answer())

    runs = Runs(stream)
    run = runs.start("q", "c-1")
    run.stop()
    going_on.set()
    for _ in range(100):
        if run.progress().state == "finished":
            break
        threading.Event().wait(0.01)
    assert runs.of("c-1") is None


def test_second_question_waits_for_the_first():
    going_on = threading.Event()

    def stream(question, conversation_id):
        going_on.wait(WAIT_S)
        yield Finished(make_answer())

    runs = Runs(stream)
    first = runs.start("one", "c-1")
    assert runs.start("two", "c-1") is first
    assert runs.start("two", "c-2") is not first
    going_on.set()
    assert wait_for_end(first).state == "finished"


def test_question_after_a_stop_waits_until_the_stopped_work_has_ended():
    going_on, at_work, most = threading.Event(), [], []

    def stream(question, conversation_id):
        at_work.append(question)
        most.append(len(at_work))
        try:
            yield Token(question)
            if question == "first":
                going_on.wait(WAIT_S)
            yield Finished(make_answer())
        finally:
            at_work.remove(question)

    runs = Runs(stream)
    first = runs.start("first", "c-1")
    while not first.progress().prose:
        first.wait(0.01)
    first.stop()
    second = runs.start("second", "c-1")
    second.wait(0.1)
    assert second.progress().steps == (WAITING,)
    assert second.progress().prose == ""
    going_on.set()
    assert wait_for_end(second).state == "finished"
    assert most == [1, 1]


def test_question_that_is_stopped_while_it_waits_is_never_begun():
    going_on, asked = threading.Event(), []

    def stream(question, conversation_id):
        asked.append(question)
        yield Token(question)
        going_on.wait(WAIT_S)
        yield Finished(make_answer())

    runs = Runs(stream)
    first = runs.start("first", "c-1")
    while not first.progress().prose:
        first.wait(0.01)
    first.stop()
    runs.start("second", "c-1").stop()
    third = runs.start("third", "c-1")
    going_on.set()
    assert wait_for_end(third).state == "finished"
    assert asked == ["first", "third"]


@pytest.mark.parametrize("conversation_id", [None, "c-unknown"])
def test_conversation_without_a_question_has_no_run(conversation_id):
    assert Runs(lambda question, conversation_id: iter(())).of(conversation_id) is None
