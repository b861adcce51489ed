"""Work that outlives the page which began it."""

import threading

from ui.web.work import Bench


def test_work_tells_how_far_it_is_and_what_came_of_it():
    bench, middle, go_on = Bench(), threading.Event(), threading.Event()

    def task(report):
        report("reading", 1, 4)
        middle.set()
        go_on.wait(10)
        return "done"

    work = bench.start("two files", task)
    assert middle.wait(10)
    assert (work.label, work.share, work.running) == ("reading", 0.25, True)
    bench.dismiss(work)
    assert bench.works == (work,)
    go_on.set()
    assert work.wait(10)
    assert (work.result, work.error, work.running) == ("done", None, False)
    bench.dismiss(work)
    assert bench.works == ()


def test_what_two_people_start_is_done_one_after_the_other():
    bench, go_on, order = Bench(), threading.Event(), []
    first = bench.start("first", lambda _: (go_on.wait(10), order.append("first")))
    second = bench.start("second", lambda _: order.append("second"))
    assert second.label == "waiting"
    assert bench.works == (first, second)
    go_on.set()
    assert second.wait(10)
    assert order == ["first", "second"]


def test_failure_is_kept_for_the_page(caplog):
    def task(_):
        raise OSError("the disk is full")

    work = Bench().start("a file", task)
    assert work.wait(10)
    assert str(work.error) == "the disk is full"
    assert "a file failed" in caplog.text
