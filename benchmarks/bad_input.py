"""Bad input by the dozen, in its real size: the time of ``tieout ingest``, and the memory that it and its readers hold.

    .venv/bin/python benchmarks/bad_input.py [--folder FOLDER]

Builds files that hang, swell or break parsers beside good ones, ingests them with vectors that need no model
(unless ``TIEOUT_EMBEDDING_MODEL`` says otherwise), and prints JSON: seconds, the peak of memory in MB, and each
refusal with its reason. With ``--folder`` it ingests that folder instead, bad or good. Needs Linux's /proc.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

TIEOUT = Path(sys.executable).with_name("tieout")
SAMPLE_SECONDS = 0.05
WORDS = "The committee held the federal funds rate steady in January, and inflation eased. "


def main() -> None:
    """Builds the files, ingests them, and prints what was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, help="ingest this instead")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="tieout-bad-input-") as scratch:
        folder = options.folder or Path(scratch) / "inbox"
        if not options.folder:
            folder.mkdir()
            write_files(folder)
        print(json.dumps(ingest(folder, Path(scratch) / "home"), indent=2, ensure_ascii=False))


def write_files(folder: Path) -> None:
    """The bad files, and ten good ones."""
    for number in range(10):
        (folder / f"good {number}.md").write_text(f"# Note {number}\n\n{WORDS * (number + 1)}")
    (folder / "200 MB.txt").write_text(WORDS * (200_000_000 // len(WORDS)))
    (folder / "19 MB.txt").write_text(WORDS * (19_000_000 // len(WORDS)))
    (folder / "one word of 19 MB.txt").write_text("x" * 19_000_000)
    (folder / "brackets.txt").write_text("[]{}()/$" * 250_000)
    (folder / "million tags.html").write_text(f"<html><body>{'<div>' * 1_000_000}{WORDS}")
    (folder / "million cells.html").write_text(f"<html><body><table><tr>{'<td>1' * 1_000_000}</table>{WORDS}")
    (folder / "cell of 60 MB.csv").write_text(f'date,text\n2026-01-22,"{"word " * 12_000_000}"\n')
    (folder / "million rows.csv").write_text("date,text\n" + "2026-01-22,\n" * 1_000_000)
    (folder / "aliases.md").write_text(_yaml_bomb())
    with zipfile.ZipFile(folder / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bytes(1_000_000_000))
    (folder / "hole.pdf").write_bytes(b"%PDF-1.7\n" + bytes(150_000_000))
    (folder / "folder in itself").symlink_to(".")
    os.mkfifo(folder / "pipe")
    many = folder / "thousands"
    many.mkdir()
    for number in range(3_000):
        (many / f"{number}.txt").touch()


def ingest(folder: Path, home: Path) -> dict[str, object]:
    """What a run over ``folder`` did and took."""
    environment = {"TIEOUT_EMBEDDING_MODEL": "hash"} | os.environ
    command = [str(TIEOUT), "--home", str(home), "ingest", str(folder), "--json"]
    output = home.with_suffix(".json")
    started = time.perf_counter()
    with (
        output.open("wb") as stdout,
        subprocess.Popen(command, stdout=stdout, stderr=subprocess.DEVNULL, env=environment) as process,
    ):
        peaks = watch(process)
    seconds = time.perf_counter() - started
    report = json.loads(output.read_bytes())
    reasons = {Path(entry["source"]).name: entry["reason"] for entry in report["refused"]}
    empty = [name for name, reason in reasons.items() if reason == "it is empty"]
    return {
        "seconds": round(seconds, 1),
        "status": process.returncode,
        "peak_mb": peaks,
        "documents": {name: report[name] for name in ("added", "unchanged", "replaced")},
        "skipped": len(report["skipped"]),
        "empty": len(empty),
        "refused": {name: reason for name, reason in reasons.items() if name not in empty},
    }


def watch(process: subprocess.Popen[bytes]) -> dict[str, float]:
    """The peaks of memory until ``process`` ends, in MB: its own, that of a child, and of all at one moment.

    Pages that processes share are counted to each by its part.
    """
    peaks = {"parent": 0.0, "reader": 0.0, "all": 0.0}
    while process.poll() is None:
        own = megabytes(process.pid)
        children = [megabytes(child) for child in children_of(process.pid)]
        now = {"parent": own, "reader": max(children, default=0.0), "all": own + sum(children)}
        peaks = {name: max(peak, now[name]) for name, peak in peaks.items()}
        time.sleep(SAMPLE_SECONDS)
    return {name: round(peak) for name, peak in peaks.items()}


def megabytes(pid: int) -> float:
    """The memory of a process in MB; nothing where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:")), 0.0)


def children_of(pid: int) -> Iterator[int]:
    """The processes that a process started and that run."""
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        try:
            yield from map(int, (thread / "children").read_text().split())
        except OSError:
            continue


def _yaml_bomb() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join(['*' + before] * 10)}]" for before, name in pairwise("abcdefghi")]
    return "\n".join(["---", *lines, "title: *i", "---", WORDS])


if __name__ == "__main__":
    main()
