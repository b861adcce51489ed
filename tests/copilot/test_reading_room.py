from datetime import UTC, datetime

import pytest

from copilot.reading_room import READ_CHARS, ReadingRoom
from copilot.tools import document_tools
from ingest.chunk import chunk
from market.errors import MarketError
from market.periods import parse_as_of
from vectorstore.documents import Document
from vectorstore.errors import UnknownDocument

LATER = parse_as_of("2026-02-01")


@pytest.fixture
def long_document(workspace):
    text = "\n\n".join(
        f"Paragraph {number} says that rates fell by {number} basis points." for number in range(600)
    )
    document = Document(
        "Long", text, datetime(2026, 1, 20, tzinfo=UTC), "Example Wire", "test/long", kind="filing"
    )
    workspace.library.add(document, chunk(document))
    return document


def parts_of(room, document_id):
    offset = 0
    while offset is not None:
        yield room.read(document_id, offset)
        offset = room.read(document_id, offset).next_offset


def test_parts_join_to_the_text_and_hold_each_passage_once(workspace, long_document):
    parts = list(parts_of(ReadingRoom(workspace.library), long_document.id))
    assert len(parts) > 2
    assert "".join(part.text for part in parts) == long_document.text
    assert all(len(part.text) <= READ_CHARS for part in parts)
    held = [passage.id for part in parts for passage in part.passages]
    assert held == [passage.id for passage in workspace.library.passages_of(long_document.id)]


@pytest.mark.parametrize("beyond", [0, 1, 10_000])
def test_reading_on_past_the_end_gives_nothing(workspace, long_document, beyond):
    reading = ReadingRoom(workspace.library).read(long_document.id, len(long_document.text) + beyond)
    assert (reading.text, reading.passages, reading.next_offset) == ("", (), None)


def test_agent_reads_on_to_the_end(workspace, long_document):
    read = next(tool for tool in document_tools(workspace, LATER) if tool.name == "read_document")
    said, offset = "", 0
    while "ends here" not in said:
        said = read.invoke({"document_id": long_document.id, "offset": offset})
        if "read on with" in said:
            offset = int(said.rpartition("offset=")[2].rstrip("."))
    assert "Paragraph 599 says" in said


def test_document_from_after_the_as_of_is_not_read(workspace):
    (late,) = [item for item in workspace.library.documents() if item.title == "A later look"]
    with pytest.raises(UnknownDocument, match="came out after"):
        ReadingRoom(workspace.library, parse_as_of("2026-01-22")).read(late.id)


@pytest.mark.parametrize(
    ("since", "until", "titles"),
    [
        ("2026-01-22", "", {"Energy shares climb", "A later look"}),
        ("2026-01-22", "2026-01-22", {"Energy shares climb"}),
        ("", "2026-01-21", {"Small caps lead as rates fall"}),
    ],
)
def test_search_between_two_days_includes_both(workspace, since, until, titles):
    hits = ReadingRoom(workspace.library, LATER).search("small caps energy shares", since=since, until=until)
    assert {hit.document.title for hit in hits} == titles


def test_search_never_sees_past_the_as_of(workspace):
    room = ReadingRoom(workspace.library, parse_as_of("2026-01-21"))
    assert {hit.document.title for hit in room.search("small caps", until="2026-01-31")} == {
        "Small caps lead as rates fall"
    }


def test_bound_that_is_no_day_is_refused(workspace):
    with pytest.raises(MarketError, match="soon"):
        ReadingRoom(workspace.library).search("small caps", since="soon")


def test_list_is_of_one_kind_and_publisher(workspace):
    room = ReadingRoom(workspace.library, LATER)
    newest, *_ = room.documents(kind="article", publisher="Example Wire")
    assert newest.title == "A later look"
    assert room.documents(kind="memo") == []
