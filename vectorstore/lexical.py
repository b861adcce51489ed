"""The lexical index: BM25 over stemmed words, in tantivy."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import tantivy

from vectorstore.errors import BrokenIndex
from vectorstore.filters import Filters
from vectorstore.versions import FOREVER
from vectorstore.worklist import Entry

TOKENIZER = "stemmed"
LONGEST_WORD = 40  # longer ones are addresses and keys, which nobody types
WRITER_HEAP_BYTES = 15_000_000  # the least that tantivy takes; a batch of passages is far smaller
FIELDS = (("text", 1.0), ("context", 0.5))
"""Searched fields and their weights. The context holds the title, which each passage of a document
shares: at full weight one title would outrank the words of all other documents."""

STOP_WORDS = frozenset(
    "a an and are as at be but by did do does for from had has have how if in into is it its no not of on or such"
    " that the their then there these they this to was were what which who will with".split()
)
"""Left out of queries: the usual words, and those that only make a question of them. On TAT-QA dev BM25 alone then
finds 0.57 instead of 0.51 of the contexts first; tantivy's own English list, without question words, 0.52."""


class LexicalIndex:
    """The words of the indexed passages, with the fields that filters need."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._guard = threading.RLock()
        self._index: tantivy.Index | None = None
        self._generation = -1
        self._schema = _schema()
        self._analyzer = _analyzer()
        self._query_analyzer = _analyzer(tantivy.Filter.custom_stopword(list(STOP_WORDS)))

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

    def search(self, query: str, filters: Filters, limit: int) -> list[tuple[str, float]]:
        """At most ``limit`` pairs of passage id and BM25 score, best first, of the index as last refreshed.

        Any text is a valid query.
        """
        terms = list(dict.fromkeys(self._query_analyzer.analyze(query) or self._analyzer.analyze(query)))
        if not terms:
            return []
        with self._guard, self._named_errors():
            searcher = self._opened().searcher()
            found = searcher.search(self._query(terms, filters), limit, count=False)
            return [(_id(searcher, address), float(score)) for score, address in found.hits]

    def write(self, entries: Sequence[Entry]) -> None:
        """Add passages, in place of those with the same ids. The caller holds the library's lock."""
        with self._writer() as writer:
            for entry in entries:
                writer.delete_documents_by_term("id", entry.passage_id)
                writer.add_document(
                    tantivy.Document(
                        id=entry.passage_id,
                        text=entry.text,
                        context=entry.context,
                        document_id=entry.document_id,
                        kind=entry.kind,
                        publisher=entry.publisher,
                        published_us=entry.published_us,
                        known_us=entry.known_us,
                        superseded_us=entry.superseded_us,
                    )
                )

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
            return {_id(searcher, address) for _, address in everything.hits}

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

    def _query(self, terms: Sequence[str], filters: Filters) -> tantivy.Query:
        """Any of the terms in any field, and every filter, the filters without a weight."""
        query, occur = tantivy.Query, tantivy.Occur
        words = [
            (occur.Should, query.boost_query(query.term_query(self._schema, field, term, "freq"), weight))
            for field, weight in FIELDS
            for term in terms
        ]
        clauses = [(occur.Must, query.boolean_query(words))]
        bounds: list[tuple[str, int | None, int | None]] = [("superseded_us", FOREVER, None)]
        if filters.published_to is not None:
            bounds = [
                ("known_us", None, filters.published_to),
                ("superseded_us", filters.published_to + 1, None),
            ]
        if filters.published_from is not None:
            bounds.append(("published_us", filters.published_from, None))
        for field, least, most in bounds:
            moments = query.range_query(self._schema, field, tantivy.FieldType.Integer, least, most)
            clauses.append((occur.Must, query.const_score_query(moments, 0.0)))
        for field, values in filters.choices.items():
            chosen = query.term_set_query(self._schema, field, list(values))
            clauses.append((occur.Must, query.const_score_query(chosen, 0.0)))
        return query.boolean_query(clauses)

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            self._index = tantivy.Index.open(str(self.folder))
            self._index.register_tokenizer(TOKENIZER, self._analyzer)
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
    for field, _ in FIELDS:
        builder.add_text_field(field, tokenizer_name=TOKENIZER, index_option="freq")
    for field in ("document_id", "kind", "publisher"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in ("published_us", "known_us", "superseded_us"):
        builder.add_integer_field(field, indexed=True, fast=True)
    return builder.build()


def _analyzer(*before_stemming: tantivy.Filter) -> tantivy.TextAnalyzer:
    """Words without case or ending. Queries pass through it too, so no query is ever parsed.

    The index keeps stop words, for a query that holds nothing else.
    """
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for word_filter in (
        tantivy.Filter.remove_long(LONGEST_WORD),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        *before_stemming,
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(word_filter)
    return builder.build()


def _id(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> str:
    return str(searcher.doc(address)["id"][0])
