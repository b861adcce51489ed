"""Preferences: the news, notes and statements that a query asks for by date, publisher or kind."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from vectorstore.filters import microseconds
from vectorstore.snapshot import Snapshot
from vectorstore.windows import Window, windows_in

PUBLISHED_BY, OF_THE_KIND = 0.4, 0.4
"""What each of these is worth beside the date; together they count as one at most."""
SPELLINGS = {
    "minutes": ("minutes",),
    "statement": ("statement", "statements"),
    "filing": ("filing", "filings"),
}
"""Kinds that a query names by another word than their own."""


def preferences(query: str, snapshot: Snapshot) -> NDArray[np.float32]:
    """How much (m,) each document is asked for, 0 to 1."""
    wanted = np.zeros(len(snapshot.documents), dtype=np.float32)
    windows = list(windows_in(query))
    if windows:
        wanted += np.max([_within(snapshot, window) for window in windows], axis=0)
    for field, worth in (("publisher", PUBLISHED_BY), ("kind", OF_THE_KIND)):
        named = [value for value in snapshot.values(field) if is_named(value, query)]
        wanted += np.float32(worth) * snapshot.having(field, named)
    return np.minimum(wanted, np.float32(1.0))


def is_named(value: str, query: str) -> bool:
    """Whether a query names a publisher or a kind by its words; a single word of a publisher with its capitals."""
    spellings = SPELLINGS.get(value, (value,))
    has_capitals = value != value.lower()
    flags = 0 if has_capitals and " " not in value else re.IGNORECASE
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", query, flags) for name in spellings if name)


def _within(snapshot: Snapshot, window: Window) -> NDArray[np.float32]:
    """The worth (m,) of documents that came out on these days, or bear one of them in their title."""
    first = microseconds(datetime.combine(window.first, datetime.min.time(), UTC))
    last = microseconds(datetime.combine(window.last + timedelta(days=1), datetime.min.time(), UTC))
    published = (snapshot.published_us >= first) & (snapshot.published_us < last)
    titled = (snapshot.titled_us >= first) & (snapshot.titled_us < last)
    bears_another = snapshot.titled_us >= 0
    return np.where(np.where(bears_another, titled, published), np.float32(window.worth), np.float32(0.0))
