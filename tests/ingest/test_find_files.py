from pathlib import Path

from ingest.sources.files import PRINTED_CHARACTERS, find_files, shortened, source_of


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


def test_a_missing_path_and_a_dangling_link_are_refused(tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "nowhere")
    found = find_files([tmp_path / "missing", link])
    assert [refusal.reason for refusal in found.refused] == ["there is no such file or folder"] * 2


def test_names_are_stored_and_shown_without_control_characters_or_odd_bytes():
    assert source_of(Path("/a/evil\x1b[31m\nname.txt")) == "/a/evil\\x1b[31m\\nname.txt"
    source_of(Path("/a/bad\udcff.txt")).encode()
    assert len(shortened("/" + "x" * 5_000)) == PRINTED_CHARACTERS + 1
