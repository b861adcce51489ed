"""Everything that the library raises, drawn as a tree.

    LibraryError
    ├── UnknownDocument      no document with this id
    ├── BadPassage           a passage that is not a span of the document it was added with
    ├── BlankQuery           nothing to search for
    ├── WrongModel           the library was filled with another embedding model
    ├── EmbeddingError       the model is missing, damaged or gave unusable vectors
    ├── UnusableFolder       the library's folder cannot be made or written
    ├── BrokenCatalog        the SQLite catalog cannot be read
    ├── BrokenIndex          Chroma or the lexical index cannot be read or has lost entries
    └── LibraryBusy          another process held the lock for too long

Each message says what happened, to which file or id, and what to do.
"""

from __future__ import annotations

from pathlib import Path


class LibraryError(Exception):
    """Anything that went wrong in the library."""


class UnknownDocument(LibraryError):
    """No document has this id."""


class BadPassage(LibraryError):
    """A passage is not a span of the document that it was added with."""


class BlankQuery(LibraryError):
    """The query holds nothing to search for."""


class WrongModel(LibraryError):
    """The library was filled with another embedding model: the vectors do not compare."""


class EmbeddingError(LibraryError):
    """The embedding model is missing, damaged, or gave vectors that cannot be used."""


class UnusableFolder(LibraryError):
    """The library's folder cannot be made or written."""

    @classmethod
    def because(cls, folder: Path, error: OSError) -> UnusableFolder:
        """The error of a folder, with the system's reason and the mend."""
        reason = error.strerror or str(error)
        return cls(
            f"the library's folder {folder} cannot be written ({reason}): "
            "choose another home, or give yourself the right to write there"
        )


class BrokenCatalog(LibraryError):
    """The SQLite catalog cannot be opened or read."""


class BrokenIndex(LibraryError):
    """Chroma or the lexical index cannot be read, or holds less than the catalog says."""


class LibraryBusy(LibraryError):
    """Another process held the library's lock for too long."""
