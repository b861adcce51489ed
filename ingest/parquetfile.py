"""A Parquet file as a table: its columns as text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import UnreadableTable
from ingest.tablefile import HEAD_ROWS, Place, TableFile, as_head

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa  # type: ignore[import-untyped]

PARQUET_SUFFIXES = frozenset({".parquet", ".pq"})


@dataclass(frozen=True)
class ParquetFile(TableFile):
    """A Parquet file that was looked into. Its "lines" are its rows, from 1."""

    @classmethod
    def open(cls, path: Path, place: Place | None = None) -> ParquetFile:
        """Reads the first rows only. Raises UnreadableTable for a file that is none, or an empty one."""
        import pyarrow as pa
        import pyarrow.parquet as pq  # type: ignore[import-untyped]

        try:
            with pq.ParquetFile(path) as file:
                batch = next(file.iter_batches(batch_size=HEAD_ROWS), None)
                first = pa.Table.from_batches([] if batch is None else [batch], file.schema_arrow)
        except (OSError, pa.ArrowException) as error:
            raise UnreadableTable(
                str(path), f"cannot be read ({error})", "Save it as Parquet again, or as CSV."
            ) from error
        named = _named_columns(first.schema)
        text = [_as_text(first.column(position)) for position, _ in named]
        rows = [tuple(name for _, name in named), *zip(*text, strict=True)] if first.num_rows else []
        return cls(path, as_head(path, rows[:HEAD_ROWS]), place or Place())

    def cells(self, header_rows: int = 1) -> pd.DataFrame:
        """All rows as text, one column a position, indexed by their number; further header rows are left out."""
        import pandas as pd
        import pyarrow.parquet as pq

        table = pq.read_table(self.path)
        columns = {
            number: _as_text(table.column(position))
            for number, (position, _) in enumerate(_named_columns(table.schema))
        }
        frame = pd.DataFrame(columns, index=range(1, table.num_rows + 1), dtype=object)
        return frame.iloc[header_rows - 1 :]


def _named_columns(schema: pa.Schema) -> list[tuple[int, str]]:
    """The columns by position and name; those that were a frame's index stand before the others, as they did there."""
    import pyarrow as pa

    metadata = json.loads((schema.metadata or {}).get(b"pandas", b"{}"))
    index = [name for name in metadata.get("index_columns", []) if isinstance(name, str)]
    first = [position for position, name in enumerate(schema.names) if name in index]
    named = []
    for position in [*first, *(at for at in range(len(schema.names)) if at not in first)]:
        field = schema.field(position)
        if field.name.startswith("__index_level_"):
            if pa.types.is_temporal(field.type):
                named.append((position, "date"))
        else:
            named.append((position, field.name))
    return named


def _as_text(column: pa.ChunkedArray) -> list[str]:
    import pyarrow as pa
    import pyarrow.compute as pc  # type: ignore[import-untyped]

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    try:
        text = pc.fill_null(column.cast(pa.string()), "")
    except pa.ArrowNotImplementedError:
        return [str(value) if value is not None else "" for value in column.to_pylist()]
    cells: list[str] = text.to_pylist()
    return cells
