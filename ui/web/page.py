"""The pages of the desk, and the frame around each: its looks, the navigation, what is shown when one fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from ui.web.audit_page import show_audit
from ui.web.chat_page import show_chat
from ui.web.desk import Desk
from ui.web.failures import describe, show_failure
from ui.web.library_page import show_library
from ui.web.links import remember_pages
from ui.web.market_page import show_market
from ui.web.reports_page import show_reports

_log = logging.getLogger(__name__)
STYLE = Path(__file__).with_name("style.css")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: what the navigation calls it, its address, and what draws it."""

    title: str
    address: str
    icon: str
    show: Callable[[Desk], None]


PAGES = (
    Entry("Chat", "", ":material/forum:", show_chat),
    Entry("Library", "library", ":material/menu_book:", show_library),
    Entry("Market", "market", ":material/monitoring:", show_market),
    Entry("Reports", "reports", ":material/description:", show_reports),
    Entry("Audit", "audit", ":material/fact_check:", show_audit),
)
"""The first is the one that opens."""


def show_page(open_desk: Callable[[], Desk]) -> None:
    """The chosen page over the desk that ``open_desk`` gives; a failure to open or to draw it is told on it."""
    st.set_page_config(page_title="Tieout", page_icon="🧾", layout="centered", initial_sidebar_state="auto")
    st.html(f"<style>{STYLE.read_text(encoding='utf-8')}</style>")
    pages = {
        entry.address: st.Page(
            partial(_draw, entry.show, open_desk),
            title=entry.title,
            icon=entry.icon,
            url_path=entry.address,
            default=not entry.address,
        )
        for entry in PAGES
    }
    remember_pages(pages)
    st.navigation(list(pages.values()), position="top").run()


def _draw(show: Callable[[Desk], None], open_desk: Callable[[], Desk]) -> None:
    try:
        show(open_desk())
    except Exception as error:  # noqa: BLE001 - whatever it is, the reader is told and the log has it
        _log.exception("The page could not be drawn")
        show_failure("The page could not be drawn to its end", describe(error))
