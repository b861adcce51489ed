"""How a failure is told: a readable message for what can go wrong, the kind of error for what should not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ui.failures import domain_errors
from ui.web.markup import escape


def is_expected(error: BaseException) -> bool:
    """Whether ``error`` was raised to be read by a person: its message says what happened and the mend."""
    return isinstance(error, domain_errors())


def describe(error: BaseException) -> str:
    """What went wrong, for a reader."""
    if is_expected(error):
        return str(error)
    return f"Something went wrong that should not: {type(error).__name__}: {error}. The server's log has the details."


def show_failure(title: str, message: str) -> None:
    """A failure as a block of the page."""
    words = f"<strong>{escape(title)}</strong><p>{escape(message)}</p>"
    st.html(f'<div class="failure" role="alert">{words}</div>')


@contextmanager
def failures_shown(title: str) -> Iterator[None]:
    """Shows an expected failure of the block under ``title``; the rest of the page goes on."""
    try:
        yield
    except domain_errors() as error:
        show_failure(title, str(error))
