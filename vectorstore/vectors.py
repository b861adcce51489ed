"""The vector index: Chroma, embedded in the library's folder or on a server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import BrokenIndex
from vectorstore.worklist import Entry

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

DEFAULT_PORT = 8000  # of `chroma run`
SAME_DISTANCE = 1e-3  # cosine distance below which two vectors are the same, rounding apart
PAGE = 5_000  # ids read or deleted at once; Chroma takes at most 5,461


@dataclass(slots=True)
class Lease:
    """One open Chroma client, shared by all libraries of this process on the same folder.

    Chroma keeps one system per folder and process, and that system sees another process's vectors only
    after it was closed and opened again: so there is one lease, and it knows at which generation it was
    opened.
    """

    connect: Callable[[], Client]
    users: int = 0
    generation: int = -1
    client: Client | None = None
    collection: Collection | None = None
    guard: threading.RLock = field(default_factory=threading.RLock)

    def drop(self) -> None:
        """Close the client, if it is open."""
        if self.client is not None:
            self.client.close()
            _close_connections(self.client)
        self.client = self.collection = None
        self.generation = -1


_LEASES: dict[str, Lease] = {}
_LEASES_GUARD = threading.Lock()


class VectorIndex:
    """Passage ids with their unit vectors; never the text.

    The caller holds the library's lock around ``refresh``, ``write``, ``delete`` and ``reset``: two
    processes that write one embedded Chroma folder corrupt it. A server needs no such lock.
    """

    def __init__(self, folder: Path, *, url: str, collection: str, dimensions: int) -> None:
        self._folder = folder
        self._url = url
        self._name = collection
        self._dimensions = dimensions
        self._lease: Lease | None = None

    def refresh(self, generation: int, at_least: int) -> None:
        """Open the index, again if the generation has moved since, so that all written vectors are seen.

        Raises ``BrokenIndex`` where it holds fewer than ``at_least`` vectors.
        """
        with self._leased() as lease:
            if lease.collection is not None and lease.generation == generation:
                return
            if self._url:
                lease.collection = None  # a server sees what all have written; the collection may be another
            else:
                lease.drop()
            collection = self._opened(lease)
            count = collection.count()
            if count < at_least:
                raise BrokenIndex(
                    f"{self._place} holds {count} vectors and the catalog {at_least}: "
                    "run `tieout check`, which writes the missing ones"
                )
            if count:  # the first query loads the index from its files, which must not change meanwhile
                probe = np.full((1, self._dimensions), self._dimensions**-0.5, dtype=np.float32)
                collection.query(query_embeddings=probe, n_results=1, include=[])
            lease.generation = generation

    def search(self, vector: NDArray[np.float32], limit: int) -> list[str]:
        """At most ``limit`` passage ids, the nearest first, of the index as last refreshed."""
        with self._leased() as lease:
            self._require_there(lease)
            found = self._opened(lease).query(query_embeddings=vector[None, :], n_results=limit, include=[])
            return list(found["ids"][0])

    def finds(self, vector: NDArray[np.float32]) -> bool:
        """Whether the index finds an entry with this very vector (d,)."""
        with self._leased() as lease:
            found = self._opened(lease).query(
                query_embeddings=vector[None, :], n_results=1, include=["distances"]
            )
            nearest = (found["distances"] or [[]])[0]
            return bool(nearest) and nearest[0] < SAME_DISTANCE

    def vectors_of(self, passage_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors (d,) of the entries that exist among the ids."""
        with self._leased() as lease:
            found = self._opened(lease).get(ids=list(passage_ids), include=["embeddings"])
            vectors = np.asarray(found["embeddings"], dtype=np.float32)
            return dict(zip(found["ids"], vectors, strict=True))

    def write(self, entries: Sequence[Entry], vectors: NDArray[np.float32]) -> None:
        """Add entries with their vectors (n, d), in place of those with the same ids."""
        with self._leased() as lease:
            self._opened(lease).upsert(
                ids=[entry.passage_id for entry in entries],
                embeddings=vectors,
            )

    def delete(self, passage_ids: Sequence[str]) -> None:
        """Delete entries; unknown ids are passed over."""
        with self._leased() as lease:
            self._opened(lease).delete(ids=list(passage_ids))

    def stay_open(self, generation: int) -> None:
        """Note that nobody else has written up to this generation: what is open sees all of it."""
        with self._leased() as lease:
            lease.generation = generation

    def ids(self) -> set[str]:
        """The ids of all entries, read in pages."""
        held: set[str] = set()
        with self._leased() as lease:
            collection = self._opened(lease)
            while page := collection.get(limit=PAGE, offset=len(held), include=[])["ids"]:
                held.update(page)
        return held

    def reset(self) -> None:
        """Delete the whole index, broken or not."""
        with self._leased() as lease:
            if self._url:
                lease.client = lease.client or lease.connect()
                if any(held.name == self._name for held in lease.client.list_collections()):
                    lease.client.delete_collection(self._name)
                lease.drop()
                return
            lease.drop()
            rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Let go of the client, and close it if no other library of this process uses it."""
        with _LEASES_GUARD:
            lease, self._lease = self._lease, None
            if lease is None:
                return
            with lease.guard:
                lease.users -= 1
                if lease.users == 0:
                    lease.drop()
                    _LEASES.pop(self._key, None)

    @property
    def _key(self) -> str:
        return f"{self._url or self._folder.resolve()}#{self._name}"

    @property
    def _place(self) -> str:
        return f"the Chroma server {self._url}" if self._url else f"the Chroma index {self._folder}"

    @contextmanager
    def _leased(self) -> Iterator[Lease]:
        """The lease, for this thread alone, with Chroma's errors named."""
        from chromadb.errors import ChromaError
        from httpx import HTTPError

        with _LEASES_GUARD:
            if self._lease is None:
                self._lease = _LEASES.setdefault(self._key, Lease(self._connect))
                self._lease.users += 1
            lease = self._lease
        with lease.guard:
            try:
                yield lease
            except (ChromaError, HTTPError, ValueError, RuntimeError, OSError) as error:
                lease.drop()
                mend = "see that it runs" if self._url else "run `tieout check`, which rebuilds it"
                raise BrokenIndex(f"{self._place} cannot be used ({error}): {mend}") from error

    def _require_there(self, lease: Lease) -> None:
        """Keep a reader from making an empty index where a rebuild has just deleted the one that it had open."""
        if lease.client is None and not self._url and not self._folder.exists():
            raise FileNotFoundError(f"{self._folder} is gone")

    def _opened(self, lease: Lease) -> Collection:
        if lease.client is None:
            lease.client = lease.connect()
        if lease.collection is None:
            lease.collection = lease.client.get_or_create_collection(
                self._name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        return lease.collection

    def _connect(self) -> Client:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if not self._url:
            client = _open_folder(str(self._folder.resolve()), settings)
        else:
            parts = urlsplit(self._url)
            client = chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or DEFAULT_PORT,
                ssl=parts.scheme == "https",
                settings=settings,
            )
        return cast("Client", client)  # what both functions make, beyond the narrower type they declare


def _open_folder(path: str, settings: Settings) -> ClientAPI:
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    try:
        return chromadb.PersistentClient(path=path, settings=settings)
    except Exception:
        # Chroma keeps the system that failed to start, and would hand it out again for the mended folder
        SharedSystemClient._identifier_to_system.pop(path, None)
        raise


def _close_connections(client: Client) -> None:
    """Close the connections to a server, which Chroma's own ``close`` leaves open, its inner client's too."""
    for part in (client, getattr(client, "_admin_client", None)):
        session = getattr(getattr(part, "_server", None), "_session", None)
        if session is not None:
            session.close()
