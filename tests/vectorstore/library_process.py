"""A process of its own that works on a library: ``library_process.py FOLDER NAME COUNT``."""

from __future__ import annotations

import sys
from pathlib import Path

from library_documents import make_document, numbered_text

from vectorstore.embeddings import HashEmbedder
from vectorstore.library import Library


def main(folder: str, name: str, count: str) -> None:
    """Add documents of one passage each, named ``NAME 0`` and so on, say so, and index them."""
    with Library(Path(folder), embedder=HashEmbedder()) as library:
        for number in range(int(count)):
            library.add(*make_document(numbered_text(name, number)))
        sys.stdout.write("added\n")
        sys.stdout.flush()
        library.index_pending()


if __name__ == "__main__":
    main(*sys.argv[1:])
