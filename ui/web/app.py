"""The script that Streamlit runs for each session and each click. ``tieout serve`` starts it."""

from __future__ import annotations

import streamlit as st

from copilot.workspace import Workspace
from ui.web.desk import WorkspaceDesk
from ui.web.page import show_page
from ui.web.server import served_settings


@st.cache_resource(show_spinner="Opening the library …")
def open_desk() -> WorkspaceDesk:
    """The one desk of this server process, over one workspace."""
    return WorkspaceDesk(Workspace(served_settings()))


show_page(open_desk)
