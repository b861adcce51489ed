"""A digest of documents: the sentences that answer a question, or that say the most, word for word and cited.

What a step on documents gives where no language model is set. Sentences are ranked by their likeness to the question,
or by how much of the rest of their document they are like; a question after risks, reasons or expectations takes
sentences that speak of such.
"""

from __future__ import annotations

import re
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from copilot.analyst.quoting import recency
from copilot.analyst.sentences import content_stems, quotable_spans, share_held, word_overlap
from copilot.answer import Answer
from copilot.citations import number_citations
from copilot.evidence import Ledger, PassageEvidence, published_on
from copilot.inert import as_name
from copilot.quotes import narrow_quotes
from copilot.refusal import Attempt, refusal_sentence
from copilot.research.stances import stances_in
from copilot.settings import EMBEDDED_MODEL
from copilot.support.judging import assess
from copilot.tieout import check
from copilot.tools import SEARCH_TOOL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.research.plan import Step
    from copilot.workspace import Workspace

PASSAGES_FOUND = 24
PASSAGES_READ = 60
"""Of a document that is read whole: what 15,000 words hold. Of a longer one its beginning."""
SENTENCES_COMPARED = 160
"""Embedded for one step: a second on two busy cores."""
FROM_ONE_OF_MANY = 3
"""Sentences of one document where several are read: else the longest one speaks for all."""
MIN_SIMILARITY = 0.30
"""Cosine to the question from which a sentence is on it; with half of its words :data:`MIN_WITH_WORDS` will do."""
MIN_WITH_WORDS, HALF = 0.22, 0.5
WITHIN_BEST = 0.34
"""A sentence that scores this much less than the best one adds noise."""
OVERLAP_WEIGHT = 0.3
RECENT = timedelta(days=365)
LEAD_BONUS = 0.12
"""Of the first sentence of a text, falling off over :data:`LEAD_SENTENCES`: news says first what matters most."""
LEAD_SENTENCES = 4
FIGURE_BONUS = 0.05
SAME = 0.7
"""Share of equal words from which two sentences say the same thing."""
SHORT_CHARS, SHORT_MALUS = 70, 0.08
"""A short sentence mostly announces the next one ("Four risks stand out")."""
STANCE_WEIGHT = 0.6
"""Of how much more a sentence is like the side that is asked for than like the other one."""
_SPACE = re.compile(r"\s+")
_LEANS = re.compile(
    r"(?:Two|Three|Four|Five|Six|Seven|Several|Some) (?:\w+ ){1,3}(?:stand|stood|illustrate|follow|explain|support)|"
    r"(?:Its|Their|His|Her|Here|There the|The (?:first|second|third|fourth|last|other|same|latter|former|remark"
    r"|question|list)|(?:First|Second|Third|Fourth|Finally|Lastly|Three of|Two of|One of|At (?:a|an) \w+ value)\b)\b"
)
"""Beginnings of sentences that lean on the one before: they are not quoted alone."""
_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_TITLED = re.compile(r"“[^”]*”")
_SAYS = re.compile(r"\b(?:summar|what (?:do|does|did) (?!.*\bon\b).* say|main points)", re.IGNORECASE)
"""Questions after all that documents say; "on" something is a question of its own."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted, with its passage and its place among the sentences of its document."""

    text: str
    passage: PassageEvidence
    place: int
    start: int
    """Where it begins in the passage's quote."""

    @property
    def end(self) -> int:
        """Where it ends there."""
        return self.start + len(self.text)

    def overlaps(self, other: Candidate) -> bool:
        """Whether the two share words of the same passage."""
        return self.passage.id == other.passage.id and self.start < other.end and other.start < self.end


def digest(step: Step, workspace: Workspace, as_of: datetime | None) -> Answer:
    """The answer to a step on documents: sentences of the library, cited; a refusal where none is on the question."""
    started = time.perf_counter()
    moment = as_of or datetime.now(UTC)
    is_summary = bool(step.documents) and not _asks(step)
    passages = _whole(step, workspace) if is_summary else _found(step, workspace, moment)
    candidates = _candidates(passages)
    chosen = _choose(step, candidates, workspace, moment, is_summary=is_summary)
    prose = "\n".join(_bullets(chosen))
    return finished(prose, passages, step.question, workspace, as_of=as_of, moment=moment, started=started)


