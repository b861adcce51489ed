import json
import shutil

import pytest
from scripted_faces import run
from test_cli_library import write_article

from vectorstore.errors import BrokenIndex


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """The folder of the articles of the home."""
    return tmp_path_factory.mktemp("articles")


@pytest.fixture(scope="module")
def filled(tmp_path_factory, sources):
    """A home with three articles, of which one has an earlier version."""
    folder = sources
    write_article(folder, "rotation", text="Small companies lead the market.", publisher="Wire")
    write_article(folder, "oil", text="Crude prices rose.", publisher="Oil Desk", published="2026-01-29")
    write_article(folder, "gold", text="Gold is in demand.", publisher="Oil Desk", kind="note")
    home = tmp_path_factory.mktemp("filled") / "home"
    assert run(home, "ingest", folder).exit_code == 0
    write_article(folder, "oil", text="Crude prices fell.", publisher="Oil Desk", published="2026-01-30")
    assert run(home, "ingest", folder).exit_code == 0
    return home


@pytest.fixture
def home(filled, tmp_path):
    """A copy of it, to change."""
    return shutil.copytree(filled, tmp_path / "home")


def titles(home, *options) -> set[str]:
    return {item["title"] for item in json.loads(run(home, "documents", "--json", *options).stdout)}


def id_of(home, title: str) -> str:
    return next(
        item["id"] for item in json.loads(run(home, "documents", "--json").stdout) if item["title"] == title
    )


def test_check_of_a_sound_library_finds_nothing_to_mend(home):
    result = run(home, "check")
    assert result.exit_code == 0
    assert result.stdout == "3 passages are indexed, 1 of older versions; nothing to mend\n"
    report = json.loads(run(home, "check", "--json").stdout)
    assert report == {"ok": True, "passages": 3, "superseded": 1, "pending": 0, "findings": []}


def test_check_says_in_a_line_what_it_mended_and_ends_with_status_1(home):
    shutil.rmtree(home / "library" / "chroma")
    result = run(home, "check", "--json")
    assert result.exit_code == 1
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["name"], finding["count"], finding["mended"]) == ("chroma_missing", 3, True)
    shutil.rmtree(next((home / "library").glob("chroma*")))
    result = run(home, "check")
    assert result.exit_code == 1
    assert "mended: 3 passages missing in Chroma" in result.stdout
    assert run(home, "check").exit_code == 0


def test_check_that_cannot_mend_fails_with_the_reason(tmp_path):
    class Broken:
        library = property(lambda self: self)

        def check(self):
            raise BrokenIndex("lexical/meta.json cannot be written; free some space")

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    result = run(tmp_path, "check", open_workspace=lambda _: Broken())
    assert result.exit_code == 1
    assert "free some space" in result.stderr


def test_rebuild_says_how_much_was_written(home):
    result = run(home, "rebuild")
    assert result.exit_code == 0
    assert result.stdout == "4 passages were written anew\n"
    assert run(home, "check").exit_code == 0


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (["--publisher", "Oil Desk"], {"rotation"}),
        (["--publisher", "Oil Desk", "--kind", "note"], {"rotation", "oil"}),
        (["--since", "2026-01-23"], {"rotation", "gold"}),
        (["--until", "2026-01-22"], {"oil"}),
        (["--kind", "poem"], {"rotation", "oil", "gold"}),
    ],
)
def test_remove_takes_what_matches(home, options, left):
    listed = run(home, "remove", *options, "--dry-run")
    assert listed.exit_code == 0
    assert titles(home) == {"rotation", "oil", "gold"}
    assert run(home, "remove", *options, "--yes").exit_code == 0
    assert titles(home) == left
    assert run(home, "check").exit_code == 0


def test_remove_by_id_takes_earlier_versions_along_and_lists_them(home):
    result = run(home, "remove", id_of(home, "oil"), "--yes")
    assert "2 to be removed, with 2 passages" in result.stdout
    assert result.stdout.endswith("2 removed\n")
    assert titles(home, "--as-of", "2026-01-29") == {"rotation", "gold"}


def test_remove_by_source_takes_the_file_as_it_was_given(home, sources):
    assert "2 removed" in run(home, "remove", "--source", sources / "oil.md", "--yes").stdout
    assert titles(home) == {"rotation", "gold"}
    assert run(home, "remove", "--source", "nowhere.md").stdout == "No document matches.\n"


@pytest.mark.parametrize(("answer", "status", "left"), [("y\n", 0, 2), ("n\n", 1, 3), ("", 1, 3)])
def test_remove_asks_first(home, answer, status, left):
    result = run(home, "remove", id_of(home, "gold"), stdin=answer)
    assert result.exit_code == status
    assert len(titles(home)) == left


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--yes"],
        ["d-1", "--kind", "note"],
        ["--source", "a", "--publisher", "b"],
        ["d-1", "--source", "a"],
    ],
)
def test_remove_without_a_clear_target_is_wrong_use(home, words):
    result = run(home, "remove", *words)
    assert result.exit_code == 2
    assert "say what is to go" in result.stderr


def test_remove_of_an_unknown_id_fails_with_the_id(home):
    result = run(home, "remove", "d-nothing", "--yes")
    assert result.exit_code == 1
    assert "d-nothing" in result.stderr
