"""The snapshot: what the indexed passages and their documents are, as arrays in memory, for one generation."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from functools import cached_property
from json import dumps, loads

import numpy as np
from numpy.typing import NDArray

from vectorstore.database import Database
from vectorstore.documents import passage_id_of, passage_number
from vectorstore.filters import Filters, microseconds
from vectorstore.labels import Label, label_of
from vectorstore.routing import Router
from vectorstore.rows import blob, day_of, integer
from vectorstore.versions import FOREVER
from vectorstore.windows import titled_day

IN_MEMORY = 200_000
"""The vectors of up to so many passages are kept in memory: 300 MB. 50,000 take 77 MB and are read in 0.3 s; one
product with all of them takes 5 ms, where a metadata filter of Chroma takes 50 to 230 ms and opening Chroma 2 s."""

FILTERED = ("id", "kind", "publisher", "company", "form", "symbols")
"""The fields that a filter may limit to some values."""

Integers = NDArray[np.int64]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ShelvedDocument:
    """What a search asks of a document before it reads it."""

    id: str
    kind: str
    publisher: str
    company: str
    form: str
    symbols: frozenset[str]
    copy_group: str
    titled_us: int
    label: Label | None


@dataclass(frozen=True)
class Snapshot:
    """Passages 0 … n-1 in the order of their documents and texts: neighbours in a text are neighbours here.

    ``passages`` (n,) are the passages' numbers, ``document_of`` (n,) the places of their documents in ``documents``;
    ``vectors`` (n, d) are unit vectors, ``None`` where the library is too large for them.
    """

    generation: int
    passages: Integers
    document_of: Integers
    vectors: Vectors | None
    documents: tuple[ShelvedDocument, ...]
    published_us: Integers
    known_us: Integers
    superseded_us: Integers
    titled_us: Integers
    """The first moment of the day or month that the title bears; -1 where it bears none."""
    router: Router
    _order: Integers = field(repr=False)

    def places(self, numbers: Integers) -> tuple[Integers, NDArray[np.bool_]]:
        """Which passages (n,) are here by their numbers (n,), and the places of those."""
        if not len(self.passages):
            return np.empty(0, dtype=np.int64), np.zeros(len(numbers), dtype=np.bool_)
        found = np.searchsorted(self.passages, numbers, sorter=self._order).clip(max=len(self.passages) - 1)
        places = self._order[found]
        here = self.passages[places] == numbers
        return places[here], here

    def id_at(self, place: int) -> str:
        """The id of the passage at a place."""
        return passage_id_of(int(self.passages[place]))

    def allowed(self, filters: Filters) -> NDArray[np.bool_]:
        """Which documents (m,) the filters let through."""
        allowed: NDArray[np.bool_]
        if filters.as_of is None:
            allowed = self.superseded_us == FOREVER
        else:
            allowed = (self.known_us <= filters.as_of) & (self.superseded_us > filters.as_of)
        if filters.published_from is not None:
            allowed &= self.published_us >= filters.published_from
        if filters.published_to is not None:
            allowed &= self.published_us <= filters.published_to
        for name, choices in filters.choices.items():
            allowed &= self.having(name, choices)
        if filters.symbols:
            allowed &= self.having("symbols", filters.symbols)
        return allowed

    @cached_property
    def signs(self) -> NDArray[np.uint64] | None:
        """The signs of the vectors (d / 64, n), a bit each; ``None`` where no vectors are in memory."""
        return None if self.vectors is None else signs_of(self.vectors)

    @cached_property
    def labelled(self) -> NDArray[np.bool_]:
        """Which documents (m,) are reports that go by names and periods."""
        return np.array([held.label is not None for held in self.documents], dtype=np.bool_)

    def values(self, name: str) -> Collection[str]:
        """The values that a field has."""
        return self._by_value[name].keys()

    def having(self, name: str, values: Collection[str]) -> NDArray[np.bool_]:
        """Which documents (m,) have one of these values in a field of ``FILTERED``."""
        mask = np.zeros(len(self.documents), dtype=np.bool_)
        for value in values:
            mask[self._by_value[name].get(value, [])] = True
        return mask

    @cached_property
    def _by_value(self) -> dict[str, dict[str, list[int]]]:
        """Name of a field → its values → the documents that have them; made when a filter first asks."""
        found: dict[str, dict[str, list[int]]] = {name: {} for name in FILTERED}
        for number, held in enumerate(self.documents):
            for name, by_value in found.items():
                value = getattr(held, name)
                for single in value if isinstance(value, frozenset) else (value,):
                    by_value.setdefault(single, []).append(number)
        return found


def signs_of(vectors: Vectors) -> NDArray[np.uint64]:
    """The signs of the components of vectors (n, d) in words of 64 bits (d / 64, n), the last one filled up."""
    bits = np.packbits(vectors > 0, axis=1)
    words = np.pad(bits, [(0, 0), (0, -bits.shape[1] % 8)]).view(np.uint64)
    return np.ascontiguousarray(words.T)


class Snapshots:
    """Takes the snapshot of a catalog, and takes it again when the indexes have changed."""

    def __init__(self, database: Database, *, in_memory: int = IN_MEMORY) -> None:
        self._database = database
        self._in_memory = in_memory
        self._latest: Snapshot | None = None
        self._read_titles: dict[str, tuple[Label | None, int]] = {}
        self._guard = threading.Lock()

    def at(self, generation: int) -> Snapshot:
        """The snapshot of a generation; the one before is reused as far as it holds."""
        with self._guard:
            if self._latest is None or self._latest.generation != generation:
                self._latest = self._taken(generation)
            return self._latest

    def _taken(self, generation: int) -> Snapshot:
        rows = self._database.rows(
            "SELECT d.rowid, id, kind, publisher, company, form, symbols, coalesce(group_id, ''), title, source,"
            " period_end, published_us, known_us, superseded_us"
            " FROM documents d LEFT JOIN copies ON document_id = id ORDER BY d.rowid"
        )
        places = {integer(row[0]): place for place, row in enumerate(rows)}
        held = self._database.rows(
            "SELECT d.rowid, p.id FROM documents d JOIN passages p ON p.document_id = d.id"
            " WHERE p.state = 'done' ORDER BY d.rowid, p.start"
        )
        held = [row for row in held if integer(row[0]) in places]  # a document added between both readings
        passages = np.array([passage_number(str(passage_id)) for _, passage_id in held], dtype=np.int64)
        moments = np.array([[integer(value) for value in row[11:]] for row in rows], dtype=np.int64)
        published_us, known_us, superseded_us = moments.reshape(-1, 3).T
        documents = tuple(self._shelved(row) for row in rows)
        snapshot = Snapshot(
            generation=generation,
            passages=passages,
            document_of=np.array([places[integer(row)] for row, _ in held], dtype=np.int64),
            vectors=None,
            documents=documents,
            published_us=published_us,
            known_us=known_us,
            superseded_us=superseded_us,
            titled_us=np.array([held.titled_us for held in documents], dtype=np.int64),
            router=Router.of({n: shelved.label for n, shelved in enumerate(documents) if shelved.label}),
            _order=np.argsort(passages, kind="stable"),
        )
        if len(passages) > self._in_memory:
            return snapshot
        return replace(snapshot, vectors=self._vectors(passages))

    def _vectors(self, passages: Integers) -> Vectors:
        """The vectors (n, d) of passages; only those that the snapshot before lacks are read."""
        before = self._latest
        if before is None or before.vectors is None or not len(before.passages) or not len(passages):
            return self._read(passages)
        found = np.searchsorted(before.passages, passages, sorter=before._order).clip(
            max=len(before.passages) - 1
        )
        places = before._order[found]
        known = before.passages[places] == passages
        vectors = np.empty((len(passages), before.vectors.shape[1]), dtype=np.float32)
        vectors[known] = before.vectors[places[known]]
        if not known.all():
            vectors[~known] = self._read(passages[~known])
        return vectors

    def _read(self, passages: Integers) -> Vectors:
        ids = dumps([passage_id_of(int(number)) for number in passages])
        rows = self._database.rows(
            "SELECT j.key, e.vector FROM json_each(?) j JOIN passages p ON p.id = j.value"
            " JOIN embeddings e ON e.key = p.embedding",
            (ids,),
        )
        if not rows:
            return np.zeros((len(passages), 0), dtype=np.float32)
        stacked = np.frombuffer(b"".join(blob(vector) for _, vector in rows), dtype=np.float32)
        stacked = stacked.reshape(len(rows), -1)
        vectors = np.zeros((len(passages), stacked.shape[1]), dtype=np.float32)
        vectors[[integer(key) for key, _ in rows]] = stacked
        return vectors  # one removed since the passages were listed stays zero, and the catalog no longer gives it

    def _shelved(self, row: Sequence[object]) -> ShelvedDocument:
        _, document_id, kind, publisher, company, form, symbols, copy_group, title, source, period_end = row[
            :11
        ]
        held = ShelvedDocument(
            id=str(document_id),
            kind=str(kind),
            publisher=str(publisher),
            company=str(company),
            form=str(form),
            symbols=frozenset(loads(str(symbols))),
            copy_group=str(copy_group),
            titled_us=-1,
            label=None,
        )
        if held.id not in self._read_titles:
            label = label_of(
                title=str(title),
                source=str(source),
                company=held.company,
                symbol=next(iter(loads(str(symbols))), ""),
                form=held.form,
                period_end=day_of(period_end),
            )
            day = titled_day(str(title))
            moment = datetime.combine(day, time.min, UTC) if day else None
            self._read_titles[held.id] = (label, microseconds(moment) if moment else -1)
        label, titled_us = self._read_titles[held.id]
        return replace(held, label=label, titled_us=titled_us)
