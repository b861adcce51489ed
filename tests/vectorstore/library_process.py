"""A process of its own that works on a library: ``library_process.py FOLDER ROLE COUNT [CHROMA_URL]``.

It says ``started``, plays its role, and says ``ended``. Where something is not as it should be it ends with an error.
"""

from __future__ import annotations

import sys
from pathlib import Path

from library_documents import make_document, numbered_text

from vectorstore.embeddings import HashEmbedder
from vectorstore.library import Library

CONSTANT = "Copper 0 rose."
"""The text of a document that is in the library from the beginning, and stays."""
INDEX_EVERY = 20


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def add(library: Library, name: str, count: int) -> None:
    """Add documents of one passage each, named ``NAME 0`` and so on, say so, and index them."""
    for number in range(count):
        library.add(*make_document(numbered_text(name, number)))
    say("added")
    library.index_pending()


def write(library: Library, name: str, count: int) -> None:
    """Add such documents and make them searchable a few at a time; each is found by whoever wrote it."""
    for number in range(count):
        library.add(*make_document(numbered_text(name, number)))
        if number % INDEX_EVERY == INDEX_EVERY - 1:
            library.index_pending()
            text = numbered_text(name, number)
            assert library.search(text, limit=1)[0].passage.text == text


def replace(library: Library, name: str, count: int) -> None:
    """Write new versions of one source again and again."""
    for number in range(count):
        library.add(*make_document(numbered_text(name, number), source=name))
        library.index_pending()


def remove(library: Library, name: str, count: int) -> None:
    """Add documents of a publisher of this name, and remove them all."""
    for _ in range(count):
        for number in range(INDEX_EVERY):
            library.add(*make_document(numbered_text(name, number), publisher=name))
        library.index_pending()
        assert library.remove_matching(publishers=[name]) == INDEX_EVERY


def rebuild(library: Library, _: str, count: int) -> None:
    """Rebuild the indexes so many times."""
    for _ in range(count):
        library.rebuild()


def check(library: Library, _: str, count: int) -> None:
    """Check, and find nothing, so many times."""
    for _ in range(count):
        report = library.check()
        assert report.ok, report


def read(library: Library, _: str, count: int) -> None:
    """Find the constant document so many times."""
    for _ in range(count):
        assert library.search(CONSTANT, limit=1)[0].passage.text == CONSTANT


ROLES = {
    "write": write,
    "replace": replace,
    "remove": remove,
    "rebuild": rebuild,
    "check": check,
    "read": read,
}


def main(folder: str, role: str, count: str, chroma_url: str = "") -> None:
    """Play a role (its first word), or add documents of that name."""
    with Library(Path(folder), embedder=HashEmbedder(), chroma_url=chroma_url, in_memory=0) as library:
        say("started")
        ROLES.get(role.split()[0], add)(library, role, int(count))
    say("ended")


if __name__ == "__main__":
    main(*sys.argv[1:])
