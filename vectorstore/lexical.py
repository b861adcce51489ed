"""The lexical index: BM25 over words, pairs of words and headings, in tantivy."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import numpy as np
import tantivy
from numpy.typing import NDArray

from vectorstore.analysis import pairs_of, words_of
from vectorstore.documents import passage_number
from vectorstore.errors import BrokenIndex
from vectorstore.worklist import Entry

FIELDS = ("words", "pairs", "context")
"""Searched apart from each other, so that the ranking can weigh them: the passage's words, neighbouring words of
passage and context, the words of the context (title, headings, head of a table)."""
WRITER_HEAP_BYTES = 15_000_000  # the least that tantivy takes; a batch of passages is far smaller
FEW_DOCUMENTS = 5_000
"""Up to so many allowed documents are named in the query; beyond, the caller drops what is not allowed."""


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """The numbers (n,) of the passages that a field brings, best first, and their BM25 scores (n,)."""

    numbers: NDArray[np.int64]
    scores: NDArray[np.float32]


def term_weights(
    words: Sequence[str], phrases: Sequence[Sequence[str]], phrase_weight: float
) -> dict[str, dict[str, float]]:
    """By field the terms to look for: those of a query's words at full weight, those of the phrases at less."""
    own, neighbours = dict.fromkeys(words, 1.0), dict.fromkeys(pairs_of(words), 1.0)
    for phrase in phrases:
        for word in phrase:
            own.setdefault(word, phrase_weight)
        for pair in pairs_of(phrase):
            neighbours.setdefault(pair, phrase_weight)
    return {"words": own, "pairs": neighbours, "context": own}


class LexicalIndex:
    """The words of the indexed passages; documents are known by their ids."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._guard = threading.RLock()
        self._index: tantivy.Index | None = None
        self._generation = -1
        self._frequencies: dict[str, int] = {}
        self._schema = _schema()

    def refresh(self, generation: int, at_least: int) -> None:
        """Read the index again if the generation has moved since, so that all written passages are seen.

        Raises ``BrokenIndex`` where it holds fewer than ``at_least`` passages.
        """
        with self._guard, self._named_errors():
            if self._index is not None and generation == self._generation:
                return
            index = self._opened()
            index.reload()
            count = index.searcher().num_docs
            if count < at_least:
                raise BrokenIndex(
                    f"the lexical index {self.folder} holds {count} passages and the catalog {at_least}: "
                    "run `tieout check`, which writes the missing ones"
                )
            self._generation = generation
            self._frequencies = {}

    def search(
        self,
        weights: Mapping[str, Mapping[str, float]],
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> dict[str, LexicalScores]:
        """By field the best ``limit`` passages for its weighted terms, of the index as last refreshed.

        ``document_ids`` limits the search to passages of these documents.
        """
        with self._guard, self._named_errors():
            searcher = self._opened().searcher()
            return {
                field: self._scores(searcher, field, weights[field], limit, document_ids) for field in FIELDS
            }

    def frequencies(self, words: Sequence[str]) -> tuple[dict[str, int], int]:
        """In how many passages each word stands, and how many passages there are."""
        with self._guard, self._named_errors():
            searcher, known = self._opened().searcher(), self._frequencies
            for word in words:
                if word not in known:
                    known[word] = searcher.doc_freq("words", word)
            return {word: known[word] for word in words}, searcher.num_docs

    def write(self, entries: Sequence[Entry]) -> None:
        """Add passages, in place of those with the same ids. The caller holds the library's lock."""
        with self._writer() as writer:
            for entry in entries:
                writer.delete_documents_by_term("id", entry.passage_id)
                writer.add_document(_document(entry))

    def delete(self, passage_ids: Sequence[str]) -> None:
        """Delete passages; unknown ids are passed over. The caller holds the library's lock."""
        if not self.folder.exists():
            return
        with self._writer() as writer:
            for passage_id in passage_ids:
                writer.delete_documents_by_term("id", passage_id)

    def ids(self) -> set[str]:
        """The ids of all passages held."""
        with self._guard, self._named_errors():
            if not self.folder.exists():
                return set()
            index = self._opened()
            index.reload()
            searcher = index.searcher()
            everything = searcher.search(tantivy.Query.all_query(), max(searcher.num_docs, 1), count=False)
            return {str(searcher.doc(address)["id"][0]) for _, address in everything.hits}

    def count(self) -> int:
        """How many entries it holds: as many as ids, unless some are there twice."""
        with self._guard, self._named_errors():
            if not self.folder.exists():
                return 0
            index = self._opened()
            index.reload()
            return int(index.searcher().num_docs)

    def reset(self) -> None:
        """Delete the whole index, broken or not."""
        with self._guard:
            self.close()
            rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        """Release the files."""
        with self._guard:
            self._index = None
            self._generation = -1

    def _scores(
        self,
        searcher: tantivy.Searcher,
        field: str,
        terms: Mapping[str, float],
        limit: int,
        document_ids: Sequence[str] | None,
    ) -> LexicalScores:
        if not terms:
            return LexicalScores(np.empty(0, np.int64), np.empty(0, np.float32))
        query, occur = tantivy.Query, tantivy.Occur
        words = [
            (occur.Should, query.boost_query(query.term_query(self._schema, field, term, "freq"), weight))
            for term, weight in terms.items()
        ]
        clauses = [(occur.Must, query.boolean_query(words))]
        if document_ids is not None:
            chosen = query.term_set_query(self._schema, "document_id", list(document_ids))
            clauses.append((occur.Must, query.const_score_query(chosen, 0.0)))
        found = searcher.search(query.boolean_query(clauses), limit, count=False)
        numbers = searcher.fast_field_values("number", [address for _, address in found.hits])
        return LexicalScores(
            np.array(numbers, dtype=np.int64), np.array([score for score, _ in found.hits], dtype=np.float32)
        )

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            self._index = tantivy.Index.open(str(self.folder))
            self._generation = -1
        return self._index

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        """A writer whose work is committed at the end."""
        with self._guard, self._named_errors():
            self.folder.mkdir(parents=True, exist_ok=True)
            if not any(self.folder.iterdir()):
                tantivy.Index(self._schema, path=str(self.folder))
            writer = self._opened().writer(heap_size=WRITER_HEAP_BYTES, num_threads=1)
            try:
                yield writer
                writer.commit()
            finally:
                writer.wait_merging_threads()

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:
            raise BrokenIndex(
                f"the lexical index {self.folder} cannot be used ({error}): run `tieout check`, which rebuilds it"
            ) from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", fast=True)
    builder.add_text_field("document_id", tokenizer_name="raw", index_option="basic")
    for field in FIELDS:  # the words come analysed: the same code reads passages and queries
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _document(entry: Entry) -> tantivy.Document:
    words, context = words_of(entry.text), words_of(entry.context)
    document = tantivy.Document(
        id=entry.passage_id,
        document_id=entry.document_id,
        words=" ".join(words),
        pairs=" ".join([*pairs_of(words), *pairs_of(context)]),
        context=" ".join(context),
    )
    document.add_unsigned("number", passage_number(entry.passage_id))
    return document
