"""The library page over a library of a few documents."""

import pytest
from streamlit.testing.v1 import AppTest

from copilot.settings import Settings
from copilot.workspace import Workspace
from ingest.jobs import DocumentOptions, ingest_paths
from ui.web.desk import WorkspaceDesk
from ui.web.uploads import describe_report, safe_name

HOSTILE = (
    "# <script>alert(1)</script> rates\n\nThe committee cut rates by a quarter point, and <b>banks</b> rose."
)


def script(desk):
    from ui.web.library_page import show_library

    show_library(desk)


@pytest.fixture
def desk(tmp_path):
    with Workspace(Settings(home=tmp_path / "home", embedding_model="hash")) as workspace:
        yield WorkspaceDesk(workspace)


def fill(desk, tmp_path, **files):
    folder = tmp_path / "files"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text)
    options = DocumentOptions(publisher="Wire")
    assert ingest_paths(desk.workspace.library, desk.workspace.tables, [folder], options).ok


def open_page(desk, **address):
    at = AppTest.from_function(script, kwargs={"desk": desk}, default_timeout=90)
    at.query_params.update(address)
    at.run()
    assert not at.exception
    return at


def shown(at):
    return "\n".join(element.proto.body for element in at.get("html"))


def test_empty_library_says_how_to_fill_it(desk):
    assert "The library is empty" in shown(open_page(desk))


def test_library_is_counted_searched_and_listed(desk, tmp_path):
    fill(desk, tmp_path, rates=HOSTILE, oil="# Oil\n\nCrude rose 3 % on supply worries in the north.")
    at = open_page(desk)
    assert "<dt>Documents</dt><dd>2" in shown(at)
    assert sorted(at.dataframe[0].value["Title"]) == ["<script>alert(1)</script> rates", "Oil"]
    at.text_input(key="library-search").set_value("committee cut rates").run()
    assert "cut rates by a quarter point" in shown(at)
    assert "<script>alert(1)" not in shown(at)
    at.text_input(key="filter-title").set_value("OIL").run()
    assert list(at.dataframe[0].value["Title"]) == ["Oil"]


def test_document_is_read_searched_and_removed(desk, tmp_path):
    fill(desk, tmp_path, rates=HOSTILE)
    (summary,) = desk.workspace.library.documents()
    at = open_page(desk, document=summary.id, passage=desk.workspace.library.passages_of(summary.id)[0].id)
    assert "<mark>" in shown(at)
    assert "&lt;b&gt;banks&lt;/b&gt;" in shown(at)
    at.text_input(key=f"find-{summary.id}").set_value("banks").run()
    assert not at.exception
    next(button for button in at.button if button.key == "remove-document").click().run()
    assert desk.workspace.library.documents() == []
    assert "The library is empty" in shown(at)


def test_unknown_document_is_told(desk):
    assert "The document cannot be opened" in shown(open_page(desk, document="d-000000000000"))


def test_uploaded_names_stay_in_their_folder():
    assert safe_name("../../etc/passwd", set()) == "passwd"
    assert safe_name("..\\x.pdf", set()) == "x.pdf"
    assert safe_name("a.pdf", {"a.pdf"}) == "a-2.pdf"
    assert safe_name("...", set()) == "file"


def test_upload_report_names_what_was_refused(desk, tmp_path):
    bad = tmp_path / "x<b>.pdf"
    bad.write_bytes(b"no pdf")
    report = ingest_paths(desk.workspace.library, desk.workspace.tables, [bad], DocumentOptions())
    told = describe_report(report)
    assert "x&lt;b&gt;.pdf" in told
    assert "Nothing was added" in told
