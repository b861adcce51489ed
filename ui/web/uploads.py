"""Adding files to the library and the tables: they are read and indexed outside of the page's script."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from ui.web import state
from ui.web.failures import describe, show_failure
from ui.web.markup import escape
from ui.web.work import Report, Work

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from ingest.report import IngestReport
    from ui.web.desk import Desk

FOLDER = "uploads"
"""In the home: what was uploaded stays there, so that its documents can be ingested again."""

REFRESH_S = 0.5
REFUSALS_SHOWN = 50
_FILES_KEY, _ROUND = "upload-files", "upload-round"


def show_upload(desk: Desk) -> None:
    """The place to drop files, and how far the last ones have come."""
    with st.expander(
        "Add documents or tables", icon=":material/upload_file:", expanded=bool(desk.uploads.works)
    ):
        _show_progress(desk)
        files = st.file_uploader(
            "PDF, Word, HTML, Markdown, text; CSV, Parquet or Excel of documents, prices, fundamentals, series",
            accept_multiple_files=True,
            key=f"{_FILES_KEY}-{st.session_state.get(_ROUND, 0)}",
        )
        left, right = st.columns(2)
        publisher = left.text_input("Publisher, where the files do not say", key="upload-publisher")
        day = right.date_input("Published on, where they do not say", value=None, max_value=state.today())
        if st.button("Add", key="upload-add", type="primary", disabled=not files) and files:
            _start(desk, files, publisher.strip(), day if isinstance(day, date) else None)
            st.rerun()


def _start(desk: Desk, files: Sequence[UploadedFile], publisher: str, day: date | None) -> None:
    folder = desk.workspace.settings.home / FOLDER / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    folder.mkdir(parents=True)
    paths: list[Path] = []
    for file in files:
        path = folder / safe_name(file.name, taken={path.name for path in paths})
        with path.open("wb") as target:
            shutil.copyfileobj(file, target)
        paths.append(path)
    published = datetime.combine(day, time(), UTC) if day else None

    def ingest(report: Report) -> IngestReport:
        from ingest.jobs import DocumentOptions, ingest_paths

        options = DocumentOptions(publisher=publisher, published_at=published)
        workspace = desk.workspace
        return ingest_paths(workspace.library, workspace.tables, paths, options, report)

    count = len(paths)
    desk.uploads.start(f"{count} file{'s' if count > 1 else ''}", ingest)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1  # an empty box for the next files


def safe_name(name: str, taken: set[str]) -> str:
    """The name of an uploaded file as one part of a path that none of ``taken`` has."""
    plain = Path(name.replace("\\", "/")).name.lstrip(".") or "file"
    stem, suffix = Path(plain).stem, Path(plain).suffix
    number = 1
    while plain in taken:
        number += 1
        plain = f"{stem}-{number}{suffix}"
    return plain


def _show_progress(desk: Desk) -> None:
    for number, work in enumerate(desk.uploads.works):
        if work.running:
            _follow(work)
            continue
        if work.error:
            show_failure("The files could not be added", describe(work.error))
        elif work.result:
            st.html(describe_report(work.result))
        st.button("Done", key=f"upload-dismiss-{number}", on_click=desk.uploads.dismiss, args=(work,))


@st.fragment(run_every=REFRESH_S)
def _follow(work: Work[IngestReport]) -> None:
    if not work.running:
        st.rerun()
    done = f" {work.done:,} of {work.total:,}" if work.total else ""
    st.progress(work.share, text=f"Adding {work.title}: {work.label}{done}")
    st.html('<p class="muted">It goes on when you leave this page.</p>')


def describe_report(report: IngestReport) -> str:
    """What came of the files, as HTML: what was added, then each that was refused, with reason and mend."""
    counts = [
        (report.added, "added"),
        (report.replaced, "replaced by a new version"),
        (report.unchanged, "held before"),
    ]
    parts = [f"{count:,} {words}" for count, words in counts if count]
    parts += [f"{rows.added + rows.corrected:,} rows of {table}" for table, rows in report.rows.items()]
    refused = "".join(
        f"<li><strong>{escape(item.source.rsplit('/', 1)[-1])}</strong>: {escape(item.reason)} {escape(item.mend)}</li>"
        for item in report.refused[:REFUSALS_SHOWN]
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in report.notes)
    flags = (
        f"<li>{len(report.flags):,} rows look odd and were loaded as they are</li>" if report.flags else ""
    )
    summary = f"<p>{escape(', '.join(parts) or 'Nothing was added')}.</p>"
    wrong = (
        f'<div class="failure" role="alert"><strong>Not taken</strong><ul>{refused}</ul></div>'
        if refused
        else ""
    )
    return f'<div class="added" role="status">{summary}<ul>{notes}{flags}</ul></div>{wrong}'
