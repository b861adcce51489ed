"""What is free goes back to the system."""

import sys
from pathlib import Path

import pytest

from vectorstore.memory import give_back_free_memory

MEGABYTE = 1 << 20


def resident_bytes():
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


@pytest.mark.skipif(
    sys.platform != "linux", reason="only glibc keeps what is freed, and only Linux has /proc"
)
def test_memory_between_pieces_that_are_still_held_is_given_back():
    pieces = [bytes(50_000) for _ in range(4_000)]  # below the size from which each has a mapping of its own
    kept = pieces[::100]
    before = resident_bytes()
    del pieces
    give_back_free_memory()
    assert len(kept) == 40
    assert resident_bytes() < before - 100 * MEGABYTE
