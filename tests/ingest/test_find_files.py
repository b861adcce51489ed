import os
import socket
from pathlib import Path

import pytest

from ingest.report import PRINTED_CHARACTERS, shortened
from ingest.sources.files import find_files, source_of


def test_folders_are_walked_in_order_and_each_file_once(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "again.txt").symlink_to(tmp_path / "b.txt")
    found = find_files([tmp_path, tmp_path / "b.txt"])
    assert [path.relative_to(tmp_path).as_posix() for path in found.files] == [
        "a/b.txt",
        "a/z.txt",
        "again.txt",
    ]
    assert not found.refused


def test_hidden_entries_are_skipped_and_named_unless_asked_for(tmp_path):
    hidden = tmp_path / ".git"
    hidden.mkdir()
    (hidden / "a.txt").write_text("x")
    found = find_files([tmp_path])
    assert found.files == []
    assert [refusal.source for refusal in found.skipped] == [str(hidden)]
    assert find_files([hidden / "a.txt"]).files == [hidden / "a.txt"]


def test_a_missing_path_is_refused(tmp_path):
    [refusal] = find_files([tmp_path / "missing"]).refused
    assert refusal.reason == "there is no such file or folder"


def test_links_that_lead_nowhere_are_refused_wherever_they_are(tmp_path):
    (tmp_path / "loop.md").symlink_to("loop.md")
    (tmp_path / "to nothing.md").symlink_to("nowhere")
    for paths in ([tmp_path], sorted(tmp_path.iterdir())):
        found = find_files(paths)
        assert [(Path(refusal.source).name, refusal.reason) for refusal in found.refused] == [
            ("loop.md", "it is a link that leads back to itself"),
            ("to nothing.md", "it is a link to nothing"),
        ]
        assert all(refusal.mend for refusal in found.refused)


def test_pipes_sockets_and_devices_are_refused_without_opening_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the path of a socket is short
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        found = find_files([tmp_path, Path("/dev/zero")])
    assert [Path(refusal.source).name for refusal in found.refused] == ["pipe", "socket", "zero"]
    assert {refusal.reason for refusal in found.refused} == {"it is neither a file nor a folder"}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_read_is_refused_and_the_others_are_walked(tmp_path):
    (tmp_path / "closed").mkdir(mode=0)
    (tmp_path / "note.md").write_text("x")
    found = find_files([tmp_path])
    assert found.files == [tmp_path / "note.md"]
    assert [refusal.mend for refusal in found.refused] == ["Check its permissions."]


def test_a_path_that_is_too_long_is_refused(tmp_path):
    [refusal] = find_files([tmp_path / ("x" * 300)]).refused
    assert "longer than the system allows" in refusal.reason


def test_one_file_has_one_source_however_it_is_named(tmp_path):
    (tmp_path / "a").mkdir()
    note = tmp_path / "note.md"
    note.write_text("x")
    os.link(note, tmp_path / "same.md")
    assert find_files([tmp_path / "a" / ".." / "note.md", note, tmp_path]).files == [note]


def test_thousands_of_files_are_found_in_order(tmp_path):
    names = sorted(f"{number}.txt" for number in range(3_000))
    for name in names:
        (tmp_path / name).touch()
    assert [path.name for path in find_files([tmp_path]).files] == names


def test_names_are_stored_and_shown_without_control_characters_or_odd_bytes():
    assert source_of(Path("/a/evil\x1b[31m\nname.txt")) == "/a/evil\\x1b[31m\\nname.txt"
    source_of(Path("/a/bad\udcff.txt")).encode()
    assert len(shortened("/" + "x" * 5_000)) == PRINTED_CHARACTERS + 1
