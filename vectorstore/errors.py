"""Everything that the library raises, drawn as a tree.

    LibraryError
    ├── UnknownDocument      no document with this id
    ├── UnknownPassage       no passage with this id
    ├── BadPassage           a passage that is not a span of the document it was added with
    ├── BlankQuery           nothing to search for
    ├── WrongModel           the library was filled with another embedding model
    ├── EmbeddingError       the model is missing, damaged or gave unusable vectors
    ├── BrokenCatalog        the SQLite catalog cannot be read
    ├── BrokenIndex          Chroma or the lexical index cannot be read or has lost entries
    └── LibraryBusy          another process held the lock for too long

Each message says what happened, to which file or id, and what to do.
"""

from __future__ import annotations


class LibraryError(Exception):
    """Anything that went wrong in the library."""


class UnknownDocument(LibraryError):
    """No document has this id."""


class UnknownPassage(LibraryError):
    """No passage has this id."""


class BadPassage(LibraryError):
    """A passage is not a span of the document that it was added with."""


class BlankQuery(LibraryError):
    """The query holds nothing to search for."""


class WrongModel(LibraryError):
    """The library was filled with another embedding model: the vectors do not compare."""


class EmbeddingError(LibraryError):
    """The embedding model is missing, damaged, or gave vectors that cannot be used."""


class BrokenCatalog(LibraryError):
    """The SQLite catalog cannot be opened or read."""


class BrokenIndex(LibraryError):
    """Chroma or the lexical index cannot be read, or holds less than the catalog says."""


class LibraryBusy(LibraryError):
    """Another process held the library's lock for too long."""
