"""Tiles: a few counts in a row, each with its name and a detail."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.web.markup import escape


def show_tiles(tiles: Sequence[tuple[str, str, str]]) -> None:
    """A tile for each name, count and detail."""
    cells = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(count)}<span>{escape(detail)}</span></dd></div>"
        for name, count, detail in tiles
    )
    st.html(f'<dl class="tiles">{cells}</dl>')
