"""Where the derived indexes stand: their names, which a rebuild changes in one step when the new ones are complete."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal
from uuid import uuid4

from vectorstore.database import Database

WORDS_FORMAT = 3
"""Moves whenever the same text gives other terms, fields or readings: an older lexical index is written anew."""
Part = Literal["chroma", "lexical"]
PARTS: tuple[Part, ...] = ("chroma", "lexical")


@dataclass(frozen=True, slots=True)
class Places:
    """The folder of Chroma and its collection (on a server only that counts), and the folder of the lexical index."""

    vectors: str
    collection: str
    words: str
    words_format: int

    @classmethod
    def first(cls) -> Places:
        """Those of an empty library."""
        return cls("chroma", _collection(), "words", WORDS_FORMAT)

    def with_new(self, *parts: Part) -> Places:
        """The same with names never used before for some of the indexes."""
        places = self
        if "chroma" in parts:
            places = replace(places, vectors=f"chroma-{uuid4().hex[:12]}", collection=_collection())
        if "lexical" in parts:
            places = replace(places, words=f"words-{uuid4().hex[:12]}", words_format=WORDS_FORMAT)
        return places

    def settings(self) -> list[tuple[str, str]]:
        """Names and values, as the catalog keeps them."""
        return [
            ("vectors", self.vectors),
            ("collection", self.collection),
            ("words", self.words),
            ("words_format", str(self.words_format)),
        ]


def places_of(database: Database) -> Places:
    """Where the indexes of a library stand; one of an earlier program's has words of another format."""
    rows = database.rows(
        "SELECT name, value FROM meta WHERE name IN ('vectors', 'collection', 'words', 'words_format')"
    )
    held = {str(name): str(value) for name, value in rows}
    return Places(
        vectors=held.get("vectors", "chroma"),
        collection=held.get("collection", ""),
        words=held.get("words", "lexical"),
        words_format=int(held.get("words_format", "0")),
    )


def announce(database: Database, places: Places) -> None:
    """Note the new names that are about to be used, so that what a killed rebuild leaves behind is found."""
    new = _parts(places) - _parts(places_of(database))
    with database.transaction() as connection:
        connection.executemany("INSERT OR IGNORE INTO leftovers VALUES (?, ?)", sorted(new))


def settle(database: Database, places: Places) -> None:
    """Make these the places of the indexes; the old ones are left over. The caller holds the library's lock."""
    old = _parts(places_of(database)) - _parts(places)
    with database.transaction() as connection:
        connection.executemany("REPLACE INTO meta VALUES (?, ?)", places.settings())
        connection.executemany("INSERT OR IGNORE INTO leftovers VALUES (?, ?)", sorted(old))
        connection.executemany(
            "DELETE FROM leftovers WHERE (folder, collection) = (?, ?)", sorted(_parts(places))
        )


def leftovers(database: Database) -> list[tuple[str, str]]:
    """Folders, and for Chroma collections, that no index stands in any more."""
    return [(str(folder), str(collection)) for folder, collection in database.rows("SELECT * FROM leftovers")]


def forget(database: Database, folder: str, collection: str) -> None:
    """Note that a leftover is gone."""
    with database.transaction() as connection:
        connection.execute("DELETE FROM leftovers WHERE (folder, collection) = (?, ?)", (folder, collection))


def _parts(places: Places) -> set[tuple[str, str]]:
    return {(places.vectors, places.collection), (places.words, "")}


def _collection() -> str:
    return f"passages-{uuid4().hex[:12]}"
