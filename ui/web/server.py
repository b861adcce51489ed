"""Starts the chat page on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from copilot.settings import load_settings

if TYPE_CHECKING:
    from copilot.settings import Settings

APP = Path(__file__).with_name("asgi.py")
ADDRESS = "127.0.0.1"
"""The page has no login: it is for this machine alone."""

OPTIONS: Mapping[str, str] = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "theme.baseRadius": "8px",
    "theme.showWidgetBorder": "true",
    "theme.light.primaryColor": "#1f5f8b",
    "theme.light.backgroundColor": "#fdfdfb",
    "theme.light.secondaryBackgroundColor": "#f3f2ee",
    "theme.light.textColor": "#22262b",
    "theme.dark.primaryColor": "#6fb1dd",
    "theme.dark.backgroundColor": "#14171b",
    "theme.dark.secondaryBackgroundColor": "#1c2026",
    "theme.dark.textColor": "#e3e5e8",
    "theme.light.chartCategoricalColors": '["#1f5f8b","#b5651d","#1b7043","#6a4a9c","#8f5a00","#5f6b76","#b3261e"]',
    "theme.dark.chartCategoricalColors": '["#6fb1dd","#e0a06b","#6fcf97","#bb9af0","#f0b849","#aab4bd","#ff8a80"]',
}
"""Nothing is sent to anybody, errors show no source code, and both themes are ours."""

_served: list[Settings] = []


def serve(settings: Settings, port: int) -> None:
    """Serves the page at ``http://127.0.0.1:<port>`` until it is interrupted."""
    from streamlit.web import cli

    _served[:] = [settings]
    cli.main(["run", str(APP), *flags(port)], standalone_mode=False)


def flags(port: int) -> list[str]:
    """The command line flags under which Streamlit runs the page."""
    options = {**OPTIONS, "server.address": ADDRESS, "server.port": str(port)}
    return [f"--{name}={value}" for name, value in options.items()]


def served_settings() -> Settings:
    """The settings that :func:`serve` was given; those in force where Streamlit was started by hand."""
    return _served[0] if _served else load_settings()[0]
