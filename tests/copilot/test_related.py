"""What surrounds an answer."""

import pandas as pd
import pytest

from copilot.answer import Answer
from copilot.evidence import PassageEvidence, ReceiptEvidence
from copilot.related import follow_ups, related_to
from copilot.settings import Settings
from copilot.workspace import Workspace
from ingest.jobs import DocumentOptions, ingest_paths
from market.metrics import run_metric
from market.periods import parse_as_of

AS_OF = parse_as_of("2026-01-30")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for name, text in (
        ("one", "The Russell 2000 rose as the Federal Reserve cut interest rates again, officials said."),
        ("two", "Small companies and the Russell 2000 gain from lower interest rates, a strategist said."),
        ("late", "The Russell 2000 fell on interest rates in March."),
    ):
        day = "2026-03-01" if name == "late" else "2026-01-20"
        (folder / f"{name}.md").write_text(
            f"---\ntitle: {name}\npublisher: Wire\npublished: {day}\n---\n{text}\n"
        )
    with Workspace(Settings(home=tmp_path_factory.mktemp("home"), embedding_model="hash")) as opened:
        assert ingest_paths(opened.library, opened.tables, [folder], DocumentOptions()).ok
        days = pd.bdate_range("2024-11-01", "2026-01-30")
        rows = [
            {"symbol": symbol, "date": day.date(), "close": 100.0 + place, "source": "made"}
            for symbol in ("^RUT", "^GSPC")
            for place, day in enumerate(days)
        ]
        opened.tables.upsert("prices", pd.DataFrame(rows))
        yield opened


def passage(workspace, title):
    found = next(item for item in workspace.library.documents() if item.title == title)
    document = workspace.library.document(found.id)
    return PassageEvidence.of(document, workspace.library.passages_of(found.id)[0])


def receipt(workspace, metric, **arguments):
    return ReceiptEvidence.of(run_metric(workspace.metrics[metric], arguments, workspace.tables, AS_OF))


def test_instruments_reading_topics_come_from_what_is_cited(workspace):
    evidence = [receipt(workspace, "price_return", symbol="^GSPC"), passage(workspace, "one")]
    found = related_to(workspace, evidence, "Russell 2000 interest rates", AS_OF)
    assert found.symbols == ("^GSPC", "^RUT")
    assert [document.title for document in found.reading] == ["two"]
    assert "monetary policy" in found.topics or found.topics


def test_removed_document_is_passed_over(workspace):
    gone = PassageEvidence(**{**_fields(passage(workspace, "one")), "document_id": "d-000000000000"})
    assert related_to(workspace, [gone], "", AS_OF).symbols == ()


def _fields(evidence):
    return {name: getattr(evidence, name) for name in evidence.__dataclass_fields__}


def answer(*citations):
    return Answer("a-0123456789ab", "?", AS_OF.isoformat(), "x [1].", refused=False, citations=citations,
                  figures=(), model="embedded", elapsed_ms=1)  # fmt: skip


def test_questions_to_go_on_with_can_be_computed_and_are_new(workspace):
    asked = answer(receipt(workspace, "price_return", symbol="^RUT"))
    questions = follow_ups(workspace, asked, AS_OF)
    assert "How did Russell 2000 do against the S&P 500 this year?" in questions
    assert not any("up or down" in question for question in questions)
    both = answer(receipt(workspace, "price_return", symbol="^RUT"), passage(workspace, "one"))
    assert "Why did Russell 2000 move?" in follow_ups(workspace, both, AS_OF)


def test_without_computations_the_document_is_asked_on(workspace):
    assert follow_ups(workspace, answer(passage(workspace, "one")), AS_OF) == ["What else does “one” say?"]