def finished(
    prose: str,
    evidence: Iterable[PassageEvidence],
    question: str,
    workspace: Workspace,
    *,
    as_of: datetime | None,
    moment: datetime,
    started: float,
) -> Answer:
    """``prose`` with evidence ids as an answer: citations numbered, figures and sentences checked, like any other."""
    ledger = Ledger()
    ledger.add(evidence)
    numbered = number_citations(prose, ledger)
    refused = not numbered.cited
    text = numbered.prose
    if refused:
        tried = Attempt("", SEARCH_TOOL, {"query": question})
        text = number_citations(refusal_sentence([tried], moment), Ledger()).prose
    cited = narrow_quotes(text, numbered.cited)
    figures = () if refused else tuple(check(text, cited))
    sentences, unjudged = ((), "") if refused else assess(text, numbered.cited, figures, workspace)
    return Answer(
        id=f"a-{uuid.uuid4().hex[:12]}",
        question=question,
        as_of=as_of.isoformat() if as_of else None,
        prose=text,
        refused=refused,
        citations=cited,
        figures=figures,
        model=EMBEDDED_MODEL,
        elapsed_ms=round(1000 * (time.perf_counter() - started)),
        notes=(unjudged,) if unjudged else (),
        sentences=sentences,
    )


def _asks(step: Step) -> bool:
    """Whether a step asks something of its documents, beside what they say."""
    return bool(stances_in(_untitled(step.question))) or not _SAYS.search(_untitled(step.question))


def _untitled(question: str) -> str:
    """A question without the title of a document that it names: a title asks for nothing."""
    return _TITLED.sub("", question)


def _found(step: Step, workspace: Workspace, moment: datetime) -> list[PassageEvidence]:
    """Passages on the question: of the last year first, then of any time; those of named documents alone."""
    search = partial(
        workspace.library.search,
        step.question,
        as_of=moment,
        limit=PASSAGES_FOUND,
        document_ids=step.documents,
    )
    names_a_year = _YEAR.search(_untitled(step.question))
    lately = [] if step.documents or names_a_year else search(published_from=moment - RECENT)
    found = {hit.passage.id: PassageEvidence.of(hit.document, hit.passage) for hit in [*lately, *search()]}
    return list(found.values())


