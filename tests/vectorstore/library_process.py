"""A process of its own that works on a library: ``library_process.py FOLDER NAME COUNT``."""

from __future__ import annotations

import sys
from pathlib import Path

from library_documents import make_document, numbered_text

from vectorstore.embeddings import HashEmbedder
from vectorstore.library import Library


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def add(library: Library, name: str, count: int) -> None:
    """Add documents of one passage each, named ``NAME 0`` and so on, say so, and index them."""
    for number in range(count):
        library.add(*make_document(numbered_text(name, number)))
    say("added")
    library.index_pending()


def rebuild(library: Library, count: int) -> None:
    """Rebuild the indexes so many times."""
    say("started")
    for _ in range(count):
        library.rebuild()


def main(folder: str, name: str, count: str, chroma_url: str = "") -> None:
    """Rebuild where the name says so, and add documents of that name otherwise."""
    with Library(Path(folder), embedder=HashEmbedder(), chroma_url=chroma_url) as library:
        if name == "rebuild":
            rebuild(library, int(count))
        else:
            add(library, name, int(count))


if __name__ == "__main__":
    main(*sys.argv[1:])
