"""The check: is the catalog sound, and do Chroma and the lexical index hold what it says? What differs is mended."""

from __future__ import annotations

from dataclasses import dataclass

from vectorstore.database import Database
from vectorstore.errors import BrokenIndex
from vectorstore.indexes import Indexes
from vectorstore.indexing import Indexer
from vectorstore.integrity import Finding, check_catalog
from vectorstore.lexical import LexicalIndex
from vectorstore.places import Part
from vectorstore.rebuild import Rebuilder
from vectorstore.vectors import VectorIndex

SAMPLE = 50  # passages whose vectors are compared, and that are looked up by them
SAME_DIRECTION = 0.999  # cosine of two copies of one vector, rounding apart
MOST_LOST = 0.1
"""Share of the sample that may not be found by its own vectors: a sound index, which is approximate, lost 2 of 300,
and one that two processes had written at once lost 99 of 300."""
NAMES: dict[Part, str] = {"chroma": "Chroma", "lexical": "the lexical index"}
MOST_MENDED = 0.1
"""Share of the passages that are mended one by one: beyond it, writing all anew is faster."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found and mended.

    ``passages`` counts those of current documents that are indexed now, ``superseded`` those of older versions;
    ``pending`` those that had waited to be indexed, which is no fault.
    """

    passages: int
    superseded: int
    pending: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether everything was as it should be."""
        return not self.findings


class Checkup:
    """Compares, mends, and indexes what is pending; others may read and write meanwhile."""

    def __init__(self, database: Database, indexes: Indexes, indexer: Indexer, rebuilder: Rebuilder) -> None:
        self._database = database
        self._indexes = indexes
        self._indexer = indexer
        self._rebuilder = rebuilder

    def run(self) -> CheckReport:
        """One check."""
        worklist = self._indexes.worklist
        findings = check_catalog(self._database)
        pending = worklist.count("pending")
        worklist.drop_unusable_vectors(self._indexes.dimensions)
        if unembedded := worklist.without_vectors():
            worklist.requeue(unembedded)
            findings.append(
                Finding("missing_embeddings", len(unembedded), "passages whose vectors the catalog had lost")
            )
        compared, broken = self._compare()
        if broken:
            self._rebuilder.rebuild(*broken)
        self._rebuilder.sweep()
        self._indexer.index_pending()
        stands = worklist.done().values()
        return CheckReport(
            passages=sum(stands),
            superseded=len(stands) - sum(stands),
            pending=pending,
            findings=(*findings, *compared),
        )

    def _compare(self) -> tuple[list[Finding], list[Part]]:
        """What the indexes lack and have too much, and which of them are to be rebuilt."""
        worklist, findings, broken = self._indexes.worklist, list[Finding](), list[Part]()
        with self._indexes.lock.held():  # nothing is written to the indexes while they are compared
            self._indexes.follow()
            chroma, lexical = _ids(self._indexes.vectors), _ids(self._indexes.lexical)
            done, waiting = worklist.done(), worklist.waiting()
            standing = {passage_id for passage_id, stands in done.items() if stands}
            both: tuple[tuple[Part, set[str] | None, set[str]], ...] = (
                ("chroma", chroma, standing),
                ("lexical", lexical, set(done)),
            )
            for part, held, expected in both:
                difference = _difference(part, held, expected, waiting)
                findings += difference.findings
                if difference.is_broken:
                    broken.append(part)
                else:
                    worklist.requeue(difference.missing)
                    worklist.discard(difference.extra)
            if "lexical" not in broken and (twice := self._indexes.lexical.count() - len(lexical or ())):
                findings.append(Finding("lexical_twice", twice, "entries twice in the lexical index"))
                broken.append("lexical")
            if "chroma" not in broken and (found := self._wrong_vectors(waiting)):
                findings.append(found)
                broken.append("chroma")
        return findings, broken

    def _wrong_vectors(self, waiting: set[str]) -> Finding | None:
        """Whether Chroma has other vectors than the catalog, or does not find its own, as after two writers at once."""
        worklist, index = self._indexes.worklist, self._indexes.vectors
        index.refresh(worklist.generation(), at_least=0)
        sample = {held: vector for held, vector in worklist.sample(SAMPLE).items() if held not in waiting}
        held = index.vectors_of(list(sample))
        wrong = sum(float(held[id_] @ sample[id_]) < SAME_DIRECTION for id_ in held)
        if wrong:
            return Finding("wrong_vectors", wrong, f"of {len(held)} vectors in Chroma not the catalog's")
        lost = sum(not index.finds(sample[id_]) for id_ in held)
        if lost > MOST_LOST * len(held):
            return Finding(
                "lost_vectors", lost, f"of {len(held)} passages not found by their own vectors in Chroma"
            )
        return None


@dataclass(frozen=True, slots=True)
class Difference:
    """What an index lacks, and what it has that the catalog has not; ``is_broken`` where it is best written anew."""

    missing: set[str]
    extra: set[str]
    is_broken: bool
    findings: list[Finding]


def _difference(part: Part, held: set[str] | None, expected: set[str], waiting: set[str]) -> Difference:
    name = NAMES[part]
    if held is None:
        unreadable = Finding(f"{part}_unreadable", 1, f"{name} that could not be read, and was written anew")
        return Difference(set(), set(), is_broken=True, findings=[unreadable])
    missing, extra = expected - held - waiting, held - expected - waiting
    findings = [
        Finding(f"{part}_missing", len(missing), f"passages missing in {name}"),
        Finding(f"{part}_extra", len(extra), f"entries of {name} that the catalog does not have"),
    ]
    return Difference(
        missing,
        extra,
        is_broken=len(missing) > MOST_MENDED * len(expected),
        findings=[finding for finding in findings if finding.count],
    )


def _ids(index: VectorIndex | LexicalIndex) -> set[str] | None:
    """The ids of an index; ``None`` where it cannot be read."""
    try:
        return index.ids()
    except BrokenIndex:
        return None
