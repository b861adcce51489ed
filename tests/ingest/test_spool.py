from concurrent.futures import ThreadPoolExecutor

from ingest.spool import MEMORY_BYTES, Spool


def test_messages_come_in_order_while_they_are_written():
    spool = Spool()
    messages = [bytes([number % 256]) * (number * 37) for number in range(1, 400)]

    def write():
        for message in messages:
            spool.put(message)
        spool.close()

    with ThreadPoolExecutor(1) as writer:
        writing = writer.submit(write)
        assert list(spool) == messages
        writing.result()
    assert sum(map(len, messages)) > MEMORY_BYTES


def test_a_closed_spool_gives_what_it_holds_and_ends():
    spool = Spool()
    spool.put(b"last words")
    spool.close()
    assert list(spool) == [b"last words"]


def test_what_nobody_wants_any_more_is_dropped():
    spool = Spool()
    spool.put(b"x" * (MEMORY_BYTES + 1))
    spool.discard()
    spool.put(b"late")
    spool.close()
