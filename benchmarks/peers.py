"""What people would otherwise use, set up as its own first page says, with the same model in the same folder.

Each cuts texts, embeds and stores pieces, and searches them. ``known`` gives vectors of pieces that are embedded
already, so that a large store can be filled for the timing of queries; without it each embeds by its own road.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings import model_folder

Vectors = Mapping[str, NDArray[np.float32]]
CHROMA_MOST = 5_000  # Chroma takes at most 5,461 entries at once


class Peer(Protocol):
    """A pipeline with its model loaded and an empty store in a folder. Raises ``ImportError`` if not installed."""

    cuts: bool
    """Whether it has a splitter of its own; one that has none is given the passages that we cut."""

    def split(self, text: str) -> list[str]:
        """The pieces of a text."""
        ...

    def add(self, pieces: Sequence[str]) -> None:
        """Embed and store pieces."""
        ...

    def search(self, query: str, limit: int) -> list[str]:
        """The nearest pieces."""
        ...


class LangChain:
    """RecursiveCharacterTextSplitter (1,000 characters, 200 of overlap), HuggingFaceEmbeddings, langchain-chroma."""

    cuts = True

    def __init__(self, folder: Path, known: Vectors | None = None) -> None:
        from langchain_chroma import Chroma
        from langchain_core.embeddings import Embeddings
        from langchain_huggingface import HuggingFaceEmbeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        class Known(Embeddings):
            """Vectors that are known, of queries by the model."""

            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                return [known[text].tolist() for text in texts] if known else model.embed_documents(texts)

            def embed_query(self, text: str) -> list[float]:
                return model.embed_query(text)

        model = HuggingFaceEmbeddings(model_name=str(model_folder()), model_kwargs={"device": "cpu"})
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        self._store = Chroma(persist_directory=str(folder), embedding_function=Known() if known else model)

    def split(self, text: str) -> list[str]:
        """The pieces of a text."""
        return self._splitter.split_text(text)

    def add(self, pieces: Sequence[str]) -> None:
        """Embed and store pieces."""
        for start in range(0, len(pieces), CHROMA_MOST):
            self._store.add_texts(list(pieces[start : start + CHROMA_MOST]))

    def search(self, query: str, limit: int) -> list[str]:
        """The nearest pieces."""
        return [found.page_content for found in self._store.similarity_search(query, k=limit)]


class LlamaIndex:
    """SentenceSplitter of 256 tokens (what the model reads) with 20 of overlap, HuggingFaceEmbedding, Chroma."""

    cuts = True

    def __init__(self, folder: Path, known: Vectors | None = None) -> None:
        import chromadb
        from llama_index.core import StorageContext, VectorStoreIndex
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from llama_index.vector_stores.chroma import ChromaVectorStore

        model = HuggingFaceEmbedding(model_name=str(model_folder()), embed_batch_size=32, device="cpu")
        collection = chromadb.PersistentClient(str(folder)).create_collection("pieces")
        storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
        self._known = known
        self._splitter = SentenceSplitter(chunk_size=256, chunk_overlap=20)
        self._index = VectorStoreIndex([], storage_context=storage, embed_model=model)

    def split(self, text: str) -> list[str]:
        """The pieces of a text."""
        return self._splitter.split_text(text)

    def add(self, pieces: Sequence[str]) -> None:
        """Embed and store pieces."""
        from llama_index.core.schema import TextNode

        nodes = [TextNode(text=piece) for piece in pieces]
        if self._known:
            for node in nodes:
                node.embedding = self._known[node.text].tolist()
        self._index.insert_nodes(nodes)

    def search(self, query: str, limit: int) -> list[str]:
        """The nearest pieces."""
        return [found.text for found in self._index.as_retriever(similarity_top_k=limit).retrieve(query)]


class Txtai:
    """Embeddings with content, as in its first example; it has no splitter of its own, and takes the passages given."""

    cuts = False

    def __init__(self, folder: Path, known: Vectors | None = None) -> None:
        from sentence_transformers import SentenceTransformer
        from txtai import Embeddings

        del folder  # it lives in memory
        self._count = 0
        if known:
            model = SentenceTransformer(str(model_folder()), device="cpu")

            def transform(texts: list[str]) -> NDArray[np.float32]:
                return np.stack([known[t] if t in known else model.encode(t) for t in texts])

            self._embeddings = Embeddings(method="external", transform=transform, content=True)
        else:
            self._embeddings = Embeddings(path=str(model_folder()), content=True, gpu=False)

    def split(self, text: str) -> list[str]:
        """The text itself."""
        return [text]

    def add(self, pieces: Sequence[str]) -> None:
        """Embed and store pieces."""
        rows = [(self._count + number, piece, None) for number, piece in enumerate(pieces)]
        self._embeddings.upsert(rows)
        self._count += len(rows)

    def search(self, query: str, limit: int) -> list[str]:
        """The nearest pieces."""
        return [found["text"] for found in self._embeddings.search(query, limit)]


PEERS: Mapping[str, Callable[..., Peer]] = {"langchain": LangChain, "llamaindex": LlamaIndex, "txtai": Txtai}


def quiet() -> None:
    """Keep the libraries' notes and progress bars out of the output."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    logging.disable(logging.WARNING)
