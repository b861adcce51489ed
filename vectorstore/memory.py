"""Memory that is free goes back to the system."""

from __future__ import annotations

import ctypes
import sys


def give_back_free_memory() -> None:
    """Give back what this process has freed; does nothing where the C library is not glibc.

    The tensors of a batch come in as many sizes as texts have lengths, and glibc keeps the gaps between them: after
    13,000 passages an ingest held 1,935 MB, of which 950 were free.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
