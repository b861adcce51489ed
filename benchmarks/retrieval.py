"""Are the right passages found? Real questions, each with what it needs, against the library's own search.

``--tatqa FILE``: TAT-QA's own JSON (Zhu et al. 2021). Each context (a table and its paragraphs) is one document without
a title; a question needs its context among all. ``--sec10q FOLDER``: filings as PDF with ``qna_data.csv`` (Docugami's
KG-RAG data set); a question needs every filing that it names. ``--pages FOLDER``: reports as PDF with a
``questions.jsonl`` in FinanceBench's own format (Islam et al. 2023: ``doc_name``, ``question``, ``evidence`` with
``evidence_page_num``, counted from 0); a question needs one of its pages. ``--statements FOLDER``: filings as PDF,
asked for lines of their financial statements by the questions of ``statements.py``, which are ours.

Prints JSON: recall@1, @5, @10 and MRR@10 of what was found (contexts, filings or pages, in the order of the hits), and
milliseconds a query. ``--ablate`` repeats this without each sign of the ranking, ``--peers`` with what people would
otherwise use (``langchain``, ``llamaindex``), over the same texts (of PDF files the pages as pypdf gives them).
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from statistics import median

from benchmarks.peers import PEERS, Peer, quiet
from benchmarks.statements import questions_of
from ingest.chunk import chunk
from ingest.jobs import DocumentOptions, ingest_paths
from market.instruments import short_name
from vectorstore.documents import Document
from vectorstore.embeddings import open_embedder
from vectorstore.fusion import RANKING, Ranking
from vectorstore.library import Hit, Library

DEPTH = 10
NOTHING = Ranking(0, 0, 0, 0, 0, 0, phrases=0, route=0)
ABLATIONS = {
    "all": RANKING,
    "words alone": replace(NOTHING, words=1),
    "meaning alone": replace(NOTHING, meaning=1),
    "words and meaning": replace(NOTHING, words=RANKING.words, meaning=RANKING.meaning),
    "without words": replace(RANKING, words=0),
    "without pairs": replace(RANKING, pairs=0),
    "without context": replace(RANKING, context=0),
    "without meaning": replace(RANKING, meaning=0),
    "without unit": replace(RANKING, unit=0),
    "without years": replace(RANKING, years=0),
    "without terms": replace(RANKING, phrases=0),
    "without route": replace(RANKING, route=0),
    "without spread": replace(RANKING, spread=0),
    "without joining": replace(RANKING, joined=1),
}
TATQA_DAY = datetime(2020, 6, 1, tzinfo=UTC)  # the data set states no date; all contexts share one


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the set of things it needs (``all`` of them or any), and a group for the report."""

    text: str
    needed: frozenset[str]
    group: str = "all"
    all_needed: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """Questions to a library that is filled: which things a hit is of, and the plain texts of the things for peers."""

    questions: Sequence[Question]
    found_by: Callable[[Hit], list[str]]
    texts: Callable[[], Mapping[str, str]]


def main() -> None:
    """Run the benchmarks that are asked for and print their figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tatqa", type=Path, metavar="FILE")
    parser.add_argument("--sec10q", type=Path, metavar="FOLDER")
    parser.add_argument("--pages", type=Path, metavar="FOLDER")
    parser.add_argument("--statements", type=Path, metavar="FOLDER")
    parser.add_argument("--home", type=Path, help="keep the libraries here, and use them again")
    parser.add_argument("--ablate", action="store_true", help="also without each sign, and by single ones")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=(), help="beside these")
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    options = parser.parse_args()
    variants = ABLATIONS if options.ablate else {"tieout": RANKING}
    results: dict[str, dict[str, object]] = {}
    for name, path, run in (
        ("tatqa", options.tatqa, tatqa),
        ("sec10q", options.sec10q, sec10q),
        ("pages", options.pages, pages),
        ("statements", options.statements, statements),
    ):
        if path:
            with library_folder(options.home, name) as folder:
                for variant, ranking in variants.items():
                    with Library(folder, embedder=open_embedder(options.model), ranking=ranking) as library:
                        trial = run(library, path)
                        results.setdefault(name, {})[variant] = measure(
                            trial.questions, finder(library, trial)
                        )
                for peer in options.peers:
                    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
                        ask = peer_finder(PEERS[peer](Path(scratch)), trial.texts())
                        results[name][peer] = measure(trial.questions, ask)
    if not results:
        parser.error("name a data set: --tatqa FILE, --sec10q, --pages or --statements FOLDER")
    json.dump(results, sys.stdout, indent=2)
    sys.stdout.write("\n")


@contextmanager
def library_folder(home: Path | None, name: str) -> Iterator[Path]:
    """The folder of a library of this name in the home, or one that goes away."""
    with tempfile.TemporaryDirectory() as scratch:
        yield (home or Path(scratch)) / name


def finder(library: Library, trial: Trial) -> Callable[[str], list[str]]:
    """The things that a library finds for a question, best first."""
    return lambda text: [thing for hit in library.search(text, limit=DEPTH) for thing in trial.found_by(hit)]


def peer_finder(peer: Peer, texts: Mapping[str, str]) -> Callable[[str], list[str]]:
    """The things that a peer finds for a question, once it has taken their texts in."""
    quiet()
    origins: dict[str, list[str]] = {}
    for thing, text in texts.items():
        for piece in peer.split(text):
            origins.setdefault(piece, []).append(thing)
    peer.add(list(origins))
    return lambda text: [thing for piece in peer.search(text, DEPTH) for thing in origins[piece]]


def tatqa(library: Library, path: Path) -> Trial:
    """Question → its context among all."""
    contexts = json.loads(path.read_text(encoding="utf-8"))
    questions, texts = [], {}
    for number, context in enumerate(contexts):
        document = tatqa_document(context, number)
        texts[document.source] = document.text
        library.add(document, chunk(document))
        needed = frozenset({document.source})
        questions += [Question(asked["question"], needed) for asked in context["questions"]]
    library.index_pending()
    return Trial(questions, lambda hit: [hit.document.source], lambda: texts)


def tatqa_document(context: dict[str, object], number: int) -> Document:
    """The table's rows between bars, then the paragraphs in their order."""
    table, paragraphs = context["table"], context["paragraphs"]
    rows = [f"| {' | '.join(cell.strip() for cell in row)} |" for row in table["table"]]
    told = [part["text"] for part in sorted(paragraphs, key=lambda part: part["order"])]
    text = "\n".join(rows) + "\n\n" + "\n\n".join(told)
    return Document(
        title="",
        text=text,
        published_at=TATQA_DAY,
        publisher="TAT-QA",
        source=f"context {number}",
        kind="report",
    )


