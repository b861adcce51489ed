"""The files of tables on object storage, as DuckDB asks for them, read by delta-rs."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

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
        self._opened: dict[str, pa.NativeFile] = {}
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
        return FileView(self._file(path))

    def size(self, path: str) -> int:
        """Bytes of the file at ``path``."""
        return int(self._file(path).size())

    def modified(self, _: str) -> datetime:
        """Some moment in the past, the same for each file."""
        return NEVER_CHANGED

    def _file(self, path: str) -> pa.NativeFile:
        """Opened once, for that costs a request and DuckDB opens a file up to ten times a statement."""
        if path not in self._opened:
            self._opened[path] = self._system.open_input_file(path.removeprefix(f"{self.uri}/"))
        return self._opened[path]


class FileView:
    """A place in a file that others read too."""

    def __init__(self, file: pa.NativeFile) -> None:
        self._file = file
        self._offset = 0

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes, fewer at the end: one request."""
        found: bytes = self._file.read_at(size, self._offset)
        self._offset += len(found)
        return found

    def seek(self, offset: int) -> None:
        """Goes to ``offset`` from the start."""
        self._offset = offset

    def tell(self) -> int:
        """The offset from the start."""
        return self._offset

    def seekable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Nothing: the file stays open for the next statement."""


def _unreachable(address: str, error: Exception) -> TableError:
    told = ANSWER.sub(r"\1", COLOUR.sub("", str(error)))
    reasons = [line.strip(" ↳") for line in told.splitlines()]
    return TableError(
        f"the market tables at {address} cannot be reached ({': '.join(filter(None, reasons))}); "
        "check the address, the network and the credentials in the environment"
    )
