"""Lines of pages → their text: tables as rows, paragraphs, headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.pages.columns import in_reading_order
from ingest.pages.lines import Line
from ingest.pages.prose import LIST_ITEM, Usual, write_prose
from ingest.pages.rows import write_table
from ingest.pages.tables import find_tables, with_cells


def write_page(lines: Sequence[Line], usual: Usual) -> str:
    """The text of one page in reading order: paragraphs and headings parted by blank lines, a table's rows by none."""
    text = ""
    for block in (block for group in in_reading_order(lines) for block in _blocks(group, usual)):
        text += ("\n" if _opens_close(text, block) else "\n\n") + block
    return text.strip()


def _opens_close(text: str, block: str) -> bool:
    """Whether no blank line parts ``block`` from the text before: items of one list."""
    before = text[text.rfind("\n") + 1 :]
    return bool(LIST_ITEM.match(block)) and (before.endswith(":") or bool(LIST_ITEM.match(before)))


def _blocks(lines: Sequence[Line], usual: Usual) -> Iterator[str]:
    celled = with_cells(lines)
    behind = 0
    for first, end in find_tables(celled):
        yield from write_prose(lines[behind:first], usual)
        yield "\n".join(write_table(celled[first:end]))
        behind = end
    yield from write_prose(lines[behind:], usual)


def join_pages(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, and where each begins in it. No blank line parts a paragraph that goes on overleaf."""
    parts: list[str] = []
    starts: list[int] = []
    length, before = 0, ""
    for page in pages:
        gap = ("\n" if _goes_on(before, page) else "\n\n") if before and page else ""
        parts += [gap, page]
        length += len(gap)
        starts.append(length)
        length += len(page)
        before = page or before
    return "".join(parts), tuple(starts)


def _goes_on(page: str, following: str) -> bool:
    """Whether a sentence runs over the end of ``page``."""
    last = page[page.rfind("\n") + 1 :]
    return following[0].islower() and not last.startswith(("|", "#")) and last[-1] not in ".!?:;"