def sec10q(library: Library, folder: Path) -> Trial:
    """Question → every filing that it needs among the documents of the first ten hits."""
    ingest_pdfs(library, folder)
    stems = [file.stem for file in folder.glob("*.pdf")]
    with (folder / "qna_data.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    questions = []
    for row in rows:
        patterns = [pattern.strip() for pattern in row["Source Docs"].split(",")]
        needed = frozenset(stem for stem in stems if any(fnmatch(stem, pattern) for pattern in patterns))
        group = "several documents" if "Multi-Doc" in row["Question Type"] else "single document"
        questions.append(Question(row["Question"], needed, group, all_needed=True))
    return Trial(
        questions, hit_filings, lambda: {name: "\n".join(pages) for name, pages in plain_pages(folder)}
    )


def pages(library: Library, folder: Path) -> Trial:
    """Question → one of the pages that answer it among the pages of the hits."""
    ingest_pdfs(library, folder)
    questions = []
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        needed = frozenset(
            f"{Path(piece.get('doc_name') or asked['doc_name']).stem}#{piece['evidence_page_num'] + 1}"
            for piece in asked["evidence"]
        )
        questions.append(Question(asked["question"], needed, asked.get("question_type", "all")))
    return Trial(questions, hit_pages, lambda: texts_of_pages(folder))


def statements(library: Library, folder: Path) -> Trial:
    """Question → a page that holds the line of the statement which answers it."""
    ingest_pdfs(library, folder)
    questions = []
    for summary in library.documents():
        stem = Path(summary.source).stem
        year, quarter, _ = stem.split()
        document = library.document(summary.id)
        for text, numbers in questions_of(document, short_name(summary.company), f"{quarter} {year}"):
            questions.append(Question(text, frozenset(f"{stem}#{number}" for number in numbers)))
    return Trial(questions, hit_pages, lambda: texts_of_pages(folder))


def hit_filings(hit: Hit) -> list[str]:
    """The filing that a hit is of."""
    return [Path(hit.document.source).stem]


def hit_pages(hit: Hit) -> list[str]:
    """The pages on which a hit stands."""
    return [f"{Path(hit.document.source).stem}#{page}" for page in hit.pages]


def plain_pages(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The name of each PDF file of a folder, and its pages as a plain loader gives them."""
    from pypdf import PdfReader

    for path in sorted(folder.glob("*.pdf")):
        yield path.stem, [page.extract_text() for page in PdfReader(path).pages]


def texts_of_pages(folder: Path) -> dict[str, str]:
    """Each page of the PDF files by itself."""
    return {
        f"{name}#{number}": text
        for name, texts in plain_pages(folder)
        for number, text in enumerate(texts, start=1)
    }


def ingest_pdfs(library: Library, folder: Path) -> None:
    """Bring all PDF files of a folder into the library."""
    report = ingest_paths(library, None, sorted(folder.glob("*.pdf")), DocumentOptions())
    for refusal in report.refused:
        sys.stderr.write(f"refused: {refusal.source}: {refusal.reason}\n")


def measure(questions: Sequence[Question], ask: Callable[[str], list[str]]) -> dict[str, object]:
    """Recall and mean reciprocal rank over all questions and over each group; ``ask`` finds things, best first."""
    ranks: dict[str, list[float]] = {}
    seconds = []
    for question in questions:
        began = time.perf_counter()
        found = list(dict.fromkeys(ask(question.text)))
        seconds.append(time.perf_counter() - began)
        rank = rank_of(question, found)
        for group in dict.fromkeys(("all", question.group)):
            ranks.setdefault(group, []).append(rank)
    figures: dict[str, object] = {group: summary(held) for group, held in ranks.items()}
    figures["milliseconds"] = {
        "median": round(1000 * median(seconds), 1),
        "p95": round(1000 * sorted(seconds)[int(0.95 * len(seconds))], 1),
    }
    return figures


def rank_of(question: Question, found: Sequence[str]) -> float:
    """The place, from 1, at which the question has what it needs; infinite where it never has."""
    places = [found.index(thing) + 1 if thing in found else float("inf") for thing in question.needed]
    return max(places) if question.all_needed else min(places)


def summary(ranks: Sequence[float]) -> dict[str, float]:
    """Recall at 1, 5 and 10 and the mean reciprocal rank at 10."""
    figures = {
        f"recall@{depth}": sum(rank <= depth for rank in ranks) / len(ranks) for depth in (1, 5, DEPTH)
    }
    figures[f"mrr@{DEPTH}"] = sum(1 / rank for rank in ranks if rank <= DEPTH) / len(ranks)
    return {"questions": len(ranks), **{name: round(value, 4) for name, value in figures.items()}}


if __name__ == "__main__":
    main()