def _whole(step: Step, workspace: Workspace) -> list[PassageEvidence]:
    library = workspace.library
    share = max(2, PASSAGES_READ // max(1, len(step.documents)))
    return [
        PassageEvidence.of(document, passage)
        for document in map(library.document, step.documents)
        for passage in library.passages_of(document.id)[:share]
    ]


def _candidates(passages: Sequence[PassageEvidence]) -> list[Candidate]:
    places: dict[str, int] = defaultdict(int)
    found = []
    for passage in passages:
        for text in quotable_spans(passage.quote):
            if not _LEANS.match(text):
                found.append(Candidate(text, passage, places[passage.document_id], passage.quote.find(text)))
            places[passage.document_id] += 1
    return found


def _choose(
    step: Step, candidates: list[Candidate], workspace: Workspace, moment: datetime, *, is_summary: bool
) -> list[Candidate]:
    stances = [] if is_summary else stances_in(_untitled(step.question))
    kept = [one for one in candidates if not stances or any(stance.taken(one.text) for stance in stances)]
    kept = kept[:SENTENCES_COMPARED]
    if not kept:
        return []
    sides = [text for stance in stances for text in (stance.like, stance.unlike)]
    vectors = workspace.embedder.embed_passages([step.question, *sides, *(one.text for one in kept)])
    sentences = vectors[1 + len(sides) :]
    if is_summary:
        scores = _salience(kept, sentences)
    else:
        leaning = _leaning(sentences, vectors[1 : 1 + len(sides)])
        fresh = np.array([recency(one.passage, moment) for one in kept], dtype=np.float32)
        scores = _relevance(step.question, kept, sentences @ vectors[0], STANCE_WEIGHT * leaning + fresh)
    documents = len({one.passage.document_id for one in kept})
    of_one = step.most if documents == 1 else FROM_ONE_OF_MANY
    return _spread(kept, scores, of_one=of_one, most=step.most)


def _leaning(sentences: NDArray[np.float32], sides: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much more each sentence is like the sides that are asked for (the even rows) than like their opposites."""
    if not len(sides):
        return np.zeros(len(sentences), dtype=np.float32)
    return np.asarray((sentences @ (sides[::2] - sides[1::2]).T).max(axis=1), dtype=np.float32)


def _relevance(
    question: str,
    candidates: Sequence[Candidate],
    cosines: NDArray[np.float32],
    bonus: NDArray[np.float32],
) -> dict[int, float]:
    """The scores of the candidates that are on the question, by their numbers; ``bonus`` (n,) adds to likeness."""
    wanted = content_stems(question)
    scores = {}
    for number, (one, cosine) in enumerate(zip(candidates, cosines, strict=True)):
        overlap = share_held(wanted, content_stems(f"{one.passage.title} {one.text}"))
        if cosine >= MIN_SIMILARITY or (cosine >= MIN_WITH_WORDS and overlap >= HALF):
            short = SHORT_MALUS if len(one.text) < SHORT_CHARS else 0.0
            scores[number] = float(cosine) + OVERLAP_WEIGHT * overlap + float(bonus[number]) - short
    best = max(scores.values(), default=0.0)
    return {number: score for number, score in scores.items() if score >= best - WITHIN_BEST}


def _salience(candidates: Sequence[Candidate], vectors: NDArray[np.float32]) -> dict[int, float]:
    """How much each sentence says of its document: its likeness to the rest, its place, its figures, its title."""
    by_document: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(candidates):
        by_document[one.passage.document_id].append(number)
    scores = {}
    for numbers in by_document.values():
        middle = vectors[numbers].mean(axis=0)
        middle /= max(float(np.linalg.norm(middle)), 1e-9)
        for number in numbers:
            one = candidates[number]
            lead = LEAD_BONUS * max(0.0, 1 - one.place / LEAD_SENTENCES)
            figures = FIGURE_BONUS if _FIGURE.search(one.text) else 0.0
            titled = OVERLAP_WEIGHT * share_held(content_stems(one.passage.title), content_stems(one.text))
            short = SHORT_MALUS if len(one.text) < SHORT_CHARS else 0.0
            scores[number] = float(vectors[number] @ middle) + lead + figures + titled - short
    return scores


def _spread(
    candidates: Sequence[Candidate], scores: dict[int, float], *, of_one: int, most: int
) -> list[Candidate]:
    """The best candidates, at most ``of_one`` of a document, none that says what another says; by document."""
    chosen: list[Candidate] = []
    counts: dict[str, int] = defaultdict(int)
    for number in sorted(scores, key=lambda number: -scores[number]):
        one = candidates[number]
        document = one.passage.document_id
        if counts[document] >= of_one or any(
            one.overlaps(other) or word_overlap(one.text, other.text) >= SAME for other in chosen
        ):
            continue
        counts[document] += 1
        chosen.append(one)
        if len(chosen) >= most:
            break
    order = {document: place for place, document in enumerate(counts)}
    return sorted(chosen, key=lambda one: (order[one.passage.document_id], one.place))


def _bullets(chosen: Sequence[Candidate]) -> list[str]:
    """The sentences as a list; what stands side by side in a passage is one quotation."""
    lines: list[str] = []
    held: list[Candidate] = []
    for one in (*chosen, None):
        follows = (
            one is not None
            and held
            and one.passage.id == held[-1].passage.id
            and _stand_together(held[-1], one)
        )
        if held and not follows:
            lines.append(_bullet(held))
            held = []
        if one is not None:
            held.append(one)
    return lines


def _stand_together(first: Candidate, second: Candidate) -> bool:
    between = first.passage.quote[first.end : second.start]
    return first.end <= second.start and not between.strip() and "\n\n" not in between


def _bullet(held: Sequence[Candidate]) -> str:
    passage = held[0].passage
    words = _SPACE.sub(" ", passage.quote[held[0].start : held[-1].end]).replace("“", "‘").replace("”", "’")
    source = as_name(passage.publisher or passage.title)
    return f"- {source}, {published_on(passage)}: “{words}” [{passage.id}]"
