"""The terminal: text that is safe to show, tables, JSON, and progress on the error stream."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from ingest.report import Progress

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

PIPE_WIDTH = 4000
"""Columns where the output is no terminal: a line of a table stays one line, for ``grep`` and ``cut``."""

INDENT = "    "

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and newline: ESC and CSI move the cursor
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that reorder the text around them
    "\ud800-\udfff]"  # halves of a character, which no stream can write
)


def printable(text: str) -> str:
    """``text`` with every character that could steer a terminal written out in hexadecimal."""
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text.replace("\r\n", "\n"))


def to_json_text(value: object) -> str:
    """``value`` as JSON, in which nothing can steer a terminal and which parses to the equal value."""
    written = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


class Screen:
    """Where a command writes: results on ``out``, progress and complaints on ``err``.

    Whatever is shown comes through :func:`printable`, and brackets are never markup.
    """

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.out_stream = out or sys.stdout
        self.err_stream = err or sys.stderr

    @cached_property
    def out(self) -> Console:
        """The console of results."""
        return _console(self.out_stream)

    @cached_property
    def err(self) -> Console:
        """The console of progress and complaints."""
        return _console(self.err_stream)

    def line(self, text: str = "", style: str = "", *, indent: int = 0) -> None:
        """Shows ``text``, wrapped at words, each line indented by ``indent`` levels."""
        self.show(styled(text, style), indent=indent)

    def show(self, content: RenderableType, *, indent: int = 0) -> None:
        """Shows ``content``, indented by ``indent`` levels."""
        if indent:
            from rich.table import Table

            grid = Table.grid()
            grid.add_row(INDENT * indent, content)
            content = grid
        with self.out.capture() as rendered:
            self.out.print(content)
        lines = rendered.get().split("\n")
        self.out_stream.write("\n".join(line.rstrip() for line in lines))

    def markdown(self, text: str) -> None:
        """Shows Markdown: laid out on a terminal, as it is written elsewhere. Links show their address."""
        if not self.out.is_terminal:
            self.verbatim(text)
            return
        from rich.markdown import Markdown

        self.show(Markdown(printable(text), hyperlinks=False))

    def verbatim(self, text: str) -> None:
        """Writes ``text`` in its own lines, never wrapped: it can be copied."""
        self.out_stream.write(f"{printable(text)}\n")

    def pairs(self, rows: Sequence[tuple[str, str]], *, indent: int = 0) -> None:
        """Shows names with their values beside them."""
        from rich.table import Table

        grid = Table.grid(padding=(0, 2))
        for name, value in rows:
            grid.add_row(styled(name, "dim"), styled(value))
        self.show(grid, indent=indent)

    def table(
        self,
        headers: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        right: Sequence[int] = (),
        indent: int = 0,
    ) -> None:
        """Shows a table. ``right`` are the numbers of the columns that are set flush right."""
        from rich.table import Table

        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for number, header in enumerate(headers):
            justify = "right" if number in right else "left"
            table.add_column(styled(header, "bold"), justify=justify, overflow="fold")  # type: ignore[arg-type]
        for row in rows:
            table.add_row(*(styled(cell) for cell in row))
        self.show(table, indent=indent)

    def json(self, value: object) -> None:
        """Writes ``value`` as JSON."""
        self.out_stream.write(f"{to_json_text(value)}\n")
        self.out_stream.flush()

    def complain(self, message: str) -> None:
        """Writes an error message on the error stream."""
        self.err_stream.write(f"tieout: {printable(message)}\n")
        self.err_stream.flush()

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A function that shows progress (label, done, total): bars where the error stream is a terminal."""
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            TaskID,
            TextColumn,
            TimeElapsedColumn,
        )
        from rich.progress import (
            Progress as Bars,
        )

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        tasks: dict[str, TaskID] = {}
        with Bars(*columns, console=self.err, disable=not self.err.is_terminal, transient=True) as bars:

            def advance(label: str, done: int, total: int) -> None:
                if label not in tasks:
                    tasks[label] = bars.add_task(printable(label), total=total)
                bars.update(tasks[label], completed=done, total=total)

            yield advance


def styled(text: str, style: str = "") -> Text:
    """``text`` made printable, in one style."""
    from rich.text import Text

    return Text(printable(text), style=style)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, markup=False, highlight=False, emoji=False, width=width, soft_wrap=False)
