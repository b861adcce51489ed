"""Files that no reader should have to meet, each with words of the reason for which it is refused."""

import os
import random
import socket
import zipfile
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from docx import Document
from fpdf import FPDF

from ingest.sources.tabular import CELL_CHARACTERS

WORDS = "The committee held the federal funds rate steady in January. Inflation eased."
NOISE = random.Random(7).randbytes(20_000)
PRICES = b"Date,Open,High,Low,Close,Volume\n2026-01-21,10,11,9,10.5,100\n2026-01-22,10,11,9,ten,100\n"


def pdf_of(text: str, **encryption: str) -> bytes:
    """A PDF of one page."""
    pdf = FPDF()
    pdf.set_font("helvetica", size=10)
    if encryption:
        pdf.set_encryption(**encryption)
    pdf.add_page()
    if text:
        pdf.multi_cell(0, text=text)
    return bytes(pdf.output())


def zip_of(*names: str) -> bytes:
    """An archive with entries of these names."""
    with zipfile.ZipFile(file := BytesIO(), "w") as archive:
        for name in names:
            archive.writestr(name, WORDS)
    return file.getvalue()


def yaml_bomb() -> bytes:
    """A header of 300 bytes whose title is a list of a hundred million words."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join(['*' + before] * 10)}]" for before, name in pairwise("abcdefgh")]
    return "\n".join(["---", *lines, "title: *h", "---", WORDS]).encode()


def zip_bomb() -> bytes:
    """A Word document of 120 kB whose text has 120 MB."""
    with zipfile.ZipFile(file := BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bytes(120_000_000))
    return file.getvalue()


def letter() -> bytes:
    """A Word document."""
    document = Document()
    document.add_paragraph(f"{WORDS} So says a letter.")
    document.save(file := BytesIO())
    return file.getvalue()


CONTENTS: dict[str, tuple[bytes, str]] = {
    "archive.zip": (zip_of("../../evil.md"), "a ZIP archive"),
    "bomb.md": (yaml_bomb(), "more than 400 MB of memory"),
    "bomb.docx": (zip_bomb(), "unpacks to"),
    "book.xlsx": (zip_of("xl/workbook.xml"), "an Excel workbook"),
    "broken.pdf": (b"%PDF-1.7\nbroken", "not a readable PDF"),
    "cut.pdf": (pdf_of(WORDS)[:600], "not a readable PDF"),
    "cut.zip": (b"PK\x03\x04", "cut off or damaged"),
    "date.csv": (b"date,text\n2026-02-30,Words.\n", "not a date"),
    "empty.md": (b"", "it is empty"),
    "header.md": (b"---\ntitle: a: b\n---\nWords.", "header is not YAML"),
    "locked.pdf": (pdf_of(WORDS, owner_password="o", user_password="u"), "encrypted"),
    "model.bin": (b"words", "not a known type"),
    "nested.html": (b"<html><body>" + b"<div>" * 1_000_000, "tags"),
    "no suffix": (b"words", "not a known type"),
    "noise.txt": (b"x" + NOISE, "not text"),
    "nothing.csv": (b"a,b\n1,2\n", "no column holds the text"),
    "nul.csv": (b"date,text\n2026-01-01,x\x00y\n", "zero bytes"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "old or an encrypted Office file"),
    "packed.csv": (b"\x1f\x8b\x08" + NOISE, "compressed"),
    "page.html": (b"<html><body><script>1</script></body></html>", "no main text"),
    "picture.md": (b"\x89PNG\r\n\x1a\n" + NOISE, "a picture"),
    "prices.csv": (PRICES, "'ten'"),
    "program.txt": (b"\x7fELF" + NOISE, "a program"),
    "quotes.csv": (b'date,text\n2026-01-01,"' + b"word " * (CELL_CHARACTERS // 5 + 1), "line 2 is not CSV"),
    "rich.txt": (b"{\\rtf1 words}", "rich text"),
    "scan.pdf": (pdf_of(""), "only pictures"),
    "spaces.txt": (b" \n \n", "it is empty"),
    "table.csv": (b"PAR1" + NOISE, "a Parquet file"),
    "text.docx": (zip_of("words.txt"), "a ZIP archive"),
    "text.pdf": (WORDS.encode(), "not a readable PDF"),
}
"""Name → content and words of the reason."""

COSTLY = ("bomb.docx", "bomb.md", "nested.html", "quotes.csv")
"""Those that take seconds until they are refused."""

SPECIAL = {
    "sparse.txt": "it has 200.0 MB",
    "pipe": "neither a file nor a folder",
    "socket": "neither a file nor a folder",
    "nowhere.md": "a link to nothing",
    "loop.md": "leads back to itself",
    "evil\\x1b[31m\\nname.md": "it is empty",
    "bad\\xff.md": "it is empty",
}
"""What is no plain file, or has a name that must not be shown as it is; names as a report shows them."""

GOOD = {
    "note.md": f"# Rates\n{WORDS}".encode(),
    "page called.pdf": f"<!DOCTYPE html><html><body><article><p>{WORDS * 5}</p></article></body></html>".encode(),
    "pdf called.txt": pdf_of(f"{WORDS} So says a PDF."),
    "letter called.zip": letter(),
    "news.csv": f"date,title,text\n2026-01-22,Banks,{WORDS}\n".encode(),
    "a..\\..\\etc\nnote.txt": f"{WORDS} So says a file with a strange name.".encode(),
    "western.txt": f"{WORDS} Café.".encode("cp1252"),
}
"""Files among the hostile ones that are read, by what they are."""


def write_hostile_files(folder: Path) -> dict[str, str]:
    """Write all of them into ``folder``; gives the names of the bad ones, as a report shows them, with the reason."""
    for name, (content, _) in CONTENTS.items():
        (folder / name).write_bytes(content)
    for name, content in GOOD.items():
        (folder / name).write_bytes(content)
    with (folder / "sparse.txt").open("wb") as file:
        file.truncate(200_000_000)
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(folder / "socket"))  # the path of a socket is short
    (folder / "nowhere.md").symlink_to("nothing")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "folder in itself").symlink_to(".")
    (folder / "evil\x1b[31m\nname.md").touch()
    (folder / os.fsdecode(b"bad\xff.md")).touch()
    return {name: reason for name, (_, reason) in CONTENTS.items()} | SPECIAL
