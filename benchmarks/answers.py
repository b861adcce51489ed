"""Does the embedded analyst answer questions, or say why not? Question sets, with expected values, against one home.

    python -m benchmarks.answers                              our own sets, over ../shared/data
    python -m benchmarks.answers --sets FILE... --home DIR    other sets; a home that is filled already is used as it is
    python -m benchmarks.answers --half develop               one half of the questions (by a hash of their ids)

A home that is empty is filled from ``--data``: market files as ``tieout load`` does, the FOMC texts and the quarterly
filings as ``tieout ingest`` does. A question set is JSONL, one question a line:

    {"id": "m-001", "kind": "market/return", "as_of": "2026-01-22",
     "question": "RUT ytd?",                            or "turns": ["RUT ytd?", "and the Nasdaq?"]: the last is judged
     "expect": {"figures": [{"value": 9.54, "unit": "%"}], "lead": ["Russell 2000"]}}

``expect`` holds one or more of these, and all of them must hold:

``figures``  each ``{"value", "unit", "tolerance"}``: a figure of the prose with a verdict other than conflicting and
             unsupported, whose written precision covers the value; ``tolerance`` (default 0) is added to it. The value
             is in base units (3.4 billion is 3.4e9) and has its sign; a figure whose words leave the sign open fits
             either. ``unit`` is one of ``copilot.figures.units``: ``%``, ``pp``, ``bp``, ``USD``, ``x`` or empty
             (a plain number, an index level); left out, any unit fits.
``absent``   figures of the same form that must not be in the prose.
``lead``     texts that must stand in the first paragraph (case ignored; ``"energy|XLE"`` for alternatives).
``names``    texts that must stand anywhere in the prose.
``order``    texts whose first places in the prose must follow one another.
``dates``    ISO days that must stand in the prose in any usual way of writing them.
``quotes``   words that must stand inside quotation marks of the prose (blanks and case ignored).
``cites``    texts of which each must occur in the publisher, title, company or metric of some citation.
``refusal``  true: the question must be refused, without any figure that counts as computed or quoted.
``ask_back`` candidates (each a text that must stand in the prose) that a question about an ambiguous name must give.

An answer is *right* when all of this holds, *refused* when it is a refusal and none was expected, else *wrong*. Of the
wrong ones those are listed again that show a figure as ``computed`` or ``quoted`` in their first paragraph: a reader
would take it for the answer. JSON goes to standard output; a table and each failure to standard error. The status is 1
where a figure is shown that is wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from copilot.agent import Copilot
from copilot.answer import Answer
from copilot.evidence import PassageEvidence
from copilot.figures import Figure, find_figures
from copilot.settings import Settings
from copilot.tieout.checking import UNTIED
from copilot.workspace import Workspace
from market.periods import parse_as_of

DATA = Path(__file__).parents[1].parent / "shared" / "data"
OWN_SETS = Path(__file__).parent / "question_sets"
HALVES = ("develop", "held")
_IN_POINTS = {"pp": ("points", 1.0), "points": ("points", 1.0), "bp": ("points", 0.01)}
CLOSE_ENOUGH = 1e-9
"""Relative: what the binary form of a decimal can be off by."""
_QUOTED = re.compile("“(.+?)”", re.DOTALL)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a question set."""

    id: str
    kind: str
    turns: tuple[str, ...]
    as_of: str
    expect: Mapping[str, Any]

    @property
    def half(self) -> str:
        """``develop`` or ``held``, by a hash of the id."""
        return HALVES[hashlib.sha256(self.id.encode()).digest()[0] % 2]

    @property
    def wants_refusal(self) -> bool:
        """Whether an answer with figures would be wrong."""
        return bool(self.expect.get("refusal") or self.expect.get("ask_back"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question."""

    question: Question
    verdict: str
    """``right``, ``wrong`` or ``refused``."""
    missing: tuple[str, ...]
    misleading: tuple[str, ...]
    """Figures that a wrong answer shows as computed or quoted in its first paragraph."""
    prose: str
    seconds: float


@dataclass(slots=True)
class Tally:
    """The outcomes of some questions, counted."""

    verdicts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("right", "wrong", "refused"), 0))

    def add(self, outcome: Outcome) -> None:
        """Counts ``outcome``."""
        self.verdicts[outcome.verdict] += 1

    def row(self) -> dict[str, float]:
        """The counts, and the share that is right."""
        number = sum(self.verdicts.values())
        share = self.verdicts["right"] / number if number else 0.0
        return {"questions": number, **self.verdicts, "right_share": round(share, 4)}


def main() -> None:
    """Asks the questions and prints what became of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", type=Path, nargs="+", metavar="FILE", help="default: our own")
    parser.add_argument("--home", type=Path, default=Path(".tieout/answers"), help="filled where it is empty")
    parser.add_argument("--data", type=Path, default=DATA, help="what an empty home is filled from")
    parser.add_argument("--half", choices=HALVES, help="only this half of the questions")
    parser.add_argument("--kind", default="", help="only kinds that begin with this")
    parser.add_argument("--id", nargs="+", default=(), help="only these questions")
    parser.add_argument("--all", action="store_true", help="tell the prose of right answers too")
    options = parser.parse_args()
    questions = [
        question
        for path in options.sets or sorted(OWN_SETS.glob("*.jsonl"))
        for question in read_set(path)
        if (not options.half or question.half == options.half)
        and question.kind.startswith(options.kind)
        and (not options.id or question.id in options.id)
    ]
    with Workspace(Settings(home=options.home)) as workspace:
        fill_home(workspace, options.data)
        copilot = Copilot(workspace)
        copilot.ask("Where did the S&P 500 close?", as_of=parse_as_of("2026-01-22"))  # started
        outcomes = [ask_question(copilot, question) for question in questions]
    result = summary(outcomes)
    tell(outcomes, result, every=options.all)
    json.dump(result, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    sys.exit(1 if result["wrong figures shown"] else 0)


def read_set(path: Path) -> list[Question]:
    """The questions of a JSONL file. Raises ``ValueError`` naming the line that is none."""
    questions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            turns = tuple(row.get("turns") or [row["question"]])
            questions.append(
                Question(str(row["id"]), row.get("kind", "all"), turns, row["as_of"], row["expect"])
            )
        except (KeyError, ValueError) as error:
            raise ValueError(f"{path}, line {number}: {error!r}; see the format in {__file__}") from error
    return questions


def fill_home(workspace: Workspace, data: Path) -> None:
    """Brings market files, FOMC texts and filings under ``data`` into a workspace where they are missing."""
    from ingest.drafts import DocumentOptions
    from ingest.jobs import ingest_paths
    from ingest.tables import load_paths

    if not workspace.tables.sessions(parse_as_of("2026-01-22")) and (data / "market").is_dir():
        print("loading market files", file=sys.stderr)
        load_paths(workspace.tables, [data / "market"])
    if workspace.library.kinds():
        return
    statements, filings = data / "fomc" / "communications.csv", sorted((data / "sec10q").glob("*.pdf"))
    print("ingesting FOMC texts and filings", file=sys.stderr)
    if statements.exists():
        columns = {"text": "Text", "published_at": "Release Date", "kind": "Type"}
        said = DocumentOptions(publisher="Federal Reserve", mapping=columns)
        ingest_paths(workspace.library, workspace.tables, [statements], said)
    ingest_paths(workspace.library, workspace.tables, filings, DocumentOptions())


def ask_question(copilot: Copilot, question: Question) -> Outcome:
    """The last turn of ``question``, asked after those before it in one conversation, and judged."""
    as_of = parse_as_of(question.as_of)
    conversation = copilot.workspace.conversations.create(as_of) if len(question.turns) > 1 else None
    seconds = 0.0
    for turn in question.turns:
        started = time.perf_counter()
        answer = copilot.ask(turn, as_of=as_of, conversation_id=conversation.id if conversation else None)
        seconds = time.perf_counter() - started
    return judge(question, answer, seconds)


def judge(question: Question, answer: Answer, seconds: float) -> Outcome:
    """Whether ``answer`` is what ``question`` expects."""
    missing = tuple(_missing(question.expect, answer))
    if not missing:
        return Outcome(question, "right", (), (), answer.prose, seconds)
    if answer.refused and not question.wants_refusal:
        return Outcome(question, "refused", missing, (), answer.prose, seconds)
    shown = _shown(answer, first_paragraph(answer.prose))
    return Outcome(question, "wrong", missing, shown, answer.prose, seconds)


def _missing(expect: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    """What ``expect`` asks for and the answer does not have."""
    prose = answer.prose
    yield from _figures_missing(expect, answer)
    texts = {
        "lead": first_paragraph(prose),
        "names": prose,
        "ask_back": prose,
        "quotes": " ".join(_QUOTED.findall(prose)),
        "cites": " ; ".join(_names_of(answer)),
    }
    for key, text in texts.items():
        yield from (f"{key} {words!r}" for words in expect.get(key, ()) if place_of(words, text) < 0)
    places = [place_of(words, prose) for words in expect.get("order", ())]
    if places != sorted(places) or -1 in places:
        yield f"order {expect['order']}"
    for day in expect.get("dates", ()):
        if place_of("|".join(ways_to_write(date.fromisoformat(day))), prose) < 0:
            yield f"date {day}"
    declines = bool(expect.get("refusal") or expect.get("ask_back"))
    if declines and (not answer.refused or _shown(answer, prose)):
        yield "refusal"
    if answer.refused and not declines:
        yield "answer"


def _figures_missing(expect: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    tied = {figure.start for figure in answer.figures if figure.verdict not in UNTIED}
    figures = [figure for figure in find_figures(answer.prose) if figure.start in tied]
    for wanted in expect.get("figures", ()):
        if not any(fits(figure, wanted) for figure in figures):
            yield f"figure {wanted}"
    for unwanted in expect.get("absent", ()):
        if any(fits(figure, unwanted) for figure in figures):
            yield f"absence of {unwanted}"


def _shown(answer: Answer, text: str) -> tuple[str, ...]:
    """The figures in the first ``len(text)`` characters of the prose that a reader takes for true."""
    return tuple(
        f"{figure.text} ({figure.verdict})"
        for figure in answer.figures
        if figure.verdict in ("computed", "quoted") and figure.end <= len(text)
    )


def fits(figure: Figure, wanted: Mapping[str, Any]) -> bool:
    """Whether ``figure`` is the value that is wanted, at the precision in which it is written.

    Points of an index and percentage points are not told apart; a hundred basis points are one of these.
    """
    unit, written = (
        _IN_POINTS.get(name, (name, 1.0)) for name in (wanted.get("unit", figure.unit), figure.unit)
    )
    if unit[0] != written[0]:
        return False
    value = float(wanted["value"]) * unit[1]
    slack = float(wanted.get("tolerance", 0)) * unit[1] + CLOSE_ENOUGH * abs(value)
    signs = (1.0, -1.0) if figure.signless else ((figure.direction or 1.0) if figure.value >= 0 else 1.0,)
    bounds = (sorted((sign * figure.low * written[1], sign * figure.high * written[1])) for sign in signs)
    return any(low - slack <= value <= high + slack for low, high in bounds)


def first_paragraph(prose: str) -> str:
    """The text up to the first empty line."""
    return prose.strip().split("\n\n", 1)[0]


def place_of(words: str, text: str) -> int:
    """Where the first of the alternatives in ``words`` stands in ``text``; -1 where none does."""
    plain = _SPACE.sub(" ", text).casefold()
    places = [plain.find(_SPACE.sub(" ", each).casefold()) for each in words.split("|")]
    return min((place for place in places if place >= 0), default=-1)


def ways_to_write(day: date) -> list[str]:
    """A day as texts write it."""
    return [
        day.isoformat(),
        f"{day.day} {day:%B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b %Y}",
    ]


def _names_of(answer: Answer) -> Iterator[str]:
    for item in answer.citations:
        if isinstance(item, PassageEvidence):
            yield f"{item.publisher} {item.title} {item.company} {item.published_at[:10]}"
        else:
            yield item.metric


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of a run."""
    by: dict[str, dict[str, Tally]] = {name: defaultdict(Tally) for name in ("kind", "half", "expected")}
    total = Tally()
    for outcome in outcomes:
        question = outcome.question
        total.add(outcome)
        by["kind"][question.kind].add(outcome)
        by["half"][question.half].add(outcome)
        by["expected"]["refusal" if question.wants_refusal else "answer"].add(outcome)
    seconds = [outcome.seconds for outcome in outcomes]
    misleading = [outcome for outcome in outcomes if outcome.misleading]
    return {
        **total.row(),
        "wrong figures shown": len(misleading),
        "median_s": round(median(seconds), 3) if seconds else None,
        "p90_s": round(quantiles(seconds, n=10)[-1], 3) if len(seconds) > 1 else None,
        **{
            f"by {name}": {key: tally.row() for key, tally in sorted(rows.items())}
            for name, rows in by.items()
        },
        "failures": [
            {
                "id": outcome.question.id,
                "asked": list(outcome.question.turns),
                "as_of": outcome.question.as_of,
                "verdict": outcome.verdict,
                "missing": list(outcome.missing),
                "misleading": list(outcome.misleading),
                "prose": outcome.prose,
            }
            for outcome in outcomes
            if outcome.verdict != "right"
        ],
    }


def tell(outcomes: Sequence[Outcome], result: Mapping[str, Any], *, every: bool) -> None:
    """The same for a person, to standard error."""
    for outcome in outcomes:
        if every or outcome.verdict != "right":
            print(f"\n{outcome.verdict.upper()} {outcome.question.id}: {' / '.join(outcome.question.turns)}"
                  f" [{outcome.question.as_of}]", file=sys.stderr)  # fmt: skip
            if outcome.missing:
                print(f"  missing: {'; '.join(outcome.missing)}", file=sys.stderr)
            print("  " + outcome.prose.replace("\n", "\n  "), file=sys.stderr)
    print(f"\n{'':32}{'asked':>7}{'right':>7}{'wrong':>7}{'refused':>8}", file=sys.stderr)
    rows = {"all": result} | {
        key: row for name in ("half", "expected", "kind") for key, row in result[f"by {name}"].items()
    }
    for name, row in rows.items():
        print(
            f"{name:32}{row['questions']:7}{row['right']:7}{row['wrong']:7}{row['refused']:8}"
            f"{row['right_share']:8.1%}",
            file=sys.stderr,
        )
    print(
        f"wrong figures shown: {result['wrong figures shown']}; median {result['median_s']} s, 90 % within "
        f"{result['p90_s']} s",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
