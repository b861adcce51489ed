"""The files of tables on object storage, as DuckDB asks for them, read by delta-rs."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from fsspec.spec import AbstractFileSystem  # type: ignore[import-untyped]

from market.errors import TableError

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

NEVER_CHANGED = datetime(2000, 1, 1, tzinfo=UTC)
"""Files of a Delta table are written once: footers that DuckDB keeps stay good, no request asks for their age."""


COLOUR = re.compile(r"\x1b\[[0-9;]*m")
"""delta-rs writes an error as a coloured tree of several lines."""

ANSWER = re.compile(r"<\?xml.*?<Code>(\w+)</Code>.*</Error>", re.DOTALL)
"""What a store answers; beside its code it may repeat who asked."""


class ObjectFiles(AbstractFileSystem):  # type: ignore[misc]
    """The files under one URI, to be read. Paths are whole addresses, as receipts name them.

    It goes through the same client as writing does (``deltalake.fs``), with the credentials that this finds in the
    environment: no second client with settings of its own.
    """

    cachable = False

    def __init__(self, uri: str) -> None:
        super().__init__()
        from deltalake.exceptions import DeltaError
        from deltalake.fs import DeltaStorageHandler
        from pyarrow.fs import PyFileSystem  # type: ignore[import-untyped]

        self.protocol = uri.partition("://")[0]
        self.uri = uri
        self._sizes: dict[str, int] = {}
        self._idle: dict[str, list[pa.NativeFile]] = {}
        try:
            self._system = PyFileSystem(DeltaStorageHandler(uri))
        except (DeltaError, OSError, ValueError) as error:
            raise _unreachable(uri, error) from error

    def names(self, folder: str) -> list[str]:
        """The names of the files in ``folder``, which is relative to the URI; none where there is no such folder.

        Raises :class:`TableError` where the storage cannot be reached or refuses.
        """
        from pyarrow.fs import FileSelector

        try:
            found = self._system.get_file_info(FileSelector(folder, allow_not_found=True))
        except OSError as error:
            raise _unreachable(f"{self.uri}/{folder}", error) from error
        return [file.base_name for file in found if file.is_file]

    def glob(self, path: str, **_: Any) -> list[str]:
        """``path``: the log of a table names each file, none by a pattern."""
        return [path]

    def open(self, path: str, mode: str = "rb", **_: Any) -> FileView:
        """The file at ``path``, to be read."""
        if mode != "rb":
            raise ValueError(f"{path} is written by delta-rs alone, not opened with mode {mode}")
        return FileView(self, path)

    def size(self, path: str) -> int:
        """Bytes of the file at ``path``; asked for once."""
        if path not in self._sizes:
            with self.lent(path) as file:
                self._sizes[path] = file.size()
        return self._sizes[path]

    @contextmanager
    def lent(self, path: str) -> Iterator[pa.NativeFile]:
        """The file at ``path`` for one thread; opened where all that were opened are lent.

        Opening costs a request, and DuckDB opens a file up to ten times a statement. One that failed is not lent again.
        """
        idle = self._idle.setdefault(path, [])
        try:
            file = idle.pop()
        except IndexError:
            file = self._system.open_input_file(unquote(path.removeprefix(f"{self.uri}/")))
        yield file
        idle.append(file)

    def modified(self, _: str) -> datetime:
        """Some moment in the past, the same for each file."""
        return NEVER_CHANGED


class FileView(threading.local):
    """A file as each of DuckDB's threads sees it: they share it, and each seeks before it reads."""

    offset = 0

    def __init__(self, files: ObjectFiles, path: str) -> None:
        self._files = files
        self._path = path

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes, fewer at the end: one request."""
        with self._files.lent(self._path) as file:
            found: bytes = file.read_at(size, self.offset)
        self.offset += len(found)
        return found

    def seek(self, offset: int) -> None:
        """Goes to ``offset`` from the start."""
        self.offset = offset

    def tell(self) -> int:
        """The offset from the start."""
        return self.offset

    def seekable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Nothing: what was opened is lent to others."""


def _unreachable(address: str, error: Exception) -> TableError:
    told = ANSWER.sub(r"\1", COLOUR.sub("", str(error)))
    reasons = [line.strip(" ↳") for line in told.splitlines()]
    return TableError(
        f"the market tables at {address} cannot be reached ({': '.join(filter(None, reasons))}); "
        "check the address, the network and the credentials in the environment"
    )
